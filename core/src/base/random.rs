//! Random names, by ring, which TLS uses already.

use std::fmt::Write as _;

use ring::rand::{SecureRandom, SystemRandom};

use crate::base::error::{Error, ErrorCode, Result};
use crate::simulation;

/// Returns a name that no other process has: 32 hexadecimal digits.
pub(crate) fn unique_name() -> Result<String> {
    let mut bytes = [0_u8; 16];
    if let Some(here) = simulation::here() {
        // A world repeats with its seed. The bits of a fraction are as random as it is.
        for half in bytes.chunks_exact_mut(8) {
            half.copy_from_slice(&here.fraction().to_bits().to_be_bytes());
        }
    } else {
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| Error::new(ErrorCode::Internal, "the operating system provided no random bytes"))?;
    }
    let mut name = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(name, "{byte:02x}");
    }
    Ok(name)
}
