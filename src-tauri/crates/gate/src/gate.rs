//! The gate as a whole: an engine that follows the registry, what it decided, and what it has to write back.
//!
//! It knows no socket (`http` does) and writes nothing itself: whoever composes it lends a store to read from, tells of
//! every change, and gives a function that writes usages.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, Spent, Token, TokenId, Usage};
use mapae_store::{Change, Quarantined, Store};

use crate::decisions::Decisions;
use crate::engine::Engine;
use crate::error::GateError;
use crate::figures::Figures;
use crate::throttle::Throttle;
use crate::time::Time;

/// Usages that there is room for between two writes.
const USAGES_AT_HAND: usize = 1 << 14;

/// Answers for the registry. Refuses everybody (503) until it is loaded.
pub struct Gate {
    pub(crate) engine: Engine,
    pub(crate) time: Time,
    pub(crate) throttle: Throttle,
    pub(crate) connections: Connections,
    decisions: Decisions,
    is_loaded: AtomicBool,
    registry: Mutex<Registry>,
    /// Held while a store is read, and while all is taken out of force.
    loading: Mutex<()>,
    /// Nanoseconds; 0 before the first.
    last_change: AtomicU64,
    /// Drained, but not yet written. Of two usages of a token the later one stands behind the other.
    pending: Mutex<Vec<(TokenId, Usage)>>,
}

/// Open connections of all servers.
#[derive(Default)]
pub(crate) struct Connections {
    pub(crate) open: AtomicUsize,
    pub(crate) refused: AtomicU64,
}

/// What the engine does not know of the registry.
#[derive(Default)]
struct Registry {
    /// An id is given once, so whatever else is told of it is older.
    removed: HashSet<TokenId>,
    /// The number of the event that the last catalogue we were told of is of.
    catalogue_of: u64,
    /// Tokens that were admitted, dismissed ones too: what they were used for may still be drained.
    guests: HashSet<TokenId>,
    loaded_at: Option<DateTime<Utc>>,
}

/// What a load found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Loaded {
    /// Tokens in force or not.
    pub tokens: usize,
    /// Records that do not verify: their tokens are refused.
    pub quarantined: Vec<Quarantined>,
}

impl Gate {
    /// A gate that refuses everybody. `wall` reads the wall clock.
    pub fn new(wall: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Gate {
        Gate {
            engine: Engine::default(),
            time: Time::new(wall),
            throttle: Throttle::default(),
            connections: Connections::default(),
            decisions: Decisions::default(),
            is_loaded: AtomicBool::new(false),
            registry: Mutex::default(),
            loading: Mutex::default(),
            last_change: AtomicU64::new(0),
            pending: Mutex::default(),
        }
    }

    /// Reads everything from the store and puts it in force. Until then what was in force stays so. Changes that are told
    /// of meanwhile are not lost.
    ///
    /// # Errors
    /// The store can't be read; nothing has changed then.
    pub fn load(&self, store: &dyn Store) -> Result<Loaded, GateError> {
        let _alone = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut loading = self.engine.load();
        let mut usages = HashMap::new();
        store.each_usage(&mut |id, usage| {
            usages.insert(id, usage);
        })?;
        let mut loaded = Loaded::default();
        store.each_token(&mut |token| match token {
            Ok(stored) => {
                loaded.tokens += 1;
                loading.add(&stored.token, usages.remove(&stored.token.id).unwrap_or_default());
            }
            Err(damaged) => loaded.quarantined.push(damaged),
        })?;
        let catalogue = store.catalogue()?;
        if let Some(mark) = store.high_water()? {
            self.time.raise(mark);
        }
        loading.publish(&catalogue);
        self.registry().loaded_at = Some(self.time.judged());
        self.is_loaded.store(true, Ordering::Release);
        Ok(loaded)
    }

    /// Follows an acknowledged change, whose event has the number `sequence`. It is in force when this returns. Changes may
    /// be told of in any order.
    pub fn follow(&self, change: &Change, sequence: u64) {
        let told = Instant::now();
        // Held until it is in force: of two catalogues the later one stays.
        let mut registry = self.registry();
        match change {
            Change::Issue(stored) | Change::Put(stored) if registry.removed.contains(&stored.token.id) => {
                return;
            }
            Change::Issue(stored) | Change::Put(stored) => self.engine.put(&stored.token, Usage::default()),
            Change::Remove { id, .. } => {
                registry.removed.insert(*id);
                self.engine.remove(*id);
            }
            Change::SetCatalogue(_) if sequence <= registry.catalogue_of => return,
            Change::SetCatalogue(catalogue) => {
                registry.catalogue_of = sequence;
                self.engine.set_catalogue(catalogue);
            }
            Change::None => return,
        }
        let took = u64::try_from(told.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.last_change.store(took.max(1), Ordering::Relaxed);
    }

    /// Puts a token in force that is in no registry: for a test, until it is dismissed. Its use is not written back.
    pub fn admit(&self, guest: &Token) {
        self.registry().guests.insert(guest.id);
        self.engine.put(guest, Usage::default());
    }

    /// Takes a token that was admitted out of force.
    pub fn dismiss(&self, id: TokenId) {
        self.engine.remove(id);
    }

    /// The token's requests so far count no more. Tell after the store was told.
    pub fn reset_counter(&self, id: TokenId) {
        self.engine.reset_counter(id);
    }

    /// Refuses everybody (503) until the next load: the registry is being closed, or can't be read. What was counted so far
    /// is for a last [`Gate::write_back`], which must come before.
    pub fn detach(&self) {
        // A load that has begun would put in force what this takes away.
        let _alone = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut registry = self.registry();
        self.is_loaded.store(false, Ordering::Release);
        // The next registry may be another one, of an earlier time.
        *registry = Registry::default();
        self.engine.load().publish(&Catalogue::default());
        self.pending().clear();
    }

    /// True if there is a registry to decide by.
    pub fn is_loaded(&self) -> bool {
        self.is_loaded.load(Ordering::Acquire)
    }

    /// What the token has spent so far; `None` where it is not in force here.
    pub fn spent(&self, id: TokenId) -> Option<Spent> {
        self.engine.spent(id)
    }

    /// The last decisions.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// What it did so far and how it is.
    pub fn figures(&self) -> Figures {
        let tally = self.decisions.tally();
        let last_change = self.last_change.load(Ordering::Relaxed);
        Figures {
            is_loaded: self.is_loaded(),
            tokens: self.engine.snapshot().len(),
            loaded_at: self.registry().loaded_at,
            last_change: (last_change > 0).then_some(Duration::from_nanos(last_change)),
            connections: self.connections.open.load(Ordering::Relaxed),
            connections_refused: self.connections.refused.load(Ordering::Relaxed),
            allowed: tally.allowed,
            refused: tally.refused,
            throttled: tally.throttled,
            misconfigured: tally.faults.values().sum(),
            unavailable: tally.unavailable,
            seconds: tally.seconds(self.time.judged()),
        }
    }

    /// Hands what tokens were used for since the last time to `write`, each once and in the order of their ids, with the
    /// highest time ever seen. What could not be written is handed over again.
    pub fn write_back<E>(
        &self,
        write: impl FnOnce(&[(TokenId, Usage)], DateTime<Utc>) -> Result<(), E>,
    ) -> Result<(), E> {
        // Held until it is written: a later usage must not be overtaken by an earlier one.
        let mut pending = self.pending();
        self.drain_into(&mut pending);
        // In this order a store finds each where it has just been.
        pending.sort_by_key(|(id, _)| *id);
        pending.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                kept.1 = later.1;
            }
            is_same
        });
        write(&pending, self.time.judged())?;
        // Room for the next time is kept, but not that of a burst.
        pending.clear();
        pending.shrink_to(USAGES_AT_HAND);
        Ok(())
    }

    /// True if there is nothing to write back.
    pub(crate) fn is_written(&self) -> bool {
        let mut pending = self.pending();
        self.drain_into(&mut pending);
        pending.is_empty()
    }

    fn drain_into(&self, pending: &mut Vec<(TokenId, Usage)>) {
        let mut drained = self.engine.drain_usage();
        let registry = self.registry();
        if !registry.guests.is_empty() {
            drained.retain(|(id, _)| !registry.guests.contains(id));
        }
        pending.append(&mut drained);
    }

    /// No code of ours panics under the lock.
    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pending(&self) -> MutexGuard<'_, Vec<(TokenId, Usage)>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
