//! Verbs: switch a token off, and on again.

use crate::{Registry, ServiceError, TokenDetail};
use chrono::{DateTime, Utc};
use mapae_domain::TokenId;
use mapae_store::EventKind;

/// 중지. A token that is switched off already stays so, without an event.
///
/// # Errors
/// [`ServiceError::Revoked`], [`ServiceError::TokenNotFound`].
pub fn disable_token(
    registry: &Registry,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<TokenDetail, ServiceError> {
    let step = |token: &mapae_domain::Token| Ok::<_, ServiceError>(token.clone().disable()?);
    let stepped = registry.step(id, &EventKind::TokenDisabled, now, step)?;
    TokenDetail::of(registry, stepped.into_stored(), now)
}

/// The end of a 중지. A token that is switched on already stays so, without an event.
///
/// # Errors
/// [`ServiceError::Revoked`], [`ServiceError::TokenNotFound`].
pub fn enable_token(
    registry: &Registry,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<TokenDetail, ServiceError> {
    let step = |token: &mapae_domain::Token| Ok::<_, ServiceError>(token.clone().enable()?);
    let stepped = registry.step(id, &EventKind::TokenEnabled, now, step)?;
    TokenDetail::of(registry, stepped.into_stored(), now)
}
