//! The memory, threads and CPU time that this process uses.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// Bytes that all threads have allocated and not freed.
static LIVE: AtomicI64 = AtomicI64::new(0);
/// Blocks that all threads have allocated or resized.
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// Counts the bytes of the system's allocator, without its overhead per block.
pub struct Counting;

fn count(bytes: usize, sign: i64) {
    LIVE.fetch_add(sign * i64::try_from(bytes).unwrap_or(0), Ordering::Relaxed);
}

// SAFETY: every block is allocated and freed by the system's allocator with the same layout.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the rules of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: the block came from `alloc` above, with this layout.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), -1);
        count(size, 1);
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the block came from `alloc` above, with this layout.
        unsafe { System.realloc(block, layout, size) }
    }
}

/// The bytes in use.
pub fn live_bytes() -> i64 {
    LIVE.load(Ordering::Relaxed)
}

/// The number of blocks allocated or resized so far.
pub fn allocations() -> u64 {
    ALLOCATIONS.load(Ordering::Relaxed)
}

/// The threads of this process besides the main one.
pub fn other_threads() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("/proc");
    let line = status.lines().find_map(|line| line.strip_prefix("Threads:")).expect("a number of threads");
    line.trim().parse::<u64>().expect("a number") - 1
}

/// The CPU time of all threads except the calling one so far, including ended ones.
pub fn cpu_of_other_threads() -> Duration {
    cpu(libc::CLOCK_PROCESS_CPUTIME_ID).saturating_sub(cpu(libc::CLOCK_THREAD_CPUTIME_ID))
}

fn cpu(clock: libc::clockid_t) -> Duration {
    let mut used = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call writes one timespec, and `used` is one.
    let code = unsafe { libc::clock_gettime(clock, &raw mut used) };
    assert_eq!(code, 0, "there is no CPU-time clock");
    Duration::new(used.tv_sec.try_into().unwrap_or(0), used.tv_nsec.try_into().unwrap_or(0))
}
