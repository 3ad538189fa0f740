//! Outcomes as plain data.

use napi_derive::napi;
use ringout_core::Leg;

/// How a call ended, or its progress.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Outcome {
    /// The kind of outcome.
    pub kind: String,
    /// The leg that decided the outcome.
    pub leg: Option<String>,
    /// The status that decided the outcome.
    pub status: String,
    /// Whether caller and callee were ever connected.
    pub connected: bool,
    /// Whether the platform accepted a cancel from this handle before the end.
    pub cancelled_by_us: bool,
    /// What the outcome is based on.
    pub source: String,
    /// The outcome in one sentence.
    pub explanation: String,
    /// The string form, one line.
    pub text: String,
}

impl From<ringout_core::Outcome> for Outcome {
    fn from(outcome: ringout_core::Outcome) -> Self {
        Self {
            text: outcome.to_string(),
            kind: outcome.kind.as_str().to_owned(),
            leg: outcome.leg.map(|leg| Leg::as_str(leg).to_owned()),
            status: outcome.status.as_str().to_owned(),
            connected: outcome.connected,
            cancelled_by_us: outcome.cancelled_by_us,
            source: outcome.source.as_str().to_owned(),
            explanation: outcome.explanation,
        }
    }
}
