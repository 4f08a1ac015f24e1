//! Reading a backup, line by line: whatever its length, one line is in memory.

use super::{
    error::RestoreError,
    files::at,
    form::{BadLine, Header, parse_usage},
};
use age::{DecryptError, Decryptor, stream::StreamReader, x25519::Identity};
use mapae_domain::{TokenId, Usage};
use mapae_store::{ChainHead, ChainKey, StoreError, check_audit_line};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

/// Bytes of the longest line that is believed. The longest event that the store takes is a line of some 6 MiB.
const LONGEST_LINE: u64 = 16 << 20;
const BREAK: u8 = b'\n';

/// An open backup: first its events are to be had, then its usages.
pub(super) struct BackupReader {
    path: PathBuf,
    header: Header,
    lines: BufReader<StreamReader<BufReader<File>>>,
    /// The event that was read last.
    reached: ChainHead,
    line: Vec<u8>,
}

/// Why a backup can't be read.
#[derive(Debug)]
pub(super) enum ReadError {
    NotFound(PathBuf),
    /// Made for none of the keys at hand.
    OtherKeys,
    Damaged(String),
    Newer,
    Disk(StoreError),
}

impl BackupReader {
    /// Opens it with whichever of the keys fits.
    pub(super) fn open(path: &Path, identities: &[Identity]) -> Result<Self, ReadError> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::NotFound(path.to_path_buf()),
            _ => ReadError::Disk(at(path)(error)),
        })?;
        let refused = |error| ReadError::of_age(path, error);
        let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(refused)?;
        let identities = identities.iter().map(|identity| identity as &dyn age::Identity);
        let stream = decryptor.decrypt(identities).map_err(refused)?;
        let mut lines = BufReader::with_capacity(1 << 20, stream);
        let mut line = Vec::new();
        if !next_line(&mut lines, &mut line, path)? {
            return Err(ReadError::Damaged("it has no header".to_owned()));
        }
        let header = Header::from_line(&line).map_err(|bad| ReadError::of_line(bad, "its header"))?;
        Ok(Self { path: path.to_path_buf(), header, lines, reached: ChainHead::EMPTY, line })
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// The next event's line, without its line break, verified, and its place in the chain; none after the last.
    pub(super) fn next_event(&mut self, key: &ChainKey) -> Result<Option<(&[u8], ChainHead)>, ReadError> {
        if self.reached.sequence == self.header.head.sequence {
            let whole = self.reached == self.header.head;
            return if whole {
                Ok(None)
            } else {
                Err(self.damaged("its last event is not the one it names"))
            };
        }
        if !next_line(&mut self.lines, &mut self.line, &self.path)? {
            return Err(self.damaged("it ends early"));
        }
        match check_audit_line(&self.line, self.reached, key) {
            Ok(reached) => self.reached = reached,
            Err(flaw) => return Err(self.damaged(&format!("{flaw:?}"))),
        }
        Ok(Some((&self.line, self.reached)))
    }

    /// The next usage, once all events are read; none after the last.
    pub(super) fn next_usage(&mut self) -> Result<Option<(TokenId, Usage)>, ReadError> {
        if !next_line(&mut self.lines, &mut self.line, &self.path)? {
            return Ok(None);
        }
        let usage = parse_usage(&self.line).map_err(|bad| ReadError::of_line(bad, "a usage"))?;
        Ok(Some(usage))
    }

    fn damaged(&self, what: &str) -> ReadError {
        ReadError::Damaged(format!("after event {}: {what}", self.reached.sequence))
    }
}

/// False at the end, which is proven: age seals the last part of a file as the last.
fn next_line(lines: &mut impl BufRead, line: &mut Vec<u8>, path: &Path) -> Result<bool, ReadError> {
    line.clear();
    let read = lines.by_ref().take(LONGEST_LINE).read_until(BREAK, line);
    read.map_err(|error| ReadError::of_stream(path, error))?;
    match line.pop() {
        None => Ok(false),
        Some(BREAK) => Ok(true),
        Some(_) => Err(ReadError::Damaged("a line without an end".to_owned())),
    }
}

impl ReadError {
    fn of_age(path: &Path, error: DecryptError) -> Self {
        match error {
            DecryptError::NoMatchingKeys => Self::OtherKeys,
            DecryptError::Io(error) => Self::of_stream(path, error),
            other => Self::Damaged(other.to_string()),
        }
    }

    fn of_stream(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Disk(at(path)(error)),
        }
    }

    fn of_line(bad: BadLine, what: &str) -> Self {
        match bad {
            BadLine::Newer => Self::Newer,
            BadLine::Damaged => Self::Damaged(format!("{what} does not read")),
        }
    }
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> Self {
        Self::Disk(error)
    }
}

impl From<ReadError> for RestoreError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound(path) => Self::NotFound { path },
            ReadError::OtherKeys => Self::Unreadable { detail: "made for other keys".to_owned() },
            ReadError::Damaged(detail) => Self::Unreadable { detail },
            ReadError::Newer => Self::NewerFormat,
            ReadError::Disk(error) => Self::Store(error),
        }
    }
}
