//! Another clock, other threads and another platform, for tests and measurements. Not part of the public interface, and
//! in no package: the feature `simulation` turns it on, and with it nothing changes until one of these is asked for.
//!
//! - [`set_speed`] lets the clocks of the whole process run faster.
//! - A [`World`] is a place of its own. What happens on its threads happens in its time, which passes only when all of
//!   them wait, and depends on a seed and on nothing else. No socket is opened: a [`Platform`] answers.
//!
//! The code that runs in a world is the core as it is, its own threads included. It comes here at the few points where
//! it would wait for the system: a [`Condition`](crate::base::clock::Condition), the start and the end of a thread, an
//! exchange with the platform. One thread of a world runs at a time, and hands over at these points only, so a mutex
//! never makes anybody wait: nobody holds one there.

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
pub(crate) use world::{Inhabitant, here};
