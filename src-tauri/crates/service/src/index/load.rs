//! Reading all tokens into the index, and how large it has become.

use super::{
    Index, Reading, lock,
    row::{NewRow, Row},
    state::State,
};
use mapae_domain::{TokenId, Usage};
use mapae_store::{Store, StoreError, Whole};
use std::{
    collections::{HashMap, HashSet},
    sync::{PoisonError, atomic::Ordering},
};

/// Bytes of the index, by what they are for.
#[derive(Debug, Clone, Copy)]
pub struct IndexSize {
    /// Tokens, deleted ones too.
    pub tokens: usize,
    /// Their rows.
    pub rows: usize,
    /// Names, descriptions and notes, folded.
    pub texts: usize,
    /// Of both lists.
    pub networks: usize,
    /// Which blocks can hold which words.
    pub grams: usize,
    /// The order of issue, and what changed lately.
    pub orders: usize,
    /// Expiries and sets of scopes.
    pub tables: usize,
    /// The answers to the last queries.
    pub answers: usize,
}

impl IndexSize {
    /// Of everything.
    pub fn bytes(&self) -> usize {
        self.rows + self.texts + self.networks + self.grams + self.orders + self.tables + self.answers
    }
}

impl Index {
    /// Reads what the store holds; `once` are the tokens whose copy is handed out once, and was not yet. What is changed
    /// meanwhile waits at the door and is taken in at the end. A store that can't be read to its end leaves an index of
    /// what was read.
    pub(crate) fn load(&self, store: &dyn Store, once: &HashSet<TokenId>) {
        let (mut state, mut quarantined) = (State::default(), 0);
        let suspected = match read(store, once, &mut state, &mut quarantined) {
            Ok(whole) => whole == Whole::Suspected,
            Err(error) => {
                tracing::error!(%error, "the registry could not be read to its end");
                state.settle();
                false
            }
        };
        if suspected {
            tracing::error!(
                "the tokens are not what their events made of them; the next opening mends what it can"
            );
        }
        state.order_names();
        let mut known = self.state.write().unwrap_or_else(PoisonError::into_inner);
        *known = state;
        self.take_in(&mut known);
        drop(known);
        let mut reading = lock(&self.reading);
        *reading = Reading { complete: true, quarantined, suspected };
        self.complete.store(true, Ordering::Release);
        self.completed.notify_all();
    }

    /// How large it is now.
    pub(crate) fn size(&self) -> IndexSize {
        let state = self.whole();
        let sum = |bytes: fn(&super::block::Block) -> usize| state.blocks.iter().map(bytes).sum();
        IndexSize {
            tokens: state.len(),
            rows: sum(|block| block.rows.capacity() * size_of::<Row>() + size_of_val(block)),
            texts: sum(super::block::Block::text_bytes),
            networks: sum(super::block::Block::network_bytes),
            grams: state.grams.bytes(),
            orders: state.order_bytes(),
            tables: state.expiries.bytes() + state.scopes.bytes(),
            answers: lock(&self.cache).bytes(),
        }
    }
}

fn read(
    store: &dyn Store,
    once: &HashSet<TokenId>,
    state: &mut State,
    quarantined: &mut usize,
) -> Result<Whole, StoreError> {
    let mut usages: HashMap<TokenId, Usage> = HashMap::new();
    store.each_usage(&mut |id, usage| {
        usages.insert(id, usage);
    })?;
    let whole = store.read_whole(&mut |token| match token {
        Ok(stored) => {
            let id = stored.token.id;
            let usage = usages.get(&id).copied().unwrap_or_default();
            state.load(NewRow::new(&stored, &usage, once.contains(&id)));
        }
        Err(record) => {
            tracing::error!(id = %record.id, reason = %record.reason, "a record was set aside");
            *quarantined += 1;
        }
    })?;
    state.settle();
    let settled = state.len();
    // After the tokens: what is deleted meanwhile is seen once at least.
    store.each_tombstone(&mut |tombstone| {
        state.bury(settled, NewRow::new(&tombstone.last, &Usage::default(), false));
    })?;
    state.settle();
    Ok(whole)
}
