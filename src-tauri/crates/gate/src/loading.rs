//! The whole registry anew: at the start, and when it was exchanged for another.

use std::sync::{Arc, MutexGuard};

use mapae_domain::{Catalogue, Token, TokenId, Usage};

use crate::base::Unsettled;
use crate::counters::Counters;
use crate::engine::Engine;
use crate::index::Key;
use crate::line::Line;
use crate::overlay::{Overlay, retiring_key};
use crate::routes::{Numbers, Routes};
use crate::slots::Slots;
use crate::snapshot::Snapshot;
use crate::writing::Known;

/// A load under way: tokens are added as they are read, and come into force all at once. What is put or removed from its
/// beginning on is in force at once as ever, and again over what was read: a reading that takes long brings nothing old
/// back.
pub struct Loading<'e> {
    engine: &'e Engine,
    _alone: MutexGuard<'e, ()>,
    load: Load,
}

impl<'e> Loading<'e> {
    pub(crate) fn new(engine: &'e Engine, alone: MutexGuard<'e, ()>) -> Loading<'e> {
        engine.write().begin_journal();
        Loading { engine, _alone: alone, load: Load::default() }
    }

    /// A token as it was read.
    pub fn add(&mut self, token: &Token, usage: Usage) {
        self.load.add(token, usage);
    }

    /// Puts what was added in force, in place of all that was there before. Tokens that were there go on counting where
    /// they are: what was read of their usage is of an earlier time and not looked at.
    pub fn publish(mut self, catalogue: &Catalogue) {
        let load = std::mem::take(&mut self.load);
        self.engine.write().publish(load, catalogue);
    }
}

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        self.engine.write().end_journal();
    }
}

/// Tokens on their way into a snapshot.
#[derive(Default)]
pub(crate) struct Load {
    unsettled: Unsettled,
    numbers: Numbers,
    /// Of each token; most were never used.
    usages: Vec<Option<Box<Usage>>>,
    revisions: Vec<u32>,
}

impl Load {
    pub(crate) fn add(&mut self, token: &Token, usage: Usage) {
        let Unsettled { compiler, lines, retiring } = &mut self.unsettled;
        if let Some((key, until)) = retiring_key(token) {
            retiring.push((lines.len(), key, until));
        }
        lines.push(compiler.line(token, &mut self.numbers));
        self.revisions.push(token.revision);
        self.usages.push((usage != Usage::default()).then(|| Box::new(usage)));
    }

    /// What was added, as a snapshot after `before`. `known` are the tokens that are in force, and `slots` those that they
    /// have. Of those that are `overruled` at a revision, what was read will not be what is in force.
    pub(crate) fn finish(
        self,
        catalogue: &Catalogue,
        before: &Snapshot,
        known: impl Fn(TokenId) -> Option<Known>,
        overruled: impl Fn(TokenId, u32) -> bool,
        slots: &mut Slots,
    ) -> Snapshot {
        let Load { unsettled, mut numbers, usages, revisions } = self;
        let routes = Routes::of(catalogue, &mut numbers);
        // Where there was nobody, nobody goes on counting, and all counters can lie in one piece.
        let mut counters = if before.is_empty() { Counters::default() } else { before.counters.clone() };
        if before.is_empty() {
            *slots = Slots::default();
        }
        let old_secrets: Vec<(usize, Key)> =
            unsettled.retiring.iter().map(|(owner, key, _)| (*owner, *key)).collect();
        let index = Some(&before.base.index).filter(|_| !before.is_empty());
        let base = unsettled.settle(index, |lines, places| {
            assign(lines, places, |id| Some(known(id)?.slot), slots);
            counters.grow(lines.iter().map(|line| line.slot as usize + 1).max().unwrap_or(0));
            let mut old_secrets = old_secrets.iter().peekable();
            for ((number, line), usage) in lines.iter().enumerate().zip(usages) {
                let old_secret = old_secrets.next_if(|(owner, _)| *owner == number).map(|(_, key)| *key);
                if !overruled(line.id, revisions[number]) {
                    counters.follow(
                        line.slot,
                        known(line.id).as_ref(),
                        old_secret,
                        &usage.unwrap_or_default(),
                    );
                }
            }
        });
        let texts = Arc::new(base.rules.sets.texts(&numbers, &routes));
        Snapshot {
            token_count: base.token_count,
            base: Arc::new(base),
            overlay: Overlay::default(),
            routes: Arc::new(routes),
            numbers: Arc::new(numbers),
            texts,
            counters,
        }
    }
}

/// A known token keeps its slot. A new one gets that of its line's place where it can, for there it is looked for first.
fn assign(lines: &mut [Line], places: &[u32], known: impl Fn(TokenId) -> Option<u32>, slots: &mut Slots) {
    let mut without = Vec::new();
    for ((number, line), place) in lines.iter_mut().enumerate().zip(places) {
        match known(line.id) {
            Some(slot) => line.slot = slot,
            None if slots.take(*place).is_some() => line.slot = *place,
            None => without.push(number),
        }
    }
    without.into_iter().for_each(|number| lines[number].slot = slots.take_any());
}
