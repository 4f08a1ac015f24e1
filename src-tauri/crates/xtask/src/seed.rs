//! `cargo xtask seed`: a registry full of made tokens, to measure with and to try things on.

use std::path::{Path, PathBuf};

use crate::{
    arguments::Arguments,
    command::{self, Failure, Outcome, Tools, target},
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

/// A registry of so many tokens, made once; whoever changes it copies it first.
pub(crate) fn full_house(tools: &Tools, tokens: u32) -> Outcome<PathBuf> {
    let home = target()?.join(format!("bench-home-{tokens}"));
    // What was not finished is begun again.
    let (making, made) = (home.with_extension("making"), home.join("state/keys.json"));
    if !made.is_file() {
        if making.exists() {
            std::fs::remove_dir_all(&making).map_err(Failure::at(making.display()))?;
        }
        fill(tools, tokens, &making)?;
        std::fs::rename(&making, &home).map_err(Failure::at(home.display()))?;
    }
    Ok(home)
}
