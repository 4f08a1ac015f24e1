//! What differs between two states of a token, field by field: what an edit is confirmed by, and what a line of the
//! audit trail tells.

use std::collections::HashSet;
use std::hash::Hash;

use chrono::{DateTime, Utc};

use crate::address_list::AllowList;
use crate::catalogue::ApiId;
use crate::description::Description;
use crate::entry::IpEntry;
use crate::expiry::Expiry;
use crate::limit::Limit;
use crate::token::{Life, Token};
use crate::token_text::TokenHint;

/// One field, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldChange {
    /// 설명.
    Description {
        /// As it was.
        before: Description,
        /// As it is.
        after: Description,
    },
    /// 만료일.
    Expiry {
        /// As it was.
        before: Expiry,
        /// As it is.
        after: Expiry,
    },
    /// 허용 IP. An entry with another note is one that went and one that came.
    Allow {
        /// In the order of the list after.
        added: Vec<IpEntry>,
        /// In the order of the list before.
        removed: Vec<IpEntry>,
        /// Every address was allowed.
        before_any: bool,
        /// Every address is allowed.
        after_any: bool,
    },
    /// 차단 IP.
    Block {
        /// In the order of the list after.
        added: Vec<IpEntry>,
        /// In the order of the list before.
        removed: Vec<IpEntry>,
    },
    /// 요청 제한.
    Limit {
        /// As it was.
        before: Limit,
        /// As it is.
        after: Limit,
    },
    /// 범위.
    Scopes {
        /// In the order of the token after.
        added: Vec<ApiId>,
        /// In the order of the token before.
        removed: Vec<ApiId>,
    },
    /// Switched on, off, or withdrawn.
    Life {
        /// As it was.
        before: Life,
        /// As it is.
        after: Life,
    },
    /// Another secret.
    Secret {
        /// What is shown of the one before.
        before: TokenHint,
        /// What is shown of the one in force.
        after: TokenHint,
    },
    /// Until when the secret before works.
    Grace {
        /// `None` = there was none.
        before: Option<DateTime<Utc>>,
        /// `None` = it works no more.
        after: Option<DateTime<Utc>>,
    },
}

/// What differs, in the order of the dialog; nothing where only the order of entries or scopes does, for that means
/// nothing. Name, id and issue never differ.
pub fn changes(before: &Token, after: &Token) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    if before.description != after.description {
        let (before, after) = (before.description.clone(), after.description.clone());
        changes.push(FieldChange::Description { before, after });
    }
    if before.expiry != after.expiry {
        changes.push(FieldChange::Expiry { before: before.expiry, after: after.expiry });
    }
    let (added, removed) = difference(before.allow.entries(), after.allow.entries());
    if !added.is_empty() || !removed.is_empty() {
        let [before_any, after_any] = [before, after].map(|token| token.allow == AllowList::Any);
        changes.push(FieldChange::Allow { added, removed, before_any, after_any });
    }
    let (added, removed) = difference(before.block.entries(), after.block.entries());
    if !added.is_empty() || !removed.is_empty() {
        changes.push(FieldChange::Block { added, removed });
    }
    if before.limit != after.limit {
        changes.push(FieldChange::Limit { before: before.limit, after: after.limit });
    }
    let (added, removed) = difference(before.scopes.ids(), after.scopes.ids());
    if !added.is_empty() || !removed.is_empty() {
        changes.push(FieldChange::Scopes { added, removed });
    }
    if before.life != after.life {
        changes.push(FieldChange::Life { before: before.life.clone(), after: after.life.clone() });
    }
    if before.credential != after.credential {
        let (before, after) = (before.credential.hint, after.credential.hint);
        changes.push(FieldChange::Secret { before, after });
    }
    let [grace_before, grace_after] = [before, after].map(|token| token.retiring.map(|old| old.until));
    if grace_before != grace_after {
        changes.push(FieldChange::Grace { before: grace_before, after: grace_after });
    }
    changes
}

/// What came, and what went.
fn difference<T: Eq + Hash + Clone>(before: &[T], after: &[T]) -> (Vec<T>, Vec<T>) {
    if before == after {
        return (Vec::new(), Vec::new());
    }
    let without = |items: &[T], others: &[T]| -> Vec<T> {
        let others: HashSet<&T> = others.iter().collect();
        items.iter().filter(|item| !others.contains(item)).cloned().collect()
    };
    (without(after, before), without(before, after))
}
