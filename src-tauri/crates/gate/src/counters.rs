//! What each token has spent. Counters outlive snapshots: a token keeps its slot for as long as it exists, and a new
//! snapshot refers to the same counters as the old one, so that no request falls between the two.

use std::hint::black_box;
use std::mem::offset_of;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use mapae_domain::{Exceeded, Limit, Remaining, Spent};

/// Counters in one allocation. A power of two, so that a slot's block is a shift away.
const BLOCK: usize = 1 << 12;

/// A counter in two neighbouring cache lines of its own, which two tokens never share.
#[derive(Default)]
#[repr(C, align(128))]
struct Cell {
    spent: Mutex<Spent>,
    /// Says nothing: it lies in the second cache line, where it can be read without the lock.
    end: AtomicU32,
}

const _: () =
    assert!(size_of::<Cell>() == 128 && offset_of!(Cell, end) >= 64, "a counter is two cache lines");

/// Counters by slot. Cloning it shares them.
#[derive(Clone, Default)]
pub(crate) struct Counters {
    blocks: Vec<Arc<[Cell]>>,
}

impl Counters {
    /// Makes room for slots below `count`; counters that are there stay as they are.
    pub(crate) fn grow(&mut self, count: usize) {
        while self.blocks.len() * BLOCK < count {
            self.blocks.push((0..BLOCK).map(|_| Cell::default()).collect());
        }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_size(&self) -> usize {
        self.blocks.len() * BLOCK * size_of::<Cell>()
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
    pub(crate) fn touch(&self, slot: usize) {
        if let Some(block) = self.blocks.get(slot / BLOCK) {
            let cell = &block[slot % BLOCK];
            black_box((cell.spent.is_poisoned(), cell.end.load(Ordering::Relaxed)));
        }
    }

    /// A panic while counting can't leave a counter half written: it is one assignment deep.
    fn lock(&self, slot: u32) -> std::sync::MutexGuard<'_, Spent> {
        self.cell(slot).lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cell(&self, slot: u32) -> &Mutex<Spent> {
        &self.blocks[slot as usize / BLOCK][slot as usize % BLOCK].spent
    }
}
