//! Moments as the call log writes them (RFC 3339).

use std::time::SystemTime;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Reads a moment; `None` if it is none.
pub(crate) fn parse_time(text: &str) -> Option<SystemTime> {
    OffsetDateTime::parse(text.trim(), &Rfc3339).ok().map(SystemTime::from)
}

/// `2026-07-01T12:34:56Z`: UTC, to the second. `None` outside of the years that the platform can be asked about.
pub(crate) fn format_time(moment: SystemTime) -> Option<String> {
    let moment = OffsetDateTime::from(moment).replace_nanosecond(0).ok()?;
    moment.format(&Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn moments_are_read_and_written() {
        let moment = UNIX_EPOCH + Duration::from_millis(1_782_909_296_789);
        assert_eq!(parse_time("2026-07-01T12:34:56.789Z"), Some(moment));
        assert_eq!(parse_time("2026-07-01T14:34:56.789+02:00"), Some(moment));
        assert_eq!(format_time(moment).as_deref(), Some("2026-07-01T12:34:56Z"));
        assert_eq!(parse_time("yesterday"), None);
    }
}
