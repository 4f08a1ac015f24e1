//! From a digest to the place of its line, by open addressing. A SHA-256 is its own best hash: its first bytes choose the
//! bucket, the next ones are the tag that saves looking at lines of other digests.

use mapae_domain::TokenDigest;

/// One bucket: no line, or a tag and a line's place.
#[derive(Clone, Copy)]
struct Bucket {
    tag: u32,
    place: u32,
}

/// The place of no line.
const EMPTY: Bucket = Bucket { tag: 0, place: u32::MAX };

/// At most half full, so a search takes one or two neighbouring buckets.
pub(crate) struct Index {
    buckets: Box<[Bucket]>,
    mask: usize,
}

impl Index {
    /// For up to `count` digests.
    pub(crate) fn with_room_for(count: usize) -> Index {
        let size = (count * 2).next_power_of_two().max(2);
        Index { buckets: vec![EMPTY; size].into_boxed_slice(), mask: size - 1 }
    }

    /// The place of the digest's line. `is_same` compares the whole digest with the line at a place.
    pub(crate) fn find(&self, digest: &TokenDigest, is_same: impl Fn(u32) -> bool) -> Option<u32> {
        let (mut at, tag) = self.start(digest);
        loop {
            let bucket = self.buckets[at];
            if bucket.place == EMPTY.place {
                return None;
            }
            if bucket.tag == tag && is_same(bucket.place) {
                return Some(bucket.place);
            }
            at = (at + 1) & self.mask;
        }
    }

    /// Adds a digest that is not in yet.
    pub(crate) fn insert(&mut self, digest: &TokenDigest, place: u32) {
        let (mut at, tag) = self.start(digest);
        while self.buckets[at].place != EMPTY.place {
            at = (at + 1) & self.mask;
        }
        self.buckets[at] = Bucket { tag, place };
    }

    fn start(&self, digest: &TokenDigest) -> (usize, u32) {
        let [a, b, c, d, e, f, g, h, ..] = *digest.as_bytes();
        let bucket = u32::from_le_bytes([a, b, c, d]) as usize & self.mask;
        (bucket, u32::from_le_bytes([e, f, g, h]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_that_share_bucket_and_tag_are_told_apart() {
        let digests: Vec<TokenDigest> = (0..3)
            .map(|last| {
                let mut bytes = [0xff; 32];
                bytes[31] = last;
                TokenDigest::from_bytes(bytes)
            })
            .collect();
        let mut index = Index::with_room_for(2);
        index.insert(&digests[0], 0);
        index.insert(&digests[1], 1);
        for (wanted, place) in digests.iter().zip([Some(0), Some(1), None]) {
            assert_eq!(index.find(wanted, |at| digests[at as usize] == *wanted), place);
        }
    }

    #[test]
    fn an_empty_index_finds_nothing() {
        assert_eq!(Index::with_room_for(0).find(&TokenDigest::of(b""), |_| true), None);
    }
}
