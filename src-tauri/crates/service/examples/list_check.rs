//! The list of a full registry (`cargo xtask seed`) against the plain one: what it answers to searches, filters and
//! sorts is what a look at every token gives, at the front, in the middle, at the end, and in all that match.
//!
//! `list_check FOLDER`; `cargo xtask torture list` makes the folder, with a million tokens.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a checking program, for a terminal")]

#[path = "../tests/support/plain_list.rs"]
mod plain_list;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_domain::{Status, TokenId, Usage};
use mapae_service::{Custody, Place, Query, SortKey, Used, list_tokens, matching, open};
use mapae_store::{SledStore, Store, StorePlace, StoredToken};
use mapae_vault::{KeyringChoice, Start};
use plain_list::{Plain, answer};
use std::{
    collections::HashMap,
    path::Path,
    process::ExitCode,
    time::{Instant, SystemTime},
};

const ZONE: Tz = Tz::Asia__Seoul;
const ROWS: u32 = 100;

fn main() -> ExitCode {
    let home = std::env::args().nth(1).expect("list_check FOLDER");
    let home = Path::new(&home);
    let started = Instant::now();
    let plain = stored(home);
    println!("{} tokens read in {:.0} s", plain.len(), started.elapsed().as_secs_f64());
    let (data, state) = (home.join("data"), home.join("state"));
    let (keyring, start) = (KeyringChoice::Never, Start::Unlocked);
    let place = Place { data: &data, state: &state, keyring, start, zone: ZONE, actor: "check" };
    let registry = open(place, now()).unwrap();
    registry.start_indexing(|| ());
    let mut wrong = 0;
    for query in queries() {
        let now = now();
        let expected = answer(&plain, &query, ZONE, now);
        let all = matching(&registry, &query, now).unwrap();
        let last = u32::try_from(expected.len()).unwrap().saturating_sub(ROWS);
        let pages = [0, last / 2, last].into_iter().all(|offset| {
            let page = list_tokens(&registry, &query, offset, ROWS, now).unwrap();
            let ids: Vec<TokenId> = page.rows.iter().map(|row| row.token.id).collect();
            let offset = usize::try_from(offset).unwrap();
            let end = expected.len().min(offset + usize::try_from(ROWS).unwrap());
            page.total == expected.len() && ids == expected[offset..end]
        });
        if all != expected || !pages {
            println!("WRONG: {query:?}: {} instead of {}", all.len(), expected.len());
            wrong += 1;
        }
    }
    println!("list: {} queries, {wrong} answered wrongly", queries().len());
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What lies in the store, past the service.
fn stored(home: &Path) -> Vec<Plain> {
    let (database, audit_file) = (home.join("data/registry"), home.join("state/audit.jsonl"));
    let place = StorePlace { database: &database, audit_file: &audit_file, acknowledged: 0 };
    let store = SledStore::open(place).unwrap();
    let mut usages: HashMap<TokenId, Usage> = HashMap::new();
    store
        .each_usage(&mut |id, usage| {
            usages.insert(id, usage);
        })
        .unwrap();
    let mut plain = Vec::new();
    let once = home.join("state/once");
    let live = |stored: StoredToken, usage: Usage| {
        let custody = match (stored.copy_once, stored.sealed.is_some()) {
            (true, _) if once.join(stored.token.id.to_string()).exists() => Custody::Once,
            (false, true) => Custody::Kept,
            _ => Custody::Gone,
        };
        Plain { token: stored.token, usage, custody, deleted: false }
    };
    store
        .each_token(&mut |stored| {
            let stored = stored.unwrap();
            let usage = usages.get(&stored.token.id).copied().unwrap_or_default();
            plain.push(live(stored, usage));
        })
        .unwrap();
    let dead = |token| Plain { token, usage: Usage::default(), custody: Custody::Gone, deleted: true };
    store.each_tombstone(&mut |tombstone| plain.push(dead(tombstone.last.token))).unwrap();
    plain
}

fn queries() -> Vec<Query> {
    use SortKey::{Allow, Block, Expiry, Issued, LastUsed, Limit, Name, Revoked, Scopes, Token};
    let sorts =
        [Name, Token, SortKey::Status, Scopes, Expiry, Limit, Allow, Block, LastUsed, Issued, Revoked];
    let sorted = sorts.into_iter().flat_map(|sort| {
        [true, false].map(|descending| Query { sort, descending, deleted: descending, ..Query::default() })
    });
    let typed = [
        "배포",
        "배폳",
        "모니터링 ops",
        "GRAFANA",
        "er",
        "없는낱말",
        "10.77.3.9",
        "10.0.0.0/24",
        "2001:db8:1::1",
        "ㄷ",
    ];
    let searched = typed.into_iter().flat_map(|text| {
        [Issued, Name, LastUsed].map(|sort| Query { text: text.to_owned(), sort, ..Query::default() })
    });
    let filtered = [
        Query { statuses: vec![Status::Expiring, Status::Revoked], sort: Expiry, ..Query::default() },
        Query { statuses: vec![Status::Active], text: "결제".to_owned(), sort: Name, ..Query::default() },
        Query { expires_within: Some(30), limited: Some(true), sort: Limit, ..Query::default() },
        Query { custody: Some(Custody::Once), ..Query::default() },
        Query { custody: Some(Custody::Gone), deleted: true, ..Query::default() },
        Query { used: Some(Used::Within(7)), sort: LastUsed, ..Query::default() },
        Query { used: Some(Used::NotWithin(90)), sort: Token, ..Query::default() },
        Query { used: Some(Used::Never), descending: false, ..Query::default() },
    ];
    sorted.chain(searched).chain(filtered).collect()
}

#[expect(clippy::disallowed_methods, reason = "a registry of today, and nobody gives us `now`")]
fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}
