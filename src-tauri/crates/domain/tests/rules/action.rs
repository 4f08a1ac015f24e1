use chrono_tz::{America::New_York, Asia::Seoul};
use mapae_domain::{
    Action, ActionRefused, AllowList, ApiId, Catalogue, CheckedAction, Expiry, ExpiryDate, ExpiryDraft,
    ExpiryProblem, Life, ListKind, ReasonProblem, Scopes, ScopesProblem, Token, changes,
};

use crate::sample_token::{entries, now, token};

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn checked(action: &Action) -> CheckedAction {
    action.check(now(), Seoul, &Catalogue::sample())
}

fn done(action: &Action, token: &Token) -> Result<Token, ActionRefused> {
    checked(action).ready().unwrap().apply(token, now())
}

fn add(list: ListKind, entries: &[&str]) -> Action {
    Action::AddEntries { list, entries: texts(entries) }
}

fn remove(list: ListKind, entries: &[&str]) -> Action {
    Action::RemoveEntries { list, entries: texts(entries) }
}

#[test]
fn the_texts_of_an_action_are_reported_as_a_draft_s() {
    let long = "가".repeat(201);
    let problem = checked(&Action::Revoke { reason: long });
    assert_eq!(problem, CheckedAction::Revoke(Err(ReasonProblem::TooLong { max: 200, length: 201 })));
    let today = "2026-11-23".parse().unwrap();
    let problem = checked(&Action::SetExpiry(ExpiryDraft::On("2026-11-22".to_owned())));
    assert_eq!(problem, CheckedAction::SetExpiry(Err(ExpiryProblem::Past { today })));
    let unknown = Err(ScopesProblem::Unknown { id: "long-gone".to_owned() });
    let problem = checked(&Action::AddScopes(texts(&["long-gone"])));
    assert_eq!(problem, CheckedAction::AddScopes(unknown));
    let problem = checked(&Action::RemoveScopes(vec![]));
    assert_eq!(problem, CheckedAction::RemoveScopes(Err(ScopesProblem::Empty)));
    assert!(checked(&Action::RemoveScopes(texts(&["long-gone"]))).ready().is_some(), "it may have left");
    let problem = checked(&add(ListKind::Allow, &["10.0.0.0/8", "x"]));
    let CheckedAction::AddEntries(ListKind::Allow, list) = &problem else { panic!("{problem:?}") };
    assert!(list.entries[0].is_ok() && list.entries[1].is_err());
    assert_eq!(problem.ready(), None);
}

#[test]
fn each_action_changes_what_it_says() {
    let api = |id| ApiId::parse(id).unwrap();
    let after = done(&Action::AddScopes(texts(&["cluster-list", "build-run"])), &token()).unwrap();
    assert_eq!(after.scopes.ids(), ["build-create", "build-run", "cluster-list"].map(api));
    let after = done(&Action::RemoveScopes(texts(&["build-create", "cluster-list"])), &token()).unwrap();
    assert_eq!(after.scopes.ids(), [api("build-run")]);
    let after = done(&add(ListKind::Block, &["10.2.0.0/16 다른 말", "::1"]), &token()).unwrap();
    assert_eq!(after.block.entries(), entries(&["192.0.2.0/24", "10.2.0.0/16 회의실", "::1"]));
    let after = done(&remove(ListKind::Block, &["10.2.0.0/16"]), &token()).unwrap();
    assert_eq!(after.block.entries(), entries(&["192.0.2.0/24"]), "whatever its note");
    let after = done(&Action::SetExpiry(ExpiryDraft::Never), &token()).unwrap();
    assert_eq!(after.expiry, Expiry::Never);
    let after = done(&Action::Revoke { reason: String::new() }, &token()).unwrap();
    assert!(matches!(after.life, Life::Revoked { .. }));
}

#[test]
fn an_allow_list_is_opened_by_its_last_entry_and_narrowed_by_its_first() {
    let open = done(&remove(ListKind::Allow, &["10.0.0.0/8"]), &token()).unwrap();
    assert_eq!(open.allow, AllowList::Any);
    let narrowed = done(&add(ListKind::Allow, &["10.0.0.0/8"]), &open).unwrap();
    assert_eq!(narrowed.allow.entries(), entries(&["10.0.0.0/8"]));
}

#[test]
fn what_is_so_already_is_left_as_it_is() {
    let Expiry::On(day) = token().expiry else { panic!("the sample ends") };
    let abroad = ExpiryDate::new(day.date(), New_York).unwrap();
    let abroad = Token { expiry: Expiry::On(abroad), ..token() };
    let disabled = Token { life: Life::Disabled, ..token() };
    for (action, token) in [
        (Action::Enable, token()),
        (Action::Disable, disabled),
        (Action::SetExpiry(ExpiryDraft::On(day.date().to_string())), abroad),
        (Action::AddScopes(texts(&["build-run"])), token()),
        (Action::RemoveScopes(texts(&["cluster-list"])), token()),
        (add(ListKind::Allow, &["10.0.0.0/8"]), token()),
        (add(ListKind::Allow, &[]), token()),
        (remove(ListKind::Block, &["::1"]), token()),
    ] {
        let after = done(&action, &token).unwrap();
        assert_eq!(changes(&token, &after), [], "{action:?}");
        assert_eq!(after.expiry, token.expiry);
    }
}

#[test]
fn what_can_not_be_is_refused_with_its_reason() {
    let revoked = done(&Action::Revoke { reason: "유출".to_owned() }, &token()).unwrap();
    for action in [Action::Disable, Action::Enable, Action::SetExpiry(ExpiryDraft::Never)] {
        assert_eq!(done(&action, &revoked), Err(ActionRefused::Revoked), "{action:?}");
    }
    let again = done(&Action::Revoke { reason: "또".to_owned() }, &revoked);
    assert_eq!(again, Ok(revoked), "it is so already");
    let all = Action::RemoveScopes(texts(&["build-create", "build-run", "cluster-list"]));
    assert_eq!(done(&all, &token()), Err(ActionRefused::NoScopeLeft));
    let thousand: Vec<String> = (0..1000).map(|n| format!("172.16.{}.{}", n / 256, n % 256)).collect();
    let many = Action::AddEntries { list: ListKind::Block, entries: thousand };
    assert_eq!(done(&many, &token()), Err(ActionRefused::TooManyEntries));
    let only = Token { scopes: Scopes::new(vec![ApiId::parse("build-run").unwrap()]).unwrap(), ..token() };
    assert_eq!(done(&Action::RemoveScopes(texts(&["build-run"])), &only), Err(ActionRefused::NoScopeLeft));
}
