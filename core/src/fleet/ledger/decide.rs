//! What a worker does with what it finds in the ledger. Pure: no I/O and no clock.

use std::time::Duration;

use super::entry::{Entry, Step};

/// How much longer than its own deadline a worker may need to write the result of its request.
const MARGIN: Duration = Duration::from_secs(5);

/// What a worker that was asked to place a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Nothing was sent for the key: the call may be placed.
    Place,
    /// Another worker is placing the call. Its result is there after this time at the latest, or it has died.
    Wait(Duration),
    /// A request was sent, and no worker will write what became of it. Only the call log may know.
    AskLog,
    /// The call has an id.
    Adopt,
    /// The call has ended.
    AdoptEnded,
}

/// Decides by the value of a key and its age. Without a value the key is free.
pub(crate) fn decide(found: Option<(&Entry, Duration)>) -> Decision {
    let Some((entry, age)) = found else { return Decision::Place };
    match entry.step {
        Step::NotPlaced => Decision::Place,
        Step::Placing => match entry.within().saturating_add(MARGIN).checked_sub(age) {
            Some(left) if !left.is_zero() => Decision::Wait(left),
            _ => Decision::AskLog,
        },
        Step::MaybePlaced => Decision::AskLog,
        Step::Placed => Decision::Adopt,
        Step::Ended => Decision::AdoptEnded,
    }
}

/// Returns how long another worker still has the lease of a call. `None` if the lease is this worker's or free.
pub(super) fn lease_left(entry: &Entry, age: Duration, worker: &str) -> Option<Duration> {
    let is_leased = matches!(entry.step, Step::Placed) && entry.worker != worker;
    entry.within().checked_sub(age).filter(|left| is_leased && !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock;
    use crate::fleet::ledger::{NewCall, Numbers};
    use crate::model::state::{Outcome, OutcomeKind, OutcomeSource, Status};

    const LIMIT: Duration = Duration::from_secs(30);

    fn steps() -> [Entry; 5] {
        let numbers = Numbers { to: "+16505550100".into(), from: None, from_forwarding_number: None };
        let placing = Entry::placing(numbers, clock::wall(), LIMIT).written_by("a", "0".into());
        let outcome = Outcome {
            kind: OutcomeKind::Busy,
            leg: None,
            status: Status::Busy,
            connected: false,
            cancelled_by_us: false,
            source: OutcomeSource::Status,
            explanation: "busy".into(),
        };
        let placed = placing.placed(&NewCall { id: "7".into(), at: clock::wall() }, LIMIT);
        let (not, maybe) = (placing.not_placed(), placing.maybe_placed(clock::wall()));
        let ended = placed.ended(&outcome, false);
        [placing, placed, not, maybe, ended]
    }

    #[test]
    fn only_a_key_for_which_nothing_was_sent_is_placed() {
        let [placing, placed, not, maybe, ended] = steps();
        let (young, edge, old) = (Duration::ZERO, LIMIT + MARGIN, Duration::from_secs(3600));
        let just = edge.saturating_sub(Duration::from_millis(1));
        let table = [
            (&placing, young, Decision::Wait(edge)),
            (&placing, just, Decision::Wait(Duration::from_millis(1))),
            (&placing, edge, Decision::AskLog),
            (&placing, old, Decision::AskLog),
            (&maybe, young, Decision::AskLog),
            (&maybe, old, Decision::AskLog),
            (&placed, young, Decision::Adopt),
            (&placed, old, Decision::Adopt),
            (&not, young, Decision::Place),
            (&not, old, Decision::Place),
            (&ended, young, Decision::AdoptEnded),
            (&ended, old, Decision::AdoptEnded),
        ];
        assert_eq!(decide(None), Decision::Place);
        for (entry, age, decision) in table {
            assert_eq!(decide(Some((entry, age))), decision, "{:?} after {age:?}", entry.step);
        }
    }

    #[test]
    fn a_lease_ends_with_its_time_and_belongs_to_one_worker() {
        let [placing, placed, not, maybe, ended] = steps();
        assert_eq!(lease_left(&placed, Duration::from_secs(10), "b"), Some(Duration::from_secs(20)));
        assert_eq!(lease_left(&placed, LIMIT, "b"), None);
        assert_eq!(lease_left(&placed, Duration::ZERO, "a"), None, "its own");
        for entry in [placing, not, maybe, ended] {
            assert_eq!(lease_left(&entry, Duration::ZERO, "b"), None, "{:?}", entry.step);
        }
    }

    #[test]
    fn an_entry_survives_the_ledger() {
        for entry in steps() {
            let json = entry.to_json().unwrap();
            assert!(!json.contains('\n') && json.starts_with(r#"{"v":1,"#), "{json}");
            assert_eq!(Entry::from_json(&json).unwrap(), entry);
        }
        for kind in OutcomeKind::ALL {
            let [.., ended] = steps();
            let outcome = Outcome { kind, ..ended.outcome().unwrap() };
            assert_eq!(ended.ended(&outcome, true).outcome().unwrap(), outcome);
        }
    }
}
