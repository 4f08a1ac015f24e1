use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{
    AllowList, ApiId, BlockList, Catalogue, Expiry, Life, Limit, Outcome, Passed, Period, PlainRegistry,
    Refused, Remaining, Request, RetiringCredential, Spent, Step, Token, TracedRequest, TracedSecret, decide,
    trace,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::sample_token::{credential, entries, now, text_of, token};

fn request<'a>(client: Option<&str>, method: &'a str, target: &'a str) -> TracedRequest<'a> {
    TracedRequest {
        secret: TracedSecret::InForce,
        client: client.map(|client| client.parse().unwrap()),
        method,
        target: target.as_bytes(),
        at: now(),
    }
}

fn ever(ever: u64) -> Spent {
    Spent { ever, ..Spent::default() }
}

/// The outcomes from step 4 on, in words.
fn told(token: &Token, spent: Spent, request: &TracedRequest<'_>) -> Vec<String> {
    let catalogue = Catalogue::sample();
    let trace = trace(token, spent, &catalogue, request);
    assert!(trace.steps()[..3].iter().all(|step| step.outcome == Outcome::Passed(Passed::Assumed)));
    let word = |outcome: &Outcome<'_>| match outcome {
        Outcome::Passed(Passed::Allowed(rule)) => {
            format!("allowed by {}: {}", rule.position, rule.entry.network())
        }
        Outcome::Passed(Passed::Until { expires, retires }) => {
            let text = |at: &Option<DateTime<Utc>>| at.map_or("never".to_owned(), |at| at.to_rfc3339());
            format!("until {} and {}", text(expires), text(retires))
        }
        Outcome::Passed(passed) => format!("{passed:?}"),
        Outcome::Refused(Refused::Blocked { entry, embedded }) => {
            let note = entry.entry.note().map(|note| note.as_str());
            format!("blocked by {}: {} {note:?}, {embedded:?}", entry.position, entry.entry.network())
        }
        Outcome::Refused(refused) => format!("{refused:?}!"),
        Outcome::NotAsked => "not asked".to_owned(),
        Outcome::NotReached => "-".to_owned(),
    };
    trace.steps()[3..].iter().map(|step| word(&step.outcome)).collect()
}

#[test]
fn an_allowed_request_is_told_by_which_rules() {
    let told = told(&token(), ever(1), &request(Some("::ffff:10.1.2.3"), "POST", "/v1/build?x=1"));
    let expected = [
        "Active",
        "until 2027-02-21T15:00:00+00:00 and never",
        "Address(10.1.2.3)",
        "NotBlocked { entries: 2 }",
        "allowed by 1: 10.0.0.0/8",
        r#"Api(ApiId("build-create"))"#,
        "Left(1)",
    ];
    assert_eq!(told, expected);
}

#[test]
fn steps_without_a_rule_are_not_asked() {
    let free = Token {
        expiry: Expiry::Never,
        allow: AllowList::Any,
        block: BlockList::default(),
        limit: Limit::Unlimited,
        ..token()
    };
    let told = told(&free, ever(u64::MAX), &request(None, "POST", "/v1/build"));
    let expected = [
        "Active",
        "not asked",
        "not asked",
        "not asked",
        "not asked",
        r#"Api(ApiId("build-create"))"#,
        "not asked",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_refusal_is_told_by_its_rule_and_ends_the_trace() {
    let office = Some("10.1.2.3");
    let withdrawn = Life::Revoked { at: now(), reason: "유출".to_owned() };
    let changed = |change: &dyn Fn(&mut Token)| {
        let mut token = token();
        change(&mut token);
        token
    };
    let cases: [(Token, u64, TracedRequest<'_>, Step, &str); 12] = [
        (
            changed(&|token| token.life = Life::Disabled),
            0,
            request(office, "POST", "/v1/build"),
            Step::Standing,
            "Disabled!",
        ),
        (
            changed(&|token| token.life = withdrawn.clone()),
            0,
            request(office, "POST", "/v1/build"),
            Step::Standing,
            r#"Revoked { at: 2026-11-23T03:00:00Z, reason: "유출" }!"#,
        ),
        (
            token(),
            0,
            TracedRequest { at: now() + TimeDelta::days(100), ..request(office, "POST", "/v1/build") },
            Step::Expiry,
            "Expired(2027-02-21T15:00:00Z)!",
        ),
        (token(), 0, request(None, "POST", "/v1/build"), Step::Address, "AddressUnknown!"),
        (
            token(),
            0,
            request(Some("10.2.3.4"), "POST", "/v1/build"),
            Step::Block,
            r#"blocked by 2: 10.2.0.0/16 Some("회의실"), None"#,
        ),
        (
            token(),
            0,
            request(Some("2002:0a02:0304::1"), "POST", "/v1/build"),
            Step::Block,
            r#"blocked by 2: 10.2.0.0/16 Some("회의실"), Some(10.2.3.4)"#,
        ),
        (
            token(),
            0,
            request(Some("11.0.0.1"), "POST", "/v1/build"),
            Step::Allow,
            "NotAllowed { entries: 1 }!",
        ),
        (token(), 0, request(office, "POST", "/v1//build"), Step::Scope, "AmbiguousPath(EmptySegment)!"),
        (token(), 0, request(office, "post", "/v1/build"), Step::Scope, "NoSuchApi!"),
        (
            token(),
            0,
            request(office, "GET", "/v1/build/run/log/7"),
            Step::Scope,
            r#"ApiNotHeld(ApiId("build-run-log"))!"#,
        ),
        (
            token(),
            3,
            request(office, "POST", "/v1/build"),
            Step::Limit,
            "LimitExceeded(Exceeded { retry_after: None })!",
        ),
        (
            changed(&|token| {
                let until = now();
                token.retiring = Some(RetiringCredential { credential: credential(&text_of(2)), until });
            }),
            0,
            TracedRequest { secret: TracedSecret::Retiring, ..request(office, "POST", "/v1/build") },
            Step::Expiry,
            "SecretRetired(2026-11-23T03:00:00Z)!",
        ),
    ];
    for (token, spent, request, step, rule) in cases {
        let told = told(&token, ever(spent), &request);
        let at = step as usize - 4;
        assert_eq!(told[at], rule);
        assert!(told[at + 1..].iter().all(|after| after == "-"), "{told:?}");
        assert!(told[..at].iter().all(|before| !before.ends_with('!') && before != "-"), "{told:?}");
    }
}

/// As a door would ask, counting in a copy.
fn decided(token: &Token, spent: Spent, traced: &TracedRequest<'_>) -> Result<(ApiId, Remaining), Step> {
    struct Copied(Spent);
    impl mapae_domain::Counter<mapae_domain::PlainPolicy<'_>> for Copied {
        fn check_and_count(
            &self,
            policy: &mapae_domain::PlainPolicy<'_>,
            now: u64,
        ) -> Result<Remaining, mapae_domain::Exceeded> {
            let mut spent = self.0;
            spent.check_and_count(policy.0.limit, now)
        }
    }
    let catalogue = Catalogue::sample();
    let registry = PlainRegistry { tokens: std::slice::from_ref(token), catalogue: &catalogue };
    let is_old = traced.secret == TracedSecret::Retiring && token.retiring.is_some();
    let text = text_of(if is_old { 2 } else { 1 });
    let TracedRequest { client, method, target, at, .. } = *traced;
    let request = Request { credential: Ok(&text), client, method, target };
    let verdict = decide(&request, &registry, &Copied(spent), at).verdict;
    verdict.map(|permit| (permit.api.clone(), permit.remaining)).map_err(|refusal| refusal.step())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]
    #[test]
    fn a_trace_ends_where_the_decision_does(
        life in prop_oneof![4 => Just(Life::Active), 1 => Just(Life::Disabled)],
        days in select(vec![0, 90, 91]),
        retiring in proptest::option::of(select(vec![-1_i64, 0, 1])),
        is_old: bool,
        lists in (
            select(vec![&[][..], &["10.0.0.0/8"], &["10.0.0.0/8", "2001:db8::/32"]]),
            select(vec![&[][..], &["10.2.0.0/16"]]),
        ),
        client in proptest::option::weighted(0.9, select(vec!["10.1.2.3", "10.2.3.4", "64:ff9b::10.2.3.4", "11.0.0.1"])),
        limit in prop_oneof![
            Just(Limit::Unlimited),
            Just(Limit::Max { count: 2.try_into().unwrap(), period: Period::Total }),
            Just(Limit::Max { count: 2.try_into().unwrap(), period: Period::Hour }),
        ],
        uses in prop::collection::vec(0_i64..7_200, 0..4),
        method in select(vec!["POST", "GET"]),
        target in select(vec!["/v1/build", "/v1/build/", "/v1/../build", "/v1/build/run/log/1"]),
    ) {
        let mut token = Token {
            life,
            allow: AllowList::from_entries(entries(lists.0)).unwrap(),
            block: BlockList::from_entries(entries(lists.1)).unwrap(),
            limit,
            ..token()
        };
        token.retiring = retiring.map(|days| RetiringCredential {
            credential: credential(&text_of(2)),
            until: now() + TimeDelta::days(days),
        });
        let mut spent = Spent::default();
        for ago in uses {
            let _ = spent.check_and_count(limit, u64::try_from(now().timestamp_millis() - ago * 1_000).unwrap());
        }
        let traced = TracedRequest {
            secret: if is_old { TracedSecret::Retiring } else { TracedSecret::InForce },
            at: now() + TimeDelta::days(days),
            ..request(client, method, target)
        };
        let catalogue = Catalogue::sample();
        let trace = trace(&token, spent, &catalogue, &traced);
        match decided(&token, spent, &traced) {
            Err(step) => prop_assert_eq!(trace.refused_at(), Some(step)),
            Ok((api, remaining)) => {
                prop_assert_eq!(trace.refused_at(), None);
                prop_assert_eq!(trace.steps()[8].outcome, Outcome::Passed(Passed::Api(&api)));
                let left = match remaining {
                    Remaining::Left(left) => Outcome::Passed(Passed::Left(left)),
                    Remaining::Unlimited => Outcome::NotAsked,
                };
                prop_assert_eq!(trace.steps()[9].outcome, left);
            }
        }
        let reached = trace.steps().iter().take_while(|step| step.outcome != Outcome::NotReached).count();
        prop_assert_eq!(reached, trace.refused_at().map_or(10, |step| step as usize));
    }
}
