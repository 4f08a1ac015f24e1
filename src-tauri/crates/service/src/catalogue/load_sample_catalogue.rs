//! Verb: put the sample catalogue in place, so that a first token can be issued with one click.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::Catalogue;
use mapae_store::{Change, EventKind};

/// Loads the sample where there is no catalogue yet, and gives back what is in force then: an administrator's own
/// catalogue is never replaced.
///
/// # Errors
/// The store failed; nothing has changed.
pub fn load_sample_catalogue(registry: &Registry, now: DateTime<Utc>) -> Result<Catalogue, ServiceError> {
    let _alone = registry.editing_catalogue();
    let present = registry.catalogue()?;
    if !present.groups().is_empty() {
        return Ok(present);
    }
    let sample = Catalogue::sample();
    let event = registry.event(EventKind::CatalogueChanged, None, now);
    registry.apply(Change::SetCatalogue(sample.clone()), event)?;
    Ok(sample)
}
