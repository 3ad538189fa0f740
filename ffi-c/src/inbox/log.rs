//! Log records that come into inboxes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use log::{Level, LevelFilter};
use ringout_core::{AfterFork, PerProcess};

use crate::error::{ringout_error, ringout_status};
use crate::guard::guard;
use crate::log::{filter, set_inbox_level};
use crate::memory;
use crate::text::c_string;

use super::content::Content;
use super::event::RINGOUT_EVENT_LOG;
use super::ringout_inbox;
use super::shared::Shared;

/// The inboxes of one process that receive log records. A forked child has none.
struct Sinks(Mutex<Vec<Sink>>);

struct Sink {
    inbox: Weak<Shared>,
    tag: u64,
    level: LevelFilter,
}

static SINKS: PerProcess<Sinks> = PerProcess::predecessor(Sinks(Mutex::new(Vec::new())));

impl AfterFork for Sinks {
    fn after_fork(&self) -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl Sinks {
    fn lock(&self) -> MutexGuard<'_, Vec<Sink>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the sink of an inbox.
    fn replace(&self, inbox: &Arc<Shared>, sink: Option<Sink>) {
        let mut sinks = self.lock();
        sinks.retain(|sink| !std::ptr::eq(sink.inbox.as_ptr(), Arc::as_ptr(inbox)));
        sinks.extend(sink);
        set_inbox_level(sinks.iter().map(|sink| sink.level).max().unwrap_or(LevelFilter::Off));
    }
}

/// Sends log records also into the inbox from now on, as events of the kind `RINGOUT_EVENT_LOG`, for programs that cannot be
/// called on other threads. The log callback, if there is one, gets them too.
///
/// - `level`: the least severe level to receive, a `RINGOUT_LOG_...`; 0 for none, which is the default.
/// - `tag`: the tag of these events.
///
/// Up to 1,000 records wait for your program. Further ones are dropped, and `ringout_inbox_dropped_log_records()` counts
/// them. May be called again, with another level or tag.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringout_log_into(
    level: u32,
    inbox: *const ringout_inbox,
    tag: u64,
    err: *mut *mut ringout_error,
) -> ringout_status {
    // SAFETY: the program keeps the contract of the header.
    unsafe {
        guard(err, || {
            let inbox = memory::borrow(inbox, "inbox")?;
            inbox.shared.check_process()?;
            crate::log::install();
            let level = if level == 0 { None } else { Some(filter(level)?) };
            let sink = level.map(|level| Sink { inbox: Arc::downgrade(&inbox.shared), tag, level });
            SINKS.get().replace(&inbox.shared, sink);
            Ok(())
        })
    }
}

/// Sends an inbox no more records.
pub(super) fn forget(inbox: &Arc<Shared>) {
    SINKS.get().replace(inbox, None);
}

/// Puts a record into the inboxes that want it.
pub(crate) fn forward(level: Level, message: impl Fn() -> String) {
    let wanted = |sink: &Sink| (level <= sink.level).then(|| Some((sink.inbox.upgrade()?, sink.tag))).flatten();
    // The lock is not held while they are used, because dropping the last handle of an inbox takes it.
    let inboxes: Vec<_> = SINKS.get().lock().iter().filter_map(wanted).collect();
    for (inbox, tag) in inboxes {
        inbox.add_log_record(tag, RINGOUT_EVENT_LOG, Content::Log(level as u32, c_string(message())));
    }
}
