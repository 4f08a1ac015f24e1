//! Verb: put in the audit trail that the gate was set otherwise.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_store::{Change, EventKind};

/// Before it is done: a gate that listens elsewhere, or believes another proxy, without a line in the trail would be
/// worse than a line about what then failed. What is set lies in a file of the gate's own, not in the registry.
///
/// # Errors
/// [`ServiceError::Locked`]; the store's.
pub fn note_gate_changed(registry: &Registry, now: DateTime<Utc>) -> Result<(), ServiceError> {
    registry.apply(Change::None, registry.event(EventKind::GateChanged, None, now))
}
