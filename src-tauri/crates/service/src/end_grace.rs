//! Verb: end the grace after a rotation early.

use crate::{Registry, ServiceError, TokenDetail};
use chrono::{DateTime, Utc};
use mapae_domain::TokenId;
use mapae_store::EventKind;

/// From now on the secret before the last rotation is refused. Nothing happens, without an event, where there is none.
///
/// # Errors
/// [`ServiceError::TokenNotFound`].
pub fn end_grace(registry: &Registry, id: TokenId, now: DateTime<Utc>) -> Result<TokenDetail, ServiceError> {
    let step = |token: &mapae_domain::Token| Ok::<_, ServiceError>(token.clone().end_grace());
    let stepped = registry.step(id, &EventKind::GraceEnded, now, step)?;
    TokenDetail::of(registry, stepped.into_stored(), now)
}
