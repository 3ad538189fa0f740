//! Another clock for tests and measurements. Not part of the public interface, and in no package: the feature `simulation`
//! turns it on.

#[allow(dead_code, unused_imports)]
mod none;
mod speed;

pub(crate) use none::{Inhabitant, here};
pub use speed::set_speed;
pub(crate) use speed::{slowed_down, sped_up, sped_up_calendar};
