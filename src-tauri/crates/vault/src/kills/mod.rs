//! Every change of the protectors and of the data key, stopped before each of its steps on disk and in the keyring,
//! as a kill would. Afterwards exactly the old ways or exactly the new ways open the vault, and doing it again ends
//! where it should.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod changes;
mod rotation;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mapae_domain::TokenId;
use zeroize::Zeroizing;

use crate::interruption::stopping_after;
use crate::keyring::memory;
use crate::{
    Cost, KeyPlace, KeyringChoice, LockedVault, NewPassphrase, Opened, Passphrase, RecoveryKey, Start,
    TokenSecret, TypedForRotation, Vault, VaultError,
};

const OLD: &str = "the old passphrase of this test";
const NEW: &str = "another one, for after the change";
fn id() -> TokenId {
    TokenId::from_bytes([5; 16])
}

fn typed(text: &str) -> Passphrase {
    Passphrase::typed(Zeroizing::new(text.to_owned())).unwrap()
}

fn new(text: &str) -> NewPassphrase {
    NewPassphrase::new(typed(text)).unwrap()
}

fn on_paper(text: &str) -> RecoveryKey {
    RecoveryKey::typed(Zeroizing::new(text.to_owned())).unwrap()
}

fn open(folder: &Path) -> Opened {
    let place = KeyPlace { state_folder: folder, keyring: KeyringChoice::Auto };
    Vault::open(place, false, Start::Unlocked).unwrap()
}

/// What the registry began as.
#[derive(Clone, Copy)]
enum Begun {
    InKeyring,
    InKeyFile,
}

/// A registry with a token, and what must stay true of it.
struct Trial {
    folder: tempfile::TempDir,
    chain_key: [u8; 32],
    sealed: Vec<u8>,
    token: TokenSecret,
    papers: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    ByItself,
    Keyring,
    Passphrase(&'static str),
    /// Which of the recovery keys that were made.
    Paper(usize),
}

impl Trial {
    fn new(begun: Begun, set_up: impl Fn(&mut Vault, &mut Vec<String>)) -> Trial {
        let folder = tempfile::tempdir().unwrap();
        let keyring = match begun {
            Begun::InKeyring => KeyringChoice::Auto,
            Begun::InKeyFile => KeyringChoice::Never,
        };
        let place = KeyPlace { state_folder: folder.path(), keyring };
        let Opened::Unlocked(mut vault) = Vault::open(place, true, Start::Unlocked).unwrap() else {
            panic!("a new registry is unlocked");
        };
        let mut papers = Vec::new();
        set_up(&mut vault, &mut papers);
        let token = TokenSecret::generate().unwrap();
        let sealed = vault.seal(id(), &token).unwrap();
        Trial { folder, chain_key: *vault.chain_key(), sealed, token, papers }
    }

    fn is_intact(&self, vault: &Vault) -> bool {
        assert_eq!(*vault.chain_key(), self.chain_key);
        assert_eq!(vault.open_token(id(), &self.sealed).unwrap().expose(), self.token.expose());
        true
    }

    /// Every way that opens it now.
    fn ways(&self) -> BTreeSet<Way> {
        let mut ways = BTreeSet::new();
        if let Opened::Unlocked(vault) = open(self.folder.path()) {
            assert!(self.is_intact(&vault));
            ways.insert(Way::ByItself);
        }
        let place = crate::key_place::Place {
            state_folder: self.folder.path().to_path_buf(),
            keyring: KeyringChoice::Auto,
        };
        let locked = LockedVault::new(place, Default::default(), crate::LockReason::Asked);
        let mut try_way = |way: Way, opened: Result<Vault, VaultError>| match opened {
            Ok(vault) => {
                assert!(self.is_intact(&vault));
                ways.insert(way);
            }
            Err(
                VaultError::WrongPassphrase
                | VaultError::WrongRecoveryKey
                | VaultError::ProtectorAbsent(_)
                | VaultError::KeyMissing { .. }
                | VaultError::KeyForeign { .. },
            ) => {}
            Err(error) => panic!("{way:?}: {error:?}"),
        };
        try_way(Way::Keyring, locked.unlock_with_keyring());
        for text in [OLD, NEW] {
            try_way(Way::Passphrase(text), locked.unlock_with_passphrase(&typed(text)));
        }
        for (number, paper) in self.papers.iter().enumerate() {
            try_way(Way::Paper(number), locked.unlock_with_recovery_key(&on_paper(paper)));
        }
        ways
    }

    /// The open vault, whatever it takes.
    fn vault(&self) -> Vault {
        match open(self.folder.path()) {
            Opened::Unlocked(vault) => vault,
            Opened::Locked(locked) => [OLD, NEW]
                .into_iter()
                .find_map(|text| locked.unlock_with_passphrase(&typed(text)).ok())
                .expect("one of the passphrases"),
        }
    }

    fn files(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

/// Runs `change` with a kill before its first step, its second, and so on, and once to its end.
fn at_every_step(
    begin: impl Fn() -> Trial,
    change: impl Fn(&mut Vault, &Trial) -> Result<(), VaultError>,
    before: &[Way],
    after: &[Way],
) {
    let before: BTreeSet<Way> = before.iter().cloned().collect();
    let after: BTreeSet<Way> = after.iter().cloned().collect();
    assert_ne!(before, after, "a change that can be seen");
    let mut seen_before = 0;
    for points in 0.. {
        let trial = begin();
        assert_eq!(trial.ways(), before);
        let mut vault = trial.vault();
        let (result, stopped) = stopping_after(points, || change(&mut vault, &trial));
        drop(vault);
        let ways = trial.ways();
        assert!(ways == before || ways == after, "after {points} points: {ways:?}");
        if !stopped {
            result.unwrap();
            assert_eq!(ways, after);
            assert!(seen_before > 0 && points > seen_before, "kills on both sides of the change were tried");
            return;
        }
        if ways == before {
            seen_before += 1;
            change(&mut trial.vault(), &trial).unwrap();
        }
        assert_eq!(trial.ways(), after, "done after {points} points and a restart");
        drop(trial.vault());
        let unfinished = |name: &String| name.ends_with(".unfinished");
        assert!(!trial.files().iter().any(unfinished), "{:?}", trial.files());
    }
}

fn with_passphrase(vault: &mut Vault, _: &mut Vec<String>) {
    vault.set_passphrase(&new(OLD), Cost::next_to_nothing()).unwrap();
}

fn with_paper(vault: &mut Vault, papers: &mut Vec<String>) {
    let text = vault.make_recovery_key().unwrap();
    vault.confirm_recovery_key(&on_paper(text.expose())).unwrap();
    papers.push(text.expose().to_owned());
}
