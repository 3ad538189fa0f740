//! Users who follow calls, and compare the delivered changes with what the client was shown.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ringout_core::{Call, Change, Error, Followed, Outcome};

use crate::platform::Mark;
use crate::user::{LATE, Shared, User, lock};

/// How long a call was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// To its end, so every change was delivered.
    ToTheEnd,
    /// Not to its end.
    Partial,
}

/// Checks that each change was delivered once, in order, and between its `earliest` and `latest`.
fn check_changes(shared: &Shared, call: &Call, mark: Mark, delivered: &[Change], extent: Extent) {
    let record = shared.record(call);
    let (expected, needed) = record.changes_since(mark);
    let fits = delivered.len() <= needed && (extent == Extent::Partial || delivered.len() >= needed);
    let equal = delivered.iter().zip(&expected).all(|(delivered, expected)| {
        delivered.state == expected.state
            && delivered.previous == expected.previous
            && delivered.latest == expected.seen
    });
    let right = fits && equal;
    if !right && !record.is_uncertain() {
        let delivered: Vec<String> = delivered.iter().map(|change| change.state.to_string()).collect();
        let expected: Vec<String> = expected.iter().map(|change| change.state.to_string()).collect();
        shared.world.fail(format!("{}: delivered {extent:?} {delivered:?}, and shown {expected:?}", call.id()));
    }
    for (delivered, expected) in delivered.iter().zip(&expected) {
        let Some(happened) = expected.happened else { continue };
        if delivered.earliest > happened || delivered.latest < happened {
            let (earliest, latest) = (delivered.earliest, delivered.latest);
            let change = format!("{}: {} happened at {happened:?}", call.id(), delivered.state);
            shared.world.fail(format!("{change}, and was delivered with {earliest:?} to {latest:?}"));
        }
    }
}

pub fn watch(user: &mut User, call: &Call) {
    let token = user.token(4);
    let bound = token.as_ref().map_or_else(|| call.clone(), |bound| call.with_cancel_token(&bound.token));
    let (options, time, cancel, until) = user.options(token.is_some());
    let max_changes = if user.random.once_in(4) { user.random.below(3) } else { u64::MAX };
    let shared = Arc::clone(&user.shared);
    let began = shared.world.now();
    let mark = shared.record(call).mark();
    let (mut delivered, mut left) = (Vec::new(), false);
    shared.world.trace(|| format!("watches {}: {options:?}", call.id()));
    let mut watch = bound.watch(&options);
    let error: Option<Error> = shared.following(|| {
        loop {
            if delivered.len() as u64 >= max_changes {
                left = true;
                return None;
            }
            match watch.next()? {
                Ok(change) => {
                    let record = shared.record(call);
                    if !record.is_uncertain() {
                        shared.expect_end("the delivery of a change", record.began() + change.latest, cancel);
                    }
                    delivered.push(change);
                }
                Err(error) => return Some(error),
            }
        }
    });
    shared.expect_end("a watch", began, time);
    shared.expect_interruption("a watch", began, token.as_ref());
    shared.world.trace(|| format!("watched {}: {} changes, {error:?}", call.id(), delivered.len()));
    let ended = !left && error.is_none();
    // Other subscribers may see more changes of a call that this watch gave up.
    let is_partly = !ended || shared.record(call).may_be_given_up();
    check_changes(&shared, call, mark, &delivered, if is_partly { Extent::Partial } else { Extent::ToTheEnd });
    if ended {
        let outcome = watch.outcome();
        shared.check_outcome(call, &outcome, until);
        shared.expect_delivery(call, mark, began, cancel);
        shared.expect_prompt_end(call, began, &outcome);
    }
    if let Some(error) = error {
        shared.expect_error("a watch", &error, token.is_some());
    }
}

/// The events delivered to a listener.
#[derive(Default)]
struct Delivered {
    changes: Vec<Change>,
    end: Option<Result<Outcome, Error>>,
}

pub fn follow(user: &mut User, call: &Call) {
    let (options, time, _, _) = user.options(false);
    let (leaves, polls) = (user.random.once_in(4), user.random.once_in(4));
    let shared = Arc::clone(&user.shared);
    let began = shared.world.now();
    let mark = shared.record(call).mark();
    let delivered = Arc::new(Mutex::new(Delivered::default()));
    let (sink, polled, world) = (Arc::clone(&delivered), call.clone(), Arc::clone(&shared.world));
    shared.world.trace(|| format!("follows {}: {options:?}", call.id()));
    let follow = call.follow(&options, move |event| {
        if lock(&sink).end.is_some() {
            world.fail(format!("{}: an event was delivered after the end", polled.id()));
        }
        match event {
            Followed::Change(change) => lock(&sink).changes.push(change),
            Followed::End(end) => lock(&sink).end = Some(end),
        }
        if polls {
            drop(polled.status());
        }
    });
    // A listener that polls takes time for each change.
    let time = if polls { time + shared.script.request_timeout * 8 } else { time };
    let stays = if leaves { user.random.up_to(time) } else { time + LATE };
    shared.following(|| {
        while shared.world.now() < began + stays + shared.slept_since(began) && lock(&delivered).end.is_none() {
            shared.world.sleep(Duration::from_secs(2));
        }
    });
    drop(follow);
    let Delivered { changes, end } = std::mem::take(&mut *lock(&delivered));
    shared.world.trace(|| format!("followed {}: {} changes, {end:?}", call.id(), changes.len()));
    check_changes(&shared, call, mark, &changes, Extent::Partial);
    match end {
        None if !leaves => shared.world.fail(format!("{}: the end was not delivered", call.id())),
        None => {}
        Some(Ok(outcome)) => shared.expect_prompt_end(call, began, &outcome),
        Some(Err(error)) => shared.expect_error("a follow", &error, false),
    }
}
