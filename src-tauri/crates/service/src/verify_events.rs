//! Verb: check the audit trail, in the database and in the audit file.

use crate::{Registry, ServiceError, head::HeadFile};
use mapae_store::{ChainFlaw, ChainKey, ChainReport, verify_audit_file};

/// What the check found in both places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventsReport {
    /// In the database.
    pub database: ChainReport,
    /// In the audit file.
    pub audit_file: ChainReport,
}

/// Checks every event, from the first to the newest, with the key of the chain; and that both places reach the event
/// whose number and MAC were kept beside the keys.
///
/// # Errors
/// Locked, or a place that can't be read. A flaw is no error: it is the answer.
pub fn verify_events(registry: &Registry) -> Result<EventsReport, ServiceError> {
    registry.with_chain_key(|key| verify(registry, key))
}

fn verify(registry: &Registry, key: &ChainKey) -> Result<EventsReport, ServiceError> {
    let acknowledged = HeadFile::read(&registry.state)?.map_or(0, |head| head.sequence);
    let file = verify_audit_file(&registry.state.join("audit.jsonl"), key)?;
    let file = match file {
        // What was not acknowledged yet may be half written while it is read; where nothing was, nothing is written.
        ChainReport::Broken { sequence, flaw: ChainFlaw::Unreadable }
            if acknowledged > 0 && sequence > acknowledged =>
        {
            ChainReport::Intact { events: sequence - 1 }
        }
        other => other,
    };
    let database = registry.store.verify_chain(1, key)?;
    if matches!(database, ChainReport::Intact { .. }) && matches!(file, ChainReport::Broken { .. }) {
        // The next opening mends the file from the database.
        registry.store.suspect();
    }
    Ok(EventsReport { database: reaching(database, acknowledged), audit_file: reaching(file, acknowledged) })
}

/// A chain that is whole and too short lacks the event after its last.
fn reaching(report: ChainReport, acknowledged: u64) -> ChainReport {
    match report {
        ChainReport::Intact { events } if events < acknowledged => {
            ChainReport::Broken { sequence: events + 1, flaw: ChainFlaw::Missing }
        }
        other => other,
    }
}
