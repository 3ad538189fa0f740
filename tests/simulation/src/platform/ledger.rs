//! What must hold of every exchange, whoever makes it: closed gates stay closed, and nobody is called twice.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::thread::ThreadId;
use std::time::{Duration, SystemTime};

use super::Ask;
use super::limits::Kind;
use super::record::Operation;

/// What the documents allow of each kind in a minute: a group that has refused a request is asked no faster than that.
const DEFAULTS: [usize; 3] = [50, 10, 5];
/// Requests that had left the core's gate when another thread heard of the refusal.
const ON_THEIR_WAY: usize = 8;

/// What became of one create.
#[derive(Debug, Default, Clone)]
pub struct Placed {
    /// How often a byte of it left.
    pub sent: u32,
    /// When that was the last time, by the calendar.
    pub sent_at: Option<SystemTime>,
    /// How often the platform placed the call.
    pub times: u32,
}

/// What the calling thread is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Doing {
    #[default]
    Anything,
    /// A login that the user asked for.
    LogIn,
    /// A refresh that the user asked for.
    Refresh,
}

#[derive(Debug, Default)]
pub struct Ledger {
    /// Until when each kind is closed, from what the client was told.
    closed: [Duration; 3],
    /// When requests of each kind left since the last refusal, as long as none was taken.
    since_refusal: [Option<VecDeque<Duration>>; 3],
    pub placed: BTreeMap<String, Placed>,
    /// The platform has said at some time that credentials or a token are not good.
    pub has_said_no: bool,
    logins: u32,
    /// The platform has said no to the credentials, and nobody has logged in since.
    barred: bool,
    /// The last cancel of each thread: which, whether a try of it was lost, when it was answered.
    cancels: HashMap<ThreadId, (Operation, bool, Option<Duration>)>,
    pub sent: u64,
    pub refused: u64,
}

impl Ledger {
    /// A request comes out of the core.
    pub fn begin(&mut self, ask: &Ask, now: Duration, doing: Doing) -> Result<(), String> {
        let kind = ask.kind();
        let closed = self.closed[kind as usize];
        if now < closed {
            return Err(format!("{ask:?} goes through a closed gate: {kind:?} opens at {:.6} s", closed.as_secs_f64()));
        }
        if ask.is_login() {
            self.logins += 1;
            if self.logins > 1 {
                return Err("two logins at once".into());
            }
            if self.barred && doing == Doing::Anything {
                return Err("a login that was refused is repeated".into());
            }
        }
        Ok(())
    }

    /// The first byte of a request leaves.
    pub fn leave(&mut self, kind: Kind, now: Duration) -> Result<(), String> {
        self.sent += 1;
        let Some(sent) = &mut self.since_refusal[kind as usize] else { return Ok(()) };
        sent.retain(|at| now.saturating_sub(*at) < Duration::from_secs(59));
        sent.push_back(now);
        if sent.len() > DEFAULTS[kind as usize] + ON_THEIR_WAY {
            return Err(format!("{} requests of {kind:?} in a minute, and nothing but refusals", sent.len()));
        }
        Ok(())
    }

    pub fn end(&mut self, ask: &Ask) {
        if ask.is_login() {
            self.logins -= 1;
        }
    }

    /// The platform has said that it was too much, and the client has heard it.
    pub fn close(&mut self, kind: Option<Kind>, until: Duration) {
        self.refused += 1;
        for (index, closed) in self.closed.iter_mut().enumerate() {
            if kind.is_none_or(|kind| kind as usize == index) {
                *closed = (*closed).max(until);
            }
        }
    }

    /// The client has heard that a request was taken.
    pub fn hear_success(&mut self, kind: Kind) {
        self.since_refusal[kind as usize] = None;
    }

    /// The client has heard a refusal, of this kind or of all.
    pub fn hear_refusal(&mut self, of: Option<Kind>) {
        for (index, sent) in self.since_refusal.iter_mut().enumerate() {
            if of.is_none_or(|of| of as usize == index) {
                sent.get_or_insert_default();
            }
        }
    }

    pub fn login_refused(&mut self, doing: Doing) {
        self.barred |= doing != Doing::LogIn;
    }

    pub fn logged_in(&mut self) {
        self.barred = false;
    }

    /// A try of a cancel has ended, answered or not. Whether an earlier one of the same cancel may have arrived.
    pub fn cancelled(&mut self, operation: Operation, lost: bool, now: Option<Duration>) -> bool {
        let before = self.cancels.get(&operation.0).filter(|(known, ..)| *known == operation);
        let after_lost = before.is_some_and(|(_, lost, _)| *lost);
        self.cancels.insert(operation.0, (operation, after_lost || lost, now));
        after_lost
    }

    /// When a look began: with its operation, or after the cancel whose effect it looks at.
    pub fn asked(&self, operation: Operation, timeout: Duration) -> Duration {
        let cancel = self.cancels.get(&operation.0).filter(|(known, ..)| *known == operation);
        cancel.and_then(|(_, _, answered)| *answered).unwrap_or_else(|| operation.1.saturating_sub(timeout))
    }
}
