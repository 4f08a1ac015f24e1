//! The engine's layout is clever, the domain's reference is plain; they must never differ, in verdict, deciding rule or
//! count.

use std::fmt::Debug;
use std::net::IpAddr;
use std::num::NonZeroU32;

use chrono::TimeDelta;
use mapae_domain::{
    AllowList, BlockList, Catalogue, HeaderProblem, Life, Limit, Period, Permit, PlainCounter, PlainRegistry,
    Refusal, Request, RetiringCredential, Token, Usage, decide,
};
use mapae_gate::Snapshot;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::support::{catalogue, credential, entries, noon, scopes, text, token, until};

const APIS: [(&str, &str, &str); 8] = [
    ("create", "POST", "/v1/build"),
    ("any", "GET", "/v1/{thing}"),
    ("settings", "GET", "/v1/settings"),
    ("log", "GET", "/v1/build/run/log/{buildRunSeq}"),
    ("deep", "GET", "/{a}/{b}/run/log/7"),
    ("root", "GET", "/"),
    ("korean", "GET", "/v1/빌드"),
    ("undocumented", "", ""),
];
const LEFT_THE_CATALOGUE: &str = "gone";

const NETWORKS: [&str; 10] = [
    "10.0.0.0/8",
    "10.2.0.0/16",
    "10.2.0.0/17",
    "10.2.3.4/32",
    "10.9.0.0/16",
    "192.0.2.0/24",
    "0.0.0.0/0",
    "2001:db8::/32",
    "2001:db8::1/128",
    "::/0",
];
const CLIENTS: [&str; 11] = [
    "10.2.3.4",
    "10.2.128.1",
    "10.9.9.9",
    "11.0.0.0",
    "192.0.2.255",
    "::ffff:10.2.3.4",
    "64:ff9b::10.2.3.4",
    "2002:0a02:0304::1",
    "2001:db8::1",
    "2001:db8:ffff::",
    "::1",
];
const TARGETS: [&str; 12] = [
    "/v1/build",
    "/v1/build?x=/../y",
    "/v1/build/",
    "/v1/settings",
    "/v1/%73ettings",
    "/v1/build/run/log/7",
    "/v1/build/run/log/8",
    "/x/y/run/log/7",
    "/",
    "/v1/%EB%B9%8C%EB%93%9C",
    "/v1/../build",
    "//v1",
];

/// Tokens 0, 1, 2 ...; their retiring secrets are 100, 101, 102 ...
fn tokens() -> impl Strategy<Value = Vec<Token>> {
    prop::collection::vec(rules(), 1..6)
        .prop_map(|tokens| (0..).zip(tokens).map(|(number, rules)| rules.into_token(number)).collect())
}

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
    let ids: Vec<&str> = APIS.iter().map(|(id, _, _)| *id).chain([LEFT_THE_CATALOGUE]).collect();
    let periods = [Period::Total, Period::Minute, Period::Hour, Period::Day, Period::ThirtyDays];
    (
        // The day before, the day itself, the day after, never.
        prop_oneof![1 => (14_u32..=16).prop_map(Some), 2 => Just(None)],
        prop_oneof![1 => Just(Vec::new()), 2 => subsequence(&NETWORKS[..], 1..7)],
        prop_oneof![1 => Just(Vec::new()), 1 => subsequence(&NETWORKS[..6], 1..4)],
        proptest::option::of((1_u32..4, select(periods.to_vec()))),
        subsequence(ids, 1..=9),
        prop_oneof![6 => Just(0_u8), 1 => Just(1), 1 => Just(2)],
        proptest::option::of(-100_i64..200),
    )
        .prop_map(|(expires, allow, block, limit, scopes, life, retiring_for)| Rules {
            expires,
            allow,
            block,
            limit,
            scopes,
            life,
            retiring_for,
        })
}

impl Rules {
    fn into_token(self, number: u32) -> Token {
        let mut token = token(number, scopes(&self.scopes));
        token.expiry = self.expires.map_or(token.expiry, |day| until(2027, 1, day));
        token.allow = AllowList::from_entries(entries(&self.allow)).unwrap();
        token.block = BlockList::from_entries(entries(&self.block)).unwrap();
        if let Some((count, period)) = self.limit {
            token.limit = Limit::Max { count: NonZeroU32::new(count).unwrap(), period };
        }
        token.life = match self.life {
            0 => Life::Active,
            1 => Life::Disabled,
            _ => Life::Revoked { at: noon(), reason: "leaked".to_owned() },
        };
        token.retiring = self.retiring_for.map(|seconds| RetiringCredential {
            credential: credential(100 + number),
            until: noon() + TimeDelta::seconds(seconds),
        });
        token
    }
}

#[derive(Debug, Clone)]
struct Call {
    secret: u32,
    spoiled: u8,
    client: Option<&'static str>,
    method: &'static str,
    target: &'static str,
    wait: i64,
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let call = (
        prop_oneof![0_u32..6, 100_u32..106],
        // Mostly whole; else no header, or a wrong checksum.
        prop_oneof![12 => Just(0_u8), 1 => Just(1), 1 => Just(2)],
        prop_oneof![9 => select(&CLIENTS[..]).prop_map(Some), 1 => Just(None)],
        prop_oneof![4 => Just("GET"), 1 => Just("POST"), 1 => Just("get")],
        select(&TARGETS[..]),
        prop_oneof![6 => Just(0), 2 => 0_i64..20, 1 => 3_500_i64..4_000, 1 => -50_i64..0],
    );
    let call = call.prop_map(|(secret, spoiled, client, method, target, wait)| Call {
        secret,
        spoiled,
        client,
        method,
        target,
        wait,
    });
    prop::collection::vec(call, 1..40)
}

/// The eight APIs after `fillers` others, so that their numbers don't fit one word.
fn catalogue_after(fillers: usize) -> Catalogue {
    let filling: Vec<(String, String)> =
        (0..fillers).map(|number| (format!("filler-{number}"), format!("/filler/{number}"))).collect();
    let mut apis: Vec<(&str, &str, &str)> =
        filling.iter().map(|(id, path)| (id.as_str(), "GET", path.as_str())).collect();
    apis.extend(APIS);
    catalogue(&apis)
}

/// The verdict in words, whatever an API is called by.
fn in_words<A>(verdict: Result<Permit<A>, Refusal<A>>, name: impl Fn(A) -> String) -> String
where
    Refusal<A>: Debug,
{
    match verdict {
        Ok(permit) => format!("{} allowed, {:?}", name(permit.api), permit.remaining),
        Err(Refusal::ApiNotHeld(api)) => format!("{} not held", name(api)),
        Err(refusal) => format!("{refusal:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]
    #[test]
    fn the_engine_s_verdict_is_the_domain_s(
        tokens in tokens(),
        calls in calls(),
        fillers in prop_oneof![Just(0_usize), Just(57), Just(130)],
    ) {
        let catalogue = catalogue_after(fillers);
        let snapshot =
            Snapshot::build(&catalogue, tokens.iter().map(|token| (token.clone(), Usage::default())));
        let (plain, counter) = (PlainRegistry { tokens: &tokens, catalogue: &catalogue }, PlainCounter::default());
        let mut now = noon();
        for call in calls {
            now += TimeDelta::seconds(call.wait);
            let mut text = text(call.secret);
            text[43] ^= u8::from(call.spoiled == 1);
            let request = Request {
                credential: if call.spoiled == 2 { Err(HeaderProblem::Missing) } else { Ok(&text) },
                client: call.client.map(|client| client.parse::<IpAddr>().unwrap()),
                method: call.method,
                target: call.target.as_bytes(),
            };
            let engine = snapshot.decide(&request, now);
            let reference = decide(&request, &plain, &counter, now);
            prop_assert_eq!(
                engine.policy.map(|policy| policy.id()),
                reference.policy.map(|policy| policy.0.id)
            );
            prop_assert_eq!(
                in_words(engine.verdict, |api| api.id().to_string()),
                in_words(reference.verdict, |api| api.to_string()),
                "{:?}", call
            );
        }
    }
}
