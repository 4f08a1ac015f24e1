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

const KEYS_PER_BUCKET: usize = 5;

/// Where keys are.
pub(crate) struct Index {
    displacements: Box<[u16]>,
    place_count: usize,
}

/// A key without a place yet.
const NOWHERE: u32 = u32::MAX;

impl Index {
    /// An index of `keys`, and the place of each. The few for which none is found (and a key's second appearance) are
    /// strays: their places begin at [`Index::place_count`], where [`Index::place`] never points, and are in the order of
    /// keys.
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

    /// A ninth of all places stays free, and some more: for tokens to come, and so that the last buckets find theirs quickly.
    fn with_room_for(count: usize) -> Index {
        let place_count = count + count / 8 + 64;
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
        let mut places =
            Places { of_keys: vec![NOWHERE; keys.len()], is_taken: vec![false; self.place_count] };
        let order = self.by_bucket(keys);
        let bucket_of = |number: u32| self.bucket(&keys[number as usize]);
        let mut unsettled: Vec<(usize, Vec<u32>)> = Vec::new();
        for members in order.chunk_by(|one, other| bucket_of(*one) == bucket_of(*other)) {
            let bucket = bucket_of(members[0]);
            let members = without_repeated(members, keys);
            let displacement = self.displacements[bucket];
            if !places.take(&members, |member| self.displaced(&keys[member], displacement)) {
                unsettled.push((bucket, members));
            }
        }
        // The fullest first, as long as much is free.
        unsettled.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        for (bucket, members) in unsettled {
            let fitting = (0..=u16::MAX).find(|displacement| {
                places.take(&members, |member| self.displaced(&keys[member], *displacement))
            });
            match fitting {
                Some(displacement) => self.displacements[bucket] = displacement,
                // As before, for those whose place is still free: mostly all but the one that is new.
                None => members.iter().for_each(|member| {
                    let displacement = self.displacements[bucket];
                    places.take(&[*member], |member| self.displaced(&keys[member], displacement));
                }),
            }
        }
        places.settle_strays(keys)
    }

    /// Numbers of keys, those of one bucket together.
    fn by_bucket(&self, keys: &[Key]) -> Vec<u32> {
        let mut order: Vec<u32> = (0..).take(keys.len()).collect();
        order.sort_by_cached_key(|number| self.bucket(&keys[*number as usize]));
        order
    }
}

/// Which places are given away, and to whom.
struct Places {
    of_keys: Vec<u32>,
    is_taken: Vec<bool>,
}

impl Places {
    /// All members to where `place` puts them, or none where two would meet.
    fn take(&mut self, members: &[u32], place: impl Fn(usize) -> usize) -> bool {
        for (count, member) in members.iter().enumerate() {
            if std::mem::replace(&mut self.is_taken[place(*member as usize)], true) {
                members[..count].iter().for_each(|member| self.is_taken[place(*member as usize)] = false);
                return false;
            }
        }
        for member in members {
            self.of_keys[*member as usize] = place(*member as usize) as u32;
        }
        true
    }

    /// Keys without a place get those that follow, in ascending order.
    fn settle_strays(mut self, keys: &[Key]) -> Vec<u32> {
        let mut strays: Vec<usize> =
            (0..keys.len()).filter(|number| self.of_keys[*number] == NOWHERE).collect();
        strays.sort_by_key(|number| keys[*number]);
        for (number, place) in strays.into_iter().zip(self.is_taken.len() as u32..) {
            self.of_keys[number] = place;
        }
        self.of_keys
    }
}

/// Of equal keys the first alone: two can't have two places.
fn without_repeated(bucket: &[u32], keys: &[Key]) -> Vec<u32> {
    let is_first = |at: usize, number: u32| {
        bucket[..at].iter().all(|other| keys[*other as usize] != keys[number as usize])
    };
    bucket
        .iter()
        .enumerate()
        .filter(|(at, number)| is_first(*at, **number))
        .map(|(_, number)| *number)
        .collect()
}

/// A key's share of `count`, as even as the key's bits are.
fn scale(hash: u64, count: usize) -> usize {
    ((u128::from(hash) * count as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(seed: u64, count: usize) -> Vec<Key> {
        (0..count).map(|number| key(&TokenDigest::of(format!("{seed} {number}").as_bytes()))).collect()
    }

    /// Every key has a place of its own, and those that are not strays are found there.
    fn check(index: &Index, keys: &[Key], places: &[u32]) {
        let mut sorted = places.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), keys.len(), "no two keys share a place");
        for (key, place) in
            keys.iter().zip(places).filter(|(_, place)| (**place as usize) < index.place_count())
        {
            assert_eq!(index.place(key), *place as usize);
        }
    }

    fn strays(index: &Index, places: &[u32]) -> usize {
        places.iter().filter(|place| **place as usize >= index.place_count()).count()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]
        #[test]
        fn every_key_has_a_place_of_its_own(seed: u64, count in 0_usize..3_000, more in 0_usize..400) {
            let all = keys(seed, count + more);
            let (first, places) = Index::of(&all[..count], None);
            check(&first, &all[..count], &places);
            prop_assert_eq!(strays(&first, &places), 0, "a new index has room for all");
            let (second, places) = Index::of(&all, Some(&first));
            check(&second, &all, &places);
            prop_assert!(strays(&second, &places) <= more, "only what is new can be astray");
        }
    }

    #[test]
    fn most_keys_stay_where_they_were() {
        let all = keys(1, 10_100);
        let (first, before) = Index::of(&all[..10_000], None);
        let (second, after) = Index::of(&all[100..], Some(&first));
        let stayed = (100..10_000).filter(|number| before[*number] == after[number - 100]).count();
        assert!(stayed > 9_600, "{stayed} of 9,900 stayed when 100 went and 100 came");
        assert!(strays(&second, &after) < 100);
    }

    #[test]
    fn keys_that_no_displacement_parts_become_strays_in_order() {
        let alike = |last| [7, 7, 7, last];
        let keys = [alike(2), alike(1), alike(2), alike(0), [1, 2, 3, 4]];
        let (index, places) = Index::of(&keys, None);
        check(&index, &keys, &places);
        assert!(index.place(&alike(2)) == places[0] as usize, "the first of those that hash alike");
        let end = index.place_count() as u32;
        assert_eq!([places[3], places[1], places[2]], [end, end + 1, end + 2]);
    }
}
