//! Verb: everything about one token but its secret; also about one that was deleted.

use crate::{ListedToken, Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, TokenId, Usage};
use mapae_store::StoredToken;

/// A token, and the catalogue in which its scopes are looked up.
#[derive(Debug, Clone)]
pub struct TokenDetail {
    /// As in the table.
    pub listed: ListedToken,
    /// As it is now: a scope that is not in it any more authorises nothing.
    pub catalogue: Catalogue,
}

/// The token with this id. Of a deleted one the state in which it was last, and when it was deleted.
///
/// # Errors
/// No such token, or the store can't be read.
pub fn token_detail(
    registry: &Registry,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<TokenDetail, ServiceError> {
    if let Some(stored) = registry.store.token(id)? {
        return TokenDetail::of(registry, stored, now);
    }
    let tombstone = registry.store.tombstone(id)?.ok_or(ServiceError::TokenNotFound)?;
    let listed = ListedToken::new(registry, tombstone.last, Usage::default(), registry.judged(now));
    let listed = ListedToken { deleted_at: Some(tombstone.deleted_at), copyable: false, ..listed };
    Ok(TokenDetail { listed, catalogue: registry.catalogue()? })
}

impl TokenDetail {
    /// Of a token as it is stored now.
    pub(crate) fn of(
        registry: &Registry,
        stored: StoredToken,
        now: DateTime<Utc>,
    ) -> Result<Self, ServiceError> {
        let usage = registry.store.usage(stored.token.id)?;
        let listed = ListedToken::new(registry, stored, usage, registry.judged(now));
        Ok(Self { listed, catalogue: registry.catalogue()? })
    }
}
