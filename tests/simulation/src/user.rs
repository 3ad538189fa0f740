//! The users of a world: their operations, and the checks of the results.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ringout_core::simulation::{Random, World, spawn};
use ringout_core::{
    Call, CallRequest, CancelEffect, CancelToken, Client, Credentials, Error, ErrorCode, Outcome, OutcomeSource, Until,
    WaitOptions,
};

use crate::platform::{DOING, Doing, Mark, Placed, Record, ScriptedPlatform, View, is_over, of_leg};
use crate::script::{Script, Weather};
use crate::{CALLER, following, leaving, many};

/// How late anything may end. Threads of a world wake a little late, and those that wait several times add it up.
pub const LATE: Duration = Duration::from_secs(1);

/// The state that all users of a world share.
pub struct Shared {
    pub world: Arc<World>,
    pub platform: Arc<ScriptedPlatform>,
    pub script: Script,
    pub calls: Mutex<Vec<Call>>,
    /// When the machine began to sleep, and for how long.
    pub jumps: Mutex<Vec<(Duration, Duration)>>,
    /// The numbers of creates that the client reported as not placed.
    pub not_placed: Mutex<Vec<String>>,
    /// The current number of followers, and the maximum so far.
    pub followers: Mutex<(u32, u32)>,
    /// Until when hang-ups may be in flight.
    pub hang_ups_until: Mutex<Duration>,
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// How long the machine has slept since this time.
    pub fn slept_since(&self, began: Duration) -> Duration {
        lock(&self.jumps).iter().filter(|(at, _)| *at >= began).map(|(_, by)| *by).sum()
    }

    /// Fails the run if an operation that began at this time took too long.
    pub fn expect_end(&self, what: &str, began: Duration, time: Duration) {
        let slept = self.slept_since(began);
        let took = self.world.now().saturating_sub(began);
        if took > time + slept + LATE {
            self.world.fail(format!("{what} took {took:?} instead of at most {time:?}"));
        }
    }

    /// Returns a handle for a call that another program has placed.
    fn find_a_call(&self, client: &Client, to: &str) -> Option<Call> {
        let mut platform = self.platform.lock();
        let now = self.world.now();
        let id = platform.place(to, now);
        platform.give_handle(&id, now, None);
        drop(platform);
        client.call(id).ok()
    }

    pub fn record(&self, call: &Call) -> Record {
        let Some(record) = self.platform.record(call.id()) else {
            self.world.fail(format!("{} has a handle, but was not placed", call.id()))
        };
        record
    }

    /// The time at which a call ended on the platform.
    fn over_since(&self, call: &Call) -> Option<Duration> {
        self.platform.lock().calls.get(call.id()).and_then(|known| known.life.over_since(self.world.now()))
    }

    /// Checks that an outcome follows from what the client was shown, or from the call log.
    pub fn check_outcome(&self, call: &Call, outcome: &Outcome, until: Until) {
        let record = self.record(call);
        let expected = record.outcome(until);
        let given_up = outcome.kind == ringout_core::OutcomeKind::EndedUnknown && record.is_given_up();
        let fits = if outcome.source == OutcomeSource::CallLog {
            self.is_true(call, outcome)
        } else {
            record.is_uncertain() || outcome.kind == expected || given_up
        };
        if !fits {
            self.world.fail(format!("{} ended with {outcome} instead of {}", call.id(), expected.as_str()));
        }
    }

    /// Whether an outcome from the call log is true.
    fn is_true(&self, call: &Call, outcome: &Outcome) -> bool {
        let platform = self.platform.lock();
        let Some(life) = platform.calls.get(call.id()).map(|known| &known.life) else { return false };
        if outcome.connected != life.was_connected() {
            return false;
        }
        let Some([_, caller, callee]) = life.end() else { return false };
        let leg = |status| of_leg(&ringout_core::Status::parse(status));
        let hung_up = (caller == "Finished").then_some(ringout_core::OutcomeKind::Rejected);
        let ours = outcome.cancelled_by_us && outcome.kind == ringout_core::OutcomeKind::Cancelled;
        ours || life.was_connected() || [leg(callee), leg(caller), hung_up].contains(&Some(outcome.kind))
    }

    /// Checks that a waiter gets the end as soon as the client was shown it. `busy` is the time for its own cancel.
    pub fn expect_delivery(&self, call: &Call, mark: Mark, began: Duration, busy: Duration) {
        let record = self.record(call);
        let Some(end) = record.end_since(mark, began).filter(|_| !record.is_uncertain()) else {
            return;
        };
        self.expect_end("the delivery of an end", end, busy);
    }

    /// Checks that an interrupted operation ended soon.
    pub fn expect_interruption(&self, what: &str, began: Duration, bound: Option<&TimedCancel>) {
        if let Some(at) = bound.and_then(|bound| *lock(&bound.cancelled)) {
            self.expect_end(&format!("the interruption of {what}"), at.max(began), Duration::from_millis(100));
        }
    }

    /// Checks, in worlds with truthful responses, that the end of a call was noticed soon.
    pub fn expect_prompt_end(&self, call: &Call, began: Duration, outcome: &Outcome) {
        let truthful = self.script.weather != Weather::Wild && !self.script.jumps;
        if !truthful || outcome.kind != ringout_core::OutcomeKind::StillInProgress {
            return;
        }
        let Some(over) = self.over_since(call) else { return };
        let limit = self.script.limits[0];
        let round = limit.window * lock(&self.followers).1.max(1) / (limit.requests * 4 / 5).max(1);
        let max_delay = limit.window * 3 + round * 3 + Duration::from_secs(20) + self.script.way * 4;
        // A failed poll is retried up to 30 s later, and may take its whole timeout to fail.
        let rough = self.script.weather == Weather::Rough;
        let failures =
            if rough { (self.script.request_timeout + Duration::from_secs(30)) * 10 } else { Duration::ZERO };
        let max_delay = max_delay + failures;
        let waited = self.world.now().saturating_sub(over.max(began));
        if waited > max_delay {
            self.world.fail(format!("{} ended {waited:?} ago, and the client has not noticed", call.id()));
        }
    }

    /// Checks that an error has a cause: the network, the platform, or the user's own interruption (`own`).
    pub fn expect_error(&self, what: &str, error: &Error, own: bool) {
        let code = error.code();
        let never = matches!(code, ErrorCode::InvalidArgument | ErrorCode::Internal | ErrorCode::Storage);
        let limits = matches!(code, ErrorCode::RateLimited | ErrorCode::Timeout);
        // Users who refresh one after another invalidate each other's tokens.
        let replaced = code == ErrorCode::Unauthorized && self.script.refresh_tokens;
        let in_the_calm = (own && code == ErrorCode::Cancelled) || limits || replaced || code == ErrorCode::NotFound;
        let odd = self.script.weather == Weather::Calm && !in_the_calm;
        // Only a refusal by the platform may end a login.
        let odd = odd || (code == ErrorCode::Unauthorized && !self.platform.has_refused_login());
        if never || odd || (code == ErrorCode::Cancelled && !own) {
            self.world.fail(format!("{what} failed: {error}"));
        }
    }
}

/// A cancel token, and when it was cancelled, if it was.
pub struct TimedCancel {
    pub token: CancelToken,
    cancelled: Arc<Mutex<Option<Duration>>>,
}

impl TimedCancel {
    pub fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }
}

/// One user, on its own thread.
pub struct User {
    pub shared: Arc<Shared>,
    pub random: Random,
    pub client: Client,
    pub number: u64,
    pub creates: u64,
}

impl User {
    /// Performs a few operations, one after another.
    pub fn live(mut self) {
        for _ in 0..self.shared.script.steps {
            self.act();
            self.shared.note_exit(leaving::HANG_UP);
            let longest = if self.random.once_in(12) { 3600 } else { 40 };
            let pause = self.random.up_to(Duration::from_secs(longest));
            self.shared.world.sleep(pause);
        }
    }

    fn act(&mut self) {
        match self.random.below(22) {
            20 => leaving::leave(self),
            21 => leaving::leave_create(self),
            0..6 => drop(self.create()),
            6 => self.log_in(),
            7 => self.find(),
            8 => many::place(self),
            _ => {
                let Some(call) = self.any_call() else { return drop(self.create()) };
                match self.random.below(12) {
                    0 | 1 => self.poll(&call),
                    2 => self.cancel(&call),
                    3..6 => self.wait(&call),
                    6..9 => following::watch(self, &call),
                    _ => following::follow(self, &call),
                }
            }
        }
    }

    fn any_call(&mut self) -> Option<Call> {
        let calls = lock(&self.shared.calls);
        (!calls.is_empty()).then(|| self.random.one_of(&calls).clone())
    }

    pub fn next_number(&mut self) -> String {
        self.creates += 1;
        self.last_number()
    }

    /// Returns the number of the last create.
    pub fn last_number(&self) -> String {
        format!("1650{:03}{:04}", self.number, self.creates)
    }

    /// Sometimes returns a token that another thread cancels after a while.
    pub fn token(&mut self, once_in: u64) -> Option<TimedCancel> {
        if !self.random.once_in(once_in) {
            return None;
        }
        let (token, shared) = (CancelToken::new(), Arc::clone(&self.shared));
        let (copy, time) = (token.clone(), self.random.up_to(Duration::from_secs(20)));
        let cancelled = Arc::new(Mutex::new(None));
        let at = Arc::clone(&cancelled);
        spawn("canceller", move || {
            shared.world.sleep(time);
            shared.world.trace(|| "cancels the token".into());
            copy.cancel();
            *lock(&at) = Some(shared.world.now());
        });
        Some(TimedCancel { token, cancelled })
    }

    pub fn create(&mut self) -> Option<Call> {
        let token = self.token(10);
        let call = self.place(token.as_ref(), false)?;
        lock(&self.shared.calls).push(call.clone());
        Some(call)
    }

    /// Places a call that no other user knows.
    pub fn place(&mut self, token: Option<&TimedCancel>, cancel_on_exit: bool) -> Option<Call> {
        let to = self.next_number();
        let request = CallRequest::to(format!("+{to}")).from(CALLER).cancel_on_exit(cancel_on_exit);
        let client = token.map_or_else(|| self.client.clone(), |bound| self.client.with_cancel_token(&bound.token));
        let (shared, began) = (Arc::clone(&self.shared), self.shared.world.now());
        let result = client.create_call(&request);
        shared.world.trace(|| format!("create {to}: {:?}", result.as_ref().map(Call::id)));
        shared.expect_end("a create", began, shared.script.create_timeout);
        shared.expect_interruption("a create", began, token);
        let placed = shared.platform.placed(&to);
        match result {
            Ok(call) => {
                let known = call.state();
                if placed.times != 1 || known.as_ref() != shared.record(&call).state() {
                    shared.world.fail(format!(
                        "{} was placed {} times, and its state is {known:?}",
                        call.id(),
                        placed.times
                    ));
                }
                Some(call.with_client(&self.client))
            }
            Err(error) => {
                self.check_failed_create(&error, to, &placed, token.is_some());
                None
            }
        }
    }

    pub fn check_failed_create(&self, error: &Error, to: String, placed: &Placed, own: bool) {
        if error.code() != ErrorCode::MaybePlaced {
            self.shared.expect_error("a create", error, own);
        }
        if !error.may_have_placed() {
            lock(&self.shared.not_placed).push(to);
            return;
        }
        let reported = error.attempt().map(|attempt| attempt.sent_at);
        if placed.sent == 0 || reported != placed.sent_at {
            let sent = placed.sent_at;
            self.shared
                .world
                .fail(format!("the create of {to} was sent at {sent:?}, but its error says {reported:?}: {error}"));
        }
    }

    fn find(&mut self) {
        let to = self.next_number();
        let call = self.shared.find_a_call(&self.client, &to);
        lock(&self.shared.calls).extend(call);
    }

    fn log_in(&mut self) {
        let began = self.shared.world.now();
        let result = if self.random.once_in(2) {
            DOING.set(Doing::LogIn);
            self.client.login(Credentials::jwt("a-jwt"))
        } else {
            DOING.set(Doing::Refresh);
            self.client.refresh()
        };
        self.shared.world.trace(|| format!("{:?}: {result:?}", DOING.get()));
        DOING.set(Doing::Anything);
        self.shared.expect_end("a login", began, self.shared.script.request_timeout);
        if let Err(error) = result {
            self.shared.expect_error("a login", &error, false);
        }
    }

    fn poll(&mut self, call: &Call) {
        let (token, began) = (self.token(8), self.shared.world.now());
        let bound = token.as_ref().map_or_else(|| call.clone(), |bound| call.with_cancel_token(&bound.token));
        let result = bound.status();
        self.shared.expect_end("a status", began, self.shared.script.request_timeout);
        self.shared.expect_interruption("a status", began, token.as_ref());
        if let Err(error) = result {
            self.shared.expect_error("a status", &error, token.is_some());
        }
    }

    fn cancel(&mut self, call: &Call) {
        let (shared, began) = (Arc::clone(&self.shared), self.shared.world.now());
        let result = call.cancel();
        shared.world.trace(|| format!("cancel {}: {result:?}", call.id()));
        shared.expect_end("a cancel", began, shared.script.request_timeout);
        match result {
            // The client cannot know that a call goes on if the platform denies it.
            Ok(CancelEffect::HungUp) if shared.over_since(call).is_none() && !shared.record(call).is_uncertain() => {
                let view = shared.platform.lock().calls.get(call.id()).map(|known| known.life.view(shared.world.now()));
                if !view.is_some_and(|(view, _)| is_over(view) || view == View::Gone) {
                    shared.world.fail(format!("{} was hung up, but goes on", call.id()));
                }
            }
            Ok(_) => {}
            Err(error) => shared.expect_error("a cancel", &error, false),
        }
    }

    /// Returns the options of a wait, its longest duration, the part of it for a cancel at the end, and its goal.
    pub fn options(&mut self, is_bound: bool) -> (WaitOptions, Duration, Duration, Until) {
        // A wait that can be interrupted wakes up twenty times a second, which makes long ones slow to simulate.
        let longest = [5, 60, if is_bound { 60 } else { 900 }, if is_bound { 60 } else { 7200 }];
        let longest = Duration::from_secs(*self.random.one_of(&longest));
        let timeout = if self.random.once_in(15) { Duration::ZERO } else { self.random.up_to(longest) };
        let until = if self.random.once_in(3) { Until::Answered } else { Until::Ended };
        let (hangs_up, cancels_on_exit) = (self.random.once_in(3), self.random.once_in(4));
        let cancel = if hangs_up { self.shared.script.request_timeout } else { Duration::ZERO };
        (
            WaitOptions::default()
                .until(until)
                .timeout(timeout)
                .cancel_on_timeout(hangs_up)
                .cancel_on_exit(cancels_on_exit),
            timeout + cancel,
            cancel,
            until,
        )
    }

    fn wait(&mut self, call: &Call) {
        let token = self.token(4);
        let bound = token.as_ref().map_or_else(|| call.clone(), |bound| call.with_cancel_token(&bound.token));
        let (options, time, cancel, until) = self.options(token.is_some());
        let shared = Arc::clone(&self.shared);
        let (began, mark) = (shared.world.now(), shared.record(call).mark());
        shared.world.trace(|| format!("waits for {}: {options:?}", call.id()));
        let result = shared.following(|| bound.wait(&options));
        shared.world.trace(|| format!("waited for {}: {result:?}", call.id()));
        shared.expect_end("a wait", began, time);
        shared.expect_interruption("a wait", began, token.as_ref());
        match result {
            Ok(outcome) => {
                shared.check_outcome(call, &outcome, until);
                shared.expect_delivery(call, mark, began, cancel);
                shared.expect_prompt_end(call, began, &outcome);
            }
            Err(error) => shared.expect_error("a wait", &error, token.is_some()),
        }
    }
}

impl Shared {
    /// Runs a function and counts it as a follower.
    pub fn following<T>(&self, follow: impl FnOnce() -> T) -> T {
        let mut followers = lock(&self.followers);
        followers.0 += 1;
        followers.1 = followers.1.max(followers.0);
        drop(followers);
        let result = follow();
        lock(&self.followers).0 -= 1;
        result
    }
}
