//! How long to wait after wrong attempts. Pure: the caller has the clock, and waits or says so on screen.

use std::time::{Duration, Instant};

/// Wrong attempts that cost nothing but Argon2's own time: people mistype.
const FREE: u32 = 3;
const LONGEST: Duration = Duration::from_secs(30);

/// Wrong attempts in a row at one lock. Kept in memory: it slows down somebody at the keyboard. Against somebody
/// with a copy of the files only Argon2 and a long passphrase help, and a counter in a file would help nobody.
#[derive(Debug, Clone, Default)]
pub struct Attempts {
    failures: u32,
    last_failure: Option<Instant>,
}

impl Attempts {
    /// None so far.
    pub fn new() -> Attempts {
        Attempts::default()
    }

    /// How long to wait from `now` until the next attempt is taken; zero: go ahead. Instants are monotonic, so
    /// setting the clock changes nothing.
    pub fn wait(&self, now: Instant) -> Duration {
        self.last_failure.map_or(Duration::ZERO, |last| {
            delay_after(self.failures).saturating_sub(now.saturating_duration_since(last))
        })
    }

    /// A wrong passphrase or recovery key. Not for a mistyped recovery key: that was no attempt.
    pub fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        self.last_failure = Some(now);
    }

    /// The right one: forgets the failures.
    pub fn succeeded(&mut self) {
        *self = Attempts::new();
    }

    /// Wrong attempts in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }
}

/// 0, 0, 0, then 1, 2, 4 ... seconds, at most 30.
fn delay_after(failures: u32) -> Duration {
    match failures.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(doublings) => 1_u64.checked_shl(doublings).map_or(LONGEST, Duration::from_secs).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_after_three_free_failures_up_to_half_a_minute() {
        let seconds: Vec<u64> = (0..12).map(|failures| delay_after(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30]);
        assert_eq!(delay_after(u32::MAX), LONGEST);
    }

    #[test]
    fn the_wait_runs_down_and_a_success_ends_it() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut attempts = Attempts::new();
        for _ in 0..5 {
            attempts.failed(start);
        }
        assert_eq!(attempts.wait(start), Duration::from_secs(4));
        assert_eq!(attempts.wait(at(3)), Duration::from_secs(1));
        assert_eq!(attempts.wait(at(4)), Duration::ZERO);
        attempts.failed(at(4));
        assert_eq!(attempts.wait(at(4)), Duration::from_secs(8));
        attempts.succeeded();
        assert_eq!((attempts.wait(at(4)), attempts.failures()), (Duration::ZERO, 0));
    }

    #[test]
    fn an_instant_before_the_failure_is_no_way_around() {
        let start = Instant::now();
        let later = start + Duration::from_secs(60);
        let mut attempts = Attempts::new();
        for _ in 0..3 {
            attempts.failed(later);
        }
        assert_eq!(attempts.wait(start), Duration::from_secs(1));
    }
}
