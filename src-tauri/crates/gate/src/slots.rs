//! Which counter slots are given away. A token keeps its slot for as long as it exists, whatever becomes of the place of
//! its line: counts must not move while requests go on. Slot and place are equal for nearly all tokens of a load, so that
//! a decision can ask for both at once; where they are not, because the token is newer than the load, the counter comes
//! one access later, until the next start.

/// Taken or not, by slot.
#[derive(Default)]
pub(crate) struct Slots {
    is_taken: Vec<bool>,
    /// Below it all are taken.
    free_from: usize,
    /// Of tokens that have gone since the last merge, and since the one before it. They rest that long, for a decision by
    /// an old snapshot may still be counting there.
    gone: Vec<u32>,
    resting: Vec<u32>,
}

impl Slots {
    /// Those of tokens that are there.
    pub(crate) fn of(taken: impl Iterator<Item = u32>) -> Slots {
        let mut slots = Slots::default();
        taken.for_each(|slot| slots.take(slot).expect("every token has a slot of its own"));
        slots
    }

    /// That slot, if nobody has it.
    pub(crate) fn take(&mut self, slot: u32) -> Option<()> {
        let place = slot as usize;
        if self.is_taken.len() <= place {
            self.is_taken.resize(place + 1, false);
        }
        let was_taken = std::mem::replace(&mut self.is_taken[place], true);
        (!was_taken).then_some(())
    }

    /// Any that nobody has.
    pub(crate) fn take_any(&mut self) -> u32 {
        while self.is_taken.get(self.free_from).is_some_and(|is_taken| *is_taken) {
            self.free_from += 1;
        }
        let slot = u32::try_from(self.free_from).expect("slots are counted in 32 bits");
        self.take(slot).expect("it was looked for");
        slot
    }

    /// Of a token that is gone.
    pub(crate) fn give_back(&mut self, slot: u32) {
        self.gone.push(slot);
    }

    /// A merge has passed.
    pub(crate) fn rest(&mut self) {
        let rested = std::mem::replace(&mut self.resting, std::mem::take(&mut self.gone));
        for slot in rested {
            self.is_taken[slot as usize] = false;
            self.free_from = self.free_from.min(slot as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_rests_for_two_merges_before_another_token_has_it() {
        let mut slots = Slots::of([0, 2].into_iter());
        assert_eq!((slots.take(2), slots.take(5)), (None, Some(())));
        assert_eq!([slots.take_any(), slots.take_any()], [1, 3]);
        slots.give_back(1);
        slots.rest();
        assert_eq!(slots.take_any(), 4, "a merge has passed, but none since");
        slots.rest();
        assert_eq!([slots.take_any(), slots.take_any()], [1, 6]);
    }
}
