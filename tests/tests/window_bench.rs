//! How long from exec until the list is drawn, and how much memory, beside an empty window of the same build
//! (src-tauri/examples/empty_window). Prints figures and judges nothing: read them on an idle machine.
//!
//! The two take turns, so that what else the machine does falls on both. Time is the parent's monotonic clock from
//! before exec until the line `ui_ready`, which each prints when its second frame after the first content is drawn.

use acceptance::{Display, Home, Process, until, workspace};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// Of each; odd, so that there is a middle one. `MAPAE_BENCH_STARTS` may say another.
const STARTS: usize = 11;
/// Names the folder of a registry to start with.
const SEEDED: &str = "MAPAE_BENCH_HOME";
const TIME_BUDGET: f64 = 1.15;
const MEMORY_BUDGET_MIB: f64 = 25.0;

/// One program, with a home of its own that a first, uncounted start has filled.
struct Contender {
    name: &'static str,
    binary: PathBuf,
    home: Home,
    times: Vec<Duration>,
    shell: Vec<u64>,
    all: Vec<u64>,
}

impl Contender {
    fn new(name: &'static str, binary: PathBuf, home: Home) -> Self {
        assert!(binary.is_file(), "{} is not there: `cargo xtask bench window` builds it", binary.display());
        Self { name, binary, home, times: Vec::new(), shell: Vec::new(), all: Vec::new() }
    }

    /// Starts it once. Memory is read after the list is drawn and the processes have come to rest.
    fn start(&mut self, display: &Display) {
        let before = Instant::now();
        let mut process = Process::spawn(&self.binary, self.home.log(self.name), |command| {
            self.home.prepare(command);
            command.env("DISPLAY", display.name()).env("MAPAE_REPORT_READY", "1");
        });
        assert_eq!(process.first_line(), "ui_ready");
        self.times.push(before.elapsed());
        let shell = process.id();
        let tree = family(shell);
        assert!(tree.len() >= 3, "the shell, WebKit's web and its network process: {tree:?}");
        rests(&tree);
        self.shell.push(pss(shell));
        self.all.push(tree.into_iter().map(pss).sum());
        // As a person does: a registry that was closed well opens faster than one that was killed.
        display.close(&display.only_window());
        until("the window has closed", || process.ended());
    }

    fn time(&self) -> f64 {
        median(self.times.iter().map(Duration::as_secs_f64)) * 1000.0
    }

    fn shell_mib(&self) -> f64 {
        median(self.shell.iter().map(|bytes| mib(*bytes)))
    }

    fn all_mib(&self) -> f64 {
        median(self.all.iter().map(|bytes| mib(*bytes)))
    }
}

#[test]
#[ignore = "a benchmark: cargo xtask bench window"]
#[expect(clippy::print_stdout, reason = "figures are what it is for")]
fn exec_to_usable_window_and_memory() {
    let starts = env::var("MAPAE_BENCH_STARTS").ok().and_then(|text| text.parse().ok()).unwrap_or(STARTS);
    let release = release_folder();
    build_the_empty_window();
    let home = env::var_os(SEEDED).map_or_else(Home::new, |_| Home::of_registry(SEEDED));
    let mut mapae = Contender::new("mapae", release.join("mapae"), home);
    let mut empty = Contender::new("empty", release.join("examples/empty_window"), Home::new());
    let display = Display::start(&empty.home);
    for contender in [&mut mapae, &mut empty] {
        contender.start(&display);
        contender.times.clear();
        contender.shell.clear();
        contender.all.clear();
    }
    for _ in 0..starts {
        mapae.start(&display);
        empty.start(&display);
    }

    let ratio = mapae.time() / empty.time();
    let more = mapae.shell_mib() - empty.shell_mib();
    let seeded = env::var(SEEDED).unwrap_or_else(|_| "an empty registry".to_owned());
    println!("registry: {seeded} ({SEEDED} names another folder); medians of {starts} starts each");
    println!("{:<34}{:>10}{:>10}{:>12}{:>12}", "", "mapae", "empty", "", "budget");
    println!(
        "{:<34}{:>7.0} ms{:>7.0} ms{:>11.2}x{:>11.2}x",
        "exec to list drawn",
        mapae.time(),
        empty.time(),
        ratio,
        TIME_BUDGET
    );
    println!(
        "{:<34}{:>6.1} MiB{:>6.1} MiB{:>+8.1} MiB{:>+8.1} MiB",
        "memory of the shell (PSS)",
        mapae.shell_mib(),
        empty.shell_mib(),
        more,
        MEMORY_BUDGET_MIB
    );
    println!(
        "{:<34}{:>6.1} MiB{:>6.1} MiB{:>+8.1} MiB",
        "memory with WebKit's (PSS)",
        mapae.all_mib(),
        empty.all_mib(),
        mapae.all_mib() - empty.all_mib()
    );
    let spread = |contender: &Contender| {
        let of = |time: Option<&Duration>| time.map_or(0.0, Duration::as_secs_f64) * 1000.0;
        format!("{:.0} to {:.0}", of(contender.times.iter().min()), of(contender.times.iter().max()))
    };
    println!("{:<34}{:>10}{:>13}", "fastest to slowest, ms", spread(&mapae), spread(&empty));
}

/// The example is no part of the shipped package, so building that does not build this.
fn build_the_empty_window() {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--package", "mapae", "--example", "empty_window"]);
    command.current_dir(workspace());
    assert!(command.status().is_ok_and(|status| status.success()), "the empty window is built");
}

/// Where release builds lie: that of `MAPAE_BIN`, where it is named.
fn release_folder() -> PathBuf {
    let named =
        env::var_os("MAPAE_BIN").map(PathBuf::from).and_then(|path| path.parent().map(Path::to_owned));
    named.unwrap_or_else(|| workspace().join("target/release"))
}

/// The process and all that it has started, and what those have.
fn family(root: u32) -> Vec<u32> {
    let mut family = vec![root];
    let mut position = 0;
    while let Some(id) = family.get(position) {
        let threads = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
        let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
        let children: Vec<u32> = children
            .flat_map(|text| text.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
            .collect();
        family.extend(children);
        position += 1;
    }
    family
}

/// Returns once the processes have used next to no processor time for a while: what they still load is loaded.
fn rests(family: &[u32]) {
    const STILL: Duration = Duration::from_millis(300);
    let mut last = (ticks(family), Instant::now());
    until("the processes come to rest", || {
        let now = ticks(family);
        // A clock tick is 10 ms: a blinking caret is rest, too.
        if now > last.0 + 1 {
            last = (now, Instant::now());
        }
        (last.1.elapsed() > STILL).then_some(())
    });
}

/// The processor time that the processes have used, in clock ticks (proc(5), fields 14 and 15 of stat).
fn ticks(family: &[u32]) -> u64 {
    let of = |id: &u32| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).to_owned();
        after_name.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>()
    };
    family.iter().map(of).sum()
}

/// Proportional set size in bytes: shared pages count by halves, thirds ... (proc(5), smaps_rollup).
fn pss(id: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.expect("only root may measure a process that forbids core dumps, as the shell does") * 1024
}

fn mib(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "memory has fewer than 53 bits")]
    let bytes = bytes as f64;
    bytes / 1024.0 / 1024.0
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
