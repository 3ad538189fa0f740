//! ISO 8601 timestamps for the call log: written in UTC, read with any offset.

use std::time::{Duration, SystemTime};

use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime, PrimitiveDateTime};

/// Formats milliseconds since the Unix epoch as `2026-07-01T12:34:56.789Z`.
pub fn format(epoch_ms: u64) -> String {
    let at = OffsetDateTime::from(SystemTime::UNIX_EPOCH + Duration::from_millis(epoch_ms));
    let (date, time) = (at.date(), at.time());
    let (month, milliseconds) = (u8::from(date.month()), time.millisecond());
    let (hour, minute, second) = time.as_hms();
    format!("{:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z", date.year(), date.day())
}

/// Parses a time with an offset or `Z` (RFC 3339, ISO 8601), a time without one, which is UTC, or a date. Returns
/// milliseconds since the Unix epoch, which are negative before 1970.
pub fn parse(text: &str) -> Option<i64> {
    let with_offset = OffsetDateTime::parse(text, &Rfc3339).or_else(|_| OffsetDateTime::parse(text, &Iso8601::PARSING));
    // The library's offsets go up to 25:59.
    let with_offset = with_offset.map(|at| Some(at).filter(|at| at.offset().whole_hours().abs() < 24));
    let in_utc = || PrimitiveDateTime::parse(text, &Iso8601::PARSING).map(|time| Some(time.assume_utc()));
    let at_midnight = || Date::parse(text, &Iso8601::PARSING).map(|date| Some(date.midnight().assume_utc()));
    let at = with_offset.or_else(|_| in_utc()).or_else(|_| at_midnight()).ok().flatten()?;
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    #[test]
    fn timestamps_round_trip() {
        let moments = [(0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z")];
        for (ms, text) in moments.into_iter().chain([(1_782_909_296_789, "2026-07-01T12:34:56.789Z")]) {
            assert_eq!(format(ms), text);
            assert_eq!(parse(text), i64::try_from(ms).ok());
        }
    }

    #[test]
    fn every_form_of_a_date_is_read() {
        const NOON: i64 = 1_782_907_200_000;
        let forms = [
            ("2026-07-01T12:00:00Z", NOON),
            ("2026-07-01t12:00:00z", NOON),
            ("2026-07-01T12:00:00+00:00", NOON),
            ("2026-07-01T12:00:00-00:00", NOON),
            ("2026-07-01T14:30:00+02:30", NOON),
            ("2026-07-01T04:00:00-08:00", NOON),
            ("2026-07-01T04:00:00-0800", NOON),
            ("2026-07-01T04:00:00-08", NOON),
            ("2026-07-01T04:00:00.000-08:00", NOON),
            ("2026-07-01T20:00:00.123456+08:00", NOON + 123),
            ("2026-07-01T20:00:00.1+08:00", NOON + 100),
            ("2026-07-01T12:00:00.999999999Z", NOON + 999),
            ("2026-07-01T23:30:00-12:00", NOON + 23 * 3_600_000 + 1_800_000),
            ("20260701T120000Z", NOON),
            ("2026-07-01T12:00:00", NOON),
            ("2026-07-01T12:00:00.5", NOON + 500),
            ("2026-07-01T12:00", NOON),
            ("2026-07-01T12:00Z", NOON),
            ("2026-07-01", NOON - 12 * 3_600_000),
            ("2000-02-29", 951_782_400_000),
            ("1969-12-31T23:59:59.999Z", -1),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ];
        for (text, ms) in forms {
            assert_eq!(parse(text), Some(ms), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_refused() {
        let bad = [
            "",
            "yesterday",
            "2026-13-01",
            "2026-02-30",
            "2026-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-00-01",
            "2026-07-00",
            "2026-07-01T25:00:00Z",
            "2026-07-01T12:60:00Z",
            "2026-07-01T12:00:61Z",
            "2026-07-01T12:00:00+25:00",
            "2026-07-01T12:00:00+00:99",
            "2026-07-01T12:00:00+",
            "2026-07-01T12:00:00+8",
            "2026-07-01T12:00:00 00:00",
            "2026-07-01T12:00:00Zx",
            "2026-07-01T12:00:00.Z",
            "2026-07",
            "1782907200000",
        ];
        for text in bad {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
