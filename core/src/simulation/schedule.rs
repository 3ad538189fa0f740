//! Who runs next in a world, and what time it is. Knows nothing of real threads: they are numbers here.
//!
//! Among those that could run, chance decides. When nobody can, time jumps to the first deadline. When there is none
//! either, the world stands still for ever, which is a failure of what runs in it.

use super::random::Random;

/// A thread of a world, by the order in which they were started.
pub(super) type Number = usize;

/// In nanoseconds since the world began.
pub(super) type Time = u64;

/// What a thread that ends is waited for at: no address of a condition is as large.
pub(super) const fn end_of(thread: Number) -> usize {
    usize::MAX - thread
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Runs, or could.
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
    state: State,
    timed_out: bool,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Of(Number),
    /// Every thread has ended.
    Over,
    /// Somebody waits, and nobody is left who could wake him.
    Stuck,
}

#[derive(Debug)]
pub(super) struct Schedule {
    random: Random,
    threads: Vec<Entry>,
    /// Those that have not ended.
    alive: Vec<Number>,
    pub(super) now: Time,
    pub(super) turns: u64,
}

impl Schedule {
    pub(super) const fn new(random: Random) -> Self {
        Self { random, threads: Vec::new(), alive: Vec::new(), now: 0, turns: 0 }
    }

    pub(super) fn add(&mut self, name: &str) -> Number {
        let number = self.threads.len();
        self.threads.push(Entry { name: name.to_owned(), state: State::Ready, timed_out: false });
        self.alive.push(number);
        number
    }

    pub(super) fn name(&self, thread: Number) -> &str {
        &self.threads[thread].name
    }

    pub(super) fn alive(&self) -> impl Iterator<Item = &str> {
        self.alive.iter().map(|number| self.name(*number))
    }

    pub(super) fn put_to_wait(&mut self, thread: Number, at: usize, until: Option<Time>) {
        self.threads[thread].state = State::Waits { at, until };
    }

    /// Whether the time had passed for which it waited, when it was woken.
    pub(super) fn has_timed_out(&self, thread: Number) -> bool {
        self.threads[thread].timed_out
    }

    pub(super) fn has_ended(&self, thread: Number) -> bool {
        self.threads[thread].state == State::Ended
    }

    pub(super) fn end(&mut self, thread: Number) {
        self.threads[thread].state = State::Ended;
        self.alive.retain(|number| *number != thread);
        self.wake_all(end_of(thread));
    }

    pub(super) fn wake_all(&mut self, at: usize) {
        while self.wake_one(at) {}
    }

    /// False if nobody waits there.
    pub(super) fn wake_one(&mut self, at: usize) -> bool {
        let waits = |state| matches!(state, State::Waits { at: place, .. } if place == at);
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
        (entry.state, entry.timed_out) = (State::Ready, timed_out);
    }

    /// Who runs now. Lets time pass if nobody can before.
    pub(super) fn next(&mut self) -> Turn {
        self.turns += 1;
        // What has been done has taken a moment.
        self.now += self.random.below(20_000);
        self.wake_for_nothing();
        loop {
            self.wake_the_late();
            let is_ready = |number: &Number| self.threads[*number].state == State::Ready;
            let ready: Vec<Number> = self.alive.iter().copied().filter(is_ready).collect();
            if !ready.is_empty() {
                return Turn::Of(*self.random.one_of(&ready));
            }
            let Some(first) = self.deadlines().map(|(until, _)| until).min() else {
                return if self.alive.is_empty() { Turn::Over } else { Turn::Stuck };
            };
            // No system wakes anybody in time.
            let latest = if self.random.once_in(100) { 50_000_000 } else { 200_000 };
            self.now = first + self.random.below(latest);
        }
    }

    fn deadlines(&self) -> impl Iterator<Item = (Time, Number)> {
        self.alive.iter().filter_map(|number| match self.threads[*number].state {
            State::Waits { until: Some(until), .. } => Some((until, *number)),
            State::Waits { until: None, .. } | State::Ready | State::Ended => None,
        })
    }

    fn wake_the_late(&mut self) {
        let late: Vec<Number> =
            self.deadlines().filter(|(until, _)| *until <= self.now).map(|(_, number)| number).collect();
        for number in late {
            self.wake(number, true);
        }
    }

    /// A condition may wake somebody for no reason, and does now and then. Not who waits for an end: that is no
    /// condition.
    fn wake_for_nothing(&mut self) {
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
