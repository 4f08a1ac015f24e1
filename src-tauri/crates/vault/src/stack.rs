//! Wiping what a computation left on the stack. Hash states, key schedules and moved values leave copies in frames
//! that are long gone; no type can wipe those, so they are overwritten.

use std::hint::black_box;

/// Words of 8 bytes: 64 KiB, more than any computation here uses, also unoptimised.
const WORDS: usize = 8 * 1024;

/// The result of `work`, after the stack that it used was overwritten: for computing with a key that was lent. It does
/// not reach other threads.
pub fn wiped_after<T>(work: impl FnOnce() -> T) -> T {
    let result = apart(work);
    wipe();
    result
}

/// Not inlined, so that what it uses lies below the caller's frame, where `wipe` reaches.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// `black_box` makes the compiler believe that somebody reads the zeros.
#[inline(never)]
fn wipe() {
    black_box(&mut [0_u64; WORDS]);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use std::fs::File;
    use std::os::unix::fs::FileExt;

    use super::*;

    const TRACE: u8 = 0x5a;
    const LENGTH: usize = 16 * 1024;

    #[inline(never)]
    fn leave_a_trace() {
        black_box(&mut [TRACE; LENGTH]);
    }

    /// Bytes of the trace in the 64 KiB below this thread's present frame.
    #[inline(never)]
    fn traces() -> usize {
        // On the heap before anything else, or the search would find its own buffer.
        let mut below = vec![0; 8 * WORDS];
        let here = 0_u8;
        let start = (&raw const here).addr() - below.len();
        File::open("/proc/self/mem").unwrap().read_exact_at(&mut below, start as u64).unwrap();
        below.iter().filter(|byte| **byte == TRACE).count()
    }

    #[test]
    fn what_a_computation_left_on_the_stack_is_overwritten() {
        // Touches the whole stretch first: pages that were never used can't be read.
        wipe();
        apart(leave_a_trace);
        let left = traces();
        assert!(left > LENGTH / 2, "otherwise the search would prove nothing: {left}");
        wiped_after(leave_a_trace);
        let left = traces();
        assert!(left < LENGTH / 16, "{left} bytes are left");
    }
}
