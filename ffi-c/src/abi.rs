//! The number of the binary interface, for the header, the library and its soname.

/// The version of the binary interface that this header describes. It is the number in the soname, and equals
/// `ringout_abi_version()` of a library that fits.
pub const RINGOUT_ABI_VERSION: u32 = 0;
