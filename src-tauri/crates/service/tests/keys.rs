//! Locking, protectors, changes of the data key and copies that are handed out once.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use mapae_domain::TokenId;
use mapae_service::{
    Copying, LockedBecause, Proof, Query, Registry, ServiceError, confirm_recovery_key, copied, copy_token,
    issue_token, list_tokens, lock, make_recovery_key, remove_passphrase, rotate_data_key, set_passphrase,
    unlock,
};
use mapae_vault::{
    Cost, NewPassphrase, Passphrase, RecoveryKey, Start, TypedForRotation, VaultError, Zeroizing,
};
use std::{fs, ops::ControlFlow, time::Instant};
use support::{House, draft, now};

const RIGHT: &str = "a horse, a medal and a road";

fn typed(text: &str) -> Passphrase {
    Passphrase::typed(Zeroizing::new(text.to_owned())).unwrap()
}

fn proof(text: &str) -> Proof {
    Proof::Passphrase(typed(text))
}

fn set(registry: &Registry, present: Option<&str>, text: &str) -> Result<(), ServiceError> {
    let new = NewPassphrase::new(typed(text)).unwrap();
    let present = present.map(typed);
    set_passphrase(registry, present.as_ref(), &new, Cost::next_to_nothing(), (now(), Instant::now()))
}

fn issue(registry: &Registry, name: &str) -> TokenId {
    issue_token(registry, &draft(name), Copying::Kept, now()).unwrap().token.id
}

/// The actions in the audit file, in their order.
fn actions(house: &House) -> Vec<String> {
    let text = fs::read_to_string(house.0.path().join("state/audit.jsonl")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"].to_string()).collect()
}

#[test]
fn what_takes_a_key_is_refused_while_locked_and_works_again_afterwards() {
    let house = House::new();
    let registry = house.open();
    let id = issue(&registry, "배포");
    set(&registry, None, RIGHT).unwrap();
    lock(&registry, LockedBecause::Idle, now()).unwrap();
    assert_eq!(registry.locked(), Some(LockedBecause::Idle));
    assert!(matches!(copy_token(&registry, id, now()), Err(ServiceError::Locked)));
    let refused = issue_token(&registry, &draft("다른"), Copying::Kept, now());
    assert!(matches!(refused, Err(ServiceError::Locked)));
    assert!(matches!(make_recovery_key(&registry), Err(ServiceError::Locked)));
    lock(&registry, LockedBecause::Person, now()).unwrap();
    assert_eq!(registry.locked(), Some(LockedBecause::Idle), "it was locked already");

    unlock(&registry, &proof(RIGHT), now(), Instant::now()).unwrap();
    assert_eq!(registry.locked(), None);
    copy_token(&registry, id, now()).unwrap();
    assert_eq!(
        list_tokens(&registry, &Query::default(), 0, 10, now()).unwrap().rows.len(),
        1,
        "the refused one was not issued"
    );
    let said = actions(&house);
    assert!(
        said.ends_with(&["\"locked\"".into(), "\"unlocked\"".into(), "\"token_copied\"".into()]),
        "{said:?}"
    );
}

#[test]
fn without_a_passphrase_there_is_nothing_to_lock_with() {
    let house = House::new();
    let registry = house.open();
    let refused = lock(&registry, LockedBecause::Person, now());
    assert!(matches!(refused, Err(ServiceError::Vault(VaultError::NothingToLockWith))));
    assert_eq!(registry.locked(), None);
}

#[test]
fn a_registry_with_a_passphrase_can_be_opened_locked_and_is_after_every_restart() {
    let house = House::new();
    let registry = house.open();
    let id = issue(&registry, "배포");
    set(&registry, None, RIGHT).unwrap();
    drop(registry);
    for start in [Start::Locked, Start::Unlocked] {
        // The key file went when the passphrase came: nothing else opens it.
        let registry = house.open_as(start, now()).unwrap();
        assert_eq!(registry.locked(), Some(LockedBecause::Start), "{start:?}");
        unlock(&registry, &proof(RIGHT), now(), Instant::now()).unwrap();
        copy_token(&registry, id, now()).unwrap();
    }
}

#[test]
fn wrong_words_slow_down_and_the_right_one_forgives() {
    let house = House::new();
    let registry = house.open();
    set(&registry, None, RIGHT).unwrap();
    lock(&registry, LockedBecause::Person, now()).unwrap();
    let start = Instant::now();
    for _ in 0..3 {
        let wrong = unlock(&registry, &proof("not a horse at all"), now(), start);
        assert!(matches!(wrong, Err(ServiceError::Vault(VaultError::WrongPassphrase))));
    }
    let too_soon = unlock(&registry, &proof(RIGHT), now(), start);
    let Err(ServiceError::TooManyAttempts { wait }) = too_soon else { panic!("{too_soon:?}") };
    assert!(registry.locked().is_some(), "even the right one waits");
    unlock(&registry, &proof(RIGHT), now(), start + wait).unwrap();
    lock(&registry, LockedBecause::Person, now()).unwrap();
    unlock(&registry, &proof(RIGHT), now(), start + wait).unwrap();
}

#[test]
fn only_who_knows_the_passphrase_changes_it_or_takes_it_away() {
    let house = House::new();
    let registry = house.open();
    set(&registry, None, RIGHT).unwrap();
    let other = "another horse for the road";
    assert!(matches!(set(&registry, None, other), Err(ServiceError::Vault(VaultError::PassphraseNeeded))));
    assert!(matches!(
        set(&registry, Some(other), other),
        Err(ServiceError::Vault(VaultError::WrongPassphrase))
    ));
    let removed = remove_passphrase(&registry, &typed(other), (now(), Instant::now()));
    assert!(matches!(removed, Err(ServiceError::Vault(VaultError::WrongPassphrase))));
    set(&registry, Some(RIGHT), other).unwrap();
    lock(&registry, LockedBecause::Person, now()).unwrap();
    assert!(unlock(&registry, &proof(RIGHT), now(), Instant::now()).is_err(), "the old one");
    unlock(&registry, &proof(other), now(), Instant::now()).unwrap();
    let last = remove_passphrase(&registry, &typed(other), (now(), Instant::now()));
    assert!(matches!(last, Err(ServiceError::Vault(VaultError::LastProtector))));
}

#[test]
fn a_recovery_key_opens_what_a_forgotten_passphrase_does_not() {
    let house = House::new();
    let registry = house.open();
    set(&registry, None, RIGHT).unwrap();
    let text = make_recovery_key(&registry).unwrap();
    let key = || RecoveryKey::typed(Zeroizing::new(text.expose().to_lowercase())).unwrap();
    confirm_recovery_key(&registry, &key(), now()).unwrap();
    lock(&registry, LockedBecause::Person, now()).unwrap();
    unlock(&registry, &Proof::RecoveryKey(key()), now(), Instant::now()).unwrap();
    assert!(registry.protectors().recovery_key);
}

#[test]
fn a_new_data_key_opens_every_token_and_the_old_one_none() {
    let house = House::new();
    let registry = house.open();
    let ids: Vec<_> = (0..20).map(|number| issue(&registry, &format!("토큰 {number}"))).collect();
    let digests = |registry: &Registry| -> Vec<_> {
        ids.iter().map(|id| copy_token(registry, *id, now()).unwrap().digest()).collect()
    };
    let before = digests(&registry);
    let mut steps = Vec::new();
    let rotated = rotate_data_key(&registry, TypedForRotation::default(), now(), |done, total| {
        steps.push((done, total));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(rotated.finished && rotated.unreadable == 0);
    assert_eq!((steps.first(), steps.last()), (Some(&(0, 20)), Some(&(20, 20))));
    assert_eq!(digests(&registry), before);
    assert_eq!(registry.rotation(), None);
    drop(registry);
    assert_eq!(digests(&house.open_at(now()).unwrap()), before, "after a restart, too");
}

#[test]
fn a_change_of_the_data_key_that_was_stopped_goes_on_after_a_restart() {
    let house = House::new();
    let registry = house.open();
    let ids: Vec<_> = (0..10).map(|number| issue(&registry, &format!("토큰 {number}"))).collect();
    let rotated = rotate_data_key(&registry, TypedForRotation::default(), now(), |done, _| {
        if done == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert!(!rotated.finished && registry.rotation().is_some());
    let issued_between = issue(&registry, "사이");
    drop(registry);

    let registry = house.open_at(now()).unwrap();
    assert!(registry.rotation().is_some());
    for id in ids.iter().chain([&issued_between]) {
        copy_token(&registry, *id, now()).unwrap();
    }
    let go_on = |_, _| ControlFlow::Continue(());
    assert!(rotate_data_key(&registry, TypedForRotation::default(), now(), go_on).unwrap().finished);
    assert_eq!(registry.rotation(), None);
    for id in ids.iter().chain([&issued_between]) {
        copy_token(&registry, *id, now()).unwrap();
    }
    let resealed = actions(&house).iter().filter(|kind| *kind == "\"token_resealed\"").count();
    assert_eq!(resealed, 10, "each once; what was issued in between has the new key from the start");
}

#[test]
fn locking_in_the_middle_stops_a_change_of_the_data_key_and_loses_nothing() {
    let house = House::new();
    let registry = house.open();
    let ids: Vec<_> = (0..6).map(|number| issue(&registry, &format!("토큰 {number}"))).collect();
    set(&registry, None, RIGHT).unwrap();
    let (passphrase, go_on) = (typed(RIGHT), |_: usize, _: usize| ControlFlow::Continue(()));
    let with = || TypedForRotation { passphrase: Some(&passphrase), recovery_key: None };
    let stopped = rotate_data_key(&registry, with(), now(), |done, _| {
        if done == 3 {
            lock(&registry, LockedBecause::Suspend, now()).unwrap();
        }
        ControlFlow::Continue(())
    });
    assert!(matches!(stopped, Err(ServiceError::Locked)));
    unlock(&registry, &proof(RIGHT), now(), Instant::now()).unwrap();
    assert!(rotate_data_key(&registry, with(), now(), go_on).unwrap().finished);
    for id in ids {
        copy_token(&registry, id, now()).unwrap();
    }
}

#[test]
fn a_copy_for_once_is_gone_after_the_first_and_was_never_in_what_only_grows() {
    let house = House::new();
    let registry = house.open();
    let listed = issue_token(&registry, &draft("한 번"), Copying::Once, now()).unwrap();
    assert!(listed.copyable && listed.copy_once);
    let id = listed.token.id;
    let once = house.0.path().join("state/once").join(id.to_string());
    let sealed = fs::read(&once).unwrap();

    let secret = copy_token(&registry, id, now()).unwrap();
    assert_eq!(secret.digest(), listed.token.credential.digest);
    assert!(once.exists(), "until it has arrived it can be tried again");
    copied(&registry, id).unwrap();
    assert!(!once.exists());
    assert!(matches!(copy_token(&registry, id, now()), Err(ServiceError::TokenNotCopyable)));
    let row = list_tokens(&registry, &Query::default(), 0, 1, now()).unwrap().rows.remove(0);
    assert!(!row.copyable && row.copy_once);
    drop(registry);
    for file in support::files_below(house.0.path()) {
        let body = fs::read(&file).unwrap();
        let kept = body.windows(32).any(|window| window == &sealed[sealed.len() - 32..]);
        assert!(!kept, "the sealed copy is in {}", file.display());
    }
}

#[test]
fn a_copy_for_once_outlives_a_restart_and_a_change_of_the_data_key() {
    let house = House::new();
    let registry = house.open();
    let id = issue_token(&registry, &draft("한 번"), Copying::Once, now()).unwrap().token.id;
    let go_on = |_: usize, _: usize| ControlFlow::Continue(());
    assert!(rotate_data_key(&registry, TypedForRotation::default(), now(), go_on).unwrap().finished);
    drop(registry);
    let registry = house.open_at(now()).unwrap();
    copy_token(&registry, id, now()).unwrap();
}

#[test]
fn what_was_locked_on_purpose_is_not_opened_by_the_keyring() {
    let house = House::new();
    let registry = house.open();
    set(&registry, None, RIGHT).unwrap();
    lock(&registry, LockedBecause::Suspend, now()).unwrap();
    let refused = unlock(&registry, &Proof::Keyring, now(), Instant::now());
    assert!(matches!(refused, Err(ServiceError::Vault(VaultError::PassphraseNeeded))), "{refused:?}");
}

#[test]
fn a_refused_token_for_once_leaves_no_copy_and_one_that_a_kill_left_goes_at_the_next_opening() {
    let house = House::new();
    let registry = house.open();
    issue(&registry, "같은 이름");
    let refused = issue_token(&registry, &draft("같은 이름"), Copying::Once, now());
    assert!(matches!(refused, Err(ServiceError::DraftRefused(_))));
    let id = issue_token(&registry, &draft("한 번"), Copying::Once, now()).unwrap().token.id;
    drop(registry);
    let once = house.0.path().join("state/once");
    let never = once.join("019a0000-0000-7000-8000-000000000000");
    fs::write(&never, b"of a token that was never issued").unwrap();
    let registry = house.open_at(now()).unwrap();
    let left: Vec<_> = fs::read_dir(&once).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, [id.to_string().as_str()]);
    copy_token(&registry, id, now()).unwrap();
}

/// By chance: the moment that `Registry::sealing` closes, a whole change of the key between a token's sealing and its
/// storing, is too rare to be met here.
#[test]
fn tokens_that_are_issued_while_the_data_key_changes_all_open_afterwards() {
    let house = House::new();
    let registry = house.open();
    issue(&registry, "처음");
    let rounds = 20;
    let ids = std::thread::scope(|scope| {
        let issuing = scope
            .spawn(|| (0..200).map(|number| issue(&registry, &format!("토큰 {number}"))).collect::<Vec<_>>());
        for _ in 0..rounds {
            let go_on = |_: usize, _: usize| ControlFlow::Continue(());
            assert!(rotate_data_key(&registry, TypedForRotation::default(), now(), go_on).unwrap().finished);
        }
        issuing.join().unwrap()
    });
    for id in ids {
        copy_token(&registry, id, now()).unwrap();
    }
}
