//! The run of one seed: a platform, its users, and the checks after they have left.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ringout_core::simulation::{Random, Settings, World, spawn};
use ringout_core::{CallRequest, Client, Credentials, ErrorCode};

use crate::CALLER;
use crate::leaving::{LastWatch, watch_to_the_last};
use crate::platform::ScriptedPlatform;
use crate::script::{Script, Weather};
use crate::user::{Shared, User, lock};

/// Far more than any run needs.
const MAX_TURNS: u64 = 2_000_000;

/// The totals of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Summary {
    pub time: Duration,
    pub turns: u64,
    pub requests: u64,
    pub refused: u64,
}

/// Runs a seed. Returns its totals, or the check that failed.
pub fn run(seed: u64, is_traced: bool) -> Result<Summary, String> {
    // A random stream that differs from the world's.
    let mut random = Random::new(!seed);
    let script = Script::of(&mut random);
    if is_traced {
        eprintln!("{script:#?}");
    }
    let platform = Arc::new(ScriptedPlatform::new(script.clone(), Random::new(random.any())));
    let summary = Arc::new(Mutex::new(Summary::default()));
    let (inside, result) = (Arc::clone(&platform), Arc::clone(&summary));
    let settings = Settings { seed, most_turns: MAX_TURNS, is_traced };
    let turns = World::run(settings, platform, move |world| {
        inside.set_world(Arc::clone(world));
        let (requests, refused) = live(world, &inside, script, random);
        *lock(&result) = Summary { time: world.now(), turns: 0, requests, refused };
    })?;
    let summary = *lock(&summary);
    Ok(Summary { turns, ..summary })
}

/// Runs the client and its users in a world. Returns the number of requests and of refused ones.
fn live(world: &Arc<World>, platform: &Arc<ScriptedPlatform>, script: Script, mut random: Random) -> (u64, u64) {
    let client = match build(&script) {
        Ok(client) => client,
        Err(error) => world.fail(format!("the client could not be created: {error}")),
    };
    let shared = Arc::new(Shared {
        world: Arc::clone(world),
        platform: Arc::clone(platform),
        script,
        calls: Mutex::default(),
        jumps: Mutex::default(),
        not_placed: Mutex::default(),
        followers: Mutex::default(),
        hang_ups_until: Mutex::default(),
    });
    learn_the_limits(&shared, &client);
    let users: Vec<_> = (1..=shared.script.users)
        .map(|number| {
            let (shared, random) = (Arc::clone(&shared), Random::new(random.any()));
            let user = User { shared, random, client: client.clone(), number, creates: 0 };
            spawn("user", move || user.live())
        })
        .collect();
    let ends_with_a_watch = random.once_in(3);
    let surroundings = Arc::clone(&shared);
    let events = spawn("events", move || disturb(&surroundings, random));
    for user in users {
        user.join();
    }
    events.join();
    recover(&shared, &client);
    let last = ends_with_a_watch.then(|| watch_to_the_last(&shared, &client)).flatten();
    drop(client);
    let counts = platform.counts();
    leave(shared, last);
    counts
}

fn build(script: &Script) -> ringout_core::Result<Client> {
    Client::builder("http://127.0.0.1:9", "client-id")
        .client_secret("client-secret")
        .credentials(Credentials::jwt("a-jwt"))
        .request_timeout(script.request_timeout)
        .create_timeout(script.create_timeout)
        .build()
}

/// Sends the first requests alone and without faults, because a client without a response does not know the rate limits.
fn learn_the_limits(shared: &Shared, client: &Client) {
    let call = client.create_call(&CallRequest::to("+16505550100").from(CALLER));
    if let Ok(call) = call {
        if let Err(error) = call.status() {
            shared.expect_error("the first status", &error, false);
        }
        lock(&shared.calls).push(call);
    }
    shared.platform.lock().is_new = false;
}

/// Checks that the client works again soon after the last fault.
fn recover(shared: &Shared, client: &Client) {
    {
        let mut platform = shared.platform.lock();
        (platform.is_new, platform.down_until, platform.not_found_until) = (true, Duration::ZERO, Duration::ZERO);
    }
    // A penalty can last an hour, which is also the longest timeout, so a request sent now could fail.
    if shared.script.weather == Weather::Wild {
        shared.world.sleep(Duration::from_secs(3601));
    }
    let patient = client.with_timeout(Duration::from_secs(3600));
    let (Some(call), Ok(patient)) = (lock(&shared.calls).first().cloned(), patient) else { return };
    // The first request may share the failure of a login that began earlier.
    let attempts = if shared.script.weather == Weather::Wild { 4 } else { 2 };
    let mut result = Ok(());
    for _ in 0..attempts {
        result = call.with_client(&patient).status().map(drop);
        match &result {
            Err(error) if error.code() == ErrorCode::Unauthorized && shared.platform.has_refused_login() => return,
            Err(error) if error.code() == ErrorCode::NotFound => return,
            Ok(()) => return,
            Err(_) => {}
        }
    }
    // Other processes may use up the budget before every request of this one.
    if let Err(error) = result
        && !(error.code() == ErrorCode::RateLimited && shared.script.others > 0)
    {
        shared.world.fail(format!("the client still fails after the last fault: {error}"));
    }
}

/// External events: the machine sleeps, the server is down for a while, a gateway responds with 404.
fn disturb(shared: &Shared, mut random: Random) {
    for _ in 0..random.below(4) {
        shared.world.sleep(random.up_to(Duration::from_secs(300)));
        if shared.script.jumps {
            let longest = *random.one_of(&[60, 3600, 12 * 3600].map(Duration::from_secs));
            let time = random.up_to(longest);
            lock(&shared.jumps).push((shared.world.now(), time));
            shared.world.trace(|| format!("the machine sleeps for {time:?}"));
            shared.world.jump(time);
        }
        if shared.script.weather == Weather::Wild && random.once_in(2) {
            let until = shared.world.now() + random.up_to(Duration::from_secs(600));
            shared
                .world
                .trace(|| format!("a gateway responds with 404 to every call until {:.1} s", until.as_secs_f64()));
            shared.platform.lock().not_found_until = until;
        } else if shared.script.weather != Weather::Calm {
            let until = shared.world.now() + random.up_to(Duration::from_secs(60));
            shared.world.trace(|| format!("the server is down until {:.1} s", until.as_secs_f64()));
            shared.platform.lock().down_until = until;
        }
    }
}

/// Drops the last handles. Checks that no thread remains, and that no call rang that the client reported as not placed.
fn leave(shared: Arc<Shared>, last: Option<LastWatch>) {
    let world = Arc::clone(&shared.world);
    for to in lock(&shared.not_placed).iter() {
        if shared.platform.placed(to).times > 0 {
            world.fail(format!("{to} was called, although the client said that nothing was placed"));
        }
    }
    let max_wait = shared.script.request_timeout * 2 + Duration::from_secs(60);
    let began = world.now();
    let check = last.map(|last| last.leave(&shared));
    drop(std::mem::take(&mut *lock(&shared.calls)));
    // Only hang-ups are waited for.
    let hang_ups = lock(&shared.hang_ups_until).saturating_sub(began);
    shared.expect_end("dropping the client", began, hang_ups);
    if let Some(check) = check {
        check(&world);
    }
    drop(shared);
    let deadline = world.now() + max_wait;
    // A listener may still be running, and a canceller sleeping.
    while world.threads().len() > 1 {
        if world.now() > deadline {
            world.fail(format!("threads remain: {}", world.threads().join(", ")));
        }
        world.sleep(Duration::from_secs(1));
    }
}
