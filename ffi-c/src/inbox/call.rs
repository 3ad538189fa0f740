//! Operations of a call whose results come into an inbox, and calls that are followed there.

use std::sync::Arc;

use ringout_core::{Followed, Result};

use crate::call::{lease_ms, ringout_call};
use crate::change::ringout_change;
use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::logged_call::ringout_logged_call;
use crate::memory;
use crate::outcome::ringout_outcome;
use crate::state::ringout_state;
use crate::wait_options::{ringout_wait_options, wait_options};

use super::content::Content;
use super::event::{
    RINGOUT_EVENT_CALL_LOG, RINGOUT_EVENT_CANCEL, RINGOUT_EVENT_CHANGE, RINGOUT_EVENT_CLAIM_OUTCOME,
    RINGOUT_EVENT_STATUS, RINGOUT_EVENT_TAKE_LEASE, RINGOUT_EVENT_WAIT, RINGOUT_EVENT_WATCH_END,
};
use super::ringout_inbox;

/// Like `ringout_call_status()`, without blocking. The result is a `RINGOUT_EVENT_STATUS`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_status_into(
    call: *const ringout_call,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let owned = call.core().clone();
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(&call.core().client(), tag, RINGOUT_EVENT_STATUS, move |client| {
                Ok(Content::State(Box::new(ringout_state::new(owned.with_client(&client).status()?))))
            })
        })
    }
}

/// Like `ringout_call_cancel()`, without blocking. The result is a `RINGOUT_EVENT_CANCEL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_cancel_into(
    call: *const ringout_call,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let owned = call.core().clone();
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(&call.core().client(), tag, RINGOUT_EVENT_CANCEL, move |client| {
                Ok(Content::CancelEffect(owned.with_client(&client).cancel()? as u32))
            })
        })
    }
}

/// Like `ringout_call_log()`, without blocking. The result is a `RINGOUT_EVENT_CALL_LOG`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_log_into(
    call: *const ringout_call,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let owned = call.core().clone();
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(&call.core().client(), tag, RINGOUT_EVENT_CALL_LOG, move |client| {
                Ok(Content::LoggedCall(Box::new(ringout_logged_call::new(owned.with_client(&client).log()?))))
            })
        })
    }
}

/// Like `ringout_call_take_lease()`, without blocking. The result is a `RINGOUT_EVENT_TAKE_LEASE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_take_lease_into(
    call: *const ringout_call,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let owned = call.core().clone();
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(&call.core().client(), tag, RINGOUT_EVENT_TAKE_LEASE, move |client| {
                Ok(Content::LeaseLeft(lease_ms(owned.with_client(&client).take_lease()?)))
            })
        })
    }
}

/// Like `ringout_call_claim_outcome()`, without blocking. The result is a `RINGOUT_EVENT_CLAIM_OUTCOME`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_claim_outcome_into(
    call: *const ringout_call,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let call = memory::borrow(call, "call")?;
            let owned = call.core().clone();
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.start(&call.core().client(), tag, RINGOUT_EVENT_CLAIM_OUTCOME, move |client| {
                Ok(Content::Claimed(owned.with_client(&client).claim_outcome()?))
            })
        })
    }
}

/// Like `ringout_call_wait()`, without blocking and without a thread. The result is a `RINGOUT_EVENT_WAIT`. `options`
/// may be NULL; the timeout counts from now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_wait_into(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe { guard(err, || follow(call, options, inbox, tag, (None, RINGOUT_EVENT_WAIT))) }
}

/// Like `ringout_call_watch()`, without blocking and without a thread. Each change is a `RINGOUT_EVENT_CHANGE`, and at
/// the end comes one `RINGOUT_EVENT_WATCH_END` with the outcome, or with an error of `ringout_call_wait()`. `options`
/// may be NULL; the timeout counts from now.
///
/// The call handle may be freed at once. To stop, use `ringout_inbox_interrupt()`. Many thousands of calls can be
/// watched in one inbox.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_call_watch_into(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    let kinds = (Some(RINGOUT_EVENT_CHANGE), RINGOUT_EVENT_WATCH_END);
    // SAFETY: the program keeps the contract of the header.
    unsafe { guard(err, || follow(call, options, inbox, tag, kinds)) }
}

/// Follows a call into an inbox, with the kinds of the events for a change and for the end.
///
/// # Safety
/// As for `ringout_call_watch_into()`.
unsafe fn follow(
    call: *const ringout_call,
    options: *const ringout_wait_options,
    inbox: *const ringout_inbox,
    tag: u64,
    (change_kind, end_kind): (Option<u32>, u32),
) -> Result<()> {
    // SAFETY: guaranteed by this function's contract.
    let (call, options, inbox) =
        unsafe { (memory::borrow(call, "call")?, wait_options(options)?, memory::borrow(inbox, "inbox")?) };
    let (client, token) = call.core().client().interruptible();
    let id = inbox.shared.begin_follow(tag, token.clone())?;
    let shared = Arc::downgrade(&inbox.shared);
    let follow = call.core().with_client(&client).follow(&options, move |event| {
        let Some(shared) = shared.upgrade() else { return };
        match (event, change_kind) {
            (Followed::Change(change), Some(kind)) => {
                shared.add_event(id, kind, Content::Change(Box::new(ringout_change::new(change))));
            }
            (Followed::Change(_), None) => {}
            (Followed::End(result), _) => {
                let outcome = result.map(|outcome| Content::Outcome(Box::new(ringout_outcome::new(outcome))));
                shared.finish(id, end_kind, Content::of(outcome));
            }
        }
    });
    inbox.shared.keep_follow(id, follow, &token);
    Ok(())
}
