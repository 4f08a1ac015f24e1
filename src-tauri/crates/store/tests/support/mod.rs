//! Tokens, events and stores for tests. Everything follows from a number, so that a failure can be repeated.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "a fixture that can't be made fails its test")]

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use mapae_domain::{
    AllowList, ApiId, BlockList, Credential, Description, Expiry, ExpiryDate, IpEntry, Life, Limit, Period,
    RetiringCredential, Scopes, Token, TokenDigest, TokenHint, TokenId, TokenName,
};
use mapae_store::{
    ChainKey, Change, EventKind, NewEvent, SledStore, Store, StoreError, StorePlace, StoredToken,
};

/// 2026-11-23T04:26:40.123Z.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_795_407_999_123 + 1).unwrap()
}

pub(crate) fn key() -> ChainKey {
    ChainKey::new([0x5a; 32])
}

pub(crate) fn id(number: u32) -> TokenId {
    let mut random = [0xa5; 10];
    random[6..].copy_from_slice(&number.to_be_bytes());
    TokenId::from_parts(1_795_407_999_124 + u64::from(number), random)
}

pub(crate) fn credential(number: u32) -> Credential {
    let digest = TokenDigest::of(&number.to_be_bytes());
    let hint = TokenHint::parse(&format!("mapae_{:04}", number % 10_000)).unwrap();
    Credential { digest, hint }
}

/// The least a token has.
pub(crate) fn token(number: u32) -> StoredToken {
    let token = Token {
        id: id(number),
        name: TokenName::parse(&format!("배포 {number}")).unwrap(),
        description: Description::default(),
        expiry: Expiry::Never,
        allow: AllowList::Any,
        block: BlockList::default(),
        limit: Limit::Unlimited,
        scopes: Scopes::new(vec![ApiId::parse("build-create").unwrap()]).unwrap(),
        life: Life::Active,
        issued_at: now(),
        issued_by: "admin".to_owned(),
        credential: credential(number),
        retiring: None,
        revision: 1,
    };
    StoredToken::new(token, Some(sealed(number)))
}

/// Of the length of a sealed token.
pub(crate) fn sealed(number: u32) -> Vec<u8> {
    (0..91).map(|place| (number as u8).wrapping_mul(31).wrapping_add(place)).collect()
}

/// Every field in use.
pub(crate) fn full_token(number: u32) -> StoredToken {
    let entries = |texts: &[&str]| texts.iter().map(|text| IpEntry::parse(text).unwrap().entry).collect();
    let mut stored = token(number);
    let token = &mut stored.token;
    token.description = Description::parse("야간 배포\n담당: 김하늘").unwrap();
    let day = NaiveDate::from_ymd_opt(2027, 2, 21).unwrap();
    token.expiry = Expiry::On(ExpiryDate::new(day, chrono_tz::Asia::Seoul).unwrap());
    token.allow = AllowList::from_entries(entries(&["10.0.0.0/8 # 사무실", "2001:db8::/32"])).unwrap();
    token.block = BlockList::from_entries(entries(&["10.2.0.0/16 # 손님 망"])).unwrap();
    token.limit = Limit::Max { count: 1000.try_into().unwrap(), period: Period::Day };
    let scopes = ["build-create", "cluster-list"].map(|id| ApiId::parse(id).unwrap());
    token.scopes = Scopes::new(scopes.to_vec()).unwrap();
    token.life = Life::Revoked { at: now(), reason: "유출".to_owned() };
    token.retiring = Some(RetiringCredential { credential: credential(number + 1_000_000), until: now() });
    stored
}

/// The longest a token gets: two lists of 1,000 networks with notes of 60 Hangul.
pub(crate) fn longest_token(number: u32) -> StoredToken {
    let note = "가".repeat(60);
    let entries = |first: u8| {
        let entry = |at: u16| format!("{first}.{}.{}.0/24 # {note}", at / 256, at % 256);
        (0..1000).map(|at| IpEntry::parse(&entry(at)).unwrap().entry).collect()
    };
    let mut stored = token(number);
    stored.token.allow = AllowList::from_entries(entries(10)).unwrap();
    stored.token.block = BlockList::from_entries(entries(11)).unwrap();
    stored
}

pub(crate) fn event(kind: EventKind) -> NewEvent {
    NewEvent { at: now(), actor: "admin".to_owned(), kind, token: None }
}

pub(crate) fn issue(store: &dyn Store, stored: StoredToken) -> mapae_store::Event {
    store.apply(Change::Issue(stored), event(EventKind::TokenIssued), &key()).unwrap()
}

/// The next revision of a token, with another description.
pub(crate) fn edited(stored: &StoredToken, description: &str) -> StoredToken {
    let mut next = stored.clone();
    next.token.revision += 1;
    next.token.description = Description::parse(description).unwrap();
    next
}

/// Opens the registry whose database lies in `folder`, with its audit file beside that.
pub(crate) fn open(folder: &Path) -> Result<SledStore, StoreError> {
    SledStore::open(StorePlace { database: folder, audit_file: &audit_file(folder), acknowledged: 0 })
}

pub(crate) fn audit_file(folder: &Path) -> PathBuf {
    folder.with_extension("jsonl")
}
