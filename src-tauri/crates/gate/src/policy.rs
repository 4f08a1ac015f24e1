//! What is known about the token of a request.

use std::net::IpAddr;

use mapae_domain::{AddressVerdict, Limit, PolicyView, Standing, TokenId};

use crate::line::{Line, NEVER};
use crate::routes::ApiRef;
use crate::rules::Rules;
use crate::scope_sets::ScopeTexts;

/// A token of a snapshot.
#[derive(Clone, Copy)]
pub struct PolicyRef<'a> {
    pub(crate) line: &'a Line,
    pub(crate) rules: &'a Rules,
    pub(crate) texts: &'a ScopeTexts,
}

impl<'a> PolicyRef<'a> {
    /// Whose request it was.
    pub fn id(&self) -> TokenId {
        self.line.id
    }

    /// What it may spend.
    pub fn limit(&self) -> Limit {
        self.line.limit
    }

    /// The name in UTF-8, percent-encoded but for the unreserved characters of RFC 3986: fit for a header.
    pub fn name(&self) -> &'a str {
        self.rules.identities.name(self.line.identity)
    }

    /// Ids of the APIs that the token holds, separated by spaces (RFC 6749, 3.3), without those that have left the
    /// catalogue. Blank if all of them have.
    pub fn scopes(&self) -> &'a str {
        &self.texts[self.rules.identities.scopes(self.line.identity) as usize]
    }

    /// Of the token as it was put.
    pub fn revision(&self) -> u32 {
        self.rules.identities.revision(self.line.identity)
    }

    /// True if the secret was one that has been rotated away, and works on for a while.
    pub fn is_retiring(&self) -> bool {
        self.retiring_until().is_some()
    }

    /// Milliseconds since 1970 from which on such a secret is refused; the token's own expiry may end it earlier.
    pub fn retiring_until(&self) -> Option<i64> {
        (self.line.retiring_until != NEVER).then_some(self.line.retiring_until)
    }
}

impl<'a> PolicyView for PolicyRef<'a> {
    type Api = ApiRef<'a>;

    #[inline]
    fn standing(&self) -> Standing {
        self.line.standing
    }

    #[inline]
    fn expires(&self) -> Option<i64> {
        (self.line.expires != NEVER).then_some(self.line.expires)
    }

    #[inline]
    fn has_address_rules(&self) -> bool {
        self.line.has_address_rules
    }

    #[inline]
    fn judge(&self, address: IpAddr) -> AddressVerdict {
        self.rules.judge(self.line, address)
    }

    #[inline]
    fn holds(&self, api: ApiRef<'a>) -> bool {
        self.rules.holds(self.line, api.number)
    }
}
