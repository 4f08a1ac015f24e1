//! The list of a million tokens: what it answers is what a plain look at every token gives, and the real window shows that
//! at its top, in its middle and at its end, finds it and chooses it.

use crate::{
    arguments::Arguments,
    command::{self, Outcome, target},
    run, seed, system_packages,
};

/// As `cargo xtask bench list` has them.
const TOKENS: u32 = 1_000_000;

pub(super) fn list(mut arguments: Arguments) -> Outcome {
    let yes = arguments.flag("--yes");
    let tokens = arguments.count("--tokens", TOKENS)?;
    arguments.finish()?;
    let tools = run::prepare(yes, "build and test the window", system_packages::WINDOW_TEST)?;
    let home = seed::full_house(&tools, tokens)?;
    command::run(tools.cargo("run --release -p mapae-service --example list_check --").arg(&home))?;
    command::run(&mut tools.cargo("build --release -p mapae"))?;
    let mut window = tools.cargo("test --release -p acceptance --test window -- --nocapture large::");
    command::run(window.env("MAPAE_BIN", target()?.join("release/mapae")).env("MAPAE_LARGE_HOME", home))
}
