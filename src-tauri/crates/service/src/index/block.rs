//! 256 tokens side by side: their rows, and the texts and networks of all of them in one piece each, so that a search
//! runs through memory from one end to the other. Changing a token moves what lies behind it in its block, no more.

use super::row::{NewRow, Row};
use std::ops::Range;

/// Tokens in a block; fewer in tests, which are to have several.
pub(super) const ROWS: usize = if cfg!(test) { 64 } else { 256 };

/// Which of a block's tokens: one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mask([u64; ROWS / 64]);

impl Mask {
    pub(super) const NONE: Self = Self([0; ROWS / 64]);

    /// The first so many.
    pub(super) fn first(count: usize) -> Self {
        let mut mask = Self::NONE;
        (0..count).for_each(|place| mask.set(place));
        mask
    }

    pub(super) fn set(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::NONE
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    /// In rising order.
    pub(super) fn places(self) -> impl Iterator<Item = usize> {
        (0..ROWS / 64).flat_map(move |word| {
            let mut bits = self.0[word];
            std::iter::from_fn(move || {
                let place = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
                bits &= bits - 1;
                Some(word * 64 + place)
            })
        })
    }
}

#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) rows: Vec<Row>,
    pub(super) text: Vec<u8>,
    /// First address and length of the prefix, in two pieces: together they would take eight bytes for five.
    pub(super) v4: Networks<u32>,
    pub(super) v6: Networks<u128>,
}

#[derive(Debug, Default)]
pub(super) struct Networks<T> {
    pub(super) first: Vec<T>,
    pub(super) prefix: Vec<u8>,
}

impl Block {
    pub(super) fn push(&mut self, new: &NewRow) {
        self.text.extend_from_slice(new.text.as_bytes());
        self.v4.replace(self.v4.first.len()..self.v4.first.len(), &new.v4);
        self.v6.replace(self.v6.first.len()..self.v6.first.len(), &new.v6);
        self.rows.push(Row { text_end: short(self.text.len()), ..new.row });
        if self.rows.len() == ROWS {
            self.rows.shrink_to_fit();
            self.text.shrink_to_fit();
            self.v4.shrink_to_fit();
            self.v6.shrink_to_fit();
        }
    }

    /// Another state of the token at `place`.
    pub(super) fn put(&mut self, place: usize, new: &NewRow) {
        let text = self.text_range(place);
        if self.text[text.clone()] != *new.text.as_bytes() {
            self.text.splice(text.clone(), new.text.bytes());
            for row in &mut self.rows[place..] {
                row.text_end = short(row.text_end as usize - text.len() + new.text.len());
            }
        }
        let (v4, v6) = self.network_ranges(place);
        self.v4.replace(v4, &new.v4);
        self.v6.replace(v6, &new.v6);
        self.rows[place] = Row { text_end: self.rows[place].text_end, ..new.row };
    }

    pub(super) fn text_range(&self, place: usize) -> Range<usize> {
        let start = place.checked_sub(1).map_or(0, |before| self.rows[before].text_end as usize);
        start..self.rows[place].text_end as usize
    }

    pub(super) fn text(&self, place: usize) -> &[u8] {
        &self.text[self.text_range(place)]
    }

    pub(super) fn name(&self, place: usize) -> &[u8] {
        &self.text(place)[..usize::from(self.rows[place].name_length)]
    }

    /// Those of IPv4 and those of IPv6.
    fn network_ranges(&self, place: usize) -> (Range<usize>, Range<usize>) {
        let before =
            |count: fn(&Row) -> u16| self.rows[..place].iter().map(|row| usize::from(count(row))).sum();
        let (v4, v6): (usize, usize) = (before(|row| row.v4), before(Row::v6));
        let row = &self.rows[place];
        (v4..v4 + usize::from(row.v4), v6..v6 + usize::from(row.v6()))
    }

    pub(super) fn text_bytes(&self) -> usize {
        self.text.capacity()
    }

    pub(super) fn network_bytes(&self) -> usize {
        self.v4.first.capacity() * size_of::<u32>()
            + self.v6.first.capacity() * size_of::<u128>()
            + self.v4.prefix.capacity()
            + self.v6.prefix.capacity()
    }
}

impl<T: Copy + PartialEq> Networks<T> {
    fn replace(&mut self, range: Range<usize>, new: &[(T, u8)]) {
        self.first.splice(range.clone(), new.iter().map(|(first, _)| *first));
        self.prefix.splice(range, new.iter().map(|(_, prefix)| *prefix));
    }

    fn shrink_to_fit(&mut self) {
        self.first.shrink_to_fit();
        self.prefix.shrink_to_fit();
    }
}

fn short(length: usize) -> u32 {
    u32::try_from(length).expect("256 tokens of a thousand notes each are far below 4 GiB")
}
