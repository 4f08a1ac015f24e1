//! All tokens, deleted ones too, in slots that are never given to another.

use super::{
    block::{Block, ROWS},
    grams::Grams,
    order::{by_name, with_unnamed},
    row::{Copies, Moment, NewRow, Row},
    tables::{Expiries, ScopeSets},
    update::{Kind, Update},
};
use mapae_domain::TokenId;

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) blocks: Vec<Block>,
    pub(super) grams: Grams,
    pub(super) expiries: Expiries,
    pub(super) scopes: ScopeSets,
    /// The slots in the order of issue, which is that of the ids.
    by_id: Vec<u32>,
    /// Whether that is the order of the slots, as it is where no clock was ever set back.
    in_order: bool,
    /// The slots in the order of names, which never change; newest first where a deleted token had the name of another.
    by_name: Vec<u32>,
    /// Those that came since: a few, for putting each in its place would move half of the others.
    unnamed: Vec<u32>,
    deleted: usize,
    /// The slots that changed, in the order of the changes; those before `log_start` are forgotten.
    log: Vec<u32>,
    log_start: u64,
}

/// As many tokens wait for their place in the order of names.
const MOST_UNNAMED: usize = if cfg!(test) { 1 << 3 } else { 1 << 12 };

/// Changes after which the oldest are forgotten: who last looked before them looks at everything.
const LONGEST_LOG: usize = if cfg!(test) { 1 << 4 } else { 1 << 17 };

impl State {
    /// Takes tokens in any order; `settle` brings them into one.
    pub(super) fn load(&mut self, new: NewRow) {
        let slot = self.push(new);
        self.by_id.push(slot);
    }

    /// Takes a deleted token, which may still be among the first `settled` as one that was not. To be settled after.
    pub(super) fn bury(&mut self, settled: usize, mut new: NewRow) {
        match self.by_id[..settled].binary_search_by_key(&new.row.id, |slot| self.row(*slot).id) {
            Ok(_) => self.apply(Update(Kind::Remove { id: new.row.id })),
            Err(_) => {
                (new.row.deleted, new.row.copies) = (true, Copies::None);
                self.load(new);
            }
        }
    }

    /// After the last of some [`State::load`].
    pub(super) fn settle(&mut self) {
        let Self { by_id, blocks, .. } = self;
        by_id.sort_by_key(|slot| row(blocks, *slot).id);
        self.in_order = by_id.is_sorted();
    }

    /// Once they are settled for good: the order of names takes most of a second for a million.
    pub(super) fn order_names(&mut self) {
        self.by_name = by_name(self, false, &self.by_id.iter().rev().copied().collect::<Vec<_>>());
        self.unnamed.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn deleted(&self) -> usize {
        self.deleted
    }

    /// Rises with every change.
    pub(super) fn version(&self) -> u64 {
        self.log_start + self.log.len() as u64
    }

    /// `None` where they are forgotten.
    pub(super) fn changed_since(&self, version: u64) -> Option<&[u32]> {
        let from = version.checked_sub(self.log_start)?;
        self.log.get(usize::try_from(from).ok()?..)
    }

    /// Oldest first.
    pub(super) fn by_id(&self) -> &[u32] {
        &self.by_id
    }

    pub(super) fn is_in_order(&self) -> bool {
        self.in_order
    }

    /// In the order of names, without the [`State::unnamed`].
    pub(super) fn by_name(&self) -> &[u32] {
        &self.by_name
    }

    /// The last to come, in no order.
    pub(super) fn unnamed(&self) -> &[u32] {
        &self.unnamed
    }

    pub(super) fn slot(&self, id: TokenId) -> Option<u32> {
        let place = self.by_id.binary_search_by_key(&id, |slot| self.row(*slot).id).ok()?;
        Some(self.by_id[place])
    }

    pub(super) fn slot_of(block: usize, place: usize) -> u32 {
        u32::try_from(block * ROWS + place).expect("fewer tokens than 2^32")
    }

    pub(super) fn place(&self, slot: u32) -> (&Block, usize) {
        (&self.blocks[slot as usize / ROWS], slot as usize % ROWS)
    }

    pub(super) fn row(&self, slot: u32) -> &Row {
        row(&self.blocks, slot)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.blocks.iter().flat_map(|block| &block.rows)
    }

    /// Updates of one token may come in another order than they were made: its revision tells.
    pub(super) fn apply(&mut self, update: Update) {
        match update.0 {
            Kind::Put(new) => match self.slot(new.row.id) {
                Some(slot) => self.put(slot, *new),
                None => self.insert(*new),
            },
            Kind::Remove { id } => self.change(id, |row| {
                row.copies = Copies::None;
                (row.last_used, row.spent_total) = (Moment::NEVER, 0);
                !std::mem::replace(&mut row.deleted, true)
            }),
            Kind::Usage { id, usage } => self.change(id, |row| {
                (row.last_used, row.spent_total) = (Moment::of(usage.last_used), usage.spent_total);
                false
            }),
            Kind::OnceCopy { id, there } => self.change(id, |row| {
                if let Copies::Once { there: known } = &mut row.copies {
                    *known = there;
                }
                false
            }),
        }
    }

    fn insert(&mut self, new: NewRow) {
        let id = new.row.id;
        let slot = self.push(new);
        let place = match self.by_id.last() {
            Some(last) if self.row(*last).id > id => {
                self.in_order = false;
                self.by_id.partition_point(|other| self.row(*other).id < id)
            }
            _ => self.by_id.len(),
        };
        self.by_id.insert(place, slot);
        self.unnamed.push(slot);
        if self.unnamed.len() == MOST_UNNAMED {
            self.by_name = with_unnamed(self, self.by_name.clone(), self.unnamed.clone());
            self.unnamed.clear();
        }
        self.note(slot);
    }

    fn put(&mut self, slot: u32, mut new: NewRow) {
        let known = *self.row(slot);
        if known.deleted || new.row.revision <= known.revision {
            return;
        }
        (new.row.last_used, new.row.spent_total) = (known.last_used, known.spent_total);
        if let (Copies::Once { there: known }, Copies::Once { there }) = (known.copies, &mut new.row.copies) {
            *there = known;
        }
        self.enter(&mut new);
        let (block, place) = (slot as usize / ROWS, slot as usize % ROWS);
        self.grams.add(block, &new.text);
        self.blocks[block].put(place, &new);
        self.note(slot);
    }

    /// `change` says whether the token is now a deleted one, and was not before.
    fn change(&mut self, id: TokenId, change: impl FnOnce(&mut Row) -> bool) {
        let Some(slot) = self.slot(id) else { return };
        let row = &mut self.blocks[slot as usize / ROWS].rows[slot as usize % ROWS];
        self.deleted += usize::from(change(row));
        self.note(slot);
    }

    fn push(&mut self, mut new: NewRow) -> u32 {
        self.enter(&mut new);
        if self.blocks.last().is_none_or(|block| block.rows.len() == ROWS) {
            self.blocks.push(Block::default());
        }
        let number = self.blocks.len() - 1;
        self.grams.add(number, &new.text);
        self.blocks[number].push(&new);
        self.deleted += usize::from(new.row.deleted);
        Self::slot_of(number, self.blocks[number].rows.len() - 1)
    }

    fn enter(&mut self, new: &mut NewRow) {
        new.row.expiry = self.expiries.place(new.expiry);
        new.row.scopes = self.scopes.place(&new.scopes);
    }

    fn note(&mut self, slot: u32) {
        if self.log.len() == LONGEST_LOG {
            self.log.drain(..LONGEST_LOG / 2);
            self.log_start += LONGEST_LOG as u64 / 2;
        }
        self.log.push(slot);
    }

    pub(super) fn order_bytes(&self) -> usize {
        let orders = [&self.by_id, &self.by_name, &self.unnamed, &self.log];
        orders.into_iter().map(|slots| slots.capacity() * size_of::<u32>()).sum()
    }
}

fn row(blocks: &[Block], slot: u32) -> &Row {
    &blocks[slot as usize / ROWS].rows[slot as usize % ROWS]
}
