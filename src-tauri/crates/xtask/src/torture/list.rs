//! The list of a million tokens: what it answers is what a plain look at every token gives.

use crate::{
    arguments::Arguments,
    command::{Outcome, Tools, run},
    seed,
};

/// As `cargo xtask bench list` has them.
const TOKENS: u32 = 1_000_000;

pub(super) fn list(mut arguments: Arguments) -> Outcome {
    let tokens = arguments.count("--tokens", TOKENS)?;
    arguments.finish()?;
    let tools = Tools::of_this_machine();
    let home = seed::full_house(&tools, tokens)?;
    run(tools.cargo("run --release -p mapae-service --example list_check --").arg(home))
}
