//! The gate of one client to the shared budget: the permits that it holds of each group, and what it has to report.
//!
//! Nothing here waits. A request takes a permit that the client holds, or learns when to ask again, while a worker thread
//! asks the store. What responses say is written by the same thread, after the response has been returned. Until then
//! the permit still counts, so nothing is lost but a moment.
//!
//! If the store fails or does not respond within five seconds, the client goes on with an account of its own at its share of
//! the limits. Before that it pauses for a window, because the others may have just used the limits. It asks the store
//! again every second. The first worker to reach the store again pauses all for a window, because it cannot know what the
//! others have sent without it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::account::{Account, Report, Wanted, part};
use super::record::{Known, Record, Store};
use crate::base::clock;
use crate::base::process::AfterFork;
use crate::base::random;
use crate::base::wire::Group;
use crate::base::workers;
use crate::fleet::ledger::Ledger;

/// How long the store may take.
const STORE_TIMEOUT: Duration = Duration::from_secs(5);
/// How often a store that failed is asked again.
const RETRY: Duration = Duration::from_secs(1);
/// How long a permit is held that no request has taken. Another worker may have learned of a penalty since.
const MAX_STOCK_AGE: Duration = Duration::from_secs(2);
/// Pauses of a request that waits for the store, the shortest for a store on the same machine.
const ASK_AGAIN: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));
/// How many permits the tracker takes at a time: at most this many, and this part of the limit.
const MAX_LEASE: u32 = 5;
const LEASE_DIVISOR: u32 = 20;
/// Requests that are over and not yet reported. More than a window allows; older ones count no more.
const MAX_OVER: usize = 1000;

/// What a client may use of RingCentral's limits beside others.
#[derive(Clone)]
pub(crate) struct Share {
    /// Where the workers keep their common account, if they do.
    pub(crate) store: Option<Arc<dyn Ledger>>,
    /// The part of the limits without a store, and while it fails.
    pub(crate) part: f64,
    pub(crate) server: String,
    pub(crate) client_id: String,
}

/// No permit was granted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NotGranted {
    /// When to ask again.
    pub(crate) then: Instant,
    /// When there is a permit as far as is known.
    pub(crate) opens: Instant,
    /// Whether that is because the store has not answered yet.
    pub(crate) is_asking: bool,
}

impl NotGranted {
    /// There is no permit before this time.
    pub(crate) const fn until(then: Instant) -> Self {
        Self { then, opens: then, is_asking: false }
    }

    const fn asking(then: Instant) -> Self {
        Self { then, opens: then, is_asking: true }
    }
}

/// A request that is over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settled {
    pub(crate) limit: (u32, Duration),
    /// How many requests of this window RingCentral still accepts.
    pub(crate) remaining: Option<u32>,
    /// Until when it refuses everything.
    pub(crate) closed_until: Option<Instant>,
}

/// The gate of one client. A forked child has another.
pub(crate) struct Gate(Arc<Shared>);

struct Shared {
    share: Share,
    /// The name under which this client holds permits.
    worker: String,
    user: Mutex<String>,
    is_failing: AtomicBool,
    groups: [Mutex<GroupState>; 3],
}

/// One group of requests.
struct GroupState {
    /// Permits that were granted and not yet taken, and when.
    stock: u32,
    granted_at: Instant,
    /// Requests that have taken a permit and are not over.
    in_flight: u32,
    news: News,
    wanted: Wanted,
    /// The store's answer: when there may be a permit.
    not_before: Option<Instant>,
    asking_since: Option<Instant>,
    record: Option<Record>,
    /// The client's own account while there is no usable store.
    own: Option<Own>,
    /// The limits as far as this client knows them.
    limit: (u32, Duration),
}

struct Own {
    account: Account,
    at: Instant,
    /// When the store failed.
    since: Instant,
    ask_again: Instant,
}

/// What the store has not been told yet.
#[derive(Clone, Default)]
struct News {
    limit: Option<(u32, Duration)>,
    over: Vec<Instant>,
    used: Option<(u32, Instant)>,
    closed_until: Option<Instant>,
}

impl News {
    fn is_empty(&self) -> bool {
        self.over.is_empty() && self.closed_until.is_none()
    }

    fn report(&self, now: Instant) -> Report {
        let ago = |then: &Instant| milliseconds(now.saturating_duration_since(*then));
        Report {
            limit: self.limit.map(|(limit, window)| (limit, milliseconds(window))),
            over_ms: self.over.iter().map(ago).collect(),
            used: self.used.map(|(used, at)| (used, ago(&at))),
            closed_ms: self.closed_until.map(|until| milliseconds(until.saturating_duration_since(now))),
        }
    }

    /// Forgets what `told` contains.
    fn forget(&mut self, told: &Self) {
        self.over.drain(..told.over.len().min(self.over.len()));
        self.limit = self.limit.filter(|limit| Some(*limit) != told.limit);
        self.used = self.used.filter(|used| Some(*used) != told.used);
        self.closed_until = self.closed_until.filter(|until| Some(*until) != told.closed_until);
    }
}

impl Gate {
    /// Creates the gate. The limits are those that hold until a response has reported others.
    pub(crate) fn new(share: Share, limits: [(u32, Duration); 3]) -> Self {
        Self::with(share, "default".to_owned(), limits)
    }

    fn with(share: Share, user: String, limits: [(u32, Duration); 3]) -> Self {
        let now = clock::now();
        // Without random bytes there is no TLS either. Two workers of one name would hold each other's permits.
        let worker = random::unique_name().unwrap_or_else(|_| format!("{}", std::process::id()));
        let groups = limits.map(|limit| {
            let own = share.store.is_none().then(|| Own {
                account: account(limit).part(share.part),
                at: now,
                since: now,
                ask_again: now,
            });
            Mutex::new(GroupState {
                stock: 0,
                granted_at: now,
                in_flight: 0,
                news: News::default(),
                wanted: Wanted::default(),
                not_before: None,
                asking_since: None,
                record: None,
                own,
                limit,
            })
        });
        Self(Arc::new(Shared { share, worker, user: Mutex::new(user), is_failing: AtomicBool::new(false), groups }))
    }

    /// Sets whose limits these are, once a login tells.
    pub(crate) fn set_user(&self, user: &str) {
        let mut current = lock(&self.0.user);
        if *current == user {
            return;
        }
        user.clone_into(&mut current);
        drop(current);
        for group in &self.0.groups {
            let mut state = lock(group);
            (state.record, state.stock, state.not_before) = (None, 0, None);
        }
    }

    /// Takes a permit for one request.
    pub(crate) fn take(&self, group: Group, is_background: bool, now: Instant) -> Result<(), NotGranted> {
        let Some(index) = index(group) else { return Ok(()) };
        let mut state = lock(&self.0.groups[index]);
        if state.own.is_none() && state.is_hanging(now) {
            let failed = self.0.fail(&mut state, now);
            drop(state);
            failed.say("it did not respond within 5 s");
            state = lock(&self.0.groups[index]);
        }
        if let Some(own) = &state.own {
            // A store that works again knows more than this client, so it is asked first.
            let is_due = self.0.share.store.is_some() && now >= own.ask_again;
            if is_due && state.asking_since.is_none() {
                self.ask(&mut state, index, now);
                return Err(NotGranted::asking(now + ASK_AGAIN.0));
            }
            if is_due && !state.is_hanging(now) {
                return Err(NotGranted::asking(now + ASK_AGAIN.1));
            }
            let ask_again = own.ask_again;
            return state.take_own(is_background, now).map_err(|opens| {
                let then = if is_due { now + RETRY } else { ask_again };
                NotGranted {
                    then: if self.0.share.store.is_some() { then.min(opens) } else { opens },
                    ..NotGranted::until(opens)
                }
            });
        }
        if state.take_stock(now) {
            return Ok(());
        }
        if let Some(since) = state.asking_since {
            let wait = (now.saturating_duration_since(since) / 2).clamp(ASK_AGAIN.0, ASK_AGAIN.1);
            return Err(NotGranted::asking(now + wait));
        }
        if let Some(then) = state.not_before.filter(|then| now < *then) {
            return Err(NotGranted::until(then));
        }
        state.wanted = if is_background {
            Wanted { foreground: 0, background: (state.limit.0 / LEASE_DIVISOR).clamp(1, MAX_LEASE) }
        } else {
            Wanted { foreground: 1, background: 0 }
        };
        self.ask(&mut state, index, now);
        Err(NotGranted::asking(now + ASK_AGAIN.0))
    }

    /// Takes back a permit whose request was not sent.
    pub(crate) fn put_back(&self, group: Group) {
        let Some(index) = index(group) else { return };
        let mut state = lock(&self.0.groups[index]);
        state.in_flight = state.in_flight.saturating_sub(1);
        if state.own.is_none() {
            state.stock += 1;
        }
    }

    /// Records that a request is over, and lets the others know.
    pub(crate) fn settle(&self, group: Group, settled: &Settled, now: Instant) {
        let Some(index) = index(group) else { return };
        let mut state = lock(&self.0.groups[index]);
        state.in_flight = state.in_flight.saturating_sub(1);
        state.learn(settled, now);
        if state.news.over.len() < MAX_OVER {
            state.news.over.push(now);
        }
        let (in_flight, limit, part_of) = (state.in_flight, state.limit, self.0.share.part);
        if let Some(own) = &mut state.own {
            own.advance(now);
            let limit = (part(limit.0, part_of), milliseconds(limit.1));
            let closed_ms = settled.closed_until.map(|until| milliseconds(until.saturating_duration_since(now)));
            let report = Report { limit: Some(limit), over_ms: vec![0], used: None, closed_ms };
            own.account.report(&report, OWN, in_flight);
        } else if state.asking_since.is_none() {
            self.ask(&mut state, index, now);
        }
    }

    /// Lets the others know that the platform refuses everything until then.
    pub(crate) fn close(&self, group: Group, until: Instant, now: Instant) {
        let Some(index) = index(group) else { return };
        let mut state = lock(&self.0.groups[index]);
        state.news.closed_until = state.news.closed_until.max(Some(until));
        if state.own.is_none() && state.asking_since.is_none() {
            self.ask(&mut state, index, now);
        }
    }

    /// Starts asking the store on a worker thread.
    fn ask(&self, state: &mut GroupState, index: usize, now: Instant) {
        state.asking_since = Some(now);
        let mut asking = Asking { shared: Arc::clone(&self.0), index, is_over: false };
        workers::STORES.get().spawn(move || asking.run());
    }
}

/// The name under which a client holds the permits of its own account.
const OWN: &str = "own";

impl GroupState {
    /// Whether the store takes too long.
    fn is_hanging(&self, now: Instant) -> bool {
        self.asking_since.is_some_and(|since| now.saturating_duration_since(since) >= STORE_TIMEOUT)
    }

    fn take_stock(&mut self, now: Instant) -> bool {
        if now.saturating_duration_since(self.granted_at) >= MAX_STOCK_AGE {
            self.stock = 0;
        }
        let is_there = self.stock > 0;
        self.stock -= u32::from(is_there);
        self.in_flight += u32::from(is_there);
        is_there
    }

    fn take_own(&mut self, is_background: bool, now: Instant) -> Result<(), Instant> {
        let Some(own) = &mut self.own else { return Ok(()) };
        own.advance(now);
        own.account.report(&Report::default(), OWN, self.in_flight);
        let wanted = Wanted { foreground: u32::from(!is_background), background: u32::from(is_background) };
        if own.account.grant(OWN, wanted) == Wanted::default() {
            return Err(now + Duration::from_millis(own.account.wait_ms(wanted)));
        }
        self.in_flight += 1;
        Ok(())
    }

    fn learn(&mut self, settled: &Settled, now: Instant) {
        (self.limit, self.news.limit) = (settled.limit, Some(settled.limit));
        if let Some(remaining) = settled.remaining {
            self.news.used = Some((settled.limit.0.saturating_sub(remaining), now));
        }
        self.news.closed_until = self.news.closed_until.max(settled.closed_until);
    }
}

impl Own {
    fn advance(&mut self, now: Instant) {
        self.account.advance(milliseconds(now.saturating_duration_since(self.at)));
        self.at = now;
    }
}

impl Shared {
    /// Goes on without the store. What it returns is to be said once the lock is released, because a logger is foreign code.
    fn fail(&self, state: &mut GroupState, now: Instant) -> Failed {
        state.stock = 0;
        let ask_again = now + RETRY;
        if let Some(own) = &mut state.own {
            own.ask_again = ask_again;
            return Failed(None);
        }
        let mut account = account(state.limit).part(self.share.part);
        account.report(&Report::default(), OWN, state.in_flight);
        account.pause();
        state.own = Some(Own { account, at: now, since: now, ask_again });
        let is_new = !self.is_failing.swap(true, Ordering::Relaxed);
        Failed(is_new.then_some((state.limit.1, self.share.part)))
    }

    /// Tells the store what is new, and asks for permits. The error is why that failed.
    fn exchange(&self, index: usize) -> Result<(), String> {
        let ledger = self.share.store.as_deref().ok_or("there is none")?;
        let (news, wanted, held, known, limit) = {
            let mut state = lock(&self.groups[index]);
            if clock::now().saturating_duration_since(state.granted_at) >= MAX_STOCK_AGE {
                state.stock = 0;
            }
            let wanted = std::mem::take(&mut state.wanted);
            let known = Known { record: state.record.clone(), failing_since: state.own.as_ref().map(|own| own.since) };
            (state.news.clone(), wanted, state.stock + state.in_flight, known, state.limit)
        };
        let was_failing = known.failing_since.is_some();
        let user = lock(&self.user).clone();
        let store = Store { ledger, server: &self.share.server, client_id: &self.share.client_id, user: &user, index };
        let change = |account: &mut Account| {
            account.report(&news.report(clock::now()), &self.worker, held);
            account.grant(&self.worker, wanted)
        };
        let (record, granted) = store.exchange(known, &account(limit), &self.worker, wanted, change)?;

        let mut state = lock(&self.groups[index]);
        let now = clock::now();
        if *lock(&self.user) != user {
            // Another user has logged in meanwhile, so these permits are not of the right account.
            return Ok(());
        }
        state.news.forget(&news);
        if let Some(own) = state.own.as_mut().filter(|_| !was_failing) {
            // It took too long, and the others may have sent their shares meanwhile. The next exchange knows that, and gives
            // back what this one was granted.
            (own.since, own.ask_again) = (now, now);
            state.record = Some(record);
            return Ok(());
        }
        let permits = granted.foreground + granted.background;
        if permits > 0 {
            (state.stock, state.granted_at) = (state.stock + permits, now);
        }
        let is_refused = permits == 0 && wanted != Wanted::default();
        state.not_before = is_refused.then(|| now + Duration::from_millis(record.account.wait_ms(wanted)));
        state.record = Some(record);
        let works_again = state.own.take().is_some() && self.is_failing.swap(false, Ordering::Relaxed);
        drop(state);
        if works_again {
            log::info!(target: "ringout", "the shared budget works again");
        }
        Ok(())
    }
}

/// A failure of the store: for how long the client pauses, and its share, if that has not been said yet.
#[must_use = "it has to be said"]
struct Failed(Option<(Duration, f64)>);

impl Failed {
    fn say(&self, why: &str) {
        let Some((pause, part)) = self.0 else { return };
        log::warn!(
            target: "ringout",
            "the shared budget failed: {why}; until it works again, this process pauses for {pause:?} and then uses {part} of RingCentral's limits",
        );
    }
}

/// One exchange with the store, or several after each other. Whatever ends it, also a panic of the store's code, nobody
/// waits for it any more.
struct Asking {
    shared: Arc<Shared>,
    index: usize,
    is_over: bool,
}

impl Asking {
    fn run(&mut self) {
        loop {
            let result = self.shared.exchange(self.index);
            let mut state = lock(&self.shared.groups[self.index]);
            match result {
                Ok(()) if !state.news.is_empty() => state.asking_since = Some(clock::now()),
                Ok(()) => {
                    (state.asking_since, self.is_over) = (None, true);
                    return;
                }
                Err(why) => {
                    let failed = self.shared.fail(&mut state, clock::now());
                    (state.asking_since, self.is_over) = (None, true);
                    drop(state);
                    failed.say(&why);
                    return;
                }
            }
        }
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        if !self.is_over {
            let mut state = lock(&self.shared.groups[self.index]);
            let failed = self.shared.fail(&mut state, clock::now());
            state.asking_since = None;
            drop(state);
            failed.say("its code panicked");
        }
    }
}

impl AfterFork for Gate {
    /// The permits stay with the parent.
    fn after_fork(&self) -> Self {
        let user = self.0.user.try_lock().map_or_else(|_| "default".to_owned(), |user| user.clone());
        let defaults = [(50, MINUTE), (10, MINUTE), (5, MINUTE)];
        let limit = |index: usize| self.0.groups[index].try_lock().map_or(defaults[index], |state| state.limit);
        Self::with(self.0.share.clone(), user, [limit(0), limit(1), limit(2)])
    }
}

const MINUTE: Duration = Duration::from_secs(60);

fn index(group: Group) -> Option<usize> {
    match group {
        Group::Light => Some(0),
        Group::Heavy => Some(1),
        Group::Auth => Some(2),
        Group::Other => None,
    }
}

fn account((limit, window): (u32, Duration)) -> Account {
    Account::new(limit, milliseconds(window))
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("part", &self.0.share.part).finish_non_exhaustive()
    }
}
