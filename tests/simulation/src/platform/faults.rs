//! Faults of one exchange.

use std::time::Duration;

use ringout_core::simulation::Random;

use super::RequestKind;
use crate::script::{RetryAfter, Script, Weather};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection is refused, and nothing is sent.
    Refused,
    /// The connection breaks after the request was sent and before it arrives.
    Broken,
    /// The server had closed the pooled connection.
    Stale,
    /// The request arrives, but the response is lost.
    ResponseLost,
    /// The response is delayed by this much.
    Slow(Duration),
    /// No response arrives.
    Silence,
    /// This status instead of the response, and whether the request was carried out anyway.
    Status(u16, bool),
    /// A 503 with `Retry-After`. The request is not carried out.
    Later,
    /// A 429 without cause, with this form of `Retry-After`, for all groups or only this one.
    Limited(RetryAfter, bool),
    /// A 401, because the token has expired early.
    Expired,
    /// A success with an invalid body.
    Garbled,
    /// A 404 from a gateway that does not know the call.
    NotFound,
    /// A permanent refusal of a token request.
    Denied,
    /// This status from a proxy, which does not concern the credentials.
    Proxy(u16),
}

impl Fault {
    pub fn of(random: &mut Random, script: &Script, kind: &RequestKind) -> Option<Self> {
        if !random.once_in(script.faults) {
            return None;
        }
        let status = *random.one_of(&[500, 502, 503, 504, 408]);
        let slow = Duration::from_millis(random.between(500, 70_000));
        let kinds = if script.weather == Weather::Wild { 15 } else { 8 };
        Some(match random.below(kinds) {
            0 => Self::Refused,
            1 => Self::Broken,
            2 => Self::Stale,
            3 => Self::ResponseLost,
            4 => Self::Slow(slow),
            5 => Self::Silence,
            6 | 7 => Self::Status(status, random.once_in(2)),
            8 => Self::Later,
            9 | 10 => {
                let forms =
                    [RetryAfter::Seconds, RetryAfter::Date, RetryAfter::Absent, RetryAfter::Negative, RetryAfter::Zero];
                Self::Limited(*random.one_of(&forms), random.once_in(2))
            }
            11 if kind.is_login() && random.once_in(4) => Self::Denied,
            11 | 14 if kind.is_login() => Self::Proxy(*random.one_of(&[403, 404, 407, 413, 421, 425])),
            11 => Self::Garbled,
            12 if !kind.is_login() => Self::Expired,
            12 => Self::Broken,
            13 if kind.is_about_a_call() => Self::NotFound,
            _ => Self::Garbled,
        })
    }
}

/// Returns a body that is not a valid response to the request. A response that names another call is invalid, and so is a new
/// call without a usable id.
pub fn garbage(random: &mut Random, kind: &RequestKind) -> Vec<u8> {
    let mut bodies: Vec<&[u8]> =
        vec![b"", b"{", b"[]", b"<html>Bad Gateway</html>", br#"{"id":"","status":{}}"#, b"\xff\xfe\x00"];
    match kind {
        RequestKind::Create(_) => bodies.extend([
            br#"{"status":{"callStatus":"InProgress"}}"#.as_slice(),
            br#"{"id":"a\nb","status":{"callStatus":"InProgress"}}"#,
            br#"{"id":12345678901234567890123,"status":{"callStatus":"InProgress"}}"#,
        ]),
        RequestKind::Status(_) => bodies.extend([
            br#"{"id":"call-0","status":{"callStatus":"Success","callerStatus":"Finished","calleeStatus":"Finished"}}"#
                .as_slice(),
            br#"{"id":0,"status":{"callStatus":"Success","callerStatus":"Success","calleeStatus":"Success"}}"#,
        ]),
        _ => {}
    }
    random.one_of(&bodies).to_vec()
}

/// Returns the body of a 404 that does not name the call.
pub fn not_found(random: &mut Random) -> &'static str {
    let bodies = [
        "",
        "<html>Not Found</html>",
        r#"{"errorCode":"AGW-404"}"#,
        r#"{"errorCode":"CMN-120"}"#,
        r#"{"errorCode":"CMN-102","errors":[{"parameterName":"extensionId"}]}"#,
    ];
    random.one_of::<&str>(&bodies)
}
