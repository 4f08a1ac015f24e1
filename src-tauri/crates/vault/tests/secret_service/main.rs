//! The keyring protector against a real Secret Service: gnome-keyring-daemon on a message bus of its own, with a
//! home folder of its own, so that the keyring of whoever runs the tests is never touched.
//!
//! The vault is opened in child processes of this same test program (`probe`), because the address of the bus is
//! an environment variable and the environment of a running process can't be changed safely.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod session;

use std::fs;
use std::path::Path;
use std::time::Duration;

use mapae_domain::TokenId;
use mapae_vault::{
    Cost, KeyPlace, KeyringChoice, LockReason, NewPassphrase, Opened, Passphrase, Start, TokenSecret,
    TypedForRotation, Vault, VaultError, Zeroizing,
};
use rustix::process::{Signal, kill_process};
use session::{ACTION, EMPTY, MARK, STATE, Session};

/// What the vault promises to wait for a keyring at most.
const PATIENCE: Duration = Duration::from_secs(2);
/// Starting a process on a busy machine.
const MARGIN: Duration = Duration::from_secs(3);

const PHRASE: &str = "seven quiet horses";

#[test]
#[ignore = "not a test: the others run it in a process with a bus of its own"]
#[allow(clippy::print_stdout, reason = "this is how the outcome gets to the test that asked")]
fn probe() {
    let state = std::env::var_os(STATE).expect("set by the test that asks");
    let registry_is_empty = std::env::var(EMPTY).is_ok_and(|empty| empty == "true");
    let action = std::env::var(ACTION).expect("set by the test that asks");
    let place = KeyPlace { state_folder: Path::new(&state), keyring: KeyringChoice::Auto };
    let outcome = match Vault::open(place, registry_is_empty, Start::Unlocked) {
        Ok(Opened::Unlocked(vault)) => describe(act(&action, vault)),
        Ok(Opened::Locked(locked)) => match (action.as_str(), locked.reason()) {
            ("passphrase", _) => describe(locked.unlock_with_passphrase(&typed())),
            ("passphrase and rotate", _) => {
                describe(locked.unlock_with_passphrase(&typed()).and_then(|vault| act("rotate", vault)))
            }
            (_, LockReason::Refused(error)) => format!("Locked: {}", name(error)),
            (_, reason) => format!("Locked: {reason:?}"),
        },
        Err(error) => name(&error),
    };
    println!("{MARK}{outcome}");
}

fn typed() -> Passphrase {
    Passphrase::typed(Zeroizing::new(PHRASE.to_owned())).unwrap()
}

fn act(action: &str, mut vault: Vault) -> Result<Vault, VaultError> {
    match action {
        "nothing" => {}
        "set passphrase" => {
            vault.set_passphrase(&NewPassphrase::new(typed()).unwrap(), Cost::next_to_nothing())?
        }
        "remove passphrase" => vault.remove_passphrase()?,
        "add keyring" => vault.add_keyring()?,
        "remove keyring" => vault.remove_keyring()?,
        "lock and ask the keyring" => return vault.lock().unwrap().unlock_with_keyring(),
        "rotate" => {
            let (id, token) = (TokenId::from_bytes([1; 16]), TokenSecret::generate()?);
            let old = vault.seal(id, &token)?;
            let typed = TypedForRotation { passphrase: Some(&typed()), recovery_key: None };
            let left = vault.begin_rotation(typed)?;
            assert!(!left.recovery_key);
            let new = vault.reseal(id, &old)?;
            vault.finish_rotation()?;
            assert_eq!(vault.open_token(id, &new)?.expose(), token.expose());
        }
        other => panic!("no such action: {other}"),
    }
    Ok(vault)
}

fn describe(vault: Result<Vault, VaultError>) -> String {
    match vault {
        Ok(vault) => format!("{:?} {}", vault.protection(), hex::encode(*vault.chain_key())),
        Err(error) => name(&error),
    }
}

fn name(error: &VaultError) -> String {
    match error {
        VaultError::KeyMissing { place } => format!("KeyMissing {place}"),
        error => format!("{error:?}"),
    }
}

#[test]
fn a_new_registry_puts_its_key_in_the_keyring_and_finds_it_after_a_restart() {
    let mut session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    assert!(made.starts_with("Keyring "), "{made}");
    assert_eq!(session.state_files(), ["keys.json"], "no key lies in a file");

    assert_eq!(session.open(false).0, made, "the same key, by another process");
    session.start_keyring(true);
    assert_eq!(session.open(false).0, made, "the same key, by another keyring process");
}

#[test]
fn two_registries_of_one_person_do_not_meet_in_the_keyring() {
    let session = Session::with_keyring(true);
    let (first, _) = session.open(true);
    fs::rename(session.state(), session.folder.path().join("first")).unwrap();
    let (second, _) = session.open(true);
    assert!(second.starts_with("Keyring ") && second != first);
    fs::remove_dir_all(session.state()).unwrap();
    fs::rename(session.folder.path().join("first"), session.state()).unwrap();
    assert_eq!(session.open(false).0, first);
}

#[test]
fn a_locked_keyring_is_no_reason_for_a_new_key() {
    let mut session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    session.start_keyring(false);
    for registry_is_empty in [false, true] {
        let (outcome, took) = session.open(registry_is_empty);
        assert_eq!(outcome, "KeyringLocked");
        assert!(took < PATIENCE + MARGIN, "{took:?}");
    }
    assert_eq!(session.state_files(), ["keys.json"]);
    session.start_keyring(true);
    assert_eq!(session.open(false).0, made, "and nothing is lost");
}

#[test]
fn a_keyring_that_does_not_answer_is_not_waited_for() {
    let session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    let keyring = session.keyring.as_ref().unwrap();
    kill_process(keyring.pid(), Signal::STOP).unwrap();
    let (outcome, took) = session.open(false);
    assert_eq!(outcome, "KeyringLocked");
    assert!(took >= PATIENCE && took < PATIENCE + MARGIN, "{took:?}");

    kill_process(keyring.pid(), Signal::CONT).unwrap();
    assert_eq!(session.open(false).0, made, "asking again later succeeds");
}

#[test]
fn a_new_registry_does_not_wait_for_a_keyring_that_does_not_answer() {
    let session = Session::with_keyring(true);
    kill_process(session.keyring.as_ref().unwrap().pid(), Signal::STOP).unwrap();
    let (outcome, took) = session.open(true);
    assert!(outcome.starts_with("KeyFile "), "{outcome}");
    assert!(took < PATIENCE + MARGIN, "{took:?}");

    kill_process(session.keyring.as_ref().unwrap().pid(), Signal::CONT).unwrap();
    assert_eq!(session.open(false).0, outcome, "a registry that began with a key file stays with it");
}

#[test]
fn a_session_without_a_keyring_gets_a_key_file_and_keeps_it() {
    let mut session = Session::new();
    let (made, took) = session.open(true);
    assert!(made.starts_with("KeyFile "), "{made}");
    assert!(took < PATIENCE, "nothing to wait for: {took:?}");
    session.start_keyring(true);
    assert_eq!(session.open(false).0, made, "not moved when a keyring comes up");
    assert!(!fs::read_to_string(session.state().join("keys.json")).unwrap().contains("keyring"));
}

#[test]
fn a_keyring_that_is_gone_is_told_from_one_that_was_reset() {
    let mut session = Session::with_keyring(true);
    session.open(true);
    let before = fs::read(session.state().join("keys.json")).unwrap();

    session.stop_keyring();
    assert_eq!(session.open(true).0, "KeyringVanished");

    fs::remove_dir_all(session.home()).unwrap();
    fs::create_dir(session.home()).unwrap();
    session.start_keyring(true);
    let (outcome, _) = session.open(true);
    assert!(outcome.starts_with("KeyMissing keyring entry mapae/"), "{outcome}");

    assert_eq!(session.state_files(), ["keys.json"], "no new key was made");
    assert_eq!(fs::read(session.state().join("keys.json")).unwrap(), before);
}

#[test]
fn with_a_passphrase_beside_it_a_keyring_that_does_not_open_is_a_reason_to_lock() {
    let mut session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    assert_eq!(session.after("set passphrase"), made, "the keyring still opens by itself");

    session.start_keyring(false);
    assert_eq!(session.after("nothing"), "Locked: KeyringLocked");
    assert_eq!(session.after("passphrase"), made);
    session.stop_keyring();
    assert_eq!(session.after("nothing"), "Locked: KeyringVanished");
    assert_eq!(session.after("passphrase"), made);

    fs::remove_dir_all(session.home()).unwrap();
    fs::create_dir(session.home()).unwrap();
    session.start_keyring(true);
    assert!(session.after("nothing").starts_with("Locked: KeyMissing keyring entry mapae/"));
    assert_eq!(session.after("passphrase"), made);
}

#[test]
fn a_key_taken_out_of_the_keyring_is_gone_from_it() {
    let session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    assert_eq!(session.after("remove keyring"), "LastProtector");
    session.after("set passphrase");
    let before = fs::read(session.state().join("keys.json")).unwrap();
    assert_eq!(session.after("lock and ask the keyring"), made);
    assert_eq!(session.after("remove keyring"), made.replace("Keyring", "Passphrase"));
    assert_eq!(session.after("nothing"), "Locked: AtStart");

    fs::write(session.state().join("keys.json"), before).unwrap();
    let outcome = session.after("nothing");
    assert!(outcome.starts_with("Locked: KeyMissing keyring entry mapae/"), "{outcome}");
}

#[test]
fn a_registry_moves_from_a_key_file_to_the_keyring_when_asked() {
    let mut session = Session::new();
    let (made, _) = session.open(true);
    assert_eq!(session.after("add keyring"), "KeyringVanished");
    assert_eq!(session.after("nothing"), made, "nothing has changed");
    session.start_keyring(true);
    let moved = session.after("add keyring");
    assert_eq!(moved, made.replace("KeyFile", "Keyring"));
    assert_eq!(session.state_files(), ["keys.json"], "the key file is gone");
    assert_eq!(session.after("nothing"), moved);
    assert_eq!(session.after("add keyring"), moved, "asking twice changes nothing");
    assert_eq!(session.after("remove passphrase"), "ProtectorAbsent(Passphrase)");
}

#[test]
fn a_rotation_moves_the_keyring_to_the_new_key() {
    let session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    let before = fs::read(session.state().join("keys.json")).unwrap();
    assert_eq!(session.after("rotate"), made, "the audit chain's key does not change");
    assert_eq!(session.after("nothing"), made);
    fs::write(session.state().join("keys.json"), before).unwrap();
    let outcome = session.after("nothing");
    assert!(outcome.starts_with("KeyMissing keyring entry mapae/"), "the old entry is gone: {outcome}");
}

#[test]
fn a_rotation_does_not_begin_without_the_keyring_it_has_to_move() {
    let mut session = Session::with_keyring(true);
    session.open(true);
    let made = session.after("set passphrase");
    let before = fs::read(session.state().join("keys.json")).unwrap();
    session.start_keyring(false);
    assert_eq!(session.after("passphrase and rotate"), "KeyringLocked");
    session.stop_keyring();
    assert_eq!(session.after("passphrase and rotate"), "KeyringVanished");
    assert_eq!(fs::read(session.state().join("keys.json")).unwrap(), before);
    session.start_keyring(true);
    assert_eq!(session.after("rotate"), made);
}
