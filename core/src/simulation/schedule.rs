//! Scheduler of a world: which thread runs next, and what time it is. Knows nothing of real threads: they are numbers
//! here.
//!
//! A seed has one of two orders. In half of the worlds any ready thread is as likely to be next as another. In the others
//! each thread has a priority, the ready one with the highest is next, and now and then that one falls behind all others:
//! few changes at chosen moments find what many at random moments miss (Burckhardt and others, "A randomized scheduler
//! with probabilistic guarantees of finding bugs", 2010). If no thread is ready, time jumps to the first deadline. Without
//! a deadline the world is deadlocked, which is a failure of the code that runs in it.

use super::random::Random;

/// A thread of a world, numbered in the order of their starts.
pub(super) type Number = usize;

/// Nanoseconds since the world began.
pub(super) type Time = u64;

/// The address that a thread's end is waited for at. No address of a condition is as large.
pub(super) const fn end_of(thread: Number) -> usize {
    usize::MAX - thread
}

/// State of one thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ThreadState {
    /// Running, or ready to run.
    Ready,
    Waits {
        at: usize,
        until: Option<Time>,
    },
    Ended,
}

#[derive(Debug)]
struct Entry {
    name: String,
    state: ThreadState,
    timed_out: bool,
    /// The thread with the highest is next, in the order of priorities.
    priority: u64,
}

/// How the next of several ready threads is chosen.
#[derive(Debug, Clone, Copy)]
enum Order {
    Random,
    /// By priority. Once in this many turns the thread with the highest gets the lowest.
    Priority {
        demoted_once_in: u64,
    },
}

/// The priority of a thread when it starts is at least this, so that one that fell behind is below.
const STARTING_PRIORITIES: u64 = 1 << 32;

/// The next step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Of(Number),
    /// Every thread has ended.
    Over,
    /// Every thread waits, and none is left to wake another.
    Stuck,
}

#[derive(Debug)]
pub(super) struct Schedule {
    random: Random,
    order: Order,
    /// The lowest priority so far.
    lowest: u64,
    threads: Vec<Entry>,
    /// Threads that have not ended.
    alive: Vec<Number>,
    pub(super) now: Time,
    pub(super) turns: u64,
}

impl Schedule {
    pub(super) fn new(mut random: Random) -> Self {
        let order = if random.once_in(2) {
            Order::Priority { demoted_once_in: *random.one_of(&[5, 50, 500]) }
        } else {
            Order::Random
        };
        let lowest = STARTING_PRIORITIES;
        Self { random, order, lowest, threads: Vec::new(), alive: Vec::new(), now: 0, turns: 0 }
    }

    pub(super) fn add(&mut self, name: &str) -> Number {
        let number = self.threads.len();
        let priority = STARTING_PRIORITIES + self.random.below(STARTING_PRIORITIES);
        self.threads.push(Entry { name: name.to_owned(), state: ThreadState::Ready, timed_out: false, priority });
        self.alive.push(number);
        number
    }

    pub(super) fn name(&self, thread: Number) -> &str {
        &self.threads[thread].name
    }

    pub(super) fn alive(&self) -> impl Iterator<Item = &str> {
        self.alive.iter().map(|number| self.name(*number))
    }

    pub(super) fn set_waiting(&mut self, thread: Number, at: usize, until: Option<Time>) {
        self.threads[thread].state = ThreadState::Waits { at, until };
    }

    /// Whether the thread's wait timed out.
    pub(super) fn has_timed_out(&self, thread: Number) -> bool {
        self.threads[thread].timed_out
    }

    pub(super) fn has_ended(&self, thread: Number) -> bool {
        self.threads[thread].state == ThreadState::Ended
    }

    pub(super) fn end(&mut self, thread: Number) {
        self.threads[thread].state = ThreadState::Ended;
        self.alive.retain(|number| *number != thread);
        self.wake_all(end_of(thread));
    }

    pub(super) fn wake_all(&mut self, at: usize) {
        while self.wake_one(at) {}
    }

    /// Wakes one thread that waits there. False if there is none.
    pub(super) fn wake_one(&mut self, at: usize) -> bool {
        let waits = |state| matches!(state, ThreadState::Waits { at: place, .. } if place == at);
        let waiting = self.alive.iter().copied().filter(|number| waits(self.threads[*number].state));
        let waiting: Vec<Number> = waiting.collect();
        if waiting.is_empty() {
            return false;
        }
        let woken = *self.random.one_of(&waiting);
        self.wake(woken, false);
        true
    }

    fn wake(&mut self, thread: Number, timed_out: bool) {
        let entry = &mut self.threads[thread];
        (entry.state, entry.timed_out) = (ThreadState::Ready, timed_out);
    }

    /// Returns the next thread to run. If none is ready, lets time pass.
    pub(super) fn next(&mut self) -> Turn {
        self.turns += 1;
        // The last step took a moment.
        self.now += self.random.below(20_000);
        self.wake_spuriously();
        loop {
            self.wake_timed_out();
            let is_ready = |number: &Number| self.threads[*number].state == ThreadState::Ready;
            let ready: Vec<Number> = self.alive.iter().copied().filter(is_ready).collect();
            if !ready.is_empty() {
                return Turn::Of(self.choose(&ready));
            }
            let Some(first) = self.deadlines().map(|(until, _)| until).min() else {
                return if self.alive.is_empty() { Turn::Over } else { Turn::Stuck };
            };
            // Real systems wake threads late.
            let latest = if self.random.once_in(100) { 50_000_000 } else { 200_000 };
            self.now = first + self.random.below(latest);
        }
    }

    /// Chooses one of the ready threads.
    fn choose(&mut self, ready: &[Number]) -> Number {
        let Order::Priority { demoted_once_in } = self.order else { return *self.random.one_of(ready) };
        let highest = |schedule: &Self| ready.iter().copied().max_by_key(|number| schedule.threads[*number].priority);
        if self.random.once_in(demoted_once_in)
            && let Some(first) = highest(self)
        {
            self.lowest -= 1;
            self.threads[first].priority = self.lowest;
        }
        highest(self).unwrap_or(ready[0])
    }

    fn deadlines(&self) -> impl Iterator<Item = (Time, Number)> {
        self.alive.iter().filter_map(|number| match self.threads[*number].state {
            ThreadState::Waits { until: Some(until), .. } => Some((until, *number)),
            ThreadState::Waits { until: None, .. } | ThreadState::Ready | ThreadState::Ended => None,
        })
    }

    fn wake_timed_out(&mut self) {
        let late: Vec<Number> =
            self.deadlines().filter(|(until, _)| *until <= self.now).map(|(_, number)| number).collect();
        for number in late {
            self.wake(number, true);
        }
    }

    /// Wakes a thread spuriously now and then, as a condition may. Never one that waits for another's end, which does not
    /// use a condition.
    fn wake_spuriously(&mut self) {
        if !self.random.once_in(200) {
            return;
        }
        let waiting: Vec<Number> = self.deadlines().map(|(_, number)| number).collect();
        if !waiting.is_empty() {
            let woken = *self.random.one_of(&waiting);
            self.wake(woken, false);
        }
    }
}
