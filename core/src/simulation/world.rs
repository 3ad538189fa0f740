//! World: real threads, of which one runs at a time, in simulated time.
//!
//! The running thread holds the baton. A thread that waits records what for, asks the [`Schedule`] for the next thread,
//! hands the baton over and sleeps until it gets it back. The order depends on the seed only, so a seed is a run.
//!
//! A failure stops the world: no thread gets the baton again, and the threads stay as they are until the process ends.
//! Unwinding them would run more of the code that has just failed.

#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // the real threads below are its own

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use super::line::{Bounds, Broken, Line, Platform, Reply, Request};
use super::random::Random;
use super::schedule::{Number, Schedule, Time, Turn, end_of};

thread_local! {
    static HERE: RefCell<Option<WorldHandle>> = const { RefCell::new(None) };
}

/// Settings of a world.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Selects one of all possible runs.
    pub seed: u64,
    /// Maximum number of turns. A world that takes more counts as endless.
    pub most_turns: u64,
    /// Whether every turn is written to standard error.
    pub is_traced: bool,
}

/// The calendar of every world starts here, since 1970: a Thursday in July 2026.
pub const CALENDAR: Duration = Duration::from_secs(1_784_764_800);

/// A simulated world with its own time.
#[derive(Debug)]
pub struct World {
    settings: Settings,
    began: Instant,
    now: AtomicU64,
    state: Mutex<WorldState>,
    /// Notified when the run is over or has failed.
    ended: Condvar,
}

#[derive(Debug)]
struct WorldState {
    schedule: Schedule,
    /// For random choices of the core.
    chance: Random,
    batons: Vec<Arc<Baton>>,
    over: Option<Result<u64, String>>,
}

/// A thread sleeps here until it may run.
#[derive(Debug, Default)]
struct Baton {
    is_here: Mutex<bool>,
    handed_over: Condvar,
}

impl Baton {
    fn hand_over(&self) {
        *self.is_here.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.handed_over.notify_one();
    }

    fn take(&self) {
        let is_here = self.is_here.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = self.handed_over.wait_while(is_here, |is_here| !*is_here);
        *taken.unwrap_or_else(PoisonError::into_inner) = false;
    }
}

/// The current thread's place in its world.
#[derive(Clone)]
pub(crate) struct WorldHandle {
    world: Arc<World>,
    platform: Arc<dyn Platform>,
    thread: Number,
}

/// A thread of a world, as other threads see it.
#[derive(Debug)]
pub(crate) struct SimulatedThread {
    world: Arc<World>,
    thread: Number,
}

/// Returns the current thread's world, or `None` in the real one.
pub(crate) fn here() -> Option<WorldHandle> {
    HERE.with_borrow(Clone::clone)
}

impl World {
    /// Runs `first` on a thread of a new world, and every thread that it starts. When all have ended, returns the number
    /// of turns, or what failed.
    ///
    /// A run fails if a thread panics, if threads wait for each other, if it takes too many turns, or by [`World::fail`].
    pub fn run(
        settings: Settings,
        platform: Arc<dyn Platform>,
        first: impl FnOnce(&Arc<Self>) + Send + 'static,
    ) -> Result<u64, String> {
        let mut seeds = Random::new(settings.seed);
        let world = Arc::new(Self {
            settings,
            began: Instant::now(),
            now: AtomicU64::new(0),
            state: Mutex::new(WorldState {
                schedule: Schedule::new(Random::new(seeds.any())),
                chance: Random::new(seeds.any()),
                batons: Vec::new(),
                over: None,
            }),
            ended: Condvar::new(),
        });
        let begin = WorldHandle { world: Arc::clone(&world), platform, thread: 0 };
        let inside = Arc::clone(&world);
        let (_, task) = begin.add_thread("first", move || first(&inside));
        drop(begin);
        let handle = thread::Builder::new().name("first".into()).spawn(task);
        let handle = handle.map_err(|error| format!("no thread for a world: {error}"))?;
        world.hand_on(&mut world.lock());
        let result = world.wait_until_over();
        if result.is_ok() {
            let _ = handle.join();
        }
        result
    }

    /// Returns the time since the world began.
    pub fn now(&self) -> Duration {
        Duration::from_nanos(self.now.load(Ordering::Relaxed))
    }

    /// Returns the time of the world's calendar.
    pub fn calendar(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + CALENDAR + self.now()
    }

    /// Puts the calling thread to sleep.
    ///
    /// # Panics
    ///
    /// If the thread does not belong to a world.
    #[allow(clippy::unused_self, reason = "only a thread of the world has a reference to it")]
    pub fn sleep(&self, time: Duration) {
        let here = here();
        let Some(here) = here else { panic!("only a thread of a world can sleep in it") };
        let until = self.after(time);
        // No condition has the address of this thread's end, so nothing else wakes it.
        while self.now.load(Ordering::Relaxed) < until {
            self.block(here.thread, end_of(here.thread), Some(until));
        }
    }

    /// Advances the clock at once, as a suspended machine does: all deadlines in between pass late.
    pub fn jump(&self, time: Duration) {
        let mut state = self.lock();
        state.schedule.now += nanos(time);
        self.now.store(state.schedule.now, Ordering::Relaxed);
    }

    /// Returns the names of the threads that have not ended.
    pub fn threads(&self) -> Vec<String> {
        self.lock().schedule.alive().map(str::to_owned).collect()
    }

    /// Returns the number of turns so far.
    pub fn turns(&self) -> u64 {
        self.lock().schedule.turns
    }

    /// Writes a line about what happened, if tracing is on.
    pub fn trace(&self, what: impl FnOnce() -> String) {
        if self.settings.is_traced {
            let name = here()
                .map_or(String::new(), |here| format!("{}-{}", self.lock().schedule.name(here.thread), here.thread));
            eprintln!("{:14.6} {name:20} {}", self.now().as_secs_f64(), what());
        }
    }

    /// Ends the run with a failure. Does not return.
    pub fn fail(&self, what: impl Into<String>) -> ! {
        self.stop(Err(what.into()));
        loop {
            thread::park();
        }
    }

    fn wait_until_over(&self) -> Result<u64, String> {
        // Real time, far more than a run takes.
        const TIMEOUT: Duration = Duration::from_secs(120);
        let state = self.lock();
        let (state, waited) = self
            .ended
            .wait_timeout_while(state, TIMEOUT, |state| state.over.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err("a thread is blocked: it waits for a lock that a sleeping thread holds".into());
        }
        state.over.clone().unwrap_or(Ok(0))
    }

    /// Waits for a notification at an address, or until a time.
    fn block(&self, thread: Number, at: usize, until: Option<Time>) -> bool {
        let mut state = self.lock();
        state.schedule.set_waiting(thread, at, until);
        let baton = Arc::clone(&state.batons[thread]);
        let next = self.next(&mut state);
        if next != Some(thread) {
            if let Some(next) = next {
                state.batons[next].hand_over();
            }
            drop(state);
            baton.take();
            state = self.lock();
        }
        state.schedule.has_timed_out(thread)
    }

    /// Hands the baton to the next thread.
    fn hand_on(&self, state: &mut WorldState) {
        if let Some(next) = self.next(state) {
            state.batons[next].hand_over();
        }
    }

    fn next(&self, state: &mut WorldState) -> Option<Number> {
        if state.over.is_some() {
            return None;
        }
        let turn = state.schedule.next();
        self.now.store(state.schedule.now, Ordering::Relaxed);
        let over = match turn {
            Turn::Of(_) if state.schedule.turns > self.settings.most_turns => {
                Err(format!("it does not end: more than {} turns", self.settings.most_turns))
            }
            Turn::Of(next) => return Some(next),
            Turn::Over => Ok(state.schedule.turns),
            Turn::Stuck => {
                let names: Vec<&str> = state.schedule.alive().collect();
                Err(format!("deadlock: {}", names.join(", ")))
            }
        };
        state.over = Some(over);
        self.ended.notify_all();
        None
    }

    fn stop(&self, result: Result<u64, String>) {
        let mut state = self.lock();
        let result = result.map_err(|what| format!("at {:.6} s: {what}", self.now().as_secs_f64()));
        state.over.get_or_insert(result);
        self.ended.notify_all();
    }

    /// The world's time of an instant.
    pub(super) fn time_of(&self, instant: Instant) -> Duration {
        instant.saturating_duration_since(self.began)
    }

    fn after(&self, time: Duration) -> Time {
        self.now.load(Ordering::Relaxed).saturating_add(nanos(time))
    }

    fn lock(&self) -> MutexGuard<'_, WorldState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nanos(time: Duration) -> Time {
    Time::try_from(time.as_nanos()).unwrap_or(Time::MAX / 4)
}

impl WorldHandle {
    pub(crate) fn now(&self) -> Instant {
        self.world.began + self.world.now()
    }

    pub(crate) fn wall(&self) -> SystemTime {
        self.world.calendar()
    }

    /// Waits for a notification at this address. Returns true if the time has passed.
    pub(crate) fn wait(&self, at: usize, time: Duration) -> bool {
        self.world.block(self.thread, at, Some(self.world.after(time)))
    }

    pub(crate) fn notify_one(&self, at: usize) {
        self.world.lock().schedule.wake_one(at);
    }

    pub(crate) fn notify_all(&self, at: usize) {
        self.world.lock().schedule.wake_all(at);
    }

    pub(crate) fn fraction(&self) -> f64 {
        self.world.lock().chance.fraction()
    }

    /// Runs an exchange with the platform. Also returns when the first byte of the request was sent.
    pub(crate) fn exchange(
        &self,
        request: Request<'_>,
        bounds: &dyn Bounds,
    ) -> (Result<Reply, Broken>, Option<SystemTime>) {
        let line = Line::new(bounds, self);
        let request = Request { deadline: self.world.time_of(bounds.deadline()), ..request };
        let result = line.check().and_then(|()| self.platform.exchange(&request, &line));
        (result, line.sent_at())
    }

    /// Adds a new thread to this world. It runs the task when it gets the baton.
    pub(crate) fn add_thread<F>(&self, name: &str, task: F) -> (SimulatedThread, impl FnOnce() + Send + use<F>)
    where
        F: FnOnce() + Send,
    {
        /// Passes the baton on when the thread ends, even if the task panics.
        struct Leave(WorldHandle);
        impl Drop for Leave {
            fn drop(&mut self) {
                HERE.take();
                let WorldHandle { world, thread, .. } = &self.0;
                if thread::panicking() {
                    let name = world.lock().schedule.name(*thread).to_owned();
                    world.stop(Err(format!("the thread {name} has panicked")));
                }
                let mut state = world.lock();
                state.schedule.end(*thread);
                world.hand_on(&mut state);
            }
        }
        let baton = Arc::new(Baton::default());
        let mut state = self.world.lock();
        let thread = state.schedule.add(name);
        state.batons.push(Arc::clone(&baton));
        drop(state);
        let there = Self { thread, ..self.clone() };
        let task = move || {
            baton.take();
            HERE.replace(Some(there.clone()));
            let leave = Leave(there);
            task();
            drop(leave);
        };
        (SimulatedThread { world: Arc::clone(&self.world), thread }, task)
    }
}

impl SimulatedThread {
    pub(crate) fn await_end(&self) {
        let Some(here) = here() else { return };
        while !self.has_ended() {
            self.world.block(here.thread, end_of(self.thread), None);
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.world.lock().schedule.has_ended(self.thread)
    }
}

/// A thread started with [`spawn`].
#[derive(Debug)]
pub struct Joined(JoinHandle<()>, SimulatedThread);

/// Starts a thread in the world of the calling thread.
///
/// # Panics
///
/// If the calling thread is not in a world, or the system cannot start a thread.
pub fn spawn(name: &str, task: impl FnOnce() + Send + 'static) -> Joined {
    let Some(here) = here() else { panic!("only a thread of a world can start another one in it") };
    let (inhabitant, task) = here.add_thread(name, task);
    match thread::Builder::new().name(name.into()).spawn(task) {
        Ok(handle) => Joined(handle, inhabitant),
        Err(error) => panic!("no thread for a world: {error}"),
    }
}

impl Joined {
    /// Waits for the thread to end, in the world's time.
    pub fn join(self) {
        self.1.await_end();
        let _ = self.0.join();
    }
}
