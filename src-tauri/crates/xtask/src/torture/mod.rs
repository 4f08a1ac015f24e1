//! `cargo xtask torture`: the long runs, for the night before a release, and a short round of each for every day.
//!
//! A victim (`service/examples/victim`) works on a registry and tells what was acknowledged. Then something happens
//! to it, and what is left is judged: everything that was told is there, or the registry is refused with an error
//! that names what is wrong. Each verb ends with one line of figures, or at the first thing lost.

mod chance;
mod damage;
mod full;
mod fuzz;
mod gate;
mod image;
mod kill;
mod list;
mod power;
mod scratch;
mod tally;
mod victim;

use crate::{
    arguments::Arguments,
    command::{Failure, Outcome, Tools},
};
use std::time::{Duration, Instant};
use victim::{Build, Victim};

/// One kind of torture.
struct Torture {
    name: &'static str,
    /// How often, if nothing is said.
    count: u32,
    /// How often in the short round of `cargo xtask test`.
    short: u32,
    /// Takes root and loop devices.
    mounts: bool,
    run: fn(&Tools, &Victim, Extent) -> Outcome<String>,
}

const TORTURES: [Torture; 4] = [
    Torture { name: "kill", count: 200, short: 10, mounts: false, run: kill::run },
    Torture { name: "power", count: 40, short: 6, mounts: true, run: power::run },
    Torture { name: "full", count: 10, short: 2, mounts: true, run: full::run },
    Torture { name: "damage", count: 100, short: 15, mounts: false, run: damage::run },
];

/// Why a torture was left out.
const NO_MOUNTS: &str = "skipped: needs root and loop devices";

pub(crate) fn torture(mut arguments: Arguments) -> Outcome {
    let verb = arguments.word();
    if verb.as_deref() == Some("fuzz") {
        return fuzz::fuzz(arguments);
    }
    if verb.as_deref() == Some("gate") {
        return gate::gate(arguments);
    }
    if verb.as_deref() == Some("list") {
        return list::list(arguments);
    }
    let chosen = TORTURES.iter().find(|torture| verb.as_deref() == Some(torture.name));
    let chosen = chosen.ok_or_else(|| {
        Failure::new("say what: `torture kill|power|full|damage [--count N] [--minutes M]`, `torture gate [--minutes M]`, `torture fuzz [--seconds N]`, `torture list [--tokens N] [--yes]`")
    })?;
    let minutes = arguments.value("--minutes")?;
    let minutes: Option<u32> = match minutes.map(|text| text.parse()) {
        None => None,
        Some(Ok(minutes)) if minutes > 0 => Some(minutes),
        Some(_) => return Err(Failure::new("--minutes needs a whole number of at least 1")),
    };
    // Whoever says only for how long wants as many as that takes.
    let count = arguments.count("--count", if minutes.is_some() { u32::MAX } else { chosen.count })?;
    arguments.finish()?;
    let tools = Tools::of_this_machine();
    if chosen.mounts && !image::can_mount(&tools) {
        return Err(Failure::new(format!("torture {} needs root and loop devices", chosen.name)));
    }
    let victim = Victim::build(&tools, Build::Release)?;
    let extent = Extent::new(count, minutes.map(|minutes| Duration::from_secs(60 * u64::from(minutes))));
    println!("{}: {}", chosen.name, (chosen.run)(&tools, &victim, extent)?);
    Ok(())
}

/// A short round of each.
pub(crate) fn short_rounds(tools: &Tools) -> Outcome {
    let victim = Victim::build(tools, Build::Debug)?;
    for torture in &TORTURES {
        if torture.mounts && !image::can_mount(tools) {
            println!("{}: {NO_MOUNTS}", torture.name);
            continue;
        }
        println!("{}: {}", torture.name, (torture.run)(tools, &victim, Extent::new(torture.short, None))?);
    }
    Ok(())
}

/// How long it goes on.
struct Extent {
    count: u32,
    started: Instant,
    longest: Option<Duration>,
}

impl Extent {
    fn new(count: u32, longest: Option<Duration>) -> Self {
        Self { count, started: Instant::now(), longest }
    }

    /// Whether there is another one after `done`.
    fn goes_on(&self, done: u32) -> bool {
        done < self.count && self.longest.is_none_or(|longest| self.started.elapsed() < longest)
    }
}
