//! Verb: open a token's sealed copy, for the clipboard.

use crate::{Registry, ServiceError, once::OnceCopy};
use chrono::{DateTime, Utc};
use mapae_domain::{Token, TokenId};
use mapae_store::{Change, EventKind, StoredToken};
use mapae_vault::TokenSecret;

/// The token's string. That it was handed out is in the audit trail before it is.
///
/// # Errors
/// No such token, no sealed copy of it, a copy that does not open, or an event that could not be stored.
pub fn copy_token(registry: &Registry, id: TokenId, now: DateTime<Utc>) -> Result<TokenSecret, ServiceError> {
    let stored = registry.stored(id)?;
    let secret = if stored.copy_once {
        registry.once_secret(id)?
    } else {
        let sealed = stored.sealed.ok_or(ServiceError::TokenNotCopyable)?;
        registry.vault()?.open_token(id, &sealed)?
    };
    registry.apply(Change::None, registry.event(EventKind::TokenCopied, Some(id), now))?;
    Ok(secret)
}

/// Destroys the sealed copy of a token that is handed out once; nothing happens to others. Called when it has
/// arrived: a copy that failed on its way can be tried again. Where the token was given another secret in between, the
/// copy of that one stays.
///
/// # Errors
/// The copy can't be removed.
pub fn copied(registry: &Registry, id: TokenId) -> Result<(), ServiceError> {
    let mut handed_out = registry.once.alone();
    let secret = handed_out.remove(&id);
    let is_another = |stored: StoredToken| secret.is_some_and(|it| it != stored.token.credential.digest);
    if registry.store.token(id)?.is_some_and(is_another) {
        return Ok(());
    }
    Ok(registry.once.remove(id)?)
}

impl Registry {
    /// The secret in force of a token that is handed out once. A kill in the midst of a rotation leaves two copies, and
    /// the record tells which of them it is.
    fn once_secret(&self, id: TokenId) -> Result<TokenSecret, ServiceError> {
        let mut handed_out = self.once.alone();
        let token = self.stored(id)?.token;
        // A kill in the midst of a withdrawal leaves a copy that nobody should have any more.
        let withdrawn = token.is_revoked();
        let mut refused = None;
        for copy in OnceCopy::BOTH.into_iter().filter(|_| !withdrawn) {
            let Some(sealed) = self.once.get(id, copy)? else { continue };
            match self.vault()?.open_token(id, &sealed) {
                Ok(secret) if secret.digest() == token.credential.digest => {
                    handed_out.insert(id, secret.digest());
                    return Ok(secret);
                }
                Ok(_) => {}
                Err(error) => refused = Some(error),
            }
        }
        match refused {
            Some(error) => Err(error.into()),
            None => {
                self.once.remove(id)?;
                Err(ServiceError::TokenNotCopyable)
            }
        }
    }

    /// Puts the copy of the secret in force in its place after a kill in the midst of a rotation, so that another one
    /// does not overwrite it.
    pub(crate) fn settle_once(&self, token: &Token) -> Result<(), ServiceError> {
        let id = token.id;
        let Some(sealed) = self.once.get(id, OnceCopy::Next)? else { return Ok(()) };
        let in_force =
            self.vault()?.open_token(id, &sealed).is_ok_and(|it| it.digest() == token.credential.digest);
        let settled = if in_force { self.once.promote(id) } else { self.once.remove_one(id, OnceCopy::Next) };
        Ok(settled?)
    }

    /// Takes away what was to be handed out of a token that is withdrawn or deleted.
    pub(crate) fn drop_once(&self, id: TokenId) -> Result<(), ServiceError> {
        let mut handed_out = self.once.alone();
        handed_out.remove(&id);
        Ok(self.once.remove(id)?)
    }

    /// Part of a change of the data key.
    pub(crate) fn reseal_once(&self, id: TokenId) -> Result<(), ServiceError> {
        let _alone = self.once.alone();
        for copy in OnceCopy::BOTH {
            let Some(sealed) = self.once.get(id, copy)? else { continue };
            let vault = self.vault()?;
            if !vault.sealed_with_current(&sealed)
                && let Ok(resealed) = vault.reseal(id, &sealed)
            {
                self.once.put(id, copy, &resealed)?;
            }
        }
        Ok(())
    }
}
