//! What is left of a limit, for callers that pace themselves: `RateLimit` and `RateLimit-Policy`
//! (draft-ietf-httpapi-ratelimit-headers).

use std::fmt::{self, Write};
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};
use mapae_domain::{Limit, Period};

/// `"day";q=1000;w=86400`.
pub(crate) const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// `"day";r=17`.
pub(crate) const STATE: HeaderName = HeaderName::from_static("ratelimit");

/// The limit; `None` where there is none. 전체 has no window.
pub(crate) fn policy(limit: Limit) -> Option<HeaderValue> {
    let Limit::Max { count, period } = limit else { return None };
    let name = name(period);
    Some(match period.millis() {
        Some(millis) => value(format_args!("\"{name}\";q={count};w={}", millis / 1000)),
        None => value(format_args!("\"{name}\";q={count}")),
    })
}

/// How many requests would pass now, and after what time there are more.
pub(crate) fn state(limit: Limit, left: u32, more_after: Option<Duration>) -> Option<HeaderValue> {
    let Limit::Max { period, .. } = limit else { return None };
    let name = name(period);
    Some(match more_after {
        Some(wait) => value(format_args!("\"{name}\";r={left};t={}", seconds(wait))),
        None => value(format_args!("\"{name}\";r={left}")),
    })
}

/// For `Retry-After`, rounded up: who comes a moment early comes in vain.
pub(crate) fn retry_after(wait: Duration) -> HeaderValue {
    HeaderValue::from(seconds(wait))
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

fn name(period: Period) -> &'static str {
    match period {
        Period::Total => "total",
        Period::Minute => "minute",
        Period::Hour => "hour",
        Period::Day => "day",
        Period::ThirtyDays => "30-days",
    }
}

fn value(text: fmt::Arguments<'_>) -> HeaderValue {
    let mut written = String::with_capacity(48);
    written.write_fmt(text).expect("a string takes everything");
    HeaderValue::try_from(written).expect("digits and names are visible ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_as_long_as_told_waits_long_enough() {
        for (millis, told) in [(0, "0"), (1, "1"), (999, "1"), (1_000, "1"), (1_001, "2"), (3_750, "4")] {
            assert_eq!(retry_after(Duration::from_millis(millis)), told, "{millis} ms");
        }
    }

    #[test]
    fn an_unlimited_token_has_no_policy_and_a_total_no_window() {
        assert_eq!(policy(Limit::Unlimited), None);
        assert_eq!(state(Limit::Unlimited, 1, None), None);
        let limit = |period| Limit::Max { count: std::num::NonZeroU32::MAX, period };
        for (period, expected) in [
            (Period::Total, r#""total";q=4294967295"#),
            (Period::Minute, r#""minute";q=4294967295;w=60"#),
            (Period::Hour, r#""hour";q=4294967295;w=3600"#),
            (Period::Day, r#""day";q=4294967295;w=86400"#),
            (Period::ThirtyDays, r#""30-days";q=4294967295;w=2592000"#),
        ] {
            assert_eq!(policy(limit(period)).as_ref().map(HeaderValue::as_bytes), Some(expected.as_bytes()));
        }
    }
}
