//! Random histories: tokens are issued, edited, switched, withdrawn, rotated, copied and deleted, one by one and many
//! at once, from one thread or several. Afterwards the registry is what its audit trail says, in the store and in a
//! database that is made of the audit file anew; and nobody's acknowledged change was lost to another's.
//!
//! `MAPAE_HISTORIES` says how many (40 if it is not set), `MAPAE_SEED` with which they begin. A failure names its seed:
//! with it alone the same steps are made again, in an order that is the same where there is one thread.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod history;
mod steps;
#[path = "../support/mod.rs"]
mod support;

use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |number| number.parse().unwrap())
}

#[test]
fn every_history_ends_with_what_its_audit_trail_says() {
    let (first, count) = (number("MAPAE_SEED", 1), number("MAPAE_HISTORIES", 40));
    let (next, steps) = (AtomicU64::new(first), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        return;
                    }
                    steps.fetch_add(history::live(seed), Ordering::Relaxed);
                    if (seed - first + 1).is_multiple_of(500) {
                        tell(&format!("{} of {count} histories", seed - first + 1));
                    }
                }
            });
        }
    });
    let steps = steps.into_inner();
    tell(&format!("{count} histories of {steps} events"));
    assert!(steps > count * 10, "too little happened to mean anything");
}

#[expect(clippy::print_stdout, reason = "the long run tells how far it is")]
fn tell(text: &str) {
    println!("{text}");
}
