//! Verb: give a token another secret.

use crate::{Registry, ServiceError, TokenDetail, once::OnceCopy};
use chrono::{DateTime, Utc};
use mapae_domain::{Credential, Grace, TokenId, Usage};
use mapae_store::{EventKind, StoreError, StoredToken};
use mapae_vault::TokenSecret;
use std::sync::PoisonError;

/// 재발급: makes a new secret and seals it; the one in force works on for `grace`. One that was retiring already is
/// dropped. What is to be handed out once can be so again. A kill at any point leaves the old secret or the new one in
/// force, and its copy with it.
///
/// # Errors
/// [`ServiceError::Revoked`]; [`ServiceError::Expired`]: a new secret would be refused like the old one. The store's
/// and the vault's.
pub fn rotate_token(
    registry: &Registry,
    id: TokenId,
    grace: Grace,
    now: DateTime<Utc>,
) -> Result<TokenDetail, ServiceError> {
    let secret = TokenSecret::generate()?;
    let credential = Credential { digest: secret.digest(), hint: secret.hint() };
    let judged = registry.judged(now);
    let _on_its_way = registry.sealing.read().unwrap_or_else(PoisonError::into_inner);
    let sealed = registry.vault()?.seal(id, &secret)?;
    // Whether a token is one of those never changes.
    let alone = registry.stored(id)?.copy_once.then(|| registry.once.alone());
    let rotated = registry.rotate(id, credential, &sealed, grace, (judged, now));
    let stored = rotated.map_err(|refused| registry.not_rotated(id, refused))?;
    if stored.copy_once {
        registry.once.promote(id)?;
    }
    drop(alone);
    if let Err(error) = registry.note_rotated(id, stored.token.retiring.is_some()) {
        tracing::warn!(%error, "when the secret before a rotation was last used could not be kept");
    }
    TokenDetail::of(registry, stored, now)
}

impl Registry {
    fn rotate(
        &self,
        id: TokenId,
        credential: Credential,
        sealed: &[u8],
        grace: Grace,
        (judged, now): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<StoredToken, ServiceError> {
        loop {
            let before = self.stored(id)?;
            if before.token.is_revoked() {
                return Err(ServiceError::Revoked);
            }
            if before.token.expiry.is_past(judged) {
                return Err(ServiceError::Expired);
            }
            let until = grace.end(judged, &before.token.expiry);
            let token = before.token.clone().rotate(credential, until)?;
            let rotated = if before.copy_once {
                self.settle_once(&before.token)?;
                // Beside the copy that is there, so that whichever secret is in force after a kill has its copy.
                self.once.put(id, OnceCopy::Next, sealed)?;
                StoredToken { token, ..before }
            } else {
                StoredToken { token, sealed: Some(sealed.to_vec()), ..before }
            };
            match self.put(rotated, EventKind::TokenRotated, now) {
                Err(ServiceError::Outdated { .. }) => {}
                put => return put,
            }
        }
    }

    /// After a failed sync the rotation may be there all the same, and its copy with it.
    fn not_rotated(&self, id: TokenId, refused: ServiceError) -> ServiceError {
        let maybe_there = matches!(
            refused,
            ServiceError::Store(StoreError::SyncFailed { .. } | StoreError::SyncTimedOut { .. })
        );
        if !maybe_there && let Err(error) = self.once.remove_one(id, OnceCopy::Next) {
            tracing::warn!(%error, "the copy of a secret that is not in force is left");
        }
        refused
    }

    /// Whatever used the token so far used the secret that retires.
    fn note_rotated(&self, id: TokenId, retires: bool) -> Result<(), ServiceError> {
        let usage = self.store.usage(id)?;
        let (last_used, last_address) = match retires {
            true => (usage.last_used, usage.last_address),
            false => (None, None),
        };
        let noted = Usage { retiring_last_used: last_used, retiring_last_address: last_address, ..usage };
        if noted == usage { Ok(()) } else { self.note_usage(&[(id, noted)]) }
    }
}
