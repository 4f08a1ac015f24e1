use std::time::Duration;

use mapae_domain::{Exceeded, Limit, Period, Remaining, SlidingWindow, Spent};

fn limit(count: u32, period: Period) -> Limit {
    Limit::Max { count: count.try_into().unwrap(), period }
}

/// How many of `tries` requests at `now` pass.
fn passed(spent: &mut Spent, limit: Limit, now: u64, tries: u32) -> u32 {
    (0..tries).filter(|_| spent.check_and_count(limit, now).is_ok()).count() as u32
}

const START: u64 = 1_795_392_000_000;
const MINUTE: u64 = 60_000;

#[test]
fn unlimited_tokens_are_counted_and_never_refused() {
    let mut spent = Spent::default();
    for _ in 0..100 {
        assert_eq!(spent.check_and_count(Limit::Unlimited, START), Ok(Remaining::Unlimited));
    }
    assert_eq!(spent.ever, 100);
}

#[test]
fn a_total_is_spent_once() {
    let mut spent = Spent::default();
    let total = limit(3, Period::Total);
    assert_eq!(spent.check_and_count(total, START), Ok(Remaining::Left(2)));
    assert_eq!(passed(&mut spent, total, START, 10), 2);
    let years_later = START + 10 * 365 * 24 * 60 * MINUTE;
    assert_eq!(spent.check_and_count(total, years_later), Err(Exceeded { retry_after: None }));
    assert_eq!(spent.ever, 3, "refused requests consume nothing");
    assert_eq!(
        passed(&mut spent, limit(5, Period::Total), START, 10),
        2,
        "raising the limit frees the difference"
    );
    assert_eq!(
        passed(&mut spent, limit(1, Period::Total), START, 10),
        0,
        "below what is used: refused, not stuck"
    );
    assert_eq!(passed(&mut spent, Limit::Unlimited, START, 10), 10);
}

#[test]
fn there_is_no_double_burst_at_a_windows_edge() {
    let mut spent = Spent::default();
    let hundred = limit(100, Period::Minute);
    let edge = START - START % MINUTE + MINUTE;
    assert_eq!(passed(&mut spent, hundred, edge - 1, 1000), 100);
    assert_eq!(passed(&mut spent, hundred, edge, 1000), 0);
    assert_eq!(
        passed(&mut spent, hundred, edge + MINUTE - 2, 1000),
        0,
        "still within a minute of the first burst"
    );
}

#[test]
fn the_window_is_at_most_a_sixteenth_of_a_period_strict() {
    let mut spent = Spent::default();
    let hundred = limit(100, Period::Minute);
    assert_eq!(passed(&mut spent, hundred, START, 1000), 100);
    assert_eq!(passed(&mut spent, hundred, START + MINUTE + MINUTE / 16, 1000), 100);
}

#[test]
fn a_refusal_says_when_to_come_back() {
    let mut spent = Spent::default();
    let two = limit(2, Period::Minute);
    spent.check_and_count(two, START).unwrap();
    spent.check_and_count(two, START + 10_000).unwrap();
    let Err(Exceeded { retry_after: Some(wait) }) = spent.check_and_count(two, START + 20_000) else {
        panic!("the third request within a minute passed");
    };
    let back = START + 20_000 + u64::try_from(wait.as_millis()).unwrap();
    assert!(
        wait <= Duration::from_millis(40_000 + MINUTE / 16),
        "waits for the first request alone: {wait:?}"
    );
    let mut early = spent;
    assert!(early.check_and_count(two, back - 1).is_err(), "a millisecond early");
    assert!(spent.check_and_count(two, back).is_ok(), "on time");
}

#[test]
fn setting_the_clock_back_refills_nothing() {
    let mut spent = Spent::default();
    let five = limit(5, Period::Hour);
    assert_eq!(passed(&mut spent, five, START, 10), 5);
    for back in [1, MINUTE, 60 * MINUTE, 24 * 60 * MINUTE, START] {
        assert_eq!(passed(&mut spent, five, START - back, 10), 0, "{back} ms back");
    }
    assert_eq!(passed(&mut spent, five, START + 64 * MINUTE, 10), 5, "time that passes does refill");
}

#[test]
fn a_limit_of_another_period_counts_anew() {
    let mut spent = Spent::default();
    assert_eq!(passed(&mut spent, limit(5, Period::Minute), START, 10), 5);
    assert_eq!(passed(&mut spent, limit(5, Period::ThirtyDays), START, 10), 5);
    assert_eq!(
        passed(&mut spent, limit(9, Period::ThirtyDays), START, 10),
        4,
        "another count of the same period does not"
    );
}

#[test]
fn a_stored_window_goes_on_where_it_was() {
    let mut spent = Spent::default();
    passed(&mut spent, limit(5, Period::Day), START, 3);
    let (latest, width, counts) = spent.window.to_parts();
    let restored = SlidingWindow::from_parts(latest, width, counts);
    assert_eq!(restored, spent.window);
    assert_eq!(restored.used(Period::Day, START + 1), 3);
    assert_eq!(restored.used(Period::Hour, START + 1), 0, "of another period nothing is known");
}
