//! The orders of a list.

use super::{row::Row, select::When, state::State};
use crate::query::{Query, SortKey};
use mapae_domain::{Expiry, Period};
use std::cmp::Ordering;

/// `slots` in the order of `query`; they are rising.
pub(super) fn ordered(state: &State, when: &When, query: &Query, slots: Vec<u32>) -> Vec<u32> {
    let mut newest = newest_first(state, slots);
    match query.sort {
        SortKey::Issued => {
            if !query.descending {
                newest.reverse();
            }
            newest
        }
        // Few are sorted sooner than all are passed.
        SortKey::Name if newest.len() < state.len() / 64 => by_name(state, query.descending, &newest),
        SortKey::Name => {
            let named = pick(state, state.by_name(), &newest);
            let unnamed = pick_of(state, state.unnamed(), &newest);
            let named = if unnamed.is_empty() { named } else { with_unnamed(state, named, unnamed) };
            if query.descending { backwards(state, named) } else { named }
        }
        _ => {
            let key = |slot: u32| key(state, when, query, state.row(slot));
            let mut keyed: Vec<(u64, u32)> = newest.into_iter().map(|slot| (key(slot), slot)).collect();
            keyed.sort_by_key(|(key, _)| *key);
            keyed.into_iter().map(|(_, slot)| slot).collect()
        }
    }
}

/// Where two tokens stand to each other in that order.
pub(super) fn compare(state: &State, when: &When, query: &Query, one: u32, other: u32) -> Ordering {
    let newest = || state.row(other).id.cmp(&state.row(one).id);
    match query.sort {
        SortKey::Issued if query.descending => newest(),
        SortKey::Issued => newest().reverse(),
        SortKey::Name => {
            let [one, other] = [one, other].map(|slot| name(state, slot));
            directed(one.cmp(other), query.descending).then_with(newest)
        }
        _ => {
            let [one, other] = [one, other].map(|slot| key(state, when, query, state.row(slot)));
            one.cmp(&other).then_with(newest)
        }
    }
}

/// Those of `order` that are among `slots`.
pub(super) fn pick(state: &State, order: &[u32], slots: &[u32]) -> Vec<u32> {
    let mut wanted = vec![0_u64; state.len().div_ceil(64)];
    slots.iter().for_each(|slot| wanted[*slot as usize / 64] |= 1 << (slot % 64));
    let mut picked = Vec::with_capacity(slots.len());
    picked.extend(order.iter().copied().filter(|slot| wanted[*slot as usize / 64] >> (slot % 64) & 1 == 1));
    picked
}

/// The same of a few, in no order.
fn pick_of(state: &State, few: &[u32], slots: &[u32]) -> Vec<u32> {
    if few.is_empty() { Vec::new() } else { pick(state, few, slots) }
}

/// Puts `unnamed` in their places among `named`, which are in the order of names.
pub(super) fn with_unnamed(state: &State, named: Vec<u32>, unnamed: Vec<u32>) -> Vec<u32> {
    let order = |one: u32, other: u32| {
        let newest = || state.row(other).id.cmp(&state.row(one).id);
        name(state, one).cmp(name(state, other)).then_with(newest)
    };
    let mut unnamed = unnamed;
    unnamed.sort_by(|one, other| order(*one, *other));
    let mut whole = Vec::with_capacity(named.len() + unnamed.len());
    let mut taken = 0;
    for slot in unnamed {
        let before = named[taken..].partition_point(|other| order(*other, slot).is_lt());
        whole.extend_from_slice(&named[taken..taken + before]);
        whole.push(slot);
        taken += before;
    }
    whole.extend_from_slice(&named[taken..]);
    whole
}

/// The order of names from its end. Names that are the same stay newest first; one of them is of a deleted token.
fn backwards(state: &State, mut order: Vec<u32>) -> Vec<u32> {
    order.reverse();
    if state.deleted() > 0 {
        let same = |one: &u32, other: &u32| {
            let deleted = state.row(*one).deleted || state.row(*other).deleted;
            deleted && name(state, *one) == name(state, *other)
        };
        order.chunk_by_mut(same).for_each(<[u32]>::reverse);
    }
    order
}

fn newest_first(state: &State, mut slots: Vec<u32>) -> Vec<u32> {
    if !state.is_in_order() {
        // Few are sorted sooner than all are passed.
        if slots.len() < state.len() / 64 {
            slots.sort_unstable_by_key(|slot| state.row(*slot).id);
        } else {
            slots = pick(state, state.by_id(), &slots);
        }
    }
    slots.reverse();
    slots
}

fn directed(ordering: Ordering, descending: bool) -> Ordering {
    if descending { ordering.reverse() } else { ordering }
}

/// Lower stands first. The highest bit is for what is not there.
fn key(state: &State, when: &When, query: &Query, row: &Row) -> u64 {
    const ABSENT: u64 = 1 << 63;
    const GREATEST: u64 = ABSENT - 1;
    let value = match query.sort {
        SortKey::Token => u32::from_be_bytes(row.hint).into(),
        SortKey::Status => when.status(row) as u64,
        SortKey::Scopes => state.scopes.count(row.scopes) as u64,
        SortKey::Expiry => match state.expiries.get(row.expiry) {
            Expiry::Never => GREATEST,
            Expiry::On(date) => shifted(date.instant().timestamp_millis()),
        },
        SortKey::Limit => row.limit.map_or(GREATEST, |count| u64::from(count.get()) << 8 | rank(row.period)),
        SortKey::Allow if row.allow == 0 => GREATEST,
        SortKey::Allow => row.allow.into(),
        SortKey::Block => row.block.into(),
        SortKey::LastUsed => row.last_used.millis().map_or(ABSENT, shifted),
        SortKey::Revoked => row.revoked_at.millis().map_or(ABSENT, shifted),
        SortKey::Name | SortKey::Issued => unreachable!("they are compared otherwise"),
    };
    if query.descending && value != ABSENT { GREATEST - value } else { value }
}

/// Milliseconds of the years that dates have, made positive.
fn shifted(millis: i64) -> u64 {
    u64::try_from(millis.saturating_add(1 << 61)).unwrap_or(0)
}

/// The shorter first, and 전체 last.
fn rank(period: Period) -> u64 {
    match period {
        Period::Minute => 0,
        Period::Hour => 1,
        Period::Day => 2,
        Period::ThirtyDays => 3,
        Period::Total => 4,
    }
}

fn name(state: &State, slot: u32) -> &[u8] {
    let (block, place) = state.place(slot);
    block.name(place)
}

/// Letters that are compared at once.
const LETTERS: usize = 8;

/// Sorts by the first eight letters, those that have them in common by the next eight, and so on: comparing whole names
/// would fetch two of them from all over the memory, twenty million times.
pub(super) fn by_name(state: &State, descending: bool, newest: &[u32]) -> Vec<u32> {
    let mut names: Vec<Prefix> = newest.iter().map(|slot| Prefix { key: 0, slot: *slot }).collect();
    sort_from(state, descending, 0, &mut names);
    names.into_iter().map(|name| name.slot).collect()
}

struct Prefix {
    key: u128,
    slot: u32,
}

fn sort_from(state: &State, descending: bool, from: usize, names: &mut [Prefix]) {
    const FEW: usize = 16;
    if names.len() <= FEW {
        let order = |one: &Prefix, other: &Prefix| {
            directed(name(state, one.slot).cmp(name(state, other.slot)), descending)
        };
        return names.sort_by(order);
    }
    for prefix in &mut *names {
        prefix.key = letters(name(state, prefix.slot), from);
    }
    // Stable: those that are equal to the end stay newest first.
    match descending {
        true => names.sort_by_key(|prefix| !prefix.key),
        false => names.sort_by_key(|prefix| prefix.key),
    }
    for equal in names.chunk_by_mut(|one, other| one.key == other.key) {
        // A name that goes on has its last place taken.
        if equal.len() > 1 && equal[0].key & 0xFFFF != 0 {
            sort_from(state, descending, from + LETTERS, equal);
        }
    }
}

/// Eight letters from number `from` on, so that numbers stand to each other as the letters do; nothing is 0.
fn letters(name: &[u8], from: usize) -> u128 {
    let name = str::from_utf8(name).expect("a folded name is text");
    let units = name.encode_utf16().skip(from).map(in_order).chain(std::iter::repeat(0));
    units.take(LETTERS).fold(0, |key, unit| key << 16 | u128::from(unit))
}

/// UTF-16 has the letters beyond the first plane before U+E000; their order by code point has them after it.
fn in_order(unit: u16) -> u16 {
    match unit {
        0xD800..=0xDFFF => unit + 0x2000,
        0xE000.. => unit - 0x800,
        _ => unit,
    }
}
