//! The judge: opens what is left as the product does, then reads all of it and compares it with what was told.

use crate::{
    Outcome,
    house::{House, PHRASES, now, typed, whole_story},
    told::{Opener, Told},
};
use mapae_domain::{Draft, ExpiryDraft, Period, TokenId};
use mapae_service::{Copying, OpenError, Recovery, ServiceError, issue_token};
use mapae_store::{
    ChainKey, ChainReport, EventKind, SledStore, Store, StoreError, StorePlace, verify_audit_file,
};
use mapae_vault::{Opened, Start, Vault, VaultError};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{self, ExitCode},
};

/// What came of it.
enum Verdict {
    Whole(String),
    /// The audit file did not verify, was named, and was mended from the database at the next opening.
    Mended(String),
    /// The registry was not opened, and this is what it said.
    Refused(String),
    Lost(String),
}

pub(crate) fn check(home: &Path, told: &Path) -> ExitCode {
    match judge(home, told) {
        Ok(Verdict::Whole(figures)) => {
            println!("whole {figures}");
            ExitCode::SUCCESS
        }
        Ok(Verdict::Mended(figures)) => {
            println!("mended {figures}");
            ExitCode::from(4)
        }
        Ok(Verdict::Refused(words)) => {
            println!("refused {words}");
            ExitCode::from(2)
        }
        Ok(Verdict::Lost(what)) => {
            println!("lost {what}");
            ExitCode::FAILURE
        }
        Err(error) => {
            println!("lost: it could not be judged: {}", whole_story(&*error));
            ExitCode::FAILURE
        }
    }
}

fn judge(home: &Path, told: &Path) -> Outcome<Verdict> {
    let told = Told::parse(&fs::read_to_string(told)?)?;
    let house = House::below(home)?;
    // First as the product does, with all its ways to recover; a new token shows that it works again.
    let registry = match house.open() {
        Ok(registry) => registry,
        Err(error) => return Ok(Verdict::Refused(named(&error))),
    };
    let recovery = recovery(registry.recovery());
    let issued = issue_token(&registry, &draft(), Copying::Kept, now());
    let works = match issued {
        Ok(_) => "",
        // Nothing is wrong with a registry on a full disk.
        Err(ServiceError::Store(StoreError::DiskFull { .. })) => ", full",
        // Before the catalogue came there is nothing to tick.
        Err(ServiceError::DraftRefused(_)) => "",
        Err(error) => return Ok(Verdict::Lost(format!("nothing can be issued: {}", whole_story(&error)))),
    };
    drop(registry);

    let vault = match open_vault(&house, &told.openers)? {
        Ok(vault) => vault,
        Err(lost) => return Ok(Verdict::Lost(lost)),
    };
    let place = StorePlace { database: &house.database(), audit_file: &house.audit_file(), acknowledged: 0 };
    let store = match SledStore::open(place) {
        Err(error @ StoreError::DiskFull { .. }) => return Ok(Verdict::Refused(named(&error.into()))),
        opened => opened?,
    };
    let mut found = Found { house: &house, told: &told, vault, lost: Vec::new() };
    found.tokens(&store)?;
    let events = found.events(&store)?;
    if !found.lost.is_empty() {
        let first: Vec<_> = found.lost.iter().take(5).cloned().collect();
        return Ok(Verdict::Lost(format!("{} things: {}", found.lost.len(), first.join("; "))));
    }
    let (tokens, healed) = (store.len()?, store.healed().len());
    let told = told.issued.len();
    let figures = format!(
        "{told} acknowledged of {tokens} tokens, {events} events, {recovery}, {healed} healed{works}"
    );
    let key = ChainKey::from(found.vault.chain_key());
    let verify = || verify_audit_file(&house.audit_file(), &key);
    let whole = ChainReport::Intact { events };
    if verify()? == whole {
        return Ok(Verdict::Whole(figures));
    }
    // As whoever finds it does.
    store.suspect();
    drop(store);
    drop(SledStore::open(place)?);
    Ok(match verify()? {
        report if report == whole => Verdict::Mended(figures),
        report => Verdict::Lost(format!("the audit file: {report:?}")),
    })
}

/// The errors that name what is wrong begin with a word for it.
fn named(error: &OpenError) -> String {
    let name = match error {
        OpenError::Store(StoreError::DiskFull { .. }) | OpenError::Vault(VaultError::DiskFull { .. }) => {
            "full"
        }
        OpenError::Store(StoreError::Damaged { .. } | StoreError::AuditDamaged { .. }) => "damaged",
        OpenError::Store(StoreError::Diverged { .. }) | OpenError::RolledBack { .. } => "rolled-back",
        OpenError::Store(StoreError::NewerFormat { .. }) => "newer",
        OpenError::Vault(_) => "keys",
        _ => "other",
    };
    format!("{name}: {}", whole_story(error))
}

fn recovery(recovery: &Recovery) -> &'static str {
    match recovery {
        Recovery::NotNeeded => "as it was",
        Recovery::Reconciled(_) => "reconciled",
        Recovery::WithoutSnapshot { .. } => "without its snapshot",
        Recovery::Rebuilt { .. } => "rebuilt",
        Recovery::FromBackup(_) => "from a backup",
    }
}

/// Opens the vault by one of what was told; which one it was must be among them.
fn open_vault(house: &House, openers: &[Opener]) -> Outcome<Result<Vault, String>> {
    let (vault, opener) = match Vault::open(house.keys(), false, Start::Unlocked)? {
        Opened::Unlocked(vault) => (vault, Opener::KeyFile),
        Opened::Locked(locked) => {
            let tried = PHRASES.iter().enumerate();
            let opened =
                tried.map(|(number, phrase)| (locked.unlock_with_passphrase(&typed(phrase)), number));
            let opened =
                opened.filter_map(|(opened, number)| opened.ok().map(|vault| (vault, number))).next();
            match opened {
                Some((vault, number)) => (vault, Opener::Phrase(number)),
                None => return Ok(Err("no passphrase opens the vault".to_owned())),
            }
        }
    };
    Ok(match openers.contains(&opener) {
        true => Ok(vault),
        false => Err(format!("{opener} opens the vault, not one of {openers:?}")),
    })
}

struct Found<'a> {
    house: &'a House,
    told: &'a Told,
    vault: Vault,
    lost: Vec<String>,
}

impl Found<'_> {
    /// Every token that was told is there, and every copy opens and is the one that was issued.
    fn tokens(&mut self, store: &SledStore) -> Outcome {
        let mut present = BTreeMap::new();
        let mut quarantined = Vec::new();
        store.each_token(&mut |token| match token {
            Ok(stored) => drop(present.insert(stored.token.id, stored)),
            Err(bad) => quarantined.push(format!("the record of {} is quarantined: {}", bad.id, bad.reason)),
        })?;
        self.lost.extend(quarantined);
        for (id, stored) in &present {
            let sealed = if stored.copy_once { self.once(*id) } else { stored.sealed.clone() };
            let digest = stored.token.credential.digest;
            match sealed.map(|sealed| self.vault.open_token(*id, &sealed)) {
                Some(Ok(secret)) if secret.digest() == digest => {}
                Some(Ok(_)) => self.lost.push(format!("the copy of {id} is another token's")),
                Some(Err(error)) => self.lost.push(format!("the copy of {id}: {}", whole_story(&error))),
                None => self.lost.push(format!("the copy of {id} is gone")),
            }
            if store.id_by_name(&stored.token.name.key())? != Some(*id) {
                self.lost.push(format!("the name of {id} does not lead to it"));
            }
            if store.id_by_digest(&digest)? != Some(*id) {
                self.lost.push(format!("the digest of {id} does not lead to it"));
            }
        }
        for (id, (digest, once)) in &self.told.issued {
            match present.get(id) {
                None => self.lost.push(format!("token {id}")),
                Some(stored) => {
                    let same = hex::encode(stored.token.credential.digest.as_bytes()) == *digest;
                    if !same || stored.copy_once != *once {
                        self.lost.push(format!("token {id} is another one"));
                    }
                }
            }
        }
        Ok(())
    }

    /// The chain holds, and every copy that was told has its event; how many events there are.
    fn events(&mut self, store: &SledStore) -> Outcome<u64> {
        let key = ChainKey::from(self.vault.chain_key());
        let report = store.verify_chain(1, &key)?;
        if !matches!(report, ChainReport::Intact { .. }) {
            self.lost.push(format!("the chain: {report:?}"));
        }
        let head = store.chain_head()?.sequence;
        let mut copied: BTreeMap<TokenId, usize> = BTreeMap::new();
        let mut from = 1;
        while from <= head {
            for event in store.events(from, 500)? {
                let event =
                    event.map_err(|damaged| format!("event {}: {}", damaged.sequence, damaged.reason))?;
                from = event.sequence + 1;
                if let (EventKind::TokenCopied, Some(id)) = (event.kind, event.token) {
                    *copied.entry(id).or_default() += 1;
                }
            }
        }
        for (id, times) in &self.told.copied {
            if copied.get(id).is_none_or(|found| found < times) {
                self.lost.push(format!("that {id} was copied"));
            }
        }
        Ok(head)
    }

    fn once(&self, id: TokenId) -> Option<Vec<u8>> {
        fs::read(self.house.state.join("once").join(id.to_string())).ok()
    }
}

fn draft() -> Draft {
    Draft {
        name: format!("check {} {}", process::id(), now().timestamp_micros()),
        description: String::new(),
        expiry: ExpiryDraft::Never,
        allow: Vec::new(),
        block: Vec::new(),
        limit_count: String::new(),
        limit_period: Period::Total,
        scopes: vec!["build-create".to_owned()],
    }
}
