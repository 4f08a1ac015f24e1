//! 요청 제한: how many requests a token may make, and in what time.

use std::num::NonZeroU32;

use crate::text;

/// Blank or 0 is unlimited, and that is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// 무제한. Can't be limited later.
    Unlimited,
    /// In no interval as long as the period are more than `count` requests allowed.
    Max {
        /// 1 to 4,294,967,295.
        count: NonZeroU32,
        /// In what time.
        period: Period,
    },
}

/// In what time a limit's count is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// 전체: ever.
    Total,
    /// 1분.
    Minute,
    /// 1시간.
    Hour,
    /// 1일: any 24 hours, not a calendar day.
    Day,
    /// 30일: any 30 times 24 hours.
    ThirtyDays,
}

/// What is wrong with a typed limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitProblem {
    /// Not a whole number: `-1`, `1e9`, `1.5`, `1,00`.
    Unreadable,
    /// A whole number, but too large.
    TooLarge {
        /// 4,294,967,295.
        max: u32,
    },
}

/// An unlimited token can't be limited later. The way out that a window may offer: issue a limited copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitChangeRefused;

impl Limit {
    /// Reads a typed count. Full-width digits count as digits; commas may group the digits by thousands, and
    /// only so (`1,000` yes; `1,00` and `1,0000` no, for nobody can tell which digit is missing or too many).
    /// Leading zeros mean nothing. The period of a blank or 0 is dropped.
    pub fn parse(count: &str, period: Period) -> Result<Limit, LimitProblem> {
        let typed = text::ascii_forms(count);
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Limit::Unlimited);
        }
        let digits = ungrouped(typed).ok_or(LimitProblem::Unreadable)?;
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() {
            return Ok(Limit::Unlimited);
        }
        // Digits alone: what can't be parsed now is too large.
        let count = significant.parse().map_err(|_| LimitProblem::TooLarge { max: u32::MAX })?;
        Ok(Limit::Max { count, period })
    }

    /// The limit after an edit: a limited token may get another limit or become unlimited (which the window
    /// confirms, for it is final); an unlimited one stays so.
    pub fn change(&self, to: Limit) -> Result<Limit, LimitChangeRefused> {
        match (self, to) {
            (Limit::Unlimited, Limit::Max { .. }) => Err(LimitChangeRefused),
            (Limit::Unlimited, Limit::Unlimited) | (Limit::Max { .. }, _) => Ok(to),
        }
    }
}

impl Period {
    /// In milliseconds; `None` = ever.
    pub const fn millis(self) -> Option<u64> {
        const MINUTE: u64 = 60_000;
        match self {
            Period::Total => None,
            Period::Minute => Some(MINUTE),
            Period::Hour => Some(60 * MINUTE),
            Period::Day => Some(24 * 60 * MINUTE),
            Period::ThirtyDays => Some(30 * 24 * 60 * MINUTE),
        }
    }
}

fn ungrouped(typed: &str) -> Option<String> {
    let groups: Vec<&str> = typed.split(',').collect();
    let (first, others) = groups.split_first()?;
    let are_thousands = others.is_empty() || (1..=3).contains(&first.len());
    let is_number =
        groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    (is_number && are_thousands && others.iter().all(|group| group.len() == 3)).then(|| groups.concat())
}
