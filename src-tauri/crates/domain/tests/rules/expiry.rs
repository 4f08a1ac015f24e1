use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use mapae_domain::{Expiry, ExpiryDate, ExpiryProblem, today_in};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_token_lives_through_its_last_day_in_its_zone() {
    for (date, zone, instant, why) in [
        ("2027-02-21", Tz::Asia__Seoul, "2027-02-21T15:00:00Z", "midnight in Seoul"),
        ("2027-02-21", Tz::UTC, "2027-02-22T00:00:00Z", "midnight"),
        ("2026-12-31", Tz::America__New_York, "2027-01-01T05:00:00Z", "across a year"),
        ("2028-02-28", Tz::UTC, "2028-02-29T00:00:00Z", "into a leap day"),
        (
            "2026-09-05",
            Tz::America__Santiago,
            "2026-09-06T04:00:00Z",
            "00:00 to 01:00 is skipped: first instant after",
        ),
        ("2026-10-31", Tz::America__Havana, "2026-11-01T05:00:00Z", "00:00 comes twice: the later"),
        ("2011-12-29", Tz::Pacific__Apia, "2011-12-30T10:00:00Z", "a whole day is skipped"),
        ("2026-04-04", Tz::Australia__Lord_Howe, "2026-04-04T13:00:00Z", "a zone of half-hour summer time"),
        ("9999-12-31", Tz::Etc__GMTPlus12, "+10000-01-01T12:00:00Z", "the last of all"),
    ] {
        let expiry = ExpiryDate::new(day(date), zone).unwrap();
        assert_eq!(expiry.instant(), utc(instant), "{date} in {zone}: {why}");
    }
}

#[test]
fn the_end_is_right_on_every_day_in_zones_that_change_clocks_at_midnight() {
    use chrono::TimeZone;
    use chrono_tz::{Africa, America, Asia, Atlantic};
    let (mut skipped, mut doubled) = (0, 0);
    for zone in [
        Africa::Cairo,
        America::Asuncion,
        America::Havana,
        America::Santiago,
        America::Sao_Paulo,
        Asia::Amman,
        Asia::Beirut,
        Asia::Gaza,
        Asia::Tehran,
        Atlantic::Azores,
    ] {
        for date in day("1995-01-01").iter_days().take_while(|date| *date < day("2035-01-01")) {
            let next = date.succ_opt().unwrap();
            let midnight = zone.from_local_datetime(&next.and_hms_opt(0, 0, 0).unwrap());
            let instant = ExpiryDate::new(date, zone).unwrap().instant();
            let second_before = today_in(zone, instant - chrono::TimeDelta::seconds(1));
            assert!(today_in(zone, instant) >= next, "{date} goes on at its end in {zone}");
            if midnight.earliest() == midnight.latest() {
                assert_eq!(second_before, date, "{date} ended too early or too late in {zone}");
                skipped += u32::from(midnight.earliest().is_none());
            } else {
                assert_eq!(Some(instant), midnight.latest().map(|later| later.to_utc()), "{date} in {zone}");
                doubled += 1;
            }
        }
    }
    assert!(
        skipped > 100 && doubled > 50,
        "the table missed its point: {skipped} skipped, {doubled} doubled"
    );
}

#[test]
fn dates_are_read_in_the_spellings_that_people_use() {
    let now = utc("2026-11-23T03:00:00Z");
    for typed in [
        "2027-02-21",
        " 2027-02-21 ",
        "2027-2-21",
        "2027.02.21",
        "2027.2.21",
        "2027. 2. 21.",
        "2027.2.21.",
        "2027/2/21",
        "2027년 2월 21일",
        "2027년2월21일",
        "2027년 02월 21일",
        "20270221",
        "２０２７-０２-２１",
        "2027\u{1102}\u{1167}\u{11ab} 2\u{110b}\u{116f}\u{11af} 21\u{110b}\u{1175}\u{11af}",
    ] {
        let read = ExpiryDate::parse(typed, Tz::Asia__Seoul, now).map(|date| date.date());
        assert_eq!(read, Ok(day("2027-02-21")), "for {typed:?}");
    }
}

#[test]
fn what_is_no_date_is_unreadable_and_never_guessed() {
    let now = utc("2026-11-23T03:00:00Z");
    for typed in [
        "내일",
        "2027",
        "2027-02",
        "2027-02-29",
        "2027-13-01",
        "2027-00-10",
        "2027-02-00",
        "27-02-21",
        "02/21/2027",
        "21.2.2027",
        "2027-02-21-",
        "2027-02.21",
        "-2027-02-21",
        "+2027-02-21",
        "2027-002-21",
        "2027-02-21T00:00",
        "2027 02 21",
        "202702211",
        "0000-01-01",
        "2027²-01-01",
        "２０２７년",
    ] {
        assert_eq!(
            ExpiryDate::parse(typed, Tz::Asia__Seoul, now),
            Err(ExpiryProblem::Unreadable),
            "for {typed:?}"
        );
    }
}

#[test]
fn dates_out_of_range_say_so() {
    // 15:30 UTC is half past midnight of the next day in Seoul.
    let now = utc("2026-11-22T15:30:00Z");
    let today = day("2026-11-23");
    let latest = day("9999-12-31");
    for (typed, problem) in [
        ("", ExpiryProblem::Empty),
        (" \t", ExpiryProblem::Empty),
        ("2026-11-22", ExpiryProblem::Past { today }),
        ("0001-01-01", ExpiryProblem::Past { today }),
        ("10000-01-01", ExpiryProblem::TooFar { latest }),
        ("12027-02-28", ExpiryProblem::TooFar { latest }),
        ("12027-02-30", ExpiryProblem::Unreadable),
    ] {
        assert_eq!(ExpiryDate::parse(typed, Tz::Asia__Seoul, now), Err(problem), "for {typed:?}");
    }
    assert!(ExpiryDate::parse("2026-11-23", Tz::Asia__Seoul, now).is_ok(), "today is the first that passes");
    assert!(ExpiryDate::parse("9999-12-31", Tz::Asia__Seoul, now).is_ok(), "the latest passes");
    assert_eq!(ExpiryDate::new(NaiveDate::MIN, Tz::UTC), Err(ExpiryProblem::Unreadable));
    assert_eq!(ExpiryDate::new(NaiveDate::MAX, Tz::UTC), Err(ExpiryProblem::TooFar { latest }));
}

#[test]
fn a_token_is_refused_from_the_instant_on() {
    let date = ExpiryDate::new(day("2027-02-21"), Tz::Asia__Seoul).unwrap();
    let expiry = Expiry::On(date);
    assert!(!expiry.is_past(utc("2027-02-21T14:59:59.999999999Z")));
    assert!(expiry.is_past(utc("2027-02-21T15:00:00Z")), "now >= instant");
    assert!(!Expiry::Never.is_past(utc("9999-12-31T00:00:00Z")));
}

#[test]
fn days_left_are_days_of_the_zone() {
    let date = ExpiryDate::new(day("2027-02-21"), Tz::Asia__Seoul).unwrap();
    for (now, days) in [
        ("2026-11-23T03:00:00Z", 90),
        ("2027-02-20T14:59:59Z", 1),
        ("2027-02-20T15:00:00Z", 0),
        ("2027-02-21T14:59:59Z", 0),
        ("2027-02-21T15:00:00Z", -1),
    ] {
        assert_eq!(date.days_left(utc(now)), days, "at {now}");
    }
    assert_eq!(Expiry::Never.days_left(utc("2026-11-23T03:00:00Z")), None);
}
