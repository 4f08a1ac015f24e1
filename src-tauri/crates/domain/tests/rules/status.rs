use chrono::TimeDelta;
use mapae_domain::{Expiry, Life, Limit, Period, Status, Usage, status};

use crate::sample_token::{now, token};

#[test]
fn the_status_hardest_to_undo_is_shown() {
    let revoked = Life::Revoked { at: now(), reason: "유출".to_owned() };
    let expired_at = now() + TimeDelta::days(400);
    let used_up = Usage { spent_total: 3, ..Usage::default() };
    let used = Usage { spent_total: 2, ..Usage::default() };
    for (life, usage, at, expected) in [
        (Life::Active, used, now(), Status::Active),
        (Life::Active, used_up, now(), Status::Exhausted),
        (Life::Disabled, used_up, now(), Status::Disabled),
        (Life::Disabled, used_up, expired_at, Status::Expired),
        (revoked.clone(), used_up, expired_at, Status::Revoked),
        (revoked, used, now(), Status::Revoked),
        (Life::Active, used, now() + TimeDelta::days(80), Status::Expiring),
        (Life::Active, used_up, now() + TimeDelta::days(80), Status::Exhausted),
    ] {
        let token = mapae_domain::Token { life, ..token() };
        assert_eq!(status(&token, &usage, at), expected, "{:?} at {at}", token.life);
    }
}

#[test]
fn a_token_is_expiring_from_fourteen_days_before_its_last_day() {
    let Expiry::On(last) = token().expiry else { panic!("the sample ends") };
    let last_noon = last.instant() - TimeDelta::hours(12);
    for (days, expected) in [(15, Status::Active), (14, Status::Expiring), (0, Status::Expiring)] {
        assert_eq!(
            status(&token(), &Usage::default(), last_noon - TimeDelta::days(days)),
            expected,
            "{days} days before"
        );
    }
    assert_eq!(status(&token(), &Usage::default(), last.instant()), Status::Expired);
}

#[test]
fn only_a_total_can_be_exhausted() {
    let usage = Usage { spent_total: u64::MAX, ..Usage::default() };
    for limit in [Limit::Unlimited, Limit::Max { count: 1.try_into().unwrap(), period: Period::Day }] {
        let token = mapae_domain::Token { limit, ..token() };
        assert_eq!(status(&token, &usage, now()), Status::Active);
    }
}
