//! What the issuing dialog holds, and what Rust makes of it.

use super::{EntryView, ExpiryView, LimitView, Notice, PeriodView, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The issuing dialog, exactly as typed: nothing is trimmed or parsed before Rust sees it.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DraftInput {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) expiry: ExpiryInput,
    /// One text per entry: `10.0.0.0/8 office` or `10.0.0.0/8 # office`.
    pub(crate) allow: Vec<String>,
    pub(crate) block: Vec<String>,
    pub(crate) limit: LimitInput,
    /// API ids of the catalogue.
    pub(crate) scopes: Vec<String>,
    /// 한 번만 보기: the sealed copy is destroyed after the first copy.
    #[serde(default)]
    pub(crate) copy_once: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ExpiryInput {
    Never,
    On { date: String },
}

#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LimitInput {
    pub(crate) count: String,
    pub(crate) period: PeriodView,
}

/// What Rust makes of a draft, field by field and entry by entry.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DraftReport {
    pub(crate) name: TextReport,
    pub(crate) description: TextReport,
    pub(crate) expiry: ExpiryReport,
    pub(crate) allow: ListReport,
    pub(crate) block: ListReport,
    pub(crate) limit: LimitReport,
    pub(crate) scopes: ScopesReport,
    /// Today in the administrator's zone: presets count from here, also across midnight.
    pub(crate) today: String,
    /// True if `issue_token` would accept this draft now.
    pub(crate) ready: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TextReport {
    /// The normalised form, where there is one.
    pub(crate) value: Option<String>,
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExpiryReport {
    pub(crate) value: Option<ExpiryView>,
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListReport {
    /// In the order typed, one for each text that was sent.
    pub(crate) entries: Vec<EntryReport>,
    /// A problem of the list as a whole.
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryReport {
    pub(crate) value: Option<EntryView>,
    pub(crate) problem: Option<Problem>,
    pub(crate) notices: Vec<Notice>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LimitReport {
    pub(crate) value: Option<LimitView>,
    pub(crate) problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScopesReport {
    pub(crate) problem: Option<Problem>,
}
