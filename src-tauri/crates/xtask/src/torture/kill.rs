//! kill -9 at any moment: while the registry is opened, in the midst of work, in the midst of a change of the
//! protectors or of the data key. Up to 20 kills share a registry, so that each also opens what the one before left.

use super::{
    Extent,
    chance::Chance,
    scratch::Scratch,
    tally::{Tally, at_time},
    victim::Victim,
};
use crate::command::{Outcome, Tools};
use std::{path::Path, thread};

const KILLS_A_REGISTRY: u32 = 20;

pub(super) fn run(_: &Tools, victim: &Victim, extent: Extent) -> Outcome<String> {
    let (mut tally, mut chance) = (Tally::new(), Chance::new());
    let mut scratch = Scratch::new()?;
    let mut kills = 0;
    while extent.goes_on(kills) {
        if kills > 0 && kills % KILLS_A_REGISTRY == 0 {
            tally.told(&scratch.path().join("told"))?;
            scratch = Scratch::new()?;
        }
        let done = kill(victim, scratch.path(), &mut chance, &mut tally);
        ((), scratch) = at_time(kills, scratch, done)?;
        kills += 1;
    }
    tally.told(&scratch.path().join("told"))?;
    Ok(tally.line(&format!("{kills} kills")))
}

fn kill(victim: &Victim, place: &Path, chance: &mut Chance, tally: &mut Tally) -> Outcome {
    let (home, told) = (place.join("home"), place.join("told"));
    let mut working = victim.start(&home, &told)?;
    // One in six is killed while it opens.
    let wanted = if chance.once_in(6) { 0 } else { chance.within(1..120) };
    let from = working.told();
    working.wait_for(from, |lines| lines.lines().count() as u64 >= wanted)?;
    thread::sleep(chance.micros(0..30_000));
    working.kill()?;
    tally.judge(victim.check(&home, &told)?, |_| false)?;
    Ok(())
}
