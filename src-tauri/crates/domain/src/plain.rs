//! The reference for engines: tokens in a slice, rules as they are written, no clever layout. Slow for many
//! tokens, and obviously right for one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;

use crate::address_list::{AddressVerdict, AllowList, judge_address};
use crate::catalogue::{ApiId, Catalogue};
use crate::counter::{Exceeded, Remaining, Spent};
use crate::decide::{Counter, Found, PolicyView, Registry, Standing};
use crate::path::RequestPath;
use crate::token::{Life, Token};
use crate::token_id::TokenId;
use crate::token_text::TokenDigest;

/// Tokens and the catalogue, looked through from the start each time.
#[derive(Debug, Clone, Copy)]
pub struct PlainRegistry<'a> {
    /// In any order.
    pub tokens: &'a [Token],
    /// What scopes are matched by.
    pub catalogue: &'a Catalogue,
}

/// A token's rules, read from the token itself.
#[derive(Debug, Clone, Copy)]
pub struct PlainPolicy<'a>(pub &'a Token);

/// Counts in memory, for one thread.
#[derive(Debug, Default)]
pub struct PlainCounter(RefCell<HashMap<TokenId, Spent>>);

impl<'a> Registry for PlainRegistry<'a> {
    type Policy = PlainPolicy<'a>;
    type Api = &'a ApiId;

    fn find(&self, digest: &TokenDigest) -> Option<Found<PlainPolicy<'a>>> {
        self.tokens.iter().find_map(|token| {
            let retiring = token.retiring.as_ref().filter(|retiring| retiring.credential.digest == *digest);
            let policy = PlainPolicy(token);
            if token.credential.digest == *digest {
                Some(Found { policy, retiring_until: None })
            } else {
                retiring.map(|old| Found { policy, retiring_until: Some(old.until.timestamp_millis()) })
            }
        })
    }

    fn route(&self, method: &str, path: &RequestPath<'_>) -> Option<&'a ApiId> {
        self.catalogue.route(method, path).map(|api| &api.id)
    }
}

impl<'a> PolicyView for PlainPolicy<'a> {
    type Api = &'a ApiId;

    fn standing(&self) -> Standing {
        match self.0.life {
            Life::Active => Standing::Active,
            Life::Disabled => Standing::Disabled,
            Life::Revoked { .. } => Standing::Revoked,
        }
    }

    fn expires(&self) -> Option<i64> {
        self.0.expiry.instant().map(|instant| instant.timestamp_millis())
    }

    fn has_address_rules(&self) -> bool {
        self.0.allow != AllowList::Any || !self.0.block.entries().is_empty()
    }

    fn judge(&self, address: IpAddr) -> AddressVerdict {
        judge_address(&self.0.allow, &self.0.block, address)
    }

    fn holds(&self, api: &'a ApiId) -> bool {
        self.0.scopes.contains(api)
    }
}

impl Counter<PlainPolicy<'_>> for PlainCounter {
    fn check_and_count(&self, policy: &PlainPolicy<'_>, now: u64) -> Result<Remaining, Exceeded> {
        self.0.borrow_mut().entry(policy.0.id).or_default().check_and_count(policy.0.limit, now)
    }
}
