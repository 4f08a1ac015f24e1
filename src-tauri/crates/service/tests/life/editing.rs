use crate::{
    as_shown, issued, kinds,
    support::{House, draft, now},
};
use mapae_domain::{Edit, ExpiryDraft, Field, FieldChange, Limit, LimitEditProblem, Period};
use mapae_service::{
    Copying, ServiceError, check_edit, disable_token, edit_token, issue_token, list_events, revoke_token,
    token_detail,
};
use std::sync::Barrier;

#[test]
fn an_edit_is_judged_with_what_it_would_change_and_then_made() {
    let house = House::new();
    let registry = house.open();
    let token = issued(&registry, "배포");
    let edit =
        Edit { description: "야간".to_owned(), allow: vec!["10.0.0.0/8".to_owned()], ..as_shown(&token) };
    let check = check_edit(&registry, token.id, 1, &edit, now()).unwrap();
    assert_eq!((check.checked.first_problem(), check.outdated, check.changes.len()), (None, None, 2));
    let detail = edit_token(&registry, token.id, 1, &edit, now()).unwrap();
    assert_eq!((detail.listed.token.revision, detail.listed.token.description.as_str()), (2, "야간"));
    assert_eq!(token_detail(&registry, token.id, now()).unwrap().listed.token, detail.listed.token);
    let events = list_events(&registry, &Default::default(), 0, 1).unwrap();
    assert_eq!(events.rows[0].changes, check.changes, "the audit trail tells what was confirmed");
    let again = check_edit(&registry, token.id, 2, &as_shown(&detail.listed.token), now()).unwrap();
    assert_eq!(again.changes, []);
}

#[test]
fn an_edit_that_changes_nothing_leaves_no_event() {
    let house = House::new();
    let registry = house.open();
    let list = ["10.0.0.0/8", "::1"].map(ToOwned::to_owned);
    let with_list = mapae_domain::Draft { allow: list.to_vec(), ..draft("배포") };
    let token = issue_token(&registry, &with_list, Copying::Kept, now()).unwrap().token;
    let before = kinds(&registry);
    let reversed = Edit { allow: list.into_iter().rev().collect(), ..as_shown(&token) };
    for edit in [as_shown(&token), reversed] {
        let detail = edit_token(&registry, token.id, 1, &edit, now()).unwrap();
        assert_eq!(detail.listed.token, token);
    }
    assert_eq!(kinds(&registry), before);
}

#[test]
fn who_edits_an_older_state_is_told_and_overwrites_nothing() {
    let house = House::new();
    let registry = house.open();
    let token = issued(&registry, "배포");
    disable_token(&registry, token.id, now()).unwrap();
    let edit = Edit { description: "늦은 말".to_owned(), ..as_shown(&token) };
    assert_eq!(check_edit(&registry, token.id, 1, &edit, now()).unwrap().outdated, Some(2));
    let refused = edit_token(&registry, token.id, 1, &edit, now());
    assert!(matches!(refused, Err(ServiceError::Outdated { current: 2 })), "{refused:?}");
    assert_eq!(token_detail(&registry, token.id, now()).unwrap().listed.token.description.as_str(), "");
}

#[test]
fn of_two_edits_at_once_one_wins_and_the_other_is_told() {
    let house = House::new();
    let registry = house.open();
    for round in 0..20 {
        let token = issued(&registry, &format!("경합 {round}"));
        let start = Barrier::new(2);
        let edit = |description: &str| {
            let edit = Edit { description: description.to_owned(), ..as_shown(&token) };
            start.wait();
            edit_token(&registry, token.id, 1, &edit, now())
        };
        let answers = std::thread::scope(|scope| {
            let (one, other) = (scope.spawn(|| edit("하나")), scope.spawn(|| edit("다른 하나")));
            [one.join().unwrap(), other.join().unwrap()]
        });
        let told =
            answers.iter().filter(|answer| matches!(answer, Err(ServiceError::Outdated { current: 2 })));
        assert_eq!(told.count(), 1, "{answers:?}");
        let won = answers.iter().flatten().next().unwrap();
        assert_eq!(token_detail(&registry, token.id, now()).unwrap().listed.token, won.listed.token);
    }
}

#[test]
fn what_is_wrong_with_an_edit_is_named_by_its_field() {
    let house = House::new();
    let registry = house.open();
    let token = issued(&registry, "배포");
    let limited = Edit { limit_count: "5".to_owned(), limit_period: Period::Day, ..as_shown(&token) };
    let check = check_edit(&registry, token.id, 1, &limited, now()).unwrap();
    assert_eq!(check.checked.limit, Err(LimitEditProblem::Final));
    let refused = edit_token(&registry, token.id, 1, &limited, now());
    assert!(matches!(refused, Err(ServiceError::DraftRefused(Field::Limit))));
    let past = Edit { expiry: ExpiryDraft::On("2026-11-01".to_owned()), ..as_shown(&token) };
    let refused = edit_token(&registry, token.id, 1, &past, now());
    assert!(matches!(refused, Err(ServiceError::DraftRefused(Field::Expiry))));
}

#[test]
fn a_limited_token_may_become_unlimited_and_the_trail_tells_it() {
    let house = House::new();
    let registry = house.open();
    let limited = mapae_domain::Draft { limit_count: "10".to_owned(), ..draft("배포") };
    let token = issue_token(&registry, &limited, Copying::Kept, now()).unwrap().token;
    let edit = Edit { limit_count: String::new(), ..as_shown(&token) };
    edit_token(&registry, token.id, 1, &edit, now()).unwrap();
    let events = list_events(&registry, &Default::default(), 0, 1).unwrap();
    let change = FieldChange::Limit { before: token.limit, after: Limit::Unlimited };
    assert_eq!(events.rows[0].changes, [change]);
}

#[test]
fn a_withdrawn_token_is_not_edited() {
    let house = House::new();
    let registry = house.open();
    let token = issued(&registry, "배포");
    let revoked = revoke_token(&registry, token.id, "", now()).unwrap().listed.token;
    let edit = Edit { description: "다음".to_owned(), ..as_shown(&revoked) };
    let refused = edit_token(&registry, token.id, revoked.revision, &edit, now());
    assert!(matches!(refused, Err(ServiceError::Revoked)));
}
