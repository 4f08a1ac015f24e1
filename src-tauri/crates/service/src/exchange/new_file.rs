//! A file that was not there before: nothing of a person's is ever overwritten.

use super::Exported;
use crate::ServiceError;
use chrono::{DateTime, Utc};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Readable by nobody else: names, addresses and notes of tokens are nobody's business.
const MODE: u32 = 0o600;

/// Has `write` fill a new file `NAME-20261125T093000Z.EXTENSION` in `folder`, with `-2` and so on where that is taken.
/// It is durable when this returns; where it could not be written to its end nothing is left of it. `write` answers
/// how many lines of the list it wrote.
///
/// # Errors
/// [`ServiceError::File`]; what `write` says.
pub(super) fn write_new(
    folder: &Path,
    name: &str,
    extension: &str,
    now: DateTime<Utc>,
    write: impl FnOnce(&mut dyn Write) -> Result<usize, ServiceError>,
) -> Result<Exported, ServiceError> {
    let (path, file) = create(folder, &format!("{name}-{}", now.format("%Y%m%dT%H%M%SZ")), extension)?;
    let mut writer = BufWriter::new(file);
    let written = write(&mut writer).and_then(|rows| {
        writer.flush()?;
        writer.get_ref().sync_all()?;
        Ok(rows)
    });
    match written {
        Ok(rows) => Ok(Exported { path, rows }),
        Err(error) => {
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(%error, "what was left of an export could not be removed");
            }
            Err(error)
        }
    }
}

fn create(folder: &Path, name: &str, extension: &str) -> io::Result<(PathBuf, File)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(MODE);
    let mut again = 1;
    loop {
        let suffix = if again == 1 { String::new() } else { format!("-{again}") };
        let path = folder.join(format!("{name}{suffix}.{extension}"));
        match options.open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => again += 1,
            opened => return opened.map(|file| (path, file)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_second_export_in_the_same_second_is_a_second_file() {
        let folder = tempfile::tempdir().unwrap();
        let write = |text: &'static str| {
            write_new(folder.path(), "list", "csv", DateTime::UNIX_EPOCH, |file| {
                file.write_all(text.as_bytes())?;
                Ok(1)
            })
        };
        let (first, second) = (write("one").unwrap(), write("two").unwrap());
        assert_eq!(first.path, folder.path().join("list-19700101T000000Z.csv"));
        assert_eq!(second.path, folder.path().join("list-19700101T000000Z-2.csv"));
        assert_eq!(fs::read(&first.path).unwrap(), b"one");
    }

    #[test]
    fn of_an_export_that_failed_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let failed = write_new(folder.path(), "list", "csv", DateTime::UNIX_EPOCH, |file| {
            file.write_all(b"half")?;
            Err(ServiceError::Locked)
        });
        assert!(matches!(failed, Err(ServiceError::Locked)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
