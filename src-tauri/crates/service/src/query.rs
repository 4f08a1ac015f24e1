//! Which tokens a list is to show, and in which order.

use mapae_domain::{ApiId, Status, TokenId};

/// All that is given must hold. The default is every token that is not deleted, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Words, parted by spaces. Each is part of the name, the description or a note, compared as names are; or it is
    /// an address or a network, and one of the token's networks holds all of it. The last word may end in a Hangul
    /// syllable that is not finished. Blank: every token.
    pub text: String,
    /// One of these; none given: any.
    pub statuses: Vec<Status>,
    /// The token holds one of these; none given: any.
    pub scopes: Vec<ApiId>,
    /// Has not expired, and does in so many days of the calendar or less; 0 is today.
    pub expires_within: Option<u32>,
    /// Whether it has a request limit.
    pub limited: Option<bool>,
    /// What became of the sealed copy.
    pub custody: Option<Custody>,
    /// 최근 사용.
    pub used: Option<Used>,
    /// This one alone.
    pub token: Option<TokenId>,
    /// Deleted tokens, too: the history.
    pub deleted: bool,
    /// The column that orders them.
    pub sort: SortKey,
    /// The greatest first.
    pub descending: bool,
}

/// What became of the sealed copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Custody {
    /// It can be copied at any time.
    Kept,
    /// 한 번만 보기, not yet copied.
    Once,
    /// There is none any more.
    Gone,
}

/// 최근 사용, in days of the administrator's calendar: 0 is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Used {
    /// Not once.
    Never,
    /// In these days.
    Within(u32),
    /// Not in these days; or never.
    NotWithin(u32),
}

/// A column. Equal ones stand newest first, whichever the direction. What is not there (never used, not withdrawn)
/// stands last in both directions; what has no end (no expiry, no limit, every address) is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// As names are compared: by code point.
    Name,
    /// By the shown characters of the token.
    Token,
    /// In the order of [`Status`].
    Status,
    /// By how many.
    Scopes,
    /// By the instant.
    Expiry,
    /// By the count, then by the period, the shorter one first and 전체 last.
    Limit,
    /// By how many networks.
    Allow,
    /// By how many networks.
    Block,
    /// Of the secret in force.
    LastUsed,
    /// By the order of issue.
    Issued,
    /// By the time of it.
    Revoked,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            statuses: Vec::new(),
            scopes: Vec::new(),
            expires_within: None,
            limited: None,
            custody: None,
            used: None,
            token: None,
            deleted: false,
            sort: SortKey::Issued,
            descending: true,
        }
    }
}

impl Query {
    /// Every token there ever was, in this one's order.
    pub(crate) fn of_all(&self) -> Self {
        Self { deleted: true, sort: self.sort, descending: self.descending, ..Self::default() }
    }
}
