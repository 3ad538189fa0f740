//! The store of a fleet: it compares and swaps, and is slow, down, cut off from a worker or empty as the script says.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use ringout_core::simulation::{Random, World};
use ringout_core::{Ledger, LedgerKey, LedgerRecord, StoreError, Swap};

use crate::user::lock;

/// What befalls the store.
#[derive(Debug, Clone, Default)]
pub struct Weather {
    /// When it fails for everybody.
    pub down: Option<Range<Duration>>,
    /// When it fails for one worker.
    pub cut_off: Option<(usize, Range<Duration>)>,
    /// When it loses the shared budget. It never loses a call.
    pub loses_at: Option<Duration>,
    /// The longest time that a call of it takes.
    pub latency: Duration,
    /// Whether a write may succeed and its response be lost.
    pub loses_responses: bool,
}

#[derive(Debug)]
struct Stored {
    value: String,
    written: Duration,
    lifetime: Duration,
}

/// The store itself.
#[derive(Debug)]
pub struct FleetStore {
    pub weather: Weather,
    world: OnceLock<Arc<World>>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    values: BTreeMap<String, Stored>,
    random: Random,
    has_lost: bool,
}

impl FleetStore {
    pub fn new(weather: Weather, random: Random) -> Self {
        let state = State { values: BTreeMap::new(), random, has_lost: false };
        Self { weather, world: OnceLock::new(), state: Mutex::new(state) }
    }

    pub fn set_world(&self, world: Arc<World>) {
        let _ = self.world.set(world);
    }

    fn world(&self) -> &World {
        self.world.get().unwrap_or_else(|| unreachable!("it is set before the first request"))
    }

    fn is_cut_off(&self, worker: usize) -> bool {
        let (now, Weather { down, cut_off, .. }) = (self.world().now(), &self.weather);
        down.as_ref().is_some_and(|down| down.contains(&now))
            || cut_off.as_ref().is_some_and(|(whom, when)| *whom == worker && when.contains(&now))
    }

    /// One exchange: some time passes before it happens and after.
    fn call<T>(&self, worker: usize, key: &LedgerKey, act: impl FnOnce(&mut State) -> T) -> Result<T, StoreError> {
        let [there, back] = {
            let mut state = lock(&self.state);
            [(); 2].map(|()| state.random.up_to(self.weather.latency / 2))
        };
        self.world().sleep(there);
        if self.is_cut_off(worker) {
            return Err("the store is down".into());
        }
        let now = self.world().now();
        let mut state = lock(&self.state);
        if self.weather.loses_at.is_some_and(|at| now >= at) && !state.has_lost {
            state.has_lost = true;
            state.values.retain(|key, _| !key.contains("ringout:limits:"));
        }
        state.values.retain(|_, stored| now < stored.written + stored.lifetime);
        let result = act(&mut state);
        // A lost record of a call is another failure than this world is about.
        let is_lost = self.weather.loses_responses && state.random.once_in(20);
        drop(state);
        self.world().trace(|| format!("the store answers worker {worker} about {}", key.dedupe_key));
        self.world().sleep(back);
        if is_lost || self.is_cut_off(worker) { Err("the connection to the store broke".into()) } else { Ok(result) }
    }
}

/// The store as one worker reaches it.
pub struct Reached {
    pub store: Arc<FleetStore>,
    pub worker: usize,
}

impl Ledger for Reached {
    fn load(&self, key: &LedgerKey) -> Result<Option<LedgerRecord>, StoreError> {
        let now = || self.store.world().now();
        self.store.call(self.worker, key, |state| state.values.get(&key.to_string()).map(|stored| stored.record(now())))
    }

    fn swap(&self, key: &LedgerKey, expected: Option<&str>, new: &str, lifetime: Duration) -> Result<Swap, StoreError> {
        self.store.call(self.worker, key, |state| {
            let now = self.store.world().now();
            let current = state.values.get(&key.to_string());
            if current.map(|stored| stored.value.as_str()) != expected {
                return Swap::Conflict(current.map(|stored| stored.record(now)));
            }
            state.values.insert(key.to_string(), Stored { value: new.to_owned(), written: now, lifetime });
            Swap::Done
        })
    }
}

impl Stored {
    fn record(&self, now: Duration) -> LedgerRecord {
        LedgerRecord { value: self.value.clone(), age: now.saturating_sub(self.written) }
    }
}
