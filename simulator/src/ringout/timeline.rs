//! When what happens: the script of a call as a pure function of its numbers and of the time of its last change.

use super::machine::{Event, Leg, State};
use super::number::Fate;
use super::status::Status;

/// The caller picks up after this long.
pub const CALLER_RINGS_MS: u64 = 2_000;
/// The callee picks up after this long.
pub const CALLEE_RINGS_MS: u64 = 3_000;
/// A connected call lasts this long.
pub const TALK_MS: u64 = 10_000;
/// Nobody picks up for this long: `NoAnswer`.
pub const RING_TIMEOUT_MS: u64 = 20_000;
/// With `playPrompt`, the caller needs this long to press 1.
pub const PROMPT_MS: u64 = 1_000;
/// The undocumented status is shown this long before the leg answers.
pub const DIVERTED_MS: u64 = 2_000;

/// What was decided when the call was placed.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    pub caller: Fate,
    pub callee: Fate,
    pub prompt: bool,
}

/// The next thing that happens by itself to a call in `state` since `since_ms`, and when. None: nothing ever will.
pub fn next_event(script: Script, state: State, since_ms: u64) -> Option<(u64, Event)> {
    let (after, event) = step(script, state)?;
    Some((since_ms + after, event))
}

fn step(script: Script, state: State) -> Option<(u64, Event)> {
    if state.is_over() {
        return None;
    }
    if state.is_connected() {
        let talk = if script.callee == Fate::AnswersAndHangsUp { 0 } else { TALK_MS };
        return Some((talk, Event::HangUp(Leg::Callee)));
    }
    if state.caller.is_ringing() {
        return ring(Leg::Caller, script.caller, state.caller, CALLER_RINGS_MS);
    }
    if script.caller == Fate::AnswersAndHangsUp {
        return Some((0, Event::HangUp(Leg::Caller)));
    }
    let dialled_after = if script.prompt && state.callee == Status::InProgress { PROMPT_MS } else { 0 };
    let (after, event) = ring(Leg::Callee, script.callee, state.callee, CALLEE_RINGS_MS)?;
    Some((dialled_after + after, event))
}

fn ring(leg: Leg, fate: Fate, shown: Status, rings_ms: u64) -> Option<(u64, Event)> {
    match fate {
        Fate::Answers | Fate::AnswersAndHangsUp => Some((rings_ms, Event::Answer(leg))),
        Fate::AnswersAfterUndocumentedStatus if shown == Status::Diverted => Some((DIVERTED_MS, Event::Answer(leg))),
        Fate::AnswersAfterUndocumentedStatus => Some((rings_ms, Event::Divert(leg))),
        Fate::Fails(Status::NoAnswer) => Some((RING_TIMEOUT_MS, Event::Fail(leg, Status::NoAnswer))),
        Fate::Fails(status) => Some((rings_ms, Event::Fail(leg, status))),
        Fate::PlatformBreaksDown => Some((rings_ms, Event::BreakDown)),
        Fate::RingsForever => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Script, next_event};
    use crate::ringout::machine::State;
    use crate::ringout::number::Fate;
    use crate::ringout::status::Status;
    use crate::ringout::status::Status::{
        Busy, CannotReach, Diverted, Finished, InProgress, NoAnswer, NoAnsweringMachine, Rejected, Success,
    };

    type Shown = (u64, Status, Status, Status);

    /// Every state the call goes through by itself, with the time it is reached.
    fn play(caller: Fate, callee: Fate, prompt: bool) -> Vec<Shown> {
        let script = Script { caller, callee, prompt };
        let (mut state, mut at) = (State::PLACED, 0);
        let mut seen = vec![];
        while let Some((when, event)) = next_event(script, state, at) {
            (state, at) = (state.after(event).unwrap(), when);
            seen.push((at, state.call, state.caller, state.callee));
        }
        seen
    }

    #[test]
    fn an_ordinary_call_rings_answers_talks_and_ends() {
        let expected: [Shown; 3] = [
            (2_000, InProgress, Success, InProgress),
            (5_000, Success, Success, Success),
            (15_000, Success, Finished, Finished),
        ];
        assert_eq!(play(Fate::Answers, Fate::Answers, false), expected);
    }

    #[test]
    fn the_prompt_costs_the_caller_a_second() {
        assert_eq!(play(Fate::Answers, Fate::Answers, true)[1], (6_000, Success, Success, Success));
    }

    #[test]
    fn failures_end_the_call_at_the_leg_that_failed() {
        let busy = play(Fate::Answers, Fate::Fails(Busy), false);
        assert_eq!(busy.last(), Some(&(5_000, CannotReach, Success, Busy)));
        let unanswered = play(Fate::Fails(NoAnswer), Fate::Answers, false);
        assert_eq!(unanswered, [(20_000, CannotReach, NoAnswer, InProgress)]);
        let broken = play(Fate::Answers, Fate::PlatformBreaksDown, false);
        assert_eq!(broken.last(), Some(&(5_000, NoAnsweringMachine, Success, InProgress)));
    }

    #[test]
    fn the_odd_fates() {
        assert_eq!(play(Fate::RingsForever, Fate::Answers, false), []);
        let at_once = play(Fate::Answers, Fate::AnswersAndHangsUp, false);
        assert_eq!(at_once[1..], [(5_000, Success, Success, Success), (5_000, Success, Finished, Finished)]);
        let caller_left = play(Fate::AnswersAndHangsUp, Fate::Answers, false);
        assert_eq!(caller_left.last(), Some(&(2_000, CannotReach, Finished, Rejected)));
        let diverted = play(Fate::Answers, Fate::AnswersAfterUndocumentedStatus, false);
        assert_eq!(diverted[1], (5_000, InProgress, Success, Diverted));
        assert_eq!(diverted[2], (7_000, Success, Success, Success));
    }
}
