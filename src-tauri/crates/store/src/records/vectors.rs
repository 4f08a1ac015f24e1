//! Stored examples of each kind of record, as version 1 wrote them. They lie in `tests/vectors/records` and
//! decode for ever: a change that breaks one of them breaks someone's registry. An example is never written
//! anew; a new form of a record gets a new file.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::path::PathBuf;

use mapae_domain::{Catalogue, Life, Limit, Period, SlidingWindow, Usage};

use super::*;
use crate::chain::{ChainHead, Mac};
use crate::event::{self, Difference, Event, EventKind, Snapshot};
use crate::test_support::{event, full_token, id, key, now, token};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/vectors/records"))
}

fn stored(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn disabled_token() -> StoredToken {
    let mut stored = token(3);
    stored.sealed = None;
    stored.token.life = Life::Disabled;
    stored.token.limit = Limit::Max { count: u32::MAX.try_into().unwrap(), period: Period::Total };
    stored.token.revision = 12;
    stored
}

fn usage() -> Usage {
    let last_address = Some("2001:db8::7".parse().unwrap());
    Usage { last_used: Some(now()), last_address, spent_total: 1 << 40, ..Usage::default() }
}

fn usage_of_both() -> Usage {
    let retiring_last_address = Some("10.0.0.7".parse().unwrap());
    Usage { retiring_last_used: Some(now()), retiring_last_address, ..usage() }
}

fn usage_of_a_window() -> Usage {
    let counts = std::array::from_fn(|place| 1 << place);
    Usage { window: SlidingWindow::from_parts(475_368_975, 3_750, counts), ..usage_of_both() }
}

fn tombstone() -> Tombstone {
    let last = StoredToken { sealed: None, ..full_token(2) };
    Tombstone { last, deleted_at: now(), deleted_by: "관리자".to_owned() }
}

fn sum() -> SumAt {
    SumAt { sequence: 42, sum: Sum([0x3c; 32]) }
}

fn catalogue_with_deprecated() -> Catalogue {
    let mut groups = Catalogue::sample().groups().to_vec();
    groups[0].apis[1].deprecated = true;
    Catalogue::new(groups).unwrap()
}

fn head() -> ChainHead {
    ChainHead { sequence: 41, mac: Mac([0xc3; 32]) }
}

fn linked() -> (Event, Vec<u8>) {
    let difference = Difference {
        token: Some(id(2)),
        before: Some(encode_token(&token(2))),
        after: Some(encode_token(&full_token(2))),
    };
    event::link(&event(EventKind::TokenEdited), difference, head(), &key())
}

#[test]
fn the_stored_tokens_of_version_1_decode() {
    assert_eq!(decode_token(&stored("token-least.1")), Ok(token(1)));
    assert_eq!(decode_token(&stored("token-full.1")), Ok(full_token(2)));
    assert_eq!(decode_token(&stored("token-disabled.1")), Ok(disabled_token()));
}

#[test]
fn the_stored_event_of_version_1_decodes_and_verifies() {
    let value = stored("event.1");
    let (expected, _) = linked();
    let read = event::decode(&value).unwrap();
    assert_eq!(read.before.as_ref().map(Snapshot::token), Some(Ok(token(2))));
    assert_eq!(read.after.as_ref().map(Snapshot::token), Some(Ok(full_token(2))));
    let numbers =
        |event: &Event| (event.sequence, event.at, event.kind.clone(), event.token, event.previous_mac);
    assert_eq!(numbers(&read), numbers(&expected));
    assert_eq!(event::check(&value, head(), &key()), Ok(ChainHead { sequence: 42, mac: read.mac }));
}

#[test]
fn the_stored_small_records_of_version_1_decode() {
    assert_eq!(decode_usage(&stored("usage.1")), Ok(usage()));
    assert_eq!(decode_usage(&stored("usage-retiring.1")), Ok(usage_of_both()));
    assert_eq!(decode_usage(&stored("usage-window.1")), Ok(usage_of_a_window()));
    assert_eq!(decode_catalogue(&stored("catalogue.1")).map(|read| read.groups().len()), Ok(3));
    assert_eq!(decode_catalogue(&stored("catalogue.1")), Ok(Catalogue::sample()));
    assert_eq!(decode_catalogue(&stored("catalogue-deprecated.1")), Ok(catalogue_with_deprecated()));
    assert_eq!(decode_head(&stored("head.1")), Ok(head()));
    assert_eq!(decode_tombstone(&stored("tombstone.1")), Ok(tombstone()));
    assert_eq!(decode_sum(&stored("sum.1")), Ok(sum()));
    assert_eq!(decode_trail(&stored("trail.1")), Ok(1 << 33));
    assert_eq!(decode_high_water(&stored("high-water.1")), Ok(now()));
    assert_eq!(check_format(&stored("format.1")), Ok(()));
}

/// A token without its expiry must not live for ever, one without its lists must not let everyone in.
#[test]
fn a_token_without_a_field_of_version_1_does_not_verify() {
    let value = encode_token(&full_token(1));
    let record: BTreeMap<String, rmpv::Value> = unwrapped(Kind::Token, &value).unwrap();
    let may_be_absent = ["retiring", "sealed"];
    for name in record.keys().filter(|name| !may_be_absent.contains(&name.as_str())) {
        let mut without = record.clone();
        without.remove(name);
        let read = decode_token(&wrapped(Kind::Token, &without));
        assert!(matches!(read, Err(Unreadable::Damaged(_))), "without {name}: {read:?}");
    }
}

#[test]
fn a_token_with_a_field_that_breaks_a_rule_does_not_verify() {
    let value = encode_token(&full_token(1));
    let record: BTreeMap<String, rmpv::Value> = unwrapped(Kind::Token, &value).unwrap();
    let map = |entries: &[(&str, rmpv::Value)]| {
        rmpv::Value::Map(entries.iter().map(|(name, value)| ((*name).into(), value.clone())).collect())
    };
    let network = |text: &str| map(&[("network", text.into())]);
    let cases = [
        ("name", "".into()),
        ("name", " 배포".into()),
        ("name", "\u{1107}\u{1162}".into()),
        ("expiry", map(&[("on", map(&[("date", "2027-02-30".into()), ("zone", "Asia/Seoul".into())]))])),
        ("expiry", map(&[("on", map(&[("date", "2027-02-28".into()), ("zone", "Asia/Nowhere".into())]))])),
        ("allow", map(&[("only", rmpv::Value::Array(vec![]))])),
        ("allow", map(&[("only", rmpv::Value::Array(vec![network("10.0.0.1/8")]))])),
        ("block", rmpv::Value::Array(vec![network("010.0.0.0/8")])),
        ("limit", map(&[("max", map(&[("count", 0.into()), ("period", "day".into())]))])),
        ("scopes", rmpv::Value::Array(vec![])),
        ("life", "asleep".into()),
        ("id", rmpv::Value::Binary(vec![1; 15])),
    ];
    for (name, bad) in cases {
        let mut changed = record.clone();
        changed.insert(name.to_owned(), bad.clone());
        let read = decode_token(&wrapped(Kind::Token, &changed));
        assert!(matches!(read, Err(Unreadable::Damaged(_))), "{name} = {bad}: {read:?}");
    }
}

/// Run by hand (`cargo test -p mapae-store -- --ignored`) after a new example was added here. Leaves what
/// exists alone.
#[test]
#[ignore = "writes the examples that are missing"]
fn write_missing_examples() {
    let examples = [
        ("token-least.1", encode_token(&token(1))),
        ("token-full.1", encode_token(&full_token(2))),
        ("token-disabled.1", encode_token(&disabled_token())),
        ("event.1", linked().1),
        ("usage.1", encode_usage(&usage())),
        ("usage-retiring.1", encode_usage(&usage_of_both())),
        ("usage-window.1", encode_usage(&usage_of_a_window())),
        ("catalogue.1", encode_catalogue(&Catalogue::sample())),
        ("catalogue-deprecated.1", encode_catalogue(&catalogue_with_deprecated())),
        ("head.1", encode_head(&head())),
        ("tombstone.1", encode_tombstone(&tombstone())),
        ("sum.1", encode_sum(&sum())),
        ("trail.1", encode_trail(1 << 33)),
        ("high-water.1", encode_high_water(now())),
        ("format.1", encode_format()),
    ];
    fs::create_dir_all(folder()).unwrap();
    for (name, value) in examples {
        let path = folder().join(name);
        if !path.exists() {
            fs::write(path, value).unwrap();
        }
    }
}
