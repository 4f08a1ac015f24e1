//! `cargo xtask <verb>`: everything a person or a machine does to this house besides editing it, from a bare
//! Debian to the window, the tests and the packages. Each verb is one file. There are no dependencies, so the
//! first use starts within seconds of a fresh clone, before anything else is compiled.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks on its terminal")]

mod arguments;
mod bench;
mod ci;
mod command;
mod gateways;
mod generate;
mod icons;
mod node;
mod package;
mod run;
mod seed;
mod steps;
mod system_packages;
mod test;
mod torture;
mod ui;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use arguments::Arguments;
use command::{Failure, Outcome};

const USAGE: &str = "\
cargo xtask <verb>

  run [--yes] [--release] [-- ARGUMENTS]  from a bare Debian to the open window; installs what is missing
  test [--yes] [--only GROUP[,GROUP]]     every test; groups: format, lints, rust, shell, generated, ui,
                                          acceptance, gateways, crash
  ci                                      the quick part of `test`, before each commit
  gen [--check]                           the wire types of the UI, from Rust; --check only compares
  bench [GROUP]                           the benchmarks beside their rivals; groups: issue, decide, gate, list, window,
                                          unlock
  seed [--tokens N] --home FOLDER         a registry of N made tokens (10,000); MAPAE_HOME=FOLDER opens it
  torture kill|power|full|damage [--count N] [--minutes M]
                                          kills, power cuts, full disks, damaged files; what was acknowledged
                                          is there afterwards (power and full: as root)
  torture gate [--minutes M]              a gate at full load while tokens come and go: no wrong verdict, no growth
  torture fuzz [--seconds N]              N seconds (60) for each fuzz target
  torture list [--tokens N]               the list of a million tokens against a plain look at each
  icons                                   renders icons/mapae.svg to every format
  package [--yes]                         deb and rpm

  --yes installs missing Debian packages without asking; CI=true does so where there is no terminal.";

fn main() -> ExitCode {
    let mut arguments = Arguments::new(std::env::args().skip(1));
    let verb = arguments.word();
    let outcome = match verb.as_deref() {
        Some("run") => run::run(arguments),
        Some("test") => test::test(arguments),
        Some("ci") => ci::ci(arguments),
        Some("gen") => generate::generate(arguments),
        Some("bench") => bench::bench(arguments),
        Some("seed") => seed::seed(arguments),
        Some("torture") => torture::torture(arguments),
        Some("icons") => icons::icons(arguments),
        Some("package") => package::package(arguments),
        Some("help") | None => {
            // Into a pager that was closed early, there is nobody left to tell.
            writeln!(io::stdout(), "{USAGE}").ok();
            Ok(())
        }
        Some(other) => Err(Failure::new(format!("there is no verb `{other}`\n\n{USAGE}"))),
    };
    report(outcome)
}

fn report(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
