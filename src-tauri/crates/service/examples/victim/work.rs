//! Work without an end, on several threads at once, and a line for whatever is acknowledged.

use crate::{
    Outcome,
    house::{House, PHRASES, instant, new_phrase, now, typed, whole_story},
    told::{Line, Opener},
};
use mapae_domain::{Draft, ExpiryDraft, Period, TokenId};
use mapae_service::{
    Copying, Registry, ServiceError, copy_token, issue_token, load_sample_catalogue, rotate_data_key,
    set_passphrase, use_key_file,
};
use mapae_store::StoreError;
use mapae_vault::{Cost, TypedForRotation};
use std::{
    io::{self, Read},
    ops::ControlFlow,
    path::Path,
    process,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
    time::Duration,
};

const ISSUERS: u32 = 3;
/// Each as many tokens as an hour brings.
const NETWORKS: usize = 12;
/// So that a full disk is not asked a thousand times a second.
const PAUSE: Duration = Duration::from_millis(5);

/// Works until `tokens` were issued, or until standard input ends, or until it is killed.
pub(crate) fn work(home: &Path, tokens: Option<u32>) -> Outcome {
    let registry = House::below(home)?.open()?;
    let worker = Worker { registry, ended: AtomicBool::new(false), issued: AtomicU32::new(0), tokens };
    if tokens.is_none() {
        // Not joined: it may wait for ever.
        let end = &*Box::leak(Box::new(AtomicBool::new(false)));
        thread::spawn(|| {
            io::stdin().read_to_end(&mut Vec::new()).unwrap_or_default();
            end.store(true, Ordering::Relaxed);
        });
        return worker.run(end);
    }
    worker.run(&AtomicBool::new(false))
}

struct Worker {
    registry: Registry,
    ended: AtomicBool,
    issued: AtomicU32,
    tokens: Option<u32>,
}

impl Worker {
    fn run(&self, end: &AtomicBool) -> Outcome {
        let catalogue = || load_sample_catalogue(&self.registry, now()).map(drop);
        while !self.ended(end) && !self.carry_out(catalogue)? {}
        thread::scope(|scope| {
            let issuers = (0..ISSUERS).map(|number| scope.spawn(move || self.issue(number, end)));
            let mut threads: Vec<_> = issuers.collect();
            threads.push(scope.spawn(|| self.change_keys(end)));
            threads.into_iter().try_for_each(|thread| thread.join().expect("a panic ends the process"))
        })
    }

    fn ended(&self, end: &AtomicBool) -> bool {
        let enough = self.tokens.is_some_and(|tokens| self.issued.load(Ordering::Relaxed) >= tokens);
        enough || end.load(Ordering::Relaxed) || self.ended.load(Ordering::Relaxed)
    }

    /// True where it was done, false where it was refused as it may be.
    fn carry_out(&self, change: impl FnOnce() -> Result<(), ServiceError>) -> Outcome<bool> {
        let Err(error) = change() else { return Ok(true) };
        let refused = match &error {
            ServiceError::Store(StoreError::DiskFull { .. }) => Line::Full,
            ServiceError::Vault(mapae_vault::VaultError::DiskFull { .. }) => Line::Full,
            ServiceError::File(source) if source.kind() == io::ErrorKind::StorageFull => Line::Full,
            ServiceError::Store(StoreError::Damaged { .. } | StoreError::SyncFailed { .. }) => Line::Damaged,
            _ => {
                self.ended.store(true, Ordering::Relaxed);
                return Err(whole_story(&error).into());
            }
        };
        refused.tell()?;
        thread::sleep(PAUSE);
        Ok(false)
    }

    fn issue(&self, number: u32, end: &AtomicBool) -> Outcome {
        let mut count = 0u32;
        while !self.ended(end) {
            count += 1;
            let draft = draft(format!("victim {} {number} {count}", process::id()));
            let copying = if count.is_multiple_of(8) { Copying::Once } else { Copying::Kept };
            let mut issued = None;
            self.carry_out(|| {
                issued = Some(issue_token(&self.registry, &draft, copying, now())?);
                Ok(())
            })?;
            let Some(issued) = issued else { continue };
            let (id, digest) = (issued.token.id, hex::encode(issued.token.credential.digest.as_bytes()));
            Line::Issued { id, digest, once: copying == Copying::Once }.tell()?;
            self.issued.fetch_add(1, Ordering::Relaxed);
            if count.is_multiple_of(3) && copying == Copying::Kept {
                self.copy(id)?;
            }
        }
        Ok(())
    }

    fn copy(&self, id: TokenId) -> Outcome {
        let copied = self.carry_out(|| copy_token(&self.registry, id, now()).map(drop))?;
        if copied {
            Line::Copied(id).tell()?;
        }
        Ok(())
    }

    /// A passphrase, another one, another data key, the key file again, another data key, and so on.
    fn change_keys(&self, end: &AtomicBool) -> Outcome {
        while !self.ended(end) {
            self.rotate(end)?;
            self.use_key_file()?;
            self.set_phrase(0)?;
            self.set_phrase(1)?;
        }
        Ok(())
    }

    fn set_phrase(&self, number: usize) -> Outcome {
        let (opener, new) = (Opener::Phrase(number), new_phrase(PHRASES[number]));
        Line::Tries(opener).tell()?;
        let done = self.with_the_phrase(|present| {
            let (present, cost) = (present.map(typed), Cost::next_to_nothing());
            set_passphrase(&self.registry, present.as_ref(), &new, cost, (now(), instant()))
        })?;
        if done {
            Line::Opens(opener).tell()?;
        }
        Ok(())
    }

    fn use_key_file(&self) -> Outcome {
        Line::Tries(Opener::KeyFile).tell()?;
        let done = self.with_the_phrase(|phrase| {
            use_key_file(&self.registry, phrase.map(typed).as_ref(), (now(), instant()))
        })?;
        if done {
            Line::Opens(Opener::KeyFile).tell()?;
        }
        Ok(())
    }

    fn rotate(&self, end: &AtomicBool) -> Outcome {
        let mut finished = false;
        let done = self.with_the_phrase(|phrase| {
            let passphrase = phrase.map(typed);
            let words = TypedForRotation { passphrase: passphrase.as_ref(), recovery_key: None };
            let go_on =
                |_, _| if self.ended(end) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            finished = rotate_data_key(&self.registry, words, now(), go_on)?.finished;
            Ok(())
        })?;
        if done && finished {
            Line::Rotated.tell()?;
        }
        Ok(())
    }

    /// Does it with the passphrase that is the present one, where there is one. Which one is not known: a kill may
    /// have come anywhere, and a full disk too.
    fn with_the_phrase(
        &self,
        mut change: impl FnMut(Option<&str>) -> Result<(), ServiceError>,
    ) -> Outcome<bool> {
        if !self.registry.protectors().passphrase {
            return self.carry_out(|| change(None));
        }
        let [first, second] = PHRASES;
        match change(Some(first)) {
            Err(ServiceError::Vault(mapae_vault::VaultError::WrongPassphrase)) => {
                self.carry_out(|| change(Some(second)))
            }
            other => self.carry_out(|| other),
        }
    }
}

/// With as much in it as a careful administrator types.
fn draft(name: String) -> Draft {
    Draft {
        name,
        description: "야간 배치가 빌드를 만들고 로그를 읽어요. 담당: 플랫폼팀".to_owned(),
        expiry: ExpiryDraft::Never,
        allow: (0..NETWORKS).map(|number| format!("10.0.{number}.0/24 사무실")).collect(),
        block: vec!["10.0.3.7".to_owned()],
        limit_count: "1,000".to_owned(),
        limit_period: Period::Day,
        scopes: vec!["build-create".to_owned()],
    }
}
