//! Verb: everything about one token but its secret.

use crate::{ListedToken, Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, TokenId};

/// A token, and the catalogue in which its scopes are looked up.
#[derive(Debug, Clone)]
pub struct TokenDetail {
    /// As in the table.
    pub listed: ListedToken,
    /// As it is now: a scope that is not in it any more authorises nothing.
    pub catalogue: Catalogue,
}

/// The token with this id.
///
/// # Errors
/// No such token, or the store can't be read.
pub fn token_detail(
    registry: &Registry,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<TokenDetail, ServiceError> {
    let stored = registry.store.token(id)?.ok_or(ServiceError::TokenNotFound)?;
    let usage = registry.store.usage(id)?;
    let listed = ListedToken::new(registry, stored, usage, registry.judged(now));
    Ok(TokenDetail { listed, catalogue: registry.catalogue()? })
}
