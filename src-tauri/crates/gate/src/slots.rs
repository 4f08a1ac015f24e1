//! Which counter belongs to which token. A token keeps its slot for as long as it exists, whatever becomes of the place of
//! its line: counts must not move while requests go on. Slot and place are equal for nearly all tokens, so that a
//! decision can ask for both at once; where they are not, because the index had to be made anew for a registry that had
//! outgrown it, the counter comes one access later, until the next start.

use std::collections::HashMap;

use mapae_domain::TokenId;

/// Which counter slots are given away.
pub(crate) struct Slots {
    known: HashMap<TokenId, u32>,
    is_taken: Vec<bool>,
}

#[derive(Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) number: u32,
    pub(crate) is_new: bool,
}

impl Slots {
    /// Tokens that were there before, given by id and slot, keep theirs. One that has gone since leaves its slot taken for
    /// this once: a decision by the snapshot before may still be counting there.
    pub(crate) fn after(before: impl Iterator<Item = (TokenId, u32)>) -> Slots {
        let known: HashMap<TokenId, u32> = before.collect();
        let mut is_taken = vec![false; known.values().map(|slot| *slot as usize + 1).max().unwrap_or(0)];
        known.values().for_each(|slot| is_taken[*slot as usize] = true);
        Slots { known, is_taken }
    }

    /// A slot for each token, given by id and its line's place. A new one gets that of the place where it can, for there
    /// it is looked for first.
    pub(crate) fn assign(mut self, tokens: impl Iterator<Item = (TokenId, u32)>) -> Vec<Slot> {
        let mut slots: Vec<Option<Slot>> = tokens
            .map(|(id, place)| match self.known.get(&id) {
                Some(number) => Some(Slot { number: *number, is_new: false }),
                None => self.take(place),
            })
            .collect();
        let mut free = 0;
        for slot in slots.iter_mut().filter(|slot| slot.is_none()) {
            while slot.is_none() {
                *slot = self.take(free);
                free += 1;
            }
        }
        slots.into_iter().flatten().collect()
    }

    fn take(&mut self, number: u32) -> Option<Slot> {
        let place = number as usize;
        if self.is_taken.len() <= place {
            self.is_taken.resize(place + 1, false);
        }
        let was_taken = std::mem::replace(&mut self.is_taken[place], true);
        (!was_taken).then_some(Slot { number, is_new: true })
    }
}
