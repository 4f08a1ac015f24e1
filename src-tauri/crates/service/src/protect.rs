//! Verbs: change what keeps the data key. Each is durable when it returns and in the audit trail; the store is not
//! touched, since only one key is wrapped anew.

use crate::{Registry, ServiceError, keys::Changing};
use chrono::{DateTime, Utc};
use mapae_store::{Change, EventKind};
use mapae_vault::{
    Cost, NewPassphrase, Passphrase, Protectors, RecoveryKey, RecoveryKeyText, Rotation, VaultError,
};
use std::time::Instant;

/// Sets a passphrase, or another one in the place of `present`. A key file goes.
///
/// # Errors
/// [`VaultError::PassphraseNeeded`] where there is one and `present` is not given;
/// [`VaultError::WrongPassphrase`]; [`ServiceError::TooManyAttempts`].
pub fn set_passphrase(
    registry: &Registry,
    present: Option<&Passphrase>,
    new: &NewPassphrase,
    cost: Cost,
    (now, instant): (DateTime<Utc>, Instant),
) -> Result<(), ServiceError> {
    let mut vault = registry.keys.changing()?;
    proven(registry, &vault, present, instant)?;
    vault.set_passphrase(new, cost)?;
    drop(vault);
    noted(registry, now);
    Ok(())
}

/// Takes the passphrase out.
///
/// # Errors
/// As [`set_passphrase`]; [`VaultError::LastProtector`] where nothing else opens it from day to day.
pub fn remove_passphrase(
    registry: &Registry,
    present: &Passphrase,
    (now, instant): (DateTime<Utc>, Instant),
) -> Result<(), ServiceError> {
    let mut vault = registry.keys.changing()?;
    proven(registry, &vault, Some(present), instant)?;
    vault.remove_passphrase()?;
    drop(vault);
    noted(registry, now);
    Ok(())
}

/// Puts the key in the desktop's keyring too, or takes it out of there. Takes up to four seconds.
///
/// # Errors
/// The keyring's; [`VaultError::LastProtector`].
pub fn set_keyring(registry: &Registry, on: bool, now: DateTime<Utc>) -> Result<(), ServiceError> {
    let mut vault = registry.keys.changing()?;
    if on {
        vault.add_keyring()?
    } else {
        vault.remove_keyring()?
    }
    drop(vault);
    noted(registry, now);
    Ok(())
}

/// Goes back to a key file: passphrase and keyring go.
///
/// # Errors
/// As [`set_passphrase`].
pub fn use_key_file(
    registry: &Registry,
    present: Option<&Passphrase>,
    (now, instant): (DateTime<Utc>, Instant),
) -> Result<(), ServiceError> {
    let mut vault = registry.keys.changing()?;
    proven(registry, &vault, present, instant)?;
    vault.use_key_file()?;
    drop(vault);
    noted(registry, now);
    Ok(())
}

/// Makes a recovery key, to be shown once. It opens nothing until it is confirmed.
///
/// # Errors
/// The system gives no random bytes.
pub fn make_recovery_key(registry: &Registry) -> Result<RecoveryKeyText, ServiceError> {
    Ok(registry.keys.changing()?.make_recovery_key()?)
}

/// Puts the recovery key that was made last in force, once it is typed back.
///
/// # Errors
/// [`VaultError::WrongRecoveryKey`]; [`VaultError::NothingToConfirm`].
pub fn confirm_recovery_key(
    registry: &Registry,
    typed: &RecoveryKey,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    registry.keys.changing()?.confirm_recovery_key(typed)?;
    noted(registry, now);
    Ok(())
}

/// Forgets a recovery key that was made and not confirmed.
///
/// # Errors
/// The registry is locked: it is forgotten already.
pub fn discard_recovery_key(registry: &Registry) -> Result<(), ServiceError> {
    registry.keys.changing()?.discard_unconfirmed_recovery_key();
    Ok(())
}

/// Takes the recovery key out.
///
/// # Errors
/// [`VaultError::ProtectorAbsent`].
pub fn remove_recovery_key(registry: &Registry, now: DateTime<Utc>) -> Result<(), ServiceError> {
    registry.keys.changing()?.remove_recovery_key()?;
    noted(registry, now);
    Ok(())
}

impl Registry {
    /// What keeps the data key.
    pub fn protectors(&self) -> Protectors {
        self.keys.protectors()
    }

    /// A change of the data key that was begun and not finished; `None` while it is locked.
    pub fn rotation(&self) -> Option<Rotation> {
        self.keys.unlocked().ok()?.rotation()
    }
}

/// Who sits at an open window is not always who knows the passphrase: only they may take it away.
fn proven(
    registry: &Registry,
    vault: &Changing<'_>,
    present: Option<&Passphrase>,
    instant: Instant,
) -> Result<(), ServiceError> {
    match present {
        _ if !vault.protectors().passphrase => Ok(()),
        Some(typed) => registry.check_passphrase(vault, typed, instant),
        None => Err(VaultError::PassphraseNeeded.into()),
    }
}

/// The change stands, whatever becomes of its event.
fn noted(registry: &Registry, now: DateTime<Utc>) {
    let event = registry.event(EventKind::ProtectionChanged, None, now);
    if let Err(error) = registry.apply(Change::None, event) {
        tracing::warn!(%error, "a change of the protectors could not be put in the audit trail");
    }
}
