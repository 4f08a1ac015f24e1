//! `cargo xtask torture fuzz`: whatever a stranger may type or send.

use crate::{
    arguments::Arguments,
    command::{self, Failure, Outcome, Tools},
};

const FUZZ_FOLDERS: [&str; 2] = ["src-tauri/crates/domain/fuzz", "src-tauri/crates/gate/fuzz"];

/// Every fuzz target in turn. cargo-fuzz needs flags that only a nightly compiler accepts; where there is
/// none, the installed one is told to accept them, which is sound for a run that ships nothing.
pub(super) fn fuzz(mut arguments: Arguments) -> Outcome {
    let seconds = arguments.count("--seconds", 60)?;
    arguments.finish()?;
    let tools = Tools::of_this_machine();
    if !command::succeeds(&mut tools.cargo("fuzz --version")) {
        return Err(Failure::new("cargo-fuzz is missing: cargo install cargo-fuzz"));
    }
    let has_nightly = command::succeeds(&mut tools.cargo("+nightly --version"));
    let cargo = |line: String| {
        if has_nightly {
            return tools.cargo(format!("+nightly {line}"));
        }
        let mut command = tools.cargo(line);
        command.env("RUSTC_BOOTSTRAP", "1");
        command
    };
    for folder in FUZZ_FOLDERS {
        let listed = command::read(&mut cargo(format!("fuzz list --fuzz-dir {folder}"))).unwrap_or_default();
        if listed.trim().is_empty() {
            return Err(Failure::new(format!("there is no fuzz target in {folder}")));
        }
        for target in listed.split_whitespace() {
            println!("\n== {target}");
            command::run(&mut cargo(format!(
                "fuzz run --fuzz-dir {folder} {target} -- -max_total_time={seconds}"
            )))?;
        }
    }
    Ok(())
}
