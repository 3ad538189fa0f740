//! RingOut calls: create, status and cancel on both paths, over a deterministic model of two phones.

pub mod calls;
mod create;
pub mod id;
pub mod machine;
pub mod number;
pub mod routes;
pub mod status;
pub mod timeline;
