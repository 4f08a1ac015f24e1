//! Which tokens there are, in the order they were issued: what a page of the table is cut from. It is read from
//! the store behind the first page, so that the window does not wait for it.

use mapae_domain::TokenId;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The ids of all tokens that can be listed, oldest first: 16 bytes a token.
#[derive(Default)]
pub(crate) struct Index {
    state: Mutex<State>,
    completed: Condvar,
}

#[derive(Default)]
struct State {
    /// Until `complete`, only those issued since the registry was opened.
    ids: Vec<TokenId>,
    quarantined: usize,
    complete: bool,
}

impl Index {
    /// Takes what the store holds: the ids of good records, and the number of those set aside.
    pub(crate) fn complete(&self, stored: Vec<TokenId>, quarantined: usize) {
        let mut state = self.state();
        let issued_meanwhile = std::mem::replace(&mut state.ids, stored);
        state.ids.extend(issued_meanwhile);
        // UUIDv7 sorts by time of issue; what both lists hold becomes one.
        state.ids.sort_unstable();
        state.ids.dedup();
        state.quarantined = quarantined;
        state.complete = true;
        self.completed.notify_all();
    }

    /// A token was issued.
    pub(crate) fn push(&self, id: TokenId) {
        let mut state = self.state();
        // Nearly always the end; not where the clock went back.
        let place = state.ids.partition_point(|known| *known < id);
        state.ids.insert(place, id);
    }

    pub(crate) fn quarantined(&self) -> usize {
        self.state().quarantined
    }

    /// `limit` ids from `offset`, newest first, and how many there are in all. `None` until complete.
    pub(crate) fn newest(&self, offset: usize, limit: usize) -> Option<(Vec<TokenId>, usize)> {
        let state = self.state();
        state.complete.then(|| state.cut(offset, limit))
    }

    /// The same, waiting until it is complete.
    pub(crate) fn newest_when_complete(&self, offset: usize, limit: usize) -> (Vec<TokenId>, usize) {
        let waited = self.completed.wait_while(self.state(), |state| !state.complete);
        waited.unwrap_or_else(PoisonError::into_inner).cut(offset, limit)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn cut(&self, offset: usize, limit: usize) -> (Vec<TokenId>, usize) {
        let page = self.ids.iter().rev().skip(offset).take(limit).copied().collect();
        (page, self.ids.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(millis: u64) -> TokenId {
        TokenId::from_parts(millis, [7; 10])
    }

    #[test]
    fn pages_are_cut_newest_first_and_past_the_end_is_empty() {
        let index = Index::default();
        index.complete(vec![id(1), id(2), id(3)], 0);
        assert_eq!(index.newest(0, 2), Some((vec![id(3), id(2)], 3)));
        assert_eq!(index.newest(2, 2), Some((vec![id(1)], 3)));
        assert_eq!(index.newest(9, 2), Some((vec![], 3)));
    }

    #[test]
    fn what_is_issued_while_the_store_is_read_stands_once_in_its_place() {
        let index = Index::default();
        index.push(id(4));
        assert_eq!(index.newest(0, 9), None, "not complete yet");
        // The reading may or may not have come past the new record.
        index.complete(vec![id(1), id(4)], 0);
        index.push(id(3));
        assert_eq!(index.newest(0, 9), Some((vec![id(4), id(3), id(1)], 3)));
    }

    #[test]
    fn whoever_needs_all_of_it_waits_for_it() {
        let index = Index::default();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| index.newest_when_complete(1, 1));
            index.complete(vec![id(1), id(2)], 0);
            assert_eq!(waiting.join().ok(), Some((vec![id(1)], 2)));
        });
    }
}
