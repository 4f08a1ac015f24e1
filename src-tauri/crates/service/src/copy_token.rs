//! Verb: open a token's sealed copy, for the clipboard.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::TokenId;
use mapae_store::{Change, EventKind};
use mapae_vault::TokenSecret;

/// The token's string. That it was handed out is in the audit trail before it is.
///
/// # Errors
/// No such token, no sealed copy of it, a copy that does not open, or an event that could not be stored.
pub fn copy_token(registry: &Registry, id: TokenId, now: DateTime<Utc>) -> Result<TokenSecret, ServiceError> {
    let stored = registry.store.token(id)?.ok_or(ServiceError::TokenNotFound)?;
    let sealed = if stored.copy_once { registry.once.get(id)? } else { stored.sealed };
    let secret = registry.vault()?.open_token(id, &sealed.ok_or(ServiceError::TokenNotCopyable)?)?;
    registry.apply(Change::None, registry.event(EventKind::TokenCopied, Some(id), now))?;
    Ok(secret)
}

/// Destroys the sealed copy of a token that is handed out once; nothing happens to others. Called when it has
/// arrived: a copy that failed on its way can be tried again.
///
/// # Errors
/// The copy can't be removed.
pub fn copied(registry: &Registry, id: TokenId) -> Result<(), ServiceError> {
    Ok(registry.once.remove(id)?)
}

impl Registry {
    /// Part of a change of the data key.
    pub(crate) fn reseal_once(&self, id: TokenId) -> Result<(), ServiceError> {
        let Some(sealed) = self.once.get(id)? else { return Ok(()) };
        let vault = self.vault()?;
        if !vault.sealed_with_current(&sealed)
            && let Ok(resealed) = vault.reseal(id, &sealed)
        {
            self.once.put(id, &resealed)?;
        }
        Ok(())
    }
}
