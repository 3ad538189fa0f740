//! RingOut calls: create, status and cancel on both paths, with a deterministic model of the two phones.

pub mod calls;
mod create;
pub mod id;
pub mod machine;
pub mod number;
pub mod routes;
pub mod status;
pub mod timeline;
