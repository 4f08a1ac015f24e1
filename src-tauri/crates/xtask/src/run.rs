//! `cargo xtask run`: from a bare Debian with a Rust toolchain to the open window.

use std::{env, os::unix::process::CommandExt};

use crate::{
    arguments::Arguments,
    command::{self, Failure, Outcome, Tools},
    node, system_packages, ui,
};

const NO_DISPLAY: &str = "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)";

/// Ends by becoming the window's process, so that its exit code, Ctrl+C and signals are its own.
pub(crate) fn run(mut arguments: Arguments) -> Outcome {
    let yes = arguments.flag("--yes");
    let release = arguments.flag("--release");
    let passed_on = arguments.take_passed_on();
    arguments.finish()?;

    if !has_display() {
        println!("Note: {NO_DISPLAY}; the window will be built, but not opened.");
    }
    let tools = prepare(yes, "build and open the window", &[])?;
    let (line, folder) =
        if release { ("build --release -p mapae", "release") } else { ("build -p mapae", "debug") };
    command::run(&mut tools.cargo(line))?;

    let window = command::target()?.join(folder).join("mapae");
    if !has_display() {
        let window = window.display();
        return Err(Failure::new(format!("{NO_DISPLAY}; from a desktop session, start {window}")));
    }
    let error = tools.command(&window).args(passed_on).exec();
    Err(Failure::new(format!("{} can't be started: {error}", window.display())))
}

/// All that compiling the shell needs: system packages, Node, the built UI.
pub(crate) fn prepare(yes: bool, purpose: &str, more_packages: &[&str]) -> Outcome<Tools> {
    let packages = [system_packages::BUILD, system_packages::RUN, node::packages()?, more_packages].concat();
    system_packages::require(purpose, &packages, yes)?;
    let tools = node::tools()?;
    ui::build(&tools)?;
    Ok(tools)
}

fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
