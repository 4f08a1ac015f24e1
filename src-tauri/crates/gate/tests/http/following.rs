//! The gate and the registry: loading, following, writing back.

use std::num::NonZeroU32;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use mapae_domain::{Catalogue, Life, Limit, Period, TokenId, Usage};
use mapae_gate::{Dialect, GateSettings, WriteBack};
use mapae_store::{Change, Store, StoredToken};

use crate::asking::{APIS, Asking, Question, changed, later};
use crate::support::{catalogue, noon, scopes, token, until};

fn asks(number: u32) -> Question {
    Question::to(Dialect::Forward).secret(number)
}

#[test]
fn a_change_is_in_force_at_the_next_request() {
    let asking = Asking::of(&[]);
    let first = token(1, scopes(&["log"]));
    assert_eq!(asking.status(&asks(1)), StatusCode::UNAUTHORIZED);
    asking.change(Change::Issue(StoredToken::new(first.clone(), None)));
    assert_eq!(asking.status(&asks(1)), StatusCode::OK);
    let off = changed(&first, |token| token.life = Life::Disabled);
    asking.change(Change::Put(off.clone()));
    assert_eq!(asking.status(&asks(1)), StatusCode::UNAUTHORIZED);
    let on = changed(&off.token, |token| token.life = Life::Active);
    asking.change(Change::Put(on.clone()));
    assert_eq!(asking.status(&asks(1)), StatusCode::OK);
    asking.change(Change::SetCatalogue(catalogue(&APIS[..1])));
    assert_eq!(asking.status(&asks(1)), StatusCode::FORBIDDEN, "its API has left the catalogue");
    asking.change(Change::SetCatalogue(catalogue(&APIS)));
    assert_eq!(asking.status(&asks(1)), StatusCode::OK);
    let gone =
        changed(&on.token, |token| token.life = Life::Revoked { at: noon(), reason: "leaked".to_owned() });
    asking.change(Change::Put(gone.clone()));
    asking.change(Change::Remove { id: gone.token.id, revision: gone.token.revision });
    assert_eq!(asking.status(&asks(1)), StatusCode::UNAUTHORIZED);
    assert!(asking.gate.figures().last_change.is_some());
    assert_eq!(asking.gate.figures().tokens, 0);
}

#[test]
fn changes_that_are_told_late_change_nothing() {
    let asking = Asking::of(&[]);
    let first = token(1, scopes(&["log"]));
    let issue = Change::Issue(StoredToken::new(first.clone(), None));
    let off = changed(&first, |token| token.life = Life::Disabled);
    let put = Change::Put(off.clone());
    let remove = Change::Remove { id: first.id, revision: 2 };
    let numbers = [issue.clone(), put.clone(), remove.clone()].map(|change| asking.apply(change));
    // The later one first: the store knows their order, and the threads that tell of them don't.
    asking.gate.follow(&put, numbers[1]);
    asking.gate.follow(&issue, numbers[0]);
    assert_eq!(asking.status(&asks(1)), StatusCode::UNAUTHORIZED);
    asking.gate.follow(&remove, numbers[2]);
    asking.gate.follow(&issue, numbers[0]);
    asking.gate.follow(&put, numbers[1]);
    assert_eq!(asking.gate.figures().tokens, 0);

    asking.change(Change::Issue(StoredToken::new(token(2, scopes(&["log"])), None)));
    let older = Change::SetCatalogue(Catalogue::default());
    let newer = Change::SetCatalogue(catalogue(&APIS));
    let (older_number, newer_number) = (asking.apply(older.clone()), asking.apply(newer.clone()));
    asking.gate.follow(&newer, newer_number);
    asking.gate.follow(&older, older_number);
    assert_eq!(asking.status(&asks(2)), StatusCode::OK);
}

/// A store that does something in the middle of a reading.
struct Interrupted<'a> {
    store: &'a dyn Store,
    then: Mutex<Option<Box<dyn FnOnce() + Send + 'a>>>,
}

macro_rules! passed_on {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        $(fn $name(&self, $($argument: $type),*) -> Result<$answer, mapae_store::StoreError> {
            self.store.$name($($argument),*)
        })*
    };
}

impl Store for Interrupted<'_> {
    fn each_token(
        &self,
        visit: &mut dyn FnMut(Result<StoredToken, mapae_store::Quarantined>),
    ) -> Result<(), mapae_store::StoreError> {
        self.store.each_token(visit)?;
        if let Some(then) = self.then.lock().unwrap().take() {
            then();
        }
        Ok(())
    }

    passed_on! {
        apply(change: Change, event: mapae_store::NewEvent, chain: &mapae_store::ChainKey) -> mapae_store::Event;
        token(id: TokenId) -> Option<StoredToken>;
        id_by_name(name: &mapae_domain::NameKey) -> Option<TokenId>;
        id_by_digest(digest: &mapae_domain::TokenDigest) -> Option<TokenId>;
        token_ids() -> Vec<TokenId>;
        tombstone(id: TokenId) -> Option<mapae_store::Tombstone>;
        each_tombstone(visit: &mut dyn FnMut(mapae_store::Tombstone)) -> ();
        newest(limit: usize) -> Vec<StoredToken>;
        len() -> usize;
        is_empty() -> bool;
        usage(id: TokenId) -> Usage;
        each_usage(visit: &mut dyn FnMut(TokenId, Usage)) -> ();
        write_usage(usages: &[(TokenId, Usage)]) -> ();
        catalogue() -> Catalogue;
        events(from: u64, limit: usize) -> Vec<Result<mapae_store::Event, mapae_store::DamagedEvent>>;
        trail(filter: &mapae_store::TrailFilter, offset: u64, limit: usize) -> mapae_store::TrailPage;
        chain_head() -> mapae_store::ChainHead;
        verify_chain(from: u64, chain: &mapae_store::ChainKey) -> mapae_store::ChainReport;
        high_water() -> Option<mapae_domain::HighWater>;
        advance_high_water(seen: DateTime<Utc>) -> mapae_domain::HighWater;
    }
}

#[test]
fn what_changes_while_the_registry_is_read_stays_changed() {
    let tokens = [1, 2, 3].map(|number| token(number, scopes(&["log"])));
    for is_loaded_before in [false, true] {
        let asking = Asking::unloaded(&GateSettings::default());
        asking.apply(Change::SetCatalogue(catalogue(&APIS[..1])));
        for token in &tokens[..2] {
            asking.apply(Change::Issue(StoredToken::new(token.clone(), None)));
        }
        if is_loaded_before {
            asking.gate.load(&asking.store).unwrap();
        }
        let meanwhile = || {
            asking.change(Change::Put(changed(&tokens[0], |token| token.life = Life::Disabled)));
            asking.change(Change::Remove { id: tokens[1].id, revision: 1 });
            asking.change(Change::Issue(StoredToken::new(tokens[2].clone(), None)));
            asking.change(Change::SetCatalogue(catalogue(&APIS)));
            if is_loaded_before {
                assert_eq!(asking.status(&asks(1)), StatusCode::UNAUTHORIZED, "at once");
            }
        };
        let store = Interrupted { store: &asking.store, then: Mutex::new(Some(Box::new(meanwhile))) };
        asking.gate.load(&store).unwrap();
        assert_eq!(asking.status(&asks(1)), StatusCode::UNAUTHORIZED, "switched off");
        assert_eq!(asking.status(&asks(2)), StatusCode::UNAUTHORIZED, "deleted");
        assert_eq!(asking.status(&asks(3)), StatusCode::OK, "issued");
        assert_eq!(asking.gate.figures().tokens, 2);
    }
}

#[test]
fn setting_the_clock_back_revives_nothing() {
    let mut expiring = token(1, scopes(&["log"]));
    expiring.expiry = until(2027, 1, 15);
    let asking = Asking::of(std::slice::from_ref(&expiring));
    assert_eq!(asking.status(&asks(1)), StatusCode::OK);
    asking.set_clock(TimeDelta::hours(3));
    assert_eq!(asking.status(&asks(1)), StatusCode::UNAUTHORIZED);
    asking.set_clock(TimeDelta::hours(-3));
    assert_eq!(asking.status(&asks(1)), StatusCode::UNAUTHORIZED);

    // Nor in the next process.
    let next = Asking::unloaded(&GateSettings::default());
    next.apply(Change::SetCatalogue(catalogue(&APIS)));
    next.apply(Change::Issue(StoredToken::new(expiring, None)));
    next.store.advance_high_water(later(3 * 3600)).unwrap();
    next.gate.load(&next.store).unwrap();
    assert_eq!(next.status(&asks(1)), StatusCode::UNAUTHORIZED);
}

fn limited(number: u32, count: u32) -> mapae_domain::Token {
    let mut limited = token(number, scopes(&["log"]));
    limited.limit = Limit::Max { count: NonZeroU32::new(count).unwrap(), period: Period::Total };
    limited
}

#[test]
fn counts_are_written_back_and_survive_a_restart() {
    let asking = Asking::of(&[limited(1, 3), limited(2, 3)]);
    for _ in 0..2 {
        assert_eq!(asking.status(&asks(1)), StatusCode::OK);
    }
    let refused = asking.gate.write_back(|usages, _| if usages.len() == 1 { Err("full") } else { Ok(()) });
    assert_eq!(refused, Err("full"));
    let write = |usages: &[(TokenId, Usage)], highest: DateTime<Utc>| {
        assert!(highest >= noon());
        asking.store.write_usage(usages)
    };
    asking.gate.write_back(write).unwrap();
    let usage = asking.store.usage(limited(1, 3).id).unwrap();
    assert_eq!(usage.spent_total, 2, "handed over again after it could not be written");
    asking.gate.write_back(|usages, _| if usages.is_empty() { Ok(()) } else { Err(()) }).unwrap();

    let next = asking.restarted();
    assert_eq!(next.status(&asks(1)), StatusCode::OK);
    assert_eq!(next.status(&asks(1)), StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn what_could_not_be_written_is_overtaken_by_what_came_since() {
    let asking = Asking::of(&[limited(1, 9), limited(2, 9), limited(3, 9)]);
    for asked in [&[2, 1][..], &[3, 2], &[2]] {
        asked.iter().for_each(|number| assert_eq!(asking.status(&asks(*number)), StatusCode::OK));
        assert_eq!(asking.gate.write_back(|_, _| Err("full")), Err("full"));
    }
    let mut written = Vec::new();
    let write = |usages: &[(TokenId, Usage)], _| -> Result<(), &str> {
        written.extend(usages.iter().map(|(id, usage)| (*id, usage.spent_total)));
        Ok(())
    };
    asking.gate.write_back(write).unwrap();
    let mut expected = [1, 2, 3].map(|number| (limited(number, 9).id, if number == 2 { 3 } else { 1 }));
    expected.sort();
    assert_eq!(written, expected, "each once, as it is now, in order");
}

#[test]
fn the_thread_that_writes_back_writes_what_is_left_when_it_is_stopped() {
    let asking = std::sync::Arc::new(Asking::of(&[limited(1, 3)]));
    let theirs = std::sync::Arc::clone(&asking);
    let writing = WriteBack::start(std::sync::Arc::clone(&asking.gate), move |usages, _| {
        theirs.store.write_usage(usages)
    });
    assert_eq!(asking.status(&asks(1)), StatusCode::OK);
    writing.unwrap().stop();
    assert_eq!(asking.store.usage(limited(1, 3).id).unwrap().spent_total, 1);
}
