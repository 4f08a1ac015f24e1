//! Which blocks can hold a word at all: one bit for every two or three letters that follow each other anywhere in the
//! block. A rare word leads to a few blocks, and a word that nobody has to none. What an edit takes away stays marked:
//! then a block is looked through for nothing.

use super::hangul::open;

/// Letter groups share this many places: 2^16.
const BUCKETS: usize = 1 << 16;
/// Blocks whose bits lie side by side.
const SIDE: usize = 64;

/// One word of 64 blocks for each bucket, for every 64 blocks.
#[derive(Debug, Default)]
pub(super) struct Grams(Vec<Box<[u64]>>);

impl Grams {
    pub(super) fn add(&mut self, block: usize, text: &str) {
        while self.0.len() <= block / SIDE {
            self.0.push(vec![0; BUCKETS].into_boxed_slice());
        }
        let (side, bit) = (&mut self.0[block / SIDE], 1 << (block % SIDE));
        each(text.chars(), |bucket| side[bucket] |= bit);
    }

    /// The blocks that have all of `buckets`.
    pub(super) fn holding(&self, buckets: &[usize], blocks: usize) -> Vec<usize> {
        let of_side = |(number, side): (usize, &[u64])| {
            let bits = buckets.iter().fold(u64::MAX, |bits, bucket| bits & side[*bucket]);
            (0..SIDE).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| number * SIDE + bit)
        };
        self.0
            .iter()
            .map(|side| &side[..])
            .enumerate()
            .flat_map(of_side)
            .take_while(|block| *block < blocks)
            .collect()
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.len() * BUCKETS * size_of::<u64>()
    }
}

/// The buckets of a word.
pub(super) fn buckets_of(word: impl Iterator<Item = char>) -> Vec<usize> {
    let mut buckets = Vec::new();
    each(word, |bucket| buckets.push(bucket));
    buckets.sort_unstable();
    buckets.dedup();
    buckets
}

/// The last letter of a group counts as an open syllable, for it may be one that is not finished yet.
fn each(text: impl Iterator<Item = char>, mut visit: impl FnMut(usize)) {
    let (mut before, mut last) = (None, None);
    for letter in text {
        if letter.is_whitespace() {
            (before, last) = (None, None);
            continue;
        }
        if let Some(last) = last {
            visit(bucket([0, u32::from(last), u32::from(open(letter))]));
            if let Some(before) = before {
                visit(bucket([u32::from(before), u32::from(last), u32::from(open(letter))]));
            }
        }
        (before, last) = (last, Some(letter));
    }
}

fn bucket(letters: [u32; 3]) -> usize {
    let mixed = letters.into_iter().fold(0_u64, |mixed, letter| {
        (mixed ^ u64::from(letter)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23)
    });
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as usize
}
