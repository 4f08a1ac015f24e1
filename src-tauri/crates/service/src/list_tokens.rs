//! Verb: a page of the token table, or all that match.

use crate::{Query, Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{Status, Token, TokenId, Usage, status};
use mapae_store::{StoredToken, Tombstone};

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
    /// Deleted then: the history keeps its line.
    pub deleted_at: Option<DateTime<Utc>>,
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
        Self { copyable, copy_once, token: stored.token, usage, status, judged_at, deleted_at: None }
    }

    pub(crate) fn deleted(tombstone: Tombstone, judged_at: DateTime<Utc>) -> Self {
        let StoredToken { token, copy_once, .. } = tombstone.last;
        let usage = Usage::default();
        let status = status(&token, &usage, judged_at);
        let deleted_at = Some(tombstone.deleted_at);
        Self { token, usage, status, copyable: false, copy_once, judged_at, deleted_at }
    }
}

/// Some rows, in the order that was asked for, and how many there are in all.
#[derive(Debug, Clone)]
pub struct Page {
    /// In the order of the table.
    pub rows: Vec<ListedToken>,
    /// All that match, on this page or not.
    pub total: usize,
    /// All that there are, whether they match or not; deleted ones only where they were asked for.
    pub all: usize,
    /// False while the registry is still being read: `total` and `all` are only what was found so far.
    pub complete: bool,
}

/// `limit` of the tokens that match, from `offset`.
///
/// The first page of the default query comes straight from the store while the registry is still being read into the
/// index, so that the window has something to show at once; everything else waits for that.
///
/// # Errors
/// The store can't be read.
pub fn list_tokens(
    registry: &Registry,
    query: &Query,
    offset: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Page, ServiceError> {
    let (offset, limit) = (to_usize(offset), to_usize(limit));
    let judged = registry.judged(now);
    if offset == 0 && !registry.index.is_complete() && *query == Query::default() {
        return first_page(registry, limit, judged);
    }
    let cut = registry.index.cut(query, (offset, limit), registry.zone, judged);
    let rows =
        cut.tokens.into_iter().filter_map(|(id, deleted)| read(registry, id, deleted, judged).transpose());
    Ok(Page { rows: rows.collect::<Result<_, _>>()?, total: cut.total, all: cut.all, complete: true })
}

/// All tokens that match, in the order of the list. Waits until the registry has been read.
///
/// # Errors
/// None so far.
pub fn matching(
    registry: &Registry,
    query: &Query,
    now: DateTime<Utc>,
) -> Result<Vec<TokenId>, ServiceError> {
    let cut = registry.index.cut(query, (0, usize::MAX), registry.zone, registry.judged(now));
    Ok(cut.tokens.into_iter().map(|(id, _)| id).collect())
}

fn first_page(registry: &Registry, limit: usize, judged: DateTime<Utc>) -> Result<Page, ServiceError> {
    let newest = registry.store.newest(limit)?;
    let listed = |stored: StoredToken| {
        let usage = registry.store.usage(stored.token.id)?;
        Ok(ListedToken::new(registry, stored, usage, judged))
    };
    let rows: Vec<_> = newest.into_iter().map(listed).collect::<Result<_, ServiceError>>()?;
    // Fewer than were asked for are all there are.
    let (total, complete) = (rows.len(), rows.len() < limit);
    Ok(Page { rows, total, all: total, complete })
}

/// `None` where it is not there: a list without deleted tokens may be asked for a moment before one is deleted.
fn read(
    registry: &Registry,
    id: TokenId,
    deleted: bool,
    judged: DateTime<Utc>,
) -> Result<Option<ListedToken>, ServiceError> {
    if deleted {
        let tombstone = registry.store.tombstone(id)?;
        return Ok(tombstone.map(|tombstone| ListedToken::deleted(tombstone, judged)));
    }
    let Some(stored) = registry.store.token(id)? else { return Ok(None) };
    let usage = registry.store.usage(id)?;
    Ok(Some(ListedToken::new(registry, stored, usage, judged)))
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).expect("Mapae runs on machines of 32 bits and more")
}
