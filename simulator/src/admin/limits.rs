//! POST limits.

use super::input::{AdminError, Fields};
use crate::limits::{Limit, Limits};

/// `light`, `heavy` and `auth`; a group left out is unlimited, or as the platform has it with `"real": true`.
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
        return Err(AdminError::invalid("off: nothing else can be said with it"));
    }
    Ok(limits)
}
