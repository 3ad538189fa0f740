//! Sets the soname of the shared library to its ABI version, and keeps it in memory once it is loaded.

#[path = "src/abi.rs"]
mod abi;

fn main() {
    println!("cargo:rerun-if-changed=src/abi.rs");
    #[allow(clippy::disallowed_methods)] // set by Cargo at build time
    let system = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if system == "linux" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libringout.so.{}", abi::RINGOUT_ABI_VERSION);
        // Threads of the library may run after a plug-in that uses it has called dlclose().
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
