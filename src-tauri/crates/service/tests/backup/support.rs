//! A registry in a folder of a test's own, with the real store and the real vault.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "a fixture that can't be made fails its test")]

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use mapae_domain::{Draft, ExpiryDraft, Period, TokenId, Usage};
use mapae_service::{
    Copying, OpenError, Place, Proof, Query, Registry, copy_token, issue_token, list_tokens,
    load_sample_catalogue, open, unlock,
};
use mapae_store::{SledStore, Store, StorePlace};
use mapae_vault::{
    Cost, KeyPlace, KeyringChoice, NewPassphrase, Opened, Passphrase, RecoveryKey, Start, Vault, Zeroizing,
};
use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
    time::Instant,
};
use tempfile::TempDir;

/// A Tuesday in Seoul, ten in the morning.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-24T01:00:00Z".parse().unwrap()
}

pub(crate) fn later(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

pub(crate) fn typed(text: &str) -> Passphrase {
    Passphrase::typed(Zeroizing::new(text.to_owned())).unwrap()
}

/// What a registry is to its owner: the tokens by name, and what each opens to.
pub(crate) type Tokens = BTreeMap<String, (TokenId, String)>;

/// Data and state folders.
pub(crate) struct House(TempDir);

impl House {
    pub(crate) fn new() -> House {
        House(TempDir::new().unwrap())
    }

    /// As a copy of the disk: what is done to it is not done to the other.
    pub(crate) fn copy(&self) -> House {
        let copy = House::new();
        copy_folder(self.0.path(), copy.0.path());
        copy
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.0.path().join("state")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data().join("registry")
    }

    pub(crate) fn audit_file(&self) -> PathBuf {
        self.state().join("audit.jsonl")
    }

    /// A place of which the paths live as long as the test.
    pub(crate) fn with_place<T>(&self, start: Start, work: impl FnOnce(Place<'_>) -> T) -> T {
        let (data, state) = (self.data(), self.state());
        let (keyring, zone) = (KeyringChoice::Never, Tz::Asia__Seoul);
        work(Place { data: &data, state: &state, keyring, start, zone, actor: "관리자" })
    }

    pub(crate) fn try_open(&self) -> Result<Registry, OpenError> {
        self.with_place(Start::Unlocked, |place| open(place, now()))
    }

    /// With a catalogue to tick from.
    pub(crate) fn open(&self) -> Registry {
        let registry = self.try_open().unwrap();
        load_sample_catalogue(&registry, now()).unwrap();
        registry
    }

    /// A closed one with these tokens.
    pub(crate) fn with_tokens(names: &[&str]) -> (House, Tokens) {
        let house = House::new();
        let tokens = issue_all(&house.open(), names);
        (house, tokens)
    }

    /// The vault alone, as where the store does not open.
    pub(crate) fn vault(&self) -> Vault {
        let state = self.state();
        Vault::open_or_create(KeyPlace { state_folder: &state, keyring: KeyringChoice::Never }, false)
            .unwrap()
    }

    pub(crate) fn set_passphrase(&self, text: &str) {
        let new = NewPassphrase::new(typed(text)).unwrap();
        self.vault().set_passphrase(&new, Cost::next_to_nothing()).unwrap();
    }

    /// The same, where it takes a passphrase.
    pub(crate) fn vault_with(&self, passphrase: &str) -> Vault {
        let state = self.state();
        let keys = KeyPlace { state_folder: &state, keyring: KeyringChoice::Never };
        match Vault::open(keys, false, Start::Locked).unwrap() {
            Opened::Unlocked(vault) => vault,
            Opened::Locked(locked) => locked.unlock_with_passphrase(&typed(passphrase)).unwrap(),
        }
    }

    pub(crate) fn change_passphrase(&self, old: &str, new: &str) {
        let new = NewPassphrase::new(typed(new)).unwrap();
        self.vault_with(old).set_passphrase(&new, Cost::next_to_nothing()).unwrap();
    }

    /// Opened and unlocked.
    pub(crate) fn open_with(&self, passphrase: &str) -> Registry {
        let registry = self.try_open().unwrap();
        unlock(&registry, &Proof::Passphrase(typed(passphrase)), now(), Instant::now()).unwrap();
        registry
    }

    /// Of a closed one: no verb writes usages by itself.
    pub(crate) fn write_usage(&self, usages: &[(TokenId, Usage)]) {
        self.store().write_usage(usages).unwrap();
    }

    pub(crate) fn usage(&self, id: TokenId) -> Usage {
        self.store().usage(id).unwrap()
    }

    pub(crate) fn store(&self) -> SledStore {
        let (database, audit_file) = (self.database(), self.audit_file());
        let place = StorePlace { database: &database, audit_file: &audit_file, acknowledged: 0 };
        SledStore::open(place).unwrap()
    }

    /// The number of the newest event, of one that opens.
    pub(crate) fn newest_event(&self) -> u64 {
        self.store().chain_head().unwrap().sequence
    }

    pub(crate) fn files(&self) -> Vec<PathBuf> {
        files_below(self.0.path())
    }
}

pub(crate) fn draft(name: &str) -> Draft {
    Draft {
        name: name.to_owned(),
        description: String::new(),
        expiry: ExpiryDraft::Never,
        allow: Vec::new(),
        block: Vec::new(),
        limit_count: String::new(),
        limit_period: Period::Total,
        scopes: vec!["build-create".to_owned()],
    }
}

/// Issues them, and copies each once.
pub(crate) fn issue_all(registry: &Registry, names: &[&str]) -> Tokens {
    let issue = |name: &&str| {
        let id = issue_token(registry, &draft(name), Copying::Kept, now()).unwrap().token.id;
        ((*name).to_owned(), (id, copy_token(registry, id, now()).unwrap().expose().to_owned()))
    };
    names.iter().map(issue).collect()
}

/// All that are listed, each of them copied.
pub(crate) fn tokens(registry: &Registry) -> Tokens {
    let rows = list_tokens(registry, &Query::default(), 0, 1000, now()).unwrap().rows;
    let token = |id| copy_token(registry, id, now()).unwrap().expose().to_owned();
    rows.iter().map(|row| (row.token.name.to_string(), (row.token.id, token(row.token.id)))).collect()
}

/// Made, confirmed, and written down.
pub(crate) fn recovery_key_text(vault: &mut Vault) -> String {
    let text = vault.make_recovery_key().unwrap().expose().to_owned();
    let typed = RecoveryKey::typed(Zeroizing::new(text.clone())).unwrap();
    vault.confirm_recovery_key(&typed).unwrap();
    text
}

pub(crate) fn recovery_key(vault: &mut Vault) -> RecoveryKey {
    RecoveryKey::typed(Zeroizing::new(recovery_key_text(vault))).unwrap()
}

/// The key that opens backups, as the public `age` tool takes it.
pub(crate) fn age_identity(vault: &Vault) -> String {
    let prefix = bech32::Hrp::parse("AGE-SECRET-KEY-").unwrap();
    bech32::encode_upper::<bech32::Bech32>(prefix, vault.backup_key().expose()).unwrap()
}

/// What the `age` library alone makes of a file.
pub(crate) fn opened_with_age(path: &Path, identity: &str) -> String {
    let identity: age::x25519::Identity = identity.parse().unwrap();
    let decryptor = age::Decryptor::new(fs::File::open(path).unwrap()).unwrap();
    let mut plain = String::new();
    decryptor.decrypt(std::iter::once(&identity as _)).unwrap().read_to_string(&mut plain).unwrap();
    plain
}

pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    for file in files_below(from) {
        let copy = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(file, copy).unwrap();
    }
}

/// The same numbers at every run (xorshift64*, Vigna 2016).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) % end.max(1)
    }
}
