//! The audit trail: what was done, by whom, when, to which token, and what changed.

use super::ChangeView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which events, newest first. All that is given must hold.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EventFilter {
    /// The first and the last day, in the administrator's zone.
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    /// One of these; none given: any.
    pub(crate) kinds: Vec<EventKindView>,
    pub(crate) token: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventPage {
    pub(crate) offset: u32,
    pub(crate) total: u32,
    pub(crate) rows: Vec<EventRow>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventRow {
    /// From 1, without gaps.
    #[ts(type = "number")]
    pub(crate) sequence: u64,
    /// `None`: the event does not read. The rest is empty then.
    pub(crate) at: Option<i64>,
    /// The operating system's user.
    pub(crate) actor: String,
    pub(crate) kind: EventKindView,
    /// The kind of a later version of Mapae, by its name.
    pub(crate) other: Option<String>,
    pub(crate) token: Option<EventToken>,
    pub(crate) changes: Vec<ChangeView>,
    /// Where one exists: the address from which a call came.
    pub(crate) source: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventToken {
    pub(crate) id: String,
    /// Empty where nothing is known of it any more.
    pub(crate) name: String,
    pub(crate) deleted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventKindView {
    TokenIssued,
    TokenCopied,
    TokenEdited,
    TokenDisabled,
    TokenEnabled,
    TokenRevoked,
    TokenRotated,
    /// The grace after a rotation was ended early.
    GraceEnded,
    /// The counter of a limit was set back.
    CounterReset,
    TokenDeleted,
    TokenResealed,
    CatalogueChanged,
    ClockBehind,
    Locked,
    Unlocked,
    ProtectionChanged,
    DataKeyChanged,
    RegistryRestored,
    /// The gate was switched on or off, or set otherwise.
    GateChanged,
    /// Of a later version of Mapae.
    Other,
}
