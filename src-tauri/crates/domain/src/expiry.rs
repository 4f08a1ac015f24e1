//! When a token ends: never, or with a calendar day in the administrator's time zone, through the whole of
//! which it is valid.

use chrono::{
    DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::date_text::{self, TypedDate};

/// 만료일.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expiry {
    /// 무기한.
    Never,
    /// Through all of a day.
    On(ExpiryDate),
}

/// The last day of a token, in the zone in which it was chosen. The zone is kept because a date alone is 24
/// to 50 hours wide, and because an administrator who travels must not move the ends of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExpiryDate {
    date: NaiveDate,
    zone: Tz,
    /// Computed once here, and again whenever a record is read, so that a newer time zone database applies.
    instant: DateTime<Utc>,
}

/// What is wrong with a typed date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpiryProblem {
    /// Nothing was typed.
    Empty,
    /// No date, or a day that the calendar does not have.
    Unreadable,
    /// Before today: the token would never have been valid.
    Past {
        /// Today in the administrator's zone.
        today: NaiveDate,
    },
    /// After the last day that every date format can write.
    TooFar {
        /// [`ExpiryDate::latest`].
        latest: NaiveDate,
    },
}

impl Expiry {
    /// True from the instant on, itself included (RFC 7519, 4.1.4). `now` is the judged time
    /// ([`crate::HighWater::judged_now`]).
    pub fn is_past(&self, now: DateTime<Utc>) -> bool {
        self.instant().is_some_and(|instant| now >= instant)
    }

    /// From which on the token is refused; `None` = never.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        match self {
            Expiry::Never => None,
            Expiry::On(date) => Some(date.instant()),
        }
    }

    /// [`ExpiryDate::days_left`]; `None` = never ends.
    pub fn days_left(&self, now: DateTime<Utc>) -> Option<i32> {
        match self {
            Expiry::Never => None,
            Expiry::On(date) => Some(date.days_left(now)),
        }
    }
}

impl ExpiryDate {
    /// 9999-12-31: later dates have five-digit years, which ISO 8601 and RFC 3339 don't write.
    pub fn latest() -> NaiveDate {
        NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day of the calendar")
    }

    /// A date from a record, or one that was parsed already; may lie in the past, but in years 1 to 9999.
    pub fn new(date: NaiveDate, zone: Tz) -> Result<ExpiryDate, ExpiryProblem> {
        let first = NaiveDate::from_ymd_opt(1, 1, 1).expect("a day of the calendar");
        if date < first {
            return Err(ExpiryProblem::Unreadable);
        }
        if date > Self::latest() {
            return Err(ExpiryProblem::TooFar { latest: Self::latest() });
        }
        let next = date.checked_add_days(Days::new(1)).expect("the calendar goes on after the year 9999");
        Ok(ExpiryDate { date, zone, instant: first_instant(next, zone) })
    }

    /// A typed date (see the spellings in `date_text.rs`); today is the first that is accepted.
    pub fn parse(text: &str, zone: Tz, now: DateTime<Utc>) -> Result<ExpiryDate, ExpiryProblem> {
        if text.trim().is_empty() {
            return Err(ExpiryProblem::Empty);
        }
        let date = match date_text::parse(text).ok_or(ExpiryProblem::Unreadable)? {
            TypedDate::Day(date) => date,
            TypedDate::BeyondYear9999 => {
                return Err(ExpiryProblem::TooFar { latest: Self::latest() });
            }
        };
        let today = today_in(zone, now);
        if date < today {
            return Err(ExpiryProblem::Past { today });
        }
        ExpiryDate::new(date, zone)
    }

    /// The last day on which the token is valid.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// In which that day is meant.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The first instant of the day after: from here on the token is refused.
    pub fn instant(&self) -> DateTime<Utc> {
        self.instant
    }

    /// Whole days of the zone's calendar: 0 on the last day, negative after it.
    pub fn days_left(&self, now: DateTime<Utc>) -> i32 {
        let days = self.date.signed_duration_since(today_in(self.zone, now)).num_days();
        i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
    }
}

/// The calendar day in `zone`: presets count from here.
pub fn today_in(zone: Tz, now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&zone).date_naive()
}

/// Midnight at the start of `date`. Where clocks skip it (Santiago in spring, Samoa's whole 30 December
/// 2011), the first instant after the gap; where it comes twice (Havana in autumn), the later, so that the
/// promised day is never short.
fn first_instant(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    const STEP: i64 = 15 * 60;
    const LONGEST_GAP: i64 = 48 * 60 * 60;
    let midnight = date.and_time(NaiveTime::MIN);
    let after = |seconds: i64| latest_reading(midnight + TimeDelta::seconds(seconds), zone);
    if let Some(instant) = after(0) {
        return instant;
    }
    let Some(mut reached) =
        (STEP..=LONGEST_GAP).step_by(STEP as usize).find(|seconds| after(*seconds).is_some())
    else {
        return midnight.and_utc();
    };
    let mut skipped = reached - STEP;
    while reached - skipped > 1 {
        let middle = skipped + (reached - skipped) / 2;
        if after(middle).is_some() { reached = middle } else { skipped = middle }
    }
    after(reached).unwrap_or_else(|| midnight.and_utc())
}

fn latest_reading(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::None => None,
        MappedLocalTime::Single(only) => Some(only.to_utc()),
        MappedLocalTime::Ambiguous(one, other) => Some(one.to_utc().max(other.to_utc())),
    }
}
