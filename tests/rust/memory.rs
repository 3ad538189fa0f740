//! A placed and followed call costs up to 1 KiB.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop loudly")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::time::Duration;

use ringout_core::{CallRequest, WaitOptions};
use ringout_tests::Platform;
use ringout_tests::platform::{FROM, TO};

/// The system's allocator. It counts the memory in use per thread, because the simulator runs in this process as well.
struct Counting;

thread_local! {
    static LIVE: Cell<i64> = const { Cell::new(0) };
}

fn count(bytes: usize, sign: i64) {
    LIVE.set(LIVE.get() + sign * i64::try_from(bytes).unwrap_or(0));
}

// SAFETY: every block comes from the system's allocator and goes back to it with the same layout.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: the caller keeps the rules of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: the block came from `alloc` above, with this layout.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static MEMORY: Counting = Counting;

#[test]
fn a_call_that_is_followed_costs_at_most_a_kibibyte() {
    const CALLS: usize = 1000;
    let platform = Platform::stopped();
    // More time than the calls of this test need on a busy machine.
    let client = platform.builder().create_timeout(Duration::from_secs(30)).build().unwrap();
    let place = || client.create_call(&CallRequest::to(TO).from(FROM)).unwrap();
    // One-time costs: a token, a connection, the tracker.
    let first = place();
    let (mut calls, mut follows) = (Vec::with_capacity(CALLS), Vec::with_capacity(CALLS));
    let once = first.follow(&WaitOptions::default(), |_| {});
    let inline = size_of_val(&first) + size_of_val(&once);
    drop(once);
    let before = LIVE.get();
    calls.extend((0..CALLS).map(|_| place()));
    let placed = LIVE.get();
    follows.extend(calls.iter().map(|call| call.follow(&WaitOptions::default(), |news| drop(black_box(news)))));
    let followed = LIVE.get();
    let each = |bytes: i64| usize::try_from(bytes).unwrap() / CALLS;
    let bytes = inline + each(placed - before) + each(followed - placed);
    assert!(
        bytes <= 1024,
        "{bytes}: {inline} + {} placed + {} followed",
        each(placed - before),
        each(followed - placed)
    );
}
