//! Verb: which tokens expire in a span of time, for reminders and calendars.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{Expiry, ExpiryDate, TokenId, TokenName};

/// A token that expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiring {
    /// The token's.
    pub id: TokenId,
    /// The token's.
    pub name: TokenName,
    /// Through all of this day it is valid.
    pub expiry: ExpiryDate,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
}

/// Those that expire from `from` on and before `until`, the first to expire first; neither withdrawn nor deleted ones.
/// Waits until the registry has been read.
///
/// # Errors
/// The store can't be read.
pub fn expiring_between(
    registry: &Registry,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Expiring>, ServiceError> {
    let found = registry.index.expiring_between(from, until).into_iter();
    let expiring = found.filter_map(|(id, _)| match registry.store.token(id) {
        Ok(Some(stored)) => match stored.token.expiry {
            Expiry::On(expiry) => {
                let (name, issued_at) = (stored.token.name, stored.token.issued_at);
                Some(Ok(Expiring { id, name, expiry, issued_at }))
            }
            // Put off for ever a moment ago.
            Expiry::Never => None,
        },
        // Deleted a moment ago.
        Ok(None) => None,
        Err(error) => Some(Err(error)),
    });
    Ok(expiring.collect::<Result<_, _>>()?)
}
