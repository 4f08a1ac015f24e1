//! What an edit of a token would have done to its recent requests, before it is applied: each is judged once more by the
//! rules as they are and as they would be, with the domain's own decision.
//!
//! Limits are left out: what a request uses up depends on all before it. So is the secret, which nobody keeps.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use mapae_domain::token_format::{BODY, LENGTH};
use mapae_domain::{
    ApiId, Catalogue, Counter, Exceeded, Found, PlainPolicy, Registry, Remaining, Request, RequestPath, Step,
    Token, TokenDigest, assemble_token_text, decide,
};

/// As many addresses are told.
pub const MOST_ADDRESSES: usize = 20;

/// A request of the token that the gate has seen: its secret was known.
#[derive(Debug, Clone, Copy)]
pub struct SeenRequest<'a> {
    /// When; it is judged by the expiry as of then.
    pub at: DateTime<Utc>,
    /// From where; `None` where nobody said it properly.
    pub client: Option<IpAddr>,
    /// As it came.
    pub method: &'a str,
    /// As it came: one that was cut off or masked is another path, and should be left out.
    pub path: &'a [u8],
    /// What became of it.
    pub was_allowed: bool,
}

/// What would have become of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Impact {
    /// All that were given.
    pub requests: usize,
    /// When the first of them was.
    pub since: Option<DateTime<Utc>>,
    /// Allowed then and by the rules as they are, and refused by the new ones.
    pub newly_refused: usize,
    /// Refused by the rules as they are, and allowed by the new ones.
    pub newly_allowed: usize,
    /// Refused then for what no edit changes (a limit, an old secret), though the rules allow them. Not compared.
    pub left_out: usize,
    /// The addresses with the most of either, the most first; [`MOST_ADDRESSES`] of them.
    pub by_address: Vec<AddressImpact>,
    /// In the order of the steps.
    pub by_step: Vec<StepImpact>,
}

/// What would have become of the requests from an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressImpact {
    /// `None`: not known.
    pub address: Option<IpAddr>,
    /// Newly refused.
    pub refused: usize,
    /// Newly allowed.
    pub allowed: usize,
}

/// By which step of the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepImpact {
    /// Of the new rules where it is about what they refuse, of those in force where about what they refused.
    pub step: Step,
    /// Newly refused.
    pub refused: usize,
    /// Newly allowed.
    pub allowed: usize,
}

/// Compares `before` with `after` over what was `seen`.
pub fn impact<'a>(
    seen: impl IntoIterator<Item = SeenRequest<'a>>,
    before: &Token,
    after: &Token,
    catalogue: &Catalogue,
) -> Impact {
    let mut impact = Impact::default();
    let mut addresses: HashMap<Option<IpAddr>, (usize, usize)> = HashMap::new();
    let mut steps: BTreeMap<Step, (usize, usize)> = BTreeMap::new();
    let mut routes: HashMap<(&str, &[u8]), Option<&ApiId>> = HashMap::new();
    for request in seen {
        impact.requests += 1;
        impact.since = Some(impact.since.map_or(request.at, |first| first.min(request.at)));
        let route = (request.method, request.path);
        let api = *routes.entry(route).or_insert_with(|| {
            let path = RequestPath::parse(request.path).ok()?;
            catalogue.route(request.method, &path).map(|api| &api.id)
        });
        let address = addresses.entry(request.client.map(|client| client.to_canonical())).or_default();
        match (verdict(&request, before, api), verdict(&request, after, api)) {
            (Ok(()), _) if !request.was_allowed => impact.left_out += 1,
            (Ok(()), Err(step)) => {
                impact.newly_refused += 1;
                address.0 += 1;
                steps.entry(step).or_default().0 += 1;
            }
            (Err(step), Ok(())) => {
                impact.newly_allowed += 1;
                address.1 += 1;
                steps.entry(step).or_default().1 += 1;
            }
            (Ok(()), Ok(())) | (Err(_), Err(_)) => {}
        }
    }
    let by_address = addresses.into_iter().filter(|(_, (refused, allowed))| refused + allowed > 0);
    impact.by_address =
        by_address.map(|(address, (refused, allowed))| AddressImpact { address, refused, allowed }).collect();
    impact.by_address.sort_by_key(|one| (std::cmp::Reverse(one.refused + one.allowed), one.address));
    impact.by_address.truncate(MOST_ADDRESSES);
    let by_step = steps.into_iter().map(|(step, (refused, allowed))| StepImpact { step, refused, allowed });
    impact.by_step = by_step.collect();
    impact
}

/// The step that refuses, if one does.
fn verdict(seen: &SeenRequest<'_>, token: &Token, api: Option<&ApiId>) -> Result<(), Step> {
    let mut text = [0; LENGTH];
    assemble_token_text(&[0; BODY], &mut text);
    let request =
        Request { credential: Ok(&text), client: seen.client, method: seen.method, target: seen.path };
    let decision = decide(&request, &Recognised { token, api }, &Uncounted, seen.at);
    decision.verdict.map(drop).map_err(|refusal| refusal.step())
}

/// A token that is taken as proven, and the API that the request needs.
struct Recognised<'a> {
    token: &'a Token,
    api: Option<&'a ApiId>,
}

impl<'a> Registry for Recognised<'a> {
    type Policy = PlainPolicy<'a>;
    type Api = &'a ApiId;

    fn find(&self, _: &TokenDigest) -> Option<Found<PlainPolicy<'a>>> {
        Some(Found { policy: PlainPolicy(self.token), retiring_until: None })
    }

    fn route(&self, _: &str, _: &RequestPath<'_>) -> Option<&'a ApiId> {
        self.api
    }
}

struct Uncounted;

impl<P> Counter<P> for Uncounted {
    fn check_and_count(&self, _: &P, _: u64) -> Result<Remaining, Exceeded> {
        Ok(Remaining::Unlimited)
    }
}
