//! What the verbs that change one token share: read it, change it, write it, and once more where somebody else was
//! quicker. No change is ever lost to another: each is made of the record that it replaces.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{Token, TokenId, changes};
use mapae_store::{Change, EventKind, StoreError, StoredToken};

/// A token after a step.
pub(crate) enum Stepped {
    /// It was changed, with an event.
    Changed(StoredToken),
    /// It was so already: no event.
    Unchanged(StoredToken),
}

impl Stepped {
    pub(crate) fn into_stored(self) -> StoredToken {
        match self {
            Self::Changed(stored) | Self::Unchanged(stored) => stored,
        }
    }
}

impl Registry {
    /// The token with this id.
    pub(crate) fn stored(&self, id: TokenId) -> Result<StoredToken, ServiceError> {
        self.store.token(id)?.ok_or(ServiceError::TokenNotFound)
    }

    /// Takes the token through `step`, which is asked again with the fresh record where somebody changed it meanwhile.
    pub(crate) fn step<E: From<ServiceError>>(
        &self,
        id: TokenId,
        kind: &EventKind,
        now: DateTime<Utc>,
        step: impl Fn(&Token) -> Result<Token, E>,
    ) -> Result<Stepped, E> {
        loop {
            let stored = self.stored(id)?;
            let token = step(&stored.token)?;
            if changes(&stored.token, &token).is_empty() {
                return Ok(Stepped::Unchanged(stored));
            }
            match self.put(StoredToken { token, ..stored }, kind.clone(), now) {
                Err(ServiceError::Outdated { .. }) => {}
                put => return Ok(Stepped::Changed(put?)),
            }
        }
    }

    /// Writes a token as the next revision of what it was made of.
    ///
    /// # Errors
    /// [`ServiceError::Outdated`], [`ServiceError::TokenNotFound`] where it was deleted meanwhile.
    pub(crate) fn put(
        &self,
        mut stored: StoredToken,
        kind: EventKind,
        now: DateTime<Utc>,
    ) -> Result<StoredToken, ServiceError> {
        let id = stored.token.id;
        stored.token.revision += 1;
        self.apply(Change::Put(stored.clone()), self.event(kind, Some(id), now)).map_err(contradicted)?;
        Ok(stored)
    }
}

/// What the store says of a token that somebody else changed or deleted meanwhile.
pub(crate) fn contradicted(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::Store(StoreError::Outdated { current, .. }) => ServiceError::Outdated { current },
        ServiceError::Store(StoreError::NotFound { .. }) => ServiceError::TokenNotFound,
        other => other,
    }
}
