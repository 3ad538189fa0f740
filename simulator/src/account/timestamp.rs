//! ISO 8601 timestamps in UTC, for the call log. The day counts use Howard Hinnant's civil calendar algorithms.

const DAY_MS: u64 = 86_400_000;

/// Formats milliseconds since the Unix epoch as `2026-07-01T12:34:56.789Z`.
pub fn format(epoch_ms: u64) -> String {
    let (year, month, day) = civil(epoch_ms / DAY_MS);
    let ms = epoch_ms % DAY_MS;
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", ms % 1_000)
}

/// Parses a date, or a date and time with an optional fraction and an optional `Z`, to milliseconds since the Unix epoch.
pub fn parse(text: &str) -> Option<u64> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
    let mut date = date.splitn(3, '-').map(str::parse::<u64>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    if !(1970..10_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    Some(days(year, month, day) * DAY_MS + time_of_day(time.trim_end_matches('Z'))?)
}

fn time_of_day(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.splitn(3, ':').map(str::parse::<u64>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    let ms: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    (hour < 24 && minute < 60 && second < 61).then_some(((hour * 60 + minute) * 60 + second) * 1_000 + ms)
}

fn civil(days_since_epoch: u64) -> (u64, u64, u64) {
    let z = days_since_epoch + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    #[test]
    fn timestamps_round_trip() {
        let moments = [(0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z")];
        for (ms, text) in moments.into_iter().chain([(1_782_909_296_789, "2026-07-01T12:34:56.789Z")]) {
            assert_eq!(format(ms), text);
            assert_eq!(parse(text), Some(ms));
        }
        assert_eq!(parse("2000-02-29"), Some(951_782_400_000));
        assert_eq!(parse("2026-07-01T12:34:56Z"), Some(1_782_909_296_000));
        for bad in ["", "yesterday", "2026-13-01", "2026-07-01T25:00:00Z", "2026-07"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
