//! Users who follow calls, and hold what they are told against what the client was shown.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ringout_core::{Call, Change, Error, Followed, Outcome};

use crate::platform::Mark;
use crate::user::{LATE, Shared, User, lock};

/// How far somebody followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Far {
    /// To the end, whatever it was: he knows everything.
    ToTheEnd,
    /// He left, or was left, before.
    Partly,
}

/// Each change once, in order, none left out, and each in its time.
fn check_changes(shared: &Shared, call: &Call, mark: Mark, told: &[Change], far: Far) {
    let record = shared.record(call);
    let (expected, needed) = record.told_since(mark);
    let fits = told.len() <= needed && (far == Far::Partly || told.len() >= needed);
    let equal = told.iter().zip(&expected).all(|(told, expected)| {
        told.state == expected.state && told.previous == expected.previous && told.latest == expected.seen
    });
    let right = fits && equal;
    if !right && !record.is_blurred() {
        let told: Vec<String> = told.iter().map(|change| change.state.to_string()).collect();
        let expected: Vec<String> = expected.iter().map(|change| change.state.to_string()).collect();
        shared.world.fail(format!("{}: told {far:?} of {told:?}, and shown {expected:?}", call.id()));
    }
    for (told, expected) in told.iter().zip(&expected) {
        let Some(happened) = expected.happened else { continue };
        if told.earliest > happened || told.latest < happened {
            let (earliest, latest) = (told.earliest, told.latest);
            let text = format!("{}: {} happened at {happened:?}", call.id(), told.state);
            shared.world.fail(format!("{text}, and was told to be from {earliest:?} to {latest:?}"));
        }
    }
}

pub fn watch(user: &mut User, call: &Call) {
    let token = user.token(4);
    let bound = token.as_ref().map_or_else(|| call.clone(), |bound| call.with_cancel_token(&bound.token));
    let (options, time, cancel, until) = user.options(token.is_some());
    let patience = if user.random.once_in(4) { user.random.below(3) } else { u64::MAX };
    let shared = Arc::clone(&user.shared);
    let began = shared.world.now();
    let mark = shared.record(call).mark();
    let (mut told, mut left) = (Vec::new(), false);
    shared.world.trace(|| format!("watches {}: {options:?}", call.id()));
    let mut watch = bound.watch(&options);
    let error: Option<Error> = shared.following(|| {
        loop {
            if told.len() as u64 >= patience {
                left = true;
                return None;
            }
            match watch.next()? {
                Ok(change) => {
                    let record = shared.record(call);
                    if !record.is_blurred() {
                        shared.expect_end("the news of a change", record.began() + change.latest, cancel);
                    }
                    told.push(change);
                }
                Err(error) => return Some(error),
            }
        }
    });
    shared.expect_end("a watch", began, time);
    shared.expect_interruption("a watch", began, token.as_ref());
    shared.world.trace(|| format!("watched {}: {} changes, {error:?}", call.id(), told.len()));
    let ended = !left && error.is_none();
    // More may be seen of a call that was given up.
    let is_partly = !ended || shared.record(call).may_be_given_up();
    check_changes(&shared, call, mark, &told, if is_partly { Far::Partly } else { Far::ToTheEnd });
    if ended {
        let outcome = watch.outcome();
        shared.check_outcome(call, &outcome, until);
        shared.expect_news(call, mark, began, cancel);
        shared.expect_prompt_end(call, began, &outcome);
    }
    if let Some(error) = error {
        shared.expect_error("a watch", &error, token.is_some());
    }
}

/// What a listener was told.
#[derive(Default)]
struct Heard {
    changes: Vec<Change>,
    end: Option<Result<Outcome, Error>>,
}

pub fn follow(user: &mut User, call: &Call) {
    let (options, time, _, _) = user.options(false);
    let (leaves, asks) = (user.random.once_in(4), user.random.once_in(4));
    let shared = Arc::clone(&user.shared);
    let began = shared.world.now();
    let mark = shared.record(call).mark();
    let heard = Arc::new(Mutex::new(Heard::default()));
    let (ear, asked, world) = (Arc::clone(&heard), call.clone(), Arc::clone(&shared.world));
    shared.world.trace(|| format!("follows {}: {options:?}", call.id()));
    let follow = call.follow(&options, move |news| {
        if lock(&ear).end.is_some() {
            world.fail(format!("{}: told something after the end", asked.id()));
        }
        match news {
            Followed::Change(change) => lock(&ear).changes.push(change),
            Followed::End(end) => lock(&ear).end = Some(end),
        }
        if asks {
            drop(asked.status());
        }
    });
    // A listener that asks takes its time for each change.
    let time = if asks { time + shared.script.request_timeout * 8 } else { time };
    let stays = if leaves { user.random.up_to(time) } else { time + LATE };
    shared.following(|| {
        while shared.world.now() < began + stays + shared.slept_since(began) && lock(&heard).end.is_none() {
            shared.world.sleep(Duration::from_secs(2));
        }
    });
    drop(follow);
    let Heard { changes, end } = std::mem::take(&mut *lock(&heard));
    shared.world.trace(|| format!("followed {}: {} changes, {end:?}", call.id(), changes.len()));
    check_changes(&shared, call, mark, &changes, Far::Partly);
    match end {
        None if !leaves => shared.world.fail(format!("{}: the end was never told", call.id())),
        None => {}
        Some(Ok(outcome)) => shared.expect_prompt_end(call, began, &outcome),
        Some(Err(error)) => shared.expect_error("a follow", &error, false),
    }
}
