//! `cargo xtask ci`: the quick part of the tests, before each commit. No window is opened.

use crate::{
    arguments::Arguments,
    command::Outcome,
    steps::{STEPS, Step, run_all},
};

pub(crate) fn ci(mut arguments: Arguments) -> Outcome {
    let yes = arguments.flag("--yes");
    arguments.finish()?;
    let quick: Vec<&Step> = STEPS.iter().filter(|step| step.quick).collect();
    run_all(yes, &quick)
}
