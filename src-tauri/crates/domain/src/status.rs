//! 상태: the one word that the list shows for a token.

use chrono::{DateTime, Utc};

use crate::limit::{Limit, Period};
use crate::token::{Life, Token, Usage};

/// What a token is, now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// 사용 중: none of the others.
    Active,
    /// 만료 임박: would be active, with 14 days or less to go.
    Expiring,
    /// 중지.
    Disabled,
    /// 한도 소진: a limit of 전체 is used up.
    Exhausted,
    /// 만료.
    Expired,
    /// 회수.
    Revoked,
}

const EXPIRING_DAYS: i32 = 14;

/// Where several apply, the one that is hardest to undo: withdrawn, expired, switched off, used up. `now` is
/// the judged time ([`crate::HighWater::judged_now`]).
pub fn status(token: &Token, usage: &Usage, now: DateTime<Utc>) -> Status {
    if matches!(token.life, Life::Revoked { .. }) {
        Status::Revoked
    } else if token.expiry.is_past(now) {
        Status::Expired
    } else if token.life == Life::Disabled {
        Status::Disabled
    } else if is_exhausted(token.limit, usage) {
        Status::Exhausted
    } else if token.expiry.days_left(now).is_some_and(|days| days <= EXPIRING_DAYS) {
        Status::Expiring
    } else {
        Status::Active
    }
}

fn is_exhausted(limit: Limit, usage: &Usage) -> bool {
    matches!(limit, Limit::Max { count, period: Period::Total } if usage.spent_total >= u64::from(count.get()))
}
