//! The highest time ever seen: setting a clock back must not revive an expired token.

use chrono::{DateTime, TimeDelta, Utc};

/// Kept by the store; only ever rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HighWater(DateTime<Utc>);

impl HighWater {
    /// Small steps back are how clocks are kept right; beyond this an administrator is told.
    const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

    /// As stored, or the wall clock where nothing is stored yet.
    pub fn new(highest: DateTime<Utc>) -> HighWater {
        HighWater(highest)
    }

    /// The mark itself.
    pub fn highest(&self) -> DateTime<Utc> {
        self.0
    }

    /// The time by which expiry is judged: the wall clock, or the highest ever seen where that is later.
    pub fn judged_now(&self, wall: DateTime<Utc>) -> DateTime<Utc> {
        self.0.max(wall)
    }

    /// How far the wall clock is behind, if that is more than five minutes.
    pub fn behind(&self, wall: DateTime<Utc>) -> Option<TimeDelta> {
        Some(self.0.signed_duration_since(wall)).filter(|behind| *behind > Self::TOLERANCE)
    }

    /// Raises the mark to the wall clock; never lowers it. True if it rose.
    pub fn advance(&mut self, wall: DateTime<Utc>) -> bool {
        let rises = wall > self.0;
        self.0 = self.judged_now(wall);
        rises
    }
}
