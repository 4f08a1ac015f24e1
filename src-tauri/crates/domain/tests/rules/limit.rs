use mapae_domain::{Limit, LimitChangeRefused, LimitProblem, Period};

fn max(count: u32, period: Period) -> Limit {
    Limit::Max { count: count.try_into().unwrap(), period }
}

#[test]
fn blank_and_zero_are_unlimited() {
    for typed in ["", "  ", "0", "00", "０", "0,000", "\u{3000}"] {
        assert_eq!(Limit::parse(typed, Period::Day), Ok(Limit::Unlimited), "for {typed:?}");
    }
}

#[test]
fn whole_numbers_are_read() {
    for (typed, count) in [
        ("1", 1),
        (" 100 ", 100),
        ("007", 7),
        ("1,000", 1000),
        ("12,345,678", 12_345_678),
        ("１，０００", 1000),
        ("４２", 42),
        ("4294967295", u32::MAX),
        ("4,294,967,295", u32::MAX),
        ("00000000000000000000001", 1),
    ] {
        assert_eq!(Limit::parse(typed, Period::Hour), Ok(max(count, Period::Hour)), "for {typed:?}");
    }
}

#[test]
fn what_is_no_number_is_unreadable() {
    for typed in [
        "-1",
        "+1",
        "1e9",
        "1.5",
        "1,00",
        "1,0000",
        "1000,000",
        ",100",
        "100,",
        "1,,000",
        "1 000",
        "1_000",
        "0x10",
        "천",
        "무제한",
        "٣",
        "1²",
        "∞",
        "NaN",
        ",",
    ] {
        assert_eq!(Limit::parse(typed, Period::Total), Err(LimitProblem::Unreadable), "for {typed:?}");
    }
}

#[test]
fn numbers_beyond_32_bits_are_too_large() {
    let nines = "9".repeat(400);
    for typed in ["4294967296", "18446744073709551616", "4,294,967,296", nines.as_str()] {
        let problem = LimitProblem::TooLarge { max: u32::MAX };
        assert_eq!(Limit::parse(typed, Period::Total), Err(problem), "for {typed:?}");
    }
}

#[test]
fn an_unlimited_token_stays_unlimited() {
    let limited = max(10, Period::Total);
    assert_eq!(Limit::Unlimited.change(limited), Err(LimitChangeRefused));
    assert_eq!(Limit::Unlimited.change(Limit::Unlimited), Ok(Limit::Unlimited));
}

#[test]
fn a_limited_token_may_be_changed_to_any_limit_and_to_none() {
    let limited = max(10, Period::Total);
    for to in [max(1, Period::Total), max(u32::MAX, Period::Minute), limited, Limit::Unlimited] {
        assert_eq!(limited.change(to), Ok(to));
    }
}
