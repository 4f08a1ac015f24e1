//! A registry in a folder of each test's own, with the real store and the real vault.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "a fixture that can't be made fails its test")]

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_domain::{Draft, Edit, Expiry, ExpiryDraft, Limit, Period, Token};
use mapae_service::{OpenError, Place, Registry, load_sample_catalogue, open};
use mapae_vault::{KeyringChoice, Start};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A Tuesday in Seoul, ten in the morning.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-24T01:00:00Z".parse().unwrap()
}

pub(crate) struct House(pub(crate) TempDir);

impl House {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn open_as(&self, start: Start, now: DateTime<Utc>) -> Result<Registry, OpenError> {
        let (data, state) = (self.0.path().join("data"), self.0.path().join("state"));
        fs::create_dir_all(&data).unwrap();
        let (keyring, zone) = (KeyringChoice::Never, Tz::Asia__Seoul);
        open(Place { data: &data, state: &state, keyring, start, zone, actor: "관리자" }, now)
    }

    pub(crate) fn open_at(&self, now: DateTime<Utc>) -> Result<Registry, OpenError> {
        self.open_as(Start::Unlocked, now)
    }

    /// With a catalogue to tick from.
    pub(crate) fn open(&self) -> Registry {
        let registry = self.open_at(now()).unwrap();
        load_sample_catalogue(&registry, now()).unwrap();
        registry
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

/// What the edit form shows of a token.
pub(crate) fn as_shown(token: &Token) -> Edit {
    let (limit_count, limit_period) = match token.limit {
        Limit::Unlimited => (String::new(), Period::Total),
        Limit::Max { count, period } => (count.to_string(), period),
    };
    let texts = |entries: &[mapae_domain::IpEntry]| entries.iter().map(ToString::to_string).collect();
    Edit {
        description: token.description.as_str().to_owned(),
        expiry: match token.expiry {
            Expiry::Never => ExpiryDraft::Never,
            Expiry::On(day) => ExpiryDraft::On(day.date().to_string()),
        },
        allow: texts(token.allow.entries()),
        block: texts(token.block.entries()),
        limit_count,
        limit_period,
        scopes: token.scopes.ids().iter().map(|id| id.as_str().to_owned()).collect(),
    }
}

pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
