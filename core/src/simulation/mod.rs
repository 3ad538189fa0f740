//! Simulation: another clock, other threads and another platform, for tests and measurements. Not part of the public
//! interface, and in no package. The feature `simulation` turns it on, and nothing changes until one of these is used:
//!
//! - [`set_speed`] speeds up the clocks of the whole process.
//! - A [`World`] has its own time. Its time passes only when all of its threads wait, and everything in it depends on a
//!   seed only. No socket is opened: a [`Platform`] responds.
//!
//! The core runs in a world unmodified, threads included. It enters this module at the few points where it would wait for
//! the system: a [`Condition`](crate::base::clock::Condition), the start and the end of a thread, an exchange with the
//! platform. One thread of a world runs at a time and hands over at these points only. So a mutex never blocks: no thread
//! holds one at such a point.

mod line;
mod random;
mod schedule;
mod speed;
mod world;

pub use line::{Broken, Line, Platform, Reply, Request};
pub use random::Random;
pub use speed::set_speed;
pub use world::{CALENDAR, Joined, Settings, World, spawn};

pub(crate) use line::Bounds;
pub(crate) use speed::{slowed_down, sped_up, sped_up_calendar};
pub(crate) use world::{SimulatedThread, here};
