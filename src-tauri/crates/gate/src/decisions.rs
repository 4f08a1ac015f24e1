//! The last decisions, for the administrator who asks why. In memory alone, without secrets: gone with the process.

use std::fmt::Write;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use mapae_domain::{ApiId, Decision, Refusal, Step, TokenId};

use crate::figures::Tally;
use crate::http::{Dialect, GatewayFault, Peer};
use crate::masked;
use crate::{ApiRef, PolicyRef};

/// How many are kept.
pub const KEPT: usize = 10_000;
/// As many are looked at under one lock: requests wait for a reader no longer than that takes.
const CHUNK: usize = 128;

/// A ring of what was decided, and figures about all of it since the start.
pub struct Decisions(Mutex<Kept>);

struct Kept {
    /// Decision n at `(n - 1) % KEPT`; numbers rise by one.
    ring: Vec<Slot>,
    next: u64,
    tally: Tally,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// Rising by one; the first since the start has 1.
    pub number: u64,
    /// By the time that requests are judged by.
    pub at: DateTime<Utc>,
    /// Whose it was, where the secret was known.
    pub token: Option<TokenId>,
    /// The client as the gate understood it; `None` where a trusted proxy did not say it properly.
    pub client: Option<IpAddr>,
    /// Who asked: the gateway.
    pub peer: Peer,
    /// In which way.
    pub dialect: Dialect,
    /// Of the original request. Texts from outside are cut to 256 bytes, visible ASCII, and without tokens.
    pub method: String,
    /// Of the original request, without the query.
    pub path: String,
    /// What was decided.
    pub outcome: Outcome,
    /// What the gateway was answered.
    pub status: u16,
}

impl DecisionRecord {
    /// Whether method and path are as they came: neither cut off nor masked.
    pub fn is_verbatim(&self) -> bool {
        [&self.method, &self.path].into_iter().all(|text| masked::is_verbatim(text))
    }
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Allowed and counted.
    Allowed {
        /// The API that it uses.
        api: ApiId,
    },
    /// Refused, with the rule that decided.
    Refused(Refusal<ApiId>),
    /// Not judged: the gateway did not say what it asks about.
    Misconfigured(GatewayFault),
}

/// What an [`Outcome`] is, without its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// [`Outcome::Allowed`].
    Allowed,
    /// [`Outcome::Refused`].
    Refused,
    /// [`Outcome::Misconfigured`].
    Misconfigured,
}

/// Which records are asked for. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionFilter {
    /// Of this token.
    pub token: Option<TokenId>,
    /// With this outcome.
    pub outcome: Option<OutcomeKind>,
    /// Refused by this step.
    pub step: Option<Step>,
    /// The client's address, as it prints, contains this text.
    pub address: String,
    /// Newer than the record of this number.
    pub after: Option<u64>,
}

/// Some of the records that a filter lets pass.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionPage {
    /// Newest first.
    pub records: Vec<DecisionRecord>,
    /// The newest number there is, whatever the filter says: what to ask `after` next. 0 before the first.
    pub newest: u64,
}

/// A decision about to be kept.
pub(crate) struct Observed<'a> {
    pub(crate) at: DateTime<Utc>,
    pub(crate) client: Option<IpAddr>,
    pub(crate) peer: Peer,
    pub(crate) dialect: Dialect,
    pub(crate) method: &'a str,
    pub(crate) target: &'a [u8],
    pub(crate) status: u16,
    pub(crate) took: Duration,
}

/// As kept: written over where it lies, so that a full ring allocates nothing.
struct Slot {
    at: DateTime<Utc>,
    token: Option<TokenId>,
    client: Option<IpAddr>,
    peer: Peer,
    dialect: Dialect,
    outcome: Kind,
    status: u16,
    texts: Texts,
}

/// Method, path and API one after the other: a decision fetches one piece of memory, not three.
#[derive(Default)]
struct Texts {
    text: String,
    method_end: usize,
    path_end: usize,
}

#[derive(Clone, Copy)]
enum Kind {
    Allowed,
    Refused(Refusal<()>),
    Misconfigured(GatewayFault),
}

impl Default for Decisions {
    fn default() -> Decisions {
        Decisions(Mutex::new(Kept { ring: Vec::new(), next: 1, tally: Tally::default() }))
    }
}

impl Decisions {
    /// Up to `limit` records that `filter` lets pass, newest first. Requests go on meanwhile.
    pub fn page(&self, filter: &DecisionFilter, limit: usize) -> DecisionPage {
        let newest = self.lock().next - 1;
        let mut page = DecisionPage { records: Vec::new(), newest };
        let oldest = filter.after.map_or(1, |after| after.saturating_add(1));
        let mut upper = newest;
        let mut address = String::new();
        while upper >= oldest && page.records.len() < limit {
            let kept = self.lock();
            let lower = oldest.max((upper + 1).saturating_sub(CHUNK as u64));
            for number in (lower..=upper).rev() {
                // Older ones are gone, perhaps since this reading began.
                let Some(slot) = kept.slot(number) else { return page };
                if page.records.len() < limit && slot.passes(filter, &mut address) {
                    page.records.push(slot.record(number));
                }
            }
            upper = lower - 1;
        }
        page
    }

    /// How many were made since the start.
    pub fn count(&self) -> u64 {
        self.lock().next - 1
    }

    pub(crate) fn note(&self, observed: &Observed<'_>, decision: &Decision<PolicyRef<'_>, ApiRef<'_>>) {
        let token = decision.policy.map(|policy| policy.id());
        let (outcome, api) = match &decision.verdict {
            Ok(permit) => (Kind::Allowed, permit.api.id().as_str()),
            Err(refusal) => {
                let mut needed = "";
                let bare = with_api(refusal, |api| needed = api.id().as_str());
                (Kind::Refused(bare), needed)
            }
        };
        let mut kept = self.lock();
        let step = decision.verdict.as_ref().err().map(Refusal::step);
        kept.tally.decided(observed.dialect, observed.at, step, observed.took);
        kept.push(observed, token, outcome, api);
    }

    pub(crate) fn note_misconfigured(&self, observed: &Observed<'_>, fault: GatewayFault) {
        let mut kept = self.lock();
        kept.tally.misconfigured(observed.dialect, observed.at, fault);
        kept.push(observed, None, Kind::Misconfigured(fault), "");
    }

    /// Counted, and not kept one by one: who guesses must not drive out what the administrator looks for.
    pub(crate) fn note_throttled(&self, dialect: Dialect, at: DateTime<Utc>, step: Step, took: Duration) {
        self.lock().tally.throttled(dialect, at, step, took);
    }

    pub(crate) fn note_unavailable(&self) {
        self.lock().tally.unavailable += 1;
    }

    pub(crate) fn tally(&self) -> Tally {
        self.lock().tally.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn slot(&self, number: u64) -> Option<&Slot> {
        let is_kept = number < self.next && self.next - number <= self.ring.len() as u64;
        is_kept.then(|| &self.ring[place(number)])
    }

    fn push(&mut self, observed: &Observed<'_>, token: Option<TokenId>, outcome: Kind, api: &str) {
        let place = place(self.next);
        let texts = self.ring.get_mut(place).map(|oldest| std::mem::take(&mut oldest.texts));
        let mut slot = Slot {
            at: observed.at,
            token,
            client: observed.client,
            peer: observed.peer,
            dialect: observed.dialect,
            outcome,
            status: observed.status,
            texts: texts.unwrap_or_default(),
        };
        slot.texts.write(observed, api);
        match self.ring.get_mut(place) {
            Some(oldest) => *oldest = slot,
            None => self.ring.push(slot),
        }
        self.next += 1;
    }
}

fn place(number: u64) -> usize {
    ((number - 1) % KEPT as u64) as usize
}

impl Texts {
    fn write(&mut self, observed: &Observed<'_>, api: &str) {
        self.text.clear();
        masked::append(&mut self.text, observed.method.as_bytes());
        self.method_end = self.text.len();
        let end = observed.target.iter().position(|byte| *byte == b'?').unwrap_or(observed.target.len());
        masked::append(&mut self.text, &observed.target[..end]);
        self.path_end = self.text.len();
        self.text.push_str(api);
    }

    fn method(&self) -> &str {
        &self.text[..self.method_end]
    }

    fn path(&self) -> &str {
        &self.text[self.method_end..self.path_end]
    }

    /// Of an allowed request, or the one that was needed.
    fn api(&self) -> &str {
        &self.text[self.path_end..]
    }
}

impl Slot {
    fn passes(&self, filter: &DecisionFilter, text: &mut String) -> bool {
        let step = match self.outcome {
            Kind::Refused(refusal) => Some(refusal.step()),
            Kind::Allowed | Kind::Misconfigured(_) => None,
        };
        let kind = match self.outcome {
            Kind::Allowed => OutcomeKind::Allowed,
            Kind::Refused(_) => OutcomeKind::Refused,
            Kind::Misconfigured(_) => OutcomeKind::Misconfigured,
        };
        (filter.token.is_none() || filter.token == self.token)
            && filter.outcome.is_none_or(|asked| asked == kind)
            && (filter.step.is_none() || filter.step == step)
            && (filter.address.is_empty() || self.client_contains(&filter.address, text))
    }

    fn client_contains(&self, part: &str, text: &mut String) -> bool {
        let Some(client) = self.client else { return false };
        text.clear();
        write!(text, "{client}").expect("a string takes everything");
        text.contains(part)
    }

    fn record(&self, number: u64) -> DecisionRecord {
        let api = || ApiId::parse(self.texts.api()).expect("written from an id");
        let outcome = match &self.outcome {
            Kind::Allowed => Outcome::Allowed { api: api() },
            Kind::Refused(refusal) => Outcome::Refused(with_api(refusal, |()| api())),
            Kind::Misconfigured(fault) => Outcome::Misconfigured(*fault),
        };
        DecisionRecord {
            number,
            at: self.at,
            token: self.token,
            client: self.client,
            peer: self.peer,
            dialect: self.dialect,
            method: self.texts.method().to_owned(),
            path: self.texts.path().to_owned(),
            outcome,
            status: self.status,
        }
    }
}

/// The same refusal, naming its API in another way.
fn with_api<A, B>(refusal: &Refusal<A>, api: impl FnOnce(&A) -> B) -> Refusal<B> {
    match refusal {
        Refusal::Header(problem) => Refusal::Header(*problem),
        Refusal::MalformedToken(problem) => Refusal::MalformedToken(*problem),
        Refusal::UnknownToken => Refusal::UnknownToken,
        Refusal::Revoked => Refusal::Revoked,
        Refusal::Disabled => Refusal::Disabled,
        Refusal::Expired => Refusal::Expired,
        Refusal::SecretRetired => Refusal::SecretRetired,
        Refusal::AddressUnknown => Refusal::AddressUnknown,
        Refusal::Blocked(entry) => Refusal::Blocked(*entry),
        Refusal::NotAllowed => Refusal::NotAllowed,
        Refusal::AmbiguousPath(problem) => Refusal::AmbiguousPath(*problem),
        Refusal::NoSuchApi => Refusal::NoSuchApi,
        Refusal::ApiNotHeld(held) => Refusal::ApiNotHeld(api(held)),
        Refusal::LimitExceeded(exceeded) => Refusal::LimitExceeded(*exceeded),
    }
}
