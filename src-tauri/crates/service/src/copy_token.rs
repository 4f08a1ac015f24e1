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
    let sealed = stored.sealed.as_deref().ok_or(ServiceError::TokenNotCopyable)?;
    let secret = registry.vault.open_token(id, sealed)?;
    registry.apply(Change::None, registry.event(EventKind::TokenCopied, Some(id), now))?;
    Ok(secret)
}
