//! The store in memory: for tests of what lies above it, and a plain second account of what [`Store`]
//! promises. It holds no file, loses everything with the process, and shares with the store on disk only what
//! an event is.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, HighWater, NameKey, TokenDigest, TokenId, Usage};

use crate::chain::{self, ChainHead, ChainKey, ChainReport};
use crate::error::StoreError;
use crate::event::{self, DamagedEvent, Difference, Event, NewEvent};
use crate::records;
use crate::store::{Change, Quarantined, Store, StoredToken, Tombstone, TrailFilter, TrailPage};

/// An empty registry in memory.
#[derive(Default)]
pub struct MemoryStore(Mutex<State>);

#[derive(Default)]
struct State {
    tokens: BTreeMap<TokenId, StoredToken>,
    deleted: BTreeMap<TokenId, Tombstone>,
    /// As encoded: the number of an event is its place, from 1.
    events: Vec<Vec<u8>>,
    head: Option<ChainHead>,
    usage: BTreeMap<TokenId, Usage>,
    catalogue: Option<Catalogue>,
    high_water: Option<DateTime<Utc>>,
}

impl MemoryStore {
    /// No code of ours panics under the lock.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn find(&self, holds: impl Fn(&StoredToken) -> bool) -> Option<TokenId> {
        self.tokens.values().find(|stored| holds(stored)).map(|stored| stored.token.id)
    }

    fn by_digest(&self, digest: &TokenDigest) -> Option<TokenId> {
        self.find(|stored| digests(stored).any(|own| own == *digest))
    }

    fn issue(&mut self, stored: StoredToken) -> Result<Difference, StoreError> {
        let token = &stored.token;
        let id = token.id;
        if self.tokens.contains_key(&id) || self.deleted.contains_key(&id) {
            return Err(StoreError::IdTaken { id });
        }
        let name = token.name.key();
        if let Some(holder) = self.find(|other| other.token.name.key() == name) {
            return Err(StoreError::NameTaken { holder });
        }
        self.claim(&stored)?;
        let after = records::encode_token(&stored);
        self.tokens.insert(id, stored);
        Ok(Difference { token: Some(id), before: None, after: Some(after) })
    }

    fn put(&mut self, stored: StoredToken) -> Result<Difference, StoreError> {
        let id = stored.token.id;
        let Some(old) = self.tokens.get(&id) else { return Err(StoreError::NotFound { id }) };
        if old.token.revision.checked_add(1) != Some(stored.token.revision) {
            return Err(StoreError::Outdated { id, current: old.token.revision });
        }
        if old.token.name != stored.token.name {
            return Err(StoreError::NameFixed { id });
        }
        let before = records::encode_token(old);
        self.claim(&stored)?;
        let after = records::encode_token(&stored);
        self.tokens.insert(id, stored);
        Ok(Difference { token: Some(id), before: Some(before), after: Some(after) })
    }

    fn remove(&mut self, id: TokenId, revision: u32) -> Result<Difference, StoreError> {
        let Some(old) = self.tokens.get(&id) else { return Err(StoreError::NotFound { id }) };
        if old.token.revision != revision {
            return Err(StoreError::Outdated { id, current: old.token.revision });
        }
        let before = records::encode_token(old);
        Ok(Difference { token: Some(id), before: Some(before), after: None })
    }

    fn claim(&self, stored: &StoredToken) -> Result<(), StoreError> {
        let holder = digests(stored).find_map(|digest| self.by_digest(&digest));
        match holder.filter(|holder| *holder != stored.token.id) {
            Some(holder) => Err(StoreError::DigestTaken { holder }),
            None => Ok(()),
        }
    }
}

fn digests(stored: &StoredToken) -> impl Iterator<Item = TokenDigest> {
    let retiring = stored.token.retiring.as_ref().map(|retiring| retiring.credential.digest);
    std::iter::once(stored.token.credential.digest).chain(retiring)
}

/// Where event number `sequence` lies.
fn place(sequence: u64) -> usize {
    usize::try_from(sequence.saturating_sub(1)).unwrap_or(usize::MAX)
}

impl Store for MemoryStore {
    fn apply(&self, change: Change, event: NewEvent, chain: &ChainKey) -> Result<Event, StoreError> {
        let mut state = self.state();
        let difference = match change {
            Change::Issue(stored) => state.issue(stored)?,
            Change::Put(stored) => state.put(stored)?,
            Change::Remove { id, revision } => state.remove(id, revision)?,
            Change::SetCatalogue(catalogue) => {
                let after = records::encode_catalogue(&catalogue);
                let before = state.catalogue.replace(catalogue);
                let before = before.as_ref().map(records::encode_catalogue);
                Difference { token: None, before, after: Some(after) }
            }
            Change::None => Difference::default(),
        };
        let (event, encoded) = event::link(&event, difference, state.head.unwrap_or(ChainHead::EMPTY), chain);
        state.events.push(encoded);
        if let (Some(id), Some(_), None) = (event.token, &event.before, &event.after)
            && let Some(last) = state.tokens.remove(&id)
        {
            state.usage.remove(&id);
            state.deleted.insert(id, Tombstone::of(last, &event));
        }
        state.head = Some(ChainHead { sequence: event.sequence, mac: event.mac });
        state.high_water = state.high_water.max(Some(event.at));
        Ok(event)
    }

    fn token(&self, id: TokenId) -> Result<Option<StoredToken>, StoreError> {
        Ok(self.state().tokens.get(&id).cloned())
    }

    fn id_by_name(&self, name: &NameKey) -> Result<Option<TokenId>, StoreError> {
        Ok(self.state().find(|stored| stored.token.name.key() == *name))
    }

    fn id_by_digest(&self, digest: &TokenDigest) -> Result<Option<TokenId>, StoreError> {
        Ok(self.state().by_digest(digest))
    }

    fn token_ids(&self) -> Result<Vec<TokenId>, StoreError> {
        Ok(self.state().tokens.keys().copied().collect())
    }

    fn each_token(&self, visit: &mut dyn FnMut(Result<StoredToken, Quarantined>)) -> Result<(), StoreError> {
        // A copy, so that `visit` may ask the store.
        let tokens: Vec<_> = self.state().tokens.values().cloned().collect();
        tokens.into_iter().for_each(|stored| visit(Ok(stored)));
        Ok(())
    }

    fn tombstone(&self, id: TokenId) -> Result<Option<Tombstone>, StoreError> {
        Ok(self.state().deleted.get(&id).cloned())
    }

    fn each_tombstone(&self, visit: &mut dyn FnMut(Tombstone)) -> Result<(), StoreError> {
        let deleted: Vec<_> = self.state().deleted.values().cloned().collect();
        deleted.into_iter().for_each(visit);
        Ok(())
    }

    fn newest(&self, limit: usize) -> Result<Vec<StoredToken>, StoreError> {
        Ok(self.state().tokens.values().rev().take(limit).cloned().collect())
    }

    fn len(&self) -> Result<usize, StoreError> {
        Ok(self.state().tokens.len())
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.state().tokens.is_empty())
    }

    fn usage(&self, id: TokenId) -> Result<Usage, StoreError> {
        Ok(self.state().usage.get(&id).copied().unwrap_or_default())
    }

    fn each_usage(&self, visit: &mut dyn FnMut(TokenId, Usage)) -> Result<(), StoreError> {
        let usage = self.state().usage.clone();
        usage.into_iter().for_each(|(id, usage)| visit(id, usage));
        Ok(())
    }

    fn write_usage(&self, usages: &[(TokenId, Usage)]) -> Result<(), StoreError> {
        self.state().usage.extend(usages.iter().copied());
        Ok(())
    }

    fn catalogue(&self) -> Result<Catalogue, StoreError> {
        Ok(self.state().catalogue.clone().unwrap_or_default())
    }

    fn events(&self, from: u64, limit: usize) -> Result<Vec<Result<Event, DamagedEvent>>, StoreError> {
        let state = self.state();
        let from = from.max(1);
        let events = (from..).zip(state.events.iter().skip(place(from))).take(limit);
        let decoded = events.map(|(sequence, encoded)| {
            event::decode(encoded).map_err(|reason| DamagedEvent { sequence, reason })
        });
        Ok(decoded.collect())
    }

    fn trail(&self, filter: &TrailFilter, offset: u64, limit: usize) -> Result<TrailPage, StoreError> {
        let state = self.state();
        let events = state.events.iter().filter_map(|encoded| event::decode(encoded).ok());
        let passes = |event: &Event| {
            filter.from.is_none_or(|from| event.at >= from)
                && filter.to.is_none_or(|to| event.at < to)
                && (filter.kinds.is_empty() || filter.kinds.contains(&event.kind))
                && (filter.token.is_none() || filter.token == event.token)
        };
        let open = filter.is_open();
        let mut found: Vec<_> = events.filter(passes).map(|event| (event.at, event.sequence)).collect();
        found.sort_unstable_by_key(|(at, sequence)| (Some(*at).filter(|_| !open), *sequence));
        let sequences = found.iter().rev().map(|(_, sequence)| *sequence);
        let sequences = sequences.skip(usize::try_from(offset).unwrap_or(usize::MAX)).take(limit).collect();
        Ok(TrailPage { sequences, total: found.len() as u64 })
    }

    fn chain_head(&self) -> Result<ChainHead, StoreError> {
        Ok(self.state().head.unwrap_or(ChainHead::EMPTY))
    }

    fn verify_chain(&self, from: u64, chain: &ChainKey) -> Result<ChainReport, StoreError> {
        let event = |sequence: u64| Ok(self.state().events.get(place(sequence)).cloned());
        chain::verify(from, chain, || self.chain_head(), event)
    }

    fn high_water(&self) -> Result<Option<HighWater>, StoreError> {
        Ok(self.state().high_water.map(HighWater::new))
    }

    fn advance_high_water(&self, seen: DateTime<Utc>) -> Result<HighWater, StoreError> {
        let mut state = self.state();
        let highest = state.high_water.map_or(seen, |kept| kept.max(seen));
        state.high_water = Some(highest);
        Ok(HighWater::new(highest))
    }
}
