//! Brings database and audit file together when a registry is opened. Either may be behind the other:
//!
//! - The database, after a power cut (it is synced a moment after the file), after damage at the end of its
//!   log, which sled takes for a write that never finished, or where it was replaced by an older copy or is
//!   gone. What the file holds beyond its newest event is done to it once more.
//! - The file, where it was cut or removed, or the machine stopped between the database's own write and the
//!   file's. What the database holds beyond the file's last event is added to it.
//!
//! A last line that was torn while it was written belongs to a change that was never acknowledged: it is cut
//! off, and kept beside the file. Damage before what was acknowledged, and two different events under one
//! number, are errors, and nothing is touched.
//!
//! All of this goes by checksums and by the links of the chain, without a key: a registry must open before
//! anyone unlocks it. Whoever has the key verifies the chain afterwards.

use sled::Tree;

use super::Trouble;
use super::replay::replay;
use super::room::Room;
use super::trees::Trees;
use crate::audit_file::AuditFile;
use crate::audit_line;
use crate::chain::ChainHead;
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::event::{self, Event};

/// Events that are done once more in one transaction.
const AT_ONCE: usize = 64;
/// Bytes of them: what they make of the database must fit what `room.rs` sets apart.
const BYTES_AT_ONCE: usize = 1 << 20;
/// Bytes of lines that are added to the file with one sync.
const LINES_AT_ONCE: usize = 1 << 20;

/// What opening had to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// Events of the audit file that were done to the database once more.
    pub redone: u64,
    /// Events of the database that were added to the audit file.
    pub added: u64,
    /// True where a torn end of the audit file was cut off; a copy lies beside it.
    pub cut: bool,
}

/// `acknowledged` is the number of an event that is known to have been acknowledged.
pub(super) fn reconcile(
    trees: &Trees<Tree>,
    audit: &mut AuditFile,
    acknowledged: u64,
    room: &Room,
) -> Result<Reconciled, Trouble> {
    let database = trees.head()?;
    let mut reconciled = Reconciled::default();
    let mut file = ChainHead::EMPTY;
    let (mut waiting, mut bytes): (Vec<(Event, Vec<u8>)>, usize) = (Vec::new(), 0);
    for line in AuditFile::forwards(audit.path(), start(audit, database)?)? {
        let (start, line) = line?;
        let parsed = match audit_line::parse(&line) {
            // A line of a later version is no torn one. But a flipped bit may make one look so: a later version would
            // have written all that follow, too, and the database would not hold them.
            Err(newer @ Unreadable::Newer { .. })
                if file.sequence >= database.sequence && ends_newer(audit)? =>
            {
                return Err(newer.into());
            }
            parsed => parsed.ok(),
        };
        let follows = parsed.filter(|(event, _)| {
            // The first line is the ground to stand on, unless it should be the very first of all.
            let ground = file == ChainHead::EMPTY && event.sequence <= database.sequence;
            ground || (event.sequence == file.sequence + 1 && event.previous_mac == file.mac)
        });
        let Some((event, stored)) = follows else {
            if file.sequence < acknowledged && database.sequence < acknowledged {
                return Err(StoreError::AuditDamaged { sequence: file.sequence + 1 }.into());
            }
            audit.cut(start)?;
            reconciled.cut = true;
            break;
        };
        file = ChainHead { sequence: event.sequence, mac: event.mac };
        if file.sequence == database.sequence && file.mac != database.mac {
            return Err(StoreError::Diverged { sequence: file.sequence }.into());
        }
        if file.sequence > database.sequence {
            bytes += stored.len();
            waiting.push((event, stored));
            if waiting.len() == AT_ONCE || bytes >= BYTES_AT_ONCE {
                bytes = 0;
                reconciled.redone += redo(trees, std::mem::take(&mut waiting), room)?;
            }
        }
    }
    reconciled.redone += redo(trees, waiting, room)?;
    if file.sequence < database.sequence {
        reconciled.added = add(trees, audit, file, database.sequence)?;
    }
    Ok(reconciled)
}

/// True where a later version wrote the last line.
fn ends_newer(audit: &AuditFile) -> Result<bool, StoreError> {
    let last = audit.backwards().next().transpose()?;
    Ok(last.is_some_and(|(_, line)| matches!(audit_line::parse(&line), Err(Unreadable::Newer { .. }))))
}

/// Where to begin reading: at the line of the database's newest event, or the last one before it.
fn start(audit: &AuditFile, database: ChainHead) -> Result<u64, StoreError> {
    if database == ChainHead::EMPTY {
        return Ok(0);
    }
    for line in audit.backwards() {
        let (start, line) = line?;
        if audit_line::parse(&line).is_ok_and(|(event, _)| event.sequence <= database.sequence) {
            return Ok(start);
        }
    }
    Ok(0)
}

fn redo(trees: &Trees<Tree>, events: Vec<(Event, Vec<u8>)>, room: &Room) -> Result<u64, Trouble> {
    if events.is_empty() {
        return Ok(0);
    }
    room.check_while_opening()?;
    trees.transact(|trees| replay(trees, &events))?;
    Ok(events.len() as u64)
}

/// Adds the database's events after `from` up to number `to` to the file.
fn add(trees: &Trees<Tree>, audit: &mut AuditFile, from: ChainHead, to: u64) -> Result<u64, Trouble> {
    let mut lines = Vec::new();
    let mut reached = from;
    for sequence in from.sequence + 1..=to {
        // An event that does not verify is for the chain's check to name; the file ends before it.
        let Some(stored) = trees.event_record(sequence)? else { break };
        let Ok(event) = event::decode(&stored) else { break };
        if event.sequence != sequence || event.previous_mac != reached.mac {
            return Err(StoreError::Diverged { sequence }.into());
        }
        lines.extend_from_slice(&audit_line::render(&event, &stored));
        reached = ChainHead { sequence, mac: event.mac };
        if lines.len() >= LINES_AT_ONCE {
            audit.append(&std::mem::take(&mut lines))?;
        }
    }
    if !lines.is_empty() {
        audit.append(&lines)?;
    }
    Ok(reached.sequence - from.sequence)
}
