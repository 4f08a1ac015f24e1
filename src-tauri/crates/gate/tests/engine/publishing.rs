//! What the reference can't show: many threads, and a registry that changes under way.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
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
fn ask(reader: &mut Reader, secret: u32) -> Result<Remaining, String> {
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

/// State number n of a token: its limit and its scope both tell n.
fn state(number: u32, at: u32) -> Token {
    let mut state = limited(number, 1_000_000 + at, Period::ThirtyDays);
    state.scopes = scopes(&["create", if at.is_multiple_of(2) { "even" } else { "odd" }]);
    state.revision = at;
    state
}

/// Which state a reader sees; all parts of it must be of one.
fn seen(reader: &mut Reader, secret: u32) -> u32 {
    let text = text(secret);
    let request = Request { credential: Ok(&text), client: None, method: "POST", target: b"/v1/build" };
    let policy = reader.decide(&request, noon()).policy.unwrap();
    let Limit::Max { count, .. } = policy.limit() else { panic!("every state is limited") };
    let at = count.get() - 1_000_000;
    let scopes = if at.is_multiple_of(2) { "create even" } else { "create odd" };
    assert_eq!((policy.scopes(), policy.revision()), (scopes, at), "of one state");
    at
}

#[test]
fn readers_see_each_state_whole_and_never_an_earlier_one() {
    const STATES: u32 = 3_000;
    let catalogue = catalogue(&[("create", "POST", "/v1/build"), ("even", "", ""), ("odd", "", "")]);
    let engine = Engine::new(Snapshot::build(&catalogue, unused(&[state(1, 0), state(2, 0)])));
    let in_force = [AtomicU32::new(0), AtomicU32::new(0)];
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for (number, in_force) in (1..).zip(&in_force) {
            let (engine, is_over) = (&engine, &is_over);
            scope.spawn(move || {
                let mut reader = engine.reader();
                let mut highest = 0;
                while !is_over.load(Ordering::Acquire) {
                    let at_least = in_force.load(Ordering::Acquire);
                    let at = seen(&mut reader, number);
                    assert!(
                        at >= at_least.max(highest),
                        "{at} after {highest}, when {at_least} was in force"
                    );
                    highest = at;
                }
            });
        }
        let merger = scope.spawn(|| {
            while !is_over.load(Ordering::Acquire) {
                engine.merge();
                engine.set_catalogue(&catalogue);
            }
        });
        for at in 1..=STATES {
            for (number, in_force) in (1..).zip(&in_force) {
                engine.put(&state(number, at), Usage::default());
                in_force.store(at, Ordering::Release);
            }
            // Others come and go, so that slots and places are given away again.
            engine.put(&state(10 + at, at), Usage::default());
            engine.remove(state(10 + at / 2, at).id);
            if at.is_multiple_of(500) {
                let kept = (10 + at / 2 + 1..=10 + at).chain([1, 2]);
                engine.publish(&catalogue, kept.map(|number| (state(number, at), Usage::default())));
            }
        }
        is_over.store(true, Ordering::Release);
        merger.join().unwrap();
    });
    let snapshot = engine.snapshot();
    assert_eq!(snapshot.len(), 2 + STATES as usize - STATES as usize / 2);
    let ever: u64 = snapshot.spent().map(|(_, spent)| spent.ever).sum();
    let drained: u64 = engine.drain_usage().iter().map(|(_, usage)| usage.spent_total).sum();
    assert!(ever > 0);
    assert_eq!(drained, ever, "every use is written back");
}

#[test]
fn an_edit_of_the_limit_goes_on_counting_and_a_reset_begins_anew() {
    let engine = engine(&[limited(1, 10, Period::Day)]);
    let mut reader = engine.reader();
    assert_eq!(ask(&mut reader, 1), Ok(Remaining::Left(9)));
    engine.put(&Token { revision: 2, ..limited(1, 3, Period::Day) }, Usage::default());
    assert_eq!(ask(&mut reader, 1), Ok(Remaining::Left(1)));
    engine.put(&Token { revision: 1, ..limited(1, 10, Period::Day) }, Usage::default());
    assert_eq!(ask(&mut reader, 1), Ok(Remaining::Left(0)), "an earlier revision is ignored");
    engine.put(&Token { revision: 3, ..limited(1, 4, Period::Total) }, Usage::default());
    assert_eq!(ask(&mut reader, 1), Ok(Remaining::Left(0)), "전체 counts what was allowed under any limit");
    engine.reset_counter(token(1, scopes(&["create"])).id);
    assert_eq!(ask(&mut reader, 1), Ok(Remaining::Left(3)));
}

#[test]
fn a_window_survives_a_restart() {
    let limit = limited(1, 3, Period::Hour);
    let before = engine(std::slice::from_ref(&limit));
    let mut reader = before.reader();
    let left: Vec<_> = (0..2).map(|_| ask(&mut reader, 1)).collect();
    assert_eq!(left, [Ok(Remaining::Left(2)), Ok(Remaining::Left(1))]);
    let [(_, usage)] = before.drain_usage()[..] else { panic!("one token was used") };
    assert_eq!((usage.last_used, usage.spent_total), (Some(noon()), 2));

    let after = Engine::default();
    after.publish(&apis(), [(limit, usage)]);
    let mut reader = after.reader();
    assert_eq!(ask(&mut reader, 1), Ok(Remaining::Left(0)));
    assert!(ask(&mut reader, 1).is_err());
}

#[test]
fn what_could_not_be_written_is_told_again() {
    let engine = engine(&[limited(1, 10, Period::Day), limited(2, 10, Period::Day)]);
    let mut reader = engine.reader();
    ask(&mut reader, 1).unwrap();
    let drained = engine.drain_usage();
    assert_eq!(drained.len(), 1);
    assert_eq!(engine.drain_usage(), []);
    engine.return_usage(drained.iter().map(|(id, _)| *id));
    ask(&mut reader, 1).unwrap();
    let [(id, usage)] = engine.drain_usage()[..] else { panic!("one token was used") };
    assert_eq!((id, usage.spent_total), (drained[0].0, 2));
}

#[test]
fn a_rotated_token_tells_when_its_old_secret_was_last_used() {
    let from = |secret, client: &str, reader: &mut Reader| {
        let (text, client) = (text(secret), client.parse().unwrap());
        let request =
            Request { credential: Ok(&text), client: Some(client), method: "POST", target: b"/v1/build" };
        let decision = reader.decide(&request, noon());
        assert!(decision.verdict.is_ok());
        assert_eq!(decision.policy.unwrap().is_retiring(), secret == 1);
    };
    let first = token(1, scopes(&["create"]));
    let engine = engine(std::slice::from_ref(&first));
    let mut reader = engine.reader();
    let text_of = text(1);
    let request = Request {
        credential: Ok(&text_of),
        client: Some("10.0.0.1".parse().unwrap()),
        method: "POST",
        target: b"/v1/build",
    };
    assert!(reader.decide(&request, noon()).verdict.is_ok());
    let mut rotated = Token { revision: 2, credential: credential(2), ..first.clone() };
    rotated.retiring = Some(mapae_domain::RetiringCredential {
        credential: first.credential,
        until: noon() + chrono::TimeDelta::hours(1),
    });
    engine.put(&rotated, Usage::default());
    let addresses = |engine: &Engine| {
        let [(_, usage)] = engine.drain_usage()[..] else { panic!("one token was used") };
        (usage.last_address.unwrap().to_string(), usage.retiring_last_address.unwrap().to_string())
    };
    let both = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(addresses(&engine), both("10.0.0.1", "10.0.0.1"), "before the rotation");
    from(2, "::ffff:10.0.0.2", &mut reader);
    assert_eq!(addresses(&engine), both("10.0.0.2", "10.0.0.1"));
    from(1, "2001:db8::3", &mut reader);
    assert_eq!(addresses(&engine), both("2001:db8::3", "2001:db8::3"));
}
