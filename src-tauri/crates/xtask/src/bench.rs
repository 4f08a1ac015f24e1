//! `cargo xtask bench`: each benchmark prints its figures beside those of its rival, taken in the same run,
//! and beside the budget. Release builds; to be read on an otherwise idle machine.

use crate::{
    arguments::Arguments,
    command::{self, Failure, Outcome, Tools, target},
    run, seed, system_packages,
};

struct Bench {
    group: &'static str,
    what: &'static str,
    needs: Needs,
    cargo: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// The release build of the window, and a display for it; measured with an empty registry and with a full one.
    Window,
    /// The same, with a full registry only.
    FullWindow,
    /// The folder of a registry of a million tokens, as its last word.
    Million,
    /// The window with such a registry.
    MillionWindow,
    /// nginx, HAProxy, wrk, and the release builds of the gate and of what it is compared with.
    Gateways,
}

impl Needs {
    fn has_window(self) -> bool {
        matches!(self, Self::Window | Self::FullWindow | Self::MillionWindow)
    }
}

const BENCHES: &[Bench] = &[
    Bench {
        group: "issue",
        what: "an acknowledged issue against SQLite (WAL, synchronous=FULL); opening a registry",
        needs: Needs::Nothing,
        cargo: "run --release -p mapae-store --example issue_bench",
    },
    Bench {
        group: "decide",
        what: "decide() at 10,000 and 1,000,000 tokens",
        needs: Needs::Nothing,
        cargo: "run --release -p mapae-gate --example decide_bench",
    },
    Bench {
        group: "gate",
        what: "decide(); an answer of the gate against a bare server, HAProxy and nginx",
        needs: Needs::Gateways,
        cargo: "test --release -p acceptance --test gateways -- --nocapture --ignored bench::",
    },
    Bench {
        group: "list",
        what: "searching, sorting and paging a million tokens, against SQLite with FTS5; the index in memory",
        needs: Needs::Million,
        cargo: "run --release -p mapae-service --example list_bench --",
    },
    Bench {
        group: "list",
        what: "the same from the page in the real window, and from a keystroke to its rows",
        needs: Needs::MillionWindow,
        cargo: "test --release -p acceptance --test list_bench -- --nocapture --ignored",
    },
    Bench {
        group: "window",
        what: "exec to usable window, and memory, against an empty window of the same build",
        needs: Needs::Window,
        cargo: "test --release -p acceptance --test window_bench -- --nocapture --ignored",
    },
    Bench {
        group: "unlock",
        what: "Enter on the lock to the list of 10,000 tokens, beyond what the passphrase takes",
        needs: Needs::FullWindow,
        cargo: "test --release -p acceptance --test unlock_bench -- --nocapture --ignored",
    },
];

pub(crate) fn bench(mut arguments: Arguments) -> Outcome {
    let yes = arguments.flag("--yes");
    let only = arguments.word();
    arguments.finish()?;
    let chosen: Vec<&Bench> =
        BENCHES.iter().filter(|bench| only.as_deref().is_none_or(|only| only == bench.group)).collect();
    if chosen.is_empty() {
        let groups: Vec<_> = BENCHES.iter().map(|bench| bench.group).collect();
        return Err(Failure::new(format!("there is no such group; there are {}", groups.join(", "))));
    }
    let tools = if chosen.iter().any(|bench| bench.needs.has_window()) {
        let tools = run::prepare(yes, "build and test the window", system_packages::WINDOW_TEST)?;
        command::run(&mut tools.cargo("build --release -p mapae"))?;
        tools
    } else {
        Tools::of_this_machine()
    };
    for bench in chosen {
        println!("\n== {}: {}", bench.group, bench.what);
        let mut measurement = tools.cargo(bench.cargo);
        measurement.env("MAPAE_BIN", target()?.join("release/mapae"));
        match bench.needs {
            Needs::Nothing => command::run(&mut measurement)?,
            Needs::Gateways => {
                system_packages::require("measure the gate", system_packages::GATEWAY_TEST, yes)?;
                command::run(&mut tools.cargo("run --release -p mapae-gate --example decide_bench"))?;
                command::run(&mut tools.cargo("build --release -p mapae-gate --bins --example bare_hyper"))?;
                let release = target()?.join("release");
                measurement.env("MAPAE_GATE_BIN", release.join("mapae-gate"));
                measurement.env("MAPAE_BARE_HYPER", release.join("examples/bare_hyper"));
                command::run(&mut measurement)?;
            }
            Needs::Million => command::run(measurement.arg(seed::full_house(&tools, 1_000_000)?))?,
            Needs::MillionWindow => {
                command::run(measurement.env("MAPAE_BENCH_HOME", seed::full_house(&tools, 1_000_000)?))?;
            }
            Needs::Window | Needs::FullWindow => {
                if bench.needs == Needs::Window {
                    command::run(&mut measurement)?;
                }
                command::run(measurement.env("MAPAE_BENCH_HOME", seed::full_house(&tools, 10_000)?))?;
            }
        }
    }
    Ok(())
}
