//! Script of a call: its next event, as a pure function of its state and the fates of its legs.

use super::machine::{Event, Leg, State};
use super::number::Fate;
use super::status::Status;

/// Time until the caller answers.
pub const CALLER_RINGS_MS: u64 = 2_000;
/// Time until the callee answers.
pub const CALLEE_RINGS_MS: u64 = 3_000;
/// Duration of a connected call.
pub const TALK_MS: u64 = 10_000;
/// Time until an unanswered leg is `NoAnswer`.
pub const RING_TIMEOUT_MS: u64 = 20_000;
/// Time until the caller presses 1, with `playPrompt`.
pub const PROMPT_MS: u64 = 1_000;
/// Time that the undocumented status is shown before the leg answers.
pub const DIVERTED_MS: u64 = 2_000;

/// The fates of a call, decided when it is placed, and whether its prompt still waits for the caller to press 1.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    pub caller: Fate,
    pub callee: Fate,
    pub prompt: bool,
}

/// Returns the time and kind of the next event of a call that has been in `state` since `since_ms`, or `None` if there is none.
pub fn next_event(script: Script, state: State, since_ms: u64) -> Option<(u64, Event)> {
    let (after, event) = step(script, state)?;
    Some((since_ms + after, event))
}

fn step(script: Script, state: State) -> Option<(u64, Event)> {
    if state.is_over() {
        return None;
    }
    if state.is_connected() {
        if script.callee == Fate::RingsForever {
            // A person has answered, and hangs up.
            return None;
        }
        let talk = if script.callee == Fate::AnswersAndHangsUp { 0 } else { TALK_MS };
        return Some((talk, Event::HangUp(Leg::Callee)));
    }
    if state.caller.is_ringing() {
        return ring(Leg::Caller, script.caller, state.caller, CALLER_RINGS_MS);
    }
    if script.caller == Fate::AnswersAndHangsUp {
        return Some((0, Event::HangUp(Leg::Caller)));
    }
    if script.prompt {
        // A person who has to answer the phone has to press 1 too.
        return (script.caller != Fate::RingsForever).then_some((PROMPT_MS, Event::PressOne));
    }
    ring(Leg::Callee, script.callee, state.callee, CALLEE_RINGS_MS)
}

fn ring(leg: Leg, fate: Fate, shown: Status, rings_ms: u64) -> Option<(u64, Event)> {
    match fate {
        Fate::Answers | Fate::AnswersAndHangsUp => Some((rings_ms, Event::Answer(leg))),
        Fate::AnswersAfterUndocumentedStatus if shown == Status::Diverted => Some((DIVERTED_MS, Event::Answer(leg))),
        Fate::AnswersAfterUndocumentedStatus => Some((rings_ms, Event::Divert(leg))),
        Fate::Fails(Status::NoAnswer) => Some((RING_TIMEOUT_MS, Event::Fail(leg, Status::NoAnswer))),
        Fate::Fails(status) => Some((rings_ms, Event::Fail(leg, status))),
        Fate::PlatformFails => Some((rings_ms, Event::PlatformFailure)),
        Fate::RingsForever => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Script, next_event};
    use crate::ringout::machine::{Event, State};
    use crate::ringout::number::Fate;
    use crate::ringout::status::Status;
    use crate::ringout::status::Status::{
        Busy, CannotReach, Diverted, Finished, InProgress, NoAnswer, NoAnsweringMachine, Rejected, Success,
    };

    type Step = (u64, Status, Status, Status);

    /// Every state of the script, with the time it is reached.
    fn play(caller: Fate, callee: Fate, prompt: bool) -> Vec<Step> {
        let mut script = Script { caller, callee, prompt };
        let (mut state, mut at) = (State::PLACED, 0);
        let mut seen = vec![];
        while let Some((when, event)) = next_event(script, state, at) {
            (state, at) = (state.after(event).unwrap(), when);
            script.prompt &= event != Event::PressOne;
            seen.push((at, state.call, state.caller, state.callee));
        }
        seen
    }

    #[test]
    fn an_ordinary_call_rings_answers_talks_and_ends() {
        let expected: [Step; 3] = [
            (2_000, InProgress, Success, InProgress),
            (5_000, Success, Success, Success),
            (15_000, Success, Finished, Finished),
        ];
        assert_eq!(play(Fate::Answers, Fate::Answers, false), expected);
    }

    #[test]
    fn the_prompt_delays_the_callee_by_a_second() {
        let seen = play(Fate::Answers, Fate::Answers, true);
        assert_eq!(seen[1], (3_000, InProgress, Success, InProgress), "the caller presses 1");
        assert_eq!(seen[2], (6_000, Success, Success, Success));
    }

    #[test]
    fn a_failed_leg_ends_the_call() {
        let busy = play(Fate::Answers, Fate::Fails(Busy), false);
        assert_eq!(busy.last(), Some(&(5_000, CannotReach, Success, Busy)));
        let unanswered = play(Fate::Fails(NoAnswer), Fate::Answers, false);
        assert_eq!(unanswered, [(20_000, CannotReach, NoAnswer, InProgress)]);
        let broken = play(Fate::Answers, Fate::PlatformFails, false);
        assert_eq!(broken.last(), Some(&(5_000, NoAnsweringMachine, Success, InProgress)));
    }

    #[test]
    fn the_special_fates() {
        assert_eq!(play(Fate::RingsForever, Fate::Answers, false), []);
        let script = Script { caller: Fate::Answers, callee: Fate::RingsForever, prompt: false };
        let connected = State { call: Success, caller: Success, callee: Success };
        assert_eq!(next_event(script, connected, 0), None, "a person hangs up");
        let at_once = play(Fate::Answers, Fate::AnswersAndHangsUp, false);
        assert_eq!(at_once[1..], [(5_000, Success, Success, Success), (5_000, Success, Finished, Finished)]);
        let caller_left = play(Fate::AnswersAndHangsUp, Fate::Answers, false);
        assert_eq!(caller_left.last(), Some(&(2_000, CannotReach, Finished, Rejected)));
        let diverted = play(Fate::Answers, Fate::AnswersAfterUndocumentedStatus, false);
        assert_eq!(diverted[1], (5_000, InProgress, Success, Diverted));
        assert_eq!(diverted[2], (7_000, Success, Success, Success));
    }
}
