//! Mending the audit file: where a line of it is damaged and the database holds the event, the line is written once
//! more. Opening reads the file's end only, so damage before that is found by whoever verifies the file or makes a
//! backup; they mark the registry as suspected, and the next opening comes here.
//!
//! The file is replaced as a whole, and the damaged one kept beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use sled::Tree;

use super::Trouble;
use super::trees::Trees;
use crate::audit_file::AuditFile;
use crate::audit_line;
use crate::envelope::Unreadable;
use crate::error::StoreError;
use crate::event;

/// Brings every line of the file at `path` to what the database says; true where that was needed. The database has
/// been read to its end before, and holds at least what the file holds.
pub(super) fn mend(trees: &Trees<Tree>, path: &Path) -> Result<bool, Trouble> {
    let newest = trees.head()?.sequence;
    if is_sound(trees, path, newest)? {
        return Ok(false);
    }
    let whole = path.with_extension("mended");
    let at = |source| StoreError::io(&whole, source);
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(0o600).open(&whole).map_err(at)?;
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    for sequence in 1..=newest {
        writer.write_all(&line(trees, sequence)?).map_err(at)?;
    }
    let file = writer.into_inner().map_err(io::IntoInnerError::into_error).map_err(at)?;
    file.sync_all().map_err(at)?;
    replace(path, &whole).map_err(|source| StoreError::io(path, source))?;
    Ok(true)
}

fn is_sound(trees: &Trees<Tree>, path: &Path, newest: u64) -> Result<bool, Trouble> {
    let mut reached = 0;
    for found in AuditFile::forwards(path, 0)? {
        let (_, mut found) = found?;
        found.push(b'\n');
        if reached == newest || found != line(trees, reached + 1)? {
            return Ok(false);
        }
        reached += 1;
    }
    Ok(reached == newest)
}

/// The line of an event of the database.
fn line(trees: &Trees<Tree>, sequence: u64) -> Result<Vec<u8>, Trouble> {
    let stored = trees.event_record(sequence)?;
    let stored = stored.ok_or_else(|| Unreadable::damaged(format_args!("event {sequence} is missing")))?;
    Ok(audit_line::render(&event::decode(&stored)?, &stored))
}

/// A kill leaves the old file or the new one.
fn replace(path: &Path, whole: &Path) -> io::Result<()> {
    fs::copy(path, path.with_extension("damaged"))?;
    fs::rename(whole, path)?;
    match path.parent() {
        Some(above) if !above.as_os_str().is_empty() => File::open(above)?.sync_all(),
        _ => Ok(()),
    }
}
