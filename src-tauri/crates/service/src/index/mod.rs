//! What the list is searched, sorted and cut in: a compact picture of all tokens in memory, about 250 bytes each. It is
//! read from the store behind the first list, so that the window does not wait for it, and follows every change.
//!
//! A change waits for no search: it is left at the door ([`Index::follow`]), and the next one who asks takes it in.
//! Searches run beside each other.
//!
//! Deliberately absent: the rows themselves. A page is read from the store, a few microseconds a token.

mod block;
mod cache;
mod counts;
mod grams;
mod hangul;
mod holders;
#[cfg(test)]
mod laws;
mod load;
mod order;
mod row;
mod select;
mod state;
mod tables;
mod update;
mod words;

use self::{
    cache::{Cache, Cached, brought_up_to_date},
    select::{Selection, When},
    state::State,
};
use crate::query::{Query, SortKey};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_domain::TokenId;
use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard,
    atomic::{AtomicBool, Ordering},
};

pub use self::{counts::Counts, load::IndexSize};
pub(crate) use self::{holders::Holders, update::Update};

/// More than so many that match are picked out of an order of all tokens; fewer are sorted by themselves.
const MANY: usize = if cfg!(test) { 8 } else { 50_000 };
/// A share of the list that is brought up to date rather than made anew.
const FEW_CHANGES: usize = 8;
/// Changes that wait at the door before their makers take them in.
const CROWD: usize = if cfg!(test) { 8 } else { 10_000 };

#[derive(Default)]
pub(crate) struct Index {
    state: RwLock<State>,
    /// Changes that are not yet in `state`, in the order they came.
    door: Mutex<Vec<Update>>,
    cache: Mutex<Cache>,
    /// Whether reading has begun: what was changed before is read with all else.
    begun: AtomicBool,
    /// Whether `state` holds all there is.
    complete: AtomicBool,
    reading: Mutex<Reading>,
    completed: Condvar,
}

/// What is known of the reading.
#[derive(Default)]
struct Reading {
    complete: bool,
    quarantined: usize,
    /// What lies in the store is not what its events made of it.
    suspected: bool,
}

/// Some of the tokens that match, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// With whether they are deleted.
    pub(crate) tokens: Vec<(TokenId, bool)>,
    /// How many match.
    pub(crate) total: usize,
    /// How many there are, deleted ones only where they were asked for.
    pub(crate) all: usize,
}

impl Index {
    /// From here on changes are followed: to be called before [`Index::load`].
    pub(crate) fn begin(&self) {
        self.begun.store(true, Ordering::Release);
    }

    /// Takes in a change that was made.
    pub(crate) fn follow(&self, update: Update) {
        if !self.begun.load(Ordering::Acquire) {
            return;
        }
        let waiting = {
            let mut door = lock(&self.door);
            door.push(update);
            door.len()
        };
        if waiting > CROWD
            && self.is_complete()
            && let Ok(mut state) = self.state.try_write()
        {
            self.take_in(&mut state);
        }
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.complete.load(Ordering::Acquire)
    }

    pub(crate) fn quarantined(&self) -> usize {
        lock(&self.reading).quarantined
    }

    pub(crate) fn is_suspected(&self) -> bool {
        lock(&self.reading).suspected
    }

    /// `limit` tokens from `offset`, once everything is read.
    pub(crate) fn cut(&self, query: &Query, range: (usize, usize), zone: Tz, now: DateTime<Utc>) -> Cut {
        let state = self.whole();
        let slots = self.answer(&state, query, zone, now);
        let (offset, limit) = range;
        let page = slots.iter().skip(offset).take(limit).map(|slot| state.row(*slot));
        let tokens = page.map(|row| (row.id, row.deleted)).collect();
        let all = state.len() - if query.deleted { 0 } else { state.deleted() };
        Cut { tokens, total: slots.len(), all }
    }

    /// The state, when all is read and every change taken in.
    fn whole(&self) -> RwLockReadGuard<'_, State> {
        if !self.is_complete() {
            let waited = self.completed.wait_while(lock(&self.reading), |reading| !reading.complete);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
        if !lock(&self.door).is_empty() {
            self.take_in(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
        }
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_in(&self, state: &mut State) {
        // Taken while the state is held: whoever comes later has later changes.
        let updates = std::mem::take(&mut *lock(&self.door));
        updates.into_iter().for_each(|update| state.apply(update));
    }

    /// The slots of all that match, in order.
    fn answer(&self, state: &State, query: &Query, zone: Tz, now: DateTime<Utc>) -> Arc<Vec<u32>> {
        let when = When::new(query, state, zone, now);
        let cached = lock(&self.cache).get(query).filter(|cached| cached.when.still_holds(&when, query));
        let version = state.version();
        let slots = match cached.as_ref().map(|cached| (cached, state.changed_since(cached.version))) {
            Some((cached, Some([]))) => Arc::clone(&cached.slots),
            Some((cached, Some(changed))) if changed.len() < state.len() / FEW_CHANGES => {
                let selection = Selection::new(query, state, when.clone());
                Arc::new(brought_up_to_date(state, &selection, query, &cached.slots, changed))
            }
            _ => Arc::new(self.answer_anew(state, query, &when, zone, now)),
        };
        lock(&self.cache).put(Cached { query: query.clone(), when, version, slots: Arc::clone(&slots) });
        slots
    }

    fn answer_anew(
        &self,
        state: &State,
        query: &Query,
        when: &When,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> Vec<u32> {
        let slots = Selection::new(query, state, when.clone()).all(state);
        let of_all = query.of_all();
        if slots.len() > MANY && query.sort != SortKey::Issued && *query != of_all {
            return order::pick(state, &self.answer(state, &of_all, zone, now), &slots);
        }
        order::ordered(state, when, query, slots)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code of ours panics under a lock.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
