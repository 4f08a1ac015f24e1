//! Figures about the gate since its start: for the window's charts and for Prometheus.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mapae_domain::Step;

use crate::http::{Dialect, GatewayFault};

/// Seconds that are looked back on.
pub const SECONDS: usize = 300;
/// Upper ends of the latency histogram's buckets, in nanoseconds.
pub(crate) const LATENCY_BOUNDS: [u64; 10] =
    [500, 1_000, 2_000, 5_000, 10_000, 25_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// What the gate did and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// True if there is a registry to decide by; every request is answered with 503 otherwise.
    pub is_loaded: bool,
    /// Tokens in force or not.
    pub tokens: usize,
    /// When all tokens were read last.
    pub loaded_at: Option<DateTime<Utc>>,
    /// How long the last change took from the call that told of it until it was in force.
    pub last_change: Option<Duration>,
    /// Open connections.
    pub connections: usize,
    /// Connections turned away because there were too many.
    pub connections_refused: u64,
    /// Requests allowed.
    pub allowed: u64,
    /// Requests refused by each of the ten steps, the first step first.
    pub refused: [u64; 10],
    /// Of the refused ones: those that were answered with 429 because too many invalid tokens came from their address.
    pub throttled: u64,
    /// Requests of a gateway that did not say what it asks about.
    pub misconfigured: u64,
    /// Requests that came while there was no registry.
    pub unavailable: u64,
    /// The last 300 seconds up to now, the oldest first.
    pub seconds: Vec<SecondFigures>,
}

/// Requests of one second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SecondFigures {
    /// Seconds since 1970.
    pub at: i64,
    /// Allowed.
    pub allowed: u32,
    /// Refused, misconfigured ones included.
    pub refused: u32,
}

/// Counters, changed together with the ring of decisions.
#[derive(Clone)]
pub(crate) struct Tally {
    pub(crate) allowed: u64,
    pub(crate) refused: [u64; 10],
    pub(crate) throttled: u64,
    pub(crate) unavailable: u64,
    pub(crate) by_dialect: [u64; Dialect::ALL.len()],
    pub(crate) faults: HashMap<GatewayFault, u64>,
    /// One more bucket than there are bounds.
    pub(crate) latency: [u64; LATENCY_BOUNDS.len() + 1],
    pub(crate) latency_nanos: u64,
    /// Second n at `n % SECONDS`.
    seconds: Box<[SecondFigures; SECONDS]>,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally {
            allowed: 0,
            refused: [0; 10],
            throttled: 0,
            unavailable: 0,
            by_dialect: [0; Dialect::ALL.len()],
            faults: HashMap::new(),
            latency: [0; LATENCY_BOUNDS.len() + 1],
            latency_nanos: 0,
            seconds: Box::new([SecondFigures::default(); SECONDS]),
        }
    }
}

impl Tally {
    pub(crate) fn decided(
        &mut self,
        dialect: Dialect,
        at: DateTime<Utc>,
        refused_by: Option<Step>,
        took: Duration,
    ) {
        self.by_dialect[dialect as usize] += 1;
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.latency[LATENCY_BOUNDS.partition_point(|bound| *bound < nanos)] += 1;
        self.latency_nanos = self.latency_nanos.saturating_add(nanos);
        match refused_by {
            Some(step) => {
                self.refused[step as usize - 1] += 1;
                self.second(at).refused += 1;
            }
            None => {
                self.allowed += 1;
                self.second(at).allowed += 1;
            }
        }
    }

    pub(crate) fn throttled(&mut self, dialect: Dialect, at: DateTime<Utc>, step: Step, took: Duration) {
        self.decided(dialect, at, Some(step), took);
        self.throttled += 1;
    }

    pub(crate) fn misconfigured(&mut self, dialect: Dialect, at: DateTime<Utc>, fault: GatewayFault) {
        self.by_dialect[dialect as usize] += 1;
        *self.faults.entry(fault).or_default() += 1;
        self.second(at).refused += 1;
    }

    /// The last seconds up to `now`; where nothing came it says so.
    pub(crate) fn seconds(&self, now: DateTime<Utc>) -> Vec<SecondFigures> {
        let now = now.timestamp();
        let oldest = now - SECONDS as i64 + 1;
        let figures = (oldest..=now).map(|at| {
            let kept = self.seconds[place(at)];
            if kept.at == at { kept } else { SecondFigures { at, ..SecondFigures::default() } }
        });
        figures.collect()
    }

    fn second(&mut self, at: DateTime<Utc>) -> &mut SecondFigures {
        let at = at.timestamp();
        let second = &mut self.seconds[place(at)];
        if second.at != at {
            *second = SecondFigures { at, ..SecondFigures::default() };
        }
        second
    }
}

fn place(second: i64) -> usize {
    second.rem_euclid(SECONDS as i64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_in_which_nothing_came_are_there_and_older_ones_are_not() {
        let at = |second| DateTime::from_timestamp(second, 0).expect("a time in range");
        let mut tally = Tally::default();
        tally.decided(Dialect::Nginx, at(1_000), None, Duration::from_nanos(700));
        tally.decided(Dialect::Nginx, at(1_000), Some(Step::Limit), Duration::from_secs(1));
        tally.decided(Dialect::Forward, at(1_299), None, Duration::from_nanos(1_000));
        let seconds = tally.seconds(at(1_299));
        assert_eq!(seconds.len(), SECONDS);
        assert_eq!(seconds[0], SecondFigures { at: 1_000, allowed: 1, refused: 1 });
        assert_eq!(seconds[1], SecondFigures { at: 1_001, allowed: 0, refused: 0 });
        assert_eq!(seconds[299], SecondFigures { at: 1_299, allowed: 1, refused: 0 });
        assert_eq!(tally.seconds(at(1_300))[0].at, 1_001);
        assert_eq!((tally.latency[1], tally.latency[LATENCY_BOUNDS.len()]), (2, 1));
        assert_eq!((tally.allowed, tally.refused[9]), (2, 1));
    }
}
