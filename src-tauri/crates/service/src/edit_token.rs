//! Verb: change the fields of a token that may change.

use crate::{Registry, ServiceError, TokenDetail, check_edit::checked};
use chrono::{DateTime, Utc};
use mapae_domain::{Edit, TokenId, changes};
use mapae_store::{EventKind, StoredToken};

/// Checks `edit` once more and stores what it makes of the token's `revision`. An edit that changes nothing leaves no
/// event.
///
/// # Errors
/// [`ServiceError::Outdated`] where the token is at another revision, also by somebody who was quicker in the last
/// moment: nothing of theirs is overwritten. [`ServiceError::DraftRefused`], [`ServiceError::Revoked`].
pub fn edit_token(
    registry: &Registry,
    id: TokenId,
    revision: u32,
    edit: &Edit,
    now: DateTime<Utc>,
) -> Result<TokenDetail, ServiceError> {
    let stored = registry.stored(id)?;
    if stored.token.revision != revision {
        return Err(ServiceError::Outdated { current: stored.token.revision });
    }
    if stored.token.is_revoked() {
        return Err(ServiceError::Revoked);
    }
    let checked = checked(registry, edit, &stored.token, now)?;
    let token = checked.into_token(&stored.token).map_err(ServiceError::DraftRefused)?;
    if changes(&stored.token, &token).is_empty() {
        return TokenDetail::of(registry, stored, now);
    }
    let stored = registry.put(StoredToken { token, ..stored }, EventKind::TokenEdited, now)?;
    TokenDetail::of(registry, stored, now)
}
