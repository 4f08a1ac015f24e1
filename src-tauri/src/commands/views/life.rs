//! The life of a token: what an edit may say, what it would change, and how a secret is replaced.

use super::{
    DraftReport, EntryView, ExpiryInput, ExpiryReport, ExpiryView, LimitInput, LimitReport, LimitView,
    ListReport, ScopeView, ScopesReport, TextReport,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The fields of a token that can be changed, as typed. What is not there can't be: the name.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EditInput {
    /// Of the token that the form was filled from (`TokenDetail`): a change made elsewhere meanwhile is noticed.
    pub(crate) revision: u32,
    pub(crate) description: String,
    pub(crate) expiry: ExpiryInput,
    pub(crate) allow: Vec<String>,
    pub(crate) block: Vec<String>,
    pub(crate) limit: LimitInput,
    pub(crate) scopes: Vec<String>,
}

/// What Rust makes of an edit.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EditReport {
    pub(crate) description: TextReport,
    /// A date that the token has already is no problem, also where it is past.
    pub(crate) expiry: ExpiryReport,
    pub(crate) allow: ListReport,
    pub(crate) block: ListReport,
    /// `limit_final` where an unlimited token would be limited.
    pub(crate) limit: LimitReport,
    /// An API that left the catalogue may stay on a token that has it.
    pub(crate) scopes: ScopesReport,
    pub(crate) today: String,
    /// True if `edit_token` would take it now.
    pub(crate) ready: bool,
    /// The difference to the token as it is now; empty where there is none.
    pub(crate) changes: Vec<ChangeView>,
    /// The token was changed since the form was filled: its revision now.
    pub(crate) outdated: Option<u32>,
}

/// One field of a token, before and after.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "field", rename_all = "snake_case")]
pub(crate) enum ChangeView {
    Description {
        before: String,
        after: String,
    },
    Expiry {
        before: ExpiryView,
        after: ExpiryView,
    },
    /// Where `before_any` or `after_any` is true, every address is allowed then.
    #[serde(rename_all = "camelCase")]
    Allow {
        added: Vec<EntryView>,
        removed: Vec<EntryView>,
        before_any: bool,
        after_any: bool,
    },
    Block {
        added: Vec<EntryView>,
        removed: Vec<EntryView>,
    },
    /// To unlimited: that is final.
    Limit {
        before: LimitView,
        after: LimitView,
    },
    Scopes {
        added: Vec<ScopeView>,
        removed: Vec<ScopeView>,
    },
    Life {
        before: LifeView,
        after: LifeView,
    },
    /// Another secret: its characters that are shown.
    Secret {
        before: String,
        after: String,
    },
    /// Until when the secret before works; `null` not any more.
    Grace {
        before: Option<i64>,
        after: Option<i64>,
    },
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum LifeView {
    Active,
    Disabled,
    Revoked { at: i64, reason: String },
}

/// How long the secret before a rotation works on. Never past the token's own expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GraceInput {
    /// 지금 끊기: the answer to a leak.
    None,
    Hour,
    Day,
    Week,
}

/// The secret before the last rotation, while it works.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RetiringView {
    pub(crate) hint: String,
    pub(crate) until: i64,
    pub(crate) last_used: Option<i64>,
    pub(crate) last_address: Option<String>,
}

/// What is in a file that is to be imported.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportPreview {
    pub(crate) total: u32,
    /// Would be issued.
    pub(crate) new: u32,
    /// There is a token of this name, and it would be changed.
    pub(crate) changed: u32,
    /// There is a token of this name, and it is so already.
    pub(crate) same: u32,
    pub(crate) bad: u32,
    /// The first of all rows.
    pub(crate) rows: Vec<ImportRow>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportRow {
    /// Of the file, from 1.
    pub(crate) line: u32,
    /// As typed.
    pub(crate) name: String,
    pub(crate) outcome: ImportOutcome,
    /// Of the draft, or of the edit of the token that is there.
    pub(crate) report: Option<DraftReport>,
    pub(crate) changes: Vec<ChangeView>,
    /// What is wrong with the row as a whole.
    pub(crate) problem: Option<ImportProblem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportOutcome {
    New,
    Changed,
    Same,
    Bad,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum ImportProblem {
    /// Too few or too many cells, or a value that is no text.
    Unreadable,
    /// An earlier line has this name.
    Repeated { line: u32 },
    /// A token of this name is withdrawn: it can't be changed.
    Revoked,
}
