//! Arbitrary values of a ledger, as another program or another version may have written them, and its failures.
//!
//! Each line of the input is what the ledger does next. `!` fails with the rest of the line, `?` does the same after it has
//! stored a value, `-` has nothing under the key, and `=` loads or stores as a ledger should. Any other line is the value under
//! the key. It may begin with its age in milliseconds and a `|`. When the lines are used up, the ledger does as it should.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ringout_core::simulation::{Broken, Line, Platform, Reply, Request, Settings, World};
use ringout_core::{
    CallRequest, Client, Credentials, ErrorCode, Ledger, LedgerKey, LedgerRecord, StoreError, Swap, WaitOptions,
};

use crate::responses::{CALL, LIST, SECRETS, TOKEN, check};
use crate::{check_text, contains_any};

/// A ledger with a script.
struct Scripted(Arc<Mutex<State>>);

struct State {
    lines: VecDeque<String>,
    stored: Option<String>,
    /// Whether the ledger has lied: its values were not those that were stored.
    is_false: bool,
}

/// What the next line says.
enum Step {
    Fail(StoreError),
    /// The response is lost.
    FailAfterwards(StoreError),
    Found(Option<LedgerRecord>),
    AsItShould,
}

impl State {
    fn next(&mut self) -> Step {
        let Some(line) = self.lines.pop_front() else { return Step::AsItShould };
        match line.split_at_checked(1) {
            Some(("!", text)) => Step::Fail(text.to_owned().into()),
            Some(("?", text)) => Step::FailAfterwards(text.to_owned().into()),
            Some(("-", _)) => Step::Found(None),
            Some(("=", _)) => Step::AsItShould,
            _ => Step::Found(Some(record(&line))),
        }
    }

    fn swap(&mut self, expected: Option<&str>, new: &str) -> Swap {
        if self.stored.as_deref() != expected {
            return Swap::Conflict(self.current());
        }
        self.stored = Some(new.to_owned());
        Swap::Done
    }

    fn current(&self) -> Option<LedgerRecord> {
        self.stored.clone().map(|value| LedgerRecord { value, age: Duration::ZERO })
    }
}

fn record(line: &str) -> LedgerRecord {
    let (age, value) = line.split_once('|').unwrap_or(("0", line));
    match age.parse() {
        Ok(age) => LedgerRecord { value: value.to_owned(), age: Duration::from_millis(age) },
        Err(_) => LedgerRecord { value: line.to_owned(), age: Duration::ZERO },
    }
}

impl Scripted {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for Scripted {
    fn load(&self, _: &LedgerKey) -> Result<Option<LedgerRecord>, StoreError> {
        let mut state = self.lock();
        match state.next() {
            Step::Fail(error) | Step::FailAfterwards(error) => Err(error),
            Step::Found(found) => {
                state.is_false = true;
                Ok(found)
            }
            Step::AsItShould => Ok(state.current()),
        }
    }

    fn swap(&self, _: &LedgerKey, expected: Option<&str>, new: &str, _: Duration) -> Result<Swap, StoreError> {
        check_text(new, &SECRETS);
        let mut state = self.lock();
        match state.next() {
            Step::Fail(error) => Err(error),
            Step::FailAfterwards(error) => {
                state.swap(expected, new);
                Err(error)
            }
            Step::Found(found) => {
                state.is_false = true;
                Ok(Swap::Conflict(found))
            }
            Step::AsItShould => Ok(state.swap(expected, new)),
        }
    }
}

/// A platform that responds as it should, and counts what is placed.
#[derive(Default)]
struct Good {
    creates: AtomicUsize,
}

impl Platform for Good {
    fn exchange(&self, request: &Request<'_>, line: &Line<'_>) -> Result<Reply, Broken> {
        line.send()?;
        line.wait(Duration::from_millis(10))?;
        let is_create = request.method == "POST" && request.target.ends_with("/ring-out");
        self.creates.fetch_add(is_create.into(), Ordering::Relaxed);
        let body = match request.target {
            target if target.ends_with("/token") => TOKEN,
            target if target.contains("ring-out") => CALL,
            _ => LIST,
        };
        Ok(Reply { status: 200, headers: Vec::new(), body: body.into() })
    }
}

pub fn run(data: &[u8]) {
    // An error quotes what a ledger says.
    if contains_any(data, &SECRETS) {
        return;
    }
    let lines = String::from_utf8_lossy(data).split('\n').map(str::to_owned).collect();
    let state = Arc::new(Mutex::new(State { lines, stored: None, is_false: false }));
    let platform = Arc::new(Good::default());
    let settings = Settings { seed: 1, most_turns: 1_000_000, is_traced: false };
    let scripted = Scripted(Arc::clone(&state));
    if let Err(failure) = World::run(settings, Arc::clone(&platform) as Arc<dyn Platform>, |_| place_twice(scripted)) {
        panic!("{failure}");
    }
    let creates = platform.creates.load(Ordering::Relaxed);
    let is_false = state.lock().unwrap_or_else(PoisonError::into_inner).is_false;
    assert!(is_false || creates <= 1, "a ledger that only fails has let {creates} calls be placed");
}

/// Asks for the call of one key twice, and for what the ledger has.
fn place_twice(ledger: Scripted) {
    let client = Client::builder("http://127.0.0.1:9", "the-client-id")
        .client_secret(SECRETS[0])
        .credentials(Credentials::jwt(SECRETS[1]))
        .token_user("user")
        .ledger(ledger)
        .build()
        .expect("the settings are valid");
    let request = CallRequest::to("+16505550100").from("+16505550123").dedupe_key("the-key");
    for _ in 0..2 {
        let placed = client.create_call(&request);
        if let Err(error) = &placed {
            assert_ne!(error.code(), ErrorCode::Internal, "{error}");
        }
        let Some(call) = check(placed) else { continue };
        assert!(![".", ".."].contains(&call.id()) && !call.id().contains(char::is_control), "{:?}", call.id());
        if let Some(outcome) = check(call.wait(&WaitOptions::default().timeout(Duration::from_secs(5)))) {
            check_text(&outcome.to_string(), &SECRETS);
            check_text(&outcome.explanation, &SECRETS);
        }
        let _ = (check(call.take_lease()), check(call.claim_outcome()));
    }
    if let Some(call) = check(client.find_call("the-key")).flatten() {
        check_text(&call.outcome().to_string(), &SECRETS);
    }
}
