//! Verb: how many tokens are in which state.

use crate::{Counts, Registry, ServiceError};
use chrono::{DateTime, Utc};

/// Counted as of `now`; nothing, and `complete` is false, while the registry is still being read.
///
/// # Errors
/// None so far.
pub fn token_counts(registry: &Registry, now: DateTime<Utc>) -> Result<Counts, ServiceError> {
    Ok(registry.index.counts(registry.zone, registry.judged(now)))
}
