//! Worlds with several processes: workers with one ledger and one budget, and a queue that delivers each job to some of
//! them.
//!
//! A process is a client here. What it shares with the others goes through the store only.

mod platform;
mod store;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ringout_core::simulation::{Random, Settings, World, spawn};
use ringout_core::{CallRequest, Client, Credentials, ErrorCode, WaitOptions};

use crate::CALLER;
use crate::run::Summary;
use crate::user::lock;
use platform::{FleetPlatform, Limit};
use store::{FleetStore, Reached, Weather};

const MAX_TURNS: u64 = 2_000_000;
/// A job is given up by its worker after this time, and the queue delivers it again.
const JOB_TIMEOUT: Duration = Duration::from_secs(3600);
/// Far more than the slowest world needs for its jobs.
const MAX_TIME: Duration = Duration::from_secs(40 * 3600);

/// The properties of a world.
#[derive(Debug, Clone)]
struct Script {
    workers: usize,
    jobs: usize,
    /// How often each job is delivered.
    deliveries: usize,
    limit: Limit,
    breaks: bool,
    weather: Weather,
}

impl Script {
    fn of(random: &mut Random) -> Self {
        let workers = 2 + below(random, 4);
        let mut weather =
            Weather { latency: *random.one_of(&[2, 20, 200].map(Duration::from_millis)), ..Weather::default() };
        match random.below(6) {
            0 => weather.down = Some(period(random)),
            1 => weather.cut_off = Some((below(random, workers), period(random))),
            2 => weather.loses_at = Some(random.up_to(Duration::from_secs(60))),
            3 => weather.loses_responses = true,
            4 => weather.latency = Duration::from_secs(12),
            _ => {}
        }
        let requests = 5 + u32::try_from(random.below(10)).unwrap_or(0);
        let window = Duration::from_secs(6 + random.below(55));
        let jobs = 5 + below(random, 20);
        let deliveries = 1 + below(random, 3);
        Self { workers, jobs, deliveries, limit: Limit { requests, window }, breaks: random.once_in(3), weather }
    }

    /// Whether every worker reaches the store all the time.
    fn is_reached(&self) -> bool {
        let Weather { down, cut_off, latency, loses_responses, loses_at } = &self.weather;
        let is_fast = *latency < Duration::from_secs(5);
        down.is_none() && cut_off.is_none() && loses_at.is_none() && !loses_responses && is_fast
    }
}

/// What became of the jobs.
#[derive(Debug, Default)]
struct Results {
    /// How many workers claimed the outcome of each job.
    claims: BTreeMap<usize, u32>,
    done: BTreeMap<usize, u32>,
}

/// Runs a seed. Returns its totals, or the check that failed.
pub fn run(seed: u64, is_traced: bool) -> Result<Summary, String> {
    let mut random = Random::new(!seed ^ 0xF1EE7);
    let script = Script::of(&mut random);
    if is_traced {
        eprintln!("{script:#?}");
    }
    let platform = Arc::new(FleetPlatform::new(script.limit, script.breaks, Random::new(random.any())));
    let store = Arc::new(FleetStore::new(script.weather.clone(), Random::new(random.any())));
    let summary = Arc::new(Mutex::new(Summary::default()));
    let (inside, result) = (Arc::clone(&platform), Arc::clone(&summary));
    let settings = Settings { seed, most_turns: MAX_TURNS, is_traced };
    let turns = World::run(settings, platform, move |world| {
        inside.set_world(Arc::clone(world));
        store.set_world(Arc::clone(world));
        live(world, &inside, &store, &script, random);
        let (refused, requests) = inside.counts();
        *lock(&result) = Summary { time: world.now(), turns: 0, requests, refused: refused.into() };
    })?;
    let summary = *lock(&summary);
    Ok(Summary { turns, ..summary })
}

/// Runs the workers until each delivery of each job is done, and checks what the platform has seen.
fn live(world: &Arc<World>, platform: &FleetPlatform, store: &Arc<FleetStore>, script: &Script, mut random: Random) {
    let mut queue: Vec<usize> = (0..script.jobs).flat_map(|job| vec![job; script.deliveries]).collect();
    for index in (1..queue.len()).rev() {
        queue.swap(index, below(&mut random, index + 1));
    }
    let (queue, results) = (Arc::new(Mutex::new(queue)), Arc::new(Mutex::new(Results::default())));
    let workers: Vec<_> = (0..script.workers)
        .map(|number| {
            let client = match build(store, number, script.workers) {
                Ok(client) => client,
                Err(error) => world.fail(format!("a worker could not be created: {error}")),
            };
            let (world, queue, results) = (Arc::clone(world), Arc::clone(&queue), Arc::clone(&results));
            spawn("worker", move || work(&world, &client, &queue, &results))
        })
        .collect();
    for worker in workers {
        worker.join();
    }
    if world.now() > MAX_TIME {
        world.fail(format!("the jobs took {:?}", world.now()));
    }
    let results = lock(&results);
    for job in 0..script.jobs {
        let times = platform.calls(number_of(job).trim_start_matches('+'));
        if times > 1 {
            world.fail(format!("job {job} was placed {times} times"));
        }
        if results.claims.get(&job).is_some_and(|claims| *claims > 1) {
            world.fail(format!("the outcome of job {job} was claimed {:?} times", results.claims.get(&job)));
        }
        if results.done.get(&job).is_none_or(|done| *done == 0) {
            world.fail(format!("job {job} was never done"));
        }
    }
    let (refused, _) = platform.counts();
    // A worker that has just found the store down sends within its share for a second, also if it works again by then.
    let most = if script.is_reached() { 0 } else { script.workers };
    if script.weather.cut_off.is_none() && !script.weather.loses_responses && refused as usize > most {
        world.fail(format!("{refused} creates were refused, although the workers share the limits"));
    }
}

fn build(store: &Arc<FleetStore>, worker: usize, workers: usize) -> ringout_core::Result<Client> {
    let reached = || Reached { store: Arc::clone(store), worker };
    Client::builder("http://127.0.0.1:9", "client-id")
        .client_secret("client-secret")
        .credentials(Credentials::jwt("a-jwt"))
        .token_user("alice")
        .ledger(reached())
        .budget(reached())
        .share(1.0 / f64::from(u32::try_from(workers).unwrap_or(1)))
        .build()?
        .with_timeout(JOB_TIMEOUT)
}

/// A worker: takes deliveries from the queue until none is left.
fn work(world: &World, client: &Client, queue: &Mutex<Vec<usize>>, results: &Mutex<Results>) {
    loop {
        let Some(job) = lock(queue).pop() else { return };
        while !is_done(world, client, job, results) {
            if world.now() > MAX_TIME {
                return;
            }
            // As a queue does with a job that failed.
            world.sleep(Duration::from_secs(20));
        }
        *lock(results).done.entry(job).or_default() += 1;
    }
}

/// Places or finds the call of a job, waits for its end, and claims its outcome. Returns false if the job should be
/// delivered again.
fn is_done(world: &World, client: &Client, job: usize, results: &Mutex<Results>) -> bool {
    let request = CallRequest::to(number_of(job)).from(CALLER).dedupe_key(format!("job-{job}"));
    let call = match client.create_call(&request) {
        Ok(call) => call,
        Err(error) if error.code() == ErrorCode::MaybePlaced => return true,
        Err(error) if error.is_retryable() || error.code() == ErrorCode::Storage => return false,
        Err(error) => world.fail(format!("job {job} failed: {error}")),
    };
    if call.wait(&WaitOptions::default().timeout(JOB_TIMEOUT)).is_err() {
        return false;
    }
    loop {
        match call.claim_outcome() {
            Ok(true) => {
                *lock(results).claims.entry(job).or_default() += 1;
                return true;
            }
            Ok(false) => return true,
            // Only this object knows whether the claim was written.
            Err(_) if world.now() < MAX_TIME => world.sleep(Duration::from_secs(5)),
            Err(_) => return false,
        }
    }
}

fn number_of(job: usize) -> String {
    format!("+1415555{:04}", 100 + job)
}

fn period(random: &mut Random) -> Range<Duration> {
    let begin = random.up_to(Duration::from_secs(60));
    begin..begin + random.up_to(Duration::from_secs(300))
}

fn below(random: &mut Random, end: usize) -> usize {
    usize::try_from(random.below(u64::try_from(end).unwrap_or(1))).unwrap_or(0)
}
