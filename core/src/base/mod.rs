//! Shared foundations: errors, the platform's JSON, secrets, deadlines, time and threads.

pub(crate) mod alarm;
pub(crate) mod cancel;
pub(crate) mod clock;
pub(crate) mod error;
pub(crate) mod escape;
pub(crate) mod id;
pub(crate) mod line;
pub(crate) mod logging;
pub(crate) mod operation;
pub(crate) mod process;
pub(crate) mod random;
pub(crate) mod scrub;
pub(crate) mod secret;
pub(crate) mod threads;
pub(crate) mod wire;
pub(crate) mod workers;
