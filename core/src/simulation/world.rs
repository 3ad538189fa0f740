//! A world: real threads, of which one runs at a time, in a time of their own.
//!
//! Whoever runs has the baton. A thread that waits writes down what for, asks the [`Schedule`] who is next, hands the
//! baton over and sleeps until it is handed back. Who comes next depends on the seed alone, so a seed is a run.
//!
//! What fails stops the world: nobody gets the baton any more, and its threads stay as they are until the process ends.
//! To unwind them would run more of the code that has just been found wrong.

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
    static HERE: RefCell<Option<Here>> = const { RefCell::new(None) };
}

/// What a world is made of.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which run of all that are possible.
    pub seed: u64,
    /// A world in which more than so many turns are taken goes on for ever.
    pub most_turns: u64,
    /// Whether every turn is told on the standard error.
    pub is_traced: bool,
}

/// When the calendar of every world begins, since 1970: a Thursday in July 2026.
pub const CALENDAR: Duration = Duration::from_secs(1_784_764_800);

/// A place with a time of its own.
#[derive(Debug)]
pub struct World {
    settings: Settings,
    began: Instant,
    now: AtomicU64,
    state: Mutex<State>,
    /// Notified when it is over or has failed.
    ended: Condvar,
}

#[derive(Debug)]
struct State {
    schedule: Schedule,
    /// For what the core leaves to chance.
    chance: Random,
    batons: Vec<Arc<Baton>>,
    over: Option<Result<u64, String>>,
}

/// What a thread sleeps at until it may run.
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

/// The place of a thread in its world.
#[derive(Clone)]
pub(crate) struct Here {
    world: Arc<World>,
    platform: Arc<dyn Platform>,
    thread: Number,
}

/// A thread of a world, as others know it.
#[derive(Debug)]
pub(crate) struct Inhabitant {
    world: Arc<World>,
    thread: Number,
}

/// Where the current thread is; `None` in the one world that is real.
pub(crate) fn here() -> Option<Here> {
    HERE.with_borrow(Clone::clone)
}

impl World {
    /// Runs `first` in a new world, on a thread of it, and all that comes of it. Returns when every thread has ended: the
    /// turns that were taken, or what failed.
    ///
    /// What fails: a thread that panics, threads that wait for each other, too many turns, [`World::fail`].
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
            state: Mutex::new(State {
                schedule: Schedule::new(Random::new(seeds.any())),
                chance: Random::new(seeds.any()),
                batons: Vec::new(),
                over: None,
            }),
            ended: Condvar::new(),
        });
        let begin = Here { world: Arc::clone(&world), platform, thread: 0 };
        let inside = Arc::clone(&world);
        let (_, task) = begin.settle("first", move || first(&inside));
        drop(begin);
        let handle = thread::Builder::new().name("first".into()).spawn(task);
        let handle = handle.map_err(|error| format!("no thread for a world: {error}"))?;
        world.hand_on(&mut world.lock());
        let result = world.wait_for_the_end();
        if result.is_ok() {
            let _ = handle.join();
        }
        result
    }

    /// The time since it began.
    pub fn now(&self) -> Duration {
        Duration::from_nanos(self.now.load(Ordering::Relaxed))
    }

    /// Now by the calendar of the world.
    pub fn calendar(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + CALENDAR + self.now()
    }

    /// Lets the calling thread sleep.
    ///
    /// # Panics
    ///
    /// If the thread is not of a world.
    #[allow(clippy::unused_self, reason = "who has a world is in it")]
    pub fn sleep(&self, time: Duration) {
        let here = here();
        let Some(here) = here else { panic!("only who is in a world sleeps in it") };
        let until = self.after(time);
        // No condition is at the end of its own thread.
        while self.now.load(Ordering::Relaxed) < until {
            self.block(here.thread, end_of(here.thread), Some(until));
        }
    }

    /// The clock goes on by so much at once, as after a sleep of the whole machine: all deadlines on the way pass late.
    pub fn jump(&self, time: Duration) {
        let mut state = self.lock();
        state.schedule.now += nanos(time);
        self.now.store(state.schedule.now, Ordering::Relaxed);
    }

    /// The names of the threads that have not ended.
    pub fn threads(&self) -> Vec<String> {
        self.lock().schedule.alive().map(str::to_owned).collect()
    }

    /// How many turns were taken.
    pub fn turns(&self) -> u64 {
        self.lock().schedule.turns
    }

    /// Says what has happened, if somebody looks on.
    pub fn trace(&self, what: impl FnOnce() -> String) {
        if self.settings.is_traced {
            let name = here()
                .map_or(String::new(), |here| format!("{}-{}", self.lock().schedule.name(here.thread), here.thread));
            eprintln!("{:14.6} {name:20} {}", self.now().as_secs_f64(), what());
        }
    }

    /// Ends the run: something is not as it must be. Does not return.
    pub fn fail(&self, what: impl Into<String>) -> ! {
        self.stop(Err(what.into()));
        loop {
            thread::park();
        }
    }

    fn wait_for_the_end(&self) -> Result<u64, String> {
        // Real time, and far more than a run takes.
        const PATIENCE: Duration = Duration::from_secs(120);
        let state = self.lock();
        let (state, waited) = self
            .ended
            .wait_timeout_while(state, PATIENCE, |state| state.over.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err("a thread does not come back: it waits for a lock that is held by one that sleeps".into());
        }
        state.over.clone().unwrap_or(Ok(0))
    }

    /// Waits at a place for news, or until a time.
    fn block(&self, thread: Number, at: usize, until: Option<Time>) -> bool {
        let mut state = self.lock();
        state.schedule.put_to_wait(thread, at, until);
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

    /// Hands the baton to whoever is next.
    fn hand_on(&self, state: &mut State) {
        if let Some(next) = self.next(state) {
            state.batons[next].hand_over();
        }
    }

    fn next(&self, state: &mut State) -> Option<Number> {
        if state.over.is_some() {
            return None;
        }
        let turn = state.schedule.next();
        self.now.store(state.schedule.now, Ordering::Relaxed);
        let over = match turn {
            Turn::Of(_) if state.schedule.turns > self.settings.most_turns => {
                Err(format!("it goes on for ever: more than {} turns", self.settings.most_turns))
            }
            Turn::Of(next) => return Some(next),
            Turn::Over => Ok(state.schedule.turns),
            Turn::Stuck => {
                let names: Vec<&str> = state.schedule.alive().collect();
                Err(format!("nobody can go on: {}", names.join(", ")))
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

    /// The moment of an instant of its clock.
    pub(super) fn time_of(&self, instant: Instant) -> Duration {
        instant.saturating_duration_since(self.began)
    }

    fn after(&self, time: Duration) -> Time {
        self.now.load(Ordering::Relaxed).saturating_add(nanos(time))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nanos(time: Duration) -> Time {
    Time::try_from(time.as_nanos()).unwrap_or(Time::MAX / 4)
}

impl Here {
    pub(crate) fn now(&self) -> Instant {
        self.world.began + self.world.now()
    }

    pub(crate) fn wall(&self) -> SystemTime {
        self.world.calendar()
    }

    /// Waits for news at this address; true if the time has passed.
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

    /// An exchange with the platform, and when the first byte of the request has left.
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

    /// Makes a new thread one of this world; it does the task when it gets the baton.
    pub(crate) fn settle<F>(&self, name: &str, task: F) -> (Inhabitant, impl FnOnce() + Send + use<F>)
    where
        F: FnOnce() + Send,
    {
        /// Hands the baton on for good, also when the task panics.
        struct Leave(Here);
        impl Drop for Leave {
            fn drop(&mut self) {
                HERE.take();
                let Here { world, thread, .. } = &self.0;
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
        (Inhabitant { world: Arc::clone(&self.world), thread }, task)
    }
}

impl Inhabitant {
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

/// A thread that was started with [`spawn`].
#[derive(Debug)]
pub struct Joined(JoinHandle<()>, Inhabitant);

/// Starts a thread in the caller's world.
///
/// # Panics
///
/// If the caller is in no world, or the system has no thread to give.
pub fn spawn(name: &str, task: impl FnOnce() + Send + 'static) -> Joined {
    let Some(here) = here() else { panic!("only who is in a world starts a thread in it") };
    let (inhabitant, task) = here.settle(name, task);
    match thread::Builder::new().name(name.into()).spawn(task) {
        Ok(handle) => Joined(handle, inhabitant),
        Err(error) => panic!("no thread for a world: {error}"),
    }
}

impl Joined {
    /// Waits for its end, in the world's time.
    pub fn join(self) {
        self.1.await_end();
        let _ = self.0.join();
    }
}
