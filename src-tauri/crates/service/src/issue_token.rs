//! Verb: issue a token from a draft.

use crate::{ListedToken, Registry, ServiceError, check_draft, once::OnceCopy};
use chrono::{DateTime, Utc};
use mapae_domain::{Credential, Draft, Field, Life, Token, TokenId, Usage};
use mapae_store::{Change, EventKind, StoreError, StoredToken};
use mapae_vault::{TokenSecret, VaultError};
use std::sync::PoisonError;

/// For how long a token's string can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copying {
    /// At any later time.
    Kept,
    /// 한 번만 보기: until the first copy.
    Once,
}

/// Checks `draft` once more, makes a secret, seals it and stores all of it with its event. The secret stays in the
/// vault's hands: what comes back is the token's row.
///
/// # Errors
/// [`ServiceError::DraftRefused`] where a field is not acceptable (also where the name was taken a moment ago), the
/// store's and the vault's own otherwise. Nothing was issued then, except after a failed sync, when it may have been.
pub fn issue_token(
    registry: &Registry,
    draft: &Draft,
    copying: Copying,
    now: DateTime<Utc>,
) -> Result<ListedToken, ServiceError> {
    let policy = check_draft(registry, draft, now)?.into_policy().map_err(ServiceError::DraftRefused)?;
    let id = fresh_id(now)?;
    let secret = TokenSecret::generate()?;
    let _on_its_way = registry.sealing.read().unwrap_or_else(PoisonError::into_inner);
    let sealed = registry.vault()?.seal(id, &secret)?;
    let token = Token {
        id,
        name: policy.name,
        description: policy.description,
        expiry: policy.expiry,
        allow: policy.allow,
        block: policy.block,
        limit: policy.limit,
        scopes: policy.scopes,
        life: Life::Active,
        issued_at: now,
        issued_by: registry.actor.clone(),
        credential: Credential { digest: secret.digest(), hint: secret.hint() },
        retiring: None,
        revision: 1,
    };
    let stored = match copying {
        Copying::Kept => StoredToken::new(token, Some(sealed)),
        Copying::Once => {
            // Before the token: should it fail after this, a file is left that no token has.
            registry.once.put(id, OnceCopy::Present, &sealed)?;
            StoredToken { copy_once: true, ..StoredToken::new(token, None) }
        }
    };
    let event = registry.event(EventKind::TokenIssued, Some(id), now);
    if let Err(refused) = registry.apply(Change::Issue(stored.clone()), event) {
        // After a failed sync the token may be there all the same, and its copy with it.
        let maybe_there = matches!(
            refused,
            ServiceError::Store(StoreError::SyncFailed { .. } | StoreError::SyncTimedOut { .. })
        );
        if copying == Copying::Once && !maybe_there {
            registry.once.remove(id)?;
        }
        return Err(match refused {
            ServiceError::Store(StoreError::NameTaken { .. }) => ServiceError::DraftRefused(Field::Name),
            other => other,
        });
    }
    Ok(ListedToken::new(registry, stored, Usage::default(), registry.judged(now)))
}

/// UUIDv7 (RFC 9562, 5.7): the time first, so that ids sort by issue.
fn fresh_id(now: DateTime<Utc>) -> Result<TokenId, VaultError> {
    let mut chance = [0; 10];
    getrandom::fill(&mut chance).map_err(VaultError::Randomness)?;
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Ok(TokenId::from_parts(millis, chance))
}
