//! Language-specific spelling of arguments, settings, methods and durations in error texts.
//!
//! The core uses Rust's spelling. Any name in a message other than its own [`parameter`](Error::parameter) is in
//! backticks, so that a binding can replace it.

use std::borrow::Cow;
use std::time::Duration;

use super::{Error, ErrorCode, Result};

/// The spelling of a language, for bindings.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Spelling {
    /// The language's name of an argument, setting or method; `None` if it is the core's.
    pub name: fn(&str) -> Option<String>,
    /// The unit of the language for a duration setting.
    pub unit: fn(&str) -> Unit,
}

/// A unit of time.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `s`
    Seconds,
    /// `ms`
    Milliseconds,
}

/// Converts a number of the language to a duration. A number that is too large, including infinity, becomes the longest
/// duration.
#[doc(hidden)]
pub fn time(parameter: &str, number: f64, unit: Unit) -> Result<Duration> {
    let (seconds, name) = match unit {
        Unit::Seconds => (number, "seconds"),
        Unit::Milliseconds => (number / 1000.0, "milliseconds"),
    };
    if seconds.is_nan() || seconds < 0.0 {
        return Err(Error::invalid(
            parameter,
            format_args!("{number} is not a duration; pass a number of {name}, 0 or more"),
        ));
    }
    Ok(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// The longest timeout accepted anywhere: a larger number is probably in the wrong unit.
const HOUR: Duration = Duration::from_secs(3600);

impl Error {
    /// Returns the error with the names and units of a language.
    #[doc(hidden)]
    #[must_use]
    pub fn spelled(mut self, spelling: &Spelling) -> Self {
        let parts = &mut *self.0;
        let is_local =
            matches!(parts.code, ErrorCode::InvalidArgument | ErrorCode::NullPointer | ErrorCode::InvalidUtf8);
        if let Some(parameter) = parts.parameter.take_if(|_| is_local) {
            let spelled = argument(&parameter, spelling);
            if let Some(rest) = parts.message.strip_prefix(&*parameter) {
                parts.message = format!("{spelled}{rest}");
            }
            if let Some(time) = parts.time {
                let spelled_time = in_unit(time, (spelling.unit)(last(&parameter)));
                parts.message = parts.message.replacen(&format!("{time:?}"), &spelled_time, 1);
            }
            parts.parameter = Some(spelled);
        }
        // Text from the platform is left unchanged.
        if parts.http_status.is_none() {
            parts.message = named(&parts.message, spelling);
        }
        if let Some(Cow::Borrowed(hint)) = parts.hint {
            parts.hint = Some(named(hint, spelling).into());
        }
        self
    }
}

/// Spells an argument such as `requests[3].from`: only its last part has a name in the language.
fn argument(parameter: &str, spelling: &Spelling) -> String {
    let name = last(parameter);
    let before = &parameter[..parameter.len() - name.len()];
    (spelling.name)(name).map_or_else(|| parameter.to_owned(), |name| format!("{before}{name}"))
}

fn last(parameter: &str) -> &str {
    parameter.rsplit('.').next().unwrap_or(parameter)
}

/// Formats a duration in the unit it was given in. For one that is absurdly long, only says so.
fn in_unit(time: Duration, unit: Unit) -> String {
    if time > HOUR * 24 * 366 * 100 {
        return "more than a century".into();
    }
    match unit {
        Unit::Milliseconds => format!("{} ms", time.as_secs_f64() * 1000.0),
        Unit::Seconds if time > HOUR => format!("{} s (the unit is seconds, not milliseconds)", time.as_secs_f64()),
        Unit::Seconds => format!("{} s", time.as_secs_f64()),
    }
}

/// Spells every name in backticks.
fn named(text: &str, spelling: &Spelling) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        match (spelling.name)(part).filter(|_| index % 2 == 1) {
            Some(name) => out.push_str(&name),
            None => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOUTED: Spelling = Spelling {
        name: |name| matches!(name, "from" | "ca_bundle" | "request_timeout").then(|| name.to_uppercase()),
        unit: |name| if name == "request_timeout" { Unit::Seconds } else { Unit::Milliseconds },
    };

    #[test]
    fn names_are_those_of_the_language() {
        let error = Error::invalid("from", "is invalid; see `ca_bundle` and `server`").in_list("requests", 3);
        let error = error.spelled(&SHOUTED);
        assert_eq!(error.parameter(), Some("requests[3].FROM"));
        assert_eq!(error.message(), "requests[3].FROM: is invalid; see `CA_BUNDLE` and `server`");
        let other = Error::new(ErrorCode::Connection, "give `ca_bundle`").spelled(&SHOUTED);
        assert_eq!(other.message(), "give `CA_BUNDLE`");
    }

    #[test]
    fn times_are_in_the_unit_of_the_language() {
        let text =
            |parameter, time| Error::invalid_time(parameter, time, "is odd").spelled(&SHOUTED).message().to_owned();
        let second = Duration::from_secs(1);
        assert_eq!(text("request_timeout", second / 4), "REQUEST_TIMEOUT: 0.25 s is odd");
        let mistaken = "REQUEST_TIMEOUT: 30000 s (the unit is seconds, not milliseconds) is odd";
        assert_eq!(text("request_timeout", second * 30_000), mistaken);
        assert_eq!(text("other", Duration::ZERO), "other: 0 ms is odd");
        assert_eq!(text("other", second * 7200), "other: 7200000 ms is odd");
        assert_eq!(text("other", Duration::MAX), "other: more than a century is odd");
    }

    #[test]
    fn every_number_is_a_duration_or_refused() {
        assert_eq!(time("t", 1.5, Unit::Seconds).unwrap(), Duration::from_millis(1500));
        assert_eq!(time("t", 1.5, Unit::Milliseconds).unwrap(), Duration::from_micros(1500));
        for long in [f64::INFINITY, 1e300] {
            assert_eq!(time("t", long, Unit::Milliseconds).unwrap(), Duration::MAX);
        }
        for invalid in [f64::NAN, f64::NEG_INFINITY, -1e-9] {
            let error = time("t", invalid, Unit::Seconds).unwrap_err();
            assert_eq!(error.message(), format!("t: {invalid} is not a duration; pass a number of seconds, 0 or more"));
        }
    }

    #[test]
    fn texts_of_the_platform_are_unchanged() {
        let mut error = Error::unscrubbed(ErrorCode::Rejected, "the server responded with 400: `from` is odd".into());
        (error.0.http_status, error.0.parameter) = (Some(400), Some("from".into()));
        error.0.hint = Some("see `ca_bundle`".into());
        let error = error.spelled(&SHOUTED);
        assert_eq!(
            (error.message(), error.parameter()),
            ("the server responded with 400: `from` is odd", Some("from"))
        );
        assert_eq!(error.hint(), Some("see `CA_BUNDLE`"));
        assert_eq!(error.to_string(), "the server responded with 400: `from` is odd (see `CA_BUNDLE`)");
    }
}
