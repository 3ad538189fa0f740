//! Checks of every exchange: penalties are respected, logins do not overlap, and creates are counted.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::thread::ThreadId;
use std::time::{Duration, SystemTime};

use super::RequestKind;
use super::limits::Group;
use super::record::Operation;

/// The documented limits of each group per minute. After a refusal, a group must not be used faster than that.
const DEFAULTS: [usize; 3] = [50, 10, 5];
/// Requests that already had a permit when another thread got the refusal.
const MAX_IN_FLIGHT: usize = 8;

/// The transmissions of one create.
#[derive(Debug, Default, Clone)]
pub struct Placed {
    /// How often a byte of it was sent.
    pub sent: u32,
    /// When it was last sent, by the calendar.
    pub sent_at: Option<SystemTime>,
    /// How often the platform placed the call.
    pub times: u32,
}

/// What the calling thread is doing.
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
    /// The end of each group's penalty, as reported to the client.
    closed: [Duration; 3],
    /// The times of the requests of each group since the last refusal, until one is accepted.
    since_refusal: [Option<VecDeque<Duration>>; 3],
    pub placed: BTreeMap<String, Placed>,
    /// Whether the platform has ever refused credentials or a token.
    pub has_refused_login: bool,
    logins: u32,
    /// Whether the platform has refused the credentials since the last successful login.
    locked_out: bool,
    /// The last cancel of each thread: its operation, whether an attempt was lost, and the time of its response.
    cancels: HashMap<ThreadId, (Operation, bool, Option<Duration>)>,
    /// The cancels of each call.
    pub cancels_of: BTreeMap<String, Vec<Cancel>>,
    pub sent: u64,
    pub refused: u64,
}

/// A cancel that was sent.
#[derive(Debug, Clone, Copy)]
pub struct Cancel {
    pub operation: Operation,
    pub sent_at: Duration,
    /// The status of the response, if one arrived.
    pub status: Option<u16>,
}

impl Ledger {
    /// Checks a request that the core is about to send.
    pub fn begin(&mut self, kind: &RequestKind, now: Duration, doing: Doing) -> Result<(), String> {
        let group = kind.group();
        let closed = self.closed[group as usize];
        if now < closed {
            return Err(format!("{kind:?} is sent during a penalty of {group:?} until {:.6} s", closed.as_secs_f64()));
        }
        if kind.is_login() {
            self.logins += 1;
            if self.logins > 1 {
                return Err("two logins at once".into());
            }
            if self.locked_out && doing == Doing::Anything {
                return Err("a refused login is retried".into());
            }
        }
        Ok(())
    }

    /// Notes that the first byte of a request was sent.
    pub fn leave(&mut self, group: Group, now: Duration) -> Result<(), String> {
        self.sent += 1;
        let Some(sent) = &mut self.since_refusal[group as usize] else { return Ok(()) };
        sent.retain(|at| now.saturating_sub(*at) < Duration::from_secs(59));
        sent.push_back(now);
        if sent.len() > DEFAULTS[group as usize] + MAX_IN_FLIGHT {
            return Err(format!("{} requests of {group:?} in a minute after a refusal", sent.len()));
        }
        Ok(())
    }

    pub fn end(&mut self, kind: &RequestKind) {
        if kind.is_login() {
            self.logins -= 1;
        }
    }

    /// Notes a penalty that was reported to the client.
    pub fn close(&mut self, group: Option<Group>, until: Duration) {
        self.refused += 1;
        for (index, closed) in self.closed.iter_mut().enumerate() {
            if group.is_none_or(|group| group as usize == index) {
                *closed = (*closed).max(until);
            }
        }
    }

    /// Notes that the client got the response to an accepted request.
    pub fn note_success(&mut self, group: Group) {
        self.since_refusal[group as usize] = None;
    }

    /// Notes that the client got a refusal of one group or of all.
    pub fn note_refusal(&mut self, of: Option<Group>) {
        for (index, sent) in self.since_refusal.iter_mut().enumerate() {
            if of.is_none_or(|of| of as usize == index) {
                sent.get_or_insert_default();
            }
        }
    }

    pub fn login_refused(&mut self, doing: Doing) {
        self.locked_out |= doing != Doing::LogIn;
    }

    pub fn logged_in(&mut self) {
        self.locked_out = false;
    }

    /// Notes the end of an attempt of a cancel. Returns whether an earlier attempt of the same cancel may have arrived.
    pub fn cancelled(&mut self, operation: Operation, lost: bool, now: Option<Duration>) -> bool {
        let before = self.cancels.get(&operation.0).filter(|(known, ..)| *known == operation);
        let after_lost = before.is_some_and(|(_, lost, _)| *lost);
        self.cancels.insert(operation.0, (operation, after_lost || lost, now));
        after_lost
    }

    /// When a poll began: with its operation, or after the cancel whose effect it checks.
    pub fn poll_began(&self, operation: Operation, timeout: Duration) -> Duration {
        let cancel = self.cancels.get(&operation.0).filter(|(known, ..)| *known == operation);
        cancel.and_then(|(_, _, responded)| *responded).unwrap_or_else(|| operation.1.saturating_sub(timeout))
    }
}
