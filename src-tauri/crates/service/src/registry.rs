//! The open registry: what every verb is given first.

use crate::{Recovery, ServiceError, head::HeadFile, index::Index};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use mapae_domain::{Catalogue, HighWater, TokenId};
use mapae_store::{ChainHead, ChainKey, Change, EventKind, NewEvent, Store};
use mapae_vault::{Protection, Vault};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Store, vault and what is known of them, opened together by [`open`](crate::open).
pub struct Registry {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) vault: Vault,
    pub(crate) head: HeadFile,
    pub(crate) recovery: Recovery,
    pub(crate) index: Arc<Index>,
    pub(crate) high_water: Mutex<HighWater>,
    /// The administrator's zone: dates are typed and shown in it.
    pub(crate) zone: Tz,
    /// The operating system's name of the person at the window, for the audit trail.
    pub(crate) actor: String,
}

impl Registry {
    /// The APIs that can be ticked; none before a catalogue was set.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn catalogue(&self) -> Result<Catalogue, ServiceError> {
        Ok(self.store.catalogue()?)
    }

    /// What was needed to open it.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// What keeps the data key.
    pub fn protection(&self) -> Protection {
        self.vault.protection()
    }

    /// How many records did not verify and are set aside; 0 until every record has been read once.
    pub fn quarantined(&self) -> usize {
        self.index.quarantined()
    }

    /// How far the wall clock is behind the highest time ever seen, where that is more than five minutes.
    pub fn clock_behind(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.high_water().behind(now)
    }

    /// The time by which expiry is judged: setting the clock back revives nothing, in this process or a later one.
    pub(crate) fn judged(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut high_water = self.high_water();
        high_water.advance(now);
        high_water.judged_now(now)
    }

    /// Carries out a change with its audit event: both are durable when this returns, or neither is there.
    pub(crate) fn apply(&self, change: Change, event: NewEvent) -> Result<(), ServiceError> {
        let at = event.at;
        let event = self.store.apply(change, event, &ChainKey::from(self.vault.chain_key()))?;
        // The change stands, whatever becomes of the mark: the next change raises it again.
        if let Err(error) = self.head.keep(ChainHead { sequence: event.sequence, mac: event.mac }) {
            tracing::warn!(%error, "the head of the audit chain could not be kept");
        }
        self.high_water().advance(at);
        Ok(())
    }

    pub(crate) fn event(&self, kind: EventKind, token: Option<TokenId>, now: DateTime<Utc>) -> NewEvent {
        NewEvent { at: now, actor: self.actor.clone(), kind, token }
    }

    fn high_water(&self) -> MutexGuard<'_, HighWater> {
        self.high_water.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
