use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::HighWater;

fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

#[test]
fn the_highest_time_ever_seen_judges() {
    let mut mark = HighWater::new(noon());
    assert_eq!(mark.judged_now(noon() - TimeDelta::days(30)), noon());
    assert_eq!(mark.judged_now(noon() + TimeDelta::seconds(1)), noon() + TimeDelta::seconds(1));
    assert!(!mark.advance(noon() - TimeDelta::hours(1)), "never falls");
    assert_eq!(mark.highest(), noon());
    assert!(mark.advance(noon() + TimeDelta::hours(1)));
    assert_eq!(mark.highest(), noon() + TimeDelta::hours(1));
}

#[test]
fn a_clock_is_behind_beyond_five_minutes() {
    let mark = HighWater::new(noon());
    let five = TimeDelta::minutes(5);
    assert_eq!(mark.behind(noon() - five), None);
    let more = five + TimeDelta::milliseconds(1);
    assert_eq!(mark.behind(noon() - more), Some(more));
    assert_eq!(mark.behind(noon() + TimeDelta::days(1)), None);
}
