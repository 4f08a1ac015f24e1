//! From a digest to the place of its line: a perfect hash, so that a look-up reads one number from a small table and
//! then the line itself, at one certain place. (A table of buckets for a million digests is larger than what a
//! processor's caches keep, and would cost a second access to memory.)
//!
//! Keys fall into buckets of about four. Each bucket has a displacement, chosen so that all its keys come to places of
//! their own (hash and displace; Belazzougui, Botelho and Dietzfelbinger 2009). Digests are random already, and nobody can
//! choose those of a registry, so words of theirs serve as hashes.
//!
//! A new index begins with the displacements of the one before: most keys stay where they were.

use mapae_domain::TokenDigest;

/// A digest as numbers: what is compared and hashed in registers.
pub(crate) type Key = [u64; 4];

/// The digest as a key.
pub(crate) fn key(digest: &TokenDigest) -> Key {
    let (words, _) = digest.as_bytes().as_chunks::<8>();
    std::array::from_fn(|at| u64::from_le_bytes(words[at]))
}

const KEYS_PER_BUCKET: usize = 4;

/// Where keys are.
pub(crate) struct Index {
    displacements: Box<[u16]>,
    place_count: usize,
}

/// A key without a place yet.
const NOWHERE: u32 = u32::MAX;

impl Index {
    /// An index of `keys`, and the place of each. A key that is there twice, or for which no place is found, gets one
    /// from [`Index::place_count`] on, where [`Index::place`] never points.
    pub(crate) fn of(keys: &[Key], before: Option<&Index>) -> (Index, Vec<u32>) {
        let mut index = match before {
            Some(before) if before.has_room_for(keys.len()) => {
                Index { displacements: before.displacements.clone(), place_count: before.place_count }
            }
            _ => Index::with_room_for(keys.len()),
        };
        let places = index.settle(keys);
        (index, places)
    }

    /// An eighth of all places stays free: for tokens to come, and so that the last buckets find theirs quickly.
    fn with_room_for(count: usize) -> Index {
        let place_count = count + count / 8 + 1;
        assert!(u32::try_from(place_count).is_ok(), "places are counted in 32 bits");
        let bucket_count = place_count.div_ceil(KEYS_PER_BUCKET);
        Index { displacements: vec![0; bucket_count].into_boxed_slice(), place_count }
    }

    /// With fewer free places than 1 in 32 the search would become long; with very many, memory would be wasted.
    fn has_room_for(&self, count: usize) -> bool {
        (self.place_count / 2..=self.place_count - self.place_count.div_ceil(32)).contains(&count)
    }

    /// One more than the highest place.
    pub(crate) fn place_count(&self) -> usize {
        self.place_count
    }

    /// The only place where the key's line can be, below [`Index::place_count`].
    pub(crate) fn place(&self, key: &Key) -> usize {
        self.displaced(key, self.displacements[self.bucket(key)])
    }

    /// Bytes on the heap.
    pub(crate) fn heap_size(&self) -> usize {
        size_of_val(&*self.displacements)
    }

    fn bucket(&self, key: &Key) -> usize {
        scale(key[0], self.displacements.len())
    }

    fn displaced(&self, key: &Key, displacement: u16) -> usize {
        // Two odd constants without a pattern: the fractions of the golden ratio and of the square root of 3.
        let mixed = (key[1] ^ u64::from(displacement).wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .wrapping_mul(0xbb67_ae85_84ca_a73b);
        scale(mixed, self.place_count)
    }

    /// Chooses displacements, and says where each key is then.
    fn settle(&mut self, keys: &[Key]) -> Vec<u32> {
        let mut places = vec![NOWHERE; keys.len()];
        let mut is_taken = vec![false; self.place_count];
        let mut unsettled = Vec::new();
        for bucket in self.buckets(keys) {
            let displacement = self.displacements[bucket.number];
            if !self.try_place(&bucket.members, displacement, keys, &mut is_taken, &mut places) {
                unsettled.push(bucket);
            }
        }
        // The fullest first, as long as much is free.
        unsettled.sort_by_key(|bucket| std::cmp::Reverse(bucket.members.len()));
        for bucket in unsettled {
            let found = (0..=u16::MAX).find(|displacement| {
                self.try_place(&bucket.members, *displacement, keys, &mut is_taken, &mut places)
            });
            self.displacements[bucket.number] = found.unwrap_or(0);
        }
        let strays = places.iter_mut().filter(|place| **place == NOWHERE);
        for (stray, place) in strays.zip(self.place_count..) {
            *stray = u32::try_from(place).expect("no more lines than 32 bits count");
        }
        places
    }
}

/// A key's share of `count`, as even as the key's bits are.
fn scale(hash: u64, count: usize) -> usize {
    ((u128::from(hash) * count as u128) >> 64) as usize
}
