//! Verb: change the data key itself. Begun in one step; then every token is sealed anew, one change each; then the
//! old key is dropped. Stopped at any point, by a person, a lock or a kill, every token still opens, and calling this
//! again goes on where it was.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::TokenId;
use mapae_store::{Change, EventKind, StoreError};
use mapae_vault::TypedForRotation;
use std::{
    ops::ControlFlow,
    sync::{PoisonError, atomic::Ordering},
};

/// How far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// False where it was stopped.
    pub finished: bool,
    /// The recovery key was not typed and opens nothing any more: a new one has to be made.
    pub recovery_key_dropped: bool,
    /// Tokens whose sealed copy opens with neither key; it stays as it is. They were beyond help before.
    pub unreadable: usize,
}

/// Begins, or goes on. `progress` is told how many of all tokens are done, and may stop it.
///
/// # Errors
/// As `Vault::begin_rotation`: nothing has changed then. Any other: what is done stays done.
/// [`ServiceError::Busy`] where it is under way already.
pub fn rotate_data_key(
    registry: &Registry,
    typed: TypedForRotation<'_>,
    now: DateTime<Utc>,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Rotated, ServiceError> {
    if registry.rotating.swap(true, Ordering::Acquire) {
        return Err(ServiceError::Busy);
    }
    let _ended = Ended(registry);
    let mut rotated = Rotated { finished: false, recovery_key_dropped: false, unreadable: 0 };
    if registry.keys.unlocked()?.rotation().is_none() {
        rotated.recovery_key_dropped = registry.keys.changing()?.begin_rotation(typed)?.recovery_key;
        registry.apply(Change::None, registry.event(EventKind::DataKeyChanged, None, now))?;
    }
    drop(registry.sealing.write().unwrap_or_else(PoisonError::into_inner));
    let ids = registry.store.token_ids()?;
    for (done, id) in ids.iter().enumerate() {
        if progress(done, ids.len()).is_break() {
            return Ok(rotated);
        }
        if !reseal(registry, *id, now)? {
            rotated.unreadable += 1;
        }
    }
    registry.once.each(|id| registry.reseal_once(id))?;
    registry.keys.changing()?.finish_rotation()?;
    let _ = progress(ids.len(), ids.len());
    rotated.finished = true;
    Ok(rotated)
}

/// False where nothing opens it.
fn reseal(registry: &Registry, id: TokenId, now: DateTime<Utc>) -> Result<bool, ServiceError> {
    loop {
        let mut stored = match registry.store.token(id) {
            Ok(Some(stored)) => stored,
            Ok(None) => return Ok(true),
            Err(StoreError::Quarantined { .. }) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let Some(sealed) = &stored.sealed else { return Ok(true) };
        let vault = registry.keys.unlocked()?;
        if vault.sealed_with_current(sealed) {
            return Ok(true);
        }
        let Ok(resealed) = vault.reseal(id, sealed) else { return Ok(false) };
        drop(vault);
        stored.sealed = Some(resealed);
        stored.token.revision += 1;
        match registry.apply(Change::Put(stored), registry.event(EventKind::TokenResealed, Some(id), now)) {
            // Somebody changed it in between: once more, with what it is now.
            Err(ServiceError::Store(StoreError::Outdated { .. })) => {}
            applied => return applied.map(|()| true),
        }
    }
}

struct Ended<'a>(&'a Registry);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.rotating.store(false, Ordering::Release);
    }
}
