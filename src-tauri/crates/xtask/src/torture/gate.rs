//! A gate at full load through nginx, while tokens are issued, switched and withdrawn: no wrong verdict, each change in force
//! at the next request, memory that does not grow. A short round of it is among the tests of the gateways.

use crate::{
    arguments::Arguments,
    command::{Outcome, Tools, run},
    system_packages,
};

pub(super) fn gate(mut arguments: Arguments) -> Outcome {
    let minutes = arguments.count("--minutes", 5)?;
    let yes = arguments.flag("--yes");
    arguments.finish()?;
    system_packages::require("torture the gate", system_packages::GATEWAY_TEST, yes)?;
    let tools = Tools::of_this_machine();
    let mut torture = tools.cargo("test --release -p acceptance --test gateways -- --nocapture torture::");
    run(torture.env("MAPAE_TORTURE_SECONDS", (60 * minutes).to_string()))
}
