//go:build !ringout_static

package ringout

// Links the installed shared library. If pkg-config does not find it, set PKG_CONFIG_PATH to the folder of ringout.pc.

// #cgo pkg-config: ringout
import "C"
