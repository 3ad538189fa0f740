//! POST limits.

use super::input::{AdminError, Fields};
use crate::limits::{Limit, Limits};

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
