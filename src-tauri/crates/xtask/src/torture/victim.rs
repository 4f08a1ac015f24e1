//! The victim's program: built, started, judged.

use crate::command::{self, Failure, Outcome, Tools, target};
use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Whatever takes longer has hung.
const LONGEST: Duration = Duration::from_secs(120);
/// Between two looks at a process or a file.
const PAUSE: Duration = Duration::from_millis(1);

pub(super) enum Build {
    /// Whatever the tests built already.
    Debug,
    Release,
}

pub(super) struct Victim {
    program: PathBuf,
}

/// What is left of a registry.
pub(super) enum Verdict {
    /// All that was told is there; with figures.
    Whole(String),
    /// It was not opened, or was not quite what it should be, and this is what it said, beginning with a word for it.
    Refused(String),
    /// Something is lost, or a panic, or no end.
    Bad(String),
}

impl Victim {
    pub(super) fn build(tools: &Tools, build: Build) -> Outcome<Self> {
        let (flag, folder) = match build {
            Build::Debug => ("", "debug"),
            Build::Release => ("--release", "release"),
        };
        command::run(&mut tools.cargo(format!("build {flag} -p mapae-service --example victim")))?;
        Ok(Self { program: target()?.join(folder).join("examples/victim") })
    }

    /// Starts to work on the registry below `home`; what is acknowledged is added to the file `told`.
    pub(super) fn start(&self, home: &Path, told: &Path) -> Outcome<Working> {
        let told_file = OpenOptions::new().create(true).append(true).open(told);
        let told_file = told_file.map_err(Failure::at(told.display()))?;
        let said = told.with_extension("said");
        let said_file = File::create(&said).map_err(Failure::at(said.display()))?;
        let mut command = Command::new(&self.program);
        command.arg("work").arg(home).stdin(Stdio::piped()).stdout(told_file).stderr(said_file);
        let child = command.spawn().map_err(Failure::at("the victim can't be started"))?;
        Ok(Working { child, told: told.to_owned(), said })
    }

    /// Has `tokens` issued, and the registry closed.
    pub(super) fn fill(&self, home: &Path, told: &Path, tokens: u32) -> Outcome {
        let told_file = File::create(told).map_err(Failure::at(told.display()))?;
        let mut command = Command::new(&self.program);
        command.arg("work").arg(home).arg(tokens.to_string()).stdin(Stdio::null()).stdout(told_file);
        let status = command.status().map_err(Failure::at("the victim can't be started"))?;
        if status.success() { Ok(()) } else { Err(Failure::new(format!("the victim failed ({status})"))) }
    }

    /// Opens what is left below `home` and compares it with what was told.
    pub(super) fn check(&self, home: &Path, told: &Path) -> Outcome<Verdict> {
        let (said, heard) = (told.with_extension("verdict"), told.with_extension("checked"));
        let [out, err] = [&said, &heard].map(|path| File::create(path).map_err(Failure::at(path.display())));
        let mut command = Command::new(&self.program);
        command.arg("check").arg(home).arg(told).stdin(Stdio::null()).stdout(out?).stderr(err?);
        let mut child = command.spawn().map_err(Failure::at("the judge can't be started"))?;
        let Some(status) = ends(&mut child)? else {
            return Ok(Verdict::Bad(format!("it hung: no verdict within {LONGEST:?}")));
        };
        let words = read(&said).trim().to_owned();
        Ok(match (status.code(), words.split_once(' ')) {
            (Some(0), Some(("whole", figures))) => Verdict::Whole(figures.to_owned()),
            (Some(2), Some(("refused", why))) => Verdict::Refused(why.to_owned()),
            (Some(4), Some(("mended", figures))) => Verdict::Refused(format!("audit mended: {figures}")),
            _ => Verdict::Bad(format!("{status}: {words} {}", read(&heard).trim())),
        })
    }
}

/// A victim at work. Dropping it kills it.
pub(super) struct Working {
    child: Child,
    told: PathBuf,
    said: PathBuf,
}

impl Working {
    /// How much was told by now, in bytes: [`Working::wait_for`] counts from there.
    pub(super) fn told(&self) -> u64 {
        fs::metadata(&self.told).map_or(0, |file| file.len())
    }

    /// Waits until `holds` of the lines that were told after the first `from` bytes.
    pub(super) fn wait_for(&mut self, from: u64, holds: impl Fn(&str) -> bool) -> Outcome {
        let started = Instant::now();
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        while !holds(read(&self.told).get(from..).unwrap_or_default()) {
            if let Some(status) = self.child.try_wait().map_err(Failure::at("the victim is lost"))? {
                return Err(self.ended_early(status));
            }
            if started.elapsed() > LONGEST {
                return Err(Failure::new(format!("the victim told nothing of the kind within {LONGEST:?}")));
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// kill -9. Fails where it had ended by itself.
    pub(super) fn kill(mut self) -> Outcome {
        if let Some(status) = self.child.try_wait().map_err(Failure::at("the victim is lost"))? {
            return Err(self.ended_early(status));
        }
        self.child
            .kill()
            .and_then(|()| self.child.wait())
            .map_err(Failure::at("the victim can't be killed"))?;
        Ok(())
    }

    /// Asks it to end, as a person closes the window.
    pub(super) fn close(mut self) -> Outcome {
        drop(self.child.stdin.take());
        match ends(&mut self.child)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(self.ended_early(status)),
            None => Err(Failure::new(format!("closing takes longer than {LONGEST:?}"))),
        }
    }

    /// Stops it where it is, until [`Working::go_on`]. When this returns it does nothing more.
    pub(super) fn stop(&mut self, tools: &Tools) -> Outcome {
        self.signal(tools, "STOP")?;
        let stat = format!("/proc/{}/stat", self.child.id());
        let state = || read(Path::new(&stat)).rsplit(") ").next().and_then(|rest| rest.chars().next());
        while state() != Some('T') {
            if let Some(status) = self.child.try_wait().map_err(Failure::at("the victim is lost"))? {
                return Err(self.ended_early(status));
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    pub(super) fn go_on(&mut self, tools: &Tools) -> Outcome {
        self.signal(tools, "CONT")
    }

    /// The shell's own `kill` is on every system; the program of that name is not.
    fn signal(&self, tools: &Tools, name: &str) -> Outcome {
        let line = format!("kill -{name} {}", self.child.id());
        match command::succeeds(tools.command("sh").args(["-c", &line])) {
            true => Ok(()),
            false => Err(Failure::new(format!("`{line}` failed"))),
        }
    }

    fn ended_early(&self, status: ExitStatus) -> Failure {
        Failure::new(format!("the victim ended by itself ({status}): {}", read(&self.said).trim()))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        // Nothing is left to do where it has ended.
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

fn ends(child: &mut Child) -> Outcome<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(Failure::at("a child is lost"))? {
            return Ok(Some(status));
        }
        if started.elapsed() > LONGEST {
            child.kill().and_then(|()| child.wait()).map_err(Failure::at("a child can't be killed"))?;
            return Ok(None);
        }
        thread::sleep(PAUSE);
    }
}

/// The text of a file, as far as there is one.
fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}
