use crate::{
    opened,
    support::{House, draft},
};
use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{Draft, ExpiryDraft};
use mapae_service::{
    Copying, Query, Registry, due_reminders, edit_token, issue_token, list_tokens, note_reminded,
    revoke_token,
};

const DAYS: [u32; 4] = [14, 7, 1, 0];

/// Ten in the morning in Seoul, so many days before 2027-02-21.
fn days_before(days: i64) -> DateTime<Utc> {
    "2027-02-21T01:00:00Z".parse::<DateTime<Utc>>().unwrap() - TimeDelta::days(days)
}

fn expiring(name: &str) -> Draft {
    Draft { expiry: ExpiryDraft::On("2027-02-21".to_owned()), ..draft(name) }
}

/// What a person is told at a time, and does not forget.
fn told(registry: &Registry, at: DateTime<Utc>) -> Vec<(String, i32)> {
    let due = due_reminders(registry, &DAYS, at).unwrap();
    note_reminded(registry, &due, at).unwrap();
    due.into_iter().map(|reminder| (reminder.name.to_string(), reminder.days_left)).collect()
}

fn a_house_with_one_token() -> (House, Registry) {
    let house = House::new();
    let registry = opened(&house);
    issue_token(&registry, &expiring("배포"), Copying::Kept, days_before(90)).unwrap();
    issue_token(&registry, &draft("무기한"), Copying::Kept, days_before(90)).unwrap();
    (house, registry)
}

#[test]
fn each_step_is_told_once_also_after_a_restart() {
    let (house, mut registry) = a_house_with_one_token();
    let expected = [
        (20, None),
        (14, Some(14)),
        (13, None),
        (7, Some(7)),
        (6, None),
        (1, Some(1)),
        (0, Some(0)),
        (-1, None),
    ];
    for (days, wanted) in expected {
        let wanted: Vec<(String, i32)> = wanted.map(|left| ("배포".to_owned(), left)).into_iter().collect();
        assert_eq!(told(&registry, days_before(days)), wanted, "{days} days before");
        drop(registry);
        registry = house.open_at(days_before(days)).unwrap();
        registry.start_indexing(|| ());
        assert_eq!(told(&registry, days_before(days)), [], "once is enough");
    }
}

#[test]
fn who_did_not_run_is_told_the_last_step_and_for_a_week_after_the_end() {
    for (days, wanted) in [(3, Some(3)), (-3, Some(-3)), (-9, None)] {
        let (_house, registry) = a_house_with_one_token();
        let wanted: Vec<(String, i32)> = wanted.map(|left| ("배포".to_owned(), left)).into_iter().collect();
        assert_eq!(told(&registry, days_before(days)), wanted);
    }
}

#[test]
fn a_token_that_was_put_off_begins_anew_and_a_withdrawn_one_is_not_told() {
    let (_house, registry) = a_house_with_one_token();
    assert_eq!(told(&registry, days_before(14)).len(), 1);
    let rows = list_tokens(&registry, &Query::default(), 0, 10, days_before(14)).unwrap().rows;
    let token = rows.iter().find(|row| row.token.name.as_str() == "배포").unwrap().token.clone();
    let edit = mapae_domain::Edit {
        description: String::new(),
        expiry: ExpiryDraft::On("2027-03-21".to_owned()),
        allow: Vec::new(),
        block: Vec::new(),
        limit_count: String::new(),
        limit_period: mapae_domain::Period::Total,
        scopes: vec!["build-create".to_owned()],
    };
    edit_token(&registry, token.id, token.revision, &edit, days_before(10)).unwrap();
    assert_eq!(told(&registry, days_before(7)), []);
    assert_eq!(told(&registry, days_before(-14)).len(), 1, "two weeks before its new end");
    revoke_token(&registry, token.id, "", days_before(-14)).unwrap();
    assert_eq!(told(&registry, days_before(-27)), []);
}

#[test]
fn who_issues_a_token_for_a_week_is_not_told_that_it_ends_in_a_week() {
    let house = House::new();
    let registry = opened(&house);
    issue_token(&registry, &expiring("짧은 것"), Copying::Kept, days_before(7)).unwrap();
    assert_eq!(told(&registry, days_before(7)), []);
    assert_eq!(told(&registry, days_before(1)), [("짧은 것".to_owned(), 1)]);
}

#[test]
fn nobody_is_told_where_nothing_was_asked_for() {
    let (_house, registry) = a_house_with_one_token();
    assert_eq!(due_reminders(&registry, &[], days_before(1)).unwrap(), []);
}
