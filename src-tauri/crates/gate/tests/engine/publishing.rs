//! What the reference can't show: many threads, and a registry that changes under way.

use std::num::NonZeroU32;
use std::thread;

use mapae_domain::{Catalogue, Life, Limit, Period, Refusal, Remaining, Request, Token, Usage};
use mapae_gate::{Engine, Reader, Snapshot};

use crate::support::{catalogue, credential, noon, scopes, text, token};

fn apis() -> Catalogue {
    catalogue(&[("create", "POST", "/v1/build")])
}

fn limited(number: u32, count: u32, period: Period) -> Token {
    let limit = Limit::Max { count: NonZeroU32::new(count).unwrap(), period };
    Token { limit, ..token(number, scopes(&["create"])) }
}

fn unused(tokens: &[Token]) -> Vec<(Token, Usage)> {
    tokens.iter().map(|token| (token.clone(), Usage::default())).collect()
}

fn engine(tokens: &[Token]) -> Engine {
    Engine::new(Snapshot::build(&apis(), unused(tokens)))
}

/// What is left after one more request, or why it was refused.
fn ask(reader: &mut Reader<'_>, secret: u32) -> Result<Remaining, String> {
    let text = text(secret);
    let request = Request { credential: Ok(&text), client: None, method: "POST", target: b"/v1/build" };
    let verdict = reader.decide(&request, noon()).verdict;
    verdict.map(|permit| permit.remaining).map_err(|refusal| format!("{refusal:?}"))
}

#[test]
fn sixty_four_threads_against_a_limit_of_a_hundred_pass_exactly_a_hundred() {
    for period in [Period::Total, Period::Minute] {
        let engine = engine(&[limited(1, 100, period)]);
        let passed: usize = thread::scope(|scope| {
            let workers: Vec<_> = (0..64)
                .map(|_| {
                    scope.spawn(|| {
                        let mut reader = engine.reader();
                        (0..10).filter(|_| ask(&mut reader, 1).is_ok()).count()
                    })
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).sum()
        });
        assert_eq!(passed, 100, "{period:?}");
    }
}

#[test]
fn a_change_is_in_force_at_the_next_request_and_counts_go_on() {
    let (first, second) = (limited(1, 10, Period::Total), limited(2, 10, Period::Total));
    let engine = engine(&[first.clone(), second.clone()]);
    let mut reader = engine.reader();
    assert_eq!(ask(&mut reader, 2), Ok(Remaining::Left(9)));

    // The first is deleted and a third issued: places move, counts must not.
    engine.publish(&apis(), unused(&[limited(3, 10, Period::Total), second.clone()]));
    assert!(ask(&mut reader, 1).is_err_and(|refusal| refusal.contains("UnknownToken")));
    assert_eq!(ask(&mut reader, 2), Ok(Remaining::Left(8)));
    assert_eq!(ask(&mut reader, 3), Ok(Remaining::Left(9)));

    engine.publish(&apis(), unused(&[Token { life: Life::Disabled, ..second.clone() }]));
    assert!(ask(&mut reader, 2).is_err_and(|refusal| refusal.contains("Disabled")));
    engine.publish(&apis(), unused(&[first, second]));
    assert_eq!(ask(&mut reader, 2), Ok(Remaining::Left(7)), "switched on again");
    assert_eq!(
        ask(&mut reader, 1),
        Ok(Remaining::Left(9)),
        "one that came back begins with its stored usage"
    );
}

#[test]
fn a_token_begins_with_what_it_had_spent_before() {
    let usage = Usage { spent_total: 9, ..Usage::default() };
    let snapshot = Snapshot::build(&apis(), [(limited(1, 10, Period::Total), usage)]);
    let engine = Engine::new(snapshot);
    let mut reader = engine.reader();
    assert_eq!(ask(&mut reader, 1), Ok(Remaining::Left(0)));
    assert!(ask(&mut reader, 1).is_err());
    let spent: Vec<u64> = engine.snapshot().spent().map(|(_, spent)| spent.ever).collect();
    assert_eq!(spent, [10], "a refused request consumes nothing");
}

#[test]
fn both_secrets_of_a_rotated_token_draw_on_one_count() {
    let mut rotated = limited(1, 3, Period::Total);
    rotated.retiring = Some(mapae_domain::RetiringCredential {
        credential: credential(2),
        until: noon() + chrono::TimeDelta::hours(1),
    });
    let engine = engine(&[rotated]);
    let mut reader = engine.reader();
    let left: Vec<_> = [1, 2, 1].map(|secret| ask(&mut reader, secret)).into();
    assert_eq!(left, [Ok(Remaining::Left(2)), Ok(Remaining::Left(1)), Ok(Remaining::Left(0))]);
    assert!(ask(&mut reader, 2).is_err());
}

#[test]
fn an_empty_registry_lets_no_one_in() {
    let engine = engine(&[]);
    let snapshot = engine.snapshot();
    assert!(snapshot.is_empty());
    let text = text(1);
    let request = Request { credential: Ok(&text), client: None, method: "POST", target: b"/v1/build" };
    assert!(matches!(snapshot.decide(&request, noon()).verdict, Err(Refusal::UnknownToken)));
}

#[test]
fn deciding_goes_on_while_the_registry_is_published() {
    let tokens: Vec<Token> = (1..50).map(|number| token(number, scopes(&["create"]))).collect();
    let engine = engine(&tokens);
    thread::scope(|scope| {
        let publisher = scope.spawn(|| (0..50).for_each(|_| engine.publish(&apis(), unused(&tokens))));
        let mut reader = engine.reader();
        let mut asked = 0_u64;
        while !publisher.is_finished() {
            assert_eq!(ask(&mut reader, 7), Ok(Remaining::Unlimited));
            asked += 1;
        }
        publisher.join().unwrap();
        let spent = engine.snapshot().spent().map(|(_, spent)| spent.ever).sum::<u64>();
        assert_eq!(spent, asked, "no request fell between two snapshots");
    });
}
