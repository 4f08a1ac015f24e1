//! Verb: withdraw a token for ever.

use crate::{Registry, ServiceError, TokenDetail};
use chrono::{DateTime, Utc};
use mapae_domain::{RevokeReason, TokenId};
use mapae_store::EventKind;

/// 회수. A retiring secret goes with it, and so does a copy that was to be handed out once. A token that is withdrawn
/// already keeps its reason, without another event.
///
/// # Errors
/// [`ServiceError::ReasonRefused`], [`ServiceError::TokenNotFound`]. [`ServiceError::File`] where the copy can't be
/// removed: the token is withdrawn then, and its copy is not handed out any more.
pub fn revoke_token(
    registry: &Registry,
    id: TokenId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<TokenDetail, ServiceError> {
    let reason = RevokeReason::parse(reason).map_err(ServiceError::ReasonRefused)?;
    let step = |token: &mapae_domain::Token| Ok::<_, ServiceError>(token.clone().revoke(&reason, now));
    let stored = registry.step(id, &EventKind::TokenRevoked, now, step)?.into_stored();
    if stored.copy_once {
        registry.drop_once(id)?;
    }
    TokenDetail::of(registry, stored, now)
}
