//! The one place where the snapshot in force is replaced.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard};

use mapae_domain::{Catalogue, Spent, Token, TokenId, Usage};

use crate::base::Base;
use crate::engine::Engine;
use crate::index::Key;
use crate::loading::Load;
use crate::overlay::{Changed, Overlay, Patch, retiring_key};
use crate::routes::Routes;
use crate::scope_sets::ScopeTexts;
use crate::slots::Slots;
use crate::snapshot::Snapshot;

/// What is known of the snapshot in force beside itself.
pub(crate) struct Changes {
    slots: Slots,
    /// Since the base was built; the same as in the overlay, by token.
    changed: Changed,
    /// While a load is under way.
    journal: Option<Journal>,
}

/// What happened since a load began, to be done once more over what was read.
#[derive(Default)]
struct Journal {
    tokens: HashMap<TokenId, Option<(Token, Usage)>>,
    catalogue: Option<Catalogue>,
}

impl Journal {
    fn put(&mut self, token: &Token, usage: Usage) {
        let is_older = |noted: &Option<(Token, Usage)>| {
            noted.as_ref().is_some_and(|(noted, _)| noted.revision > token.revision)
        };
        if !self.tokens.get(&token.id).is_some_and(is_older) {
            self.tokens.insert(token.id, Some((token.clone(), usage)));
        }
    }

    /// True if what was read of the token, at that revision, is of an earlier time.
    fn overrules(&self, id: TokenId, revision: u32) -> bool {
        self.tokens.get(&id).is_some_and(|noted| match noted {
            Some((token, _)) => token.revision >= revision,
            None => true,
        })
    }
}

/// A token that is in force already.
pub(crate) struct Known {
    pub(crate) slot: u32,
    pub(crate) revision: u32,
    /// The key of its secret in force.
    pub(crate) secret: Key,
    /// The key of its retiring secret.
    pub(crate) old_secret: Option<Key>,
}

/// One or more changes under way.
pub(crate) struct Writing<'e> {
    engine: &'e Engine,
    changes: MutexGuard<'e, Changes>,
}

impl Changes {
    /// None yet.
    pub(crate) fn since(snapshot: &Snapshot) -> Changes {
        let slots = Slots::of(snapshot.tokens().map(|line| line.slot));
        Changes { slots, changed: Changed::default(), journal: None }
    }
}

/// A token of `snapshot`, which differs from its base by `changed`.
fn known(changed: &Changed, snapshot: &Snapshot, id: TokenId) -> Option<Known> {
    let (in_force, old, rules) = match changed.get(&id) {
        Some(patch) => {
            let patch = patch.as_ref()?;
            (patch.in_force(), patch.retiring(), patch.rules())
        }
        None => {
            let lines = || snapshot.base.lines_of(id);
            let old = lines().find(|line| !line.is_in_force());
            (lines().find(|line| line.is_in_force())?, old, &snapshot.base.rules)
        }
    };
    Some(Known {
        slot: in_force.slot,
        revision: rules.identities.revision(in_force.identity),
        secret: in_force.key,
        old_secret: old.map(|line| line.key),
    })
}

impl<'e> Writing<'e> {
    pub(crate) fn new(engine: &'e Engine, changes: MutexGuard<'e, Changes>) -> Writing<'e> {
        Writing { engine, changes }
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.engine.snapshot.load_full()
    }

    fn known(&self, snapshot: &Snapshot, id: TokenId) -> Option<Known> {
        known(&self.changes.changed, snapshot, id)
    }

    pub(crate) fn spent(&self, id: TokenId) -> Option<Spent> {
        let snapshot = self.snapshot();
        self.known(&snapshot, id).map(|known| snapshot.counters.spent(known.slot))
    }

    pub(crate) fn put(&mut self, token: &Token, usage: Usage) {
        if let Some(journal) = &mut self.changes.journal {
            journal.put(token, usage);
        }
        let mut next = Snapshot::clone(&self.snapshot());
        let known = self.known(&next, token.id);
        if known.as_ref().is_none_or(|known| known.revision <= token.revision) {
            self.put_into(&mut next, token, &usage, known);
            self.replace(next);
        }
    }

    pub(crate) fn remove(&mut self, id: TokenId) {
        if let Some(journal) = &mut self.changes.journal {
            journal.tokens.insert(id, None);
        }
        let mut next = Snapshot::clone(&self.snapshot());
        if let Some(known) = self.known(&next, id) {
            self.remove_from(&mut next, id, &known);
            self.replace(next);
        }
    }

    fn put_into(&mut self, next: &mut Snapshot, token: &Token, usage: &Usage, known: Option<Known>) {
        let slot = known.as_ref().map_or_else(|| self.changes.slots.take_any(), |known| known.slot);
        next.counters.grow(slot as usize + 1);
        let old_secret = retiring_key(token).map(|(key, _)| key);
        next.counters.follow(slot, known.as_ref(), old_secret, usage);
        next.token_count += usize::from(self.known(next, token.id).is_none());
        let patch = Patch::of(token, slot, Arc::make_mut(&mut next.numbers), &next.routes);
        self.lay(next, token.id, Some(Arc::new(patch)));
    }

    fn remove_from(&mut self, next: &mut Snapshot, id: TokenId, known: &Known) {
        next.token_count -= 1;
        next.counters.set_retiring(known.slot, None);
        self.lay(next, id, None);
        self.changes.slots.give_back(known.slot);
    }

    fn lay(&mut self, next: &mut Snapshot, id: TokenId, patch: Option<Arc<Patch>>) {
        let old = self.changes.changed.get(&id).and_then(|old| old.as_deref());
        next.overlay.lay(&next.base, id, old, patch.as_ref());
        self.changes.changed.insert(id, patch);
    }

    pub(crate) fn set_catalogue(&mut self, catalogue: &Catalogue) {
        if let Some(journal) = &mut self.changes.journal {
            journal.catalogue = Some(catalogue.clone());
        }
        let mut next = Snapshot::clone(&self.snapshot());
        let routes = Routes::of(catalogue, Arc::make_mut(&mut next.numbers));
        next.texts = Arc::new(next.base.rules.sets.texts(&next.numbers, &routes));
        for patch in self.changes.changed.values_mut().flatten() {
            *patch = Arc::new(patch.under(&next.numbers, &routes));
        }
        next.overlay = Overlay::of(&next.base, &self.changes.changed);
        next.routes = Arc::new(routes);
        self.replace(next);
    }

    pub(crate) fn reset_counter(&mut self, id: TokenId) {
        let snapshot = self.snapshot();
        if let Some(known) = self.known(&snapshot, id) {
            snapshot.counters.reset(known.slot);
        }
    }

    /// The same tokens in a new base: that of `before`, with the changes that were `merged`.
    pub(crate) fn rebase(&mut self, base: Base, texts: ScopeTexts, before: &Snapshot, merged: &Changed) {
        let mut next = Snapshot::clone(&self.snapshot());
        let Changes { slots, changed, .. } = &mut *self.changes;
        changed.retain(|id, patch| !is_same(merged.get(id), patch.as_ref()));
        next.overlay = Overlay::of(&base, changed);
        // Another catalogue may have come meanwhile.
        let is_stale = !Arc::ptr_eq(&next.routes, &before.routes);
        next.texts =
            Arc::new(if is_stale { base.rules.sets.texts(&next.numbers, &next.routes) } else { texts });
        next.base = Arc::new(base);
        slots.rest();
        self.replace(next);
    }

    /// What was read, and over it what happened since the reading began: in force together.
    pub(crate) fn publish(&mut self, load: Load, catalogue: &Catalogue) {
        let journal = self.changes.journal.take().unwrap_or_default();
        let before = self.snapshot();
        let changed = std::mem::take(&mut self.changes.changed);
        let known_before = |id| known(&changed, &before, id);
        let catalogue = journal.catalogue.as_ref().unwrap_or(catalogue);
        let overruled = |id, revision| journal.overrules(id, revision);
        let mut next = load.finish(catalogue, &before, known_before, overruled, &mut self.changes.slots);
        for (id, token) in &journal.tokens {
            let read = self.known(&next, *id);
            if read.as_ref().is_some_and(|read| !journal.overrules(*id, read.revision)) {
                continue;
            }
            match (token, read) {
                (Some((token, usage)), read) => {
                    self.put_into(&mut next, token, usage, known_before(*id).or(read));
                }
                (None, Some(read)) => self.remove_from(&mut next, *id, &read),
                (None, None) => {}
            }
        }
        let gone = before.tokens().filter(|line| self.known(&next, line.id).is_none());
        for slot in gone.map(|line| line.slot).collect::<Vec<_>>() {
            next.counters.set_retiring(slot, None);
            self.changes.slots.give_back(slot);
        }
        self.changes.slots.rest();
        self.replace(next);
    }

    pub(crate) fn begin_journal(&mut self) {
        self.changes.journal = Some(Journal::default());
    }

    pub(crate) fn end_journal(&mut self) {
        self.changes.journal = None;
    }

    pub(crate) fn change_count(&self) -> usize {
        self.changes.changed.len()
    }

    /// The snapshot in force, and what in it differs from its base.
    pub(crate) fn changed(&self) -> (Arc<Snapshot>, Changed) {
        (self.snapshot(), self.changes.changed.clone())
    }

    pub(crate) fn drain_usage(&self) -> Vec<(TokenId, Usage)> {
        let snapshot = self.snapshot();
        let used = snapshot.counters.take_used();
        if used.is_empty() {
            return Vec::new();
        }
        let changed = &self.changes.changed;
        let patches = changed.iter().filter_map(|(id, patch)| Some((patch.as_ref()?.in_force().slot, *id)));
        let patched: HashMap<u32, TokenId> = patches.collect();
        let unchanged = |slot| snapshot.base.owner(slot).filter(|id| !changed.contains_key(id));
        let owner = |slot| patched.get(&slot).copied().or_else(|| unchanged(slot));
        let mut usages = Vec::with_capacity(used.len());
        let owners = used.into_iter().filter_map(|slot| Some((owner(slot)?, slot)));
        usages.extend(owners.map(|(id, slot)| (id, snapshot.counters.usage(slot))));
        usages
    }

    pub(crate) fn return_usage(&self, id: TokenId) {
        let snapshot = self.snapshot();
        if let Some(known) = self.known(&snapshot, id) {
            snapshot.counters.mark_used(known.slot);
        }
    }

    fn replace(&self, next: Snapshot) {
        self.engine.snapshot.store(Arc::new(next));
    }
}

/// True where a merge has seen the very patch that is there now.
fn is_same(merged: Option<&Option<Arc<Patch>>>, now: Option<&Arc<Patch>>) -> bool {
    match (merged, now) {
        (Some(Some(merged)), Some(now)) => Arc::ptr_eq(merged, now),
        (Some(None), None) => true,
        _ => false,
    }
}
