//! What each token has spent. Counters outlive snapshots: a token keeps its slot for as long as it exists, and a new
//! snapshot refers to the same counters as the old one, so that no request falls between the two.

use std::hint::black_box;
use std::sync::Arc;

use mapae_domain::{Exceeded, Limit, Remaining, Spent};
use spin::Yield;
use spin::mutex::{SpinMutex, SpinMutexGuard};

/// Later counters in one allocation. A power of two, so that a slot's block is a shift away.
const BLOCK: usize = 1 << 12;

/// A counter in two neighbouring cache lines of its own, which two tokens never share. Nearly every request needs the
/// first alone.
///
/// The lock is held for a few nanoseconds and never across a system call. A spinning one is released by a plain store,
/// where the standard library's needs a second atomic exchange to learn whether anyone sleeps: a twentieth of a
/// decision. Who finds it taken lets other threads run, so that a holder that was interrupted can go on.
#[derive(Default)]
#[repr(align(128))]
struct Cell(SpinMutex<Spent, Yield>);

const _: () = assert!(size_of::<Cell>() == 128, "a counter is two cache lines");

/// Counters by slot. Cloning it shares them.
#[derive(Clone, Default)]
pub(crate) struct Counters {
    /// Those that the engine began with, in one piece: one access less on the way to each, and large enough for the
    /// large pages of a system that has them.
    first: Arc<[Cell]>,
    /// Those that came later.
    blocks: Vec<Arc<[Cell]>>,
}

impl Counters {
    /// Makes room for slots below `count`; counters that are there stay as they are.
    pub(crate) fn grow(&mut self, count: usize) {
        if self.first.is_empty() {
            self.first = cells(count);
        }
        while self.room() < count {
            self.blocks.push(cells(BLOCK));
        }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_size(&self) -> usize {
        self.room() * size_of::<Cell>()
    }

    fn room(&self) -> usize {
        self.first.len() + self.blocks.len() * BLOCK
    }

    /// For a slot that a new token takes.
    pub(crate) fn begin(&self, slot: u32, spent: Spent) {
        *self.lock(slot) = spent;
    }

    pub(crate) fn spent(&self, slot: u32) -> Spent {
        *self.lock(slot)
    }

    /// One atomic step: the lock is the token's own, so only requests with the same token ever wait for each other.
    #[inline]
    pub(crate) fn check_and_count(&self, slot: u32, limit: Limit, now: u64) -> Result<Remaining, Exceeded> {
        self.lock(slot).check_and_count(limit, now)
    }

    /// Brings the counter of that slot, if there is one, into the cache while the rules are still being judged. Locking
    /// alone would not: a locked instruction waits until all loads before it are done.
    #[inline]
    pub(crate) fn touch(&self, slot: usize) {
        if let Some(cell) = self.cell(slot) {
            black_box(cell.0.is_locked());
        }
    }

    /// A panic while counting can't leave a counter half written: it is one assignment deep.
    #[inline]
    fn lock(&self, slot: u32) -> SpinMutexGuard<'_, Spent, Yield> {
        self.cell(slot as usize).expect("there is room for every slot that is given away").0.lock()
    }

    #[inline]
    fn cell(&self, slot: usize) -> Option<&Cell> {
        self.first.get(slot).or_else(|| {
            let later = slot - self.first.len();
            self.blocks.get(later / BLOCK)?.get(later % BLOCK)
        })
    }
}

fn cells(count: usize) -> Arc<[Cell]> {
    (0..count).map(|_| Cell::default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_that_are_there_stay_when_room_is_made_for_more() {
        let ever = |ever| Spent { ever, ..Spent::default() };
        let mut counters = Counters::default();
        counters.grow(3);
        counters.begin(2, ever(2));
        let before = counters.clone();
        counters.grow(3 + 2 * BLOCK);
        let later = [3, BLOCK as u32 + 2, BLOCK as u32 + 3, 2 * BLOCK as u32 + 2];
        for slot in later {
            counters.begin(slot, ever(slot.into()));
        }
        for slot in later.into_iter().chain([2]) {
            assert_eq!(counters.spent(slot), ever(slot.into()), "{slot}");
        }
        before.begin(2, ever(7));
        assert_eq!(counters.spent(2), ever(7), "both count in one place");
        assert_eq!(counters.heap_size(), (3 + 2 * BLOCK) * size_of::<Cell>());
    }
}
