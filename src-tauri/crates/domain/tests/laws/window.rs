use mapae_domain::{Exceeded, Limit, Period, SlidingWindow, Spent};
use proptest::prelude::*;

fn period() -> impl Strategy<Value = Period> {
    prop::sample::select(vec![Period::Minute, Period::Hour, Period::Day, Period::ThirtyDays])
}

/// Waits between requests, as parts in 65,536 of the period: mostly bursts, sometimes longer than a period.
fn waits() -> impl Strategy<Value = Vec<u64>> {
    let wait = prop_oneof![6 => 0..300u64, 3 => 0..8_000u64, 1 => 0..80_000u64];
    prop::collection::vec(wait, 1..400)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn in_no_interval_as_long_as_the_period_are_more_than_n_allowed(
        period in period(), count in 1..40u32, start in 0..4_000_000_000_000u64, waits in waits(),
    ) {
        let length = period.millis().unwrap();
        let limit = Limit::Max { count: count.try_into().unwrap(), period };
        let mut spent = Spent::default();
        let mut now = start;
        let mut allowed: Vec<u64> = vec![];
        for wait in waits {
            now += wait * length / 65_536;
            let since = |span: u64| allowed.iter().filter(|time| **time + span > now).count();
            match spent.check_and_count(limit, now) {
                Ok(_) => {
                    allowed.push(now);
                    let recent = allowed.iter().filter(|time| **time + length > now).count();
                    prop_assert!(recent <= count as usize, "{recent} of {count} within a period of {now}");
                }
                Err(Exceeded { retry_after }) => {
                    let strict = since(length + length / 16);
                    prop_assert!(strict >= count as usize, "refused after only {strict} of {count}");
                    let wait = u64::try_from(retry_after.unwrap().as_millis()).unwrap();
                    let (mut early, mut on_time) = (spent, spent);
                    prop_assert!(early.check_and_count(limit, now + wait - 1).is_err(), "passes before Retry-After");
                    prop_assert!(on_time.check_and_count(limit, now + wait).is_ok(), "does not pass at Retry-After");
                }
            }
        }
    }

    #[test]
    fn a_clock_that_jumps_about_never_lets_more_than_n_through_at_one_time(
        period in period(), count in 1..20u32, jumps in prop::collection::vec((0..1_000_000u64, 1..30u8), 1..40),
    ) {
        let length = period.millis().unwrap();
        let limit = Limit::Max { count: count.try_into().unwrap(), period };
        let mut spent = Spent::default();
        let mut highest = 0;
        let mut allowed: Vec<u64> = vec![];
        for (at, tries) in jumps {
            let wall = at * (length / 65_536);
            highest = wall.max(highest);
            for _ in 0..tries {
                if spent.check_and_count(limit, wall).is_ok() {
                    // By the highest time ever seen, as the rest of the registry judges.
                    allowed.push(highest);
                }
            }
            let recent = allowed.iter().filter(|time| **time + length > highest).count();
            prop_assert!(recent <= count as usize, "{recent} of {count}");
        }
    }

    #[test]
    fn used_is_the_sum_of_the_sub_buckets_that_have_not_left(
        period in period(), latest in 16..1_000_000u64, counts in prop::array::uniform17(0..1_000u32),
        // In parts of 64 to a sub-bucket, from well before the newest one to well after it.
        passed in 0..40 * 64u64, odd in 0..2u64,
    ) {
        let width = period.millis().unwrap() / 16;
        let now = (latest - 16) * width + passed * width / 64 + odd;
        let window = SlidingWindow::from_parts(latest, u32::try_from(width).unwrap(), counts);
        let current = (now / width).max(latest);
        let remain = (latest - 16..=latest).filter(|bucket| bucket + 17 > current);
        let expected: u64 = remain.map(|bucket| u64::from(counts[(bucket % 17) as usize])).sum();
        prop_assert_eq!(window.used(period, now), expected);
    }

    #[test]
    fn a_stored_window_comes_back_as_it_was(
        latest in prop_oneof![0..40u64, any::<u64>()], width in any::<u32>(),
        counts in prop::array::uniform17(any::<u32>()),
    ) {
        prop_assert_eq!(SlidingWindow::from_parts(latest, width, counts).to_parts(), (latest, width, counts));
    }

    #[test]
    fn a_window_is_no_more_than_its_counts(
        period in period(), count in 1..40u32, start in 0..4_000_000_000_000u64, waits in waits(),
    ) {
        let limit = Limit::Max { count: count.try_into().unwrap(), period };
        let mut spent = Spent::default();
        let mut now = start;
        for wait in waits {
            now += wait * period.millis().unwrap() / 65_536;
            let _ = spent.check_and_count(limit, now);
            let (latest, width, counts) = spent.window.to_parts();
            prop_assert_eq!(SlidingWindow::from_parts(latest, width, counts), spent.window);
        }
    }

    #[test]
    fn a_total_lets_exactly_n_through(count in 1..200u32, waits in waits()) {
        let limit = Limit::Max { count: count.try_into().unwrap(), period: Period::Total };
        let mut spent = Spent::default();
        let tries = waits.len();
        let passed = waits.into_iter().filter(|now| spent.check_and_count(limit, *now).is_ok()).count();
        prop_assert_eq!(passed, tries.min(count as usize));
        prop_assert_eq!(spent.ever, passed as u64);
    }
}
