//! The shared budget: the rate limits of an account, for all workers of a fleet.
//!
//! RingCentral counts the requests of a user and an app, whichever process sends them. So the workers of a fleet keep one
//! [`Account`] for each group of requests in a store, which is a [`Ledger`](crate::Ledger): it swaps one string for each
//! group. `account` is that string and all rules, `gate` is a worker: it holds the permits it was granted, and
//! writes what it learns.

mod account;
mod gate;
#[cfg(test)]
mod properties;
mod record;

pub(crate) use gate::{Gate, NotGranted, Settled, Share};
