//! Verb: a page of the token table.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{Status, Token, TokenId, Usage, status};
use mapae_store::StoredToken;

/// A token with what the table shows beside it.
#[derive(Debug, Clone)]
pub struct ListedToken {
    /// The policy and the life.
    pub token: Token,
    /// Last use, and what is spent of a total limit.
    pub usage: Usage,
    /// As of `judged_at`.
    pub status: Status,
    /// True where a sealed copy is kept.
    pub copyable: bool,
    /// 한 번만 보기: it is copyable once, or was.
    pub copy_once: bool,
    /// The time by which `status` was judged.
    pub judged_at: DateTime<Utc>,
}

impl ListedToken {
    pub(crate) fn new(
        registry: &Registry,
        stored: StoredToken,
        usage: Usage,
        judged_at: DateTime<Utc>,
    ) -> Self {
        let status = status(&stored.token, &usage, judged_at);
        let (copyable, copy_once) = (registry.copyable(&stored), stored.copy_once);
        Self { copyable, copy_once, token: stored.token, usage, status, judged_at }
    }
}

/// Some rows, newest first, and how many there are in all.
#[derive(Debug, Clone)]
pub struct Page {
    /// In the order of the table.
    pub rows: Vec<ListedToken>,
    /// All tokens that are known of by now, on this page or not.
    pub total: usize,
    /// False while the registry is still being read, and `total` is only what was found so far.
    pub complete: bool,
}

/// `limit` tokens from `offset`, newest first.
///
/// The first page comes straight from the store while the index is still being read, so that the window has
/// something to show at once; a later page waits for the index.
///
/// # Errors
/// The store can't be read.
pub fn list_tokens(
    registry: &Registry,
    offset: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Page, ServiceError> {
    let (offset, limit) = (to_usize(offset), to_usize(limit));
    let (tokens, total, complete) = match registry.index.newest(offset, limit) {
        Some((ids, total)) => (read(registry, &ids)?, total, true),
        None if offset == 0 => {
            // Fewer than were asked for are all there are.
            let first = registry.store.newest(limit)?;
            let found = first.len();
            (first, found, found < limit)
        }
        None => {
            let (ids, total) = registry.index.newest_when_complete(offset, limit);
            (read(registry, &ids)?, total, true)
        }
    };
    let judged = registry.judged(now);
    let listed = |stored: StoredToken| {
        let usage = registry.store.usage(stored.token.id)?;
        Ok(ListedToken::new(registry, stored, usage, judged))
    };
    let rows = tokens.into_iter().map(listed).collect::<Result<_, ServiceError>>()?;
    Ok(Page { rows, total, complete })
}

fn read(registry: &Registry, ids: &[TokenId]) -> Result<Vec<StoredToken>, ServiceError> {
    let found = ids.iter().filter_map(|id| registry.store.token(*id).transpose());
    Ok(found.collect::<Result<_, _>>()?)
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).expect("Mapae runs on machines of 32 bits and more")
}
