//! Who shows invalid tokens again and again (steps 2 and 3) is answered 429 for the rest of a minute.
//!
//! A proven token is never held up: behind one address may be a whole office, and a stranger's guesses must not lock it
//! out. Guessing 190 random bits is hopeless at any rate; what this keeps whole is the record of decisions, and it tells
//! gateways and administrators that somebody tries.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures that an address may have in one period.
pub(crate) const FREE_FAILURES: u32 = 30;
const PERIOD: Duration = Duration::from_secs(60);
/// Addresses that are remembered; beyond that new ones go free until old ones are forgotten.
const MAX_ADDRESSES: usize = 4096;

#[derive(Default)]
pub(crate) struct Throttle(Mutex<Failures>);

#[derive(Default)]
struct Failures {
    by_client: HashMap<IpAddr, Failing>,
    swept: Option<Instant>,
}

struct Failing {
    since: Instant,
    count: u32,
}

impl Throttle {
    /// Notes an invalid token from `client`. If there were too many: how long until they are forgotten. Periods are fixed,
    /// so that going on does not make it longer.
    pub(crate) fn failed(&self, client: IpAddr, now: Instant) -> Option<Duration> {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let client = host(client);
        failures.make_room(now);
        if failures.by_client.len() >= MAX_ADDRESSES && !failures.by_client.contains_key(&client) {
            return None;
        }
        let failing = failures.by_client.entry(client).or_insert(Failing { since: now, count: 0 });
        if now.duration_since(failing.since) >= PERIOD {
            *failing = Failing { since: now, count: 0 };
        }
        failing.count = failing.count.saturating_add(1);
        (failing.count > FREE_FAILURES).then(|| PERIOD.saturating_sub(now.duration_since(failing.since)))
    }
}

impl Failures {
    /// At most once a second, so that a flood from many addresses does not pay for it with each request.
    fn make_room(&mut self, now: Instant) {
        let swept_lately = self.swept.is_some_and(|at| now.duration_since(at) < Duration::from_secs(1));
        if self.by_client.len() >= MAX_ADDRESSES && !swept_lately {
            self.by_client.retain(|_, failing| now.duration_since(failing.since) < PERIOD);
            self.swept = Some(now);
        }
    }
}

/// An IPv6 client moves about in its /64.
fn host(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn more_than_thirty_failures_a_minute_are_too_many() {
        let throttle = Throttle::default();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        for _ in 0..FREE_FAILURES {
            assert_eq!(throttle.failed(address("203.0.113.1"), at(0)), None);
        }
        assert_eq!(throttle.failed(address("203.0.113.1"), at(10)), Some(Duration::from_secs(50)));
        assert_eq!(throttle.failed(address("::ffff:203.0.113.1"), at(59)), Some(Duration::from_secs(1)));
        assert_eq!(throttle.failed(address("203.0.113.2"), at(59)), None, "another address");
        assert_eq!(throttle.failed(address("203.0.113.1"), at(60)), None, "forgotten, though it went on");
    }

    #[test]
    fn an_ipv6_client_is_its_network() {
        let throttle = Throttle::default();
        let now = Instant::now();
        let answers = (0..=FREE_FAILURES).map(|last| {
            let moving = format!("2001:db8:0:1::{last:x}");
            throttle.failed(address(&moving), now).is_some()
        });
        assert_eq!(answers.filter(|refused| *refused).count(), 1);
        assert_eq!(throttle.failed(address("2001:db8:0:2::1"), now), None);
    }

    #[test]
    fn the_table_is_bounded_and_empties_itself() {
        let throttle = Throttle::default();
        let start = Instant::now();
        for number in 0..2 * MAX_ADDRESSES as u32 {
            throttle.failed(IpAddr::V4(number.into()), start);
        }
        let len = || throttle.0.lock().unwrap().by_client.len();
        assert_eq!(len(), MAX_ADDRESSES);
        throttle.failed(address("203.0.113.1"), start + PERIOD);
        assert_eq!(len(), 1);
    }
}
