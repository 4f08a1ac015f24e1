//! The folders of one installation: what a window leaves here, the next one finds.

use mapae_store::{SledStore, StorePlace};
use std::{
    collections::BTreeMap,
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A temporary folder with everything that a window may write to: `MAPAE_HOME`, `HOME` and the XDG folders.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
}

/// A digest of each file by its path, to tell whether anything was changed.
pub type FileDigests = BTreeMap<PathBuf, u64>;

impl Home {
    /// A fresh one, as on the first start.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("mapae-acceptance-").tempdir();
        let folder = folder.expect("the temporary folder can be written");
        for name in ["home", "runtime", "logs"] {
            fs::create_dir(folder.path().join(name)).expect("a fresh folder can be written");
        }
        Self { folder }
    }

    /// One with a copy of the registry whose folder the environment variable `variable` names: `cargo xtask` makes it,
    /// and says where it is.
    pub fn of_registry(variable: &str) -> Self {
        let folder =
            env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set: cargo xtask does"));
        let home = Self::new();
        let copied = Command::new("cp").arg("--archive").arg(folder).arg(home.mapae()).status();
        assert!(copied.is_ok_and(|status| status.success()), "the registry of {variable} can be copied");
        home
    }

    /// `MAPAE_HOME`; not there before the first start.
    pub fn mapae(&self) -> PathBuf {
        self.folder.path().join("mapae")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.mapae().join("data")
    }

    /// Where sled's own files are.
    pub fn registry(&self) -> PathBuf {
        self.data().join("registry")
    }

    /// The registry itself; no window may have it open.
    pub fn open_store(&self) -> SledStore {
        let place =
            StorePlace { database: &self.registry(), audit_file: &self.audit_file(), acknowledged: 0 };
        SledStore::open(place).expect("a registry that was closed opens")
    }

    /// The file of events.
    pub fn audit_file(&self) -> PathBuf {
        self.mapae().join("state/audit.jsonl")
    }

    /// The whole folder, what WebKit and the desktop keep included.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The file that takes what `name` prints.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join("logs").join(name).with_extension("txt")
    }

    /// Empties the command's environment but for what is the same on every machine and what lies in this home.
    /// The address of the bus leads nowhere until a [`Bus`](crate::Bus) gives another.
    pub fn prepare(&self, command: &mut Command) {
        let home = self.folder.path().join("home");
        let runtime = self.folder.path().join("runtime");
        command.env_clear();
        command.env("PATH", env::var_os("PATH").unwrap_or_default());
        command.envs([
            ("TZ", "Asia/Seoul"),
            ("LANG", "C.UTF-8"),
            ("USER", "tester"),
            ("RUST_BACKTRACE", "1"),
        ]);
        // GTK's bridge to the accessibility bus waits for one that is not there.
        command.envs([("NO_AT_BRIDGE", "1"), ("GTK_A11Y", "none"), ("GDK_BACKEND", "x11")]);
        for bus in ["DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"] {
            command.env(bus, format!("unix:path={}/no-bus", runtime.display()));
        }
        command.env("XDG_RUNTIME_DIR", runtime);
        command.env("XDG_CONFIG_HOME", home.join(".config"));
        command.env("XDG_DATA_HOME", home.join(".local/share"));
        command.env("XDG_STATE_HOME", home.join(".local/state"));
        command.env("XDG_CACHE_HOME", home.join(".cache"));
        command.env("HOME", home).env("MAPAE_HOME", self.mapae());
    }

    /// All that the windows of this home have printed and logged, for a message.
    pub fn story(&self) -> String {
        let mut files: Vec<PathBuf> = files_below(&self.folder.path().join("logs"));
        files.push(self.mapae().join("state/mapae.log"));
        files.iter().filter_map(|file| told(file)).collect()
    }

    /// Every file below `folder` with its digest.
    pub fn digests(folder: &Path) -> FileDigests {
        let digest = |path: PathBuf| {
            let mut hasher = DefaultHasher::new();
            fs::read(&path).expect("a test may read what it made").hash(&mut hasher);
            (path, hasher.finish())
        };
        files_below(folder).into_iter().map(digest).collect()
    }

    /// Every file of this home with its content.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let read = |path: PathBuf| {
            let content = fs::read(&path).expect("a test may read what its window wrote");
            (path, content)
        };
        files_below(self.folder.path()).into_iter().map(read).collect()
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

/// The last lines of a file under its name; none where it is empty or not there.
fn told(file: &Path) -> Option<String> {
    const LINES: usize = 25;
    let text = String::from_utf8_lossy(&fs::read(file).ok()?).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines[lines.len().saturating_sub(LINES)..].join("\n  ");
    (!last.is_empty()).then(|| format!("\n{}:\n  {last}\n", file.file_name().unwrap_or_default().display()))
}

/// Regular files only: sockets and the links that browsers use as locks hold no content.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}
