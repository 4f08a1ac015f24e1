//! The use cases of Mapae: one file a verb, and the only writer of the store. A verb takes the open registry
//! first, then its data, then `now`; it decides nothing that the domain can decide, and knows neither the window
//! nor the wire.
//!
//! Deliberately absent: a clock (it is given), the clipboard (the shell hands a copied secret over) and texts for
//! a person (the shell turns errors into codes).

mod backup;
mod check_draft;
mod copy_token;
mod error;
mod head;
mod index;
mod issue_token;
mod keys;
mod list_tokens;
mod load_sample_catalogue;
mod lock;
mod once;
mod open;
mod protect;
mod recover;
mod registry;
mod rotate_data_key;
mod token_detail;
mod verify_events;

// The fixtures of `tests/` name this crate from outside; its own tests use the same ones.
#[cfg(test)]
extern crate self as mapae_service;

pub use backup::{
    Accept, Backup, BackupError, BackupOutcome, Drill, DrillFailure, Rebuilt, RestoreError, Restored,
    RollingBackups, Unlock, back_up, backup_file, backups, drill, export, finish_restore,
    rebuild_from_backup, restore,
};
pub use check_draft::check_draft;
pub use copy_token::{copied, copy_token};
pub use error::{OpenError, ServiceError};
pub use issue_token::{Copying, issue_token};
pub use keys::LockedBecause;
pub use list_tokens::{ListedToken, Page, list_tokens};
pub use load_sample_catalogue::load_sample_catalogue;
pub use lock::{Proof, lock, unlock};
pub use open::{Place, mend, open};
pub use protect::{
    confirm_recovery_key, discard_recovery_key, make_recovery_key, remove_passphrase, remove_recovery_key,
    set_keyring, set_passphrase, use_key_file,
};
pub use recover::Recovery;
pub use registry::Registry;
pub use rotate_data_key::{Rotated, rotate_data_key};
pub use token_detail::{TokenDetail, token_detail};
pub use verify_events::{EventsReport, verify_events};
