//! Token and its lifetime.
//!
//! Only `expires_in` is trusted: the token itself is opaque, and waiting for a 401 would be too late. In a process it
//! counts on the monotonic clock. A store can only keep calendar time, so a stored token has `expires_at`. After it is
//! loaded it lives no longer than its `expires_in`, whatever the calendar says.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Map, Value};
use zeroize::Zeroize;

use crate::base::error::{Error, ErrorCode, Result};
use crate::base::secret::Secret;

/// How long before it expires a token is replaced. A shorter-lived one is replaced in the last tenth of its life.
const MARGIN: Duration = Duration::from_secs(60);
/// The platform's documented default.
const DEFAULT_LIFE: Duration = Duration::from_secs(3600);
/// Our addition to the platform's fields: when the access token expires, in seconds since 1970.
const EXPIRES_AT: &str = "expires_at";

/// A token from RingCentral, for programs that store it themselves.
///
/// Its JSON contains everything that RingCentral sent, including unknown fields, and `expires_at`, in seconds since 1970.
/// Its `Debug` shows no part of it.
///
/// # Examples
///
/// ```
/// use ringout_core::Token;
///
/// let token = Token::from_json(r#"{"access_token": "abc", "expires_in": 3600, "scope": "RingOut"}"#)?;
/// assert_eq!(token.access_token(), "abc");
/// assert!(token.to_json().contains("RingOut"));
/// assert!(!format!("{token:?}").contains("abc"));
/// # Ok::<(), ringout_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Token {
    json: Secret,
    /// The whole value of the Authorization header, built once.
    bearer: Secret,
    access: Secret,
    refresh: Option<Secret>,
    scope: Option<String>,
    expires_at: SystemTime,
    /// The same times on the monotonic clock.
    ends: Instant,
    replace_at: Instant,
}

/// One moment on both clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) instant: Instant,
    pub(super) wall: SystemTime,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self { instant: crate::base::clock::now(), wall: crate::base::clock::wall() }
    }
}

impl Token {
    /// Parses a token from [`to_json`](Self::to_json), or from RingCentral's own response, which counts as received now.
    ///
    /// Anything else is [`InvalidArgument`](ErrorCode::InvalidArgument) for `token`. The error does not show any of the
    /// JSON.
    pub fn from_json(json: &str) -> Result<Self> {
        let problem = || Error::invalid("token", "is not JSON with an access_token");
        let fields: Fields = Fields(serde_json::from_str(json).map_err(|_| problem())?);
        Self::from_fields(fields, Moment::now()).ok_or_else(problem)
    }

    /// Returns the JSON to store: a secret.
    pub fn to_json(&self) -> &str {
        self.json.expose()
    }

    /// Returns the access token: a secret.
    pub fn access_token(&self) -> &str {
        self.access.expose()
    }

    /// Returns the refresh token, if there is one: a secret.
    pub fn refresh_token(&self) -> Option<&str> {
        self.refresh.as_ref().map(Secret::expose)
    }

    /// Returns the app's permissions, separated by spaces as in `ReadAccounts RingOut`, or `None` if RingCentral did not
    /// list them.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// Whether the app has a permission; `None` if the platform did not list them.
    pub(crate) fn permits(&self, permission: &str) -> Option<bool> {
        Some(self.scope()?.split([' ', ',']).any(|granted| granted == permission))
    }

    /// Returns when the access token expires.
    ///
    /// The client replaces it a minute earlier, or in the last tenth of a lifetime shorter than ten minutes.
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }

    /// Parses a response of the token endpoint. Trusts `expires_in` only.
    pub(super) fn from_response(body: &[u8], before: Option<&Self>, now: Moment) -> Result<Self> {
        let unusable =
            || Error::new(ErrorCode::Protocol, "the token endpoint's response contains no usable access token");
        let mut fields = Fields(serde_json::from_slice(body).map_err(|_| unusable())?);
        fields.0.remove(EXPIRES_AT);
        // A refresh without a new refresh token leaves the old one in force (RFC 6749, section 6).
        if let Some(refresh) = before.and_then(Self::refresh_token) {
            fields.0.entry("refresh_token").or_insert_with(|| refresh.into());
        }
        Self::from_fields(fields, now).ok_or_else(unusable)
    }

    fn from_fields(mut fields: Fields, now: Moment) -> Option<Self> {
        let access = fields.text("access_token").filter(|text| text.bytes().all(|b| b.is_ascii_graphic()))?.to_owned();
        let life = fields.0.get("expires_in").and_then(seconds).unwrap_or(DEFAULT_LIFE);
        let left = match fields.0.get(EXPIRES_AT).and_then(seconds) {
            // A calendar that was set back must not extend a token's life.
            Some(end) => (SystemTime::UNIX_EPOCH + end).duration_since(now.wall).unwrap_or_default().min(life),
            None => life,
        };
        let expires_at = now.wall + left;
        let since_epoch = expires_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        fields.0.insert(EXPIRES_AT.to_owned(), since_epoch.into());
        Some(Self {
            bearer: Secret::new(format!("Bearer {access}")),
            refresh: fields.text("refresh_token").map(Secret::new),
            scope: fields.text("scope").map(str::to_owned),
            json: Secret::new(serde_json::to_string(&fields.0).ok()?),
            access: Secret::new(access),
            expires_at,
            ends: now.instant + left,
            replace_at: now.instant + left.saturating_sub(MARGIN.min(life / 10)),
        })
    }

    /// Whether it can be used without being replaced first.
    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        now < self.replace_at
    }

    /// Whether it can still be used if it cannot be replaced now.
    pub(super) fn is_alive(&self, now: Instant) -> bool {
        now < self.ends
    }

    pub(super) fn bearer(&self) -> &str {
        self.bearer.expose()
    }

    pub(super) fn refresh(&self) -> Option<&Secret> {
        self.refresh.as_ref()
    }

    /// Compares access tokens: a server refuses the access token, whatever else has changed.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.access.expose() == other.access.expose()
    }

    /// The same token without its refresh token, which the platform has refused.
    pub(super) fn without_refresh(&self) -> Self {
        let mut token = self.clone();
        token.refresh = None;
        if let Ok(map) = serde_json::from_str(self.json.expose()) {
            let mut fields = Fields(map);
            if let Some(Value::String(mut text)) = fields.0.remove("refresh_token") {
                text.zeroize();
            }
            token.json = Secret::new(serde_json::to_string(&fields.0).unwrap_or_default());
        }
        token
    }

    pub(super) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.access).chain(&self.refresh)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// The platform's fields, overwritten when they are dropped.
struct Fields(Map<String, Value>);

impl Fields {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        for value in self.0.values_mut() {
            if let Value::String(text) = value {
                text.zeroize();
            }
        }
    }
}

/// Seconds as a number or a string. Nonsense counts as missing.
fn seconds(value: &Value) -> Option<Duration> {
    const MAX: f64 = 1e11;
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    (seconds > 0.0).then(|| Duration::from_secs_f64(seconds.min(MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall: u64) -> Moment {
        Moment { instant: crate::base::clock::now(), wall: SystemTime::UNIX_EPOCH + Duration::from_secs(wall) }
    }

    fn left(token: &Token, now: Moment) -> u64 {
        token.ends.duration_since(now.instant).as_secs()
    }

    #[test]
    fn an_invalid_expires_in_counts_as_the_default() {
        for field in [r#""expires_in":0,"#, r#""expires_in":-1,"#, r#""expires_in":"soon","#, ""] {
            let body = format!(r#"{{{field}"access_token":"a"}}"#);
            let now = at(1000);
            assert_eq!(left(&Token::from_response(body.as_bytes(), None, now).unwrap(), now), 3600, "{body}");
        }
        for one in ["1", r#""1""#] {
            let body = format!(r#"{{"expires_in":{one},"access_token":"a"}}"#);
            let now = at(1000);
            assert_eq!(left(&Token::from_response(body.as_bytes(), None, now).unwrap(), now), 1, "{body}");
        }
    }

    #[test]
    fn a_stored_token_survives_a_calendar_that_is_set() {
        const DAY: u64 = 24 * 3600;
        let json = r#"{"access_token":"a","expires_in":3600,"expires_at":1003600}"#;
        let read = |wall| {
            let now = at(wall);
            left(&Token::from_fields(Fields(serde_json::from_str(json).unwrap()), now).unwrap(), now)
        };
        assert_eq!(read(1_000_600), 3000);
        assert_eq!(read(1_000_000 - DAY), 3600, "set back: no longer than its expires_in");
        assert_eq!(read(1_000_000 + DAY), 0, "set forward: replaced, which costs one request");
    }

    #[test]
    fn unknown_fields_are_kept() {
        let token = Token::from_response(br#"{"access_token":"a","session_id":"s","odd":[1]}"#, None, at(0)).unwrap();
        let again = Token::from_json(token.to_json()).unwrap();
        assert!(again.to_json().contains(r#""odd":[1]"#) && again.to_json().contains(r#""session_id":"s""#));
    }

    #[test]
    fn a_refresh_without_a_new_refresh_token_keeps_the_old_one() {
        let old = Token::from_response(br#"{"access_token":"a","refresh_token":"r"}"#, None, at(0)).unwrap();
        let new = Token::from_response(br#"{"access_token":"b"}"#, Some(&old), at(0)).unwrap();
        assert_eq!((new.access_token(), new.refresh_token()), ("b", Some("r")));
        assert!(!new.without_refresh().to_json().contains("refresh_token"));
    }

    #[test]
    fn a_response_without_an_access_token_is_not_a_token() {
        for body in ["{}", "[]", r#"{"access_token":""}"#, r#"{"access_token":7}"#, r#"{"access_token":"a b"}"#] {
            assert_eq!(Token::from_response(body.as_bytes(), None, at(0)).unwrap_err().code(), ErrorCode::Protocol);
        }
    }
}
