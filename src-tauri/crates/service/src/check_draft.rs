//! Verb: what the rules make of a draft as it is typed.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{CheckedDraft, Draft, DraftContext, check};
use std::cell::RefCell;

/// Judges every field of `draft`, with what only the registry knows: which names are taken and which APIs exist.
///
/// # Errors
/// The store can't be read. A draft with problems is no error: it is the answer.
pub fn check_draft(
    registry: &Registry,
    draft: &Draft,
    now: DateTime<Utc>,
) -> Result<CheckedDraft, ServiceError> {
    let catalogue = registry.catalogue()?;
    let failure = RefCell::new(None);
    let name_taken = |key: &_| {
        let holder =
            registry.store.id_by_name(key).and_then(|id| id.map_or(Ok(None), |id| registry.store.token(id)));
        holder.unwrap_or_else(|error| failure.replace(Some(error)).and(None)).map(|stored| stored.token.name)
    };
    let context = DraftContext {
        now: registry.judged(now),
        zone: registry.zone,
        catalogue: &catalogue,
        name_taken: &name_taken,
    };
    let checked = check(draft, &context);
    match failure.into_inner() {
        Some(error) => Err(error.into()),
        None => Ok(checked),
    }
}
