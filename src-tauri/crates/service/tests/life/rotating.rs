use crate::{
    issued, kinds,
    support::{House, draft, now},
};
use chrono::TimeDelta;
use mapae_domain::{Draft, ExpiryDraft, FieldChange, Grace, TokenDigest, Usage};
use mapae_service::{
    Copying, Registry, ServiceError, copied, copy_token, disable_token, end_grace, issue_token, list_events,
    rotate_token, token_detail,
};
use std::{fs, path::PathBuf};

fn digest_of_copy(registry: &Registry, id: mapae_domain::TokenId) -> TokenDigest {
    TokenDigest::of(copy_token(registry, id, now()).unwrap().expose().as_bytes())
}

#[test]
fn a_rotation_puts_a_new_secret_in_force_and_lets_the_old_one_work_for_its_grace() {
    let house = House::new();
    let registry = house.open();
    let token = issued(&registry, "배포");
    let used =
        Usage { last_used: Some(now()), last_address: Some("10.0.0.1".parse().unwrap()), ..Usage::default() };
    registry.note_usage(&[(token.id, used)]).unwrap();
    let detail = rotate_token(&registry, token.id, Grace::Hour, now()).unwrap();
    let rotated = &detail.listed.token;
    assert_ne!(rotated.credential, token.credential);
    let retiring = rotated.retiring.unwrap();
    assert_eq!((retiring.credential, retiring.until), (token.credential, now() + TimeDelta::hours(1)));
    assert_eq!(digest_of_copy(&registry, token.id), rotated.credential.digest);
    let usage = detail.listed.usage;
    assert_eq!((usage.retiring_last_used, usage.retiring_last_address), (used.last_used, used.last_address));
    let events = list_events(&registry, &Default::default(), 1, 1).unwrap();
    let told = [
        FieldChange::Secret { before: token.credential.hint, after: rotated.credential.hint },
        FieldChange::Grace { before: None, after: Some(retiring.until) },
    ];
    assert_eq!(events.rows[0].changes, told);

    let ended = end_grace(&registry, token.id, now()).unwrap().listed.token;
    assert_eq!((ended.retiring, ended.credential), (None, rotated.credential));
    end_grace(&registry, token.id, now()).unwrap();
    let all = kinds(&registry);
    assert_eq!(all[2..], ["token_rotated", "token_copied", "grace_ended"]);
}

#[test]
fn a_second_rotation_drops_the_secret_that_was_retiring() {
    let house = House::new();
    let registry = house.open();
    let first = issued(&registry, "배포");
    let second = rotate_token(&registry, first.id, Grace::Week, now()).unwrap().listed.token;
    let third = rotate_token(&registry, first.id, Grace::Week, now()).unwrap().listed.token;
    assert_eq!(third.retiring.map(|old| old.credential), Some(second.credential));
    let cut = rotate_token(&registry, first.id, Grace::None, now()).unwrap();
    assert_eq!(cut.listed.token.retiring, None);
    assert_eq!(cut.listed.usage.retiring_last_used, None);
}

#[test]
fn a_token_that_is_switched_off_is_rotated_and_an_expired_one_is_not() {
    let house = House::new();
    let registry = house.open();
    let id = issued(&registry, "배포").id;
    disable_token(&registry, id, now()).unwrap();
    assert!(rotate_token(&registry, id, Grace::None, now()).is_ok());
    let today = Draft { expiry: ExpiryDraft::On("2026-11-24".to_owned()), ..draft("오늘까지") };
    let id = issue_token(&registry, &today, Copying::Kept, now()).unwrap().token.id;
    let until = rotate_token(&registry, id, Grace::Week, now()).unwrap().listed.token.retiring.unwrap().until;
    assert_eq!(until.to_rfc3339(), "2026-11-24T15:00:00+00:00", "never past the token's own end");
    let expired = rotate_token(&registry, id, Grace::None, now() + TimeDelta::days(1));
    assert!(matches!(expired, Err(ServiceError::Expired)));
}

fn once_files(house: &House) -> Vec<PathBuf> {
    let entries = fs::read_dir(house.0.path().join("state/once")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_token_that_is_handed_out_once_is_so_again_after_a_rotation() {
    let house = House::new();
    let registry = house.open();
    let id = issue_token(&registry, &draft("한 번"), Copying::Once, now()).unwrap().token.id;
    copied(&registry, id).unwrap();
    assert!(!token_detail(&registry, id, now()).unwrap().listed.copyable);
    let detail = rotate_token(&registry, id, Grace::None, now()).unwrap();
    assert!(detail.listed.copyable && detail.listed.copy_once);
    assert_eq!(once_files(&house).len(), 1);
    assert_eq!(digest_of_copy(&registry, id), detail.listed.token.credential.digest);
    copied(&registry, id).unwrap();
    assert!(!token_detail(&registry, id, now()).unwrap().listed.copyable);
}

/// The two moments at which a kill leaves two copies: before the record was written, and after.
#[test]
fn whichever_secret_a_kill_leaves_in_force_its_copy_is_the_one_handed_out() {
    let house = House::new();
    let registry = house.open();
    let token = issue_token(&registry, &draft("한 번"), Copying::Once, now()).unwrap().token;
    let present = house.0.path().join("state/once").join(token.id.to_string());
    let next = present.with_file_name(format!("{}.next", token.id));
    let old = fs::read(&present).unwrap();
    let rotated = rotate_token(&registry, token.id, Grace::None, now()).unwrap().listed.token;
    let new = fs::read(&present).unwrap();
    // After: the record is the new one, its copy not yet in its place.
    fs::write(&present, &old).unwrap();
    fs::write(&next, &new).unwrap();
    drop(registry);
    let registry = house.open_at(now()).unwrap();
    assert_eq!(digest_of_copy(&registry, token.id), rotated.credential.digest);
    // Rotated once more from there.
    fs::write(&present, &old).unwrap();
    fs::write(&next, &new).unwrap();
    let rotated = rotate_token(&registry, token.id, Grace::None, now()).unwrap().listed.token;
    assert_eq!(digest_of_copy(&registry, token.id), rotated.credential.digest);
    let new = fs::read(&present).unwrap();
    // Before: the copy beside is of a secret that never came in force.
    fs::write(&present, &new).unwrap();
    fs::write(&next, &old).unwrap();
    assert_eq!(digest_of_copy(&registry, token.id), rotated.credential.digest);
    // The same where the one in force was handed out already.
    fs::remove_file(&present).unwrap();
    let none = copy_token(&registry, token.id, now());
    assert!(matches!(none, Err(ServiceError::TokenNotCopyable)));
    assert!(once_files(&house).is_empty(), "what opens nothing is not kept");
}

/// Between the copy and the word that it arrived.
#[test]
fn what_a_rotation_put_there_is_not_destroyed_for_the_copy_before() {
    let house = House::new();
    let registry = house.open();
    let id = issue_token(&registry, &draft("한 번"), Copying::Once, now()).unwrap().token.id;
    copy_token(&registry, id, now()).unwrap();
    let rotated = rotate_token(&registry, id, Grace::None, now()).unwrap().listed.token;
    copied(&registry, id).unwrap();
    assert_eq!(digest_of_copy(&registry, id), rotated.credential.digest);
    copied(&registry, id).unwrap();
    assert!(once_files(&house).is_empty());
}
