//! Healing: a token's record that does not verify is written once more from the newest event of that token in the
//! audit file, which holds the whole record after it.
//!
//! Deliberately left alone: records of a later version, which are sound, and those that the file can't heal. They
//! stay quarantined, byte for byte as they are.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use mapae_domain::TokenId;

use super::pending::Pending;
use super::trees::Trees;
use super::{Trouble, id_from};
use crate::audit_file::AuditFile;
use crate::audit_line;
use crate::envelope::Unreadable;
use crate::records;
use crate::store::{Quarantined, StoredToken};

/// Which records were looked after since opening.
pub(super) struct Healing {
    audit_file: PathBuf,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// Each is tried once: to try costs a reading of the whole audit file.
    tried: HashSet<TokenId>,
    healed: Vec<TokenId>,
}

impl Healing {
    pub(super) fn by(audit_file: &Path) -> Healing {
        Healing { audit_file: audit_file.to_path_buf(), seen: Mutex::default() }
    }

    /// Those that were healed, in the order in which they were.
    pub(super) fn healed(&self) -> Vec<TokenId> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).healed.clone()
    }

    /// What `bad` is once it was tried to heal it, and with it all others of its kind.
    pub(super) fn heal(
        &self,
        pending: &Pending,
        bad: Quarantined,
    ) -> Result<Result<StoredToken, Quarantined>, Trouble> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(bad.reason, Unreadable::Damaged(_)) {
            return Ok(Err(bad));
        }
        if !seen.tried.contains(&bad.id) {
            let ids = damaged(pending.trees()?)?;
            seen.tried.insert(bad.id);
            seen.tried.extend(&ids);
            // Read under no lock of the store's: a change of a token that does not verify is refused, so no newer
            // event of these comes meanwhile.
            let records = self.newest_records(&ids)?;
            seen.healed.extend(pending.rewrite(records, |record, id| sound(record, id).is_err())?);
        }
        let record = pending.trees()?.token_record(bad.id.as_bytes())?.unwrap_or_default();
        Ok(sound(&record, bad.id).map_err(|reason| Quarantined { id: bad.id, reason }))
    }

    /// The record that each of `ids` had after its newest event.
    fn newest_records(&self, ids: &HashSet<TokenId>) -> Result<HashMap<TokenId, Vec<u8>>, Trouble> {
        let mut newest = HashMap::new();
        let mut reached = 0;
        for line in AuditFile::forwards(&self.audit_file, 0)? {
            let (_, line) = line?;
            // One that does not verify is missed by the line after it. At the end it is one that is being written.
            let Ok((event, _)) = audit_line::parse(&line) else { continue };
            if event.sequence != reached + 1 {
                // The newest event of any of them may have stood here. An older record would be a lie.
                newest.clear();
            }
            reached = event.sequence;
            let Some(id) = event.token.filter(|id| ids.contains(id)) else { continue };
            match (event.before, event.after) {
                (_, Some(after)) => drop(newest.insert(id, after.as_bytes().to_vec())),
                (Some(_), None) => drop(newest.remove(&id)),
                (None, None) => {}
            }
        }
        newest.retain(|id, record| sound(record, *id).is_ok());
        Ok(newest)
    }
}

/// The token in `record`, if it is the one with this id.
pub(super) fn sound(record: &[u8], id: TokenId) -> Result<StoredToken, Unreadable> {
    match records::decode_token(record)? {
        stored if stored.token.id == id => Ok(stored),
        _ => Err(Unreadable::damaged("a record under another token's id")),
    }
}

/// The tokens whose records are damaged.
fn damaged(trees: &Trees<sled::Tree>) -> Result<HashSet<TokenId>, Trouble> {
    let mut found = HashSet::new();
    for key in trees.tokens.iter().keys() {
        let key = key?;
        let id = id_from(&key)?;
        let record = trees.token_record(&key)?.unwrap_or_default();
        if matches!(sound(&record, id), Err(Unreadable::Damaged(_))) {
            found.insert(id);
        }
    }
    Ok(found)
}
