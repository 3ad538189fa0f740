//! Users who leave a wait, a block or a create of a call that no other user knows, and count the cancels.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ringout_core::simulation::World;
use ringout_core::{Call, Client, Error, Followed, OutcomeKind, Watch};

use crate::platform::Cancel;
use crate::script::Weather;
use crate::user::{LATE, Shared, TimedCancel, User, lock};

/// The time that a hang-up has.
pub const HANG_UP: Duration = Duration::from_secs(5);

/// How a call was left.
struct Exit {
    /// Whether nothing may be sent: the wait had an outcome, or the call was detached.
    is_harmless: bool,
    /// Whether the client does not know of an end.
    goes_on: bool,
    at: Duration,
}

impl Shared {
    /// Notes that a hang-up may be in flight from now on for this time.
    pub fn note_exit(&self, time: Duration) {
        let mut until = lock(&self.hang_ups_until);
        *until = (*until).max(self.world.now() + time);
    }

    /// Whether a hang-up that begins now certainly reaches the platform.
    fn can_hang_up(&self, client: &Client) -> bool {
        let plenty = |limit: &ringout_core::Limit| {
            let needed = u32::try_from(self.script.users).unwrap_or(u32::MAX) * 2 + 2;
            limit.name == "Light" || limit.remaining.is_some_and(|remaining| remaining >= needed)
        };
        let fast = self.script.way <= Duration::from_millis(50);
        self.script.weather == Weather::Calm && !self.script.jumps && fast && client.limits().iter().all(plenty)
    }

    fn cancels(&self, id: &str) -> Vec<Cancel> {
        self.platform.lock().cancels(id)
    }

    /// Waits until a hang-up has ended.
    fn await_hang_up(&self, time: Duration) {
        self.note_exit(time);
        self.world.sleep(time + LATE);
    }

    /// Checks the cancels of a call after one exit.
    fn check_cancels(&self, id: &str, exit: &Exit, is_certain: bool) {
        let cancels = self.cancels(id);
        let operations = operations(&cancels);
        let most = usize::from(!exit.is_harmless);
        let least = usize::from(is_certain && exit.goes_on && !exit.is_harmless);
        if operations > most || operations < least {
            self.world.fail(format!("{id} was hung up {operations} times instead of {least} to {most}: {cancels:?}"));
        }
        let limit = exit.at + HANG_UP + LATE + self.slept_since(exit.at);
        if let Some(late) = cancels.iter().find(|cancel| cancel.sent_at > limit) {
            self.world.fail(format!("{id} was left at {:?}, and hung up late: {late:?}", exit.at));
        }
    }
}

/// Returns how many operations sent these cancels. An operation may send its cancel again if the response is lost.
fn operations(cancels: &[Cancel]) -> usize {
    let mut all: Vec<_> = cancels.iter().map(|cancel| cancel.operation).collect();
    all.dedup();
    all.len()
}

/// Leaves a wait or a block.
pub fn leave(user: &mut User) {
    let shared = Arc::clone(&user.shared);
    let Some(call) = user.place(None, false) else { return };
    let id = call.id().to_owned();
    let is_certain = shared.can_hang_up(&user.client);
    let way = user.random.below(5);
    shared.world.trace(|| format!("will leave {id} in way {way}"));
    let exit = match way {
        0 => leave_wait(user, &call),
        1 => leave_watch(user, &call),
        2 => leave_follow(user, &call),
        3 => leave_block(user, &call),
        _ => {
            // The block ends after the wait in it was left.
            let scoped = call.hang_up_on_drop();
            let exit = leave_wait(user, &scoped);
            let goes_on = scoped.outcome().kind == OutcomeKind::StillInProgress;
            drop(scoped);
            // The end of the block counts even if the wait had an outcome.
            Exit { is_harmless: false, goes_on, at: if exit.is_harmless { shared.world.now() } else { exit.at } }
        }
    };
    let is_certain = is_certain && shared.can_hang_up(&user.client);
    shared.await_hang_up(HANG_UP);
    shared.check_cancels(&id, &exit, is_certain);
    leave_again(user, &call);
}

/// Leaves the call a second time. It is hung up again only if the first cancel failed.
fn leave_again(user: &mut User, call: &Call) {
    let shared = Arc::clone(&user.shared);
    let before = shared.cancels(call.id());
    let (options, ..) = user.options(false);
    drop(call.watch(&options.cancel_on_exit(true).timeout(HANG_UP)));
    shared.await_hang_up(HANG_UP);
    let after = shared.cancels(call.id());
    let was_accepted = before.iter().any(|cancel| cancel.status.is_some_and(|status| status < 300));
    if operations(&after) > operations(&before) + usize::from(!was_accepted) {
        shared.world.fail(format!("{} was hung up twice: {after:?}", call.id()));
    }
}

/// Sometimes detaches the call. Returns whether it did.
fn detach(user: &mut User, call: &Call) -> bool {
    let detaches = user.random.once_in(6);
    if detaches {
        call.detach();
    }
    detaches
}

fn goes_on(call: &Call) -> bool {
    call.outcome().kind == OutcomeKind::StillInProgress
}

fn leave_wait(user: &mut User, call: &Call) -> Exit {
    let token = user.token(1);
    let bound = token.as_ref().map_or_else(|| call.clone(), |bound: &TimedCancel| call.with_cancel_token(&bound.token));
    let (options, ..) = user.options(true);
    let options = options.cancel_on_timeout(false).cancel_on_exit(true);
    let result = bound.wait(&options);
    user.shared.world.trace(|| format!("left a wait for {}: {result:?}", call.id()));
    // An error and a hang-up begin together, so what is known of the call now may be due to the hang-up.
    Exit { is_harmless: result.is_ok(), goes_on: result.is_err(), at: user.shared.world.now() }
}

fn leave_watch(user: &mut User, call: &Call) -> Exit {
    let (options, ..) = user.options(true);
    let mut watch = call.watch(&options.cancel_on_timeout(false).cancel_on_exit(true));
    let left = take_changes(user, &mut watch);
    let (is_detached, goes_on) = (detach(user, call), goes_on(call));
    let at = user.shared.world.now();
    drop(watch);
    Exit { is_harmless: is_detached || !left, goes_on, at }
}

/// Takes a few changes. Returns whether the watch has no outcome.
fn take_changes(user: &mut User, watch: &mut Watch) -> bool {
    for _ in 0..user.random.below(4) {
        match watch.next() {
            None => return false,
            Some(Ok(_)) => {}
            Some(Err(_)) => return true,
        }
    }
    true
}

fn leave_follow(user: &mut User, call: &Call) -> Exit {
    let (options, ..) = user.options(false);
    let end: Arc<Mutex<Option<Result<(), Error>>>> = Arc::default();
    let sink = Arc::clone(&end);
    let follow = call.follow(&options.cancel_on_timeout(false).cancel_on_exit(true), move |event| {
        if let Followed::End(result) = event {
            *lock(&sink) = Some(result.map(drop));
        }
    });
    let time = user.random.up_to(Duration::from_secs(60));
    user.shared.world.sleep(time);
    let (is_detached, goes_on) = (detach(user, call), goes_on(call));
    let at = user.shared.world.now();
    // The end of a wait that fails hangs up by itself.
    let failed = matches!(*lock(&end), Some(Err(_)));
    if user.random.once_in(2) {
        drop(follow);
    } else {
        follow.interrupt();
    }
    let has_outcome = matches!(*lock(&end), Some(Ok(())));
    Exit { is_harmless: (is_detached || has_outcome) && !failed, goes_on: goes_on && !failed, at }
}

fn leave_block(user: &mut User, call: &Call) -> Exit {
    let scoped = call.hang_up_on_drop();
    let time = user.random.up_to(Duration::from_secs(30));
    user.shared.world.sleep(time);
    if user.random.once_in(2) {
        drop(scoped.status());
    }
    let (is_harmless, goes_on) = (detach(user, &scoped), goes_on(&scoped));
    let at = user.shared.world.now();
    drop(scoped);
    Exit { is_harmless, goes_on, at }
}

/// Interrupts a create, and checks what became of its call.
pub fn leave_create(user: &mut User) {
    let shared = Arc::clone(&user.shared);
    let token = user.token(1);
    let placed = user.place(token.as_ref(), true);
    let exit = Exit { is_harmless: placed.is_some(), goes_on: placed.is_none(), at: shared.world.now() };
    let is_interrupted = token.as_ref().is_some_and(TimedCancel::is_cancelled);
    let is_certain = is_interrupted && shared.can_hang_up(&user.client);
    // First the response, then the cancel.
    shared.await_hang_up(HANG_UP * 2);
    let number = user.last_number();
    let Some(id) = shared.platform.lock().id_of(&number) else { return };
    let at = exit.at + HANG_UP;
    shared.check_cancels(&id, &Exit { is_harmless: exit.is_harmless || !is_interrupted, at, ..exit }, is_certain);
}

/// A watch that is dropped with the last handles of the client.
pub struct LastWatch {
    watch: Watch,
    is_certain: bool,
}

/// Begins a watch that lasts until the client is dropped.
pub fn watch_to_the_last(shared: &Shared, client: &Client) -> Option<LastWatch> {
    let request = ringout_core::CallRequest::to("+16505550199").from(crate::CALLER);
    let call = client.create_call(&request).ok()?;
    let options = ringout_core::WaitOptions::default().cancel_on_exit(true);
    let watch = call.watch(&options);
    Some(LastWatch { watch, is_certain: shared.can_hang_up(client) })
}

impl LastWatch {
    /// Drops the watch. Returns the check to make after the last handle was dropped.
    pub fn leave(self, shared: &Arc<Shared>) -> impl FnOnce(&World) + use<> {
        let Self { watch, is_certain } = self;
        let (id, goes_on) = (watch.call().id().to_owned(), goes_on(watch.call()));
        let exit = Exit { is_harmless: false, goes_on, at: shared.world.now() };
        shared.note_exit(HANG_UP);
        drop(watch);
        let shared = Arc::clone(shared);
        move |_| shared.check_cancels(&id, &exit, is_certain)
    }
}
