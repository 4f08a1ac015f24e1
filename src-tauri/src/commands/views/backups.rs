//! Backups, and what the audit trail is worth.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One backup file.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BackupView {
    /// Its name in the folder of backups; what the commands take.
    pub(crate) name: String,
    /// When it was made.
    #[ts(type = "number")]
    pub(crate) at: i64,
    #[ts(type = "number")]
    pub(crate) bytes: u64,
    /// The number of the newest event in it.
    #[ts(type = "number")]
    pub(crate) events: u64,
}

/// All there are, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BackupsView {
    pub(crate) folder: String,
    pub(crate) backups: Vec<BackupView>,
    /// Why the last one by itself could not be made, if it could not.
    pub(crate) failed: Option<BackupFailureView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BackupFailureView {
    DiskFull,
    NoAccess,
    /// The audit file does not hold: see `verify_events`.
    AuditBroken,
    Unknown,
}

/// What opening the newest backup aside has shown.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DrillView {
    pub(crate) name: String,
    pub(crate) tokens: u32,
    #[ts(type = "number")]
    pub(crate) events: u64,
    /// Tokens whose sealed copy opened with the registry's key.
    pub(crate) opened: u32,
    /// Names of tokens that are other than in the registry as it was at that time; at most ten.
    pub(crate) different: Vec<String>,
    /// Why it did not pass.
    pub(crate) failure: Option<DrillFailureView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DrillFailureView {
    /// It does not read to its end.
    Unreadable,
    /// It was made with another data key.
    OtherKeys,
    /// Its newest event is not the registry's of that number.
    OtherHistory,
    /// Some tokens differ.
    Different,
}

/// A backup, or a file that another machine exported.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "from", content = "value", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum RestoreInput {
    /// By its name in the folder of backups.
    Backup(String),
    /// By its path; `~` is the home folder.
    File(String),
}

/// Where an export lies.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportView {
    pub(crate) folder: String,
}

/// What `verify_events` found, in the database and in the audit file.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum AuditReportView {
    Intact {
        #[ts(type = "number")]
        events: u64,
    },
    Broken {
        /// The first event that does not hold.
        #[ts(type = "number")]
        sequence: u64,
        flaw: AuditFlawView,
        place: AuditPlaceView,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuditFlawView {
    Missing,
    Unreadable,
    Altered,
    OutOfPlace,
    NotTheHead,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuditPlaceView {
    Database,
    AuditFile,
}
