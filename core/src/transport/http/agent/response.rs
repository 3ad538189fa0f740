//! Parsing of a response: status, headers and body.

use std::time::{Duration, SystemTime};

use ureq::http::{HeaderMap, header};

use crate::base::clock;
use crate::base::wire::{HttpResponse, MAX_WAIT, RateHeaders};
#[cfg(feature = "simulation")]
use crate::simulation::Reply;
use crate::transport::http::explain::Compressed;
#[cfg(feature = "simulation")]
use crate::transport::http::{ExchangeResult, Failure, FailureKind};

/// The platform's largest response is a page of the call log, far below this.
const MAX_BODY: u64 = 1024 * 1024;

/// Reads the body under the same deadline as the rest. A success whose body is cut off or compressed is a failure.
pub(super) fn read(
    response: ureq::http::Response<ureq::Body>,
    keep_headers: bool,
) -> Result<HttpResponse, ureq::Error> {
    let (parts, mut body) = response.into_parts();
    let date = date(&parts.headers);
    // Compared with the server's clock, which made the date: this machine's may be minutes off.
    let server_now = date.unwrap_or_else(clock::wall);
    let mut response = HttpResponse {
        status: parts.status.as_u16(),
        request_id: text(&parts.headers, "rcrequestid"),
        retry_after: text(&parts.headers, "retry-after").and_then(|value| retry_after(&value, server_now)),
        content_type: text(&parts.headers, "content-type"),
        date,
        rate: rate(&parts.headers),
        sent_at: None,
        after_lost_attempt: false,
        headers: if keep_headers { all(&parts.headers) } else { Vec::new() },
        body: Vec::new(),
        compressed: parts
            .headers
            .get(header::CONTENT_ENCODING)
            .and_then(|coding| Compressed::by(coding.to_str().ok()?)),
    };
    // ureq counts the end of the body as one more byte.
    match body.with_config().limit(MAX_BODY + 1).read_to_vec() {
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
    let mut builder = ureq::http::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        builder = builder.header(name, value);
    }
    let response = builder.body(ureq::Body::builder().data(reply.body)).map_err(ureq::Error::from);
    match response.and_then(|response| read(response, keep_headers)) {
        Ok(response) => Ok(HttpResponse { sent_at, ..response }),
        Err(error) => {
            let text = unreadable(&error).unwrap_or_else(|| "the connection broke".into());
            Err(Failure { kind: FailureKind::Protocol, sent_at, stale: false, text })
        }
    }
}

/// Reads the rate headers. One that is invalid does not affect the others.
fn rate(headers: &HeaderMap) -> RateHeaders {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
    RateHeaders {
        group: text(headers, "x-rate-limit-group"),
        is_echo: false,
        limit: number("x-rate-limit-limit"),
        remaining: number("x-rate-limit-remaining"),
        window: number("x-rate-limit-window").map(|seconds| Duration::from_secs(seconds.into())),
    }
}

fn all(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts = headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
    texts.map(|(name, value)| (name.to_owned(), value.into_owned())).collect()
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(header::DATE)?.to_str().ok()?).ok()
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
            let mut builder = ureq::http::Response::builder().status(429).header("Retry-After", retry_after);
            if let Some(date) = date {
                builder = builder.header("Date", date);
            }
            read(builder.body(ureq::Body::builder().data("")).unwrap(), false).unwrap().retry_after
        };
        let minute = Some(Duration::from_secs(60));
        assert_eq!(parsed(Some("Wed, 21 Oct 2015 07:28:00 GMT"), "Wed, 21 Oct 2015 07:29:00 GMT"), minute);
        assert_eq!(parsed(Some("Sat, 21 Oct 2215 07:28:00 GMT"), "Sat, 21 Oct 2215 07:29:00 GMT"), minute);
        for none in [None, Some("soon")] {
            assert_eq!(parsed(none, "Wed, 21 Oct 2015 07:29:00 GMT"), Some(Duration::ZERO), "this machine's clock");
        }
    }
}
