//! The snapshot in force, and how it is changed while requests are being judged.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, Cache};
use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, Decision, Request, Token, Usage};

use crate::routes::ApiRef;
use crate::snapshot::{PolicyRef, Snapshot};

/// Holds the snapshot in force.
pub struct Engine {
    snapshot: ArcSwap<Snapshot>,
    /// Held while a snapshot is built: two at once would give one counter slot to two tokens.
    publishing: Mutex<()>,
}

/// One worker's way to the snapshot in force.
pub struct Reader<'e>(Cache<&'e ArcSwap<Snapshot>, Arc<Snapshot>>);

impl Engine {
    /// An engine that decides by `snapshot`.
    pub fn new(snapshot: Snapshot) -> Engine {
        Engine { snapshot: ArcSwap::from_pointee(snapshot), publishing: Mutex::new(()) }
    }

    /// Puts the registry as it is now in force. A decision that begins after this returns is made by it; counters go on.
    pub fn publish(&self, catalogue: &Catalogue, tokens: impl IntoIterator<Item = (Token, Usage)>) {
        let _only_one = self.publishing.lock().unwrap_or_else(PoisonError::into_inner);
        let next = self.snapshot.load().build_after(catalogue, tokens);
        self.snapshot.store(Arc::new(next));
    }

    /// For a worker that decides many requests.
    pub fn reader(&self) -> Reader<'_> {
        Reader(Cache::new(&self.snapshot))
    }

    /// The snapshot in force now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }
}

impl Reader<'_> {
    /// Judges a request by the snapshot in force.
    pub fn decide(
        &mut self,
        request: &Request<'_>,
        now: DateTime<Utc>,
    ) -> Decision<PolicyRef<'_>, ApiRef<'_>> {
        self.0.load().decide(request, now)
    }
}
