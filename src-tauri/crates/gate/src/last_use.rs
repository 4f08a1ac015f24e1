//! When and from where a request was last allowed, in the 24 bytes that a counter has left for it.

use std::net::{IpAddr, Ipv6Addr};

use chrono::{DateTime, Utc};

/// The moment and the client's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct LastUse {
    /// Milliseconds since 1970, or [`NEVER`].
    at: i64,
    /// An IPv6 address, high half first; IPv4 as mapped. `::` is no client's and stands for "not known".
    from: [u64; 2],
}

/// A time that no record can hold.
const NEVER: i64 = i64::MIN;

impl Default for LastUse {
    fn default() -> LastUse {
        LastUse { at: NEVER, from: [0; 2] }
    }
}

impl LastUse {
    /// `now` is in milliseconds since 1970.
    #[inline]
    pub(crate) fn new(now: u64, from: Option<IpAddr>) -> LastUse {
        let from = match from {
            None => [0; 2],
            Some(IpAddr::V4(v4)) => [0, 0xffff << 32 | u64::from(v4.to_bits())],
            Some(IpAddr::V6(v6)) => [(v6.to_bits() >> 64) as u64, v6.to_bits() as u64],
        };
        LastUse { at: now as i64, from }
    }

    /// As a record has it.
    pub(crate) fn of(at: Option<DateTime<Utc>>, from: Option<IpAddr>) -> LastUse {
        LastUse { at: at.map_or(NEVER, |at| at.timestamp_millis()), ..LastUse::new(0, from) }
    }

    pub(crate) fn at(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.at)
    }

    pub(crate) fn from(self) -> Option<IpAddr> {
        let [high, low] = self.from;
        let address = Ipv6Addr::from_bits(u128::from(high) << 64 | u128::from(low));
        (!address.is_unspecified()).then(|| IpAddr::V6(address).to_canonical())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let noon = DateTime::from_timestamp_millis(1_800_000_000_123);
        for (at, from) in [
            (None, None),
            (noon, None),
            (noon, Some("10.0.0.7")),
            (noon, Some("2001:db8::7")),
            (Some(DateTime::UNIX_EPOCH), Some("::1")),
        ] {
            let from = from.map(|text| text.parse().unwrap());
            let kept = LastUse::of(at, from);
            assert_eq!((kept.at(), kept.from()), (at, from));
        }
        let mapped = LastUse::new(1, Some("::ffff:10.0.0.7".parse().unwrap()));
        assert_eq!(mapped.from(), Some("10.0.0.7".parse().unwrap()), "one form of an address");
    }
}
