pub mod answer;
pub mod inbox;
pub mod interrupt;
pub mod logging;
pub mod operation;
pub mod raised;
pub mod session;
