//! Another Rust archive, for a program that contains two.

use std::{panic, thread};

/// Divides 84. A division by zero panics and unwinds a thread.
#[unsafe(no_mangle)]
pub extern "C" fn other_divide(by: i32) -> i32 {
    panic::set_hook(Box::new(|_| {}));
    thread::spawn(move || 84 / by).join().unwrap_or(-1)
}
