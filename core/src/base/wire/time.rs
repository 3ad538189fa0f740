//! Timestamps of the call log (RFC 3339).

use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Parses a timestamp; `None` if it is invalid.
pub(crate) fn parse_time(text: &str) -> Option<SystemTime> {
    OffsetDateTime::parse(text.trim(), &Rfc3339).ok().map(SystemTime::from)
}

/// Formats a time such as `2026-07-01T12:34:56Z`: UTC, to the second. `None` outside of the years that the format can
/// express.
pub(crate) fn format_time(moment: SystemTime) -> Option<String> {
    // The conversion from `SystemTime` panics for times out of range.
    let since_1970 = match moment.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).ok()?,
        Err(before) => -i64::try_from(before.duration().as_secs()).ok()?,
    };
    OffsetDateTime::from_unix_timestamp(since_1970).ok()?.format(&Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn timestamps_are_parsed_and_formatted() {
        let moment = UNIX_EPOCH + Duration::from_millis(1_782_909_296_789);
        assert_eq!(parse_time("2026-07-01T12:34:56.789Z"), Some(moment));
        assert_eq!(parse_time("2026-07-01T14:34:56.789+02:00"), Some(moment));
        assert_eq!(format_time(moment).as_deref(), Some("2026-07-01T12:34:56Z"));
        assert_eq!(parse_time("yesterday"), None);
        assert_eq!(format_time(UNIX_EPOCH - Duration::from_secs(1)).as_deref(), Some("1969-12-31T23:59:59Z"));
        assert_eq!(format_time(UNIX_EPOCH + Duration::from_secs(253_402_300_800)), None, "the year 10000");
        assert_eq!(format_time(UNIX_EPOCH + Duration::from_secs(u64::from(u32::MAX) * 9000)), None);
    }
}
