//! What the window finds when it opens, and is told without asking.

use super::{ClearingView, LockedBecauseView, ProtectionView};
use serde::Serialize;
use ts_rs::TS;

/// What the window finds when it opens.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    pub(crate) version: String,
    /// IANA name of the administrator's zone.
    pub(crate) zone: String,
    pub(crate) folders: FoldersView,
    /// For which the page encrypts what a person types to unlock: a point of P-256, uncompressed, base64.
    pub(crate) typing_key: String,
    pub(crate) registry: RegistryView,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FoldersView {
    pub(crate) data: String,
    pub(crate) config: String,
    pub(crate) state: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum RegistryView {
    #[serde(rename_all = "camelCase")]
    Open {
        protection: ProtectionView,
        /// Records that did not verify and were set aside; the rest is usable.
        quarantined: u32,
        /// What lies in the database is not what its events made of it; false until all has been read. The next opening
        /// mends what it can.
        suspected: bool,
        /// The system clock is this many seconds behind the highest time ever seen (0 unless over 5 minutes).
        clock_behind_seconds: u32,
        /// What opening had to do first; nothing on an ordinary day.
        recovery: Option<RecoveryView>,
    },
    /// The data is there and whole; whoever may opens it (`unlock`).
    Locked { because: LockedBecauseView, protection: ProtectionView },
    /// The data can't be used; the window explains why and what to do. Nothing was overwritten.
    Trouble { trouble: TroubleView, reference: String },
}

/// What was needed to open the registry, or what a person put in its place.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum RecoveryView {
    /// The audit file had lost this many lines; they were added from the database.
    AuditAdded {
        #[ts(type = "number")]
        events: u64,
    },
    /// The database was damaged and was repaired or made anew; the damaged one lies in this folder.
    Repaired { aside: String },
    /// Database and audit file were both damaged: put together from a backup and what the audit file still held.
    /// `missing` changes that were acknowledged are in neither; the damaged data lies in `aside`.
    FromBackup {
        #[ts(type = "number")]
        missing: u64,
        aside: String,
    },
    /// A person put a backup in its place. `left_behind` changes are newer than the backup and were only in what was
    /// replaced; `names` are those of the tokens in question, at most ten. `unopened` tokens can't be copied any more.
    #[serde(rename_all = "camelCase")]
    Restored {
        #[ts(type = "number")]
        left_behind: u64,
        names: Vec<String>,
        #[ts(type = "number")]
        unopened: u64,
        aside: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TroubleView {
    /// Another Mapae has the folder open.
    InUse,
    /// The folder can't be read or written by this user.
    NoAccess,
    /// The folder or a file in it belongs to somebody else.
    WrongOwner,
    /// A file stands where a folder should be.
    NotAFolder,
    DiskFull,
    /// The database does not open; a copy may heal it.
    Damaged,
    /// Acknowledged changes are gone: the end of the database was lost, or an older copy was put back.
    RolledBack,
    /// Written by a newer Mapae.
    NewerFormat,
    /// Tokens exist, but the key that opens them is gone.
    KeyMissing,
    /// The key does not fit the registry, or its file is damaged.
    KeyDamaged,
    /// The keyring is locked or did not answer in time.
    KeyringLocked,
    Unknown,
}

/// Told to the window as the answer to its open question (`next_happenings`).
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Happening {
    ClipboardSettled {
        outcome: ClearingView,
    },
    /// The registry changed other than by this window's own command, or its index is now complete.
    TokensChanged,
    /// It was locked, other than by this window's own command; ask for the session again.
    Locked,
    /// A long run of resealing every token with a new data key.
    RotationProgress {
        done: u32,
        total: u32,
        ended: bool,
    },
    /// A long run over many tokens, an import or an export.
    RunProgress {
        done: u32,
        total: u32,
        ended: bool,
    },
    /// The tray, a notification or a second start asks the window for something.
    Asked {
        what: AskedView,
    },
    /// The gate came up, went down, or failed.
    GateChanged,
    /// A backup was made or failed.
    BackupsChanged,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AskedView {
    /// + 발급.
    Issue,
    /// The tokens that expire soon.
    Expiring,
}
