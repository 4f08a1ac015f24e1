//! The power cut: the victim writes to a disk that is a file, and is stopped; a copy of that file is what had reached
//! the disk. Then the victim goes on, and the copy is mounted (ext4 replays its journal) and judged.
//!
//! What this does not show: a disk that loses what it said it had written.

use super::{
    Extent,
    chance::Chance,
    image::Mounted,
    scratch::Scratch,
    tally::{Tally, at_time},
    victim::{Victim, Working},
};
use crate::command::{Failure, Outcome, Tools};
use std::{fs, path::Path, thread};

const CUTS_A_DISK: u32 = 25;
const DISK: u64 = 256 << 20;

pub(super) fn run(tools: &Tools, victim: &Victim, extent: Extent) -> Outcome<String> {
    let (mut tally, mut chance) = (Tally::new(), Chance::new());
    let mut cuts = 0;
    while extent.goes_on(cuts) {
        let scratch = Scratch::new()?;
        let done = disk(tools, victim, scratch.path(), &mut chance, &mut tally, |here| {
            here < CUTS_A_DISK && extent.goes_on(cuts + here)
        });
        let (here, scratch) = at_time(cuts, scratch, done)?;
        cuts += here;
        tally.told(&scratch.path().join("told"))?;
    }
    Ok(tally.line(&format!("{cuts} power cuts")))
}

/// One disk, and one victim at work on it until all is done; how many cuts it took.
fn disk(
    tools: &Tools,
    victim: &Victim,
    place: &Path,
    chance: &mut Chance,
    tally: &mut Tally,
    goes_on: impl Fn(u32) -> bool,
) -> Outcome<u32> {
    let disk = Mounted::make(tools, &place.join("disk"), DISK)?;
    let mut working = victim.start(&disk.path().join("home"), &place.join("told"))?;
    let mut cuts = 0;
    while goes_on(cuts) {
        // The first one or two fall into the making of the registry.
        let moment = if cuts < 2 { chance.micros(0..60_000) } else { chance.micros(0..250_000) };
        thread::sleep(moment);
        cut(tools, victim, place, &disk, &mut working, tally)?;
        cuts += 1;
    }
    working.kill()?;
    Ok(cuts)
}

fn cut(
    tools: &Tools,
    victim: &Victim,
    place: &Path,
    disk: &Mounted<'_>,
    working: &mut Working,
    tally: &mut Tally,
) -> Outcome {
    let (copy, told) = (place.join("cut"), place.join("told"));
    working.stop(tools)?;
    disk.copy_disk(&copy)?;
    // Judged before it goes on: what is told later is not expected in the copy.
    let judged = Mounted::mount(tools, &copy).and_then(|left| {
        let home = left.path().join("home");
        fs::create_dir_all(&home).map_err(Failure::at(home.display()))?;
        tally.judge(victim.check(&home, &told)?, |_| false)
    });
    judged?;
    working.go_on(tools)
}
