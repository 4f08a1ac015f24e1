//! Verb: set the counter of a token's limit back.

use crate::{Registry, ServiceError, TokenDetail, registry::Followed};
use chrono::{DateTime, Utc};
use mapae_domain::{SlidingWindow, TokenId, Usage};
use mapae_store::{Change, EventKind};

/// The requests that were allowed so far count no more. That it was done is in the audit trail before it is; nothing
/// happens, without an event, where none was counted.
///
/// # Errors
/// [`ServiceError::Revoked`], [`ServiceError::TokenNotFound`].
pub fn reset_counter(
    registry: &Registry,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<TokenDetail, ServiceError> {
    let stored = registry.stored(id)?;
    if stored.token.is_revoked() {
        return Err(ServiceError::Revoked);
    }
    if registry.store.usage(id)?.spent_total > 0 {
        registry.apply(Change::None, registry.event(EventKind::CounterReset, Some(id), now))?;
        // Read anew: what was used in between stays known.
        let window = SlidingWindow::default();
        let usage = Usage { spent_total: 0, window, ..registry.store.usage(id)? };
        registry.note_usage(&[(id, usage)])?;
        registry.tell(Followed::CounterReset(id));
    }
    TokenDetail::of(registry, stored, now)
}
