//! Verb: whose string is this? A token that turned up somewhere is found by pasting it.

use crate::{ListedToken, Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{TokenDigest, check_token_text};

/// The token that has this secret, the present or the retiring one; `None` where `text` is no token's string, or
/// nobody's. Nothing of `text` is kept.
///
/// # Errors
/// The store can't be read.
pub fn find_token(
    registry: &Registry,
    text: &str,
    now: DateTime<Utc>,
) -> Result<Option<ListedToken>, ServiceError> {
    let text = text.trim().as_bytes();
    if check_token_text(text).is_err() {
        return Ok(None);
    }
    let Some(id) = registry.store.id_by_digest(&TokenDigest::of(text))? else { return Ok(None) };
    let Some(stored) = registry.store.token(id)? else { return Ok(None) };
    let usage = registry.store.usage(id)?;
    Ok(Some(ListedToken::new(registry, stored, usage, registry.judged(now))))
}
