//! Backups: the registry's whole history in one file, and what can be done with one.
//!
//! A backup is a pair of files in `backups` in the state folder, named by the time and by the number of the newest
//! event in it:
//!
//! ```text
//! 20261124T010000123Z-42.age         the history, in the age format: `age --decrypt` opens it as well
//! 20261124T010000123Z-42.keys.json   keys.json of that moment: the passphrase or the recovery key of then opens it
//! ```
//!
//! Inside are lines: a header ([`form::Header`]), the lines of the audit file byte for byte, and one line for each
//! token that was used, which no event tells. Each event is verified by the chain when it is read, so what a backup
//! claims is worth exactly what the audit trail is worth.
//!
//! | File | Does |
//! |---|---|
//! | `back_up`, `keep`, `rolling`, `export` | write: by hand, by itself, for another machine |
//! | `drill` | opens the newest one aside and compares |
//! | `restore`, `rebuild` | put a backup in the registry's place; put together what backup and audit file still hold |
//! | `staging`, `exchange` | make the new registry aside, and put it in the place of the old one |
//!
//! Deliberately absent: anything incremental. A backup that needs another one is two chances to lose it.

mod back_up;
mod drill;
mod error;
mod exchange;
mod export;
mod files;
mod form;
mod identity;
mod interruption;
mod keep;
#[cfg(test)]
mod kills;
mod name;
mod read;
mod rebuild;
mod restore;
mod rolling;
mod room;
mod staging;
#[cfg(test)]
#[path = "../../tests/backup/support.rs"]
mod test_support;
mod unlock;

pub use back_up::back_up;
pub use drill::{Drill, DrillFailure, drill};
pub use error::{BackupError, RestoreError};
pub use exchange::finish_restore;
pub use export::export;
pub use name::{Backup, backup_file, backups};
pub use rebuild::{Accept, Rebuilt, rebuild_from_backup};
pub use restore::{Restored, restore};
pub use rolling::{BackupOutcome, RollingBackups};
pub use unlock::Unlock;
pub(crate) use unlock::open_vault;

/// How many names of tokens a report gives at most.
const MOST_NAMES: usize = 10;
