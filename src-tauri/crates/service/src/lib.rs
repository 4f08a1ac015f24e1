//! The use cases of Mapae: one file a verb, and the only writer of the store. A verb takes the open registry
//! first, then its data, then `now`; it decides nothing that the domain can decide, and knows neither the window
//! nor the wire.
//!
//! Deliberately absent: a clock (it is given), the clipboard (the shell hands a copied secret over) and texts for
//! a person (the shell turns errors into codes).

mod backup;
mod bulk;
mod catalogue;
mod change;
mod check_draft;
mod check_edit;
mod copy_token;
mod delete_token;
mod edit_token;
mod end_grace;
mod error;
mod exchange;
mod expiring;
mod find_token;
mod head;
mod index;
mod issue_token;
mod keys;
mod list_events;
mod list_tokens;
mod lock;
mod note_gate_changed;
mod once;
mod open;
mod openapi;
mod protect;
mod query;
mod recover;
mod registry;
mod reminders;
mod reset_counter;
mod revoke_token;
mod rotate_data_key;
mod rotate_token;
mod run;
mod switch_token;
mod token_counts;
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
pub use bulk::{BulkPreview, BulkRefusal, check_action, preview_bulk, run_bulk};
pub use catalogue::{
    ApiChange, ApiDraft, ApiField, ApiTokens, CatalogueCheck, CatalogueDraft, CatalogueField,
    CatalogueFieldProblem, CatalogueRevision, GroupDraft, HeldApi, MAX_APIS, PlacedProblem, catalogue_usage,
    check_catalogue, load_sample_catalogue, set_catalogue,
};
pub use check_draft::check_draft;
pub use check_edit::{EditCheck, check_edit};
pub use copy_token::{copied, copy_token};
pub use delete_token::delete_token;
pub use edit_token::edit_token;
pub use end_grace::end_grace;
pub use error::{OpenError, ServiceError};
pub use exchange::{
    Exported, FileFormat, Import, ImportCounts, ImportedRow, ListUnreadable, Outcome, RowProblem,
    apply_import, export_calendar, export_events, export_tokens, preview_import,
};
pub use expiring::{Expiring, expiring_between};
pub use find_token::find_token;
pub use index::{Counts, IndexSize};
pub use issue_token::{Copying, issue_token};
pub use keys::LockedBecause;
pub use list_events::{EventFilter, EventPage, EventToken, ListedEvent, list_events};
pub use list_tokens::{ListedToken, Page, list_tokens, matching};
pub use lock::{Proof, lock, unlock};
pub use note_gate_changed::note_gate_changed;
pub use open::{Place, mend, open};
pub use openapi::{
    BasePath, ImportMode, ImportedApi, ImportedGroup, OpenApiDocument, OpenApiProblem, SkipReason,
    SkippedOperation, merge, read_openapi,
};
pub use protect::{
    confirm_recovery_key, discard_recovery_key, make_recovery_key, remove_passphrase, remove_recovery_key,
    set_keyring, set_passphrase, use_key_file,
};
pub use query::{Custody, Query, SortKey, Used};
pub use recover::Recovery;
pub use registry::{Followed, Follower, Registry};
pub use reminders::{Reminder, due_reminders, note_reminded};
pub use reset_counter::reset_counter;
pub use revoke_token::revoke_token;
pub use rotate_data_key::{Rotated, rotate_data_key};
pub use rotate_token::rotate_token;
pub use run::{RefusedBecause, RunFailure, RunReport};
pub use switch_token::{disable_token, enable_token};
pub use token_counts::token_counts;
pub use token_detail::{TokenDetail, token_detail};
pub use verify_events::{EventsReport, verify_events};
