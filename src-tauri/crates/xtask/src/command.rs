//! Children: cargo, npm, apt and the like, run where everyone can see what is run, with an error that says
//! which one failed. `Tools` carries the PATH on which the fitting Node comes first; it is handed to each
//! child, because changing our own environment would be unsafe.

use std::{
    env,
    ffi::{OsStr, OsString},
    fmt,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Why a verb stops: one sentence for the terminal.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// What every step answers.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// For `map_err`: says what was being done when the system refused.
    pub(crate) fn at<E: fmt::Display>(doing: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| Self(format!("{doing}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The top of the house, where `Cargo.toml`, `src-tauri`, `ui` and `tests` are. As cargo says at run time: two clones
/// that share a target folder share this program, too.
pub(crate) fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let mut root = PathBuf::from(package);
    for _ in ["xtask", "crates", "src-tauri"] {
        root.pop();
    }
    root
}

/// Where cargo builds. We were built there ourselves, whatever the environment or a configuration file says.
pub(crate) fn target() -> Outcome<PathBuf> {
    let ourselves = env::current_exe().map_err(Failure::at("can't tell where this program is"))?;
    match ourselves.ancestors().nth(2) {
        Some(target) => Ok(target.to_owned()),
        None => Err(Failure::new(format!("{} is in no target folder", ourselves.display()))),
    }
}

/// The PATH that children get.
pub(crate) struct Tools {
    path: OsString,
}

impl Tools {
    /// The PATH as we were given it.
    pub(crate) fn of_this_machine() -> Self {
        Self { path: env::var_os("PATH").unwrap_or_default() }
    }

    /// The same with `folder` before all others.
    pub(crate) fn preferring(&self, folder: &Path) -> Outcome<Self> {
        let folders = [folder.to_owned()].into_iter().chain(env::split_paths(&self.path));
        let path = env::join_paths(folders).map_err(Failure::at("the PATH can't be extended"))?;
        Ok(Self { path })
    }

    /// The program of that name that a child would find.
    pub(crate) fn find(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.path).map(|folder| folder.join(program)).find(|file| is_executable(file))
    }

    /// A child that starts at the top of the house.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(root()).env("PATH", &self.path);
        command
    }

    /// `cargo` with the words of a line; no word holds a space.
    pub(crate) fn cargo(&self, line: impl AsRef<str>) -> Command {
        let mut command = self.command("cargo");
        command.args(line.as_ref().split_whitespace());
        command
    }

    /// `npm` in `ui/` with the words of a line.
    pub(crate) fn npm(&self, line: &str) -> Command {
        let mut command = self.command("npm");
        command.args(line.split_whitespace()).current_dir(root().join("ui"));
        command
    }
}

fn is_executable(file: &Path) -> bool {
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Shows the command and runs it on our own terminal.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let shown = show(command);
    println!("$ {shown}");
    let status = command.status().map_err(Failure::at(format!("`{shown}` can't be started")))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{shown}` failed ({status})"))) }
}

/// Runs it unseen and answers what it printed, whatever its exit code; `None` where it can't be started.
pub(crate) fn read(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether it can be started and ends well; what it prints is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use super::*;

    #[test]
    fn the_root_is_the_folder_with_the_workspace_manifest() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"), "{}", root().display());
    }

    #[test]
    fn a_failed_child_is_named_with_its_arguments() {
        let failure = run(Tools::of_this_machine().command("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(failure.to_string(), "`sh -c exit 3` failed (exit status: 3)");
        let failure = run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(failure.to_string().starts_with("`no-such-program` can't be started"), "{failure}");
    }

    #[test]
    fn the_preferred_folder_comes_first_for_children() {
        let tools = Tools { path: "/usr/bin:/bin".into() };
        let tools = tools.preferring(Path::new("/first")).unwrap();
        let printed = read(tools.command("/bin/sh").args(["-c", "echo $PATH"])).unwrap();
        assert_eq!(printed.trim(), "/first:/usr/bin:/bin");
    }

    #[test]
    fn only_an_executable_file_is_a_program() {
        let tools = Tools { path: "/etc:/usr/bin:/bin".into() };
        assert_eq!(tools.find("passwd"), Some("/usr/bin/passwd".into()), "/etc/passwd can't be run");
        assert_eq!(tools.find("no-such-program"), None);
    }
}
