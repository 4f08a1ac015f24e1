//! Sets of APIs, each once: most tokens share a few.

use std::collections::HashMap;

use mapae_domain::Scopes;

use crate::routes::{Numbers, Routes};

/// Sets by place.
#[derive(Default)]
pub(crate) struct ScopeSets(Vec<ScopeSet>);

struct ScopeSet {
    /// Of the APIs, in the token's order.
    numbers: Box<[u32]>,
    /// The same as bits, where not all of them fit a line.
    bits: Box<[u64]>,
}

/// What a line says about scopes.
pub(crate) struct Held {
    pub(crate) scopes: u64,
    pub(crate) is_wide: bool,
    /// The set's place.
    pub(crate) place: u32,
}

/// Sets that are there, while lines are built.
#[derive(Default)]
pub(crate) struct KnownSets(HashMap<Box<[u32]>, u32>);

/// What a header says about each set: ids separated by spaces. Those that have left the catalogue are left out: they
/// authorise nothing, here or behind the gateway.
pub(crate) type ScopeTexts = Box<[Box<str>]>;

impl ScopeSets {
    pub(crate) fn add(&mut self, scopes: &Scopes, numbers: &mut Numbers, known: &mut KnownSets) -> Held {
        self.add_numbers(scopes.ids().iter().map(|id| numbers.of(id)).collect(), known)
    }

    /// A set of another snapshot, whose APIs have the same numbers.
    pub(crate) fn adopt(&mut self, others: &ScopeSets, place: u32, known: &mut KnownSets) -> Held {
        self.add_numbers(others.0[place as usize].numbers.clone(), known)
    }

    fn add_numbers(&mut self, numbers: Box<[u32]>, known: &mut KnownSets) -> Held {
        let is_wide = numbers.iter().any(|number| *number >= u64::BITS);
        let inline = numbers.iter().filter(|_| !is_wide).fold(0, |bits, number| bits | 1_u64 << number);
        let place = *known.0.entry(numbers).or_insert_with_key(|numbers| {
            let bits = if is_wide { bits(numbers) } else { Box::default() };
            self.0.push(ScopeSet { numbers: numbers.clone(), bits });
            u32::try_from(self.0.len() - 1).expect("no more sets than lines")
        });
        Held { scopes: if is_wide { place.into() } else { inline }, is_wide, place }
    }

    /// For a set that does not fit a line.
    #[inline]
    pub(crate) fn holds(&self, place: u64, api: u32) -> bool {
        let word = self.0[place as usize].bits.get(api as usize / 64).copied().unwrap_or(0);
        word >> (api % 64) & 1 == 1
    }

    pub(crate) fn texts(&self, numbers: &Numbers, routes: &Routes) -> ScopeTexts {
        let text = |set: &ScopeSet| {
            let listed = set.numbers.iter().filter(|number| routes.lists(**number));
            let ids: Vec<&str> = listed.map(|number| numbers.id(*number).as_str()).collect();
            ids.join(" ").into_boxed_str()
        };
        self.0.iter().map(text).collect()
    }

    /// Bytes on the heap, with texts of them.
    pub(crate) fn heap_size(&self, texts: &ScopeTexts) -> usize {
        let sets = self.0.iter().map(|set| size_of_val(&*set.numbers) + size_of_val(&*set.bits));
        let texts = texts.iter().map(|text| size_of::<Box<str>>() + text.len());
        self.0.capacity() * size_of::<ScopeSet>() + sets.chain(texts).sum::<usize>()
    }
}

fn bits(numbers: &[u32]) -> Box<[u64]> {
    let highest = numbers.iter().max().map_or(0, |highest| *highest as usize);
    let mut bits = vec![0; highest / 64 + 1];
    for number in numbers {
        bits[*number as usize / 64] |= 1 << (number % 64);
    }
    bits.into_boxed_slice()
}
