//! What was typed into the search: words, and how one is found in a block.

use super::{
    block::{Block, Mask, Networks},
    grams,
    hangul::{self, Ending},
    row::fold,
};
use mapae_domain::{IpEntry, Network};
use memchr::memmem::Finder;
use std::net::IpAddr;

/// One word of a search.
#[derive(Debug)]
pub(super) struct Word {
    /// All of it, or all but its last letter.
    stem: Finder<'static>,
    stem_length: usize,
    /// One of these follows the stem; none: nothing has to.
    endings: Vec<Ending>,
    /// Where it can be read as an address or a network: a token with a network around it matches, too.
    network: Option<Network>,
    /// Where to look: see `grams.rs`.
    buckets: Vec<usize>,
}

/// The words of a search, folded.
pub(super) fn parse(text: &str) -> Vec<Word> {
    let text = fold(text);
    let still_typing = text.chars().next_back().is_some_and(|last| !last.is_whitespace());
    let words: Vec<&str> = text.split_whitespace().collect();
    let count = words.len();
    let word = |(number, word): (usize, &&str)| Word::new(word, still_typing && number + 1 == count);
    let mut words: Vec<Word> = words.iter().enumerate().map(word).collect();
    // The word that leaves the least to look through comes first.
    words.sort_by_key(|word| std::cmp::Reverse((word.buckets.len(), word.stem_length)));
    words
}

impl Word {
    fn new(word: &str, unfinished: bool) -> Self {
        let last = word.chars().next_back().filter(|_| unfinished);
        let grown = last.and_then(|last| hangul::endings(last).map(|endings| (last, endings)));
        let network = IpEntry::parse(word).ok().map(|parsed| parsed.entry.network());
        let (stem, endings) = match grown {
            Some((last, endings)) => (&word[..word.len() - last.len_utf8()], endings),
            None => (word, Vec::new()),
        };
        // A single consonant may become a syllable, of which nothing else is known.
        let lone =
            last.is_some_and(|last| !endings.is_empty() && hangul::open(last) == last && !is_syllable(last));
        let known = if lone { stem } else { word };
        Self {
            stem: Finder::new(stem).into_owned(),
            stem_length: stem.len(),
            endings,
            // Its buckets say nothing of a network.
            buckets: if network.is_some() { Vec::new() } else { grams::buckets_of(known.chars()) },
            network,
        }
    }

    pub(super) fn buckets(&self) -> &[usize] {
        &self.buckets
    }

    /// Which of `among` match.
    pub(super) fn find(&self, block: &Block, among: Mask) -> Mask {
        let mut found = Mask::NONE;
        if among == Mask::first(block.rows.len()) {
            self.find_all(block, &mut found);
        } else {
            among.places().filter(|place| self.is_in(block.text(*place))).for_each(|place| found.set(place));
        }
        if let Some(network) = self.network {
            within(block, network, &mut found);
        }
        found.and(among)
    }

    /// Every text of the block in one run; what was found in one text, the run goes on with the next.
    fn find_all(&self, block: &Block, found: &mut Mask) {
        let (mut place, mut from) = (0, 0);
        while let Some(at) = self.position(&block.text[from..]) {
            let at = from + at;
            while block.rows[place].text_end as usize <= at {
                place += 1;
            }
            found.set(place);
            from = block.rows[place].text_end as usize;
        }
    }

    fn is_in(&self, text: &[u8]) -> bool {
        self.position(text).is_some()
    }

    /// Of a byte of the first match.
    fn position(&self, text: &[u8]) -> Option<usize> {
        if self.endings.is_empty() {
            return self.stem.find(text);
        }
        if self.stem_length == 0 {
            return self.lone_position(text);
        }
        let mut from = 0;
        while let Some(at) = self.stem.find(&text[from..]) {
            let end = from + at + self.stem_length;
            if self.ends_at(&text[end..]) {
                return Some(from + at);
            }
            from = end;
        }
        None
    }

    /// Where there is no stem to look for: the letters of Hangul, one by one.
    fn lone_position(&self, text: &[u8]) -> Option<usize> {
        let mut from = 0;
        loop {
            // Lead bytes of U+1000 to U+1FFF and of U+A000 to U+DFFF.
            let at = from + text[from..].iter().position(|byte| matches!(byte, 0xE1 | 0xEA..=0xED))?;
            if self.ends_at(&text[at..]) {
                return Some(at);
            }
            from = at + 1;
        }
    }

    fn ends_at(&self, text: &[u8]) -> bool {
        let fits = |ending: &Ending| {
            let mut rest = text;
            ending.letter.is_none_or(|letter| next(&mut rest) == Some(letter))
                && ending
                    .then
                    .as_ref()
                    .is_none_or(|then| next(&mut rest).is_some_and(|letter| then.contains(&letter)))
        };
        self.endings.iter().any(fits)
    }
}

fn is_syllable(letter: char) -> bool {
    matches!(letter, '가'..='힣')
}

/// The letter at the front, if it has three bytes, as all of Hangul has; none of the others is looked for.
fn next(text: &mut &[u8]) -> Option<char> {
    let ([first, second, third], rest) = text.split_first_chunk()?;
    *text = rest;
    let bits = |byte: u8| u32::from(byte & 0x3F);
    (first & 0xF0 == 0xE0)
        .then(|| u32::from(first & 0x0F) << 12 | bits(*second) << 6 | bits(*third))
        .and_then(char::from_u32)
}

/// Marks the tokens that have a network around all of `wanted`.
fn within(block: &Block, wanted: Network, found: &mut Mask) {
    let prefix = wanted.prefix();
    match wanted.first() {
        IpAddr::V4(first) => {
            let first = first.to_bits();
            let around = |network: u32, length: u8| length <= prefix && covers_v4(network, length, first);
            mark(&block.v4, block.rows.iter().map(|row| usize::from(row.v4)), around, found);
        }
        IpAddr::V6(first) => {
            let first = first.to_bits();
            let around = |network: u128, length: u8| length <= prefix && covers_v6(network, length, first);
            mark(&block.v6, block.rows.iter().map(|row| usize::from(row.v6())), around, found);
        }
    }
}

fn mark<T: Copy>(
    networks: &Networks<T>,
    counts: impl Iterator<Item = usize>,
    around: impl Fn(T, u8) -> bool,
    found: &mut Mask,
) {
    let mut start = 0;
    for (place, count) in counts.enumerate() {
        let own = start..start + count;
        let mut own = networks.first[own.clone()].iter().zip(&networks.prefix[own]);
        if own.any(|(first, length)| around(*first, *length)) {
            found.set(place);
        }
        start += count;
    }
}

fn covers_v4(network: u32, length: u8, address: u32) -> bool {
    (network ^ address).checked_shr(32 - u32::from(length)).unwrap_or(0) == 0
}

fn covers_v6(network: u128, length: u8, address: u128) -> bool {
    (network ^ address).checked_shr(128 - u32::from(length)).unwrap_or(0) == 0
}
