use chrono_tz::Asia::Seoul;
use mapae_domain::{
    AllowList, Catalogue, CheckedDraft, Draft, DraftContext, EntryNotice, EntryProblem, ExpiryDraft,
    ExpiryProblem, Field, Limit, LimitProblem, ListProblem, NameKey, NameProblem, Period, ScopesProblem,
    TokenName, check,
};

use crate::sample_token::now;

fn draft() -> Draft {
    Draft {
        name: " 배포 ".to_owned(),
        description: String::new(),
        expiry: ExpiryDraft::On("2027-02-21".to_owned()),
        allow: vec![],
        block: vec![],
        limit_count: String::new(),
        limit_period: Period::Total,
        scopes: vec!["build-create".to_owned()],
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Checks with one name taken: `CI 서버`.
fn checked(draft: &Draft) -> CheckedDraft {
    let catalogue = Catalogue::sample();
    let taken = TokenName::parse("CI 서버").unwrap();
    let name_taken = |key: &NameKey| (*key == taken.key()).then(|| taken.clone());
    check(draft, &DraftContext { now: now(), zone: Seoul, catalogue: &catalogue, name_taken: &name_taken })
}

#[test]
fn a_draft_with_only_the_required_fields_is_a_policy() {
    let checked = checked(&draft());
    assert_eq!(checked.today.to_string(), "2026-11-23");
    let policy = checked.into_policy().unwrap();
    assert_eq!(policy.name.as_str(), "배포");
    assert_eq!((policy.allow, policy.limit), (AllowList::Any, Limit::Unlimited));
}

#[test]
fn a_name_that_reads_like_another_is_taken() {
    for name in ["CI 서버", "ci 서버", "CI \u{1109}\u{1165}\u{1107}\u{1165}", "ＣＩ　서버"] {
        let taken = TokenName::parse("CI 서버").unwrap();
        let checked = checked(&Draft { name: name.to_owned(), ..draft() });
        assert_eq!(checked.name, Err(NameProblem::Taken { name: taken }), "for {name:?}");
    }
}

#[test]
fn every_text_of_a_list_has_its_own_answer() {
    let list = texts(&["10.0.0.0/8 사무실", "010.0.0.1", "10.0.0.0/33", "10.1.2.3/8"]);
    let checked = checked(&Draft { allow: list, ..draft() });
    let allow = &checked.allow;
    assert_eq!(allow.entries.len(), 4);
    assert!(allow.entries[0].is_ok());
    assert_eq!(allow.entries[1], Err(EntryProblem::LeadingZero { suggestion: Some("10.0.0.1".to_owned()) }));
    assert_eq!(allow.entries[2], Err(EntryProblem::PrefixTooLong { max: 32 }));
    let last = allow.entries[3].as_ref().unwrap();
    assert!(last.notices.contains(&EntryNotice::Duplicate { position: 1 }));
    assert_eq!(checked.into_policy(), Err(Field::Allow));
}

#[test]
fn duplicates_are_stored_once() {
    let list = texts(&["10.0.0.0/8", "192.0.2.1", "10.9.9.9/8 사무실"]);
    let policy = checked(&Draft { block: list, ..draft() }).into_policy().unwrap();
    let stored: Vec<String> = policy.block.entries().iter().map(ToString::to_string).collect();
    assert_eq!(stored, ["10.0.0.0/8 # 사무실", "192.0.2.1/32"]);
}

#[test]
fn an_allow_entry_that_lets_no_one_in_is_marked() {
    let shadowed = |allow: &str, block: &[&str]| {
        let checked = checked(&Draft { allow: texts(&[allow]), block: texts(block), ..draft() });
        checked.allow.entries[0].as_ref().unwrap().notices.contains(&EntryNotice::ShadowedByBlock)
    };
    for (allow, block, expected, why) in [
        ("10.0.0.0/8", &["10.0.0.0/8"][..], true, "equal"),
        ("10.1.0.0/16", &["10.0.0.0/8"], true, "inside"),
        ("10.0.0.0/8", &["10.1.0.0/16"], false, "only in part"),
        ("10.0.0.0/8", &["10.0.0.0/9", "10.128.0.0/9"], true, "two halves"),
        ("10.0.0.0/8", &["10.128.0.0/9", "1.1.1.1", "10.0.0.0/10", "10.64.0.0/10"], true, "three parts"),
        ("10.0.0.0/8", &["10.0.0.0/9", "10.128.0.0/10"], false, "a quarter is free"),
        ("64:ff9b::a01:0/112", &["10.0.0.0/8"], true, "NAT64 of a blocked network"),
        ("2002:a01::/32", &["10.0.0.0/8"], true, "6to4 of a blocked network"),
        ("::10.1.0.0/112", &["10.0.0.0/8"], true, "IPv4-compatible"),
        ("::/0", &["0.0.0.0/0"], false, "other family"),
        ("::ffff:10.1.0.0/112", &["10.0.0.0/8"], true, "mapped"),
        ("10.0.0.1", &[], false, "nothing blocked"),
        ("10.0.0.1", &["10.0.0.0/8", "nonsense"], true, "a bad entry beside it changes nothing"),
    ] {
        assert_eq!(shadowed(allow, block), expected, "{allow} by {block:?}: {why}");
    }
}

#[test]
fn a_list_may_hold_a_thousand_networks() {
    let many: Vec<String> = (0..1001).map(|n| format!("10.0.{}.{}", n / 256, n % 256)).collect();
    let checked = checked(&Draft { block: many, ..draft() });
    assert_eq!(checked.block.problem, Some(ListProblem::TooMany { max: 1000, count: 1001 }));
    assert_eq!(checked.block.entries.len(), 1001, "each text is answered all the same");
    assert_eq!(checked.first_problem(), Some(Field::Block));
}

#[test]
fn the_first_field_with_a_problem_is_named_in_the_order_of_the_dialog() {
    let bad = Draft {
        name: String::new(),
        description: "\u{7}".to_owned(),
        expiry: ExpiryDraft::On("어제".to_owned()),
        allow: texts(&["x"]),
        block: texts(&["y"]),
        limit_count: "1e9".to_owned(),
        limit_period: Period::Day,
        scopes: vec![],
    };
    let report = checked(&bad);
    assert_eq!(report.expiry, Err(ExpiryProblem::Unreadable));
    assert_eq!(report.limit, Err(LimitProblem::Unreadable));
    assert_eq!(report.scopes, Err(ScopesProblem::Empty));
    let good = draft();
    let mut mended = bad;
    let mut fields = vec![];
    while let Err(field) = checked(&mended).into_policy() {
        fields.push(field);
        match field {
            Field::Name => mended.name = good.name.clone(),
            Field::Description => mended.description = good.description.clone(),
            Field::Expiry => mended.expiry = ExpiryDraft::Never,
            Field::Allow => mended.allow = vec![],
            Field::Block => mended.block = vec![],
            Field::Limit => mended.limit_count = "1,000".to_owned(),
            Field::Scopes => mended.scopes = good.scopes.clone(),
        }
    }
    let order = [
        Field::Name,
        Field::Description,
        Field::Expiry,
        Field::Allow,
        Field::Block,
        Field::Limit,
        Field::Scopes,
    ];
    assert_eq!(fields, order);
}
