//! An addon that reads memory which it has freed, when Node loads it. `sanitizer.py` builds it.

use std::ffi::c_void;
use std::hint::black_box;

/// What Node calls when it loads an addon.
// SAFETY: no other function of the addon has this name.
#[unsafe(no_mangle)]
pub extern "C" fn napi_register_module_v1(_env: *mut c_void, exports: *mut c_void) -> *mut c_void {
    let freed = black_box(Box::into_raw(Box::new(7u64)));
    // SAFETY: the box is freed once. The read after that is the mistake.
    unsafe {
        drop(Box::from_raw(freed));
        black_box(*freed);
    }
    exports
}
