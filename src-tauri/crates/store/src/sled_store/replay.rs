//! Does to the database what an event says: the record after it, the names and digests that lead there, the
//! event itself, and the head of the chain. This is the one way into the trees, for a change that was made a
//! moment ago and for one that a power cut took away, so the way back after a disaster is walked every day.
//!
//! Needs no key: the event was linked when it was made, and is checked by whoever has the key. Doing an event
//! twice does no harm.

use mapae_domain::{TokenDigest, TokenId};
use sled::transaction::TransactionalTree;

use super::change::digests;
use super::trees::{CATALOGUE, HEAD, Outcome, Trees, refuse};
use crate::chain::ChainHead;
use crate::envelope::{self, Kind};
use crate::event::{Event, Snapshot};
use crate::records;
use crate::store::StoredToken;

/// Carries out `event`; `stored` is its stored form.
pub(super) fn replay(trees: &Trees<TransactionalTree>, event: &Event, stored: &[u8]) -> Outcome<()> {
    match (&event.before, &event.after) {
        (_, Some(after)) if envelope::is(Kind::Catalogue, after.as_bytes()) => {
            trees.catalogue_records().put(CATALOGUE, after.as_bytes())?;
        }
        (before, Some(after)) => put_token(trees, before.as_ref(), after)?,
        (Some(before), None) => remove(trees, before)?,
        (None, None) => {}
    }
    trees.event_records().put(&event.sequence.to_be_bytes(), stored)?;
    trees.raise_high_water(event.at)?;
    let head = ChainHead { sequence: event.sequence, mac: event.mac };
    trees.meta.insert(HEAD, records::encode_head(&head))?;
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

fn remove(trees: &Trees<TransactionalTree>, before: &Snapshot) -> Outcome<()> {
    let stored = token(before)?;
    let id = stored.token.id;
    forget_digests(trees, &stored, id)?;
    trees.names.remove(stored.token.name.key().as_str().as_bytes())?;
    trees.token_records().remove(id.as_bytes())
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
