//! GET and POST clock.

use serde_json::{Value, json};

use super::Answer;
use super::input::{AdminError, Fields};
use crate::server::request::Request;
use crate::world::World;

pub fn show(world: &World) -> Value {
    let clock = &world.clock;
    json!({ "now_ms": clock.now_ms(), "running": clock.running(), "speed": clock.speed() })
}

/// Any of `running`, `speed` and `advance_ms`, in this order.
pub fn change(world: &mut World, request: &Request) -> Answer {
    let mut fields = Fields::read(request)?;
    let running = fields.take::<bool>("running")?;
    let speed = fields.take::<f64>("speed")?;
    let advance = fields.take::<u64>("advance_ms")?;
    fields.finish()?;
    if let Some(speed) = speed {
        if !(speed.is_finite() && speed > 0.0) {
            return Err(AdminError::invalid(format!("speed: {speed} will not do: more than 0 was expected")));
        }
        world.clock.set_speed(speed);
    }
    if let Some(running) = running {
        world.clock.set_running(running);
    }
    if let Some(ms) = advance {
        world.clock.advance(ms);
    }
    Ok(show(world))
}
