//! Users who place many calls at once, with a journal that may fail.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use ringout_core::simulation::spawn;
use ringout_core::{CallRequest, CancelToken, ErrorCode, JournalStep, OutcomeKind, PlaceOptions, Placed, Until};

use crate::CALLER;
use crate::user::{User, lock};

/// The entries of the journal for each request: the step and its time.
type Journal = Arc<Mutex<Vec<Vec<(JournalStep, SystemTime)>>>>;

/// The choices of the user.
struct Plan {
    /// The numbers to call.
    numbers: Vec<String>,
    until: Until,
    /// The number of results to take.
    max_results: u64,
    /// The number of entries that fit into the journal.
    room: u64,
    /// The timeout of the batch, and the additional time for cancels at its end.
    total: Option<(Duration, Duration)>,
}

pub fn place(user: &mut User) {
    let numbers: Vec<String> = (0..user.random.between(1, 6)).map(|_| user.next_number()).collect();
    let (wait, _, cancel, until) = user.options(false);
    let max_results = if user.random.once_in(4) { user.random.below(4) } else { u64::MAX };
    let room = if user.random.once_in(4) { user.random.below(8) } else { u64::MAX };
    let total = user.random.once_in(3).then(|| (user.random.up_to(Duration::from_secs(60)), cancel));
    let plan = Plan { numbers, until, max_results, room, total };
    let journal = Journal::new(Mutex::new(vec![Vec::new(); plan.numbers.len()]));
    let (notes, room) = (Arc::clone(&journal), plan.room);
    let mut options = PlaceOptions::default().wait(wait);
    if let Some((total, _)) = total {
        options = options.total_timeout(total);
    }
    let options = options.journal(move |entry| {
        let mut notes = lock(&notes);
        if notes.iter().map(Vec::len).sum::<usize>() as u64 >= room {
            return Err("the journal is full".into());
        }
        notes[entry.index].push((entry.step, entry.at));
        Ok(())
    });
    let concurrency = if user.random.once_in(2) { 1 } else { 100 };
    let (results, left) = take(user, &plan, options.concurrency(concurrency));
    check(user, &plan, &lock(&journal), &results, left);
}

/// Returns the results, and whether the user left before the last one.
fn take(user: &mut User, plan: &Plan, options: PlaceOptions) -> (Vec<Placed>, bool) {
    let shared = Arc::clone(&user.shared);
    let requests: Vec<_> = plan.numbers.iter().map(|to| CallRequest::to(format!("+{to}")).from(CALLER)).collect();
    // The rate limits may delay a create for a day, so a user without a total timeout cancels.
    let (token, time) = (CancelToken::new(), user.random.up_to(Duration::from_secs(60)));
    let (canceller, world, began) = (token.clone(), Arc::clone(&shared.world), shared.world.now());
    if plan.total.is_none() {
        spawn("canceller", move || {
            world.sleep(time);
            world.trace(|| "cancels the batch".into());
            canceller.cancel();
        });
    }
    shared.world.trace(|| format!("places {:?}, takes {}", plan.numbers, plan.max_results));
    let placing = match user.client.with_cancel_token(&token).place_all(&requests, options) {
        Ok(placing) => placing,
        Err(error) => shared.world.fail(format!("the requests were refused: {error}")),
    };
    let max_results = usize::try_from(plan.max_results).unwrap_or(usize::MAX);
    // Checks each result at once, before another user polls the call and learns more about it.
    let results: Vec<_> = placing.take(max_results).inspect(|placed| check_result(user, plan, placed)).collect();
    let longest = plan.total.map_or(time + shared.script.create_timeout, |(total, cancel)| total + cancel);
    shared.expect_end("a batch", began, longest);
    shared.world.trace(|| format!("placed: {results:?}"));
    let left = results.len() < plan.numbers.len();
    if left && (results.len() as u64) < plan.max_results {
        shared.world.fail(format!("{} results for {} requests", results.len(), plan.numbers.len()));
    }
    (results, left)
}

fn check(user: &User, plan: &Plan, journal: &[Vec<(JournalStep, SystemTime)>], results: &[Placed], left: bool) {
    let world = &user.shared.world;
    for (index, (to, entries)) in plan.numbers.iter().zip(journal).enumerate() {
        let own: Vec<_> = results.iter().filter(|placed| placed.index == index).collect();
        if own.len() > 1 || (own.is_empty() && !left) {
            world.fail(format!("{to} has {} results", own.len()));
        }
        let placed = user.shared.platform.placed(to);
        let is_known =
            |entry: &(JournalStep, SystemTime)| entry.0 == JournalStep::Placing && Some(entry.1) <= placed.sent_at;
        if placed.sent > 0 && !entries.iter().any(is_known) {
            world.fail(format!("{to} was called at {:?}, and the journal says {entries:?}", placed.sent_at));
        }
        let maybe = entries.iter().find(|entry| entry.0 == JournalStep::MaybePlaced).map(|entry| entry.1);
        if maybe.is_some() && maybe != placed.sent_at {
            world.fail(format!("{to} may have been called at {maybe:?}, and was at {:?}", placed.sent_at));
        }
        let steps: Vec<_> = entries.iter().map(|entry| entry.0).collect();
        check_steps(user, plan, to, &steps, placed.times);
    }
}

/// Checks that the journal has an entry before each create is sent and another one afterwards, unless it was full. A create whose
/// login failed needs no entry before.
fn check_steps(user: &User, plan: &Plan, to: &str, steps: &[JournalStep], times: u32) {
    let world = &user.shared.world;
    let fits = steps.windows(2).all(|pair| {
        matches!(
            pair,
            [JournalStep::Placing, JournalStep::Placed | JournalStep::NotPlaced | JournalStep::MaybePlaced]
                | [JournalStep::NotPlaced, JournalStep::Placing | JournalStep::NotPlaced]
                | [JournalStep::Placed, JournalStep::Ended]
        )
    });
    let is_complete = plan.room < u64::MAX || steps.last() != Some(&JournalStep::Placing);
    let is_true = match steps.last() {
        Some(JournalStep::NotPlaced) => times == 0,
        Some(JournalStep::Placed | JournalStep::Ended) => times == 1,
        Some(JournalStep::Placing | JournalStep::MaybePlaced) => times <= 1,
        None => times == 0,
    };
    let begins = matches!(steps.first(), None | Some(JournalStep::Placing | JournalStep::NotPlaced));
    if !fits || !is_complete || !is_true || !begins {
        world.fail(format!("{to} was placed {times} times, and the journal says {steps:?}"));
    }
}

fn check_result(user: &User, plan: &Plan, placed: &Placed) {
    let (shared, to) = (&user.shared, &plan.numbers[placed.index]);
    match (&placed.call, &placed.result) {
        // While another call was placed, more may have been seen of a call that had not ended.
        (Some(_), Ok(outcome)) if matches!(outcome.kind, OutcomeKind::StillInProgress | OutcomeKind::Answered) => {}
        (Some(call), Ok(outcome)) => shared.check_outcome(call, outcome, plan.until),
        (Some(_), Err(error)) => shared.expect_error("a call of many", error, true),
        (None, Err(error)) if error.code() == ErrorCode::Storage && plan.room < u64::MAX => {
            if shared.platform.placed(to).times > 0 {
                shared.world.fail(format!("{to} was called although the journal was full"));
            }
        }
        (None, Err(error)) if error.code() == ErrorCode::RateLimited => {
            shared.world.fail(format!("{to} did not wait for the limits: {error}"));
        }
        (None, Err(error)) => user.check_failed_create(error, to.clone(), &shared.platform.placed(to), true),
        (None, Ok(outcome)) => shared.world.fail(format!("{to} has no call, and {outcome}")),
    }
}
