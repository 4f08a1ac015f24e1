//! The keyring protector against a real Secret Service: gnome-keyring-daemon on a message bus of its own, with a
//! home folder of its own, so that the keyring of whoever runs the tests is never touched.
//!
//! The vault is opened in child processes of this same test program (`probe`), because the address of the bus is
//! an environment variable and the environment of a running process can't be changed safely.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use mapae_vault::{KeyPlace, KeyringChoice, Vault, VaultError};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// What the vault promises to wait for a keyring at most.
const PATIENCE: Duration = Duration::from_secs(2);
/// Starting a process on a busy machine.
const MARGIN: Duration = Duration::from_secs(3);
/// After this, a program that should have started is taken for broken.
const START: Duration = Duration::from_secs(20);

const PASSWORD: &str = "correct horse";

/// A child that does not outlive its test.
struct Program(Child);

impl Program {
    fn start(command: &mut Command) -> Program {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().unwrap_or_else(|error| {
            panic!("{name} does not start ({error}): install dbus and gnome-keyring to run this test")
        });
        Program(child)
    }

    fn pid(&self) -> Pid {
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
struct Session {
    folder: TempDir,
    keyring: Option<Program>,
    _bus: Program,
}

impl Session {
    /// A bus that starts nothing by itself: the installed keyring must not come up behind a test's back.
    fn new() -> Session {
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

    fn with_keyring(unlocked: bool) -> Session {
        let mut session = Session::new();
        session.start_keyring(unlocked);
        session
    }

    /// Starts a keyring on the files of the one before, if there was one.
    fn start_keyring(&mut self, unlocked: bool) {
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

    fn stop_keyring(&mut self) {
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

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn state(&self) -> PathBuf {
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
    fn open(&self, registry_is_empty: bool) -> (String, Duration) {
        let mut command = self.command(std::env::current_exe().unwrap());
        command
            .args(["probe", "--exact", "--ignored", "--nocapture"])
            .env(STATE, self.state())
            .env(EMPTY, registry_is_empty.to_string())
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

    fn state_files(&self) -> Vec<String> {
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

const STATE: &str = "MAPAE_TEST_STATE";
const EMPTY: &str = "MAPAE_TEST_EMPTY";
const MARK: &str = "outcome: ";

#[test]
#[ignore = "not a test: the others run it in a process with a bus of its own"]
#[allow(clippy::print_stdout, reason = "this is how the outcome gets to the test that asked")]
fn probe() {
    let state = std::env::var_os(STATE).expect("set by the test that asks");
    let registry_is_empty = std::env::var(EMPTY).is_ok_and(|empty| empty == "true");
    let place = KeyPlace { state_folder: Path::new(&state), keyring: KeyringChoice::Auto };
    let outcome = match Vault::open_or_create(place, registry_is_empty) {
        Ok(vault) => format!("{:?} {}", vault.protection(), hex::encode(*vault.chain_key())),
        Err(VaultError::KeyMissing { place }) => format!("KeyMissing {place}"),
        Err(VaultError::KeyringLocked) => "KeyringLocked".to_owned(),
        Err(VaultError::KeyringVanished) => "KeyringVanished".to_owned(),
        Err(error) => format!("{error:?}"),
    };
    println!("{MARK}{outcome}");
}

#[test]
fn a_new_registry_puts_its_key_in_the_keyring_and_finds_it_after_a_restart() {
    let mut session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    assert!(made.starts_with("Keyring "), "{made}");
    assert_eq!(session.state_files(), ["keys.json"], "no key lies in a file");

    assert_eq!(session.open(false).0, made, "the same key, by another process");
    session.start_keyring(true);
    assert_eq!(session.open(false).0, made, "the same key, by another keyring process");
}

#[test]
fn two_registries_of_one_person_do_not_meet_in_the_keyring() {
    let session = Session::with_keyring(true);
    let (first, _) = session.open(true);
    fs::rename(session.state(), session.folder.path().join("first")).unwrap();
    let (second, _) = session.open(true);
    assert!(second.starts_with("Keyring ") && second != first);
    fs::remove_dir_all(session.state()).unwrap();
    fs::rename(session.folder.path().join("first"), session.state()).unwrap();
    assert_eq!(session.open(false).0, first);
}

#[test]
fn a_locked_keyring_is_no_reason_for_a_new_key() {
    let mut session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    session.start_keyring(false);
    for registry_is_empty in [false, true] {
        let (outcome, took) = session.open(registry_is_empty);
        assert_eq!(outcome, "KeyringLocked");
        assert!(took < PATIENCE + MARGIN, "{took:?}");
    }
    assert_eq!(session.state_files(), ["keys.json"]);
    session.start_keyring(true);
    assert_eq!(session.open(false).0, made, "and nothing is lost");
}

#[test]
fn a_keyring_that_does_not_answer_is_not_waited_for() {
    let session = Session::with_keyring(true);
    let (made, _) = session.open(true);
    let keyring = session.keyring.as_ref().unwrap();
    kill_process(keyring.pid(), Signal::STOP).unwrap();
    let (outcome, took) = session.open(false);
    assert_eq!(outcome, "KeyringLocked");
    assert!(took >= PATIENCE && took < PATIENCE + MARGIN, "{took:?}");

    kill_process(keyring.pid(), Signal::CONT).unwrap();
    assert_eq!(session.open(false).0, made, "asking again later succeeds");
}

#[test]
fn a_new_registry_does_not_wait_for_a_keyring_that_does_not_answer() {
    let session = Session::with_keyring(true);
    kill_process(session.keyring.as_ref().unwrap().pid(), Signal::STOP).unwrap();
    let (outcome, took) = session.open(true);
    assert!(outcome.starts_with("KeyFile "), "{outcome}");
    assert!(took < PATIENCE + MARGIN, "{took:?}");

    kill_process(session.keyring.as_ref().unwrap().pid(), Signal::CONT).unwrap();
    assert_eq!(session.open(false).0, outcome, "a registry that began with a key file stays with it");
}

#[test]
fn a_session_without_a_keyring_gets_a_key_file_and_keeps_it() {
    let mut session = Session::new();
    let (made, took) = session.open(true);
    assert!(made.starts_with("KeyFile "), "{made}");
    assert!(took < PATIENCE, "nothing to wait for: {took:?}");
    session.start_keyring(true);
    assert_eq!(session.open(false).0, made, "not moved when a keyring comes up");
    assert!(!fs::read_to_string(session.state().join("keys.json")).unwrap().contains("keyring"));
}

#[test]
fn a_keyring_that_is_gone_is_told_from_one_that_was_reset() {
    let mut session = Session::with_keyring(true);
    session.open(true);
    let before = fs::read(session.state().join("keys.json")).unwrap();

    session.stop_keyring();
    assert_eq!(session.open(true).0, "KeyringVanished");

    fs::remove_dir_all(session.home()).unwrap();
    fs::create_dir(session.home()).unwrap();
    session.start_keyring(true);
    let (outcome, _) = session.open(true);
    assert!(outcome.starts_with("KeyMissing keyring entry mapae/"), "{outcome}");

    assert_eq!(session.state_files(), ["keys.json"], "no new key was made");
    assert_eq!(fs::read(session.state().join("keys.json")).unwrap(), before);
}
