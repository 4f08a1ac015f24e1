//! What an edit would have done to requests that were seen.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

#[path = "engine/support.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod support;

use std::net::IpAddr;

use chrono::TimeDelta;
use mapae_domain::{
    AllowList, BlockList, Catalogue, PlainCounter, PlainRegistry, Request, Step, Token, decide,
};
use mapae_gate::{AddressImpact, Impact, SeenRequest, StepImpact, impact};
use proptest::prelude::*;
use support::{catalogue, entries, noon, scopes, text, token, until};

fn apis() -> Catalogue {
    catalogue(&[
        ("read", "GET", "/v1/build/{id}"),
        ("list", "GET", "/v1/build"),
        ("make", "POST", "/v1/build"),
    ])
}

fn seen<'a>(client: &str, method: &'a str, path: &'a str, was_allowed: bool) -> SeenRequest<'a> {
    SeenRequest { at: noon(), client: client.parse().ok(), method, path: path.as_bytes(), was_allowed }
}

fn address(text: &str, refused: usize, allowed: usize) -> AddressImpact {
    AddressImpact { address: text.parse().ok(), refused, allowed }
}

#[test]
fn an_edit_tells_whom_it_would_have_refused_and_let_in_and_by_which_step() {
    let before = Token { allow: allow(&["10.0.0.0/8"]), ..token(1, scopes(&["read", "list"])) };
    let after =
        Token { allow: allow(&["10.1.0.0/16", "192.0.2.1"]), scopes: scopes(&["read"]), ..before.clone() };
    let requests = [
        seen("10.1.0.1", "GET", "/v1/build/7", true),
        seen("10.2.0.1", "GET", "/v1/build/7", true),
        seen("10.2.0.1", "GET", "/v1/build/8", true),
        seen("::ffff:10.2.0.1", "GET", "/v1/build/8", true),
        seen("10.1.0.1", "GET", "/v1/build", true),
        seen("192.0.2.1", "GET", "/v1/build/7", false),
        seen("192.0.2.9", "GET", "/v1/build/7", false),
        seen("", "GET", "/v1/build/7", false),
    ];
    let expected = Impact {
        requests: 8,
        since: Some(noon()),
        newly_refused: 4,
        newly_allowed: 1,
        left_out: 0,
        by_address: vec![address("10.2.0.1", 3, 0), address("10.1.0.1", 1, 0), address("192.0.2.1", 0, 1)],
        by_step: vec![
            StepImpact { step: Step::Allow, refused: 3, allowed: 1 },
            StepImpact { step: Step::Scope, refused: 1, allowed: 0 },
        ],
    };
    assert_eq!(impact(requests, &before, &after, &apis()), expected);
}

#[test]
fn lifting_every_rule_lets_in_whose_address_nobody_knew() {
    let before = Token { allow: allow(&["10.0.0.0/8"]), ..token(1, scopes(&["read"])) };
    let after = Token { allow: AllowList::Any, ..before.clone() };
    let told = impact([seen("", "GET", "/v1/build/7", false)], &before, &after, &apis());
    assert_eq!(told.by_address, [address("", 0, 1)]);
    assert_eq!(told.by_step, [StepImpact { step: Step::Address, refused: 0, allowed: 1 }]);
}

#[test]
fn a_request_that_a_limit_refused_is_left_out() {
    let before = token(1, scopes(&["read"]));
    let after = Token { block: BlockList::from_entries(entries(&["10.0.0.0/8"])).unwrap(), ..before.clone() };
    let told = impact([seen("10.0.0.1", "GET", "/v1/build/7", false)], &before, &after, &apis());
    assert_eq!((told.requests, told.left_out, told.newly_refused), (1, 1, 0));
}

#[test]
fn a_request_is_judged_by_the_expiry_as_of_its_time() {
    let before = Token { expiry: until(2027, 1, 15), ..token(1, scopes(&["read"])) };
    let after = Token { expiry: until(2027, 1, 20), ..before.clone() };
    let late = seen("10.0.0.1", "GET", "/v1/build/7", false);
    let requests = [
        seen("10.0.0.1", "GET", "/v1/build/7", true),
        SeenRequest { at: noon() + TimeDelta::days(1), ..late },
    ];
    let told = impact(requests, &before, &after, &apis());
    assert_eq!((told.newly_refused, told.newly_allowed, told.since), (0, 1, Some(noon())));
}

#[test]
fn twenty_addresses_are_told_the_most_first() {
    let before = token(1, scopes(&["read"]));
    let after = Token { block: BlockList::from_entries(entries(&["10.0.0.0/8"])).unwrap(), ..before.clone() };
    let many = (0..30_u8).flat_map(|last| (0..=last).map(move |_| IpAddr::from([10, 0, 0, last])));
    let requests =
        many.map(|client| SeenRequest { client: Some(client), ..seen("", "GET", "/v1/build/7", true) });
    let told = impact(requests, &before, &after, &apis());
    let counts: Vec<_> = told.by_address.iter().map(|one| one.refused).collect();
    assert_eq!(counts, (11..=30).rev().collect::<Vec<_>>());
    assert_eq!(told.newly_refused, 465);
}

fn allow(texts: &[&str]) -> AllowList {
    AllowList::from_entries(entries(texts)).unwrap()
}

fn any_token() -> impl Strategy<Value = Token> {
    let list =
        prop::sample::subsequence(vec!["10.0.0.0/8", "10.1.0.0/16", "192.0.2.1", "2001:db8::/32"], 0..3);
    let held = prop::sample::subsequence(vec!["read", "list", "make", "gone"], 1..4);
    (list.clone(), list, held, 13..17_u32).prop_map(|(allowed, blocked, held, day)| Token {
        allow: allow(&allowed),
        block: BlockList::from_entries(entries(&blocked)).unwrap(),
        expiry: until(2027, 1, day),
        ..token(1, scopes(&held))
    })
}

proptest! {
    /// Of what the engine's reference says before and after.
    #[test]
    fn the_counts_are_those_of_deciding_each_request_twice(
        before in any_token(),
        after in any_token(),
        requests in prop::collection::vec(
            (
                prop::sample::select(vec!["10.0.0.1", "10.1.0.1", "192.0.2.1", "2001:db8::1", "64:ff9b::a00:1", ""]),
                prop::sample::select(vec!["GET", "POST", "get"]),
                prop::sample::select(vec!["/v1/build", "/v1/build/7", "/v1/build?x", "/v1//build", "/", "v1"]),
                -40..40_i64,
            ),
            0..20,
        ),
    ) {
        let (catalogue, text) = (apis(), text(1));
        let allows = |token: &Token, request: &SeenRequest<'_>| {
            let tokens = std::slice::from_ref(token);
            let asked = Request {
                credential: Ok(&text), client: request.client, method: request.method, target: request.path,
            };
            let registry = PlainRegistry { tokens, catalogue: &catalogue };
            decide(&asked, &registry, &PlainCounter::default(), request.at).verdict.is_ok()
        };
        let requests: Vec<_> = requests
            .into_iter()
            .map(|(client, method, path, hours)| {
                let request = SeenRequest { at: noon() + TimeDelta::hours(hours), ..seen(client, method, path, false) };
                SeenRequest { was_allowed: allows(&before, &request), ..request }
            })
            .collect();
        let told = impact(requests.iter().copied(), &before, &after, &catalogue);
        let refused = requests.iter().filter(|one| one.was_allowed && !allows(&after, one)).count();
        let allowed = requests.iter().filter(|one| !one.was_allowed && allows(&after, one)).count();
        prop_assert_eq!((told.newly_refused, told.newly_allowed, told.left_out), (refused, allowed, 0));
        let by_step = told.by_step.iter().fold((0, 0), |sum, step| (sum.0 + step.refused, sum.1 + step.allowed));
        prop_assert_eq!(by_step, (refused, allowed));
    }
}
