//! Verb: make a backup of the registry as it is.
//!
//! The audit file is read while it grows. What is in a backup must be in the registry for good, so the file is synced
//! once more after the last line was read: then a power cut takes none of them away, acknowledged or not.

use super::{
    Backup, BackupError,
    files::{self, FolderLock, Unfinished, at},
    form::{Header, usage_line},
    identity::Seal,
    keep::discard_oldest,
    name::{Stamp, folder},
    room::{self, Watched},
};
use crate::{Registry, head::HeadFile};
use age::{Encryptor, stream::StreamWriter};
use chrono::{DateTime, Utc};
use mapae_store::{ChainHead, parse_audit_line, read_audit_lines};
use mapae_vault::copy_of_manifest;
use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

/// Makes a backup in `backups` in the state folder, and takes the oldest away where there are more than ten. Durable
/// when it returns.
///
/// # Errors
/// Locked; an audit file that does not hold; a disk that would be left with less than twice the backup's size.
pub fn back_up(registry: &Registry, now: DateTime<Utc>) -> Result<Backup, BackupError> {
    let taken = Taken::of(registry)?;
    taken.write(registry, &folder(&registry.state), now, &AtomicBool::new(false))
}

/// What goes into a backup, fixed at one moment.
pub(super) struct Taken {
    seal: Seal,
    keys: Vec<u8>,
    head: ChainHead,
}

impl Taken {
    /// The head and the keys are of one moment, between two changes of the data key: the keys open all that was sealed
    /// until then.
    pub(super) fn of(registry: &Registry) -> Result<Self, BackupError> {
        let vault = registry.vault()?;
        Self::with(registry, Seal::of(&vault))
    }

    /// With a seal that was kept since the registry was locked: the data key can't have changed.
    pub(super) fn with(registry: &Registry, seal: Seal) -> Result<Self, BackupError> {
        let head = registry.store.chain_head()?;
        let keys = copy_of_manifest(&registry.state, seal.key_id)?;
        Ok(Self { seal, keys, head })
    }

    /// Writes the pair of files in `folder`.
    pub(super) fn write(
        self,
        registry: &Registry,
        folder: &Path,
        now: DateTime<Utc>,
        stop: &AtomicBool,
    ) -> Result<Backup, BackupError> {
        files::make_folder(folder)?;
        let _lock = FolderLock::wait(folder)?;
        files::clear_unfinished(folder).map_err(at(folder))?;
        let mut writing =
            Writing { registry, folder, audit_file: registry.audit_file(), now, stop, taken: self };
        let acknowledged = HeadFile::read(&registry.state).map_err(at(&registry.state))?;
        // Where none was kept nothing was changed since opening, and so nothing is on its way.
        let acknowledged = acknowledged.unwrap_or(writing.taken.head).sequence;
        loop {
            match writing.attempt()? {
                Attempt::Whole(backup) => {
                    discard_oldest(folder);
                    return Ok(backup);
                }
                // Linked into the chain, but not in the file yet: a backup of what is there already.
                Attempt::EndsAt(head) if head.sequence >= acknowledged => writing.taken.head = head,
                Attempt::EndsAt(head) => {
                    return Err(BackupError::AuditBroken { sequence: head.sequence + 1 });
                }
            }
        }
    }
}

impl Registry {
    pub(super) fn audit_file(&self) -> PathBuf {
        self.state.join("audit.jsonl")
    }
}

struct Writing<'a> {
    registry: &'a Registry,
    folder: &'a Path,
    audit_file: PathBuf,
    now: DateTime<Utc>,
    stop: &'a AtomicBool,
    taken: Taken,
}

enum Attempt {
    Whole(Backup),
    /// The audit file does not hold, or not yet, what comes after this event.
    EndsAt(ChainHead),
}

type Output = StreamWriter<Watched<BufWriter<File>>>;

impl Writing<'_> {
    fn attempt(&self) -> Result<Attempt, BackupError> {
        let Taken { seal, keys, head } = &self.taken;
        let length = fs::metadata(&self.audit_file).map_err(at(&self.audit_file))?.len();
        room::check(self.folder, length)?;
        let stamp = Stamp::new(self.folder, head.sequence, self.now).map_err(at(self.folder))?;
        let path = self.folder.join(stamp.history());
        let (unfinished, file) = Unfinished::create(&path)?;
        let to_disk = at(&path);
        let encryptor = Encryptor::with_recipients(std::iter::once(&seal.recipient as &dyn age::Recipient))
            .expect("one recipient is enough, and agrees with itself");
        let output = Watched::new(BufWriter::with_capacity(1 << 20, file), self.folder);
        let mut output = encryptor.wrap_output(output).map_err(&to_disk)?;
        let highest_time = self.registry.store.high_water()?.map(|mark| mark.highest());
        let header = Header { made_at: self.now, head: *head, highest_time };
        output.write_all(&header.to_line()).map_err(&to_disk)?;
        let reached = self.write_events(&mut output, &path)?;
        if reached.sequence < head.sequence {
            return Ok(Attempt::EndsAt(reached));
        }
        self.write_usages(&mut output, &path)?;
        let output = output.finish().map_err(&to_disk)?;
        let bytes = output.written();
        let file = output.into_inner().into_inner().map_err(|error| to_disk(error.into_error()))?;
        // The keys first: whatever is called a backup can be opened.
        files::write(&self.folder.join(stamp.keys()), keys)?;
        unfinished.finish(&file)?;
        Ok(Attempt::Whole(stamp.backup(bytes)))
    }

    /// The lines up to the head; fewer where the file ends before, or with a line that is being written.
    fn write_events(&self, output: &mut Output, path: &Path) -> Result<ChainHead, BackupError> {
        let mut reached = ChainHead::EMPTY;
        let head = self.taken.head;
        if head == reached {
            return Ok(reached);
        }
        let broken = |reached: ChainHead| BackupError::AuditBroken { sequence: reached.sequence + 1 };
        let mut lines = read_audit_lines(&self.audit_file)?;
        while let Some(line) = lines.next() {
            let mut line = line?;
            let follows = parse_audit_line(&line)
                .ok()
                .filter(|event| event.sequence == reached.sequence + 1 && event.previous_mac == reached.mac);
            let Some(event) = follows else {
                return if lines.next().is_none() { Ok(reached) } else { Err(broken(reached)) };
            };
            let next = ChainHead { sequence: event.sequence, mac: event.mac };
            if next.sequence == head.sequence && next != head {
                return Err(broken(reached));
            }
            reached = next;
            line.push(b'\n');
            output.write_all(&line).map_err(at(path))?;
            if self.stop.load(Ordering::Relaxed) {
                return Err(BackupError::Stopped);
            }
            if reached == head {
                files::sync(&self.audit_file).map_err(at(&self.audit_file))?;
                return Ok(reached);
            }
        }
        Ok(reached)
    }

    fn write_usages(&self, output: &mut Output, path: &Path) -> Result<(), BackupError> {
        let mut written = Ok(());
        self.registry.store.each_usage(&mut |token, usage| {
            if written.is_ok() {
                written = output.write_all(&usage_line(token, &usage));
            }
        })?;
        Ok(written.map_err(at(path))?)
    }
}
