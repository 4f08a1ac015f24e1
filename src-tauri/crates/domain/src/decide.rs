//! The decision about one request: ten steps in a fixed order, one function that every door calls.
//!
//! It allocates nothing and knows no table: an engine looks up by [`Registry`] and counts by [`Counter`], in
//! whatever layout it likes; [`crate::PlainRegistry`] is the reference that it must agree with. Deliberately
//! absent: HTTP statuses and headers (the gate's), and any cache of a verdict.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::address_list::{AddressVerdict, EntryMatch};
use crate::counter::{Exceeded, Remaining};
use crate::header::HeaderProblem;
use crate::path::{PathProblem, RequestPath};
use crate::token_text::{MalformedToken, TokenDigest, check_token_text};

/// A request as a door presents it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What [`crate::bearer`] found.
    pub credential: Result<&'a [u8], HeaderProblem>,
    /// `None` where a trusted proxy did not say it properly.
    pub client: Option<IpAddr>,
    /// Case-sensitive; never one from an override header.
    pub method: &'a str,
    /// The request target in origin form, query included.
    pub target: &'a [u8],
}

/// Where tokens and APIs are found. Implement it for a reference to a snapshot, so that what it hands out may
/// borrow from that.
pub trait Registry {
    /// A token's rules; cheap to pass on.
    type Policy: PolicyView<Api = Self::Api>;
    /// Names an API of the catalogue.
    type Api: Copy;

    /// The token that a digest belongs to, by its secret in force or by a retiring one.
    fn find(&self, digest: &TokenDigest) -> Option<Found<Self::Policy>>;

    /// The one API that a request needs ([`crate::Catalogue::route`]).
    fn route(&self, method: &str, path: &RequestPath<'_>) -> Option<Self::Api>;
}

/// A token that was looked up.
#[derive(Debug, Clone, Copy)]
pub struct Found<P> {
    /// Its rules.
    pub policy: P,
    /// Milliseconds since 1970 from which on this secret is refused, if it is one that was rotated away.
    pub retiring_until: Option<i64>,
}

/// What the steps ask of a token's rules.
pub trait PolicyView {
    /// As in the [`Registry`].
    type Api: Copy;

    /// On, off or withdrawn.
    fn standing(&self) -> Standing;
    /// Milliseconds since 1970 from which on the token is refused; `None` = never.
    fn expires(&self) -> Option<i64>;
    /// True if any IP rule exists: then the client's address must be known.
    fn has_address_rules(&self) -> bool;
    /// As [`crate::judge_address`] would. The address is canonical already. Asked only if there are rules.
    fn judge(&self, address: IpAddr) -> AddressVerdict;
    /// True if the token's scopes hold the API.
    fn holds(&self, api: Self::Api) -> bool;
}

/// Check-and-count as one atomic step ([`crate::Spent::check_and_count`]): refused requests consume nothing.
pub trait Counter<P> {
    /// `now` is the judged time in milliseconds since 1970; a counter that keeps an even clock of its own may
    /// count by that.
    fn check_and_count(&self, policy: &P, now: u64) -> Result<Remaining, Exceeded>;
}

/// [`crate::Life`] without its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// May be used.
    Active,
    /// Switched off.
    Disabled,
    /// Withdrawn for ever.
    Revoked,
}

/// What became of a request, and whose it was, if the secret was known.
#[derive(Debug, Clone, Copy)]
pub struct Decision<P, A> {
    /// From step 4 on.
    pub policy: Option<P>,
    /// Allowed or not.
    pub verdict: Result<Permit<A>, Refusal<A>>,
}

/// An allowed request; it has been counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit<A> {
    /// The API that it uses.
    pub api: A,
    /// What is left of the limit.
    pub remaining: Remaining,
}

/// Why a request is refused, with the rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal<A> {
    /// Step 1.
    Header(HeaderProblem),
    /// Step 2.
    MalformedToken(MalformedToken),
    /// Step 3.
    UnknownToken,
    /// Step 4.
    Revoked,
    /// Step 4.
    Disabled,
    /// Step 5.
    Expired,
    /// Step 5: a rotated secret past its grace.
    SecretRetired,
    /// Step 6.
    AddressUnknown,
    /// Step 7.
    Blocked(EntryMatch),
    /// Step 8.
    NotAllowed,
    /// Step 9: two programs might read the path differently.
    AmbiguousPath(PathProblem),
    /// Step 9: no API of the catalogue answers this method and path.
    NoSuchApi,
    /// Step 9: the token does not hold this API.
    ApiNotHeld(A),
    /// Step 10.
    LimitExceeded(Exceeded),
}

/// The steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// 1: the header parses.
    Header = 1,
    /// 2: prefix and checksum.
    Form = 2,
    /// 3: the digest is known. Past this step the caller has proven the secret and may be told why.
    Known = 3,
    /// 4: neither withdrawn nor switched off.
    Standing = 4,
    /// 5: not expired.
    Expiry = 5,
    /// 6: the client's address is known, if any IP rule exists.
    Address = 6,
    /// 7: not in 차단 IP.
    Block = 7,
    /// 8: in 허용 IP, if there is one.
    Allow = 8,
    /// 9: method and path match an API that the token holds.
    Scope = 9,
    /// 10: the limit.
    Limit = 10,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Step; 10] = [
        Step::Header,
        Step::Form,
        Step::Known,
        Step::Standing,
        Step::Expiry,
        Step::Address,
        Step::Block,
        Step::Allow,
        Step::Scope,
        Step::Limit,
    ];
}

impl<A> Refusal<A> {
    /// The step that refused.
    pub fn step(&self) -> Step {
        match self {
            Refusal::Header(_) => Step::Header,
            Refusal::MalformedToken(_) => Step::Form,
            Refusal::UnknownToken => Step::Known,
            Refusal::Revoked | Refusal::Disabled => Step::Standing,
            Refusal::Expired | Refusal::SecretRetired => Step::Expiry,
            Refusal::AddressUnknown => Step::Address,
            Refusal::Blocked(_) => Step::Block,
            Refusal::NotAllowed => Step::Allow,
            Refusal::AmbiguousPath(_) | Refusal::NoSuchApi | Refusal::ApiNotHeld(_) => Step::Scope,
            Refusal::LimitExceeded(_) => Step::Limit,
        }
    }

    /// True if the caller has proven the secret, and may be told why. Before that every refusal must look the
    /// same.
    pub fn may_be_explained(&self) -> bool {
        self.step() > Step::Known
    }
}

/// Judges a request. `now` is the judged time ([`crate::HighWater::judged_now`]), read once by the caller.
#[inline]
pub fn decide<R: Registry>(
    request: &Request<'_>,
    registry: &R,
    counter: &impl Counter<R::Policy>,
    now: DateTime<Utc>,
) -> Decision<R::Policy, R::Api> {
    let digest = match digest(request) {
        Ok(digest) => digest,
        Err(refusal) => return Decision { policy: None, verdict: Err(refusal) },
    };
    // Step 9 says what comes of it. Worked out here, because a hash is a long chain of instructions, beside which a
    // processor does what does not wait for it.
    let api = needed_api(request, registry);
    let Some(found) = registry.find(&digest) else {
        return Decision { policy: None, verdict: Err(Refusal::UnknownToken) };
    };
    let verdict = judge(request, api, counter, &found, now.timestamp_millis());
    Decision { policy: Some(found.policy), verdict }
}

/// Steps 1 and 2.
#[inline]
fn digest<A>(request: &Request<'_>) -> Result<TokenDigest, Refusal<A>> {
    let text = request.credential.map_err(Refusal::Header)?;
    check_token_text(text).map_err(Refusal::MalformedToken)?;
    Ok(TokenDigest::of(text))
}

/// The API that a request needs, whoever asks.
#[inline]
pub(crate) fn needed_api<R: Registry>(
    request: &Request<'_>,
    registry: &R,
) -> Result<R::Api, Refusal<R::Api>> {
    let path = RequestPath::parse(request.target).map_err(Refusal::AmbiguousPath)?;
    registry.route(request.method, &path).ok_or(Refusal::NoSuchApi)
}

/// Steps 4 to 10.
#[inline]
pub(crate) fn judge<P: PolicyView>(
    request: &Request<'_>,
    needed: Result<P::Api, Refusal<P::Api>>,
    counter: &impl Counter<P>,
    found: &Found<P>,
    now: i64,
) -> Result<Permit<P::Api>, Refusal<P::Api>> {
    let policy = &found.policy;
    match policy.standing() {
        Standing::Active => {}
        Standing::Disabled => return Err(Refusal::Disabled),
        Standing::Revoked => return Err(Refusal::Revoked),
    }
    if policy.expires().is_some_and(|instant| now >= instant) {
        return Err(Refusal::Expired);
    }
    if found.retiring_until.is_some_and(|instant| now >= instant) {
        return Err(Refusal::SecretRetired);
    }
    if policy.has_address_rules() {
        let client = request.client.ok_or(Refusal::AddressUnknown)?;
        match policy.judge(client.to_canonical()) {
            AddressVerdict::Allowed => {}
            AddressVerdict::Blocked(entry) => return Err(Refusal::Blocked(entry)),
            AddressVerdict::NotAllowed => return Err(Refusal::NotAllowed),
        }
    }
    let api = needed?;
    if !policy.holds(api) {
        return Err(Refusal::ApiNotHeld(api));
    }
    // A clock before 1970 can't occur past step 5's high water; counting at 0 would only be stricter.
    let now = u64::try_from(now).unwrap_or(0);
    let remaining = counter.check_and_count(policy, now).map_err(Refusal::LimitExceeded)?;
    Ok(Permit { api, remaining })
}
