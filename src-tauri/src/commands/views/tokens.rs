//! A token in the table and in the drawer, and what becomes of one on the clipboard.

use super::{ApiView, LifeView, RetiringView, TitleView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A window onto the table, in the order that was asked for.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenPage {
    pub(crate) offset: u32,
    /// How many match.
    pub(crate) total: u32,
    /// How many there are, whatever was asked for (deleted ones only where they were).
    pub(crate) all: u32,
    /// False while the registry is still being read: `total` is only what was found so far, and `tokens_changed`
    /// follows.
    pub(crate) complete: bool,
    pub(crate) rows: Vec<TokenRow>,
}

/// One line of the token table.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenRow {
    /// UUIDv7, hyphenated.
    pub(crate) id: String,
    pub(crate) name: String,
    /// `mapae_` and four characters; never enough to use.
    pub(crate) hint: String,
    pub(crate) status: StatusView,
    pub(crate) expiry: ExpiryView,
    pub(crate) limit: LimitView,
    pub(crate) scope_count: u32,
    /// The first networks of the list, for the table; `allow_count` says how many there are. 0 = every address.
    pub(crate) allow: Vec<String>,
    pub(crate) allow_count: u32,
    pub(crate) block: Vec<String>,
    pub(crate) block_count: u32,
    pub(crate) last_used: Option<i64>,
    /// The day of it, in the administrator's zone. The page could tell, but an engine for JavaScript takes 10 to 20 ms to
    /// learn of zones, which the first picture of the list would wait for.
    pub(crate) last_used_on: Option<String>,
    pub(crate) issued_at: i64,
    /// The day of it, likewise.
    pub(crate) issued_on: String,
    /// False where no sealed copy is kept any more.
    pub(crate) copyable: bool,
    /// 한 번만 보기: it is copyable once, or was.
    pub(crate) copy_once: bool,
    /// 1 at issue, and one more with each change.
    pub(crate) revision: u32,
    pub(crate) revoked: Option<RevokedView>,
    /// Deleted: the history keeps the line.
    pub(crate) deleted_at: Option<i64>,
}

/// 회수.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevokedView {
    pub(crate) at: i64,
    pub(crate) reason: String,
}

/// Everything about one token but its secret.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenDetail {
    pub(crate) row: TokenRow,
    pub(crate) description: String,
    pub(crate) allow: Vec<EntryView>,
    pub(crate) block: Vec<EntryView>,
    pub(crate) scopes: Vec<ScopeView>,
    pub(crate) issued_by: String,
    pub(crate) life: LifeView,
    /// Of the secret in force.
    pub(crate) last_address: Option<String>,
    /// Requests that were allowed so far, since the counter was last set back.
    #[ts(type = "number")]
    pub(crate) spent: u64,
    pub(crate) retiring: Option<RetiringView>,
}

/// A network in canonical text (`10.0.0.0/8`, `2001:db8::/32`) and the note beside it.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryView {
    pub(crate) network: String,
    pub(crate) note: Option<String>,
}

/// An API a token holds. `api` is absent where it has left the catalogue: it authorises nothing then.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScopeView {
    pub(crate) id: String,
    pub(crate) group: Option<TitleView>,
    pub(crate) api: Option<ApiView>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ExpiryView {
    Never,
    /// Valid through all of `date` in `zone` (IANA); refused from `instant` on. `days_left` is 0 on the last
    /// day and negative after it.
    #[serde(rename_all = "camelCase")]
    On {
        date: String,
        zone: String,
        instant: i64,
        days_left: i32,
    },
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum LimitView {
    Unlimited,
    Max { count: u32, period: PeriodView },
}

/// 전체, 1분, 1시간, 1일, 30일.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PeriodView {
    Total,
    Minute,
    Hour,
    Day,
    ThirtyDays,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StatusView {
    Active,
    Expiring,
    Disabled,
    Exhausted,
    Expired,
    Revoked,
}

/// The answer to `copy_token`: the clipboard holds it now and is cleared after `seconds`.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CopiedView {
    pub(crate) seconds: u32,
}

/// What became of a token on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClearingView {
    /// Cleared, and read back empty.
    Cleared,
    /// Something else had been copied since; that was left alone.
    Replaced,
    /// Cleared as far as we can tell, but the desktop would not let us read it back.
    Unverified,
}
