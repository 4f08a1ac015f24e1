//! Verbs: lock the registry, and unlock it.

use crate::{Registry, ServiceError, keys::LockedBecause};
use chrono::{DateTime, Utc};
use mapae_store::{Change, EventKind};
use mapae_vault::{Passphrase, RecoveryKey, Vault, VaultError};
use std::time::Instant;

/// How a person proves that they may.
pub enum Proof {
    /// Takes about half a second to a second, by design.
    Passphrase(Passphrase),
    /// From the paper.
    RecoveryKey(RecoveryKey),
    /// The desktop's keyring, which may ask for its own password. Only where it was to open the registry and did not:
    /// what was locked on purpose would otherwise be opened by whoever sits down at the desktop.
    Keyring,
}

/// Wipes the keys. Verbs that need one are refused from here on; those under way come to their end first. That it was
/// locked is in the audit trail, unless the disk refused: then it is locked all the same.
///
/// # Errors
/// [`VaultError::NothingToLockWith`]: without a passphrase whatever opened it would open it again by itself.
pub fn lock(registry: &Registry, because: LockedBecause, now: DateTime<Utc>) -> Result<(), ServiceError> {
    if registry.locked().is_some() {
        return Ok(());
    }
    if !registry.protectors().passphrase {
        return Err(VaultError::NothingToLockWith.into());
    }
    if let Err(error) = registry.apply(Change::None, registry.event(EventKind::Locked, None, now)) {
        tracing::warn!(%error, "that the registry was locked could not be put in the audit trail");
    }
    Ok(registry.keys.lock(because)?)
}

/// Opens it again. `instant` is now, too, on the clock that nobody can set.
///
/// # Errors
/// [`ServiceError::TooManyAttempts`]; what was wrong or missing, as the vault says it.
pub fn unlock(
    registry: &Registry,
    proof: &Proof,
    now: DateTime<Utc>,
    instant: Instant,
) -> Result<(), ServiceError> {
    let on_purpose = registry.locked().is_some_and(LockedBecause::is_on_purpose);
    registry.attempt(instant, || {
        registry.keys.unlock(|locked| {
            Ok(match proof {
                Proof::Passphrase(typed) => locked.unlock_with_passphrase(typed)?,
                Proof::RecoveryKey(typed) => locked.unlock_with_recovery_key(typed)?,
                Proof::Keyring if on_purpose => return Err(VaultError::PassphraseNeeded.into()),
                Proof::Keyring => locked.unlock_with_keyring()?,
            })
        })
    })?;
    if let Err(error) = registry.apply(Change::None, registry.event(EventKind::Unlocked, None, now)) {
        tracing::warn!(%error, "that the registry was unlocked could not be put in the audit trail");
    }
    Ok(())
}

impl Registry {
    /// Why it is locked, if it is.
    pub fn locked(&self) -> Option<LockedBecause> {
        self.keys.locked()
    }

    /// Whether a passphrase is the present one, slowed down like every attempt.
    pub(crate) fn check_passphrase(
        &self,
        vault: &Vault,
        typed: &Passphrase,
        instant: Instant,
    ) -> Result<(), ServiceError> {
        self.attempt(instant, || Ok(vault.check_passphrase(typed)?))
    }

    /// Slows down whoever says the wrong word.
    fn attempt(
        &self,
        instant: Instant,
        open: impl FnOnce() -> Result<(), ServiceError>,
    ) -> Result<(), ServiceError> {
        let mut attempts = self.keys.attempts();
        let wait = attempts.wait(instant);
        if !wait.is_zero() {
            return Err(ServiceError::TooManyAttempts { wait });
        }
        let opened = open();
        match &opened {
            Ok(()) => attempts.succeeded(),
            Err(ServiceError::Vault(VaultError::WrongPassphrase | VaultError::WrongRecoveryKey)) => {
                attempts.failed(instant);
                tracing::warn!(failures = attempts.failures(), "the wrong word was said at the lock");
            }
            Err(_) => {}
        }
        opened
    }
}
