//go:build ringout_static

package ringout

// Links the archive that is in the module, so that the program needs no library at run time. bundle.sh puts it there.

// #cgo CFLAGS: -I${SRCDIR}/native/include
// #cgo linux,amd64 LDFLAGS: ${SRCDIR}/native/linux-amd64/libringout.a
// #cgo linux,arm64 LDFLAGS: ${SRCDIR}/native/linux-arm64/libringout.a
// #cgo darwin,amd64 LDFLAGS: ${SRCDIR}/native/darwin-amd64/libringout.a -framework CoreFoundation -framework Security
// #cgo darwin,arm64 LDFLAGS: ${SRCDIR}/native/darwin-arm64/libringout.a -framework CoreFoundation -framework Security
// #cgo linux LDFLAGS: -lpthread -ldl -lm
import "C"
