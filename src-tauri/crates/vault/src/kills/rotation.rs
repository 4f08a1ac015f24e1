//! A change of the data key, stopped anywhere.

use std::cell::RefCell;

use super::*;

/// A rotation as a caller does it: whatever step it died at, the same call goes on.
fn rotate(vault: &mut Vault, trial: &Trial, stored: &RefCell<Vec<u8>>) -> Result<(), VaultError> {
    let passphrase = typed(OLD);
    let paper = trial.papers.first().map(|paper| on_paper(paper));
    if vault.rotation().is_none() && vault.sealed_with_current(&stored.borrow()) {
        let typed = TypedForRotation { passphrase: Some(&passphrase), recovery_key: paper.as_ref() };
        let left = vault.begin_rotation(typed)?;
        assert_eq!((left.recovery_key, left.unknown), (false, 0));
    }
    if !vault.sealed_with_current(&stored.borrow()) {
        let again = vault.reseal(id(), &stored.borrow())?;
        *stored.borrow_mut() = again;
    }
    vault.finish_rotation()
}

#[test]
fn a_rotation_stopped_anywhere_opens_by_every_way_and_goes_on() {
    for begun in [Begun::InKeyFile, Begun::InKeyring] {
        for (has_passphrase, has_paper) in [(false, false), (true, false), (true, true), (false, true)] {
            for points in 0.. {
                let trial = Trial::new(begun, |vault, papers| {
                    if has_passphrase {
                        with_passphrase(vault, papers);
                    }
                    if has_paper {
                        with_paper(vault, papers);
                    }
                });
                let ways = trial.ways();
                let mut vault = trial.vault();
                let old_id = vault.key_id();
                let stored = RefCell::new(trial.sealed.clone());
                let (result, stopped) = stopping_after(points, || rotate(&mut vault, &trial, &stored));
                drop(vault);

                let mut vault = trial.vault();
                let state = vault.rotation();
                assert_eq!(vault.open_token(id(), &stored.borrow()).unwrap().expose(), trial.token.expose());
                assert_eq!(*vault.chain_key(), trial.chain_key);
                match state {
                    Some(rotation) => {
                        assert_eq!((rotation.retiring, rotation.current), (old_id, vault.key_id()));
                        assert_eq!(trial.ways(), ways, "all ways open both keys");
                        let refused = vault.begin_rotation(TypedForRotation::default());
                        assert!(matches!(refused, Err(VaultError::RotationUnfinished)));
                    }
                    None if vault.key_id() == old_id => assert_eq!(trial.ways(), ways),
                    None => assert!(vault.sealed_with_current(&stored.borrow())),
                }
                if stopped {
                    rotate(&mut vault, &trial, &stored).unwrap();
                } else {
                    result.unwrap();
                }
                drop(vault);

                let vault = trial.vault();
                assert_eq!(vault.rotation(), None);
                assert_ne!(vault.key_id(), old_id);
                assert!(matches!(
                    vault.open_token(id(), &trial.sealed),
                    Err(VaultError::SealedWithOtherKey { .. })
                ));
                assert_eq!(vault.open_token(id(), &stored.borrow()).unwrap().expose(), trial.token.expose());
                assert_eq!(*vault.chain_key(), trial.chain_key);
                assert!(!memory::holds(old_id), "the old key's entry is gone");
                assert!(!trial.files().contains(&format!("key-{old_id}")), "{:?}", trial.files());
                if !stopped {
                    assert!(points > 5, "only {points} places to stop were tried");
                    break;
                }
            }
        }
    }
}
