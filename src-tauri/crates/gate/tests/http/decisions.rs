//! The record of decisions, as the window reads it.

use mapae_domain::{AllowList, BlockList, HeaderProblem, Refusal, Step};
use mapae_gate::{DecisionFilter, Dialect, KEPT, Outcome, OutcomeKind};

use crate::asking::{Asking, Question};
use crate::support::{entries, scopes, text, token};

fn asking() -> Asking {
    let mut walled = token(2, scopes(&["log"]));
    walled.allow = AllowList::from_entries(entries(&["192.0.2.0/24"])).unwrap();
    walled.block = BlockList::from_entries(entries(&["192.0.2.1/32", "192.0.2.128/25 # office"])).unwrap();
    Asking::of(&[token(1, scopes(&["log"])), walled])
}

#[test]
fn a_record_says_what_decided() {
    let asking = asking();
    let id = |number| token(number, scopes(&["log"])).id;
    asking.ask(&Question::to(Dialect::Nginx).secret(2).from("::ffff:192.0.2.200"));
    let blocked = asking.recorded();
    let Outcome::Refused(Refusal::Blocked(entry)) = &blocked.outcome else { panic!("{blocked:?}") };
    assert_eq!((entry.position, entry.network.to_string().as_str()), (2, "192.0.2.128/25"));
    assert_eq!((blocked.token, blocked.status), (Some(id(2)), 403));
    assert_eq!(blocked.client, Some("192.0.2.200".parse().unwrap()));

    asking.ask(&Question::to(Dialect::Forward).secret(1).target("GET", "/v1/other?a=b"));
    let not_held = asking.recorded();
    let Outcome::Refused(Refusal::ApiNotHeld(api)) = &not_held.outcome else { panic!("{not_held:?}") };
    assert_eq!((api.as_str(), not_held.path.as_str()), ("other", "/v1/other"));

    asking.ask(&Question::to(Dialect::Forward).secret(1));
    let Outcome::Allowed { api } = asking.recorded().outcome else { panic!("{:?}", asking.recorded()) };
    assert_eq!(api.as_str(), "log");

    asking.ask(&Question::to(Dialect::Forward));
    let missing = asking.recorded();
    assert_eq!(missing.outcome, Outcome::Refused(Refusal::Header(HeaderProblem::Missing)));
    assert_eq!((missing.number, missing.token), (4, None));
}

#[test]
fn no_token_gets_into_a_record() {
    let asking = asking();
    let secret = String::from_utf8(text(1).to_vec()).unwrap();
    for target in [format!("/v1/{secret}"), format!("/v1/%6d{}?{secret}", &secret[1..])] {
        asking.ask(&Question::to(Dialect::Nginx).secret(1).target(&secret, &target));
        let record = format!("{:?}", asking.recorded());
        assert!(!record.contains(&secret[6..14]), "{record}");
    }
}

#[test]
fn records_are_found_by_what_they_say() {
    let asking = asking();
    let ask = |question: Question| {
        asking.ask(&question);
    };
    ask(Question::to(Dialect::Nginx).secret(1)); // 1
    ask(Question::to(Dialect::Nginx).secret(2)); // 2: blocked
    ask(Question::to(Dialect::Nginx).secret(2).from("192.0.2.7")); // 3
    ask(Question::to(Dialect::Nginx).secret(2).from("198.51.100.1")); // 4: not allowed
    ask(Question::to(Dialect::Nginx).secret(1).target("GET", "")); // 5: misconfigured
    let found = |filter: DecisionFilter| {
        let page = asking.gate.decisions().page(&filter, 100);
        assert_eq!(page.newest, 5);
        page.records.iter().map(|record| record.number).collect::<Vec<_>>()
    };
    let all = DecisionFilter::default;
    let two = Some(token(2, scopes(&["log"])).id);
    assert_eq!(found(all()), [5, 4, 3, 2, 1]);
    assert_eq!(found(DecisionFilter { token: two, ..all() }), [4, 3, 2]);
    assert_eq!(found(DecisionFilter { step: Some(Step::Block), ..all() }), [2]);
    assert_eq!(found(DecisionFilter { outcome: Some(OutcomeKind::Allowed), ..all() }), [3, 1]);
    assert_eq!(found(DecisionFilter { outcome: Some(OutcomeKind::Refused), ..all() }), [4, 2]);
    assert_eq!(found(DecisionFilter { outcome: Some(OutcomeKind::Misconfigured), ..all() }), [5]);
    assert_eq!(found(DecisionFilter { address: "192.0.2".to_owned(), ..all() }), [5, 3, 2, 1]);
    assert_eq!(found(DecisionFilter { after: Some(3), ..all() }), [5, 4]);
    assert_eq!(found(DecisionFilter { after: Some(5), ..all() }), [0_u64; 0]);
    assert_eq!(found(DecisionFilter { token: two, after: Some(2), ..all() }), [4, 3]);
    let first = asking.gate.decisions().page(&all(), 2);
    assert_eq!(first.records.iter().map(|record| record.number).collect::<Vec<_>>(), [5, 4]);
}

#[test]
fn the_last_ten_thousand_are_kept() {
    let asking = asking();
    let question = Question::to(Dialect::Haproxy).secret(1);
    let head = question.head();
    let more = 700;
    for _ in 0..KEPT + more {
        asking.answer(&head, b"", question.peer);
    }
    let page = asking.gate.decisions().page(&DecisionFilter::default(), usize::MAX);
    let numbers: Vec<u64> = page.records.iter().map(|record| record.number).collect();
    assert_eq!(numbers, (more as u64 + 1..=(KEPT + more) as u64).rev().collect::<Vec<_>>());
    let figures = asking.gate.figures();
    assert_eq!(figures.allowed, (KEPT + more) as u64);
    let of_seconds: u64 = figures.seconds.iter().map(|second| u64::from(second.allowed)).sum();
    assert_eq!(of_seconds, figures.allowed);
}
