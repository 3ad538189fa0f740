//! GET and POST clock.

use serde_json::{Value, json};

use super::AdminResult;
use super::input::{AdminError, Fields};
use crate::clock::Clock;
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
    read(Fields::read(request)?)?.apply(&mut world.clock);
    Ok(show(&world.clock))
}

/// Reads any of `running`, `speed` and `advance_ms`.
pub fn read(mut fields: Fields) -> Result<ClockChange, AdminError> {
    let speed = fields.take::<f64>("speed")?;
    let (running, advance_ms) = (fields.take("running")?, fields.take("advance_ms")?);
    fields.finish()?;
    if let Some(speed) = speed.filter(|speed| !(speed.is_finite() && *speed > 0.0)) {
        return Err(AdminError::invalid(format!("speed: invalid value {speed}, expected a number greater than 0")));
    }
    Ok(ClockChange { speed, running, advance_ms })
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
