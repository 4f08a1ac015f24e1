//! Changes of the protectors, stopped anywhere.

use std::collections::BTreeSet;

use super::*;

#[test]
fn setting_a_passphrase_in_place_of_a_key_file() {
    at_every_step(
        || Trial::new(Begun::InKeyFile, |_, _| ()),
        |vault, trial| {
            vault.set_passphrase(&new(NEW), Cost::next_to_nothing())?;
            assert!(stopped() || trial.files().len() == 1, "the key file is gone: {:?}", trial.files());
            Ok(())
        },
        &[Way::ByItself],
        &[Way::Passphrase(NEW)],
    );
}

/// Whether this thread's disk has stopped, so that what is best effort was not done.
fn stopped() -> bool {
    crate::interruption::point().is_err()
}

#[test]
fn a_key_file_that_a_kill_left_behind_is_removed_at_the_next_opening() {
    for points in 0.. {
        let trial = Trial::new(Begun::InKeyFile, |_, _| ());
        let mut vault = trial.vault();
        let (_, stopped) =
            stopping_after(points, || vault.set_passphrase(&new(OLD), Cost::next_to_nothing()));
        drop(vault);
        if trial.ways() == BTreeSet::from([Way::Passphrase(OLD)]) {
            drop(trial.vault());
            assert_eq!(trial.files(), BTreeSet::from(["keys.json".to_owned()]), "after {points} points");
        }
        if !stopped {
            return;
        }
    }
}

#[test]
fn changing_a_passphrase() {
    at_every_step(
        || Trial::new(Begun::InKeyFile, with_passphrase),
        |vault, _| vault.set_passphrase(&new(NEW), Cost::next_to_nothing()),
        &[Way::Passphrase(OLD)],
        &[Way::Passphrase(NEW)],
    );
}

#[test]
fn removing_a_passphrase_beside_a_keyring() {
    at_every_step(
        || Trial::new(Begun::InKeyring, with_passphrase),
        |vault, _| vault.remove_passphrase(),
        &[Way::ByItself, Way::Keyring, Way::Passphrase(OLD)],
        &[Way::ByItself, Way::Keyring],
    );
}

#[test]
fn adding_a_keyring_beside_a_passphrase() {
    at_every_step(
        || Trial::new(Begun::InKeyFile, with_passphrase),
        |vault, _| vault.add_keyring(),
        &[Way::Passphrase(OLD)],
        &[Way::ByItself, Way::Keyring, Way::Passphrase(OLD)],
    );
}

#[test]
fn adding_a_keyring_in_place_of_a_key_file() {
    at_every_step(
        || Trial::new(Begun::InKeyFile, |_, _| ()),
        |vault, _| vault.add_keyring(),
        &[Way::ByItself],
        &[Way::ByItself, Way::Keyring],
    );
}

#[test]
fn adding_a_keyring_that_was_reset() {
    at_every_step(
        || {
            let trial = Trial::new(Begun::InKeyring, with_passphrase);
            memory::lose(trial.vault().key_id());
            trial
        },
        |vault, _| vault.add_keyring(),
        &[Way::Passphrase(OLD)],
        &[Way::ByItself, Way::Keyring, Way::Passphrase(OLD)],
    );
}

#[test]
fn removing_a_keyring_beside_a_passphrase() {
    at_every_step(
        || Trial::new(Begun::InKeyring, with_passphrase),
        |vault, _| {
            let key_id = vault.key_id();
            vault.remove_keyring()?;
            assert!(stopped() || !memory::holds(key_id), "the entry is gone");
            Ok(())
        },
        &[Way::ByItself, Way::Keyring, Way::Passphrase(OLD)],
        &[Way::Passphrase(OLD)],
    );
}

#[test]
fn going_back_to_a_key_file() {
    at_every_step(
        || {
            Trial::new(Begun::InKeyring, |vault, papers| {
                with_passphrase(vault, papers);
                with_paper(vault, papers);
            })
        },
        |vault, _| {
            let key_id = vault.key_id();
            vault.use_key_file()?;
            assert!(stopped() || !memory::holds(key_id), "the entry is gone");
            Ok(())
        },
        &[Way::ByItself, Way::Keyring, Way::Passphrase(OLD), Way::Paper(0)],
        &[Way::ByItself, Way::Paper(0)],
    );
}

#[test]
fn confirming_a_recovery_key_in_place_of_an_older_one() {
    let made = std::cell::RefCell::new(Vec::new());
    at_every_step(
        || {
            made.borrow_mut().clear();
            Trial::new(Begun::InKeyFile, with_paper)
        },
        |vault, _| {
            let text = vault.make_recovery_key()?;
            made.borrow_mut().push(text.expose().to_owned());
            vault.confirm_recovery_key(&on_paper(text.expose()))
        },
        &[Way::ByItself, Way::Paper(0)],
        &[Way::ByItself],
    );
}

#[test]
fn removing_a_recovery_key() {
    at_every_step(
        || Trial::new(Begun::InKeyFile, with_paper),
        |vault, _| vault.remove_recovery_key(),
        &[Way::ByItself, Way::Paper(0)],
        &[Way::ByItself],
    );
}
