//! Ledger entry: what one value of the ledger says about the call of its key, as one line of JSON.
//!
//! Every value ever written is unique, because it has the name of its write. So a value that is found again is the same
//! write, and one that a store repeats after a lost connection cannot match a second time.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::base::id;
use crate::base::line::escaped;
use crate::model::state::{Leg, Outcome, OutcomeKind, OutcomeSource, Status};

/// The version of the values. A worker refuses values of a later one, and places nothing for their keys.
const VERSION: u32 = 1;
/// The end of the year 9999, in ms since 1970. Some systems and languages have no later time.
const LATEST: u64 = 253_402_300_799_999;

/// The numbers of a request, as sent. A key belongs to one pair of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Numbers {
    pub(crate) to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// The id of a forwarding number, instead of `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from_forwarding_number: Option<String>,
}

/// How far the call of a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    /// A worker is about to send the request, or has sent it.
    Placing,
    /// RingCentral has accepted it.
    Placed,
    /// The request failed and no phone rings for it. The key is free.
    NotPlaced,
    /// The request was sent and no usable response came.
    MaybePlaced,
    /// The call has ended.
    Ended,
}

/// One value of a ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    v: u32,
    pub(crate) step: Step,
    #[serde(flatten)]
    pub(crate) numbers: Numbers,
    /// When the request was sent, in ms since 1970: from `Placed` on by the platform's clock, before by the worker's.
    sent_at: u64,
    /// The worker that places the call or has the lease. Changes with each process and each client.
    pub(crate) worker: String,
    /// The name of this write.
    write: String,
    /// With `Placing`: how long the request may take until its result is written.
    /// With `Placed`: how long the worker has the lease if it does not write again.
    within_ms: u64,
    /// RingCentral's id, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) call_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<StoredOutcome>,
    /// Whether a worker has claimed the outcome.
    #[serde(default)]
    pub(crate) is_claimed: bool,
}

/// A call that has an id.
#[derive(Debug, Clone)]
pub(crate) struct NewCall {
    pub(crate) id: String,
    /// By the platform's clock, if its response had it.
    pub(crate) at: SystemTime,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredOutcome {
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    leg: Option<String>,
    status: String,
    connected: bool,
    cancelled_by_us: bool,
    source: String,
    explanation: String,
}

impl Entry {
    /// The intent to place a call, whose result is written within this time.
    pub(crate) fn placing(numbers: Numbers, at: SystemTime, within: Duration) -> Self {
        Self {
            v: VERSION,
            step: Step::Placing,
            numbers,
            sent_at: milliseconds(at),
            worker: String::new(),
            write: String::new(),
            within_ms: u64::try_from(within.as_millis()).unwrap_or(u64::MAX),
            call_id: None,
            outcome: None,
            is_claimed: false,
        }
    }

    /// The call has been placed, and the worker that writes this has the lease.
    pub(crate) fn placed(&self, call: &NewCall, lease: Duration) -> Self {
        let (call_id, sent_at) = (Some(call.id.clone()), milliseconds(call.at));
        Self { step: Step::Placed, call_id, sent_at, ..self.clone() }.leased(lease)
    }

    /// The worker that writes this has the lease.
    pub(crate) fn leased(&self, lease: Duration) -> Self {
        Self { within_ms: u64::try_from(lease.as_millis()).unwrap_or(u64::MAX), ..self.clone() }
    }

    pub(crate) fn not_placed(&self) -> Self {
        Self { step: Step::NotPlaced, ..self.clone() }
    }

    pub(crate) fn maybe_placed(&self, sent_at: SystemTime) -> Self {
        Self { step: Step::MaybePlaced, sent_at: milliseconds(sent_at), ..self.clone() }
    }

    pub(crate) fn ended(&self, outcome: &Outcome, is_claimed: bool) -> Self {
        Self { step: Step::Ended, outcome: Some(StoredOutcome::of(outcome)), is_claimed, ..self.clone() }
    }

    /// The same in the name of a write of a worker.
    pub(super) fn written_by(self, worker: &str, write: String) -> Self {
        Self { worker: worker.to_owned(), write, ..self }
    }

    pub(crate) fn sent_at(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(self.sent_at)
    }

    pub(crate) fn within(&self) -> Duration {
        Duration::from_millis(self.within_ms)
    }

    /// Returns the outcome of a call that has ended.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        self.outcome.as_ref()?.read()
    }

    /// Fails if a request with these numbers uses the key of other ones.
    pub(crate) fn check_numbers(&self, numbers: &Numbers) -> Result<()> {
        if self.numbers == *numbers {
            return Ok(());
        }
        let problem =
            format!("is the key of a call {}; this request is {}", self.numbers.describe(), numbers.describe());
        Err(Error::invalid("dedupe_key", problem))
    }

    pub(crate) fn to_json(&self) -> std::result::Result<String, String> {
        serde_json::to_string(self).map_err(|_| "a value could not be written as JSON".to_owned())
    }

    /// Reads a value. The error is a sentence about it.
    pub(crate) fn from_json(json: &str) -> std::result::Result<Self, String> {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        const FOREIGN: &str = "its value for this key was not written by this library";
        let Version { v } = serde_json::from_str(json).map_err(|_| FOREIGN.to_owned())?;
        if v > VERSION {
            return Err(format!("its value for this key has version {v}, and this program knows {VERSION}; update it"));
        }
        let entry: Self = serde_json::from_str(json).map_err(|_| FOREIGN.to_owned())?;
        // The id becomes a part of the paths of requests.
        let has_usable_id = entry.call_id.as_deref().is_none_or(|id| id::problem(id).is_none());
        let is_usable = has_usable_id && entry.sent_at <= LATEST;
        let is_complete = match entry.step {
            Step::Placed => entry.call_id.is_some(),
            Step::Ended => entry.outcome().is_some(),
            Step::Placing | Step::NotPlaced | Step::MaybePlaced => true,
        };
        if is_complete && is_usable { Ok(entry) } else { Err(FOREIGN.to_owned()) }
    }
}

impl Numbers {
    fn describe(&self) -> String {
        let Self { to, from, from_forwarding_number } = self;
        match (from, from_forwarding_number) {
            (Some(from), _) => format!("from {from} to {to}"),
            (None, Some(id)) => format!("from the forwarding number {id} to {to}"),
            (None, None) => format!("to {to}"),
        }
    }
}

impl StoredOutcome {
    fn of(outcome: &Outcome) -> Self {
        Self {
            kind: outcome.kind.as_str().to_owned(),
            leg: outcome.leg.map(|leg| leg.as_str().to_owned()),
            status: outcome.status.as_str().to_owned(),
            connected: outcome.connected,
            cancelled_by_us: outcome.cancelled_by_us,
            source: outcome.source.as_str().to_owned(),
            explanation: outcome.explanation.clone(),
        }
    }

    fn read(&self) -> Option<Outcome> {
        let leg = match &self.leg {
            Some(name) => Some([Leg::Caller, Leg::Callee].into_iter().find(|leg| leg.as_str() == name)?),
            None => None,
        };
        Some(Outcome {
            kind: OutcomeKind::ALL.into_iter().find(|kind| kind.as_str() == self.kind)?,
            leg,
            status: Status::parse(&self.status),
            connected: self.connected,
            cancelled_by_us: self.cancelled_by_us,
            source: OutcomeSource::ALL.into_iter().find(|source| source.as_str() == self.source)?,
            // One line, also if another program wrote it.
            explanation: escaped(&self.explanation),
        })
    }
}

fn milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    fn numbers(from: Option<&str>, id: Option<&str>) -> Numbers {
        let (from, from_forwarding_number) = (from.map(str::to_owned), id.map(str::to_owned));
        Numbers { to: "+16505550100".into(), from, from_forwarding_number }
    }

    fn placing() -> Entry {
        Entry::placing(numbers(None, None), at(7), Duration::from_secs(9)).written_by("worker", "write".into())
    }

    fn busy() -> Outcome {
        Outcome {
            kind: OutcomeKind::Busy,
            leg: Some(Leg::Callee),
            status: Status::Busy,
            connected: false,
            cancelled_by_us: true,
            source: OutcomeSource::CallLog,
            explanation: "busy".into(),
        }
    }

    #[test]
    fn each_step_keeps_what_the_ones_before_have_written() {
        let placing = placing();
        assert_eq!((placing.step, placing.sent_at(), placing.within()), (Step::Placing, at(7), Duration::from_secs(9)));
        let placed = placing.placed(&NewCall { id: "id".into(), at: at(8) }, Duration::from_millis(30));
        let known = (placed.step, placed.call_id.as_deref(), placed.sent_at(), placed.within());
        assert_eq!(known, (Step::Placed, Some("id"), at(8), Duration::from_millis(30)));
        let maybe = placing.maybe_placed(at(10));
        assert_eq!((maybe.step, maybe.sent_at(), maybe.within()), (Step::MaybePlaced, at(10), Duration::from_secs(9)));
        assert_eq!((placing.not_placed().step, placing.not_placed().sent_at()), (Step::NotPlaced, at(7)));
        let ended = placed.ended(&busy(), true);
        let known = (ended.step, ended.call_id.as_deref(), ended.outcome(), ended.is_claimed);
        assert_eq!(known, (Step::Ended, Some("id"), Some(busy()), true));
        assert!(!placed.ended(&busy(), false).is_claimed);
        assert_eq!(placed.leased(Duration::from_secs(4)).within(), Duration::from_secs(4));
        assert_eq!((placed.outcome(), placed.worker.as_str()), (None, "worker"));
    }

    #[test]
    fn an_explanation_stays_on_one_line() {
        let ended = placing().ended(&Outcome { explanation: "they\r\ntalked".into(), ..busy() }, false);
        let read = Entry::from_json(&ended.to_json().unwrap()).unwrap().outcome().unwrap();
        assert_eq!(read.explanation, r"they\r\ntalked");
    }

    #[test]
    fn a_time_before_1970_is_1970() {
        assert_eq!(Entry::placing(numbers(None, None), at(0) - Duration::from_secs(1), Duration::MAX).sent_at(), at(0));
    }

    #[test]
    fn a_key_belongs_to_one_pair_of_numbers() {
        let entry = |from, id| Entry::placing(numbers(from, id), at(0), Duration::ZERO);
        for (from, id, description) in [
            (None, None, "to +16505550100"),
            (Some("+1"), None, "from +1 to +16505550100"),
            (None, Some("7"), "from the forwarding number 7 to +16505550100"),
        ] {
            let entry = entry(from, id);
            assert_eq!(entry.check_numbers(&numbers(from, id)).err().map(|error| error.to_string()), None);
            let error = entry.check_numbers(&numbers(Some("+2"), None)).unwrap_err().to_string();
            assert!(error.contains(description) && error.contains("from +2 to +16505550100"), "{error}");
        }
    }

    #[test]
    fn a_value_is_read_only_if_it_is_complete_and_of_a_known_version() {
        let placing = placing();
        let placed = placing.placed(&NewCall { id: "id".into(), at: at(8) }, Duration::ZERO);
        let read = |json: &str| Entry::from_json(json).map(|entry| entry.step);
        for entry in
            [&placing, &placed, &placing.not_placed(), &placing.maybe_placed(at(1)), &placed.ended(&busy(), false)]
        {
            assert_eq!(read(&entry.to_json().unwrap()), Ok(entry.step));
        }
        let json = |entry: &Entry, old: &str, new: &str| {
            let json = entry.to_json().unwrap();
            assert!(json.contains(old), "{json}");
            json.replace(old, new)
        };
        let ended = placed.ended(&busy(), false);
        for foreign in [
            json(&placed, r#","call_id":"id""#, ""),
            json(&placed, r#""call_id":"id""#, r#""call_id":"..""#),
            json(&ended, r#""call_id":"id""#, r#""call_id":"a\nb""#),
            json(&ended, r#""kind":"Busy""#, r#""kind":"Bored""#),
            json(&ended, r#""leg":"callee""#, r#""leg":"left""#),
            json(&ended, r#""source":"CallLog""#, r#""source":"Gossip""#),
            json(&placing, r#""sent_at":7"#, r#""sent_at":253402300800000"#),
            json(&placing, r#""step":"Placing""#, r#""step":"Pacing""#),
            "{}".to_owned(),
            String::new(),
        ] {
            let error = read(&foreign).unwrap_err();
            assert_eq!(error, "its value for this key was not written by this library", "{foreign}");
        }
        let later = read(r#"{"v":2,"anything":1}"#).unwrap_err();
        assert_eq!(later, "its value for this key has version 2, and this program knows 1; update it");
    }
}
