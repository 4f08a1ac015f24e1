//! All tokens and the catalogue at one moment, compiled. Built in full and never changed; what it hands out borrows from
//! it.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use mapae_domain::{
    AddressVerdict, Catalogue, Counter, Decision, Exceeded, Found, Limit, PolicyView, Registry, Remaining,
    Request, RequestPath, Spent, Standing, Token, TokenDigest, TokenId, Usage, decide,
};

use crate::counters::Counters;
use crate::index::{Index, Key, key};
use crate::routes::{ApiRef, Routes};
use crate::rules::{Compiler, Line, NEVER, Rules};
use crate::slots::Slots;

/// What the engine decides by. Counters are shared with the snapshots before and after.
pub struct Snapshot {
    index: Index,
    /// Of secrets in force and of retiring ones, each at the place that the index says; some places are vacant. The few
    /// that have no place there follow.
    lines: Box<[Line]>,
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
        let mut lines = Vec::new();
        let mut spent = Vec::new();
        let mut retiring = Vec::new();
        for (token, usage) in tokens {
            if let Some(old) = token.retiring {
                retiring.push((lines.len(), old));
            }
            lines.push(compiler.line(&token));
            spent.push(usage.spent_total);
        }
        let token_count = lines.len();
        for (owner, old) in &retiring {
            lines.push(lines[*owner].retiring(&old.credential.digest, old.until.timestamp_millis()));
        }
        let keys: Vec<Key> = lines.iter().map(|line| line.key).collect();
        let (index, places) = Index::of(&keys, before.map(|before| &before.index));
        drop(keys);

        let mut counters = before.map(|before| before.counters.clone()).unwrap_or_default();
        let known = before.iter().flat_map(|before| before.tokens()).map(|line| (line.id, line.slot));
        let wanted = lines[..token_count].iter().map(|line| line.id).zip(places.iter().copied());
        let slots = Slots::after(known).assign(wanted);
        counters.grow(slots.iter().map(|slot| slot.number as usize + 1).max().unwrap_or(0));
        for ((slot, line), ever) in slots.iter().zip(&mut lines).zip(spent) {
            line.slot = slot.number;
            if slot.is_new {
                counters.begin(slot.number, Spent { ever, ..Spent::default() });
            }
        }
        for ((owner, _), line) in retiring.iter().zip(&mut lines[token_count..]) {
            line.slot = slots[*owner].number;
        }
        let lines = at_their_places(lines, places, index.place_count());
        Snapshot { index, lines, token_count, rules: compiler.rules, routes, counters }
    }

    /// Judges a request by the domain's one decision function. `now` is the judged time, read once by the caller.
    pub fn decide(&self, request: &Request<'_>, now: DateTime<Utc>) -> Decision<PolicyRef<'_>, ApiRef<'_>> {
        decide(request, &self, &self, now)
    }

    /// What each token has spent, to be written back.
    pub fn spent(&self) -> impl Iterator<Item = (TokenId, Spent)> {
        self.tokens().map(|line| (line.id, self.counters.spent(line.slot)))
    }

    /// Bytes that tokens take on the heap, their counters included. (The catalogue's few are left out.)
    pub fn heap_size(&self) -> usize {
        size_of_val(&*self.lines)
            + self.index.heap_size()
            + self.counters.heap_size()
            + self.rules.heap_size()
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.token_count
    }

    /// True if no token exists: every request is refused.
    pub fn is_empty(&self) -> bool {
        self.token_count == 0
    }

    /// Of a key that is not at its place: of one of the few strays, or of nobody.
    #[cold]
    fn stray(&self, key: &Key) -> Option<&Line> {
        let strays = &self.lines[self.index.place_count()..];
        strays.get(strays.partition_point(|line| line.key < *key)).filter(|line| line.key == *key)
    }

    /// The line of each token's secret in force.
    fn tokens(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.is_in_force())
    }
}

/// Lines in the order of places, with vacant ones between them.
fn at_their_places(mut lines: Vec<Line>, mut places: Vec<u32>, place_count: usize) -> Box<[Line]> {
    const NOBODY_S: u32 = u32::MAX;
    let length = places.iter().map(|place| *place as usize + 1).max().unwrap_or(0).max(place_count);
    lines.reserve_exact(length - lines.len());
    lines.resize_with(length, Line::vacant);
    places.resize(length, NOBODY_S);
    // Each exchange brings one line home; no second copy of them all is needed.
    for at in 0..length {
        while places[at] != NOBODY_S && places[at] as usize != at {
            let home = places[at] as usize;
            lines.swap(at, home);
            places.swap(at, home);
        }
    }
    lines.into_boxed_slice()
}

impl<'a> Registry for &'a Snapshot {
    type Policy = PolicyRef<'a>;
    type Api = ApiRef<'a>;

    #[inline]
    fn find(&self, digest: &TokenDigest) -> Option<Found<PolicyRef<'a>>> {
        let snapshot: &'a Snapshot = self;
        let key = key(digest);
        let place = snapshot.index.place(&key);
        // Where the counter nearly always is (Slots::assign): so both come from memory at once, not one after the other.
        snapshot.counters.touch(place);
        let mut line = &snapshot.lines[place];
        if line.key != key {
            line = snapshot.stray(&key)?;
        }
        if line.is_vacant() {
            return None;
        }
        let retiring_until = (line.retiring_until != NEVER).then_some(line.retiring_until);
        Some(Found { policy: PolicyRef { snapshot, line }, retiring_until })
    }

    #[inline]
    fn route(&self, method: &str, path: &RequestPath<'_>) -> Option<ApiRef<'a>> {
        let snapshot: &'a Snapshot = self;
        snapshot.routes.find(method, path)
    }
}

impl<'a> Counter<PolicyRef<'a>> for &'a Snapshot {
    #[inline]
    fn check_and_count(&self, policy: &PolicyRef<'a>, now: u64) -> Result<Remaining, Exceeded> {
        self.counters.check_and_count(policy.line.slot, policy.line.limit, now)
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
        self.snapshot.rules.judge(self.line, address)
    }

    #[inline]
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use mapae_domain::{
        AllowList, BlockList, Credential, Description, Expiry, Life, Scopes, TokenHint, TokenName,
    };

    use super::*;

    /// A digest that only its last byte tells from the others: no displacement parts two of them.
    fn digest(last: u8) -> TokenDigest {
        let mut bytes = [7; 32];
        bytes[31] = last;
        TokenDigest::from_bytes(bytes)
    }

    fn token(number: u8, digest: TokenDigest) -> (Token, Usage) {
        let token = Token {
            id: TokenId::from_bytes([number; 16]),
            name: TokenName::parse("a").unwrap(),
            description: Description::default(),
            expiry: Expiry::Never,
            allow: AllowList::Any,
            block: BlockList::default(),
            limit: Limit::Unlimited,
            scopes: Scopes::new(vec![mapae_domain::ApiId::parse("a").unwrap()]).unwrap(),
            life: Life::Active,
            issued_at: DateTime::UNIX_EPOCH,
            issued_by: "admin".to_owned(),
            credential: Credential { digest, hint: TokenHint::parse("mapae_0000").unwrap() },
            retiring: None,
            revision: 1,
        };
        (token, Usage { spent_total: u64::from(number), ..Usage::default() })
    }

    fn found(snapshot: &Snapshot, digest: &TokenDigest) -> Option<TokenId> {
        Registry::find(&snapshot, digest).map(|found| found.policy.id())
    }

    #[test]
    fn strays_are_found_and_keep_their_counts() {
        let catalogue = Catalogue::sample();
        let first = Snapshot::build(&catalogue, (1..=4).map(|number| token(number, digest(number))));
        let second = first.build_after(&catalogue, (2..=5).map(|number| token(number, digest(number))));
        for (snapshot, numbers) in [(&first, 1..=4), (&second, 2..=5)] {
            for number in 0..=6 {
                let expected = numbers.contains(&number).then_some(TokenId::from_bytes([number; 16]));
                assert_eq!(found(snapshot, &digest(number)), expected, "{number} of {numbers:?}");
            }
            let mut spent: Vec<u64> = snapshot.spent().map(|(_, spent)| spent.ever).collect();
            spent.sort_unstable();
            assert_eq!(spent, numbers.map(u64::from).collect::<Vec<_>>(), "each once, whatever has gone");
        }
    }

    #[test]
    fn a_vacant_place_is_nobody_s() {
        let snapshot = Snapshot::build(&Catalogue::sample(), [token(1, digest(1))]);
        assert_eq!(found(&snapshot, &TokenDigest::from_bytes([0; 32])), None);
    }

    #[test]
    fn a_secret_in_force_keeps_a_digest_that_is_there_twice() {
        let (mut rotated, usage) = token(1, digest(1));
        rotated.retiring = Some(mapae_domain::RetiringCredential {
            credential: token(2, digest(2)).0.credential,
            until: DateTime::UNIX_EPOCH,
        });
        let snapshot = Snapshot::build(&Catalogue::sample(), [(rotated, usage), token(2, digest(2))]);
        let found = Registry::find(&&snapshot, &digest(2)).unwrap();
        assert_eq!((found.policy.id(), found.retiring_until), (TokenId::from_bytes([2; 16]), None));
    }

    #[test]
    fn memory_is_counted() {
        let tokens = (0..100).map(|number| token(number, TokenDigest::of(&[number])));
        let snapshot = Snapshot::build(&Catalogue::sample(), tokens);
        assert!(snapshot.heap_size() >= 100 * 256, "a line and a counter each");
    }
}
