//! The only place that reads the wall clock and the administrator's time zone. Everything below is given `now`.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::time::SystemTime;

/// The wall clock, in UTC.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of the clock")]
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}

/// The administrator's time zone: `TZ` where it names one, else the system's, else UTC.
pub(crate) fn zone() -> Tz {
    let named = std::env::var("TZ").ok().and_then(|name| name.trim_start_matches(':').parse().ok());
    let system = || iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok());
    named.or_else(system).unwrap_or(Tz::UTC)
}
