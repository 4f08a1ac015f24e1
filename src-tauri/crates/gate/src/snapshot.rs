//! All tokens and the catalogue at one moment: a base, and what has changed since it was built. Never changed; what it
//! hands out borrows from it.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mapae_domain::{
    Catalogue, Counter, Decision, Exceeded, Found, Registry, Remaining, Request, RequestPath, Spent, Token,
    TokenDigest, TokenId, Usage, decide,
};

use crate::base::{Base, Unsettled};
use crate::counters::Counters;
use crate::index::key;
use crate::line::{Line, NEVER};
use crate::loading::Load;
use crate::overlay::{Laid, Overlay};
use crate::policy::PolicyRef;
use crate::routes::{ApiRef, Numbers, Routes};
use crate::scope_sets::ScopeTexts;
use crate::slots::Slots;

/// What the engine decides by. Counters are shared with the snapshots before and after.
#[derive(Clone)]
pub struct Snapshot {
    pub(crate) base: Arc<Base>,
    pub(crate) overlay: Overlay,
    pub(crate) routes: Arc<Routes>,
    pub(crate) numbers: Arc<Numbers>,
    /// Of the base's sets of scopes.
    pub(crate) texts: Arc<ScopeTexts>,
    pub(crate) counters: Counters,
    pub(crate) token_count: usize,
}

impl Snapshot {
    /// Compiles tokens, each with what it was used for so far.
    pub fn build(catalogue: &Catalogue, tokens: impl IntoIterator<Item = (Token, Usage)>) -> Snapshot {
        let mut load = Load::default();
        tokens.into_iter().for_each(|(token, usage)| load.add(&token, usage));
        load.finish(catalogue, &Snapshot::empty(), |_| None, |_, _| false, &mut Slots::default())
    }

    fn empty() -> Snapshot {
        Snapshot {
            base: Arc::new(Unsettled::default().settle(None, |_, _| ())),
            overlay: Overlay::default(),
            routes: Arc::default(),
            numbers: Arc::default(),
            texts: Arc::default(),
            counters: Counters::default(),
            token_count: 0,
        }
    }

    /// Judges a request by the domain's one decision function, and notes it as the token's last use if it is allowed. `now`
    /// is the judged time, read once by the caller.
    pub fn decide(&self, request: &Request<'_>, now: DateTime<Utc>) -> Decision<PolicyRef<'_>, ApiRef<'_>> {
        decide(request, &self, &Noting { counters: &self.counters, client: &request.client }, now)
    }

    /// What each token has spent.
    pub fn spent(&self) -> impl Iterator<Item = (TokenId, Spent)> {
        self.tokens().map(|line| (line.id, self.counters.spent(line.slot)))
    }

    /// Bytes that tokens take on the heap, their counters included. (The catalogue's few are left out.)
    pub fn heap_size(&self) -> usize {
        self.base.heap_size()
            + self.base.rules.sets.heap_size(&self.texts)
            + self.overlay.heap_size()
            + self.counters.heap_size()
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
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &Line> {
        let in_base = |line: &&Line| matches!(self.overlay.look_up(&line.key), Laid::Nothing);
        self.base.tokens().filter(in_base).chain(self.overlay.tokens())
    }
}

impl<'a> Registry for &'a Snapshot {
    type Policy = PolicyRef<'a>;
    type Api = ApiRef<'a>;

    #[inline]
    fn find(&self, digest: &TokenDigest) -> Option<Found<PolicyRef<'a>>> {
        let snapshot: &'a Snapshot = self;
        let key = key(digest);
        let policy = match snapshot.overlay.look_up(&key) {
            Laid::Nothing => {
                let base: &'a Base = &snapshot.base;
                let place = base.index.place(&key);
                // Where the counter nearly always is (slots.rs): so both come from memory at once, not one after the other.
                snapshot.counters.touch(place);
                PolicyRef { line: base.find(&key, place)?, rules: &base.rules, texts: &snapshot.texts }
            }
            Laid::Line(line, patch) => PolicyRef { line, rules: patch.rules(), texts: patch.texts() },
            Laid::Gone => return None,
        };
        let retiring_until = policy.line.retiring_until;
        Some(Found { policy, retiring_until: (retiring_until != NEVER).then_some(retiring_until) })
    }

    #[inline]
    fn route(&self, method: &str, path: &RequestPath<'_>) -> Option<ApiRef<'a>> {
        let snapshot: &'a Snapshot = self;
        snapshot.routes.find(method, path)
    }
}

/// Counts a request, and notes from where it came.
struct Noting<'a> {
    counters: &'a Counters,
    client: &'a Option<IpAddr>,
}

impl<'a> Counter<PolicyRef<'a>> for Noting<'_> {
    #[inline(always)]
    fn check_and_count(&self, policy: &PolicyRef<'a>, now: u64) -> Result<Remaining, Exceeded> {
        let line = policy.line;
        let remaining = self.counters.check_and_count(line.slot, line.limit, now, self.client)?;
        if policy.is_retiring() {
            self.counters.note_retiring(line.slot, now, *self.client);
        }
        Ok(remaining)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use mapae_domain::{
        AllowList, BlockList, Credential, Description, Expiry, Life, Limit, Scopes, TokenHint, TokenName,
    };

    use super::*;
    use crate::Engine;

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
        let tokens =
            |numbers: std::ops::RangeInclusive<u8>| numbers.map(|number| token(number, digest(number)));
        let engine = Engine::new(Snapshot::build(&catalogue, tokens(1..=4)));
        let first = engine.snapshot();
        engine.publish(&catalogue, tokens(2..=5));
        engine.put(&token(6, digest(6)).0, token(6, digest(6)).1);
        engine.remove(TokenId::from_bytes([2; 16]));
        let second = engine.snapshot();
        engine.merge();
        for (snapshot, numbers) in [(first, 1..=4), (second, 3..=6), (engine.snapshot(), 3..=6)] {
            let snapshot = &*snapshot;
            for number in 0..=7 {
                let expected = numbers.contains(&number).then_some(TokenId::from_bytes([number; 16]));
                assert_eq!(found(snapshot, &digest(number)), expected, "{number} of {numbers:?}");
            }
            let mut spent: Vec<u64> = snapshot.spent().map(|(_, spent)| spent.ever).collect();
            spent.sort_unstable();
            assert_eq!(
                spent,
                numbers.map(u64::from).collect::<Vec<_>>(),
                "each once, whatever has gone and come"
            );
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
