//! One history, and the look at what it left.

use crate::{
    steps::{Chance, Shared, step},
    support::{House, now},
};
use mapae_domain::{TokenDigest, TokenId, changes};
use mapae_service::{Registry, ServiceError, copy_token, list_events};
use mapae_store::{
    Event, EventKind, SledStore, Store, StorePlace, StoredToken, Whole, parse_audit_line, read_audit_lines,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    thread,
};

/// How many events it left.
pub(crate) fn live(seed: u64) -> u64 {
    match catch_unwind(AssertUnwindSafe(|| live_and_look(seed))) {
        Ok(events) => events,
        Err(failure) => {
            crate::tell(&format!("MAPAE_SEED={seed} MAPAE_HISTORIES=1 repeats it"));
            resume_unwind(failure);
        }
    }
}

fn live_and_look(seed: u64) -> u64 {
    let house = House::new();
    let registry = house.open();
    let shared = Shared::default();
    let threads = [1, 1, 2, 3][Chance(seed).below(4)];
    thread::scope(|scope| {
        for thread in 0..threads {
            let (registry, shared) = (&registry, &shared);
            scope.spawn(move || {
                let mut chance = Chance(seed.wrapping_mul(31).wrapping_add(u64::from(thread)));
                let steps = 8 + u32::try_from(chance.below(24)).unwrap();
                (0..steps).for_each(|number| step(registry, shared, &mut chance, number * threads + thread));
            });
        }
    });
    let events = audit_trail(&house);
    copies_open_what_is_in_force(&registry, &shared);
    page_tells_all(&registry, &events);
    drop(registry);
    let events = audit_trail(&house);
    let told = Told::by(&events);
    nothing_was_lost(&shared, &told, &events);
    let place = house.0.path();
    is_told(&place.join("data/registry"), &house, &told);
    let anew = place.join("anew");
    is_told(&anew, &house, &told);
    fs::remove_dir_all(anew).unwrap();
    events.len() as u64
}

fn audit_trail(house: &House) -> Vec<Event> {
    let lines = read_audit_lines(&house.0.path().join("state/audit.jsonl")).unwrap();
    lines.map(|line| parse_audit_line(&line.unwrap()).unwrap()).collect()
}

/// What the events make of the tokens, put together in the plainest way.
#[derive(Default)]
struct Told {
    tokens: BTreeMap<TokenId, StoredToken>,
    deleted: BTreeMap<TokenId, StoredToken>,
}

impl Told {
    fn by(events: &[Event]) -> Told {
        let mut told = Told::default();
        for event in events {
            let Some(id) = event.token else { continue };
            let before = event.before.as_ref().map(|record| record.token().unwrap());
            let after = event.after.as_ref().map(|record| record.token().unwrap());
            if before.is_none() && after.is_none() {
                continue;
            }
            assert_eq!(
                told.tokens.get(&id),
                before.as_ref(),
                "event {} is made of what was there",
                event.sequence
            );
            match after {
                Some(after) => {
                    let revision = before.as_ref().map_or(0, |before| before.token.revision);
                    assert_eq!(after.token.revision, revision + 1);
                    if let Some(before) = &before {
                        assert_ne!(changes(&before.token, &after.token), [], "an event that changes nothing");
                    }
                    told.tokens.insert(id, after);
                }
                None => {
                    let last = told.tokens.remove(&id).unwrap();
                    told.deleted.insert(id, StoredToken { sealed: None, ..last });
                }
            }
        }
        told
    }
}

/// Every acknowledged change is in the trail under the revision that was told; what was added is there still.
fn nothing_was_lost(shared: &Shared, told: &Told, events: &[Event]) {
    let found: BTreeSet<(TokenId, &str, u32)> = events
        .iter()
        .filter_map(|event| {
            let after = event.after.as_ref().filter(|_| event.token.is_some())?.token().unwrap();
            let kind = match event.kind {
                EventKind::TokenEdited => "edit",
                EventKind::TokenRotated => "rotate",
                _ => return None,
            };
            Some((after.token.id, kind, after.token.revision))
        })
        .collect();
    for made in shared.made.lock().unwrap().iter() {
        assert!(found.contains(made), "{made:?} was acknowledged and is in no event");
    }
    for (id, entry) in shared.added.lock().unwrap().iter() {
        let stored = told.tokens.get(id).or_else(|| told.deleted.get(id)).unwrap();
        let entries = stored.token.block.entries();
        assert!(entries.iter().any(|it| it.to_string() == *entry), "{entry} was added to {id} and is lost");
    }
    for id in shared.ids.lock().unwrap().iter() {
        assert!(told.tokens.contains_key(id) != told.deleted.contains_key(id));
    }
}

/// The database in `folder`, or one that is made there of the audit file, is what the events say.
fn is_told(folder: &std::path::Path, house: &House, told: &Told) {
    let audit_file = house.0.path().join("state/audit.jsonl");
    let store = SledStore::open(StorePlace { database: folder, audit_file: &audit_file, acknowledged: 0 });
    let store = store.unwrap();
    let mut tokens = BTreeMap::new();
    let whole = store.read_whole(&mut |token| {
        let token = token.unwrap();
        tokens.insert(token.token.id, token);
    });
    assert_eq!(whole.unwrap(), Whole::Sound);
    assert!(tokens == told.tokens);
    let mut deleted = BTreeMap::new();
    store.each_tombstone(&mut |left| drop(deleted.insert(left.last.token.id, left.last))).unwrap();
    assert!(deleted == told.deleted);
    for (id, stored) in &told.tokens {
        let token = &stored.token;
        assert_eq!(store.id_by_name(&token.name.key()).unwrap(), Some(*id));
        let retiring = token.retiring.map(|retiring| retiring.credential);
        for credential in retiring.iter().chain([&token.credential]) {
            assert_eq!(store.id_by_digest(&credential.digest).unwrap(), Some(*id));
        }
    }
}

/// Of each token that can be copied the copy is that of the secret in force.
fn copies_open_what_is_in_force(registry: &Registry, shared: &Shared) {
    for id in shared.ids.lock().unwrap().iter() {
        let detail = mapae_service::token_detail(registry, *id, now()).unwrap();
        match copy_token(registry, *id, now()) {
            Ok(secret) => {
                let digest = TokenDigest::of(secret.expose().as_bytes());
                assert_eq!(digest, detail.listed.token.credential.digest);
            }
            Err(ServiceError::TokenNotCopyable) => assert!(!detail.listed.copyable),
            Err(ServiceError::TokenNotFound) => assert!(detail.listed.deleted_at.is_some()),
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// The page of the audit trail shows every event, and the time line of a token those about it.
fn page_tells_all(registry: &Registry, events: &[Event]) {
    let page = list_events(registry, &Default::default(), 0, 10_000).unwrap();
    assert!(page.rows.len() >= events.len());
    let mut tokens: Vec<TokenId> = events.iter().filter_map(|event| event.token).collect();
    tokens.sort_unstable();
    tokens.dedup();
    for id in tokens {
        let filter = mapae_service::EventFilter { token: Some(id), ..Default::default() };
        let found = list_events(registry, &filter, 0, 10_000).unwrap();
        let about = page.rows.iter().filter(|row| row.token.as_ref().is_some_and(|token| token.id == id));
        assert_eq!((found.total, found.rows.len()), (about.clone().count(), found.rows.len()));
        let mut numbers: Vec<u64> = found.rows.iter().map(|row| row.sequence).collect();
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(numbers, about.map(|row| row.sequence).collect::<Vec<_>>());
    }
}
