//! What a store does, whichever keeps the data. Every method blocks until it is done: callers that may not
//! block (the window's thread) ask from a worker.

use std::fmt;

use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, HighWater, NameKey, Token, TokenDigest, TokenId, Usage};

use crate::chain::{ChainHead, ChainKey, ChainReport};
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::event::{DamagedEvent, Event, EventKind, NewEvent};
use crate::records::Extra;

/// A token as it lies in the store.
#[derive(Clone, PartialEq)]
pub struct StoredToken {
    /// The token itself.
    pub token: Token,
    /// The sealed copy of its string; the store can't open it. `None` where none is kept, or not here.
    pub sealed: Option<Vec<u8>>,
    /// Its string is handed out once: the copy lies outside of the store, which never forgets, and goes then.
    pub copy_once: bool,
    /// Fields that a later version of Mapae wrote. Hand them back unchanged.
    pub extra: Extra,
}

impl StoredToken {
    /// A token that no later version has touched.
    pub fn new(token: Token, sealed: Option<Vec<u8>>) -> StoredToken {
        StoredToken { token, sealed, copy_once: false, extra: Extra::default() }
    }
}

impl fmt::Debug for StoredToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sealed = self.sealed.as_ref().map(|sealed| format!("{} bytes", sealed.len()));
        let mut debug = formatter.debug_struct("StoredToken");
        debug.field("token", &self.token).field("sealed", &sealed).field("copy_once", &self.copy_once);
        debug.field("extra", &self.extra).finish()
    }
}

/// What is left of a deleted token, so that the history keeps its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Tombstone {
    /// As it was last, without its sealed copy.
    pub last: StoredToken,
    /// When it was deleted, to the millisecond.
    pub deleted_at: DateTime<Utc>,
    /// By the operating system's user.
    pub deleted_by: String,
}

impl Tombstone {
    /// Of the token that `event` deletes.
    pub(crate) fn of(last: StoredToken, event: &Event) -> Tombstone {
        let last = StoredToken { sealed: None, ..last };
        Tombstone { last, deleted_at: event.at, deleted_by: event.actor.clone() }
    }
}

/// Which events are asked for. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrailFilter {
    /// Not before this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
    /// One of these; none given: any.
    pub kinds: Vec<EventKind>,
    /// About this token.
    pub token: Option<TokenId>,
}

impl TrailFilter {
    /// Every event passes.
    pub(crate) fn is_open(&self) -> bool {
        *self == TrailFilter::default()
    }
}

/// Some of the events that a filter lets pass.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrailPage {
    /// Their numbers, newest first.
    pub sequences: Vec<u64>,
    /// How many pass in all.
    pub total: u64,
}

/// What reading everything has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Whole {
    /// It is what the events made of it.
    Sound,
    /// It is not. The next opening reads events and records, and mends what it can.
    Suspected,
}

/// What is to change. With its event it is one transaction: all of it lands, or nothing.
#[derive(Debug, Clone)]
pub enum Change {
    /// A new token. Refused if its id, its name or its digest is taken.
    Issue(StoredToken),
    /// A token that exists, changed. Its `revision` is one more than what is stored, so that of two who edit
    /// the same state only the first succeeds; its name is the one it was issued with.
    Put(StoredToken),
    /// A token that exists, deleted for good; a tombstone stays. Refused if it is at another revision than this. Its
    /// name may be issued again.
    Remove {
        /// Which.
        id: TokenId,
        /// The one that is stored.
        revision: u32,
    },
    /// Another catalogue.
    SetCatalogue(Catalogue),
    /// Only the event: something was done that changes no record, such as copying.
    None,
}

/// A record that does not verify, and that no event could heal. It stays where it is, untouched, and everything else
/// stays usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The key it lies under.
    pub id: TokenId,
    /// What does not verify.
    pub reason: Unreadable,
}

/// The registry: tokens, their events, the catalogue.
pub trait Store: Send + Sync {
    /// The only way to change the registry. Returns when the change and its event are durable: neither a kill
    /// nor a power cut loses them after that. Callers on several threads share the cost.
    ///
    /// If `SyncTimedOut` or `SyncFailed` is returned the change may have been made; it was not acknowledged.
    /// After any other error nothing was changed.
    fn apply(&self, change: Change, event: NewEvent, chain: &ChainKey) -> Result<Event, StoreError>;

    /// The token; `Quarantined` where its record does not verify.
    fn token(&self, id: TokenId) -> Result<Option<StoredToken>, StoreError>;

    /// Which token has this name, compared as names are.
    fn id_by_name(&self, name: &NameKey) -> Result<Option<TokenId>, StoreError>;

    /// Which token has this secret, the present or the retiring one.
    fn id_by_digest(&self, digest: &TokenDigest) -> Result<Option<TokenId>, StoreError>;

    /// Every id, oldest first, those of quarantined records included. Reads no record.
    fn token_ids(&self) -> Result<Vec<TokenId>, StoreError>;

    /// Shows every token to `visit`, oldest first.
    fn each_token(&self, visit: &mut dyn FnMut(Result<StoredToken, Quarantined>)) -> Result<(), StoreError>;

    /// [`Store::each_token`], and beside it checks that what lies there comes to what the events made of it. Changes may
    /// go on meanwhile. For whoever reads everything behind the first list: it also completes what an earlier version
    /// of Mapae did not keep.
    fn read_whole(
        &self,
        visit: &mut dyn FnMut(Result<StoredToken, Quarantined>),
    ) -> Result<Whole, StoreError> {
        self.each_token(visit).map(|()| Whole::Sound)
    }

    /// What is left of a deleted token.
    fn tombstone(&self, id: TokenId) -> Result<Option<Tombstone>, StoreError>;

    /// Shows what is left of each deleted token to `visit`, in the order in which they were issued. One that does not
    /// verify is passed over: the events tell of it.
    fn each_tombstone(&self, visit: &mut dyn FnMut(Tombstone)) -> Result<(), StoreError>;

    /// The newest `limit` tokens, newest first, without quarantined ones.
    fn newest(&self, limit: usize) -> Result<Vec<StoredToken>, StoreError>;

    /// How many tokens there are. Counts them: the time grows with the registry.
    fn len(&self) -> Result<usize, StoreError>;

    /// True before the first token.
    fn is_empty(&self) -> Result<bool, StoreError>;

    /// The records that do not verify. Reads every record.
    fn quarantined(&self) -> Result<Vec<Quarantined>, StoreError> {
        let mut found = Vec::new();
        self.each_token(&mut |token| found.extend(token.err()))?;
        Ok(found)
    }

    /// The tokens whose records did not verify and were written once more from their events, since opening.
    fn healed(&self) -> Vec<TokenId> {
        Vec::new()
    }

    /// Has the next opening read all there is, and mend what it can: for whoever found database or audit file
    /// damaged. The store does it by itself where it meets damage in the database.
    fn suspect(&self) {}

    /// When, from where and how often the token was used; the default where it never was.
    fn usage(&self, id: TokenId) -> Result<Usage, StoreError>;

    /// Shows every usage that was written to `visit`.
    fn each_usage(&self, visit: &mut dyn FnMut(TokenId, Usage)) -> Result<(), StoreError>;

    /// Writes usages, each by itself; cheapest in the order of their ids. Not a change: no event. What was written when
    /// this returns no kill loses, but a power cut may.
    fn write_usage(&self, usages: &[(TokenId, Usage)]) -> Result<(), StoreError>;

    /// The catalogue; empty before the first was set.
    fn catalogue(&self) -> Result<Catalogue, StoreError>;

    /// Up to `limit` events from number `from` on (the first has 1), in order. One that does not verify is
    /// named in its place.
    fn events(&self, from: u64, limit: usize) -> Result<Vec<Result<Event, DamagedEvent>>, StoreError>;

    /// Numbers of the events that `filter` lets pass, newest first from `offset` on, at most `limit`, and how many pass
    /// in all. Newest by their times, and by their numbers where those are equal; without any filter by their numbers
    /// alone (the same, but for a clock that was set back). An event that does not verify may be missing where there is
    /// a filter.
    fn trail(&self, filter: &TrailFilter, offset: u64, limit: usize) -> Result<TrailPage, StoreError>;

    /// The newest event's number and MAC: what to keep outside of the database.
    fn chain_head(&self) -> Result<ChainHead, StoreError>;

    /// Checks the audit chain from event `from` (the first has 1) to the newest.
    fn verify_chain(&self, from: u64, chain: &ChainKey) -> Result<ChainReport, StoreError>;

    /// The highest time ever seen; `None` before the first.
    fn high_water(&self) -> Result<Option<HighWater>, StoreError>;

    /// Keeps `seen` if it is higher than what is kept, and returns the highest. A kill loses nothing, a power
    /// cut may lose the last advance, and on a full disk nothing is kept.
    fn advance_high_water(&self, seen: DateTime<Utc>) -> Result<HighWater, StoreError>;
}
