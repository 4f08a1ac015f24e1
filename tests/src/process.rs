//! A child that ends with the test, however the test ends: its whole process group is killed on drop, and the
//! kernel kills the child itself where the test is killed and nothing can be dropped.

use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    ffi::OsStr,
    fmt, fs,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
};

/// A running child, leader of its own process group.
pub struct Process {
    name: String,
    child: Child,
    errors: PathBuf,
}

impl Process {
    /// Starts `program` through util-linux' `setpriv`, the one way to ask for a death signal without `unsafe`.
    /// The signal comes when the *thread* that called this ends: call it on the test's own thread.
    ///
    /// `errors` is the file that takes its standard error; standard output is a pipe (see
    /// [`first_line`](Self::first_line)).
    pub fn spawn(program: impl AsRef<OsStr>, errors: PathBuf, prepare: impl FnOnce(&mut Command)) -> Self {
        let name = program.as_ref().to_string_lossy().into_owned();
        let into = fs::File::options().create(true).append(true).open(&errors);
        let into = into.unwrap_or_else(|error| panic!("{} can't be written: {error}", errors.display()));
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(into).process_group(0);
        prepare(&mut command);
        let child =
            command.spawn().unwrap_or_else(|error| panic!("{name} (by setpriv) does not start: {error}"));
        Self { name, child, errors }
    }

    /// What the child prints first, without the line break. Panics where it ends without printing a line.
    pub fn first_line(&mut self) -> String {
        let mut line = String::new();
        let output = self.child.stdout.take().expect("standard output is piped and taken once");
        let read = BufReader::new(output).read_line(&mut line);
        assert!(
            read.is_ok() && line.ends_with('\n'),
            "{} printed no line; it said: {}",
            self.name,
            self.printed_errors()
        );
        line.trim_end().to_owned()
    }

    /// The process id, which `setpriv` hands on to the program.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its status, once it has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("waiting for one's own child is allowed")
    }

    /// All it has written to standard error.
    pub fn printed_errors(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.errors).unwrap_or_default()).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            // Already empty where everything has ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.name, self.id())
    }
}
