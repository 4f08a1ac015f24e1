//! All tokens at one moment, laid out for speed. Built in full and never changed; what has changed since lies over it
//! ([`Overlay`](crate::overlay::Overlay)), until both are merged into a new base.

use std::collections::HashMap;

use hashbrown::HashTable;
use mapae_domain::TokenId;

use crate::index::{Index, Key};
use crate::large_pages;
use crate::line::Line;
use crate::overlay::Changed;
use crate::rules::{Compiler, Rules};

/// Lines, where they are found, and what they refer to.
pub(crate) struct Base {
    pub(crate) index: Index,
    /// Of secrets in force and of retiring ones, each at the place that the index says; some places are vacant. The few
    /// that have no place there follow.
    pub(crate) lines: Box<[Line]>,
    pub(crate) rules: Rules,
    pub(crate) token_count: usize,
    /// Places of lines by the token's id.
    by_token: HashTable<u32>,
    /// Places of lines by their slot, where that is not the place.
    by_slot: HashMap<u32, u32>,
}

/// Lines before they are brought to their places.
#[derive(Default)]
pub(crate) struct Unsettled {
    pub(crate) compiler: Compiler,
    /// Of secrets in force, one for each token.
    pub(crate) lines: Vec<Line>,
    /// Of the other secrets, each with the place of its token among `lines`; their rules and slots are its.
    pub(crate) retiring: Vec<(usize, Key, i64)>,
}

impl Unsettled {
    /// `assign` gives slots to those of the tokens' lines that have none; it is given the place of each.
    pub(crate) fn settle(mut self, before: Option<&Index>, assign: impl FnOnce(&mut [Line], &[u32])) -> Base {
        let token_count = self.lines.len();
        for (owner, key, until) in &self.retiring {
            self.lines.push(Line { key: *key, retiring_until: *until, ..self.lines[*owner].clone() });
        }
        let keys: Vec<Key> = self.lines.iter().map(|line| line.key).collect();
        let (index, places) = Index::of(&keys, before);
        drop(keys);
        assign(&mut self.lines[..token_count], &places[..token_count]);
        for ((owner, _, _), at) in self.retiring.iter().zip(token_count..) {
            self.lines[at].slot = self.lines[*owner].slot;
        }
        let lines = at_their_places(self.lines, places, index.place_count());
        let mut by_token = HashTable::with_capacity(token_count + self.retiring.len());
        let mut by_slot = HashMap::new();
        for (place, line) in (0..).zip(&lines).filter(|(_, line)| !line.is_vacant()) {
            by_token.insert_unique(hash(line.id), place, |place| hash(lines[*place as usize].id));
            if line.slot != place && line.is_in_force() {
                by_slot.insert(line.slot, place);
            }
        }
        Base { index, lines, rules: self.compiler.finish(), token_count, by_token, by_slot }
    }
}

impl Base {
    /// This one with what has changed; slots stay.
    pub(crate) fn merged(&self, changed: &Changed) -> Base {
        let mut merged = Unsettled::default();
        let old_secrets: HashMap<u32, &Line> = self.retiring().map(|line| (line.slot, line)).collect();
        for line in self.tokens().filter(|line| !changed.contains_key(&line.id)) {
            let owner = merged.lines.len();
            merged.lines.push(merged.compiler.adopt(line, &self.rules));
            if let Some(old) = old_secrets.get(&line.slot) {
                merged.retiring.push((owner, old.key, old.retiring_until));
            }
        }
        for patch in changed.values().flatten() {
            let owner = merged.lines.len();
            merged.lines.push(merged.compiler.adopt(patch.in_force(), patch.rules()));
            if let Some(old) = patch.retiring() {
                merged.retiring.push((owner, old.key, old.retiring_until));
            }
        }
        merged.settle(Some(&self.index), |_, _| ())
    }

    /// The line of a key, if a token has it.
    #[inline]
    pub(crate) fn find(&self, key: &Key, place: usize) -> Option<&Line> {
        let mut line = &self.lines[place];
        if line.key != *key {
            line = self.stray(key)?;
        }
        (!line.is_vacant()).then_some(line)
    }

    /// Of a key that is not at its place: of one of the few strays, or of nobody.
    #[cold]
    fn stray(&self, key: &Key) -> Option<&Line> {
        let strays = &self.lines[self.index.place_count()..];
        strays.get(strays.partition_point(|line| line.key < *key)).filter(|line| line.key == *key)
    }

    /// The lines of a token's secrets.
    pub(crate) fn lines_of(&self, id: TokenId) -> impl Iterator<Item = &Line> {
        let places = self.by_token.iter_hash(hash(id));
        places.map(|place| &self.lines[*place as usize]).filter(move |line| line.id == id)
    }

    /// The token that counts in a slot.
    pub(crate) fn owner(&self, slot: u32) -> Option<TokenId> {
        let at_slot = self.lines.get(slot as usize).filter(|line| line.slot == slot && !line.is_vacant());
        let line = at_slot.or_else(|| Some(&self.lines[*self.by_slot.get(&slot)? as usize]))?;
        Some(line.id)
    }

    /// The line of each token's secret in force.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.is_in_force())
    }

    fn retiring(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.is_vacant() && !line.is_in_force())
    }

    /// Bytes on the heap, without the sets of scopes.
    pub(crate) fn heap_size(&self) -> usize {
        size_of_val(&*self.lines)
            + self.index.heap_size()
            + self.rules.heap_size()
            + self.by_token.allocation_size()
            + self.by_slot.capacity() * size_of::<(u32, u32)>()
    }
}

/// Both halves of an id, multiplied and folded. Nobody can choose ids, so that is enough of a hash.
fn hash(id: TokenId) -> u64 {
    let id = u128::from_be_bytes(*id.as_bytes());
    // Two odd constants without a pattern, as in the index.
    let halves = [(id >> 64) as u64 ^ 0x9e37_79b9_7f4a_7c15, id as u64 ^ 0xbb67_ae85_84ca_a73b];
    let product = u128::from(halves[0]) * u128::from(halves[1]);
    (product >> 64) as u64 ^ product as u64
}

/// Lines in the order of places, with vacant ones between them.
fn at_their_places(mut lines: Vec<Line>, mut places: Vec<u32>, place_count: usize) -> Box<[Line]> {
    const NOBODY_S: u32 = u32::MAX;
    let length = places.iter().map(|place| *place as usize + 1).max().unwrap_or(0).max(place_count);
    lines.reserve_exact(length - lines.len());
    lines.resize_with(length, Line::vacant);
    places.resize(length, NOBODY_S);
    // Each exchange brings one line home; no second copy of them all is needed.
    for at in 0..length {
        while places[at] != NOBODY_S && places[at] as usize != at {
            let home = places[at] as usize;
            lines.swap(at, home);
            places.swap(at, home);
        }
    }
    let lines = lines.into_boxed_slice();
    large_pages::gather(&lines);
    lines
}
