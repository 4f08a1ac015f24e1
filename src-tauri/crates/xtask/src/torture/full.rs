//! The full disk: a small one, filled to the brim while the victim works. Its changes are refused as they should be,
//! nothing acknowledged is lost, what is left opens or says that the disk is full, and with room it all works again.

use super::{
    Extent,
    chance::Chance,
    image::Mounted,
    scratch::Scratch,
    tally::{Judged, Tally, at_time},
    victim::{Victim, Working},
};
use crate::command::{Failure, Outcome, Tools};
use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    thread,
};

pub(super) fn run(tools: &Tools, victim: &Victim, extent: Extent) -> Outcome<String> {
    let (mut tally, mut chance) = (Tally::new(), Chance::new());
    let mut disks = 0;
    while extent.goes_on(disks) {
        let scratch = Scratch::new()?;
        let done = disk(tools, victim, scratch.path(), disks, &mut chance, &mut tally);
        let ((), scratch) = at_time(disks, scratch, done)?;
        tally.told(&scratch.path().join("told"))?;
        disks += 1;
    }
    Ok(tally.line(&format!("{disks} full disks")))
}

fn disk(
    tools: &Tools,
    victim: &Victim,
    place: &Path,
    number: u32,
    chance: &mut Chance,
    tally: &mut Tally,
) -> Outcome {
    let disk = Mounted::make(tools, &place.join("disk"), chance.within(100..141) << 20)?;
    let (home, told) = (disk.path().join("home"), place.join("told"));
    let mut filler = Filler::on(disk.path())?;
    let mut working = victim.start(&home, &told)?;
    let wanted = chance.within(20..400);
    working.wait_for(0, |lines| lines.lines().count() as u64 >= wanted || lines.contains("full"))?;
    // By the victim itself in one disk of four, else by somebody else, in the midst of it.
    if chance.once_in(4) {
        let from = working.told();
        working.wait_for(from, |lines| lines.contains("full"))?;
    }
    stay_full(&mut working, &mut filler, chance)?;
    match number % 3 {
        0 => {
            filler.make_room()?;
            works_again(&mut working)?;
            stay_full(&mut working, &mut filler, chance)?;
            filler.make_room()?;
            works_again(&mut working)?;
            working.close()?;
        }
        1 => working.kill()?,
        _ => working.close()?,
    }
    // Opening gives up the ballast where it must, so that the second time there is less than the first.
    for _ in 0..2 {
        filler.fill()?;
        tally.judge(victim.check(&home, &told)?, |why| why.starts_with("full"))?;
    }
    filler.make_room()?;
    let judged = tally.judge(victim.check(&home, &told)?, |_| false)?;
    debug_assert_eq!(judged, Judged::Whole);
    let mut working = victim.start(&home, &told)?;
    works_again(&mut working)?;
    working.close()
}

/// Fills the disk, and whatever comes free on it for a while; the victim says so, and nothing else.
fn stay_full(working: &mut Working, filler: &mut Filler, chance: &mut Chance) -> Outcome {
    for _ in 0..3 {
        filler.fill()?;
        let from = working.told();
        working.wait_for(from, |lines| lines.contains("full"))?;
        thread::sleep(chance.micros(0..200_000));
    }
    Ok(())
}

fn works_again(working: &mut Working) -> Outcome {
    let from = working.told();
    working.wait_for(from, |lines| lines.matches("issued").count() > 20)
}

/// How often room is made on a disk.
const TIMES: usize = 3;
/// At least so much, each time: the victim may have used up all but what it keeps clear, and sets room apart first.
const ROOM: usize = 20 << 20;

/// What somebody else puts on the disk.
struct Filler {
    filler: PathBuf,
    /// There from the beginning, one for each time that room is made.
    others: Vec<PathBuf>,
}

impl Filler {
    fn on(disk: &Path) -> Outcome<Self> {
        let others: Vec<_> = (0..TIMES).map(|number| disk.join(format!("other-{number}"))).collect();
        for other in &others {
            fs::write(other, vec![0x55; ROOM]).map_err(Failure::at(other.display()))?;
        }
        Ok(Self { filler: disk.join("filler"), others })
    }

    /// To the last byte.
    fn fill(&self) -> Outcome {
        let at = |error| Failure::at(self.filler.display())(error);
        let mut file = OpenOptions::new().create(true).append(true).open(&self.filler).map_err(at)?;
        for length in [1 << 20, 4096, 1] {
            loop {
                match file.write_all(&vec![0x55; length]) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(at(error)),
                }
            }
        }
        // The blocks are taken when they are written, not before.
        match file.sync_all() {
            Err(error) if error.kind() != ErrorKind::StorageFull => Err(at(error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn make_room(&mut self) -> Outcome {
        for path in [Some(self.filler.clone()), self.others.pop()].into_iter().flatten() {
            fs::remove_file(&path).map_err(Failure::at(path.display()))?;
        }
        Ok(())
    }
}
