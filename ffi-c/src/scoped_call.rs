//! Scoped calls: hung up when they are freed.

use ringout_core::ScopedCall;

use crate::call::ringout_call;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::memory::{self, Handle};

/// Hangs a call up when it is freed, for programs that must not leave a phone ringing on any way out of a block.
pub struct ringout_scoped_call {
    _call: ScopedCall,
}

impl Handle for ringout_scoped_call {}

/// Creates a scoped call. Free it with `ringout_scoped_call_free()`, before or after the call handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_scoped_call_new(
    call: *const ringout_call,
    scoped: *mut *mut ringout_scoped_call,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let out = memory::out(scoped, "scoped")?;
            out.give(ringout_scoped_call { _call: call.core().hang_up_on_drop() });
            Ok(())
        })
    }
}

/// Frees a scoped call and begins to hang up, unless the call is known to be over or `ringout_call_detach()` was called
/// since. Does not block. NULL does nothing.
///
/// The library sends the cancel on one of its threads, for up to five seconds, and logs the effect. Freeing the last
/// handle of the client waits for it; a process that exits before that may lose it. In a forked child nothing is sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_scoped_call_free(scoped: *mut ringout_scoped_call) {
    // SAFETY: the program keeps the contract of the header.
    unsafe { memory::free(scoped) }
}
