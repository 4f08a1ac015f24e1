//! The snapshot in force, and how it is changed while requests are being judged.

use std::sync::{Arc, Mutex, PoisonError, TryLockError};

use arc_swap::{ArcSwap, Cache};
use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, Decision, Request, Spent, Token, TokenId, Usage};

use crate::loading::Loading;
use crate::policy::PolicyRef;
use crate::routes::ApiRef;
use crate::snapshot::Snapshot;
use crate::writing::{Changes, Writing};

/// Holds the snapshot in force.
///
/// A change is in force when the function that made it returns: every decision that begins later is made by it. What a
/// change costs does not depend on how many tokens there are.
///
/// The engine has no thread of its own. Its owner calls [`Engine::merge_if_due`] now and then, behind everything else;
/// where nobody does, decisions are right all the same, and changes slowly become dearer.
pub struct Engine {
    pub(crate) snapshot: Arc<ArcSwap<Snapshot>>,
    /// Held while a change is made: changes come one after the other.
    pub(crate) changes: Mutex<Changes>,
    /// Held while a base is built, for a load or a merge.
    building: Mutex<()>,
}

/// One worker's way to the snapshot in force. It keeps the one it used last, so that nearly every request finds it with one
/// plain load: what shares a snapshot safely among threads takes two locked instructions, each of which waits until all
/// loads before it are done.
///
/// It keeps it alive, too. Who asks nothing for long calls [`Reader::refresh`] now and then.
#[derive(Clone)]
pub struct Reader {
    snapshot: Cache<Arc<ArcSwap<Snapshot>>, Arc<Snapshot>>,
}

impl Default for Engine {
    /// Without a token: every request is refused.
    fn default() -> Engine {
        Engine::new(Snapshot::build(&Catalogue::default(), []))
    }
}

impl Engine {
    /// An engine that decides by `snapshot`.
    pub fn new(snapshot: Snapshot) -> Engine {
        let changes = Mutex::new(Changes::since(&snapshot));
        Engine { snapshot: Arc::new(ArcSwap::from_pointee(snapshot)), changes, building: Mutex::new(()) }
    }

    /// Puts the registry as it is now in force, whatever was known before. Tokens that were there go on counting.
    pub fn publish(&self, catalogue: &Catalogue, tokens: impl IntoIterator<Item = (Token, Usage)>) {
        let mut loading = self.load();
        tokens.into_iter().for_each(|(token, usage)| loading.add(&token, usage));
        loading.publish(catalogue);
    }

    /// As [`Engine::publish`], for a reading that takes its time: what changes meanwhile stays changed.
    pub fn load(&self) -> Loading<'_> {
        Loading::new(self, self.building.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a token in force, new or changed. A revision lower than the one that is known is of an earlier time and
    /// ignored. `usage` is what a new one begins with; a known one goes on counting.
    pub fn put(&self, token: &Token, usage: Usage) {
        self.write().put(token, usage);
    }

    /// Takes a token out of force, with all its secrets. If it is put again it is a new one, whatever its revision.
    pub fn remove(&self, id: TokenId) {
        self.write().remove(id);
    }

    /// Puts another catalogue in force. Tokens hold what they held: an API that comes back is theirs again.
    pub fn set_catalogue(&self, catalogue: &Catalogue) {
        self.write().set_catalogue(catalogue);
    }

    /// Whatever the token has spent counts no more.
    pub fn reset_counter(&self, id: TokenId) {
        self.write().reset_counter(id);
    }

    /// What the token has spent so far; `None` where it is not in force.
    pub fn spent(&self, id: TokenId) -> Option<Spent> {
        self.write().spent(id)
    }

    /// For a worker that decides many requests.
    pub fn reader(&self) -> Reader {
        Reader { snapshot: Cache::new(Arc::clone(&self.snapshot)) }
    }

    /// The snapshot in force now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// The whole usage of every token that was used, or whose usage was changed, since this was last asked.
    pub fn drain_usage(&self) -> Vec<(TokenId, Usage)> {
        self.write().drain_usage()
    }

    /// Gives back what could not be written: the next [`Engine::drain_usage`] has it again, with what came meanwhile.
    pub fn return_usage(&self, ids: impl IntoIterator<Item = TokenId>) {
        let writing = self.write();
        ids.into_iter().for_each(|id| writing.return_usage(id));
    }

    /// Builds a new base where so much has changed that it is worth it. True if it did. In a registry of a million tokens
    /// that takes seconds of one core; neither decisions nor changes wait for it.
    pub fn merge_if_due(&self) -> bool {
        const CHANGES: usize = 1_000;
        // Building costs as much as the base is large.
        let due = CHANGES + self.snapshot.load().len() / 256;
        let is_due = self.write().change_count() >= due;
        is_due && self.merge()
    }

    /// Builds a new base of the old one and all changes. False where there are none, or where a load or another merge is
    /// under way.
    pub fn merge(&self) -> bool {
        let _alone = match self.building.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        let (before, changed) = self.write().changed();
        if changed.is_empty() {
            return false;
        }
        let base = before.base.merged(&changed);
        let texts = base.rules.sets.texts(&before.numbers, &before.routes);
        self.write().rebase(base, texts, &before, &changed);
        true
    }

    pub(crate) fn write(&self) -> Writing<'_> {
        // A change is put in force by one assignment at its end, so a panic leaves none half made.
        Writing::new(self, self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Reader {
    /// Judges a request by the snapshot in force, and notes it as the token's last use if it is allowed.
    #[inline]
    pub fn decide(
        &mut self,
        request: &Request<'_>,
        now: DateTime<Utc>,
    ) -> Decision<PolicyRef<'_>, ApiRef<'_>> {
        self.snapshot.load().decide(request, now)
    }

    /// True for a reader of that engine, and so of its tokens.
    pub(crate) fn is_of(&self, engine: &Engine) -> bool {
        std::ptr::eq(self.snapshot.arc_swap(), &*engine.snapshot)
    }

    /// Lets go of a snapshot that is no longer in force.
    pub fn refresh(&mut self) {
        self.snapshot.load();
    }
}
