//! `gate.json` in the data folder: the settings of the gate, for the window and for the headless gate.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::GateError;
use crate::settings::{GateSettings, SettingsDraft};

/// The file's name in the data folder.
pub const SETTINGS_FILE: &str = "gate.json";

const VERSION: u32 = 1;
/// No settings of ours are longer; what is has not been written by us.
const MAX_BYTES: u64 = 1 << 20;

/// What is read first, for a later version's fields are not known.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    #[serde(flatten)]
    draft: &'a SettingsDraft,
}

impl GateSettings {
    /// From the data folder; the default where no settings were saved.
    ///
    /// # Errors
    /// The file can't be read, is of a later version, or holds settings that are none.
    pub fn load(folder: &Path) -> Result<GateSettings, GateError> {
        let path = folder.join(SETTINGS_FILE);
        let bytes = match read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(GateSettings::default()),
            read => read.map_err(|source| GateError::SettingsFile { path: path.clone(), source })?,
        };
        let malformed = |source| GateError::SettingsMalformed { path: path.clone(), source };
        let file: Versioned = serde_json::from_slice(&bytes).map_err(malformed)?;
        if file.version != VERSION {
            return Err(GateError::SettingsVersion { path, version: file.version });
        }
        let draft: SettingsDraft = serde_json::from_value(file.rest.into()).map_err(malformed)?;
        GateSettings::parse(&draft).map_err(|problems| GateError::SettingsWrong { path, problems })
    }

    /// To the data folder, as a whole and durably: a kill leaves the old settings or the new ones. Only the owner may
    /// read it.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn save(&self, folder: &Path) -> Result<(), GateError> {
        let path = folder.join(SETTINGS_FILE);
        let draft = self.draft();
        let written = Written { version: VERSION, draft: &draft };
        let mut text = serde_json::to_vec_pretty(&written).expect("strings and numbers have a JSON form");
        text.push(b'\n');
        replace(&path, &text).map_err(|source| GateError::SettingsFile { path, source })
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.len() > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "too long for a settings file"));
    }
    fs::read(path)
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside: PathBuf = path.with_extension("json.new");
    if let Err(error) = fs::remove_file(&beside)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
