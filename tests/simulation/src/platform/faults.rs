//! What goes wrong with one exchange.

use std::time::Duration;

use ringout_core::simulation::Random;

use super::Ask;
use crate::script::{RetryAfter, Script, Weather};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No connection: nothing was sent.
    Refused,
    /// The connection breaks after the request was sent and before it arrived.
    Broken,
    /// The server had closed the pooled connection.
    Stale,
    /// It arrives, and the answer is lost.
    AnswerLost,
    /// The answer takes so long.
    Slow(Duration),
    /// No answer comes, ever.
    Silence,
    /// This status in the place of the answer; whether the request was carried out all the same.
    Status(u16, bool),
    /// 503 with `Retry-After`: not carried out.
    Later,
    /// 429 out of nothing, of the whole account or of the group, in this form.
    Limited(RetryAfter, bool),
    /// 401: the token has ended before its time.
    Expired,
    /// A success that cannot be understood.
    Garbled,
    /// 404 from a gateway on the way, which knows nothing of the call.
    NotFound,
    /// A token request is refused for good.
    Denied,
    /// This status from a proxy on the way, which says nothing of the credentials.
    Proxy(u16),
}

impl Fault {
    pub fn of(random: &mut Random, script: &Script, ask: &Ask) -> Option<Self> {
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
            3 => Self::AnswerLost,
            4 => Self::Slow(slow),
            5 => Self::Silence,
            6 | 7 => Self::Status(status, random.once_in(2)),
            8 => Self::Later,
            9 | 10 => {
                let forms =
                    [RetryAfter::Seconds, RetryAfter::Date, RetryAfter::Absent, RetryAfter::Negative, RetryAfter::Zero];
                Self::Limited(*random.one_of(&forms), random.once_in(2))
            }
            11 if ask.is_login() && random.once_in(4) => Self::Denied,
            11 | 14 if ask.is_login() => Self::Proxy(*random.one_of(&[403, 404, 407, 413, 421, 425])),
            11 => Self::Garbled,
            12 if !ask.is_login() => Self::Expired,
            12 => Self::Broken,
            13 if ask.is_about_a_call() => Self::NotFound,
            _ => Self::Garbled,
        })
    }
}

/// A body that is not an answer to what was asked. One that names another call is none, and neither is a new call without a
/// usable id.
pub fn garbage(random: &mut Random, ask: &Ask) -> Vec<u8> {
    let mut bodies: Vec<&[u8]> =
        vec![b"", b"{", b"[]", b"<html>Bad Gateway</html>", br#"{"id":"","status":{}}"#, b"\xff\xfe\x00"];
    match ask {
        Ask::Create(_) => bodies.extend([
            br#"{"status":{"callStatus":"InProgress"}}"#.as_slice(),
            br#"{"id":"a\nb","status":{"callStatus":"InProgress"}}"#,
            br#"{"id":12345678901234567890123,"status":{"callStatus":"InProgress"}}"#,
        ]),
        Ask::Status(_) => bodies.extend([
            br#"{"id":"call-0","status":{"callStatus":"Success","callerStatus":"Finished","calleeStatus":"Finished"}}"#
                .as_slice(),
            br#"{"id":0,"status":{"callStatus":"Success","callerStatus":"Success","calleeStatus":"Success"}}"#,
        ]),
        _ => {}
    }
    random.one_of(&bodies).to_vec()
}

/// A 404 that is not about the call.
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
