//! Does to the database what events say: the record after each, the names and digests that lead there, the
//! event itself and where it is found, and the head of the chain. This is the one way into the trees, for a change that
//! was made a moment ago and for one that a power cut took away, so the way back after a disaster is walked every day.
//!
//! Needs no key: an event was linked when it was made, and is checked by whoever has the key.

use mapae_domain::{TokenDigest, TokenId};
use sled::transaction::TransactionalTree;

use super::change::digests;
use super::parts;
use super::sum::{Summed, Touched, touch, touch_token};
use super::trail;
use super::trees::{CATALOGUE, HEAD, Outcome, Trees, refuse};
use crate::chain::ChainHead;
use crate::envelope::{self, Kind};
use crate::event::{Event, Snapshot};
use crate::records;
use crate::store::{StoredToken, Tombstone};

/// Carries out events that follow the head, each with its stored form, and tells what that did to the sum.
pub(super) fn replay(trees: &Trees<TransactionalTree>, events: &[(Event, Vec<u8>)]) -> Outcome<Vec<Touched>> {
    let before = trees.head_in_transaction()?;
    let mut touched = Vec::new();
    let mut after = before;
    for (event, stored) in events {
        replay_one(trees, event, stored, &mut touched)?;
        after = ChainHead { sequence: event.sequence, mac: event.mac };
    }
    trees.meta.insert(HEAD, records::encode_head(&after))?;
    trees.carry_sum(before, after, &touched)?;
    trees.carry_trail(before, after)?;
    Ok(touched)
}

fn replay_one(
    trees: &Trees<TransactionalTree>,
    event: &Event,
    stored: &[u8],
    touched: &mut Vec<Touched>,
) -> Outcome<()> {
    match (&event.before, &event.after) {
        (_, Some(after)) if envelope::is(Kind::Catalogue, after.as_bytes()) => {
            trees.catalogue_records().put(CATALOGUE, after.as_bytes())?;
        }
        (before, Some(after)) => {
            if let Some(before) = before {
                touch_token(touched, before.as_bytes(), &token(before)?);
            }
            touch_token(touched, after.as_bytes(), &token(after)?);
            put_token(trees, before.as_ref(), after)?;
        }
        (Some(before), None) => remove(trees, event, before, touched)?,
        (None, None) => {}
    }
    trees.event_records().put(&event.sequence.to_be_bytes(), stored)?;
    for (key, value) in trail::entries(event) {
        trees.trail.insert(key, value)?;
    }
    trees.raise_high_water(event.at)?;
    Ok(())
}

/// The record `after`, and the name and the digests that lead there.
pub(super) fn put_token(
    trees: &Trees<TransactionalTree>,
    before: Option<&Snapshot>,
    after: &Snapshot,
) -> Outcome<()> {
    let stored = token(after)?;
    let id = stored.token.id;
    if let Some(before) = before {
        forget_digests(trees, &token(before)?, id)?;
    }
    trees.names.insert(stored.token.name.key().as_str().as_bytes(), &id.as_bytes()[..])?;
    for digest in digests(&stored) {
        trees.digests.insert(&digest.as_bytes()[..], &id.as_bytes()[..])?;
    }
    trees.token_records().put(id.as_bytes(), after.as_bytes())
}

/// Takes away the record and all that leads to it, and leaves a tombstone.
fn remove(
    trees: &Trees<TransactionalTree>,
    event: &Event,
    before: &Snapshot,
    touched: &mut Vec<Touched>,
) -> Outcome<()> {
    let stored = token(before)?;
    let id = stored.token.id;
    touch_token(touched, before.as_bytes(), &stored);
    forget_digests(trees, &stored, id)?;
    trees.names.remove(stored.token.name.key().as_str().as_bytes())?;
    trees.usage.remove(&id.as_bytes()[..])?;
    trees.token_records().remove(id.as_bytes())?;
    let tombstone = records::encode_tombstone(&Tombstone::of(stored, event));
    touch(touched, Summed::Deleted, id.as_bytes(), &parts::first(&tombstone));
    trees.tombstone_records().put(id.as_bytes(), &tombstone)
}

/// Only those that lead to this token: nothing else is known of the others.
fn forget_digests(trees: &Trees<TransactionalTree>, stored: &StoredToken, id: TokenId) -> Outcome<()> {
    for digest in digests(stored) {
        let key: &[u8] = &TokenDigest::as_bytes(&digest)[..];
        if trees.digests.get(key)?.is_some_and(|holder| *holder == id.as_bytes()[..]) {
            trees.digests.remove(key)?;
        }
    }
    Ok(())
}

fn token(snapshot: &Snapshot) -> Outcome<StoredToken> {
    snapshot.token().or_else(|unreadable| refuse(unreadable.into()))
}
