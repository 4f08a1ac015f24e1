//! Random tokens and calls that now and then meet.

use std::fmt::Debug;
use std::net::IpAddr;
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{
    AllowList, BlockList, Catalogue, Credential, HeaderProblem, Life, Limit, Period, Permit, Refusal,
    Request, RetiringCredential, Token,
};
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
pub(crate) fn tokens() -> impl Strategy<Value = Vec<Token>> {
    prop::collection::vec(rules(), 1..6)
        .prop_map(|tokens| (0..).zip(tokens).map(|(number, rules)| rules.into_token(number)).collect())
}

#[derive(Debug, Clone)]
pub(crate) struct Rules {
    expires: Option<u32>,
    allow: Vec<&'static str>,
    block: Vec<&'static str>,
    limit: Option<(u32, Period)>,
    scopes: Vec<&'static str>,
    life: u8,
    retiring_for: Option<i64>,
}

pub(crate) fn rules() -> impl Strategy<Value = Rules> {
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
    pub(crate) fn into_token(self, number: u32) -> Token {
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
pub(crate) struct Call {
    secret: u32,
    spoiled: u8,
    client: Option<&'static str>,
    method: &'static str,
    target: &'static str,
    wait: i64,
}

impl Call {
    /// When it comes, if the one before came at `before`.
    pub(crate) fn after(&self, before: DateTime<Utc>) -> DateTime<Utc> {
        before + TimeDelta::seconds(self.wait)
    }

    /// The call with another secret.
    pub(crate) fn with_secret(&self, secret: u32) -> Call {
        Call { secret, spoiled: 0, ..self.clone() }
    }

    /// True if it comes with that secret.
    pub(crate) fn is_with(&self, secret: Option<Credential>) -> bool {
        secret.is_some_and(|secret| secret.digest == credential(self.secret).digest)
    }

    pub(crate) fn client(&self) -> Option<IpAddr> {
        self.client.map(|client| client.parse().unwrap())
    }

    /// Lets `judge` decide about the call.
    pub(crate) fn ask<T>(&self, judge: impl FnOnce(&Request<'_>) -> T) -> T {
        let mut text = text(self.secret);
        text[43] ^= u8::from(self.spoiled == 1);
        judge(&Request {
            credential: if self.spoiled == 2 { Err(HeaderProblem::Missing) } else { Ok(&text) },
            client: self.client(),
            method: self.method,
            target: self.target.as_bytes(),
        })
    }
}

pub(crate) fn call() -> impl Strategy<Value = Call> {
    let parts = (
        prop_oneof![0_u32..6, 100_u32..106],
        // Mostly whole; else no header, or a wrong checksum.
        prop_oneof![12 => Just(0_u8), 1 => Just(1), 1 => Just(2)],
        prop_oneof![9 => select(&CLIENTS[..]).prop_map(Some), 1 => Just(None)],
        prop_oneof![4 => Just("GET"), 1 => Just("POST"), 1 => Just("get")],
        select(&TARGETS[..]),
        prop_oneof![6 => Just(0), 2 => 0_i64..20, 1 => 3_500_i64..4_000, 1 => -50_i64..0],
    );
    parts.prop_map(|(secret, spoiled, client, method, target, wait)| Call {
        secret,
        spoiled,
        client,
        method,
        target,
        wait,
    })
}

pub(crate) fn calls() -> impl Strategy<Value = Vec<Call>> {
    prop::collection::vec(call(), 1..40)
}

/// The eight APIs after `fillers` others, so that their numbers don't fit one word.
pub(crate) fn catalogue_after(fillers: usize) -> Catalogue {
    catalogue_without(fillers, &[])
}

/// The same without those `left` out.
pub(crate) fn catalogue_without(fillers: usize, left: &[usize]) -> Catalogue {
    let filling: Vec<(String, String)> =
        (0..fillers).map(|number| (format!("filler-{number}"), format!("/filler/{number}"))).collect();
    let mut apis: Vec<(&str, &str, &str)> =
        filling.iter().map(|(id, path)| (id.as_str(), "GET", path.as_str())).collect();
    let listed = APIS.iter().enumerate().filter(|(at, _)| !left.contains(at));
    apis.extend(listed.map(|(_, api)| *api));
    catalogue(&apis)
}

/// The verdict in words, whatever an API is called by.
pub(crate) fn in_words<A>(verdict: Result<Permit<A>, Refusal<A>>, name: impl Fn(A) -> String) -> String
where
    Refusal<A>: Debug,
{
    match verdict {
        Ok(permit) => format!("{} allowed, {:?}", name(permit.api), permit.remaining),
        Err(Refusal::ApiNotHeld(api)) => format!("{} not held", name(api)),
        Err(refusal) => format!("{refusal:?}"),
    }
}
