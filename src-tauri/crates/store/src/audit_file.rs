//! The audit file: every event, a line each, in order. A change is acknowledged when its line is on the disk,
//! so the file is two things at once: what auditors read, and the log from which a database that lost its last
//! seconds, or all of itself, is brought up to date (`sled_store/reconcile.rs`).
//!
//! **Why lines and not the database are synced.** A line is one write in one place; sled writes a change to
//! its file and then needs a sync for the file's length besides. Measured side by side that is 100 to 300 us.
//! For the same reason the file is filled ahead with line breaks: overwriting what is there changes no length
//! and no map of blocks, so `fdatasync` has only the data to write. An empty line means nothing to any reader
//! of JSON lines, and a file that was closed properly ends without them.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::audit_line;
use crate::chain::{ChainHead, ChainKey, ChainReport};
use crate::error::StoreError;

/// Checks every line of the audit file at `path`: that it verifies with `key` and follows the one before it.
/// Changes that come meanwhile may or may not be looked at.
pub fn verify_audit_file(path: &Path, key: &ChainKey) -> Result<ChainReport, StoreError> {
    let mut reached = ChainHead::EMPTY;
    for line in AuditFile::forwards(path, 0)? {
        let (_, line) = line?;
        match audit_line::check(&line, reached, key) {
            Ok(next) => reached = next,
            Err(flaw) => return Ok(ChainReport::Broken { sequence: reached.sequence + 1, flaw }),
        }
    }
    Ok(ChainReport::Intact { events: reached.sequence })
}

/// The lines of the audit file at `path`, in order, without their line breaks. Nothing is said of what they are: see
/// [`parse_audit_line`](crate::parse_audit_line) and [`check_audit_line`](crate::check_audit_line). Where the registry
/// is open, the last may be one that is being written.
pub fn read_audit_lines(
    path: &Path,
) -> Result<impl Iterator<Item = Result<Vec<u8>, StoreError>> + use<>, StoreError> {
    Ok(AuditFile::forwards(path, 0)?.map(|line| line.map(|(_, line)| line)))
}

/// How far the file is filled ahead, in bytes: some hundred lines.
const AHEAD: usize = 256 << 10;
/// First length of a read towards the beginning, in bytes; doubled while a line is longer.
const READ: u64 = 64 << 10;
const BREAK: u8 = b'\n';

/// The open file. One process at a time: whoever holds the database's lock.
pub(crate) struct AuditFile {
    file: File,
    path: PathBuf,
    /// Where the next line goes.
    end: u64,
    /// From `end` to here there are line breaks on the disk.
    filled: u64,
}

impl AuditFile {
    /// Whether who wrote to it last closed it: it is filled ahead until then.
    pub(crate) fn was_closed(&self) -> bool {
        self.filled <= self.end
    }

    /// Opens the file, or makes it for its owner alone.
    pub(crate) fn open(path: &Path) -> Result<AuditFile, StoreError> {
        let at = |source| StoreError::io(path, source);
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
        let file = file.map_err(at)?;
        let filled = file.metadata().map_err(at)?.len();
        let mut audit = AuditFile { file, path: path.to_path_buf(), end: filled, filled };
        audit.end = match audit.backwards().next() {
            Some(last) => {
                let (start, line) = last?;
                start + line.len() as u64 + 1
            }
            None => 0,
        };
        if audit.end > filled {
            // A last line that was torn may lack even its line break.
            audit.file.write_all_at(&[BREAK], filled).map_err(at)?;
            audit.filled = audit.end;
        }
        Ok(audit)
    }

    /// Adds whole lines. When this returns they are on the disk.
    pub(crate) fn append(&mut self, lines: &[u8]) -> Result<(), StoreError> {
        self.write(lines).map_err(|source| StoreError::io(&self.path, source))
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        let end = self.end + lines.len() as u64;
        if end > self.filled {
            self.fill(end)?;
        }
        self.file.write_all_at(lines, self.end)?;
        rustix::fs::fdatasync(&self.file)?;
        self.end = end;
        Ok(())
    }

    /// Fills the file up to `end` and beyond, or on a full disk up to `end` alone. Nothing but line breaks is
    /// written, so a failure leaves the file as sound as it was.
    fn fill(&mut self, end: u64) -> io::Result<()> {
        let wanted = usize::try_from(end - self.filled).unwrap_or(usize::MAX);
        let write =
            |length: usize| self.file.write_all_at(&vec![BREAK; length], self.filled).map(|()| length);
        let ahead = write(wanted.saturating_add(AHEAD));
        let length = ahead.or_else(|error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => write(wanted),
            _ => Err(error),
        })?;
        self.filled += length as u64;
        Ok(())
    }

    /// Takes away everything from `start` on, and keeps a copy of it beside the file.
    pub(crate) fn cut(&mut self, start: u64) -> Result<(), StoreError> {
        let at = |source| StoreError::io(&self.path, source);
        let mut tail = vec![0; usize::try_from(self.end.saturating_sub(start)).unwrap_or(0)];
        let read = self.file.read_exact_at(&mut tail, start);
        read.or_else(|error| if error.kind() == io::ErrorKind::UnexpectedEof { Ok(()) } else { Err(error) })
            .map_err(at)?;
        let aside = self.path.with_extension("cut");
        let mut options = OpenOptions::new();
        let kept = options.write(true).create(true).truncate(true).mode(0o600).open(&aside);
        kept.and_then(|file| file.write_all_at(&tail, 0)).map_err(|source| StoreError::io(&aside, source))?;
        self.file.set_len(start).and_then(|()| self.file.sync_all()).map_err(at)?;
        (self.end, self.filled) = (start, start);
        Ok(())
    }

    /// The lines from the last to the first, each with the place where it starts and without its line break.
    /// Empty lines are passed over.
    pub(crate) fn backwards(&self) -> Backwards<'_> {
        Backwards { audit: self, start: self.end.max(self.filled), held: Vec::new(), length: READ }
    }

    /// The lines from the one that starts at `start` to the last, as [`AuditFile::backwards`] gives them.
    pub(crate) fn forwards(path: &Path, start: u64) -> Result<Forwards, StoreError> {
        let opened = File::open(path).and_then(|mut file| file.seek(SeekFrom::Start(start)).map(|_| file));
        let file = opened.map_err(|source| StoreError::io(path, source))?;
        Ok(Forwards { reader: BufReader::with_capacity(1 << 20, file), path: path.to_path_buf(), start })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for AuditFile {
    /// Takes the filling away. A failure leaves empty lines, which harm nobody.
    fn drop(&mut self) {
        if self.filled > self.end {
            let _ = self.file.set_len(self.end);
        }
    }
}

/// See [`AuditFile::backwards`].
pub(crate) struct Backwards<'a> {
    audit: &'a AuditFile,
    /// Where `held` starts in the file.
    start: u64,
    /// What was read and not yet given out.
    held: Vec<u8>,
    length: u64,
}

impl Backwards<'_> {
    /// Reads what lies before `held`; false at the beginning of the file.
    fn read_more(&mut self) -> io::Result<bool> {
        if self.start == 0 {
            return Ok(false);
        }
        let length = self.length.min(self.start);
        let mut more = vec![0; usize::try_from(length).expect("it is at most a few long lines")];
        self.audit.file.read_exact_at(&mut more, self.start - length)?;
        more.append(&mut self.held);
        self.held = more;
        self.start -= length;
        self.length = self.length.saturating_mul(2).min(16 << 20);
        Ok(true)
    }

    fn line(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        loop {
            let kept = self.held.iter().rposition(|byte| *byte != BREAK).map_or(0, |last| last + 1);
            self.held.truncate(kept);
            if kept == 0 {
                if !self.read_more()? {
                    return Ok(None);
                }
                continue;
            }
            match self.held.iter().rposition(|byte| *byte == BREAK) {
                Some(before) => {
                    let line = self.held.split_off(before + 1);
                    self.length = READ;
                    return Ok(Some((self.start + before as u64 + 1, line)));
                }
                None if !self.read_more()? => return Ok(Some((0, std::mem::take(&mut self.held)))),
                None => {}
            }
        }
    }
}

impl Iterator for Backwards<'_> {
    type Item = Result<(u64, Vec<u8>), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line().map_err(|source| StoreError::io(&self.audit.path, source)).transpose()
    }
}

/// See [`AuditFile::forwards`].
pub(crate) struct Forwards {
    reader: BufReader<File>,
    path: PathBuf,
    start: u64,
}

impl Iterator for Forwards {
    type Item = Result<(u64, Vec<u8>), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        loop {
            let start = self.start;
            match self.reader.read_until(BREAK, &mut line) {
                Ok(0) => return None,
                Ok(length) => self.start += length as u64,
                Err(source) => return Some(Err(StoreError::io(&self.path, source))),
            }
            if line.last() == Some(&BREAK) {
                line.pop();
            }
            if !line.is_empty() {
                return Some(Ok((start, line)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

    use std::fs;

    use super::*;

    fn lines(audit: &AuditFile) -> Vec<(u64, String)> {
        let line = |line: Result<(u64, Vec<u8>), StoreError>| {
            let (start, bytes) = line.unwrap();
            (start, String::from_utf8(bytes).unwrap())
        };
        audit.backwards().map(line).collect()
    }

    #[test]
    fn lines_are_read_back_from_the_last_to_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let mut audit = AuditFile::open(&path).unwrap();
        assert_eq!(lines(&audit), []);
        audit.append(b"one\n").unwrap();
        audit.append(b"two\nthree\n").unwrap();
        let expected = [(8, "three"), (4, "two"), (0, "one")].map(|(start, line)| (start, line.to_owned()));
        assert_eq!(lines(&audit), expected);
        let padded = fs::read(&path).unwrap();
        assert!(padded.len() > AHEAD, "it is filled ahead");
        assert!(padded[14..].iter().all(|byte| *byte == BREAK));

        // As after a kill: the filling is still there.
        fs::write(folder.path().join("killed"), &padded).unwrap();
        let mut killed = AuditFile::open(&folder.path().join("killed")).unwrap();
        assert_eq!(lines(&killed), expected);
        killed.append(b"four\n").unwrap();
        assert_eq!(lines(&killed)[0], (14, "four".to_owned()));
        let forwards = AuditFile::forwards(killed.path(), 4).unwrap().map(Result::unwrap);
        let mut forwards: Vec<_> = forwards.collect();
        forwards.reverse();
        assert!(
            lines(&killed)
                .iter()
                .map(|(start, line)| (*start, line.clone().into_bytes()))
                .take(3)
                .eq(forwards)
        );
        drop(audit);
        assert_eq!(fs::read(&path).unwrap(), b"one\ntwo\nthree\n", "closed, it ends with its last line");
    }

    #[test]
    fn lines_longer_than_a_read_are_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut audit = AuditFile::open(&folder.path().join("audit.jsonl")).unwrap();
        let long = "가".repeat(READ as usize);
        let longer = "나".repeat(3 * READ as usize);
        audit.append(format!("{long}\n{longer}\nshort\n").as_bytes()).unwrap();
        let found: Vec<String> = lines(&audit).into_iter().map(|(_, line)| line).collect();
        assert_eq!(found, ["short".to_owned(), longer, long]);
    }

    #[test]
    fn what_is_cut_is_kept_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        fs::write(&path, b"one\n\n\n{\"torn").unwrap();
        let mut audit = AuditFile::open(&path).unwrap();
        let (start, torn) = lines(&audit)[0].clone();
        assert_eq!((start, torn.as_str()), (6, "{\"torn"));
        audit.cut(start).unwrap();
        audit.append(b"two\n").unwrap();
        drop(audit);
        assert_eq!(fs::read(&path).unwrap(), b"one\n\n\ntwo\n");
        assert_eq!(fs::read(folder.path().join("audit.cut")).unwrap().trim_ascii_end(), b"{\"torn");
    }
}
