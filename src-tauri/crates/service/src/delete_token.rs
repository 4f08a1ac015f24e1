//! Verb: delete a token for good.

use crate::{Registry, ServiceError, change::contradicted};
use chrono::{DateTime, Utc};
use mapae_domain::TokenId;
use mapae_store::{Change, EventKind};

/// Deletes a token that is withdrawn or expired, after its `name` was typed to confirm. Its name may be issued again;
/// its events and a line in the history stay.
///
/// # Errors
/// [`ServiceError::NameMismatch`], [`ServiceError::InForce`], [`ServiceError::TokenNotFound`]. [`ServiceError::File`]
/// where a copy that was to be handed out once can't be removed: the token is deleted then.
pub fn delete_token(
    registry: &Registry,
    id: TokenId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    loop {
        let token = registry.stored(id)?.token;
        if !token.name.is_confirmed_by(name) {
            return Err(ServiceError::NameMismatch);
        }
        if !token.is_revoked() && !token.expiry.is_past(registry.judged(now)) {
            return Err(ServiceError::InForce);
        }
        let change = Change::Remove { id, revision: token.revision };
        let event = registry.event(EventKind::TokenDeleted, Some(id), now);
        match registry.apply(change, event).map_err(contradicted) {
            // Its expiry may have been put off in that moment: judged anew.
            Err(ServiceError::Outdated { .. }) => {}
            Err(other) => return Err(other),
            Ok(()) => return registry.drop_once(id),
        }
    }
}
