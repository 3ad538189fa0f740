//! GET and POST clock.

use serde_json::{Value, json};

use super::AdminResult;
use super::input::{AdminError, Fields};
use crate::clock::{Clock, END_MS};
use crate::server::request::Request;
use crate::world::World;

/// Changes to the clock, applied in this order.
#[derive(Debug, Clone)]
pub struct ClockChange {
    speed: Option<f64>,
    running: Option<bool>,
    advance_ms: Option<u64>,
}

pub fn show(clock: &Clock) -> Value {
    json!({ "now_ms": clock.now_ms(), "running": clock.running(), "speed": clock.speed() })
}

/// POST clock: changes the clock and returns its new state.
pub fn change(world: &mut World, request: &Request) -> AdminResult {
    let change = read(Fields::read(request)?)?;
    if let Some(ms) = change.advance_ms.filter(|ms| *ms > END_MS - world.clock.now_ms()) {
        return Err(beyond_the_end(ms));
    }
    change.apply(&mut world.clock);
    Ok(show(&world.clock))
}

/// Reads any of `running`, `speed` and `advance_ms`.
pub fn read(mut fields: Fields) -> Result<ClockChange, AdminError> {
    let speed = fields.take::<f64>("speed")?;
    let (running, advance_ms) = (fields.take("running")?, fields.take("advance_ms")?);
    fields.finish()?;
    if let Some(speed) = speed.filter(|speed| !Clock::is_speed(*speed)) {
        let expected = "expected a number greater than 0 and at most 1,000,000";
        return Err(AdminError::invalid(format!("speed: invalid value {speed}, {expected}")));
    }
    if let Some(ms) = advance_ms.filter(|ms| *ms > END_MS) {
        return Err(beyond_the_end(ms));
    }
    Ok(ClockChange { speed, running, advance_ms })
}

fn beyond_the_end(ms: u64) -> AdminError {
    AdminError::invalid(format!(
        "advance_ms: invalid value {ms}, the clock ends {END_MS} ms (1,000 years) after its start"
    ))
}

impl ClockChange {
    pub fn apply(&self, clock: &mut Clock) {
        if let Some(speed) = self.speed {
            clock.set_speed(speed);
        }
        if let Some(running) = self.running {
            clock.set_running(running);
        }
        if let Some(ms) = self.advance_ms {
            clock.advance(ms);
        }
    }
}
