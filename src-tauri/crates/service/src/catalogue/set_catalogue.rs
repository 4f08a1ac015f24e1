//! Verb: put another catalogue in the place of the one that is there.

use super::{changes::Changes, draft::CatalogueDraft, judge::judge, revision::CatalogueRevision};
use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::Catalogue;
use mapae_store::{Change, EventKind};
use std::cell::LazyCell;

/// Judges `draft` once more and stores what it makes, if the catalogue is still the one at `base` that it was made of.
/// What comes out is in force; where nothing differs there is no event.
///
/// # Errors
/// [`ServiceError::CatalogueOutdated`] where somebody was quicker: nothing of theirs is overwritten.
/// [`ServiceError::CatalogueRefused`]; `check_catalogue` says why. [`ServiceError::Locked`], the store's.
pub fn set_catalogue(
    registry: &Registry,
    base: &CatalogueRevision,
    draft: &CatalogueDraft,
    now: DateTime<Utc>,
) -> Result<Catalogue, ServiceError> {
    let _alone = registry.editing_catalogue();
    let stored = registry.catalogue()?;
    if CatalogueRevision::of(&stored) != *base {
        return Err(ServiceError::CatalogueOutdated);
    }
    // Asked only where an id has to be made.
    let held = LazyCell::new(|| registry.index.api_holders());
    let judged = judge(draft, |id| held.is_held(id));
    let catalogue = judged.catalogue().ok_or(ServiceError::CatalogueRefused)?;
    if Changes::between(&stored, catalogue.groups(), &judged.mentioned).is_empty() {
        return Ok(stored);
    }
    let event = registry.event(EventKind::CatalogueChanged, None, now);
    registry.apply(Change::SetCatalogue(catalogue.clone()), event)?;
    Ok(catalogue)
}
