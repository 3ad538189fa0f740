//! Conversion of times and durations.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970; -1 for `None` and for earlier times.
pub(crate) fn unix_ms(moment: Option<SystemTime>) -> i64 {
    let since_1970 = moment.and_then(|moment| moment.duration_since(UNIX_EPOCH).ok());
    since_1970.map_or(-1, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}

pub(crate) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
