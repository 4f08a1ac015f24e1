//! What has changed since the base was built: a small table that is looked at first, so that a change costs the same in a
//! registry of ten tokens and of a million. A secret that is no longer in force has an entry too, which hides the base's.

use std::collections::HashMap;
use std::sync::Arc;

use hashbrown::HashTable;
use mapae_domain::{Token, TokenId};

use crate::base::{Base, Unsettled};
use crate::index::{Key, key};
use crate::line::Line;
use crate::routes::{Numbers, Routes};
use crate::rules::Rules;
use crate::scope_sets::ScopeTexts;

/// A change copies one of them, not all.
const SHARDS: usize = 64;

/// Secrets that differ from the base, by key. Cloning shares what does not change.
#[derive(Clone, Default)]
pub(crate) struct Overlay {
    /// None as long as nothing has changed.
    shards: Box<[Arc<HashTable<Entry>>]>,
}

/// Tokens that differ from the base; `None` = gone.
pub(crate) type Changed = HashMap<TokenId, Option<Arc<Patch>>>;

#[derive(Clone)]
struct Entry {
    key: Key,
    /// `None` hides what the base has.
    patch: Option<Arc<Patch>>,
}

/// What the overlay says about a key.
pub(crate) enum Laid<'a> {
    /// Look into the base.
    Nothing,
    /// No token has it any more.
    Gone,
    /// In force, or retiring.
    Line(&'a Line, &'a Patch),
}

/// One token, compiled apart from the others.
#[derive(Clone)]
pub(crate) struct Patch {
    /// That of the secret in force first.
    lines: Box<[Line]>,
    rules: Arc<Rules>,
    texts: ScopeTexts,
}

impl Patch {
    pub(crate) fn of(token: &Token, slot: u32, numbers: &mut Numbers, routes: &Routes) -> Patch {
        let Unsettled { mut compiler, .. } = Unsettled::default();
        let mut line = compiler.line(token, numbers);
        line.slot = slot;
        let retiring =
            token.retiring.map(|old| line.retiring(&old.credential.digest, old.until.timestamp_millis()));
        let rules = compiler.finish();
        let texts = rules.sets.texts(numbers, routes);
        Patch { lines: [line].into_iter().chain(retiring).collect(), rules: Arc::new(rules), texts }
    }

    /// The same under another catalogue.
    pub(crate) fn under(&self, numbers: &Numbers, routes: &Routes) -> Patch {
        Patch { texts: self.rules.sets.texts(numbers, routes), ..self.clone() }
    }

    pub(crate) fn in_force(&self) -> &Line {
        &self.lines[0]
    }

    pub(crate) fn retiring(&self) -> Option<&Line> {
        self.lines.get(1)
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    pub(crate) fn texts(&self) -> &ScopeTexts {
        &self.texts
    }
}

impl Overlay {
    /// Of all that has changed.
    pub(crate) fn of(base: &Base, changed: &Changed) -> Overlay {
        let mut overlay = Overlay::default();
        changed.iter().for_each(|(id, patch)| overlay.lay(base, *id, None, patch.as_ref()));
        overlay
    }

    /// Takes a token's old patch away and lays a new one, or none if the token is gone.
    pub(crate) fn lay(&mut self, base: &Base, id: TokenId, old: Option<&Patch>, new: Option<&Arc<Patch>>) {
        if self.shards.is_empty() {
            self.shards = std::iter::repeat_with(Arc::default).take(SHARDS).collect();
        }
        for line in old.iter().flat_map(|old| &old.lines) {
            self.take(&line.key);
        }
        for line in base.lines_of(id) {
            self.set(line.key, None);
        }
        for line in new.iter().flat_map(|new| &new.lines) {
            self.set(line.key, new.cloned());
        }
    }

    #[inline]
    pub(crate) fn look_up(&self, key: &Key) -> Laid<'_> {
        let Some(shard) = self.shards.get(shard_of(key)) else {
            return Laid::Nothing;
        };
        let Some(entry) = shard.find(hash(key), |entry| entry.key == *key) else {
            return Laid::Nothing;
        };
        let patch = entry.patch.as_deref();
        let line = patch.and_then(|patch| Some((patch.lines.iter().find(|line| line.key == *key)?, patch)));
        line.map_or(Laid::Gone, |(line, patch)| Laid::Line(line, patch))
    }

    fn set(&mut self, key: Key, patch: Option<Arc<Patch>>) {
        self.take(&key);
        self.shard(&key).insert_unique(hash(&key), Entry { key, patch }, |entry| hash(&entry.key));
    }

    fn take(&mut self, key: &Key) {
        if let Ok(entry) = self.shard(key).find_entry(hash(key), |entry| entry.key == *key) {
            entry.remove();
        }
    }

    fn shard(&mut self, key: &Key) -> &mut HashTable<Entry> {
        Arc::make_mut(&mut self.shards[shard_of(key)])
    }

    /// The line of each token's secret in force.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &Line> {
        let in_force = |entry: &'_ Entry| -> bool {
            entry.patch.as_ref().is_some_and(|patch| patch.in_force().key == entry.key)
        };
        let entries = self.shards.iter().flat_map(|shard| shard.iter()).filter(move |entry| in_force(entry));
        entries.filter_map(|entry| Some(entry.patch.as_ref()?.in_force()))
    }

    /// Bytes on the heap, those of patches roughly.
    pub(crate) fn heap_size(&self) -> usize {
        let entries = self.shards.iter().flat_map(|shard| shard.iter());
        let patches = entries.filter_map(|entry| entry.patch.as_ref()).map(|patch| {
            size_of::<Patch>() + size_of_val(&*patch.lines) + size_of::<Rules>() + patch.rules.heap_size()
        });
        let tables = self.shards.iter().map(|shard| shard.allocation_size());
        tables.chain(patches).sum()
    }
}

/// Other words of the digest than the index goes by.
fn shard_of(key: &Key) -> usize {
    (key[2] >> (u64::BITS - SHARDS.ilog2())) as usize
}

fn hash(key: &Key) -> u64 {
    key[3]
}

/// The key of a digest that a token has beside that of its secret in force.
pub(crate) fn retiring_key(token: &Token) -> Option<(Key, i64)> {
    token.retiring.map(|old| (key(&old.credential.digest), old.until.timestamp_millis()))
}
