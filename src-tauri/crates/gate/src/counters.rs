//! What each token has spent, and when and from where it was last used. Counters outlive snapshots: a token keeps its slot
//! for as long as it exists, and a new snapshot refers to the same counters as the old one, so that no request falls
//! between the two.
//!
//! A bit for each counter tells that it was used since somebody last looked ([`Counters::take_used`]). It is set under
//! the counter's lock, so who clears it and then locks the counter sees all that the bit stood for.

use std::collections::HashMap;
use std::hint::black_box;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mapae_domain::{Earlier, EarlierCounts, Exceeded, Limit, Remaining, Spent, Tally, Usage};
use spin::Yield;
use spin::mutex::SpinMutex;

use crate::index::Key;
use crate::large_pages;
use crate::last_use::LastUse;
use crate::writing::Known;

/// Later counters in one allocation. A power of two, so that a slot's block is a shift away.
const BLOCK: usize = 1 << 12;

/// What nearly every request needs of a counter, in a cache line of its own, which two tokens never share.
///
/// The lock is held for a few nanoseconds and never across a system call. A spinning one is released by a plain store,
/// where the standard library's needs a second atomic exchange to learn whether anyone sleeps: a twentieth of a
/// decision. Who finds it taken lets other threads run, so that a holder that was interrupted can go on.
#[derive(Default)]
#[repr(align(64))]
struct Cell(SpinMutex<Used, Yield>);

const _: () = assert!(size_of::<Cell>() == 64, "a counter is one cache line, but for what lies apart");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Used {
    last: LastUse,
    tally: Tally,
}

/// What of a counter is needed only when time moves on. Read and written under the lock of its cell alone.
#[derive(Default)]
struct Apart([AtomicU32; size_of::<EarlierCounts>() / size_of::<u32>()]);

impl Earlier for &Apart {
    fn get(&self, place: usize) -> u32 {
        self.0[place].load(Ordering::Relaxed)
    }

    fn set(&mut self, place: usize, count: u32) {
        self.0[place].store(count, Ordering::Relaxed);
    }
}

impl Apart {
    fn counts(&self) -> EarlierCounts {
        std::array::from_fn(|place| (&self).get(place))
    }

    fn set_all(&self, counts: EarlierCounts) {
        self.0.iter().zip(counts).for_each(|(kept, count)| kept.store(count, Ordering::Relaxed));
    }
}

/// Counters in few allocations, and which of them were used.
#[derive(Clone, Default)]
struct Piece {
    cells: Arc<[Cell]>,
    apart: Arc<[Apart]>,
    used: Arc<[AtomicU64]>,
}

/// Counters by slot. Cloning it shares them.
#[derive(Clone, Default)]
pub(crate) struct Counters {
    /// Those that the engine began with, in one piece: one access less on the way to each, and room for large pages.
    first: Piece,
    /// Those that came later.
    blocks: Vec<Piece>,
    /// The last uses of secrets that retire, by slot. Few tokens have one, and it has its entry before its first request
    /// can come: noting it allocates nothing.
    retiring: Arc<Mutex<HashMap<u32, LastUse>>>,
}

impl Counters {
    /// Makes room for slots below `count`; counters that are there stay as they are.
    pub(crate) fn grow(&mut self, count: usize) {
        if self.first.cells.is_empty() {
            self.first = Piece::new(count);
        }
        while self.room() < count {
            self.blocks.push(Piece::new(BLOCK));
        }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_size(&self) -> usize {
        let pieces = self.blocks.iter().chain([&self.first]);
        let sizes = pieces
            .map(|piece| size_of_val(&*piece.cells) + size_of_val(&*piece.apart) + size_of_val(&*piece.used));
        sizes.sum()
    }

    fn room(&self) -> usize {
        self.first.cells.len() + self.blocks.len() * BLOCK
    }

    /// For a slot that a new token takes: whatever one before it did there is not its use.
    fn begin(&self, slot: u32, usage: &Usage) {
        let (piece, at) = self.piece(slot as usize).expect(ROOM);
        piece.used[at / 64].fetch_and(!(1 << (at % 64)), Ordering::AcqRel);
        let (tally, earlier) = Spent { ever: usage.spent_total, window: usage.window }.apart();
        let mut used = piece.cells[at].0.lock();
        piece.apart[at].set_all(earlier);
        *used = Used { last: LastUse::of(usage.last_used, usage.last_address), tally };
    }

    /// For a token that was put: a new one begins with what it was used for before. One that is known goes on, and if its
    /// secret was rotated, whatever used it so far used the secret that retires.
    pub(crate) fn follow(&self, slot: u32, known: Option<&Known>, old_secret: Option<Key>, usage: &Usage) {
        let stored = LastUse::of(usage.retiring_last_used, usage.retiring_last_address);
        match known {
            None => {
                self.begin(slot, usage);
                self.set_retiring(slot, old_secret.map(|_| stored));
            }
            Some(known) if known.old_secret != old_secret => {
                let so_far = |secret| if secret == known.secret { self.last_use(slot) } else { stored };
                self.set_retiring(slot, old_secret.map(so_far));
                self.mark_used(slot);
            }
            Some(_) => {}
        }
    }

    /// Nothing is spent; the last use stays known.
    pub(crate) fn reset(&self, slot: u32) {
        let (piece, at) = self.piece(slot as usize).expect(ROOM);
        let (tally, earlier) = Spent::default().apart();
        let mut used = piece.cells[at].0.lock();
        piece.apart[at].set_all(earlier);
        used.tally = tally;
        drop(used);
        piece.mark_used(at);
    }

    pub(crate) fn spent(&self, slot: u32) -> Spent {
        self.used(slot).1
    }

    fn last_use(&self, slot: u32) -> LastUse {
        self.used(slot).0
    }

    /// All there is to write back about a slot.
    pub(crate) fn usage(&self, slot: u32) -> Usage {
        let (last, spent) = self.used(slot);
        let retiring = self.retiring().get(&slot).copied().unwrap_or_default();
        Usage {
            last_used: last.at(),
            last_address: last.from(),
            spent_total: spent.ever,
            retiring_last_used: retiring.at(),
            retiring_last_address: retiring.from(),
            window: spent.window,
        }
    }

    /// The last use of the secret that retires; `None` = there is no such secret.
    pub(crate) fn set_retiring(&self, slot: u32, last: Option<LastUse>) {
        match last {
            Some(last) => self.retiring().insert(slot, last),
            None => self.retiring().remove(&slot),
        };
    }

    /// One atomic step: the lock is the token's own, so only requests with the same token ever wait for each other. Notes
    /// an allowed request as the last one.
    // Always: a call here costs a fiftieth of a decision.
    #[inline(always)]
    pub(crate) fn check_and_count(
        &self,
        slot: u32,
        limit: Limit,
        now: u64,
        client: &Option<IpAddr>,
    ) -> Result<Remaining, Exceeded> {
        let (piece, at) = self.piece(slot as usize).expect(ROOM);
        let mut used = piece.cells[at].0.lock();
        let remaining = used.tally.check_and_count(&mut &piece.apart[at], limit, now)?;
        used.last = LastUse::new(now, *client);
        piece.mark_used(at);
        Ok(remaining)
    }

    /// Of an allowed request with a secret that retires, after it was counted.
    #[cold]
    pub(crate) fn note_retiring(&self, slot: u32, now: u64, client: Option<IpAddr>) {
        let mut retiring = self.retiring();
        if let Some(last) = retiring.get_mut(&slot) {
            *last = LastUse::new(now, client);
            self.mark_used(slot);
        }
    }

    /// Brings the counter of that slot and its bit, if there are such, into the cache while the rules are still being judged. Locking
    /// alone would not: a locked instruction waits until all loads before it are done.
    #[inline]
    pub(crate) fn touch(&self, slot: usize) {
        if let Some((piece, at)) = self.piece(slot) {
            black_box(piece.cells[at].0.is_locked());
            black_box(piece.used[at / 64].load(Ordering::Relaxed));
        }
    }

    /// As if the slot's token had just been used: it will be written back (again).
    pub(crate) fn mark_used(&self, slot: u32) {
        let (piece, at) = self.piece(slot as usize).expect(ROOM);
        piece.mark_used(at);
    }

    /// Slots that were used since this was last asked.
    pub(crate) fn take_used(&self) -> Vec<u32> {
        let mut slots = Vec::new();
        let mut begin = 0;
        for piece in [&self.first].into_iter().chain(&self.blocks) {
            for (place, word) in (0..).zip(&*piece.used) {
                let mut bits =
                    if word.load(Ordering::Relaxed) == 0 { 0 } else { word.swap(0, Ordering::AcqRel) };
                while bits != 0 {
                    slots.push(begin + place * u64::BITS + bits.trailing_zeros());
                    bits &= bits - 1;
                }
            }
            begin += piece.cells.len() as u32;
        }
        slots
    }

    fn retiring(&self) -> MutexGuard<'_, HashMap<u32, LastUse>> {
        self.retiring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn used(&self, slot: u32) -> (LastUse, Spent) {
        let (piece, at) = self.piece(slot as usize).expect(ROOM);
        let used = piece.cells[at].0.lock();
        (used.last, used.tally.with(piece.apart[at].counts()))
    }

    #[inline]
    fn piece(&self, slot: usize) -> Option<(&Piece, usize)> {
        if slot < self.first.cells.len() {
            return Some((&self.first, slot));
        }
        let later = slot - self.first.cells.len();
        Some((self.blocks.get(later / BLOCK)?, later % BLOCK))
    }
}

const ROOM: &str = "there is room for every slot that is given away";

impl Piece {
    fn new(count: usize) -> Piece {
        let cells: Arc<[Cell]> = (0..count).map(|_| Cell::default()).collect();
        large_pages::gather(&cells);
        let apart = (0..count).map(|_| Apart::default()).collect();
        Piece { cells, apart, used: (0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Most requests find the bit set already, and write nothing that other cores read.
    #[inline]
    fn mark_used(&self, at: usize) {
        let (word, bit) = (&self.used[at / 64], 1 << (at % 64));
        if word.load(Ordering::Relaxed) & bit == 0 {
            word.fetch_or(bit, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn counters_that_are_there_stay_when_room_is_made_for_more() {
        let usage = |ever| Usage { spent_total: ever, ..Usage::default() };
        let mut counters = Counters::default();
        counters.grow(3);
        counters.begin(2, &usage(2));
        let before = counters.clone();
        counters.grow(3 + 2 * BLOCK);
        let later = [3, BLOCK as u32 + 2, BLOCK as u32 + 3, 2 * BLOCK as u32 + 2];
        for slot in later {
            counters.begin(slot, &usage(slot.into()));
        }
        for slot in later.into_iter().chain([2]) {
            assert_eq!(counters.usage(slot), usage(slot.into()), "{slot}");
        }
        before.begin(2, &usage(7));
        assert_eq!(counters.usage(2), usage(7), "both count in one place");
        assert_eq!(
            counters.heap_size(),
            (3 + 2 * BLOCK) * (size_of::<Cell>() + size_of::<Apart>()) + 8 + 2 * BLOCK / 8
        );
    }

    #[test]
    fn those_that_were_used_are_told_once() {
        let mut counters = Counters::default();
        counters.grow(70);
        counters.grow(70 + BLOCK);
        assert_eq!(counters.take_used(), [0_u32; 0]);
        for slot in [0, 63, 64, 69, 70, 71, 70 + BLOCK as u32 - 1, 0] {
            let _ = counters.check_and_count(slot, Limit::Unlimited, 1, &None);
        }
        assert_eq!(counters.take_used(), [0, 63, 64, 69, 70, 71, 69 + BLOCK as u32]);
        assert_eq!(counters.take_used(), [0_u32; 0]);
        counters.reset(5);
        assert_eq!(counters.take_used(), [5]);
    }

    /// Whoever takes last knows of every request, whatever others took before.
    #[test]
    fn no_use_falls_between_two_takings() {
        let mut counters = Counters::default();
        counters.grow(2);
        let written = Mutex::new([0; 2]);
        let write_back = || {
            for slot in counters.take_used() {
                written.lock().unwrap_or_else(PoisonError::into_inner)[slot as usize] =
                    counters.usage(slot).spent_total;
            }
        };
        thread::scope(|scope| {
            let workers = [0, 1].map(|slot| {
                let counters = &counters;
                scope.spawn(move || {
                    for now in 0..20_000 {
                        let _ = counters.check_and_count(slot, Limit::Unlimited, now, &None);
                    }
                })
            });
            while !workers.iter().all(|worker| worker.is_finished()) {
                write_back();
            }
        });
        write_back();
        assert_eq!(*written.lock().unwrap_or_else(PoisonError::into_inner), [20_000; 2]);
    }
}
