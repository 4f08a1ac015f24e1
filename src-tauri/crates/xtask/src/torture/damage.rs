//! Damage: files of a registry cut, flipped, overwritten, removed, while it is closed or behind its back. It opens
//! with everything, or refuses and names what is wrong; it never panics, and never opens with less.

use super::{
    Extent,
    chance::Chance,
    scratch::Scratch,
    tally::{Tally, at_time},
    victim::Victim,
};
use crate::command::{Failure, Outcome, Tools};
use std::{
    fs::{self, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    thread,
};

/// In the registry that is damaged again and again.
const TOKENS: u32 = 400;
/// Damages to one registry, of which each gets a copy.
const DAMAGES_A_REGISTRY: u32 = 50;

pub(super) fn run(tools: &Tools, victim: &Victim, extent: Extent) -> Outcome<String> {
    let (mut tally, mut chance) = (Tally::new(), Chance::new());
    let mut damages = 0;
    while extent.goes_on(damages) {
        let scratch = Scratch::new()?;
        let done = registry(tools, victim, scratch.path(), &mut chance, &mut tally, |here| {
            here < DAMAGES_A_REGISTRY && extent.goes_on(damages + here)
        });
        let (here, scratch) = at_time(damages, scratch, done)?;
        damages += here;
        tally.told(&scratch.path().join("sound.told"))?;
    }
    Ok(tally.line(&format!("{damages} damages")))
}

fn registry(
    tools: &Tools,
    victim: &Victim,
    place: &Path,
    chance: &mut Chance,
    tally: &mut Tally,
    goes_on: impl Fn(u32) -> bool,
) -> Outcome<u32> {
    let (sound, told) = (place.join("sound"), place.join("sound.told"));
    // Every other one is a registry that was killed.
    if chance.once_in(2) {
        victim.fill(&sound, &told, TOKENS)?;
    } else {
        let mut working = victim.start(&sound, &told)?;
        working.wait_for(0, |lines| lines.matches("issued").count() >= TOKENS as usize)?;
        working.kill()?;
    }
    let mut damages = 0;
    while goes_on(damages) {
        let (home, told_here) = (place.join("home"), place.join("told"));
        let copied = tools.command("cp").args(["-a", "--sparse=always"]).arg(&sound).arg(&home).status();
        copied.map_err(Failure::at("cp"))?;
        fs::copy(&told, &told_here).map_err(Failure::at(told.display()))?;
        let done = match chance.once_in(4) {
            true => behind_its_back(victim, &home, &told_here, chance),
            false => while_closed(&home, chance),
        };
        let done = done.and_then(|damage| {
            let verdict = victim.check(&home, &told_here)?;
            let judged = tally.judge(verdict, |why| damage.may_be_refused(why));
            judged.map_err(|failure| Failure::new(format!("{}: {failure}", damage.done.join(", "))))
        });
        done?;
        fs::remove_dir_all(&home).map_err(Failure::at(home.display()))?;
        damages += 1;
    }
    Ok(damages)
}

/// What was done.
struct Damage {
    done: Vec<String>,
    of_keys: bool,
    /// Mended from the database, which may lack what came in the last moment before a kill.
    of_audit_file: bool,
}

impl Damage {
    fn may_be_refused(&self, why: &str) -> bool {
        let named = |names: &[&str]| names.iter().any(|name| why.starts_with(name));
        (self.of_keys && named(&["keys"]))
            || (self.of_audit_file && named(&["audit mended", "damaged", "rolled-back"]))
    }
}

fn while_closed(home: &Path, chance: &mut Chance) -> Outcome<Damage> {
    let [database, state] = [home.join("data/registry"), home.join("state")];
    let snapshot = first(&database, "snap.")?;
    let key = first(&state, "key-")?;
    let one = |path: Option<PathBuf>| path.into_iter().collect::<Vec<_>>();
    let [db, audit] = [database.join("db"), state.join("audit.jsonl")];
    let mut damage = Damage { done: Vec::new(), of_keys: false, of_audit_file: false };
    let files = match chance.within(0..20) {
        0..8 => vec![db],
        8..11 => one(snapshot),
        11..15 => {
            damage.of_audit_file = true;
            vec![audit]
        }
        15 => vec![database.join("conf")],
        16 => vec![state.join("head")],
        17 => {
            damage.of_keys = true;
            let keys = one(key).into_iter().chain([state.join("keys.json")]).collect::<Vec<_>>();
            vec![chance.one(&keys).clone()]
        }
        18 => one(snapshot).into_iter().chain([db]).collect(),
        _ => {
            damage.of_audit_file = true;
            vec![db, audit]
        }
    };
    for file in files {
        damage.done.push(harm(&file, chance)?);
    }
    Ok(damage)
}

/// Damages the database while the victim works on it; what it does about that is its affair, but it goes on.
fn behind_its_back(victim: &Victim, home: &Path, told: &Path, chance: &mut Chance) -> Outcome<Damage> {
    let mut working = victim.start(home, told)?;
    let from = working.told();
    working.wait_for(from, |lines| lines.contains("issued"))?;
    let done = vec![flip(&home.join("data/registry/db"), chance.within(1..4000), chance)?];
    let from = working.told();
    working.wait_for(from, |lines| lines.lines().count() > 30)?;
    thread::sleep(chance.micros(0..300_000));
    if chance.once_in(2) {
        working.close()?
    } else {
        working.kill()?
    }
    Ok(Damage { done, of_keys: false, of_audit_file: false })
}

/// Some harm to a file, and what it was.
fn harm(path: &Path, chance: &mut Chance) -> Outcome<String> {
    let at = |error| Failure::at(path.display())(error);
    let length = fs::metadata(path).map_err(at)?.len();
    let file = || OpenOptions::new().write(true).open(path).map_err(at);
    let name = path.display();
    match chance.within(0..10) {
        0 => {
            fs::remove_file(path).map_err(at)?;
            Ok(format!("{name} removed"))
        }
        1..4 => {
            let cut = chance.within(0..length.max(1));
            file()?.set_len(cut).map_err(at)?;
            Ok(format!("{name} cut from {length} to {cut}"))
        }
        4 => {
            let (from, zeros) = (chance.within(0..length.max(1)), chance.within(1..65536));
            let zeros = zeros.min(length - from);
            let nothing = vec![0; usize::try_from(zeros).unwrap_or(0)];
            file()?.write_all_at(&nothing, from).map_err(at)?;
            Ok(format!("{name}: {zeros} zeros at {from} of {length}"))
        }
        _ => {
            let times = 1 << chance.within(0..8);
            flip(path, times, chance)
        }
    }
}

/// Flips a bit here and there.
fn flip(path: &Path, times: u64, chance: &mut Chance) -> Outcome<String> {
    let at = |error| Failure::at(path.display())(error);
    let file = OpenOptions::new().read(true).write(true).open(path).map_err(at)?;
    let length = file.metadata().map_err(at)?.len();
    let mut places = Vec::new();
    for _ in 0..times.min(length) {
        let (place, bit) = (chance.within(0..length), chance.within(0..8));
        let mut byte = [0];
        file.read_exact_at(&mut byte, place).map_err(at)?;
        file.write_all_at(&[byte[0] ^ (1 << bit)], place).map_err(at)?;
        places.push(place.to_string());
    }
    places.truncate(8);
    Ok(format!("{}: {times} bits flipped of {length} bytes, at {}", path.display(), places.join(" ")))
}

/// The first file of that kind.
fn first(folder: &Path, prefix: &str) -> Outcome<Option<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(Failure::at(folder.display()))?;
    let mut found = entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    Ok(found.next().map(|entry| entry.path()))
}
