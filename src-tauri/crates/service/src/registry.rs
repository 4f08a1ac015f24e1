//! The open registry: what every verb is given first.

use crate::{
    Recovery, ServiceError,
    head::HeadFile,
    index::{Index, IndexSize, Update},
    keys::Keys,
    once::OnceFolder,
};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use mapae_domain::{Catalogue, HighWater, TokenId, Usage};
use mapae_store::{ChainHead, ChainKey, Change, EventKind, NewEvent, Store, StoredToken};
use mapae_vault::{Vault, wiped_after};
use std::{
    ops::Deref,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, atomic::AtomicBool},
};

/// Store, vault and what is known of them, opened together by [`open`](crate::open).
pub struct Registry {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keys: Keys,
    /// A change of the data key is under way.
    pub(crate) rotating: AtomicBool,
    /// Held for reading from a token's sealing until it is stored: a change of the data key begins its count of tokens
    /// when nothing that was sealed with the old one is still on its way.
    pub(crate) sealing: RwLock<()>,
    pub(crate) once: OnceFolder,
    /// Where keys, audit file and backups are.
    pub(crate) state: PathBuf,
    pub(crate) head: HeadFile,
    pub(crate) recovery: Recovery,
    pub(crate) index: Arc<Index>,
    pub(crate) high_water: Mutex<HighWater>,
    /// Held from the look at the catalogue that an edit was made of until the edit is stored.
    pub(crate) catalogue: Mutex<()>,
    /// The administrator's zone: dates are typed and shown in it.
    pub(crate) zone: Tz,
    /// The operating system's name of the person at the window, for the audit trail.
    pub(crate) actor: String,
    /// The gate, where it is on.
    pub(crate) follower: RwLock<Option<Follower>>,
}

/// What a [`Follower`] is told.
#[derive(Debug, Clone, Copy)]
pub enum Followed<'a> {
    /// It is stored by the event of this number, and not yet acknowledged. Changes may come in another order than they were
    /// stored in.
    Change(&'a Change, u64),
    /// Its total counts from nothing.
    CounterReset(TokenId),
}

/// Whoever has to know of a change before it is acknowledged.
pub type Follower = Box<dyn Fn(Followed<'_>) + Send + Sync>;

impl Registry {
    /// The APIs that can be ticked; none before a catalogue was set.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn catalogue(&self) -> Result<Catalogue, ServiceError> {
        Ok(self.store.catalogue()?)
    }

    /// While this is kept, nobody else changes the catalogue.
    pub(crate) fn editing_catalogue(&self) -> MutexGuard<'_, ()> {
        self.catalogue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts in the audit trail that it is another one than it was: a backup, or one put together again.
    ///
    /// # Errors
    /// [`ServiceError::Locked`]; the store's.
    pub fn note_restored(&self, now: DateTime<Utc>) -> Result<(), ServiceError> {
        self.apply(Change::None, self.event(EventKind::RegistryRestored, None, now))
    }

    /// What was needed to open it.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// The keys.
    ///
    /// # Errors
    /// [`ServiceError::Locked`].
    pub(crate) fn vault(&self) -> Result<impl Deref<Target = Vault> + '_, ServiceError> {
        self.keys.unlocked()
    }

    /// Whether the token's string can be copied.
    pub(crate) fn copyable(&self, stored: &StoredToken) -> bool {
        if stored.copy_once { self.once.has(stored.token.id) } else { stored.sealed.is_some() }
    }

    /// How many records did not verify and are set aside; 0 until every record has been read once.
    pub fn quarantined(&self) -> usize {
        self.index.quarantined()
    }

    /// Whether the tokens, when they were read, were not what their events made of them; false until every record has
    /// been read once. The next opening mends what it can.
    pub fn is_suspected(&self) -> bool {
        self.index.is_suspected()
    }

    /// How far the wall clock is behind the highest time ever seen, where that is more than five minutes.
    pub fn clock_behind(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.high_water().behind(now)
    }

    /// The time by which expiry is judged: setting the clock back revives nothing, in this process or a later one.
    pub fn judged(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut high_water = self.high_water();
        high_water.advance(now);
        high_water.judged_now(now)
    }

    /// Carries out a change with its audit event: both are durable when this returns, or neither is there. The index
    /// follows here, and nowhere else: no verb can forget it.
    pub(crate) fn apply(&self, change: Change, event: NewEvent) -> Result<(), ServiceError> {
        let at = event.at;
        let update = Update::of(&change);
        // Held until the follower knows: who begins to follow waits, and then reads all that was not told.
        let follower = self.follower.read().unwrap_or_else(PoisonError::into_inner);
        let followed = follower.as_ref().map(|follower| (follower, change.clone()));
        let event = self.with_chain_key(|key| Ok(self.store.apply(change, event, key)?))?;
        // The change stands, whatever becomes of the mark: the next change raises it again.
        if let Err(error) = self.head.keep(ChainHead { sequence: event.sequence, mac: event.mac }) {
            tracing::warn!(%error, "the head of the audit chain could not be kept");
        }
        if let Some(update) = update {
            self.index.follow(update);
        }
        if let Some((follower, change)) = followed {
            follower(Followed::Change(&change, event.sequence));
        }
        self.high_water().advance(at);
        Ok(())
    }

    /// Writes what tokens were used for. Not a change: no event, and a kill may lose what was written last.
    ///
    /// # Errors
    /// The store can't be written.
    pub fn note_usage(&self, usages: &[(TokenId, Usage)]) -> Result<(), ServiceError> {
        self.store.write_usage(usages)?;
        usages.iter().for_each(|(id, usage)| self.index.follow(Update::usage(*id, *usage)));
        Ok(())
    }

    /// From here on `follower` is told of every change, before whoever made it is answered; the one before no more. What
    /// was there already is read from [`Registry::store`] after this.
    pub fn follow(&self, follower: Follower) {
        *self.follower.write().unwrap_or_else(PoisonError::into_inner) = Some(follower);
    }

    /// Nobody is told any more.
    pub fn unfollow(&self) {
        *self.follower.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// For reading what the verbs don't show: policies and counts. Changes go by the verbs: `Store::apply` takes a key
    /// that nobody else has.
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub(crate) fn tell(&self, followed: Followed<'_>) {
        if let Some(follower) = &*self.follower.read().unwrap_or_else(PoisonError::into_inner) {
            follower(followed);
        }
    }

    /// How much memory the index takes. Waits until every token has been read.
    pub fn index_size(&self) -> IndexSize {
        self.index.size()
    }

    /// Lends the key of the audit chain. Nothing of it is left on the stack afterwards.
    ///
    /// # Errors
    /// [`ServiceError::Locked`]; what `act` says.
    pub(crate) fn with_chain_key<T>(
        &self,
        act: impl FnOnce(&ChainKey) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        wiped_after(|| {
            let key = ChainKey::from(self.vault()?.chain_key());
            act(&key)
        })
    }

    pub(crate) fn event(&self, kind: EventKind, token: Option<TokenId>, now: DateTime<Utc>) -> NewEvent {
        NewEvent { at: now, actor: self.actor.clone(), kind, token }
    }

    fn high_water(&self) -> MutexGuard<'_, HighWater> {
        self.high_water.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
