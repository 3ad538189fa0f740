//! The version of the binary interface, for the header, the library and its soname.

/// The version of the binary interface that this header describes: the number in the soname, and the value of
/// `ringout_abi_version()` in a library that fits.
pub const RINGOUT_ABI_VERSION: u32 = 0;
