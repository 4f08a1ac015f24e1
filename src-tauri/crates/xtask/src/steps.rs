//! The steps of `cargo xtask test`, in order: what fails fastest comes first. `ci` runs those marked quick.
//! A step prints what its own tools print; afterwards a table says what ran and how long it took.

use std::time::{Duration, Instant};

use crate::{
    command::{self, Failure, Outcome, Tools, root, target},
    gateways, generate, run, seed, system_packages, torture,
};

/// What can be asked for with `--only`, in the order of the steps.
pub(crate) const GROUPS: &[&str] =
    &["format", "lints", "rust", "shell", "generated", "ui", "acceptance", "gateways", "crash"];

/// Every crate that compiles without GTK.
const WITHOUT_GTK: &str = "--workspace --exclude mapae --exclude acceptance";

pub(crate) struct Step {
    pub(crate) group: &'static str,
    name: &'static str,
    pub(crate) quick: bool,
    needs: Needs,
    run: fn(&Tools) -> Outcome<Done>,
}

/// What a step wants to find.
enum Needs {
    /// Nothing but the Rust toolchain.
    Rust,
    /// These Debian packages, too.
    Packages(&'static [&'static str]),
    /// These, and all that compiling the shell takes: GTK's headers, Node, the built UI.
    Window(&'static [&'static str]),
}

enum Done {
    Passed,
    Skipped(&'static str),
}

pub(crate) const STEPS: &[Step] = &[
    Step { group: "format", name: "rustfmt", quick: true, needs: Needs::Rust, run: format },
    Step { group: "lints", name: "clippy", quick: true, needs: Needs::Window(&[]), run: clippy },
    Step { group: "lints", name: "the domain alone", quick: true, needs: Needs::Rust, run: domain_alone },
    Step { group: "lints", name: "cargo-deny", quick: true, needs: Needs::Rust, run: deny },
    Step {
        group: "rust",
        name: "crates without GTK",
        quick: true,
        needs: Needs::Packages(system_packages::KEYRING),
        run: without_gtk,
    },
    Step { group: "shell", name: "shell", quick: false, needs: Needs::Window(&[]), run: shell },
    Step {
        group: "generated",
        name: "wire types in step",
        quick: true,
        needs: Needs::Window(&[]),
        run: generated,
    },
    Step { group: "ui", name: "svelte-check", quick: true, needs: Needs::Window(&[]), run: ui_types },
    Step { group: "ui", name: "biome", quick: true, needs: Needs::Window(&[]), run: ui_lint },
    Step {
        group: "ui",
        name: "vitest",
        quick: true,
        needs: Needs::Window(system_packages::BROWSER),
        run: ui_unit,
    },
    Step {
        group: "acceptance",
        name: "real window",
        quick: false,
        needs: Needs::Window(system_packages::WINDOW_TEST),
        run: acceptance,
    },
    Step {
        group: "gateways",
        name: "real gateways",
        quick: false,
        needs: Needs::Packages(system_packages::GATEWAY_TEST),
        run: real_gateways,
    },
    Step { group: "crash", name: "short tortures", quick: false, needs: Needs::Rust, run: crash },
];

/// Brings what these steps need; the answer's children find it.
fn prepare(yes: bool, steps: &[&Step]) -> Outcome<Tools> {
    let mut packages: Vec<&str> = Vec::new();
    let mut window = false;
    for step in steps {
        match step.needs {
            Needs::Rust => (),
            Needs::Packages(more) => packages.extend(more),
            Needs::Window(more) => {
                packages.extend(more);
                window = true;
            }
        }
    }
    if steps.iter().any(|step| step.group == "gateways") {
        packages.extend(gateways::packages(&Tools::of_this_machine())?);
    }
    packages.sort_unstable();
    packages.dedup();
    if window {
        return run::prepare(yes, "build and test the window", &packages);
    }
    system_packages::require("run these tests", &packages, yes)?;
    Ok(Tools::of_this_machine())
}

/// Prepares, runs them one after another and stops at the first that fails.
pub(crate) fn run_all(yes: bool, steps: &[&Step]) -> Outcome {
    let started = Instant::now();
    let tools = prepare(yes, steps)?;
    let mut table = vec![line("", "preparation", started.elapsed(), "done")];
    let mut failed = None;
    for step in steps {
        println!("\n== {}: {}", step.group, step.name);
        let started = Instant::now();
        let outcome = (step.run)(&tools);
        let took = started.elapsed();
        table.push(line(
            step.group,
            step.name,
            took,
            match &outcome {
                Ok(Done::Passed) => "passed",
                Ok(Done::Skipped(why)) => why,
                Err(_) => "FAILED",
            },
        ));
        if let Err(failure) = outcome {
            failed = Some(Failure::new(format!("step `{}: {}`: {failure}", step.group, step.name)));
            break;
        }
    }
    println!("\n{}", table.join("\n"));
    failed.map_or(Ok(()), Err)
}

fn line(group: &str, name: &str, took: Duration, outcome: &str) -> String {
    let seconds = took.as_secs();
    format!("{:>3}:{:02}  {group:<10}  {name:<20}  {outcome}", seconds / 60, seconds % 60)
}

fn passed(outcome: Outcome) -> Outcome<Done> {
    outcome.map(|()| Done::Passed)
}

fn format(tools: &Tools) -> Outcome<Done> {
    passed(command::run(&mut tools.cargo("fmt --all --check")))
}

fn clippy(tools: &Tools) -> Outcome<Done> {
    passed(command::run(&mut tools.cargo("clippy --workspace --all-targets -- -D warnings")))
}

/// In the workspace another crate could switch on chrono's `clock` for it; alone, nothing helps it.
fn domain_alone(tools: &Tools) -> Outcome<Done> {
    passed(command::run(&mut tools.cargo("check -p mapae-domain")))
}

/// Building cargo-deny takes longer than all other lints together, so it is used where it is, and not brought.
fn deny(tools: &Tools) -> Outcome<Done> {
    if !command::succeeds(&mut tools.cargo("deny --version")) {
        return Ok(Done::Skipped("skipped: cargo-deny is not installed (cargo install cargo-deny)"));
    }
    passed(command::run(&mut tools.cargo("deny check --config .cargo/deny.toml")))
}

fn without_gtk(tools: &Tools) -> Outcome<Done> {
    if !has_nextest(tools) {
        return passed(command::run(&mut tools.cargo(format!("test {WITHOUT_GTK}"))));
    }
    command::run(&mut tools.cargo(format!("nextest run {WITHOUT_GTK}")))?;
    passed(command::run(&mut tools.cargo(format!("test --doc {WITHOUT_GTK}"))))
}

fn shell(tools: &Tools) -> Outcome<Done> {
    passed(command::run(&mut tools.cargo("test -p mapae")))
}

fn generated(tools: &Tools) -> Outcome<Done> {
    passed(generate::check(tools))
}

fn ui_types(tools: &Tools) -> Outcome<Done> {
    passed(command::run(&mut tools.npm("run check")))
}

fn ui_lint(tools: &Tools) -> Outcome<Done> {
    passed(command::run(&mut tools.npm("run lint")))
}

fn ui_unit(tools: &Tools) -> Outcome<Done> {
    passed(command::run(&mut tools.npm("run test")))
}

/// Tokens in the registry on which the list is tried.
const LARGE: u32 = 100_000;

/// Each test has its own display, driver and data folder, so two go side by side.
fn acceptance(tools: &Tools) -> Outcome<Done> {
    command::run(&mut tools.cargo("build -p mapae"))?;
    let line = if has_nextest(tools) {
        "nextest run -p acceptance --lib --test edges --test window --test-threads 2 --no-fail-fast"
    } else {
        "test -p acceptance --lib --test edges --test window --no-fail-fast -- --test-threads 2"
    };
    let mut tests = tools.cargo(line);
    tests.env("MAPAE_BIN", target()?.join("debug/mapae"));
    let outcome = command::run(tests.env("MAPAE_LARGE_HOME", seed::full_house(tools, LARGE)?));
    println!("Screenshots: {}", root().join("target/screenshots").display());
    passed(outcome)
}

/// Each test has its own gateway, gate, application and registry.
fn real_gateways(tools: &Tools) -> Outcome<Done> {
    command::run(&mut tools.cargo("build -p mapae-gate --bins"))?;
    let line = if has_nextest(tools) {
        "nextest run -p acceptance --test gateways --test-threads 2 --no-fail-fast --"
    } else {
        "test -p acceptance --test gateways --no-fail-fast -- --test-threads 2"
    };
    let mut tests = tools.cargo(line);
    tests.env("MAPAE_GATE_BIN", target()?.join("debug/mapae-gate"));
    match gateways::programs(tools) {
        Ok(programs) => drop(tests.envs(programs)),
        // A registry that can't be reached is no fault of ours; what the two ask is tested with recorded requests besides.
        Err(failure) => {
            println!("LEFT OUT: the tests before a real Envoy and Traefik, for {failure}");
            tests.args(["--skip", "envoy", "--skip", "traefik"]);
        }
    }
    passed(command::run(&mut tests))
}

fn crash(tools: &Tools) -> Outcome<Done> {
    passed(torture::short_rounds(tools))
}

fn has_nextest(tools: &Tools) -> bool {
    command::succeeds(&mut tools.cargo("nextest --version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_a_step_and_every_step_a_known_group() {
        let mut groups: Vec<_> = STEPS.iter().map(|step| step.group).collect();
        groups.dedup();
        assert_eq!(groups, GROUPS, "in the same order, so that the usage text tells the order");
        for group in GROUPS {
            assert!(crate::USAGE.contains(group), "the usage text misses {group}");
        }
    }

    #[test]
    fn the_table_lines_up() {
        let line = line("format", "rustfmt", Duration::from_secs(754), "passed");
        assert_eq!(line, " 12:34  format      rustfmt               passed");
    }
}
