//! An access token and how long it is good for.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::{Error, ErrorCode, Result};
use crate::secret::Secret;
use crate::wire::{Answer, TokenBody};

/// How long before its end a token is replaced. A shorter-lived one is replaced in the last tenth of its life.
const MARGIN: Duration = Duration::from_secs(60);
/// What the platform gives when it does not say (its documented default).
const DEFAULT_LIFE: Duration = Duration::from_secs(3600);

#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// The whole value of the Authorization header, built once.
    pub(super) bearer: Secret,
    access: Secret,
    replace_at: Instant,
}

impl Token {
    pub(super) fn from_answer(answer: &Answer, now: Instant) -> Result<Self> {
        let body: TokenBody = serde_json::from_slice(&answer.body)
            .map_err(|_| Error::new(ErrorCode::Protocol, "the token endpoint's answer holds no access token"))?;
        if body.access_token.is_empty() || !body.access_token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::new(ErrorCode::Protocol, "the token endpoint's answer holds an unusable access token"));
        }
        let life = body.expires_in.as_ref().and_then(seconds).unwrap_or(DEFAULT_LIFE);
        let margin = MARGIN.min(life / 10);
        Ok(Self {
            bearer: Secret::new(format!("Bearer {}", body.access_token)),
            access: Secret::new(body.access_token),
            replace_at: now + life.saturating_sub(margin),
        })
    }

    pub(super) fn is_usable(&self, now: Instant) -> bool {
        now < self.replace_at
    }

    pub(super) fn secret(&self) -> &Secret {
        &self.access
    }
}

/// Seconds as a number or as text; nothing sensible counts as not said.
fn seconds(value: &Value) -> Option<Duration> {
    const LONGEST: f64 = 365.0 * 24.0 * 3600.0;
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    (seconds > 0.0).then(|| Duration::from_secs_f64(seconds.min(LONGEST)))
}
