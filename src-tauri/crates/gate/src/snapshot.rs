//! All tokens and the catalogue at one moment, compiled. Built in full and never changed; what it hands out borrows from
//! it.

use std::collections::HashMap;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use mapae_domain::{
    AddressVerdict, Catalogue, Counter, Decision, Exceeded, Found, Limit, PolicyView, Registry, Remaining,
    Request, RequestPath, Spent, Standing, Token, TokenDigest, TokenId, Usage, decide,
};

use crate::counters::Counters;
use crate::index::Index;
use crate::routes::{ApiRef, Routes};
use crate::rules::{Compiler, Line, NEVER, Rules, words};

/// What the engine decides by. Counters are shared with the snapshots before and after.
pub struct Snapshot {
    index: Index,
    /// Of the secrets in force, each at the place of its counter's slot (some slots may be vacant), and after
    /// `slot_count` those of retiring secrets.
    lines: Box<[Line]>,
    slot_count: usize,
    token_count: usize,
    rules: Rules,
    routes: Routes,
    counters: Counters,
}

/// A token of a snapshot.
#[derive(Clone, Copy)]
pub struct PolicyRef<'a> {
    snapshot: &'a Snapshot,
    line: &'a Line,
}

impl Snapshot {
    /// Compiles tokens, each with what it has spent so far.
    pub fn build(catalogue: &Catalogue, tokens: impl IntoIterator<Item = (Token, Usage)>) -> Snapshot {
        Snapshot::compile(catalogue, tokens, None)
    }

    /// As [`Snapshot::build`], but tokens that were there before go on counting where they are: their [`Usage`] is of an
    /// earlier time and is not looked at.
    pub(crate) fn build_after(
        &self,
        catalogue: &Catalogue,
        tokens: impl IntoIterator<Item = (Token, Usage)>,
    ) -> Snapshot {
        Snapshot::compile(catalogue, tokens, Some(self))
    }

    fn compile(
        catalogue: &Catalogue,
        tokens: impl IntoIterator<Item = (Token, Usage)>,
        before: Option<&Snapshot>,
    ) -> Snapshot {
        let routes = Routes::of(catalogue);
        let mut compiler = Compiler::new(routes.numbers());
        let mut counters = before.map(|before| before.counters.clone()).unwrap_or_default();
        let mut slots = Slots::after(before);
        let mut lines = Vec::new();
        let mut retiring = Vec::new();
        let mut token_count = 0;
        for (token, usage) in tokens {
            let (slot, is_new) = slots.of(token.id);
            let place = slot as usize;
            if is_new {
                counters.grow(place + 1);
                counters.begin(slot, Spent { ever: usage.spent_total, ..Spent::default() });
            }
            let line = compiler.line(&token, slot);
            if let Some(old) = &token.retiring {
                retiring.push(line.retiring(old.credential.digest, old.until.timestamp_millis()));
            }
            if lines.len() <= place {
                lines.resize(place + 1, Line::vacant());
            }
            lines[place] = line;
            token_count += 1;
        }
        let slot_count = lines.len();
        lines.append(&mut retiring);
        let rules = compiler.rules;
        let index = index(&lines);
        Snapshot { index, lines: lines.into(), slot_count, token_count, rules, routes, counters }
    }

    /// Judges a request by the domain's one decision function. `now` is the judged time, read once by the caller.
    pub fn decide(&self, request: &Request<'_>, now: DateTime<Utc>) -> Decision<PolicyRef<'_>, ApiRef<'_>> {
        decide(request, &self, &self, now)
    }

    /// What each token has spent, to be written back.
    pub fn spent(&self) -> impl Iterator<Item = (TokenId, Spent)> {
        self.lines[..self.token_count].iter().map(|line| (line.id, self.counters.spent(line.slot)))
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.token_count
    }

    /// True if no token exists: every request is refused.
    pub fn is_empty(&self) -> bool {
        self.token_count == 0
    }

    /// The line of each token's secret in force.
    fn tokens(&self) -> impl Iterator<Item = &Line> {
        self.lines[..self.slot_count].iter().filter(|line| !line.is_vacant())
    }
}

fn index(lines: &[Line]) -> Index {
    let mut index = Index::with_room_for(lines.len());
    for (place, line) in (0..).zip(lines).filter(|(_, line)| !line.is_vacant()) {
        let is_known = index.find(&bytes(&line.digest), |at| lines[at as usize].digest == line.digest).is_some();
        // The registry admits a digest once; should it not, a secret in force keeps it.
        if !is_known {
            index.insert(&bytes(&line.digest), place);
        }
    }
    index
}

fn bytes(words: &[u64; 4]) -> TokenDigest {
    let mut bytes = [0; 32];
    for (b, w) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(words) { *b = w.to_le_bytes(); }
    TokenDigest::from_bytes(bytes)
}

/// Which counter slot a token has. The slot of a deleted token is vacant for one snapshot before another token gets it.
#[derive(Default)]
struct Slots {
    known: HashMap<TokenId, u32>,
    vacant: Vec<u32>,
    next: u32,
}

impl Slots {
    fn after(before: Option<&Snapshot>) -> Slots {
        let Some(before) = before else { return Slots::default() };
        let lines = || (0_u32..).zip(&before.lines[..before.slot_count]);
        Slots {
            known: before.tokens().map(|line| (line.id, line.slot)).collect(),
            vacant: lines().filter(|(_, line)| line.is_vacant()).map(|(slot, _)| slot).collect(),
            next: u32::try_from(before.slot_count).expect("slots are counted in 32 bits"),
        }
    }

    /// The token's slot, and whether it is a new one.
    fn of(&mut self, id: TokenId) -> (u32, bool) {
        if let Some(slot) = self.known.get(&id) {
            return (*slot, false);
        }
        let slot = self.vacant.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        (slot, true)
    }
}

impl<'a> Registry for &'a Snapshot {
    type Policy = PolicyRef<'a>;
    type Api = ApiRef<'a>;

    fn find(&self, digest: &TokenDigest) -> Option<Found<PolicyRef<'a>>> {
        let snapshot: &'a Snapshot = self;
        let place = snapshot.index.find(digest, |place| {
            snapshot.counters.touch(place);
            snapshot.lines[place as usize].digest == words(digest)
        })?;
        let line = &snapshot.lines[place as usize];
        let retiring_until = (line.retiring_until != NEVER).then_some(line.retiring_until);
        Some(Found { policy: PolicyRef { snapshot, line }, retiring_until })
    }

    fn route(&self, method: &str, path: &RequestPath<'_>) -> Option<ApiRef<'a>> {
        let snapshot: &'a Snapshot = self;
        snapshot.routes.find(method, path)
    }
}

impl<'a> Counter<PolicyRef<'a>> for &'a Snapshot {
    fn check_and_count(&self, policy: &PolicyRef<'a>, now: u64) -> Result<Remaining, Exceeded> {
        self.counters.check_and_count(policy.line.slot, policy.line.limit, now)
    }
}

impl<'a> PolicyView for PolicyRef<'a> {
    type Api = ApiRef<'a>;

    fn standing(&self) -> Standing {
        self.line.standing
    }

    fn expires(&self) -> Option<i64> {
        (self.line.expires != NEVER).then_some(self.line.expires)
    }

    fn has_address_rules(&self) -> bool {
        self.line.has_address_rules
    }

    fn judge(&self, address: IpAddr) -> AddressVerdict {
        self.snapshot.rules.judge(self.line, address)
    }

    fn holds(&self, api: ApiRef<'a>) -> bool {
        self.snapshot.rules.holds(self.line, api.number)
    }
}

impl PolicyRef<'_> {
    /// Whose request it was.
    pub fn id(&self) -> TokenId {
        self.line.id
    }

    /// What it may spend.
    pub fn limit(&self) -> Limit {
        self.line.limit
    }
}
