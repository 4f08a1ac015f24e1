//! The gate without a window: for a server that has none. The same registry, the same settings, the same answers.
//!
//! Deliberately absent: everything that changes the registry but usages and the highest time seen; keys, which deciding
//! does not need; and the window's wiping of freed memory: what passes through here a gateway holds already, and the wiping
//! would be paid for at each request.

mod arguments;
mod house;
mod notify;
mod serve;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use arguments::{Task, USAGE};
use mapae_gate::recipe::recipe;

/// What was typed makes no sense, as opposed to: can't be done.
const MISTYPED: u8 = 2;

fn main() -> ExitCode {
    let done = match arguments::parse(std::env::args_os().skip(1)) {
        Err(sentence) => return failed(&sentence, MISTYPED),
        Ok(Task::Help) => print(USAGE),
        Ok(Task::Version) => print(concat!("mapae-gate ", env!("CARGO_PKG_VERSION"))),
        Ok(Task::Recipe(gateway, input)) => match recipe(gateway, &input) {
            Ok(recipe) => print(recipe.to_string().trim_end()),
            Err(problem) => return failed(&problem.to_string(), MISTYPED),
        },
        Ok(Task::Serve(options)) => serve::serve(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => failed(&sentence, 1),
    }
}

fn print(text: &str) -> Result<(), String> {
    // Into a pager that was closed early, there is nobody left to tell.
    writeln!(io::stdout(), "{text}").ok();
    Ok(())
}

fn failed(sentence: &str, code: u8) -> ExitCode {
    writeln!(io::stderr(), "mapae-gate: {sentence}").ok();
    ExitCode::from(code)
}
