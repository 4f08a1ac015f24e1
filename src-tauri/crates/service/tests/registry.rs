//! The use cases on the real store and the real vault, in a folder of each test's own.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use chrono::TimeDelta;
use mapae_domain::{Draft, ExpiryDraft, Field, Limit, Status, TokenDigest};
use mapae_service::{
    Copying, OpenError, Query, Registry, ServiceError, check_draft, copy_token, issue_token, list_tokens,
    load_sample_catalogue, token_detail,
};
use mapae_vault::VaultError;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::mpsc,
};
use support::{House, draft, files_below, now};

#[test]
fn an_issued_token_is_listed_and_its_copy_has_the_digest_that_is_looked_up() {
    let house = House::new();
    let registry = house.open();
    let issued = issue_token(&registry, &draft("배포 자동화"), Copying::Kept, now()).unwrap();
    let page = list_tokens(&registry, &Query::default(), 0, 10, now()).unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].token, issued.token);
    assert_eq!((issued.status, issued.token.limit), (Status::Active, Limit::Unlimited));
    let secret = copy_token(&registry, issued.token.id, now()).unwrap();
    assert_eq!(TokenDigest::of(secret.expose().as_bytes()), issued.token.credential.digest);
    assert!(secret.expose().starts_with(issued.token.credential.hint.as_str()));
}

#[test]
fn everything_is_there_after_opening_again() {
    let house = House::new();
    let registry = house.open();
    let issued = issue_token(&registry, &draft("Grafana 연동"), Copying::Kept, now()).unwrap();
    let first = copy_token(&registry, issued.token.id, now()).unwrap().expose().to_owned();
    drop(registry);
    let registry = house.open_at(now() + TimeDelta::days(1)).unwrap();
    let detail = token_detail(&registry, issued.token.id, now()).unwrap();
    assert_eq!(detail.listed.token, issued.token);
    assert_eq!(copy_token(&registry, issued.token.id, now()).unwrap().expose(), first);
}

#[test]
fn a_name_is_refused_at_its_field_in_another_case_and_in_another_normal_form() {
    let house = House::new();
    let registry = house.open();
    issue_token(&registry, &draft("Café 배치"), Copying::Kept, now()).unwrap();
    // NFD: what macOS types.
    for same in ["CAFÉ 배치", "Cafe\u{301} 배치", "café 배치"] {
        let refused = issue_token(&registry, &draft(same), Copying::Kept, now());
        assert!(matches!(refused, Err(ServiceError::DraftRefused(Field::Name))), "{same:?} was not refused");
    }
    assert_eq!(list_tokens(&registry, &Query::default(), 0, 10, now()).unwrap().rows.len(), 1);
}

#[test]
fn of_two_who_issue_the_same_name_at_once_one_is_told_at_the_field() {
    let house = House::new();
    let registry = house.open();
    let issue = || issue_token(&registry, &draft("경합"), Copying::Kept, now());
    let (one, other) = std::thread::scope(|scope| {
        let (one, other) = (scope.spawn(issue), scope.spawn(issue));
        (one.join().unwrap(), other.join().unwrap())
    });
    let refused = [&one, &other]
        .into_iter()
        .filter(|answer| matches!(answer, Err(ServiceError::DraftRefused(Field::Name))));
    assert_eq!(refused.count(), 1);
    assert!(one.is_ok() != other.is_ok());
}

#[test]
fn what_was_typed_wrong_is_an_answer_and_issues_nothing() {
    let house = House::new();
    let registry = house.open();
    let wrong = Draft { allow: vec!["10.0.0.0/33".to_owned()], scopes: Vec::new(), ..draft("배치") };
    let checked = check_draft(&registry, &wrong, now()).unwrap();
    assert!(checked.name.is_ok() && checked.scopes.is_err() && checked.allow.entries[0].is_err());
    assert!(matches!(
        issue_token(&registry, &wrong, Copying::Kept, now()),
        Err(ServiceError::DraftRefused(Field::Allow))
    ));
    assert!(list_tokens(&registry, &Query::default(), 0, 10, now()).unwrap().rows.is_empty());
}

#[test]
fn setting_the_clock_back_revives_nothing() {
    let house = House::new();
    let registry = house.open();
    let today = Draft { expiry: ExpiryDraft::On("2026-11-24".to_owned()), ..draft("오늘까지") };
    let id = issue_token(&registry, &today, Copying::Kept, now()).unwrap().token.id;
    drop(registry);
    // Opened once after the end, then with the clock set back.
    drop(house.open_at(now() + TimeDelta::days(2)).unwrap());
    let registry = house.open_at(now()).unwrap();
    assert_eq!(token_detail(&registry, id, now()).unwrap().listed.status, Status::Expired);
    assert_eq!(registry.clock_behind(now()), Some(TimeDelta::days(2)));
}

#[test]
fn pages_are_newest_first_once_the_registry_is_read_and_before() {
    let house = House::new();
    let registry = house.open();
    for number in 0..5 {
        let at = now() + TimeDelta::seconds(number);
        issue_token(&registry, &draft(&format!("토큰 {number}")), Copying::Kept, at).unwrap();
    }
    let names = |offset, limit| -> Vec<String> {
        let page = list_tokens(&registry, &Query::default(), offset, limit, now()).unwrap();
        page.rows.iter().map(|row| row.token.name.to_string()).collect()
    };
    assert_eq!(names(0, 2), ["토큰 4", "토큰 3"], "straight from the store");
    let (done, reached) = mpsc::channel();
    registry.start_indexing(move || done.send(()).unwrap());
    reached.recv().unwrap();
    assert_eq!(names(0, 2), ["토큰 4", "토큰 3"]);
    assert_eq!(names(4, 2), ["토큰 0"]);
    let page = list_tokens(&registry, &Query::default(), 9, 2, now()).unwrap();
    assert_eq!((page.rows.len(), page.total, page.complete), (0, 5, true));
}

#[test]
fn the_sample_never_replaces_a_catalogue() {
    let house = House::new();
    let registry = house.open();
    let first = registry.catalogue().unwrap();
    assert_eq!(load_sample_catalogue(&registry, now()).unwrap(), first);
    assert!(!first.groups().is_empty());
}

#[test]
fn no_file_holds_a_token_in_the_plain() {
    let house = House::new();
    let registry = house.open();
    let id = issue_token(&registry, &draft("카나리아"), Copying::Kept, now()).unwrap().token.id;
    let secret = copy_token(&registry, id, now()).unwrap();
    drop(registry);
    // The hint is public: what follows it is not.
    let body = &secret.expose().as_bytes()[10..];
    let files = files_below(house.0.path());
    assert!(files.len() > 3, "database, manifest and key are among {files:?}");
    for file in files {
        let found = fs::read(&file).unwrap().windows(body.len()).any(|window| window == body);
        assert!(!found, "the token stands in {}", file.display());
    }
}

/// Issues a token, and gives back the folder of the database as it was before.
fn issue_after_a_copy(house: &House) -> PathBuf {
    let registry = house.open();
    issue_token(&registry, &draft("처음"), Copying::Kept, now()).unwrap();
    drop(registry);
    let (data, aside) = (house.0.path().join("data/registry"), house.0.path().join("aside"));
    copy_folder(&data, &aside);
    let registry = house.open_at(now()).unwrap();
    issue_token(&registry, &draft("나중"), Copying::Kept, now()).unwrap();
    aside
}

fn names(registry: &Registry) -> Vec<String> {
    let page = list_tokens(registry, &Query::default(), 0, 10, now()).unwrap();
    let mut names: Vec<_> = page.rows.iter().map(|row| row.token.name.to_string()).collect();
    names.sort();
    names
}

fn copy_folder(from: &Path, to: &Path) {
    for file in files_below(from) {
        let copy = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(file, copy).unwrap();
    }
}

#[test]
fn an_older_copy_of_the_data_is_brought_up_to_date() {
    let house = House::new();
    let aside = issue_after_a_copy(&house);
    let data = house.0.path().join("data/registry");
    fs::remove_dir_all(&data).unwrap();
    copy_folder(&aside, &data);
    let registry = house.open_at(now()).unwrap();
    assert_eq!(names(&registry), ["나중", "처음"], "the audit file knew what was missing");
}

#[test]
fn an_older_copy_of_data_and_audit_file_is_not_taken_for_the_registry() {
    let house = House::new();
    let aside = issue_after_a_copy(&house);
    let (data, audit) = (house.0.path().join("data/registry"), house.0.path().join("state/audit.jsonl"));
    fs::remove_dir_all(&data).unwrap();
    copy_folder(&aside, &data);
    let lines = fs::read_to_string(&audit).unwrap();
    fs::write(&audit, lines.split_inclusive('\n').take(2).collect::<String>()).unwrap();
    let opened = house.open_at(now());
    assert!(
        matches!(opened, Err(OpenError::RolledBack { seen: 3, found: 2 })),
        "a token would be lost unnoticed"
    );
}

#[test]
fn a_database_that_lost_all_it_held_is_made_from_the_audit_file() {
    let house = House::new();
    issue_after_a_copy(&house);
    let database = house.0.path().join("data/registry/db");
    let length = fs::metadata(&database).unwrap().len();
    fs::write(&database, vec![0xA5; usize::try_from(length).unwrap()]).unwrap();
    let registry = house.open_at(now()).unwrap();
    assert_eq!(names(&registry), ["나중", "처음"], "sled found nothing that it knows and started anew");
}

#[test]
fn tokens_without_their_key_are_said_to_be_so_and_no_new_key_is_made() {
    let house = House::new();
    let registry = house.open();
    issue_token(&registry, &draft("남은 것"), Copying::Kept, now()).unwrap();
    drop(registry);
    let state = house.0.path().join("state");
    fs::remove_dir_all(&state).unwrap();
    let opened = house.open_at(now());
    assert!(
        matches!(opened, Err(OpenError::Vault(VaultError::KeyMissing { .. }))),
        "a new key would hide the loss"
    );
    let made: Vec<_> = files_below(&state).iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(made, ["audit.jsonl"], "nothing was made in the key's place");
}
