//! How much of the database stays in memory.
//!
//! sled notes each reading of a page in one of 256 lists, and only when a list has 64 notes does it compare what it keeps
//! with what it should keep. A page is a dozen entries. So a registry of ten thousand tokens, which is read once when its
//! window opens, never fills the lists, and would stay in memory whole; of one of a million, sixteen thousand pages would.
//! Who reads many entries in order therefore asks for each some times more, which fills the lists as it goes.

use sled::Tree;

/// Bytes of pages that sled should keep. What lies beyond is one copy away, in the system's own cache of the file.
pub(super) const CAPACITY: u64 = 512 << 10;

/// Entries after which there were pages enough for all lists.
const MANY: usize = 1 << 15;

/// What one reading in order has read.
#[derive(Default)]
pub(super) struct Reading {
    entries: usize,
}

impl Reading {
    /// After the entry of `key` was read. Entries may have gone meanwhile.
    pub(super) fn note(&mut self, tree: &Tree, key: &[u8]) -> sled::Result<()> {
        // Until all lists have been looked at, a page fills one by itself. Later ones help one another.
        let times = if self.entries < MANY { 6 } else { 1 };
        for _ in 0..times {
            tree.get(key)?;
        }
        self.entries += 1;
        Ok(())
    }
}
