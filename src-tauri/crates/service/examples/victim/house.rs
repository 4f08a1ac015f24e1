//! The registry below a folder, and the words that open it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_service::{OpenError, Place, Proof, Registry, ServiceError, open, unlock};
use mapae_vault::{KeyPlace, KeyringChoice, NewPassphrase, Passphrase, Start, VaultError, Zeroizing};
use std::{
    error::Error,
    fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::{Instant, SystemTime},
};

/// What the passphrases are, in turn.
pub(crate) const PHRASES: [&str; 2] = ["the first phrase of the victim", "and the second one, for a change"];

pub(crate) struct House {
    pub(crate) data: PathBuf,
    pub(crate) state: PathBuf,
}

impl House {
    /// Makes the folders where they are missing, as `MAPAE_HOME` lays them out.
    pub(crate) fn below(home: &Path) -> io::Result<Self> {
        let [data, state] = ["data", "state"].map(|name| home.join(name));
        for folder in [&data, &state] {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        Ok(Self { data, state })
    }

    /// Opens it, and unlocks it where that takes a person.
    pub(crate) fn open(&self) -> Result<Registry, OpenError> {
        let registry = open(
            Place {
                data: &self.data,
                state: &self.state,
                keyring: KeyringChoice::Never,
                start: Start::Unlocked,
                zone: Tz::Asia__Seoul,
                actor: "victim",
            },
            now(),
        )?;
        for phrase in PHRASES {
            let proof = Proof::Passphrase(typed(phrase));
            match unlock_if_locked(&registry, &proof) {
                Ok(()) => break,
                Err(ServiceError::Vault(VaultError::WrongPassphrase)) => {}
                Err(ServiceError::Vault(error)) => return Err(error.into()),
                Err(ServiceError::Store(error)) => return Err(error.into()),
                Err(error) => return Err(io::Error::other(error).into()),
            }
        }
        Ok(registry)
    }

    pub(crate) fn keys(&self) -> KeyPlace<'_> {
        KeyPlace { state_folder: &self.state, keyring: KeyringChoice::Never }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("registry")
    }

    pub(crate) fn audit_file(&self) -> PathBuf {
        self.state.join("audit.jsonl")
    }
}

fn unlock_if_locked(registry: &Registry, proof: &Proof) -> Result<(), ServiceError> {
    if registry.locked().is_some() { unlock(registry, proof, now(), instant()) } else { Ok(()) }
}

pub(crate) fn typed(phrase: &str) -> Passphrase {
    Passphrase::typed(Zeroizing::new(phrase.to_owned())).expect("the phrases are short")
}

pub(crate) fn new_phrase(phrase: &str) -> NewPassphrase {
    NewPassphrase::new(typed(phrase)).expect("the phrases are long enough")
}

/// An error and all its causes.
pub(crate) fn whole_story(error: &dyn Error) -> String {
    let mut story = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        story = format!("{story}: {error}");
        cause = error.source();
    }
    story
}

#[expect(clippy::disallowed_methods, reason = "the victim is its own shell, and nobody gives it `now`")]
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}

pub(crate) fn instant() -> Instant {
    Instant::now()
}
