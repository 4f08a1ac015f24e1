//! What every store promises: one suite, run over the store in memory and the store on disk.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::net::IpAddr;
use std::thread;

use chrono::TimeDelta;
use mapae_domain::{Catalogue, Life, RetiringCredential, SlidingWindow, TokenName, Usage};
use mapae_store::{
    ChainFlaw, ChainHead, ChainKey, ChainReport, Change, Event, EventKind, MemoryStore, NewEvent, Store,
    StoreError, StoredToken, TrailFilter, Whole,
};

use support::{credential, edited, event, full_token, id, issue, key, longest_token, now, open, token};

macro_rules! contract {
    ($($promise:ident)*) => {
        mod in_memory {
            $(#[test]
            fn $promise() {
                super::$promise(&super::MemoryStore::default());
            })*
        }
        mod on_disk {
            $(#[test]
            fn $promise() {
                let place = tempfile::tempdir().unwrap();
                super::$promise(&super::open(&place.path().join("registry")).unwrap());
            })*
        }
    };
}

contract! {
    an_issued_token_is_found_by_id_name_and_digest
    every_field_comes_back_as_it_was
    the_longest_token_grows_and_shrinks_whole
    a_name_that_reads_the_same_is_taken
    a_known_digest_is_refused
    an_id_is_issued_once
    a_refused_change_leaves_no_trace
    of_eight_who_issue_one_name_at_once_exactly_one_wins
    of_two_edits_of_one_state_the_second_is_refused
    what_was_never_issued_can_not_be_put
    a_name_is_final
    a_rotated_secret_is_known_until_it_is_dropped
    a_retiring_secret_still_belongs_to_its_token
    a_deleted_token_leaves_a_tombstone_and_gives_up_its_name
    a_deletion_of_another_state_is_refused
    of_an_edit_and_a_deletion_at_once_exactly_one_wins
    events_are_found_by_token_kind_and_time
    everything_is_read_whole_while_changes_go_on
    everything_is_read_whole_beside_another_who_writes
    each_change_has_its_event_with_the_states_before_and_after
    an_event_may_stand_alone
    events_are_read_in_pages
    tokens_are_listed_in_order_of_issue
    usage_is_kept_apart_and_starts_at_nothing
    the_catalogue_is_empty_before_the_first_and_audited_after
    the_highest_time_never_falls
    the_chain_holds_under_many_writers
    the_chain_does_not_hold_with_another_key
}

fn edit(store: &dyn Store, stored: StoredToken) -> Result<Event, StoreError> {
    store.apply(Change::Put(stored), event(EventKind::TokenEdited), &key())
}

fn an_issued_token_is_found_by_id_name_and_digest(store: &dyn Store) {
    assert!(store.is_empty().unwrap());
    let stored = token(1);
    issue(store, stored.clone());
    assert_eq!(store.token(id(1)).unwrap(), Some(stored.clone()));
    assert_eq!(store.id_by_name(&stored.token.name.key()).unwrap(), Some(id(1)));
    assert_eq!(store.id_by_digest(&stored.token.credential.digest).unwrap(), Some(id(1)));
    assert_eq!((store.len().unwrap(), store.is_empty().unwrap()), (1, false));
    assert_eq!(store.token(id(2)).unwrap(), None);
    assert_eq!(store.id_by_name(&token(2).token.name.key()).unwrap(), None);
    assert_eq!(store.id_by_digest(&credential(2).digest).unwrap(), None);
}

fn every_field_comes_back_as_it_was(store: &dyn Store) {
    let mut unsealed = full_token(2);
    unsealed.sealed = None;
    unsealed.token.life = Life::Disabled;
    for stored in [full_token(1), unsealed] {
        let id = stored.token.id;
        issue(store, stored.clone());
        assert_eq!(store.token(id).unwrap(), Some(stored));
    }
}

fn the_longest_token_grows_and_shrinks_whole(store: &dyn Store) {
    let longest = longest_token(1);
    issue(store, token(1));
    let mut next = longest.clone();
    next.token.revision = 2;
    let event = edit(store, next.clone()).unwrap();
    assert_eq!(event.after.unwrap().token().unwrap(), next);
    assert_eq!(store.token(id(1)).unwrap(), Some(next.clone()));
    let next = edited(&next, "more");
    edit(store, next.clone()).unwrap();
    assert_eq!(store.token(id(1)).unwrap(), Some(next));
    let mut short = token(1);
    short.token.revision = 4;
    edit(store, short.clone()).unwrap();
    assert_eq!(store.token(id(1)).unwrap(), Some(short));
    assert_eq!(store.verify_chain(1, &key()).unwrap(), ChainReport::Intact { events: 4 });
    let events = store.events(1, 10).unwrap();
    assert!(events.iter().all(Result::is_ok), "{events:?}");
}

fn a_name_that_reads_the_same_is_taken(store: &dyn Store) {
    let mut first = token(1);
    first.token.name = TokenName::parse("Café 배포").unwrap();
    issue(store, first);
    for same in ["Café 배포", "CAFÉ 배포", "cafe\u{301} \u{1107}\u{1162}\u{1111}\u{1169}", "Ｃａｆé 배포"]
    {
        let mut second = token(2);
        second.token.name = TokenName::parse(same).unwrap();
        let refused = store.apply(Change::Issue(second), event(EventKind::TokenIssued), &key());
        assert!(
            matches!(refused, Err(StoreError::NameTaken { holder }) if holder == id(1)),
            "{same}: {refused:?}"
        );
    }
}

fn a_known_digest_is_refused(store: &dyn Store) {
    issue(store, token(1));
    issue(store, token(2));
    let mut third = token(3);
    third.token.credential = credential(1);
    let refused = store.apply(Change::Issue(third), event(EventKind::TokenIssued), &key());
    assert!(matches!(refused, Err(StoreError::DigestTaken { holder }) if holder == id(1)), "{refused:?}");
    let mut rotated = edited(&token(2), "");
    rotated.token.credential = credential(1);
    let refused = edit(store, rotated);
    assert!(matches!(refused, Err(StoreError::DigestTaken { holder }) if holder == id(1)), "{refused:?}");
}

fn an_id_is_issued_once(store: &dyn Store) {
    issue(store, token(1));
    let mut second = token(2);
    second.token.id = id(1);
    let refused = store.apply(Change::Issue(second), event(EventKind::TokenIssued), &key());
    assert!(matches!(refused, Err(StoreError::IdTaken { .. })), "{refused:?}");
}

fn a_refused_change_leaves_no_trace(store: &dyn Store) {
    issue(store, token(1));
    let mut second = token(2);
    second.token.credential = credential(1);
    let name = second.token.name.key();
    let refused = store.apply(Change::Issue(second), event(EventKind::TokenIssued), &key());
    assert!(refused.is_err());
    assert_eq!(store.id_by_name(&name).unwrap(), None, "the name was written before the digest was refused");
    assert_eq!(store.token_ids().unwrap(), [id(1)]);
    assert_eq!(store.events(1, 10).unwrap().len(), 1);
    assert_eq!(store.chain_head().unwrap().sequence, 1);
}

fn of_eight_who_issue_one_name_at_once_exactly_one_wins(store: &dyn Store) {
    let results: Vec<_> = thread::scope(|scope| {
        let writers: Vec<_> = (1..=8)
            .map(|number| {
                let mut stored = token(number);
                stored.token.name = TokenName::parse("야간").unwrap();
                scope.spawn(move || store.apply(Change::Issue(stored), event(EventKind::TokenIssued), &key()))
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let winners: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok()?.token).collect();
    assert_eq!(winners.len(), 1, "{results:?}");
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert!(matches!(refused, StoreError::NameTaken { holder } if *holder == winners[0]), "{refused:?}");
    }
    assert_eq!(store.token_ids().unwrap(), winners);
    assert_eq!(store.events(1, 10).unwrap().len(), 1);
}

fn of_two_edits_of_one_state_the_second_is_refused(store: &dyn Store) {
    let stored = token(1);
    issue(store, stored.clone());
    edit(store, edited(&stored, "first")).unwrap();
    let refused = edit(store, edited(&stored, "second"));
    assert!(matches!(refused, Err(StoreError::Outdated { current: 2, .. })), "{refused:?}");
    assert_eq!(store.token(id(1)).unwrap().unwrap().token.description.as_str(), "first");
}

fn what_was_never_issued_can_not_be_put(store: &dyn Store) {
    let refused = edit(store, edited(&token(1), ""));
    assert!(matches!(refused, Err(StoreError::NotFound { .. })), "{refused:?}");
}

fn a_name_is_final(store: &dyn Store) {
    issue(store, token(1));
    let mut renamed = edited(&token(1), "");
    renamed.token.name = TokenName::parse("다른 이름").unwrap();
    let refused = edit(store, renamed);
    assert!(matches!(refused, Err(StoreError::NameFixed { .. })), "{refused:?}");
}

fn a_rotated_secret_is_known_until_it_is_dropped(store: &dyn Store) {
    issue(store, token(1));
    let mut rotated = edited(&token(1), "");
    rotated.token.retiring = Some(RetiringCredential { credential: credential(1), until: now() });
    rotated.token.credential = credential(100);
    edit(store, rotated.clone()).unwrap();
    for number in [1, 100] {
        assert_eq!(store.id_by_digest(&credential(number).digest).unwrap(), Some(id(1)), "{number}");
    }
    let mut settled = edited(&rotated, "");
    settled.token.retiring = None;
    edit(store, settled).unwrap();
    assert_eq!(store.id_by_digest(&credential(1).digest).unwrap(), None);
    assert_eq!(store.id_by_digest(&credential(100).digest).unwrap(), Some(id(1)));
}

fn a_retiring_secret_still_belongs_to_its_token(store: &dyn Store) {
    issue(store, full_token(1));
    let mut second = token(2);
    second.token.credential = full_token(1).token.retiring.unwrap().credential;
    let refused = store.apply(Change::Issue(second), event(EventKind::TokenIssued), &key());
    assert!(matches!(refused, Err(StoreError::DigestTaken { .. })), "{refused:?}");
}

fn revoked_and_deleted(store: &dyn Store, number: u32) -> Event {
    issue(store, full_token(number));
    let change = Change::Remove { id: id(number), revision: 1 };
    store.apply(change, event(EventKind::TokenDeleted), &key()).unwrap()
}

fn a_deleted_token_leaves_a_tombstone_and_gives_up_its_name(store: &dyn Store) {
    issue(store, token(2));
    let deleted = revoked_and_deleted(store, 1);
    let gone = full_token(1);
    assert_eq!(deleted.before.unwrap().token().unwrap(), gone);
    assert_eq!((deleted.after, deleted.token), (None, Some(id(1))));
    let usage = Usage { spent_total: 7, ..Usage::default() };
    for round in 0..2 {
        assert_eq!(store.token(id(1)).unwrap(), None);
        assert!(!store.token_ids().unwrap().contains(&id(1)));
        let left = store.tombstone(id(1)).unwrap().unwrap();
        let last = StoredToken { sealed: None, ..gone.clone() };
        assert_eq!((left.last, left.deleted_at, left.deleted_by.as_str()), (last, now(), "admin"));
        if round == 0 {
            assert_eq!(store.id_by_name(&gone.token.name.key()).unwrap(), None);
            for credential in [gone.token.credential, gone.token.retiring.unwrap().credential] {
                assert_eq!(store.id_by_digest(&credential.digest).unwrap(), None);
            }
            let mut same_name = token(3);
            same_name.token.name = gone.token.name.clone();
            issue(store, same_name);
            store.write_usage(&[(id(3), usage)]).unwrap();
        }
    }
    assert_eq!(store.id_by_name(&gone.token.name.key()).unwrap(), Some(id(3)));
    let mut left = Vec::new();
    store.each_tombstone(&mut |tombstone| left.push(tombstone.last.token.id)).unwrap();
    assert_eq!(left, [id(1)]);
    assert_eq!(store.tombstone(id(2)).unwrap(), None);
    let again = store.apply(Change::Issue(gone), event(EventKind::TokenIssued), &key());
    assert!(matches!(again, Err(StoreError::IdTaken { .. })), "an id never comes back: {again:?}");
    let change = Change::Remove { id: id(3), revision: 1 };
    store.apply(change, event(EventKind::TokenDeleted), &key()).unwrap();
    assert_eq!(store.usage(id(3)).unwrap(), Usage::default(), "its usage goes with it");
    assert_eq!(store.verify_chain(1, &key()).unwrap(), ChainReport::Intact { events: 5 });
}

fn a_deletion_of_another_state_is_refused(store: &dyn Store) {
    issue(store, token(1));
    edit(store, edited(&token(1), "다음")).unwrap();
    let delete = |number, revision| {
        let change = Change::Remove { id: id(number), revision };
        store.apply(change, event(EventKind::TokenDeleted), &key())
    };
    let refused = delete(1, 1);
    assert!(matches!(refused, Err(StoreError::Outdated { current: 2, .. })), "{refused:?}");
    let refused = delete(2, 1);
    assert!(matches!(refused, Err(StoreError::NotFound { .. })), "{refused:?}");
    delete(1, 2).unwrap();
    let refused = delete(1, 2);
    assert!(matches!(refused, Err(StoreError::NotFound { .. })), "{refused:?}");
    let refused = edit(store, edited(&edited(&token(1), ""), ""));
    assert!(matches!(refused, Err(StoreError::NotFound { .. })), "{refused:?}");
    assert_eq!(store.chain_head().unwrap().sequence, 3);
}

fn of_an_edit_and_a_deletion_at_once_exactly_one_wins(store: &dyn Store) {
    for number in 1..=20 {
        issue(store, token(number));
        let delete = || {
            let change = Change::Remove { id: id(number), revision: 1 };
            store.apply(change, event(EventKind::TokenDeleted), &key())
        };
        let (edited, deleted) = thread::scope(|scope| {
            let deleting = scope.spawn(delete);
            (edit(store, edited(&token(number), "다음")), deleting.join().unwrap())
        });
        assert!(edited.is_ok() != deleted.is_ok(), "{edited:?} {deleted:?}");
        assert_eq!(store.token(id(number)).unwrap().is_some(), edited.is_ok());
        assert_eq!(store.tombstone(id(number)).unwrap().is_some(), deleted.is_ok());
    }
}

/// Every combination against a plain filter over all events; a clock that goes back is among them.
fn events_are_found_by_token_kind_and_time(store: &dyn Store) {
    let mut events = Vec::new();
    for number in 0..60_u32 {
        let kinds = [EventKind::TokenCopied, EventKind::Locked, EventKind::Other("later".to_owned())];
        let new = NewEvent {
            at: now() + TimeDelta::hours(i64::from(number % 17) - i64::from(number / 20)),
            token: (!number.is_multiple_of(3)).then(|| id(number % 5)),
            ..event(kinds[number as usize % 3].clone())
        };
        events.push(store.apply(Change::None, new, &key()).unwrap());
    }
    issue(store, token(1));
    events.push(store.events(61, 1).unwrap().remove(0).unwrap());
    let times = [None, Some(now()), Some(now() + TimeDelta::hours(7)), Some(now() - TimeDelta::days(9000))];
    let kinds = [
        vec![],
        vec![EventKind::TokenCopied],
        vec![EventKind::Other("later".to_owned()), EventKind::TokenIssued],
        vec![EventKind::TokenDeleted],
    ];
    for (from, to) in times.iter().flat_map(|from| times.iter().map(move |to| (*from, *to))) {
        for kinds in &kinds {
            for token in [None, Some(id(1)), Some(id(99))] {
                let filter = TrailFilter { from, to, kinds: kinds.clone(), token };
                let passes = |event: &&Event| {
                    from.is_none_or(|from| event.at >= from)
                        && to.is_none_or(|to| event.at < to)
                        && (kinds.is_empty() || kinds.contains(&event.kind))
                        && (token.is_none() || token == event.token)
                };
                let mut expected: Vec<&Event> = events.iter().filter(passes).collect();
                if filter == TrailFilter::default() {
                    expected.reverse();
                } else {
                    expected.sort_by_key(|event| std::cmp::Reverse((event.at, event.sequence)));
                }
                let expected: Vec<u64> = expected.iter().map(|event| event.sequence).collect();
                for (offset, limit) in [(0, 100), (0, 3), (2, 5), (60, 10), (1000, 10), (0, 0)] {
                    let page = store.trail(&filter, offset, limit).unwrap();
                    let part: Vec<u64> = expected.iter().copied().skip(offset as usize).take(limit).collect();
                    assert_eq!((page.sequences, page.total), (part, expected.len() as u64), "{filter:?}");
                }
            }
        }
    }
    let copied = TrailFilter { kinds: vec![EventKind::TokenCopied], ..TrailFilter::default() };
    assert_eq!(store.trail(&copied, 0, 0).unwrap().total, 20);
    store.apply(Change::None, event(EventKind::TokenCopied), &key()).unwrap();
    assert_eq!(store.trail(&copied, 0, 0).unwrap().total, 21, "what was counted is counted anew");
}

fn everything_is_read_whole_while_changes_go_on(store: &dyn Store) {
    for number in 1..=300 {
        issue(store, token(number));
    }
    let mut seen = Vec::new();
    let whole = store.read_whole(&mut |token| {
        seen.push(token.unwrap().token.id);
        let (before, after) = (seen.len() as u32 / 2, 300 - seen.len() as u32 / 4);
        match seen.len() % 4 {
            0 => drop(edit(store, edited(&token_now(store, before), "앞"))),
            1 => drop(edit(store, edited(&token_now(store, after), "뒤"))),
            2 => drop(issue(store, crate::token(1000 + before))),
            _ if seen.len().is_multiple_of(13) => {
                let revision = token_now(store, after).token.revision;
                let change = Change::Remove { id: id(after), revision };
                store.apply(change, event(EventKind::TokenDeleted), &key()).unwrap();
            }
            _ => {}
        }
    });
    assert_eq!(whole.unwrap(), Whole::Sound);
    assert!(seen.len() >= 290, "{}", seen.len());
    assert_eq!(store.read_whole(&mut |_| ()).unwrap(), Whole::Sound);
}

fn everything_is_read_whole_beside_another_who_writes(store: &dyn Store) {
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 1..=150 {
                issue(store, token(number));
                if number.is_multiple_of(3) {
                    edit(store, edited(&token(number), "다음")).unwrap();
                } else if number.is_multiple_of(5) {
                    let change = Change::Remove { id: id(number), revision: 1 };
                    store.apply(change, event(EventKind::TokenDeleted), &key()).unwrap();
                }
            }
        });
        while !writer.is_finished() {
            assert_eq!(store.read_whole(&mut |_| ()).unwrap(), Whole::Sound);
        }
    });
    assert_eq!(store.read_whole(&mut |_| ()).unwrap(), Whole::Sound);
}

/// As it is, or as it was last.
fn token_now(store: &dyn Store, number: u32) -> StoredToken {
    let left = || store.tombstone(id(number)).unwrap().unwrap().last;
    store.token(id(number)).unwrap().unwrap_or_else(left)
}

fn each_change_has_its_event_with_the_states_before_and_after(store: &dyn Store) {
    let first = token(1);
    let second = edited(&first, "둘째");
    let issued = issue(store, first.clone());
    let changed = edit(store, second.clone()).unwrap();
    let events: Vec<Event> = store.events(1, 10).unwrap().into_iter().map(Result::unwrap).collect();
    assert_eq!(events, [issued.clone(), changed.clone()], "what was acknowledged is what is kept");
    assert_eq!((issued.sequence, issued.token, &issued.kind), (1, Some(id(1)), &EventKind::TokenIssued));
    assert_eq!((issued.at, issued.actor.as_str()), (now(), "admin"));
    assert_eq!(issued.before, None);
    assert_eq!(issued.after.unwrap().token().unwrap(), first, "the sealed copy is part of the state");
    assert_eq!(changed.previous_mac, issued.mac);
    assert_eq!(changed.before.unwrap().token().unwrap(), first);
    assert_eq!(changed.after.unwrap().token().unwrap(), second);
}

fn an_event_may_stand_alone(store: &dyn Store) {
    issue(store, token(1));
    let mut copied = event(EventKind::TokenCopied);
    copied.token = Some(id(1));
    let copied = store.apply(Change::None, copied, &key()).unwrap();
    assert_eq!((copied.sequence, copied.token), (2, Some(id(1))));
    assert_eq!((copied.before, copied.after), (None, None));
    assert_eq!(store.token(id(1)).unwrap(), Some(token(1)));
}

fn events_are_read_in_pages(store: &dyn Store) {
    for number in 1..=5 {
        issue(store, token(number));
    }
    let page = |from, limit| -> Vec<u64> {
        store.events(from, limit).unwrap().into_iter().map(|event| event.unwrap().sequence).collect()
    };
    assert_eq!(page(0, 2), [1, 2]);
    assert_eq!(page(1, 2), [1, 2]);
    assert_eq!(page(3, 10), [3, 4, 5]);
    assert_eq!(page(6, 10), [0; 0]);
    assert_eq!(page(1, 0), [0; 0]);
}

fn tokens_are_listed_in_order_of_issue(store: &dyn Store) {
    for number in [3, 1, 300, 2] {
        issue(store, token(number));
    }
    assert_eq!(store.token_ids().unwrap(), [id(1), id(2), id(3), id(300)]);
    let newest: Vec<_> = store.newest(2).unwrap().iter().map(|stored| stored.token.id).collect();
    assert_eq!(newest, [id(300), id(3)]);
    let mut seen = Vec::new();
    store.each_token(&mut |stored| seen.push(stored.unwrap().token.id)).unwrap();
    assert_eq!(seen, [id(1), id(2), id(3), id(300)]);
    assert_eq!(store.quarantined().unwrap(), []);
}

fn usage_is_kept_apart_and_starts_at_nothing(store: &dyn Store) {
    issue(store, token(1));
    assert_eq!(store.usage(id(1)).unwrap(), Usage::default());
    let address: IpAddr = "2001:db8::1".parse().unwrap();
    let usage = Usage {
        last_used: Some(now()),
        last_address: Some(address),
        spent_total: u64::MAX,
        retiring_last_used: Some(now()),
        retiring_last_address: Some(address),
        window: SlidingWindow::from_parts(475_368_975, 3_750, [7; 17]),
    };
    store.write_usage(&[(id(1), usage), (id(2), Usage { spent_total: 1, ..Usage::default() })]).unwrap();
    assert_eq!(store.usage(id(1)).unwrap(), usage);
    assert_eq!(store.usage(id(2)).unwrap().spent_total, 1);
    let mut each = Vec::new();
    store.each_usage(&mut |id, usage| each.push((id, usage.spent_total))).unwrap();
    assert_eq!(each, [(id(1), u64::MAX), (id(2), 1)]);
    assert_eq!(store.events(1, 10).unwrap().len(), 1, "using a token is no change of it");
}

fn the_catalogue_is_empty_before_the_first_and_audited_after(store: &dyn Store) {
    assert_eq!(store.catalogue().unwrap(), Catalogue::default());
    let sample = Catalogue::sample();
    let set = Change::SetCatalogue(sample.clone());
    let first = store.apply(set.clone(), event(EventKind::CatalogueChanged), &key()).unwrap();
    assert_eq!(store.catalogue().unwrap(), sample);
    assert_eq!((first.before, first.token), (None, None));
    assert_eq!(first.after.unwrap().catalogue().unwrap(), sample);
    let second = store.apply(set, event(EventKind::CatalogueChanged), &key()).unwrap();
    assert_eq!(second.before.unwrap().catalogue().unwrap(), sample);
}

fn the_highest_time_never_falls(store: &dyn Store) {
    assert_eq!(store.high_water().unwrap(), None);
    let later = now() + TimeDelta::hours(1);
    for (seen, highest) in [(now(), now()), (later, later), (now(), later)] {
        assert_eq!(store.advance_high_water(seen).unwrap().highest(), highest);
        assert_eq!(store.high_water().unwrap().unwrap().highest(), highest);
    }
}

fn the_chain_holds_under_many_writers(store: &dyn Store) {
    assert_eq!(store.chain_head().unwrap(), ChainHead::EMPTY);
    assert_eq!(store.verify_chain(1, &key()).unwrap(), ChainReport::Intact { events: 0 });
    thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || {
                for number in 0..10 {
                    issue(store, token(writer * 100 + number));
                }
            });
        }
        let report = store.verify_chain(1, &key()).unwrap();
        assert!(matches!(report, ChainReport::Intact { .. }), "checked while it grows: {report:?}");
    });
    let events: Vec<Event> = store.events(1, 100).unwrap().into_iter().map(Result::unwrap).collect();
    let sequences: Vec<u64> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=80).collect::<Vec<_>>());
    let head = store.chain_head().unwrap();
    assert_eq!(head, ChainHead { sequence: 80, mac: events[79].mac });
    assert_eq!(store.verify_chain(1, &key()).unwrap(), ChainReport::Intact { events: 80 });
    assert_eq!(store.verify_chain(41, &key()).unwrap(), ChainReport::Intact { events: 40 });
}

fn the_chain_does_not_hold_with_another_key(store: &dyn Store) {
    issue(store, token(1));
    let report = store.verify_chain(1, &ChainKey::new([1; 32])).unwrap();
    assert_eq!(report, ChainReport::Broken { sequence: 1, flaw: ChainFlaw::Altered });
}
