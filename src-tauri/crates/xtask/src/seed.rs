//! `cargo xtask seed`: a registry full of made tokens, to measure with and to try things on.

use std::path::Path;

use crate::{
    arguments::Arguments,
    command::{self, Failure, Outcome, Tools},
};

/// The same numbers make the same policies.
const CHANCE: u32 = 1;

pub(crate) fn seed(mut arguments: Arguments) -> Outcome {
    let tokens = arguments.count("--tokens", 10_000)?;
    let home = arguments.value("--home")?;
    arguments.finish()?;
    let home = home.ok_or_else(|| Failure::new("say where: `seed --tokens N --home FOLDER`"))?;
    fill(&Tools::of_this_machine(), tokens, Path::new(&home))
}

/// Fills `home`, which must hold no registry yet; `MAPAE_HOME` then opens it.
pub(crate) fn fill(tools: &Tools, tokens: u32, home: &Path) -> Outcome {
    let mut seeding = tools.cargo("run --release -p mapae-service --example seed --");
    command::run(seeding.arg(tokens.to_string()).arg(home).arg(CHANCE.to_string()))
}
