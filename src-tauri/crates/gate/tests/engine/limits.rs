//! The limit's promise as a caller sees it: whatever the registry goes through meanwhile, restarts included.

use std::num::NonZeroU32;

use chrono::TimeDelta;
use mapae_domain::{Limit, Period, Refusal, Request, Token, Usage};
use mapae_gate::Engine;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{catalogue, noon, scopes, text, token};

#[derive(Debug, Clone, Copy)]
enum Event {
    Ask,
    /// Refused before its limit is asked.
    AskWrongly,
    Edit,
    Merge,
    Publish,
    /// What was written back is all that is left.
    Restart,
}

fn schedule() -> impl Strategy<Value = Vec<(u64, Event)>> {
    // Waits as parts in 65,536 of the period: mostly bursts, sometimes longer than a period.
    let wait = prop_oneof![8 => 0..300_u64, 3 => 0..8_000_u64, 1 => 0..80_000_u64];
    let event = prop_oneof![
        20 => Just(Event::Ask),
        2 => Just(Event::AskWrongly),
        1 => Just(Event::Edit),
        1 => Just(Event::Merge),
        1 => Just(Event::Publish),
        1 => Just(Event::Restart),
    ];
    prop::collection::vec((wait, event), 1..200)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]
    #[test]
    fn no_more_than_n_pass_in_any_interval_whatever_happens_to_the_registry(
        period in select(vec![Period::Minute, Period::Hour, Period::Day, Period::ThirtyDays, Period::Total]),
        max in 1_u32..30,
        schedule in schedule(),
    ) {
        let apis = catalogue(&[("create", "POST", "/v1/build")]);
        let limit = Limit::Max { count: NonZeroU32::new(max).unwrap(), period };
        let mut limited = Token { limit, ..token(1, scopes(&["create"])) };
        let mut engine = Engine::default();
        engine.publish(&apis, [(limited.clone(), Usage::default())]);
        let length = period.millis().unwrap_or(60_000);
        let mut now = noon();
        let mut allowed = Vec::new();
        let text = text(1);
        for (wait, event) in schedule {
            now += TimeDelta::milliseconds((wait * length / 65_536) as i64);
            match event {
                Event::Ask | Event::AskWrongly => {
                    let target: &[u8] = if matches!(event, Event::Ask) { b"/v1/build" } else { b"/v1/other" };
                    let request = Request { credential: Ok(&text), client: None, method: "POST", target };
                    match engine.reader().decide(&request, now).verdict {
                        Ok(_) => allowed.push(now),
                        Err(refusal) => {
                            let is_wrong = matches!(refusal, Refusal::NoSuchApi);
                            prop_assert_eq!(is_wrong, matches!(event, Event::AskWrongly));
                        }
                    }
                    let ever = engine.snapshot().spent().map(|(_, spent)| spent.ever).sum::<u64>();
                    prop_assert_eq!(ever, allowed.len() as u64, "refused requests consume nothing");
                }
                Event::Edit => {
                    limited.revision += 1;
                    engine.put(&limited, Usage::default());
                }
                Event::Merge => {
                    engine.merge();
                }
                Event::Publish => engine.publish(&apis, [(limited.clone(), Usage::default())]),
                Event::Restart => {
                    engine.return_usage([limited.id]);
                    let [(_, usage)] = engine.drain_usage()[..] else { panic!("it was given back") };
                    engine = Engine::default();
                    engine.publish(&apis, [(limited.clone(), usage)]);
                }
            }
            let is_recent = |at: &&_| period == Period::Total || now - **at < TimeDelta::milliseconds(length as i64);
            let recent = allowed.iter().filter(is_recent).count();
            prop_assert!(recent <= max as usize, "{} of {}", recent, max);
        }
    }
}
