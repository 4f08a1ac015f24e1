//! A token as the registry knows it: its rules, its life and what it is recognised by. Its string is not
//! here.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::address_list::{AllowList, BlockList};
use crate::counter::SlidingWindow;
use crate::description::Description;
use crate::expiry::Expiry;
use crate::limit::Limit;
use crate::name::TokenName;
use crate::scopes::Scopes;
use crate::token_id::TokenId;
use crate::token_text::{TokenDigest, TokenHint};

/// One token. How much it was used is kept apart ([`Usage`]), for that changes without anyone's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Never changes.
    pub id: TokenId,
    /// Never changes.
    pub name: TokenName,
    /// May be empty.
    pub description: Description,
    /// 만료일.
    pub expiry: Expiry,
    /// 허용 IP.
    pub allow: AllowList,
    /// 차단 IP; beats `allow`.
    pub block: BlockList,
    /// 요청 제한.
    pub limit: Limit,
    /// 범위.
    pub scopes: Scopes,
    /// Switched on, off, or withdrawn.
    pub life: Life,
    /// By the wall clock of the machine that issued it.
    pub issued_at: DateTime<Utc>,
    /// The operating system's user.
    pub issued_by: String,
    /// Of the secret in force.
    pub credential: Credential,
    /// The secret before the last rotation, while its grace lasts.
    pub retiring: Option<RetiringCredential>,
    /// 1 at issue, and one more with each change.
    pub revision: u32,
}

/// Whether the administrator lets a token be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Life {
    /// 사용 중.
    Active,
    /// 중지; can be switched on again.
    Disabled,
    /// 회수: for ever.
    Revoked {
        /// When.
        at: DateTime<Utc>,
        /// Why, in the administrator's words.
        reason: String,
    },
}

/// What a secret is recognised by. Nothing here opens or reveals it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credential {
    /// Looked up.
    pub digest: TokenDigest,
    /// Shown.
    pub hint: TokenHint,
}

/// A rotated secret that still works for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetiringCredential {
    /// The old secret's.
    pub credential: Credential,
    /// Refused from here on; the token's own expiry ends it too, if that is earlier.
    pub until: DateTime<Utc>,
}

/// What a token was used for so far. Written at most once a second, and not a change: no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// The last request that was allowed.
    pub last_used: Option<DateTime<Utc>>,
    /// From where it came.
    pub last_address: Option<IpAddr>,
    /// Requests ever allowed (since the counter was last reset).
    pub spent_total: u64,
    /// The last request that was allowed with a secret before a rotation. Both secrets count for `last_used`; this
    /// tells whether somebody still has to change over.
    pub retiring_last_used: Option<DateTime<Utc>>,
    /// From where that one came.
    pub retiring_last_address: Option<IpAddr>,
    /// What was spent of a limit with a period.
    pub window: SlidingWindow,
}
