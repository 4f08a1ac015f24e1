//! What the window finds when it opens, and is told without asking.

use super::ClearingView;
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
        /// The system clock is this many seconds behind the highest time ever seen (0 unless over 5 minutes).
        clock_behind_seconds: u32,
    },
    /// The data can't be used; the window explains why and what to do. Nothing was overwritten.
    Trouble { trouble: TroubleView, reference: String },
}

/// How the data key is kept.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProtectionView {
    /// In the desktop's keyring (Secret Service).
    Keyring,
    /// In a file of mode 0600: the badge `암호로 보호하지 않음`.
    KeyFile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TroubleView {
    /// Another Mapae has the folder open.
    InUse,
    /// The folder can't be read or written by this user.
    NoAccess,
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

/// Told to the window without being asked, over the channel of `watch`.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Happening {
    ClipboardSettled {
        outcome: ClearingView,
    },
    /// The registry changed other than by this window's own command, or its index is now complete.
    TokensChanged,
}
