//! The answers to the last queries. A page further on, and the same page after a change, come from here.

use super::{
    order::compare,
    select::{Selection, When},
    state::State,
};
use crate::query::Query;
use std::sync::Arc;

/// The list, the history, a selection, and the orders that they were cut from.
const KEPT: usize = 5;

#[derive(Debug, Clone)]
pub(super) struct Cached {
    pub(super) query: Query,
    pub(super) when: When,
    pub(super) version: u64,
    pub(super) slots: Arc<Vec<u32>>,
}

/// The one that was asked for last stands last.
#[derive(Debug, Default)]
pub(super) struct Cache(Vec<Cached>);

impl Cache {
    pub(super) fn get(&self, query: &Query) -> Option<Cached> {
        self.0.iter().find(|cached| cached.query == *query).cloned()
    }

    pub(super) fn put(&mut self, cached: Cached) {
        self.0.retain(|other| other.query != cached.query);
        if self.0.len() == KEPT {
            self.0.remove(0);
        }
        self.0.push(cached);
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|cached| cached.slots.capacity() * size_of::<u32>()).sum()
    }
}

/// What became of `slots` by the changes of the tokens in `changed`; as many as they are, it takes two runs through the
/// list.
pub(super) fn brought_up_to_date(
    state: &State,
    selection: &Selection<'_>,
    query: &Query,
    slots: &[u32],
    changed: &[u32],
) -> Vec<u32> {
    let mut changed = changed.to_vec();
    changed.sort_unstable();
    changed.dedup();
    let kept: Vec<u32> = match &changed[..] {
        [one] => slots.iter().copied().filter(|slot| slot != one).collect(),
        _ => {
            let mut gone = vec![0_u64; state.len().div_ceil(64)];
            changed.iter().for_each(|slot| gone[*slot as usize / 64] |= 1 << (slot % 64));
            slots.iter().copied().filter(|slot| gone[*slot as usize / 64] >> (slot % 64) & 1 == 0).collect()
        }
    };
    let order = |one: u32, other: u32| compare(state, selection.when(), query, one, other);
    let mut coming: Vec<u32> = changed.into_iter().filter(|slot| selection.has(state, *slot)).collect();
    coming.sort_by(|one, other| order(*one, *other));
    let mut merged = Vec::with_capacity(kept.len() + coming.len());
    let mut rest = &kept[..];
    for slot in coming {
        let (before, after) = rest.split_at(rest.partition_point(|other| order(*other, slot).is_lt()));
        merged.extend_from_slice(before);
        merged.push(slot);
        rest = after;
    }
    merged.extend_from_slice(rest);
    merged
}
