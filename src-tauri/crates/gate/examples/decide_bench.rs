//! Processor time of one whole decision on one core: form, SHA-256, look-up, standing, expiry, four networks, path and scope, limit.
//! Every request has another token than the one before, in an order that no cache can guess.
//!
//! `cargo run --release -p mapae-gate --example decide_bench` prints a line for 10,000 tokens and one for 1,000,000.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program, for a terminal")]

use std::hint::black_box;
use std::num::NonZeroU32;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use mapae_domain::{
    AllowList, ApiId, BlockList, Catalogue, Credential, Description, Expiry, ExpiryDate, IpEntry, Life,
    Limit, Network, Period, Request, Scopes, Token, TokenDigest, TokenHint, TokenId, TokenName, Usage,
    assemble_token_text,
};
use mapae_gate::{Engine, Snapshot};
use rustix::time::{ClockId, clock_gettime};

const TARGET: &[u8] = b"/v1/build/run/log/81726";
const API: &str = "build-run-log";
const ROUNDS: usize = 5;

fn main() {
    println!("one SHA-256 of a token string, the floor: {} ns", digest_alone());
    for (count, budget) in [(1000, 110), (10_000, 110), (1_000_000, 320)] {
        let started = processor_time();
        let snapshot = Snapshot::build(
            &Catalogue::sample(),
            (0..count).map(|number| (token(number, count), Usage::default())),
        );
        let built = processor_time() - started;
        let engine = Engine::new(snapshot);
        let mut texts: Vec<[u8; 44]> = (0..count).map(text).collect();
        shuffle(&mut texts);
        let best = (0..ROUNDS).map(|_| round(&engine, &texts)).min().unwrap();
        println!(
            "{count:>9} tokens: {best:>4} ns a decision (budget {budget}); built in {:.2} s",
            built.as_secs_f64()
        );
    }
}

/// Nanoseconds, to compare machines by: on the one that the budgets come from it was 50.
fn digest_alone() -> u128 {
    const TIMES: u32 = 1_000_000;
    let text = text(1);
    let time = || {
        let started = processor_time();
        (0..TIMES).for_each(|_| {
            black_box(TokenDigest::of(black_box(&text)));
        });
        (processor_time() - started) / TIMES
    };
    (0..ROUNDS).map(|_| time()).min().unwrap().as_nanos()
}

/// Nanoseconds of a decision, over at least a million of them.
fn round(engine: &Engine, texts: &[[u8; 44]]) -> u128 {
    let mut reader = engine.reader();
    let passes = 1_000_000_usize.div_ceil(texts.len());
    let mut spent = Duration::ZERO;
    for _ in 0..passes {
        let now = black_box(now());
        let started = processor_time();
        for text in texts {
            let request = Request {
                credential: Ok(black_box(text)),
                client: Some([10, 3, 7, 9].into()),
                method: "GET",
                target: black_box(TARGET),
            };
            let verdict = reader.decide(&request, now).verdict;
            assert!(black_box(verdict).is_ok(), "every request is an allowed one");
        }
        spent += processor_time() - started;
    }
    spent.as_nanos() / (passes * texts.len()) as u128
}

/// That this thread has had: other programs on the machine don't count.
fn processor_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(black_box(1_800_000_000_000)).unwrap()
}

/// The string of token `number`: 32 digits of a SplitMix64 sequence.
fn text(number: u64) -> [u8; 44] {
    let mut state = number;
    let digits = std::array::from_fn(|_| (split_mix(&mut state) % 62) as u8);
    let mut text = [0; 44];
    assemble_token_text(&digits, &mut text);
    text
}

fn shuffle<T>(items: &mut [T]) {
    let mut state = 1;
    for at in (1..items.len()).rev() {
        items.swap(at, (split_mix(&mut state) % (at as u64 + 1)) as usize);
    }
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The token at `place` of the registry: another order than that of the requests.
fn token(place: u64, count: u64) -> Token {
    // A prime beyond both counts, so that every number comes up once.
    let number = place * 1_000_003 % count;
    let text = text(number);
    let day = NaiveDate::from_ymd_opt(2027, 12, 31).unwrap();
    let network = |last: u8| IpEntry::new(Network::new([10, last, 0, 0].into(), 16).unwrap(), None);
    Token {
        id: TokenId::from_parts(1_790_000_000_000 + place, [0; 10]),
        name: TokenName::parse("bench").unwrap(),
        description: Description::parse("").unwrap(),
        expiry: Expiry::On(ExpiryDate::new(day, "Asia/Seoul".parse().unwrap()).unwrap()),
        allow: AllowList::from_entries([1, 3, 5, 7].map(network).to_vec()).unwrap(),
        block: BlockList::default(),
        limit: Limit::Max { count: NonZeroU32::MAX, period: Period::Day },
        scopes: Scopes::new(vec![ApiId::parse(API).unwrap()]).unwrap(),
        life: Life::Active,
        issued_at: DateTime::from_timestamp_millis(1_790_000_000_000).unwrap(),
        issued_by: "admin".to_owned(),
        credential: Credential { digest: TokenDigest::of(&text), hint: TokenHint::of(&text).unwrap() },
        retiring: None,
        revision: 1,
    }
}
