//! There is one decision: for any registry and any requests, every dialect and introspection say what the domain's
//! reference says, of the same requests in the same order.

use std::net::IpAddr;
use std::num::NonZeroU32;

use chrono::TimeDelta;
use http::{Request as HttpRequest, Response, StatusCode};
use mapae_domain::{
    AllowList, ApiId, BlockList, Catalogue, Decision, HeaderProblem, Life, Limit, Period, PlainCounter,
    PlainPolicy, PlainRegistry, Refusal, Request, RetiringCredential, Step, Token, decide,
};
use mapae_gate::{Dialect, Outcome, Peer, SecretDigest};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::asking::{Asking, Question, only, trusting};
use crate::support::{catalogue, credential, entries, noon, scopes, text, token, until};

const APIS: [(&str, &str, &str); 5] = [
    ("create", "POST", "/v1/build"),
    ("any", "GET", "/v1/{thing}"),
    ("settings", "GET", "/v1/settings"),
    ("log", "GET", "/v1/build/run/log/{number}"),
    ("undocumented", "", ""),
];
const NETWORKS: [&str; 6] =
    ["203.0.113.0/24", "203.0.113.7/32", "198.51.100.0/24", "2001:db8::/32", "0.0.0.0/0", "::/0"];
/// 10.0.0.0/8 is trusted.
const PEERS: [&str; 5] = ["203.0.113.7", "198.51.100.9", "2001:db8::1", "10.0.0.1", "::ffff:10.0.0.2"];
/// (a line of X-Forwarded-For, the client where the peer is trusted)
const FORWARDED: [(Option<&str>, Option<&str>); 7] = [
    (None, None),
    (Some("203.0.113.7"), Some("203.0.113.7")),
    (Some("203.0.113.7, 198.51.100.9, 10.3.3.3"), Some("198.51.100.9")),
    (Some("[2001:db8::5]:80"), Some("2001:db8::5")),
    (Some("203.0.113.7, nobody"), None),
    (Some("64:ff9b::cb00:7107"), Some("64:ff9b::cb00:7107")),
    (Some(""), None),
];
const TARGETS: [&str; 10] = [
    "/v1/build",
    "/v1/build?x=/../y",
    "/v1/build/",
    "/v1/settings",
    "/v1/%73ettings",
    "/v1/build/run/log/7",
    "/v1/../build",
    "//v1",
    "/v1/build;x",
    "/v1/build%2frun",
];

#[derive(Debug, Clone)]
struct Rules {
    expires: Option<u32>,
    allow: Vec<&'static str>,
    block: Vec<&'static str>,
    limit: Option<(u32, Period)>,
    scopes: Vec<&'static str>,
    life: u8,
    retiring_for: Option<i64>,
}

fn rules() -> impl Strategy<Value = Rules> {
    let ids: Vec<&str> = APIS.iter().map(|(id, _, _)| *id).chain(["gone"]).collect();
    let periods = [Period::Total, Period::Hour, Period::Day, Period::ThirtyDays];
    let parts = (
        prop_oneof![1 => (14_u32..=16).prop_map(Some), 3 => Just(None)],
        prop_oneof![2 => Just(Vec::new()), 1 => subsequence(&NETWORKS[..], 1..4)],
        prop_oneof![2 => Just(Vec::new()), 1 => subsequence(&NETWORKS[..4], 1..3)],
        proptest::option::of((1_u32..3, select(periods.to_vec()))),
        subsequence(ids, 1..=6),
        prop_oneof![8 => Just(0_u8), 1 => Just(1), 1 => Just(2)],
        proptest::option::of(select(vec![-100_i64, 0, 100])),
    );
    parts.prop_map(|(expires, allow, block, limit, scopes, life, retiring_for)| Rules {
        expires,
        allow,
        block,
        limit,
        scopes,
        life,
        retiring_for,
    })
}

/// Tokens 0, 1, 2 ...; their retiring secrets are 100, 101, 102 ...
fn tokens() -> impl Strategy<Value = Vec<Token>> {
    let of = |(number, rules): (u32, Rules)| {
        let mut token = token(number, scopes(&rules.scopes));
        token.expiry = rules.expires.map_or(token.expiry, |day| until(2027, 1, day));
        token.allow = AllowList::from_entries(entries(&rules.allow)).unwrap();
        token.block = BlockList::from_entries(entries(&rules.block)).unwrap();
        if let Some((count, period)) = rules.limit {
            token.limit = Limit::Max { count: NonZeroU32::new(count).unwrap(), period };
        }
        token.life = match rules.life {
            0 => Life::Active,
            1 => Life::Disabled,
            _ => Life::Revoked { at: noon(), reason: "leaked".to_owned() },
        };
        token.retiring = rules.retiring_for.map(|seconds| RetiringCredential {
            credential: credential(100 + number),
            until: noon() + TimeDelta::seconds(seconds),
        });
        token
    };
    prop::collection::vec(rules(), 1..4).prop_map(move |rules| (0..).zip(rules).map(of).collect())
}

#[derive(Debug, Clone)]
struct Call {
    shown: Shown,
    peer: &'static str,
    forwarded: (Option<&'static str>, Option<&'static str>),
    method: &'static str,
    target: &'static str,
}

#[derive(Debug, Clone)]
enum Shown {
    Secret(u32),
    Twice(u32),
    InQuery(u32),
    Spoiled(u32),
    Basic,
    Nothing,
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let secret = prop_oneof![6 => 0_u32..4, 2 => 100_u32..104, 1 => Just(55)];
    let shown = prop_oneof![
        12 => secret.prop_map(Shown::Secret),
        1 => (0_u32..3).prop_map(Shown::Twice),
        1 => (0_u32..3).prop_map(Shown::InQuery),
        1 => (0_u32..3).prop_map(Shown::Spoiled),
        1 => Just(Shown::Basic),
        1 => Just(Shown::Nothing),
    ];
    let methods = vec!["GET", "POST", "get", "DELETE"];
    let parts = (
        shown,
        select(PEERS.to_vec()),
        select(FORWARDED.to_vec()),
        prop_oneof![3 => Just("GET"), 2 => select(methods)],
        select(TARGETS.to_vec()),
    );
    let call = parts.prop_map(|(shown, peer, forwarded, method, target)| Call {
        shown,
        peer,
        forwarded,
        method,
        target,
    });
    prop::collection::vec(call, 1..12)
}

impl Call {
    fn question(&self, dialect: Dialect) -> Question {
        let question = Question::to(dialect).from(self.peer).target(self.method, self.target);
        let question = match self.forwarded.0 {
            Some(line) => question.header("X-Forwarded-For", line),
            None => question,
        };
        match self.shown {
            Shown::Secret(number) => question.secret(number),
            Shown::Twice(number) => question.secret(number).secret(number),
            Shown::InQuery(number) => {
                let joined = if self.target.contains('?') { '&' } else { '?' };
                let secret = String::from_utf8(text(number).to_vec()).unwrap();
                let target = format!("{}{joined}access_token={secret}", self.target);
                question.secret(number).target(self.method, &target)
            }
            Shown::Spoiled(number) => {
                let secret = String::from_utf8(spoiled(number).to_vec()).unwrap();
                question.header("Authorization", format!("bearer {secret}"))
            }
            Shown::Basic => question.header("Authorization", "Basic YTpi"),
            Shown::Nothing => question,
        }
    }

    fn decide<'a>(
        &self,
        registry: &PlainRegistry<'a>,
        counter: &PlainCounter,
    ) -> Decision<PlainPolicy<'a>, &'a ApiId> {
        let secret = match self.shown {
            Shown::Secret(number) => Ok(text(number)),
            Shown::Spoiled(number) => Ok(spoiled(number)),
            Shown::Twice(_) => Err(HeaderProblem::Repeated),
            Shown::InQuery(_) => Err(HeaderProblem::InQuery),
            Shown::Basic => Err(HeaderProblem::OtherScheme),
            Shown::Nothing => Err(HeaderProblem::Missing),
        };
        let peer: IpAddr = self.peer.parse().unwrap();
        let is_trusted = matches!(peer.to_canonical(), IpAddr::V4(v4) if v4.octets()[0] == 10);
        let named = self.forwarded.1.map(|client| client.parse().unwrap());
        let request = Request {
            credential: secret.as_ref().map(|text| text.as_slice()).map_err(|problem| *problem),
            client: if is_trusted { named } else { Some(peer) },
            method: self.method,
            target: self.target.as_bytes(),
        };
        decide(&request, registry, counter, noon())
    }
}

fn spoiled(number: u32) -> [u8; 44] {
    let mut text = text(number);
    text[20] = if text[20] == b'a' { b'b' } else { b'a' };
    text
}

/// As the record tells it. How long to wait is left out: meanwhile time goes on.
fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Allowed { api } => format!("allowed {}", api.as_str()),
        Outcome::Refused(Refusal::LimitExceeded(_)) => "limit".to_owned(),
        Outcome::Refused(Refusal::ApiNotHeld(api)) => format!("not held {}", api.as_str()),
        Outcome::Refused(other) => format!("{other:?}"),
        Outcome::Misconfigured(fault) => format!("{fault:?}"),
    }
}

fn expected(decision: &Decision<PlainPolicy<'_>, &ApiId>) -> String {
    match &decision.verdict {
        Ok(permit) => format!("allowed {}", permit.api.as_str()),
        Err(Refusal::LimitExceeded(_)) => "limit".to_owned(),
        Err(Refusal::ApiNotHeld(api)) => format!("not held {}", api.as_str()),
        Err(other) => format!("{other:?}"),
    }
}

/// As the design says, step by step.
fn meant_status(decision: &Decision<PlainPolicy<'_>, &ApiId>) -> u16 {
    let Err(refusal) = &decision.verdict else { return 200 };
    match refusal {
        Refusal::Header(HeaderProblem::Missing | HeaderProblem::OtherScheme) => 401,
        other => match other.step() {
            Step::Header => 400,
            Step::Form | Step::Known | Step::Standing | Step::Expiry => 401,
            Step::Address | Step::Block | Step::Allow | Step::Scope => 403,
            Step::Limit => 429,
        },
    }
}

fn is_active(asking: &Asking, secret: u32) -> bool {
    let head = HttpRequest::builder()
        .method("POST")
        .uri("/introspect")
        .header("authorization", "Bearer of-the-gate")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(())
        .unwrap()
        .into_parts()
        .0;
    let answer: Response<_> =
        asking.answer(&head, &[b"token=".as_slice(), &text(secret)].concat(), Peer::Local);
    assert_eq!(answer.status(), StatusCode::OK);
    let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    body["active"].as_bool().unwrap()
}

fn check(catalogue: &Catalogue, tokens: &[Token], calls: &[Call]) {
    let settings = trusting("X-Forwarded-For").with_introspection(Some(SecretDigest::of(b"of-the-gate")));
    let registry = PlainRegistry { tokens, catalogue };
    for dialect in Dialect::ALL {
        let asking = Asking::with(catalogue, tokens, &settings);
        let counter = PlainCounter::default();
        for call in calls {
            let decision = call.decide(&registry, &counter);
            if let Shown::Secret(secret) = call.shown {
                let steps = decision.verdict.as_ref().err().map(Refusal::step);
                let active = steps.is_none_or(|step| step > Step::Expiry);
                assert_eq!(is_active(&asking, secret), active, "introspection of {call:?}");
            }
            let answer = asking.ask(&call.question(dialect));
            let record = asking.recorded();
            assert_eq!(told(&record.outcome), expected(&decision), "{dialect:?}: {call:?}");
            assert_eq!(record.token, decision.policy.map(|policy| policy.0.id));
            let meant = meant_status(&decision);
            let told = only(answer.headers(), "x-mapae-status").map(|status| status.parse().unwrap());
            assert_eq!(told.unwrap_or(answer.status().as_u16()), meant, "{dialect:?}: {call:?}");
            assert_eq!(answer.status().is_success(), decision.verdict.is_ok());
            if dialect == Dialect::Nginx {
                assert!(matches!(answer.status().as_u16(), 200 | 401 | 403), "nginx makes 500 of any other");
            }
            let named = only(answer.headers(), "x-mapae-token-id").unwrap().to_owned();
            let id =
                decision.policy.filter(|_| decision.verdict.is_ok()).map(|policy| policy.0.id.to_string());
            assert_eq!(named, id.unwrap_or_default());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn every_door_says_what_the_domain_says(tokens in tokens(), calls in calls()) {
        check(&catalogue(&APIS), &tokens, &calls);
    }
}
