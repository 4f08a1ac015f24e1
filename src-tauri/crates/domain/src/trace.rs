//! The simulator: what [`crate::decide`] would say about a request with one known token, step by step and with the rule
//! that decides each. It judges by the same function and counts nothing, for it is given a copy of what was spent.

use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, Utc};

use crate::address_list::{EntryMatch, embedded_ipv4};
use crate::catalogue::{ApiId, Catalogue};
use crate::counter::{Exceeded, Remaining, Spent};
use crate::decide::{Counter, Found, PolicyView, Refusal, Registry, Request, Step, judge, needed_api};
use crate::entry::IpEntry;
use crate::header::HeaderProblem;
use crate::path::{PathProblem, RequestPath};
use crate::plain::{PlainPolicy, PlainRegistry};
use crate::token::{Life, Token};

/// A request as a person describes it; the secret is taken as proven.
#[derive(Debug, Clone, Copy)]
pub struct TracedRequest<'a> {
    /// With which of the token's secrets.
    pub secret: TracedSecret,
    /// `None` = not known to the gate.
    pub client: Option<IpAddr>,
    /// Case-sensitive.
    pub method: &'a str,
    /// In origin form, query included.
    pub target: &'a [u8],
    /// The judged time.
    pub at: DateTime<Utc>,
}

/// One of a token's secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TracedSecret {
    /// The one in force.
    #[default]
    InForce,
    /// The one before the last rotation; the one in force where none retires.
    Retiring,
}

/// All ten steps, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace<'a> {
    steps: [TraceStep<'a>; 10],
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceStep<'a> {
    /// Which.
    pub step: Step,
    /// And why.
    pub outcome: Outcome<'a>,
}

/// Of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The request goes on.
    Passed(Passed<'a>),
    /// The request ends here.
    Refused(Refused<'a>),
    /// The token has no rule of this kind.
    NotAsked,
    /// A step before refused.
    NotReached,
}

/// The rule by which a step was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed<'a> {
    /// Steps 1 to 3: the secret is taken as proven.
    Assumed,
    /// Step 4: the token is switched on.
    Active,
    /// Step 5: both still to come, where there are such.
    Until {
        /// From which on the token is refused.
        expires: Option<DateTime<Utc>>,
        /// From which on this secret is.
        retires: Option<DateTime<Utc>>,
    },
    /// Step 6: the address that is judged, IPv4-mapped ones as IPv4.
    Address(IpAddr),
    /// Step 7: none of so many entries.
    NotBlocked {
        /// At least 1.
        entries: u32,
    },
    /// Step 8: the first entry that holds the address.
    Allowed(TracedEntry<'a>),
    /// Step 9: the API that the request needs.
    Api(&'a ApiId),
    /// Step 10: requests that are left after this one.
    Left(u32),
}

/// The rule by which a step refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused<'a> {
    /// Step 4.
    Disabled,
    /// Step 4.
    Revoked {
        /// When.
        at: DateTime<Utc>,
        /// Why, in the administrator's words.
        reason: &'a str,
    },
    /// Step 5: from this instant on.
    Expired(DateTime<Utc>),
    /// Step 5: from this instant on.
    SecretRetired(DateTime<Utc>),
    /// Step 6.
    AddressUnknown,
    /// Step 7.
    Blocked {
        /// The first entry that holds the address.
        entry: TracedEntry<'a>,
        /// The IPv4 address inside the client's, where that is what the entry holds.
        embedded: Option<Ipv4Addr>,
    },
    /// Step 8: none of so many entries.
    NotAllowed {
        /// At least 1.
        entries: u32,
    },
    /// Step 9.
    AmbiguousPath(PathProblem),
    /// Step 9: no API of the catalogue answers this method and path.
    NoSuchApi,
    /// Step 9: the API that the request needs.
    ApiNotHeld(&'a ApiId),
    /// Step 10.
    LimitExceeded(Exceeded),
}

/// An entry of an IP list, as `차단 IP 3번째: 10.2.0.0/16 사무실` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TracedEntry<'a> {
    /// In the list, counted from 1.
    pub position: u32,
    /// With its note.
    pub entry: &'a IpEntry,
}

/// Goes through the steps. `spent` is what the token has spent before the request.
pub fn trace<'a>(
    token: &'a Token,
    spent: Spent,
    catalogue: &'a Catalogue,
    traced: &TracedRequest<'_>,
) -> Trace<'a> {
    let retiring = token.retiring.filter(|_| traced.secret == TracedSecret::Retiring);
    let registry = PlainRegistry { tokens: std::slice::from_ref(token), catalogue };
    let retiring_until = retiring.map(|old| old.until.timestamp_millis());
    let found = Found { policy: PlainPolicy(token), retiring_until };
    let request = Request {
        // Nobody asks for it once the token is found.
        credential: Err(HeaderProblem::Missing),
        client: traced.client,
        method: traced.method,
        target: traced.target,
    };
    let needed = needed_api(&request, &registry);
    let verdict = judge(&request, needed, &Copied(spent), &found, traced.at.timestamp_millis());
    let facts = Facts {
        token,
        retires: retiring.map(|old| old.until),
        client: traced.client.map(|client| client.to_canonical()),
        api: RequestPath::parse(traced.target).ok().and_then(|path| registry.route(traced.method, &path)),
        remaining: verdict.map_or(Remaining::Unlimited, |permit| permit.remaining),
    };
    let refusal = verdict.err();
    let steps = Step::ALL.map(|step| {
        let outcome = match refusal {
            Some(refusal) if step == refusal.step() => Outcome::Refused(facts.refused(refusal)),
            Some(refusal) if step > refusal.step() => Outcome::NotReached,
            _ => facts.passed(step).map_or(Outcome::NotAsked, Outcome::Passed),
        };
        TraceStep { step, outcome }
    });
    Trace { steps }
}

impl<'a> Trace<'a> {
    /// All ten, in order.
    pub fn steps(&self) -> &[TraceStep<'a>; 10] {
        &self.steps
    }

    /// The step that refuses; `None` = the request is allowed.
    pub fn refused_at(&self) -> Option<Step> {
        self.steps.iter().find(|step| matches!(step.outcome, Outcome::Refused(_))).map(|step| step.step)
    }
}

/// What steps are explained by.
struct Facts<'a> {
    token: &'a Token,
    retires: Option<DateTime<Utc>>,
    client: Option<IpAddr>,
    api: Option<&'a ApiId>,
    remaining: Remaining,
}

impl<'a> Facts<'a> {
    /// `None` where the token has no rule for the step.
    fn passed(&self, step: Step) -> Option<Passed<'a>> {
        let token = self.token;
        match step {
            Step::Header | Step::Form | Step::Known => Some(Passed::Assumed),
            Step::Standing => Some(Passed::Active),
            Step::Expiry => {
                let (expires, retires) = (token.expiry.instant(), self.retires);
                (expires.is_some() || retires.is_some()).then_some(Passed::Until { expires, retires })
            }
            Step::Address => {
                PlainPolicy(token).has_address_rules().then_some(self.client).flatten().map(Passed::Address)
            }
            Step::Block => {
                let entries = count(token.block.entries());
                (entries > 0).then_some(Passed::NotBlocked { entries })
            }
            Step::Allow => {
                let entry = token.allow.contains(self.client?)?;
                Some(Passed::Allowed(traced(token.allow.entries(), entry)))
            }
            Step::Scope => self.api.map(Passed::Api),
            Step::Limit => match self.remaining {
                Remaining::Left(left) => Some(Passed::Left(left)),
                Remaining::Unlimited => None,
            },
        }
    }

    fn refused(&self, refusal: Refusal<&'a ApiId>) -> Refused<'a> {
        match refusal {
            Refusal::Header(_) | Refusal::MalformedToken(_) | Refusal::UnknownToken => {
                unreachable!("steps 1 to 3 are not judged here")
            }
            Refusal::Disabled => Refused::Disabled,
            Refusal::Revoked => match &self.token.life {
                Life::Revoked { at, reason } => Refused::Revoked { at: *at, reason },
                Life::Active | Life::Disabled => unreachable!("only a withdrawn token is refused as one"),
            },
            Refusal::Expired => {
                Refused::Expired(self.token.expiry.instant().expect("what has expired had an end"))
            }
            Refusal::SecretRetired => {
                Refused::SecretRetired(self.retires.expect("it was given to be judged"))
            }
            Refusal::AddressUnknown => Refused::AddressUnknown,
            Refusal::Blocked(entry) => {
                let client = self.client.filter(|client| !entry.network.contains(*client));
                Refused::Blocked {
                    entry: traced(self.token.block.entries(), entry),
                    embedded: client.and_then(embedded_ipv4),
                }
            }
            Refusal::NotAllowed => Refused::NotAllowed { entries: count(self.token.allow.entries()) },
            Refusal::AmbiguousPath(problem) => Refused::AmbiguousPath(problem),
            Refusal::NoSuchApi => Refused::NoSuchApi,
            Refusal::ApiNotHeld(api) => Refused::ApiNotHeld(api),
            Refusal::LimitExceeded(exceeded) => Refused::LimitExceeded(exceeded),
        }
    }
}

/// Counts in a copy, which nobody looks at afterwards: asking twice tells the same.
struct Copied(Spent);

impl Counter<PlainPolicy<'_>> for Copied {
    fn check_and_count(&self, policy: &PlainPolicy<'_>, now: u64) -> Result<Remaining, Exceeded> {
        let mut copy = self.0;
        copy.check_and_count(policy.0.limit, now)
    }
}

fn traced(entries: &[IpEntry], found: EntryMatch) -> TracedEntry<'_> {
    TracedEntry { position: found.position, entry: &entries[found.position as usize - 1] }
}

fn count(entries: &[IpEntry]) -> u32 {
    u32::try_from(entries.len()).expect("a list is short")
}
