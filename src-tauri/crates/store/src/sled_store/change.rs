//! Judges a change by the registry as it is: the states before and after it, or why it is refused. Nothing is
//! written here: what is judged right becomes an event, and the event is carried out by `replay.rs`.

use mapae_domain::{TokenDigest, TokenId};

use super::pending::Present;
use super::{Trouble, id_from};
use crate::error::StoreError;
use crate::event::Difference;
use crate::records;
use crate::store::{Change, StoredToken};

/// What `change` would change.
pub(super) fn judge(present: &Present<'_>, change: Change) -> Result<Difference, Trouble> {
    match change {
        Change::Issue(stored) => issue(present, &stored),
        Change::Put(stored) => put(present, &stored),
        Change::Remove { id, revision } => remove(present, id, revision),
        Change::SetCatalogue(catalogue) => {
            let after = records::encode_catalogue(&catalogue);
            Ok(Difference { token: None, before: present.catalogue()?, after: Some(after) })
        }
        Change::None => Ok(Difference::default()),
    }
}

fn issue(present: &Present<'_>, stored: &StoredToken) -> Result<Difference, Trouble> {
    let token = &stored.token;
    if present.token(token.id)?.is_some() || present.is_deleted(token.id)? {
        return Err(StoreError::IdTaken { id: token.id }.into());
    }
    if let Some(holder) = present.holder_of_name(&token.name.key())? {
        return Err(StoreError::NameTaken { holder }.into());
    }
    claim_digests(present, stored)?;
    Ok(Difference { token: Some(token.id), before: None, after: Some(records::encode_token(stored)) })
}

fn put(present: &Present<'_>, stored: &StoredToken) -> Result<Difference, Trouble> {
    let token = &stored.token;
    let Some(before) = present.token(token.id)? else {
        return Err(StoreError::NotFound { id: token.id }.into());
    };
    let old = records::decode_token(&before)
        .map_err(|reason| StoreError::Quarantined { id: token.id, reason: reason.to_string() })?;
    if old.token.revision.checked_add(1) != Some(token.revision) {
        return Err(StoreError::Outdated { id: token.id, current: old.token.revision }.into());
    }
    if old.token.name != token.name {
        return Err(StoreError::NameFixed { id: token.id }.into());
    }
    claim_digests(present, stored)?;
    Ok(Difference { token: Some(token.id), before: Some(before), after: Some(records::encode_token(stored)) })
}

fn remove(present: &Present<'_>, id: TokenId, revision: u32) -> Result<Difference, Trouble> {
    let Some(before) = present.token(id)? else { return Err(StoreError::NotFound { id }.into()) };
    let old = records::decode_token(&before)
        .map_err(|reason| StoreError::Quarantined { id, reason: reason.to_string() })?;
    if old.token.revision != revision {
        return Err(StoreError::Outdated { id, current: old.token.revision }.into());
    }
    Ok(Difference { token: Some(id), before: Some(before), after: None })
}

fn claim_digests(present: &Present<'_>, stored: &StoredToken) -> Result<(), Trouble> {
    for digest in digests(stored) {
        if let Some(holder) = present.holder_of_digest(&digest)?.filter(|holder| *holder != stored.token.id) {
            return Err(StoreError::DigestTaken { holder }.into());
        }
    }
    Ok(())
}

/// Of the present secret, and of the retiring one where there is one.
pub(super) fn digests(stored: &StoredToken) -> impl Iterator<Item = TokenDigest> {
    let retiring = stored.token.retiring.as_ref().map(|retiring| retiring.credential.digest);
    std::iter::once(stored.token.credential.digest).chain(retiring)
}

/// A holder as it lies in a tree.
pub(super) fn holder(value: Option<sled::IVec>) -> Result<Option<TokenId>, Trouble> {
    value.map(|id| id_from(&id)).transpose()
}
