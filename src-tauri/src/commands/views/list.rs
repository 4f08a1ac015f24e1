//! What the token table is asked for: which tokens, in which order; and what a long run is to be about.

use super::{ExpiryInput, StatusView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which tokens, in which order. All that is given must hold; the default is every token, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TokenQuery {
    /// Each word is part of the name, the description or a note; or it is an address, and inside one of the token's
    /// networks. Blank: every token.
    pub(crate) text: String,
    /// One of these; none given: any.
    pub(crate) statuses: Vec<StatusView>,
    /// The token holds one of these APIs; none given: any.
    pub(crate) scopes: Vec<String>,
    /// Expires in so many days or less, and has not yet.
    pub(crate) expires_within: Option<u32>,
    pub(crate) limited: Option<bool>,
    pub(crate) custody: Option<CustodyView>,
    pub(crate) used: Option<UsedInput>,
    /// This one alone: what `find_token` answered about a pasted token.
    pub(crate) token: Option<String>,
    /// Deleted tokens, too: the history.
    pub(crate) deleted: bool,
    pub(crate) sort: SortKey,
    pub(crate) descending: bool,
}

/// What became of the sealed copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CustodyView {
    /// It can be copied at any time.
    Kept,
    /// 한 번만 보기, not yet copied.
    Once,
    /// There is none any more.
    Gone,
}

/// 최근 사용.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum UsedInput {
    Never,
    Within {
        days: u32,
    },
    /// Used, but not in these days; or never.
    NotWithin {
        days: u32,
    },
}

/// A column of the table or of the history. Equal ones stand newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SortKey {
    Name,
    /// By the shown characters of the token.
    Token,
    Status,
    /// By how many.
    Scopes,
    Expiry,
    Limit,
    /// By how many networks; every address comes last.
    Allow,
    Block,
    LastUsed,
    Issued,
    Revoked,
}

/// How many tokens are in which state, deleted ones apart.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenCounts {
    pub(crate) active: u32,
    pub(crate) expiring: u32,
    pub(crate) disabled: u32,
    pub(crate) exhausted: u32,
    pub(crate) expired: u32,
    pub(crate) revoked: u32,
    pub(crate) deleted: u32,
    /// False while the registry is still being read.
    pub(crate) complete: bool,
}

/// The tokens that an action is about.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum SelectionInput {
    Ids {
        ids: Vec<String>,
    },
    /// "All 12,345 that match", without those that were unticked.
    Matching {
        query: TokenQuery,
        except: Vec<String>,
    },
}

/// What to do with many tokens: one transaction and one event each.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum BulkAction {
    Disable,
    Enable,
    Revoke { reason: String },
    SetExpiry { expiry: ExpiryInput },
    AddScopes { scopes: Vec<String> },
    RemoveScopes { scopes: Vec<String> },
    AddEntries { list: ListName, entries: Vec<String> },
    RemoveEntries { list: ListName, entries: Vec<String> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListName {
    Allow,
    Block,
}

/// What an action would do, before it is done.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BulkPreview {
    pub(crate) total: u32,
    pub(crate) changed: u32,
    /// They are so already.
    pub(crate) unchanged: u32,
    /// They can't be: withdrawn, the last scope, too many entries ...
    pub(crate) refused: Vec<BulkRefusal>,
    /// They allow every address so far, and would allow only the entries that are added.
    pub(crate) narrowed: u32,
    /// They would allow every address, because their last entry goes.
    pub(crate) opened: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BulkRefusal {
    pub(crate) why: RefusedBecause,
    pub(crate) count: u32,
    /// The first of them, at most three.
    pub(crate) names: Vec<String>,
}

/// Why a change is not to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefusedBecause {
    /// Withdrawn for ever.
    Revoked,
    /// Deleted, or gone meanwhile.
    Gone,
    /// Neither withdrawn nor expired: can't be deleted.
    InForce,
    /// It would have no API left.
    NoScopeLeft,
    TooManyEntries,
    /// Somebody changed it at the same moment.
    Outdated,
    /// The record is damaged, or the disk refused.
    Failed,
}

/// What a long run came to.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunReport {
    pub(crate) total: u32,
    pub(crate) done: u32,
    pub(crate) unchanged: u32,
    pub(crate) failed: u32,
    /// The first hundred that failed.
    pub(crate) failures: Vec<RunFailure>,
    /// A person stopped it; what is done stays done.
    pub(crate) stopped: bool,
    /// Those that were changed, where there are no more than 100,000 (for undoing it).
    pub(crate) changed: Vec<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunFailure {
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) why: RefusedBecause,
}

/// A list or a trail written to a file.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportedView {
    pub(crate) path: String,
    pub(crate) rows: u32,
}

/// CSV (RFC 4180, UTF-8 with a byte order mark, no cell that a spreadsheet takes for a formula) or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileFormat {
    Csv,
    Json,
}
