//! Where things lie on disk: the XDG base directories, or the three folders of one place named by `MAPAE_HOME`.

use std::{
    env, fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// The folders of this installation. The key never lies beside the data: it is in `state`.
#[derive(Debug, Clone)]
pub(crate) struct Folders {
    /// The registry (`$XDG_DATA_HOME/mapae`).
    pub(crate) data: PathBuf,
    /// Settings (`$XDG_CONFIG_HOME/mapae`).
    pub(crate) config: PathBuf,
    /// The key, the log and what the web view keeps (`$XDG_STATE_HOME/mapae`).
    pub(crate) state: PathBuf,
    /// True where `MAPAE_HOME` moved them: such a run never touches the desktop's keyring.
    pub(crate) moved: bool,
}

impl Folders {
    /// Reads `MAPAE_HOME` and the XDG variables; creates nothing.
    ///
    /// # Errors
    /// A sentence for a person where neither `MAPAE_HOME` nor `HOME` is set.
    pub(crate) fn from_environment() -> Result<Self, &'static str> {
        let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        if let Some(home) = env::var_os("MAPAE_HOME").filter(|home| !home.is_empty()) {
            let home = std::path::absolute(home).map_err(|_| "MAPAE_HOME is not a usable path.")?;
            let under = |name| home.join(name);
            return Ok(Self {
                data: under("data"),
                config: under("config"),
                state: under("state"),
                moved: true,
            });
        }
        let home = absolute("HOME").ok_or("HOME is not set: set it, or MAPAE_HOME, to an absolute path.")?;
        // XDG Base Directory Specification 0.8: a relative path in these variables is to be ignored.
        let base = |name, default| absolute(name).unwrap_or_else(|| home.join(default)).join("mapae");
        Ok(Self {
            data: base("XDG_DATA_HOME", ".local/share"),
            config: base("XDG_CONFIG_HOME", ".config"),
            state: base("XDG_STATE_HOME", ".local/state"),
            moved: false,
        })
    }

    /// Makes the three folders, readable by their owner alone.
    pub(crate) fn create(&self) -> io::Result<()> {
        [&self.data, &self.config, &self.state].into_iter().try_for_each(|folder| create_private(folder))
    }
}

fn create_private(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
