//! A message bus and a keyring of the tests' own, and the vault opened in a process of that session.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Pid;
use tempfile::TempDir;

/// After this, a program that should have started is taken for broken.
const START: Duration = Duration::from_secs(20);

const PASSWORD: &str = "correct horse";

pub(crate) const STATE: &str = "MAPAE_TEST_STATE";
pub(crate) const EMPTY: &str = "MAPAE_TEST_EMPTY";
pub(crate) const ACTION: &str = "MAPAE_TEST_ACTION";
pub(crate) const MARK: &str = "outcome: ";

/// A child that does not outlive its test.
pub(crate) struct Program(Child);

impl Program {
    fn start(command: &mut Command) -> Program {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().unwrap_or_else(|error| {
            panic!("{name} does not start ({error}): install dbus and gnome-keyring to run this test")
        });
        Program(child)
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A stopped process does not die of a polite signal.
        if self.0.kill().is_ok() {
            let _ended = self.0.wait();
        }
    }
}

/// A message bus and, where a test starts one, a keyring, both in a folder of their own.
pub(crate) struct Session {
    pub(crate) folder: TempDir,
    pub(crate) keyring: Option<Program>,
    _bus: Program,
}

impl Session {
    /// A bus that starts nothing by itself: the installed keyring must not come up behind a test's back.
    pub(crate) fn new() -> Session {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "run"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let socket = folder.path().join("bus");
        let config = folder.path().join("bus.conf");
        let text = format!(
            r#"<busconfig>
                <type>session</type>
                <listen>unix:path={}</listen>
                <auth>EXTERNAL</auth>
                <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/>
                    <allow eavesdrop="true"/>
                    <allow own="*"/>
                </policy>
            </busconfig>"#,
            socket.display()
        );
        fs::write(&config, text).unwrap();
        let mut command = Command::new("dbus-daemon");
        command.arg("--nofork").arg(format!("--config-file={}", config.display()));
        let bus = Program::start(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()));
        wait_until("the bus listens", || socket.exists());
        Session { folder, keyring: None, _bus: bus }
    }

    pub(crate) fn with_keyring(unlocked: bool) -> Session {
        let mut session = Session::new();
        session.start_keyring(unlocked);
        session
    }

    /// Starts a keyring on the files of the one before, if there was one.
    pub(crate) fn start_keyring(&mut self, unlocked: bool) {
        self.stop_keyring();
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]).stdout(Stdio::null()).stderr(Stdio::null());
        if unlocked {
            let mut keyring = Program::start(command.arg("--unlock").stdin(Stdio::piped()));
            keyring.0.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
            self.keyring = Some(keyring);
        } else {
            self.keyring = Some(Program::start(command.stdin(Stdio::null())));
        }
        wait_until("the keyring is on the bus", || self.has_keyring());
    }

    pub(crate) fn stop_keyring(&mut self) {
        if self.keyring.take().is_some() {
            wait_until("the keyring has left the bus", || !self.has_keyring());
        }
    }

    fn has_keyring(&self) -> bool {
        let output = self
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
            .output()
            .expect("dbus-send comes with dbus");
        String::from_utf8_lossy(&output.stdout).contains("boolean true")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let home = self.home();
        command
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", self.folder.path().join("bus").display()))
            .env("HOME", &home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_RUNTIME_DIR", self.folder.path().join("run"))
            // With a display, a locked keyring would put a password dialog on the screen of whoever runs this.
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    /// Opens the vault in a process of this session: its outcome in a word, and the time it took.
    pub(crate) fn open(&self, registry_is_empty: bool) -> (String, Duration) {
        self.open_and("nothing", registry_is_empty)
    }

    /// Opens it, does something with it, and says what it then is.
    pub(crate) fn after(&self, action: &str) -> String {
        self.open_and(action, false).0
    }

    fn open_and(&self, action: &str, registry_is_empty: bool) -> (String, Duration) {
        let mut command = self.command(std::env::current_exe().unwrap());
        command
            .args(["probe", "--exact", "--ignored", "--nocapture"])
            .env(STATE, self.state())
            .env(EMPTY, registry_is_empty.to_string())
            .env(ACTION, action)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let started = Instant::now();
        let mut child = Program::start(&mut command);
        let mut output = String::new();
        child.0.stdout.take().unwrap().read_to_string(&mut output).unwrap();
        let took = started.elapsed();
        assert!(child.0.wait().unwrap().success(), "{output}");
        let outcome = output.split_once(MARK).and_then(|(_, rest)| rest.lines().next());
        (outcome.unwrap_or_else(|| panic!("no outcome: {output}")).to_owned(), took)
    }

    pub(crate) fn state_files(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.state()) else {
            return Vec::new();
        };
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + START;
    while !condition() {
        assert!(Instant::now() < deadline, "waited {START:?} in vain until {what}");
        thread::yield_now();
    }
}
