//! What is left of a limit, for callers that pace themselves: `RateLimit` and `RateLimit-Policy`
//! (draft-ietf-httpapi-ratelimit-headers).

use std::fmt::{Result, Write};
use std::num::NonZeroU32;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};
use mapae_domain::Period;

/// `"day";q=1000;w=86400`.
pub(crate) const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// `"day";r=17`.
pub(crate) const STATE: HeaderName = HeaderName::from_static("ratelimit");

/// The limit. 전체 has no window.
pub(crate) fn policy(out: &mut impl Write, count: NonZeroU32, period: Period) -> Result {
    write_parts(out, &["\"", name(period), "\";q=", Digits::of(count.get().into()).as_str()])?;
    match period.millis() {
        Some(millis) => write_parts(out, &[";w=", Digits::of(millis / 1000).as_str()]),
        None => Ok(()),
    }
}

/// How many requests would pass now, and after what time there are more.
pub(crate) fn state(out: &mut impl Write, period: Period, left: u32, more_after: Option<Duration>) -> Result {
    write_parts(out, &["\"", name(period), "\";r=", Digits::of(left.into()).as_str()])?;
    match more_after {
        Some(wait) => write_parts(out, &[";t=", Digits::of(seconds(wait)).as_str()]),
        None => Ok(()),
    }
}

/// `write!` for texts alone, at a fraction of its price.
fn write_parts(out: &mut impl Write, parts: &[&str]) -> Result {
    parts.iter().try_for_each(|part| out.write_str(part))
}

/// A number in decimal.
struct Digits {
    /// The last ones.
    bytes: [u8; 20],
    begin: usize,
}

impl Digits {
    fn of(mut number: u64) -> Digits {
        let mut digits = Digits { bytes: [b'0'; 20], begin: 20 };
        loop {
            digits.begin -= 1;
            digits.bytes[digits.begin] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return digits;
            }
        }
    }

    fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[self.begin..]).expect("digits are ASCII")
    }
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
    fn a_total_has_no_window() {
        for (period, expected) in [
            (Period::Total, r#""total";q=4294967295"#),
            (Period::Minute, r#""minute";q=4294967295;w=60"#),
            (Period::Hour, r#""hour";q=4294967295;w=3600"#),
            (Period::Day, r#""day";q=4294967295;w=86400"#),
            (Period::ThirtyDays, r#""30-days";q=4294967295;w=2592000"#),
        ] {
            let mut text = String::new();
            policy(&mut text, NonZeroU32::MAX, period).expect("a string takes everything");
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn what_is_left_is_told_in_decimal() {
        for (left, wait, expected) in [
            (0, Some(Duration::from_millis(3_750)), r#""day";r=0;t=4"#),
            (10, None, r#""day";r=10"#),
            (u32::MAX, Some(Duration::from_secs(u64::MAX)), r#""day";r=4294967295;t=18446744073709551615"#),
        ] {
            let mut text = String::new();
            state(&mut text, Period::Day, left, wait).expect("a string takes everything");
            assert_eq!(text, expected);
        }
    }
}
