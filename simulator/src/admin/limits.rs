//! GET and POST limits.

use serde_json::{Value, json};

use super::input::{AdminError, Fields};
use crate::limits::{Limit, Limits};
use crate::oauth::client::App;
use crate::world::World;

/// The limits, `null` for a group without one, and the open windows of each application.
pub fn show(world: &World) -> Value {
    let limits = world.limiter.limits();
    let windows = world.limiter.windows(world.clock.now_ms());
    let windows = windows.into_iter().map(|window| {
        json!({
            "client_id": match window.app {
                App::Confidential => &world.identity.client_id,
                App::Public => &world.identity.public_client_id,
            },
            "group": window.group.name(),
            "limit": window.limit.limit,
            "remaining": window.remaining,
            "window_ends_at": window.window_ends_at,
            "penalty_ends_at": window.penalty_ends_at,
        })
    });
    json!({
        "light": limits.light,
        "heavy": limits.heavy,
        "auth": limits.auth,
        "windows": windows.collect::<Vec<_>>(),
    })
}

/// Reads `light`, `heavy` and `auth`. A missing group is unlimited, or has RingCentral's limit with `"real": true`.
pub fn read(mut fields: Fields) -> Result<Limits, AdminError> {
    let off = fields.take::<bool>("off")?.unwrap_or(false);
    let real = fields.take::<bool>("real")?.unwrap_or(false);
    let mut limits = if real { Limits::real() } else { Limits::off() };
    let groups = [("light", &mut limits.light), ("heavy", &mut limits.heavy), ("auth", &mut limits.auth)];
    for (name, slot) in groups {
        if let Some(limit) = fields.take::<Limit>(name)? {
            *slot = Some(limit);
        }
    }
    fields.finish()?;
    if off && (real || limits != Limits::off()) {
        return Err(AdminError::invalid("off: cannot be combined with other fields"));
    }
    Ok(limits)
}
