use crate::{
    issued, kinds,
    support::{House, draft, now},
};
use mapae_domain::{Action, Draft, ExpiryDraft, Life, ListKind, TokenId};
use mapae_service::{
    BulkPreview, BulkRefusal, Copying, RefusedBecause, Registry, ServiceError, check_action, delete_token,
    edit_token, issue_token, preview_bulk, revoke_token, run_bulk, token_detail,
};
use std::ops::ControlFlow;

fn on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Two of one API, one of two with a list, one withdrawn, one deleted.
fn some(registry: &Registry) -> Vec<TokenId> {
    let mut ids = vec![issued(registry, "하나").id, issued(registry, "둘").id];
    let scopes = texts(&["build-create", "cluster-list"]);
    let listed = Draft { scopes, allow: texts(&["10.0.0.0/8"]), ..draft("목록") };
    ids.push(issue_token(registry, &listed, Copying::Kept, now()).unwrap().token.id);
    for name in ["회수", "삭제"] {
        let id = issued(registry, name).id;
        revoke_token(registry, id, "", now()).unwrap();
        ids.push(id);
    }
    delete_token(registry, ids[4], "삭제", now()).unwrap();
    ids
}

#[test]
fn a_preview_counts_what_a_run_then_does() {
    let add = |entries: &[&str]| Action::AddEntries { list: ListKind::Allow, entries: texts(entries) };
    let remove = |entries: &[&str]| Action::RemoveEntries { list: ListKind::Allow, entries: texts(entries) };
    for (action, changed, unchanged, last_scope, narrowed, opened) in [
        (Action::Disable, 3, 0, 0, 0, 0),
        (Action::Enable, 0, 3, 0, 0, 0),
        (Action::SetExpiry(ExpiryDraft::On("2027-01-01".to_owned())), 3, 0, 0, 0, 0),
        (Action::AddScopes(texts(&["cluster-list"])), 2, 1, 0, 0, 0),
        (Action::RemoveScopes(texts(&["build-create"])), 1, 0, 2, 0, 0),
        (add(&["10.0.0.0/8", "::1"]), 3, 0, 0, 2, 0),
        (add(&["10.0.0.0/8"]), 2, 1, 0, 2, 0),
        (remove(&["10.0.0.0/8"]), 1, 2, 0, 0, 1),
    ] {
        let house = House::new();
        let registry = house.open();
        let ids = some(&registry);
        let before = kinds(&registry).len();
        let preview = preview_bulk(&registry, &ids, &action, now()).unwrap();
        let counted = BulkPreview { refused: vec![], ..preview.clone() };
        assert_eq!(counted, BulkPreview { total: 5, changed, unchanged, refused: vec![], narrowed, opened });
        let count = |why| preview.refused.iter().find(|it| it.why == why).map_or(0, |it| it.count);
        assert_eq!(count(RefusedBecause::Revoked), 1);
        assert_eq!(count(RefusedBecause::Gone), 1);
        assert_eq!(count(RefusedBecause::NoScopeLeft), last_scope);
        assert_eq!(kinds(&registry).len(), before, "looking changes nothing");

        let report = run_bulk(&registry, &ids, &action, now(), &on).unwrap();
        let failed = 2 + last_scope;
        assert_eq!(
            (report.done, report.unchanged, report.failed),
            (changed, unchanged, failed),
            "{action:?}"
        );
        assert_eq!((report.changed.len(), report.failures.len(), report.stopped), (changed, failed, false));
        assert_eq!(kinds(&registry).len(), before + changed, "one event each");
        let again = preview_bulk(&registry, &ids, &action, now()).unwrap();
        assert_eq!(again.changed, 0, "{action:?} is done");
    }
}

#[test]
fn a_withdrawal_of_many_takes_those_that_are_withdrawn_for_done() {
    let house = House::new();
    let registry = house.open();
    let ids = some(&registry);
    let action = Action::Revoke { reason: "사고".to_owned() };
    let preview = preview_bulk(&registry, &ids, &action, now()).unwrap();
    let gone = BulkRefusal { why: RefusedBecause::Gone, count: 1, names: vec![ids[4].to_string()] };
    assert_eq!((preview.changed, preview.unchanged, preview.refused), (3, 1, vec![gone]));
    let report = run_bulk(&registry, &ids, &action, now(), &on).unwrap();
    assert_eq!((report.done, report.unchanged, report.failed), (3, 1, 1));
    assert_eq!(report.failures[0].name, "삭제", "the history knows it");
    for id in &ids[..3] {
        let life = token_detail(&registry, *id, now()).unwrap().listed.token.life;
        assert_eq!(life, Life::Revoked { at: now(), reason: "사고".to_owned() });
    }
}

#[test]
fn an_action_with_a_wrong_text_is_reported_and_does_nothing() {
    let house = House::new();
    let registry = house.open();
    let ids = some(&registry);
    let before = kinds(&registry);
    for action in [
        Action::Revoke { reason: "가\n나".to_owned() },
        Action::SetExpiry(ExpiryDraft::On("2026-11-23".to_owned())),
        Action::AddScopes(texts(&["no-such-api"])),
        Action::AddEntries { list: ListKind::Block, entries: texts(&["10.0.0.0/8", "x"]) },
    ] {
        assert!(check_action(&registry, &action, now()).unwrap().ready().is_none());
        assert!(matches!(preview_bulk(&registry, &ids, &action, now()), Err(ServiceError::ActionRefused)));
        assert!(matches!(run_bulk(&registry, &ids, &action, now(), &on), Err(ServiceError::ActionRefused)));
    }
    assert_eq!(kinds(&registry), before);
}

#[test]
fn two_runs_over_the_same_tokens_at_once_lose_nothing_of_each_other() {
    let house = House::new();
    let registry = house.open();
    let ids: Vec<_> = (0..100).map(|number| issued(&registry, &format!("{number}")).id).collect();
    let actions = [
        Action::AddScopes(texts(&["cluster-list"])),
        Action::AddEntries { list: ListKind::Block, entries: texts(&["10.0.0.0/8"]) },
        Action::SetExpiry(ExpiryDraft::On("2027-01-01".to_owned())),
        Action::Disable,
    ];
    std::thread::scope(|scope| {
        for action in &actions {
            scope.spawn(|| {
                let report = run_bulk(&registry, &ids, action, now(), &on).unwrap();
                assert_eq!((report.done, report.failed), (100, 0));
            });
        }
    });
    for id in ids {
        let token = token_detail(&registry, id, now()).unwrap().listed.token;
        assert_eq!((token.scopes.ids().len(), token.block.entries().len()), (2, 1));
        assert_eq!((token.life, token.revision), (Life::Disabled, 5));
        assert_ne!(token.expiry, mapae_domain::Expiry::Never);
    }
}

#[test]
fn a_run_that_is_stopped_leaves_what_is_done_and_says_how_far_it_came() {
    let house = House::new();
    let registry = house.open();
    let ids: Vec<_> = (0..200).map(|number| issued(&registry, &format!("{number}")).id).collect();
    let stop = |done, _| if done >= 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let report = run_bulk(&registry, &ids, &Action::Disable, now(), &stop).unwrap();
    assert!(report.stopped && report.done < 200, "{}", report.done);
    let disabled = ids
        .iter()
        .filter(|id| token_detail(&registry, **id, now()).unwrap().listed.token.life == Life::Disabled);
    assert_eq!(disabled.count(), report.done);
    assert_eq!(report.changed.len(), report.done);
}

#[test]
fn a_person_s_edit_is_not_overwritten_by_a_run() {
    let house = House::new();
    let registry = house.open();
    let token = issued(&registry, "배포");
    let edit = mapae_domain::Edit { description: "손으로".to_owned(), ..crate::as_shown(&token) };
    run_bulk(&registry, &[token.id], &Action::Disable, now(), &on).unwrap();
    assert!(matches!(
        edit_token(&registry, token.id, 1, &edit, now()),
        Err(ServiceError::Outdated { current: 2 })
    ));
    edit_token(&registry, token.id, 2, &edit, now()).unwrap();
    run_bulk(&registry, &[token.id], &Action::Enable, now(), &on).unwrap();
    let token = token_detail(&registry, token.id, now()).unwrap().listed.token;
    assert_eq!((token.description.as_str(), token.life), ("손으로", Life::Active));
}

/// How fast: `cargo test --release -p mapae-service --test life -- --ignored --nocapture`, on the disk in question
/// (`TMPDIR`). `MAPAE_TOKENS` says how many (100,000 if it is not set).
#[test]
#[ignore = "takes a minute, and says something in a release build alone"]
#[expect(clippy::print_stdout, reason = "the figure is what it is for")]
fn many_are_switched_off_in_one_run() {
    let tokens: usize = std::env::var("MAPAE_TOKENS").map_or(100_000, |tokens| tokens.parse().unwrap());
    let house = House::new();
    let registry = house.open();
    let ids = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for thread in 0..32 {
            let (registry, ids) = (&registry, &ids);
            scope.spawn(move || {
                for number in (thread..tokens).step_by(32) {
                    let id = issued(registry, &format!("토큰 {number}")).id;
                    ids.lock().unwrap().push(id);
                }
            });
        }
    });
    let ids = ids.into_inner().unwrap();
    for action in [Action::Disable, Action::AddScopes(texts(&["cluster-list"]))] {
        let started = std::time::Instant::now();
        let preview = preview_bulk(&registry, &ids, &action, now()).unwrap();
        assert_eq!(preview.changed, tokens);
        println!("{tokens} looked at in {:?}", started.elapsed());
        let started = std::time::Instant::now();
        let report = run_bulk(&registry, &ids, &action, now(), &on).unwrap();
        assert_eq!(report.done, tokens);
        let took = started.elapsed();
        println!("{action:?}: {:.0} a second", tokens as f64 / took.as_secs_f64());
    }
    let first =
        mapae_service::EventFilter { kinds: vec![mapae_store::EventKind::TokenIssued], ..Default::default() };
    for (filter, what) in [(first, "one kind"), (day_of(now()), "a day")] {
        for offset in [0, 50_000] {
            let started = std::time::Instant::now();
            let page = mapae_service::list_events(&registry, &filter, offset, 100).unwrap();
            println!("{what}, page at {offset} of {}: {:?}", page.total, started.elapsed());
        }
    }
    let about = mapae_service::EventFilter { token: Some(ids[ids.len() / 2]), ..Default::default() };
    let started = std::time::Instant::now();
    let page = mapae_service::list_events(&registry, &about, 0, 100).unwrap();
    println!("time line of {} events: {:?}", page.total, started.elapsed());
}

fn day_of(at: chrono::DateTime<chrono::Utc>) -> mapae_service::EventFilter {
    let day = Some(at.date_naive());
    mapae_service::EventFilter { from: day, to: day, ..Default::default() }
}
