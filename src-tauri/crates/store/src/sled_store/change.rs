//! One change as one transaction: record, name, digests and event. What can be encoded without looking at the
//! database is encoded before, because sled holds every other reader and writer up while a transaction runs.

use mapae_domain::{TokenDigest, TokenId};
use sled::transaction::TransactionalTree;

use super::trees::{CATALOGUE, HEAD, Outcome, Trees, refuse};
use crate::chain::{ChainHead, ChainKey};
use crate::error::StoreError;
use crate::event::{self, Difference, Event, NewEvent};
use crate::records;
use crate::store::{Change, StoredToken};

pub(super) enum Prepared {
    Issue { stored: Box<StoredToken>, record: Vec<u8> },
    Put { stored: Box<StoredToken>, record: Vec<u8> },
    SetCatalogue { record: Vec<u8> },
    Nothing,
}

impl Prepared {
    pub(super) fn new(change: Change) -> Prepared {
        match change {
            Change::Issue(stored) => {
                let record = records::encode_token(&stored);
                Prepared::Issue { stored: Box::new(stored), record }
            }
            Change::Put(stored) => {
                let record = records::encode_token(&stored);
                Prepared::Put { stored: Box::new(stored), record }
            }
            Change::SetCatalogue(catalogue) => {
                Prepared::SetCatalogue { record: records::encode_catalogue(&catalogue) }
            }
            Change::None => Prepared::Nothing,
        }
    }

    /// Writes the change and its event, linked to the chain as it is inside the transaction.
    pub(super) fn write(
        &self,
        trees: &Trees<TransactionalTree>,
        event: &NewEvent,
        chain: &ChainKey,
    ) -> Outcome<Event> {
        let difference = match self {
            Prepared::Issue { stored, record } => issue(trees, stored, record)?,
            Prepared::Put { stored, record } => put(trees, stored, record)?,
            Prepared::SetCatalogue { record } => {
                let before = trees.catalogue_records().get(CATALOGUE)?;
                trees.catalogue_records().put(CATALOGUE, record)?;
                Difference { token: None, before, after: Some(record.clone()) }
            }
            Prepared::Nothing => Difference::default(),
        };
        let head = match trees.meta.get(HEAD)? {
            Some(value) => records::decode_head(&value).or_else(|unreadable| refuse(unreadable.into()))?,
            None => ChainHead::EMPTY,
        };
        let (event, value) = event::link(event, difference, head, chain);
        trees.event_records().put(&event.sequence.to_be_bytes(), &value)?;
        let head = ChainHead { sequence: event.sequence, mac: event.mac };
        trees.meta.insert(HEAD, records::encode_head(&head))?;
        Ok(event)
    }
}

fn issue(trees: &Trees<TransactionalTree>, stored: &StoredToken, record: &[u8]) -> Outcome<Difference> {
    let token = &stored.token;
    if trees.tokens.get(token.id.as_bytes())?.is_some() {
        return refuse(StoreError::IdTaken { id: token.id });
    }
    let name = token.name.key();
    if let Some(holder) = trees.names.get(name.as_str())? {
        return refuse(StoreError::NameTaken { holder: id_from(&holder)? });
    }
    trees.names.insert(name.as_str().as_bytes(), &token.id.as_bytes()[..])?;
    for digest in digests(stored) {
        claim(trees, digest, token.id)?;
    }
    trees.token_records().put(token.id.as_bytes(), record)?;
    Ok(Difference { token: Some(token.id), before: None, after: Some(record.to_vec()) })
}

fn put(trees: &Trees<TransactionalTree>, stored: &StoredToken, record: &[u8]) -> Outcome<Difference> {
    let token = &stored.token;
    let Some(before) = trees.token_records().get(token.id.as_bytes())? else {
        return refuse(StoreError::NotFound { id: token.id });
    };
    let old = match records::decode_token(&before) {
        Ok(old) => old,
        Err(reason) => return refuse(StoreError::Quarantined { id: token.id, reason: reason.to_string() }),
    };
    if old.token.revision.checked_add(1) != Some(token.revision) {
        return refuse(StoreError::Outdated { id: token.id, current: old.token.revision });
    }
    if old.token.name != token.name {
        return refuse(StoreError::NameFixed { id: token.id });
    }
    for gone in digests(&old).filter(|digest| !digests(stored).any(|kept| kept == *digest)) {
        trees.digests.remove(&gone.as_bytes()[..])?;
    }
    for digest in digests(stored) {
        claim(trees, digest, token.id)?;
    }
    trees.token_records().put(token.id.as_bytes(), record)?;
    Ok(Difference { token: Some(token.id), before: Some(before), after: Some(record.to_vec()) })
}

fn digests(stored: &StoredToken) -> impl Iterator<Item = TokenDigest> {
    let retiring = stored.token.retiring.as_ref().map(|retiring| retiring.credential.digest);
    std::iter::once(stored.token.credential.digest).chain(retiring)
}

fn claim(trees: &Trees<TransactionalTree>, digest: TokenDigest, id: TokenId) -> Outcome<()> {
    match trees.digests.get(digest.as_bytes())? {
        None => trees.digests.insert(&digest.as_bytes()[..], &id.as_bytes()[..]).map(drop)?,
        Some(holder) if *holder == id.as_bytes()[..] => {}
        Some(holder) => return refuse(StoreError::DigestTaken { holder: id_from(&holder)? }),
    }
    Ok(())
}

fn id_from(bytes: &[u8]) -> Outcome<TokenId> {
    match bytes.try_into() {
        Ok(bytes) => Ok(TokenId::from_bytes(bytes)),
        Err(_) => refuse(StoreError::Damaged { detail: "an id that has not 16 bytes".to_owned() }),
    }
}
