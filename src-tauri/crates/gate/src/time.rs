//! The time that requests are judged by.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use chrono::{DateTime, Utc};
use mapae_domain::HighWater;

type Wall = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The highest time that the wall clock has ever shown, going on evenly from there. A clock that is set back revives
/// nothing; and time does not stand still until it has caught up, for then no limit's window would ever move on.
pub(crate) struct Time {
    wall: Wall,
    started: Instant,
    /// What time it was at `started`, in milliseconds since 1970, by the latest that was ever seen. Only ever rises.
    placed: AtomicI64,
}

impl Time {
    pub(crate) fn new(wall: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Time {
        let placed = AtomicI64::new(wall().timestamp_millis());
        Time { wall: Box::new(wall), started: Instant::now(), placed }
    }

    /// Goes on from the highest time that an earlier process has seen, if that is later than now.
    pub(crate) fn raise(&self, mark: HighWater) {
        self.see(mark.highest().timestamp_millis(), Instant::now());
    }

    /// Now.
    pub(crate) fn judged(&self) -> DateTime<Utc> {
        self.judged_and_read().0
    }

    /// Now, and what the even clock showed, for who measures from here on: a request reads each clock as seldom as it can.
    pub(crate) fn judged_and_read(&self) -> (DateTime<Utc>, Instant) {
        let seen = (self.wall)().timestamp_millis();
        let read = Instant::now();
        let judged = self.see(seen, read);
        (DateTime::from_timestamp_millis(judged).unwrap_or(DateTime::<Utc>::MAX_UTC), read)
    }

    /// `seen` is what a clock showed before `read`: an interruption in between makes it no later than it was.
    fn see(&self, seen: i64, read: Instant) -> i64 {
        let passed = i64::try_from(read.duration_since(self.started).as_millis()).unwrap_or(i64::MAX / 2);
        let placed = seen.saturating_sub(passed);
        // Written only when it rises, so that workers don't take the line from each other at each request.
        if placed > self.placed.load(Ordering::Relaxed) {
            self.placed.fetch_max(placed, Ordering::Relaxed);
        }
        self.placed.load(Ordering::Relaxed).saturating_add(passed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(millis).expect("a time in range")
    }

    #[test]
    fn time_never_goes_back_and_never_stands_still() {
        let wall = Arc::new(AtomicI64::new(1_000_000));
        let clock = Arc::clone(&wall);
        let time = Time::new(move || at(clock.load(Ordering::SeqCst)));
        assert!(time.judged() >= at(1_000_000));
        wall.store(9_000_000, Ordering::SeqCst);
        let ahead = time.judged();
        assert!(ahead >= at(9_000_000));
        wall.store(5, Ordering::SeqCst);
        let begun = Instant::now();
        while time.judged() <= ahead {
            assert!(begun.elapsed().as_secs() < 10, "it stands still");
        }
        time.raise(HighWater::new(at(20_000_000)));
        assert!(time.judged() >= at(20_000_000));
        time.raise(HighWater::new(at(7)));
        assert!(time.judged() >= at(20_000_000));
    }
}
