//! Parsing of a response: status, headers and body.

use std::time::{Duration, SystemTime};

#[cfg(feature = "simulation")]
use ureq::http::HeaderName;
use ureq::http::{HeaderMap, HeaderValue};

use super::transfer::RawResponse;
#[cfg(feature = "simulation")]
use super::transfer::too_large;
use crate::base::clock;
use crate::base::wire::{HttpResponse, MAX_WAIT, RateHeaders};
#[cfg(feature = "simulation")]
use crate::simulation::Reply;
use crate::transport::http::explain::Compressed;
#[cfg(feature = "simulation")]
use crate::transport::http::{ExchangeResult, Failure, FailureKind};

/// The platform's largest response is a page of the call log, far below this.
pub(super) const MAX_BODY: usize = 1024 * 1024;

/// The headers that matter, each with its first value. Found in one pass, because each lookup would hash its name.
#[derive(Default)]
struct KnownHeaders<'a> {
    request_id: Option<&'a HeaderValue>,
    retry_after: Option<&'a HeaderValue>,
    content_type: Option<&'a HeaderValue>,
    content_encoding: Option<&'a HeaderValue>,
    date: Option<&'a HeaderValue>,
    group: Option<&'a HeaderValue>,
    limit: Option<&'a HeaderValue>,
    remaining: Option<&'a HeaderValue>,
    window: Option<&'a HeaderValue>,
}

impl<'a> KnownHeaders<'a> {
    fn of(headers: &'a HeaderMap) -> Self {
        let mut known = Self::default();
        for (name, value) in headers {
            let place = match name.as_str() {
                "rcrequestid" => &mut known.request_id,
                "retry-after" => &mut known.retry_after,
                "content-type" => &mut known.content_type,
                "content-encoding" => &mut known.content_encoding,
                "date" => &mut known.date,
                "x-rate-limit-group" => &mut known.group,
                "x-rate-limit-limit" => &mut known.limit,
                "x-rate-limit-remaining" => &mut known.remaining,
                "x-rate-limit-window" => &mut known.window,
                _ => continue,
            };
            place.get_or_insert(value);
        }
        known
    }

    /// The rate headers. One that is invalid does not affect the others.
    fn rate(&self) -> RateHeaders {
        let number = |value| str(value)?.trim().parse::<u32>().ok();
        RateHeaders {
            group: text(self.group),
            is_echo: false,
            limit: number(self.limit),
            remaining: number(self.remaining),
            window: number(self.window).map(|seconds| Duration::from_secs(seconds.into())),
        }
    }
}

/// Reads the headers that matter. A success whose body is cut off or compressed is a failure.
pub(super) fn read(raw: RawResponse, keep_headers: bool) -> Result<HttpResponse, ureq::Error> {
    let RawResponse { status, headers, body } = raw;
    let known = KnownHeaders::of(&headers);
    let date = str(known.date).and_then(|date| httpdate::parse_http_date(date).ok());
    // Compared with the server's clock, which made the date: this machine's may be minutes off.
    let server_now = || date.unwrap_or_else(clock::wall);
    let mut response = HttpResponse {
        status,
        request_id: text(known.request_id),
        retry_after: str(known.retry_after).and_then(|value| retry_after(value, server_now())),
        content_type: text(known.content_type),
        date,
        rate: known.rate(),
        sent_at: None,
        after_lost_attempt: false,
        headers: if keep_headers { all(&headers) } else { Vec::new() },
        body: Vec::new(),
        compressed: str(known.content_encoding).and_then(Compressed::by),
    };
    match body {
        Ok(body) => match response.compressed.filter(|_| !body.is_empty()) {
            Some(coding) if response.is_success() => return Err(ureq::Error::Other(Box::new(Compressed(coding)))),
            Some(_) => {}
            None => response.body = body,
        },
        // A refusal whose body is cut off is still a refusal: the status says that nothing was done.
        Err(_) if !response.is_success() => {}
        Err(error) => return Err(error),
    }
    Ok(response)
}

/// Reads a response of the simulated platform like one from a socket.
#[cfg(feature = "simulation")]
pub(in crate::transport::http) fn read_simulated(
    reply: Reply,
    keep_headers: bool,
    sent_at: Option<SystemTime>,
) -> ExchangeResult {
    let mut headers = HeaderMap::new();
    for (name, value) in &reply.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            headers.append(name, value);
        }
    }
    let body = if reply.body.len() > MAX_BODY { Err(too_large()) } else { Ok(reply.body) };
    match read(RawResponse { status: reply.status, headers, body }, keep_headers) {
        Ok(response) => Ok(HttpResponse { sent_at, ..response }),
        Err(error) => {
            let text = unreadable(&error).unwrap_or_else(|| "the connection broke".into());
            Err(Failure { kind: FailureKind::Protocol, sent_at, stale: false, text })
        }
    }
}

fn all(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts = headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
    texts.map(|(name, value)| (name.to_owned(), value.into_owned())).collect()
}

/// The text of a value, if it is ASCII. `HeaderValue::to_str` checks the same byte by byte.
fn str(value: Option<&HeaderValue>) -> Option<&str> {
    str::from_utf8(value?.as_bytes()).ok().filter(|text| text.is_ascii())
}

fn text(value: Option<&HeaderValue>) -> Option<String> {
    str(value).map(ToOwned::to_owned)
}

/// Parses `Retry-After` in both forms (RFC 9110, section 10.2.3): seconds, or a date. More than a year counts as no
/// value, and more than an hour as an hour.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let wait = match value.trim().parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(value.trim()).ok()?.duration_since(now).unwrap_or_default(),
    };
    Some(wait).filter(|wait| *wait <= YEAR).map(|wait| wait.min(MAX_WAIT))
}

/// Returns the error text if a response arrived but cannot be used.
pub(super) fn unreadable(error: &ureq::Error) -> Option<String> {
    use ureq::Error as E;
    match error {
        E::BodyExceedsLimit(_) => Some(format!("the response is larger than {MAX_BODY} bytes")),
        E::LargeResponseHeader(..) => Some("the headers of the response are too large".into()),
        E::Protocol(_) => Some("the response is not valid HTTP".into()),
        E::Http(_) | E::BadUri(_) => Some("the request cannot be written as HTTP".into()),
        E::Other(error) => error.downcast_ref::<Compressed>().map(Compressed::to_string),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ureq::http::header;

    use super::*;

    #[test]
    fn retry_after_is_parsed_in_both_forms() {
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!(retry_after("30", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("86400", now), Some(Duration::from_secs(3600)), "an hour at most");
        assert_eq!(retry_after("Fri, 02 Jan 1970 00:00:00 GMT", now), Some(Duration::from_secs(3600)));
        assert_eq!(retry_after("-5", now), None);
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("18446744073709551615", now), None);
        assert_eq!(retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), None);
    }

    #[test]
    fn a_date_is_compared_with_the_date_of_its_response() {
        let parsed = |date: Option<&str>, retry_after: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, retry_after.parse().unwrap());
            if let Some(date) = date {
                headers.insert(header::DATE, date.parse().unwrap());
            }
            read(RawResponse { status: 429, headers, body: Ok(Vec::new()) }, false).unwrap().retry_after
        };
        let minute = Some(Duration::from_secs(60));
        assert_eq!(parsed(Some("Wed, 21 Oct 2015 07:28:00 GMT"), "Wed, 21 Oct 2015 07:29:00 GMT"), minute);
        assert_eq!(parsed(Some("Sat, 21 Oct 2215 07:28:00 GMT"), "Sat, 21 Oct 2215 07:29:00 GMT"), minute);
        for none in [None, Some("soon")] {
            assert_eq!(parsed(none, "Wed, 21 Oct 2015 07:29:00 GMT"), Some(Duration::ZERO), "this machine's clock");
        }
    }
}
