//! Processor time of one whole decision on one core: form, SHA-256, look-up, standing, expiry, networks, path and scope,
//! limit. Every request has another token than the one before, in an order that no cache can guess, and comes from another
//! of the networks that the token admits.
//!
//! `cargo run --release -p mapae-gate --example decide_bench` prints what the machine can do at best, then a line for each
//! budget. Where memory is far away and large pages help, try it once more with GLIBC_TUNABLES=glibc.malloc.hugetlb=1.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program, for a terminal")]

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use mapae_domain::{
    AllowList, ApiId, BlockList, Catalogue, Credential, Description, Expiry, ExpiryDate, IpEntry, Life,
    Limit, Network, Period, Request, Scopes, Token, TokenDigest, TokenHint, TokenId, TokenName, Usage,
    assemble_token_text,
};
use mapae_gate::{Engine, Snapshot};
use rustix::time::{ClockId, clock_gettime};

const TARGET: &[u8] = b"/v1/build/run/log/81726";
const API: &str = "build-run-log";
const ROUNDS: u32 = 7;

fn main() {
    println!(
        "floor: {:.0} ns one SHA-256 of a token string, {:.0} ns one dependent access to 128 MiB",
        digest_alone(),
        memory_alone()
    );
    for (count, budget) in [(10_000, 110.0), (1_000_000, 320.0)] {
        let measured = measure(count, 4);
        println!(
            "{count:>9} tokens of 4 networks: {:>4.0} ns a decision, {:.2} of the budget of {budget}; {} bytes a token; \
             built in {:.2} s",
            measured.nanoseconds,
            measured.nanoseconds / budget,
            measured.bytes_a_token,
            measured.built.as_secs_f64(),
        );
    }
    for count in [10_000, 1_000_000] {
        let laid = measure_laid(count);
        println!(
            "{count:>9} tokens, 500 of them changed since: {:>4.0} ns a decision, {:.1} µs a change, {:.2} s to merge",
            laid.nanoseconds,
            laid.change.as_nanos() as f64 / 1_000.0,
            laid.merged.as_secs_f64(),
        );
    }
    for count in [100, 1_000] {
        let [four, thousand] = [4, 1_000].map(|networks| measure(count, networks));
        println!(
            "{count:>9} tokens, each with networks of its own: {:>4.0} ns with 4, {:.0} ns with 1,000: {:.2} times (budget 2)",
            four.nanoseconds,
            thousand.nanoseconds,
            thousand.nanoseconds / four.nanoseconds,
        );
    }
}

struct Measured {
    nanoseconds: f64,
    bytes_a_token: usize,
    built: Duration,
}

/// Decisions about `count` tokens of so many networks each.
fn measure(count: u64, networks: u32) -> Measured {
    let started = processor_time();
    let tokens = (0..count).map(|number| (token(number, networks), Usage::default()));
    let snapshot = Snapshot::build(&Catalogue::sample(), tokens);
    let built = processor_time() - started;
    let bytes_a_token = snapshot.heap_size() / snapshot.len();
    let engine = Engine::new(snapshot);
    let mut random = 1;
    let mut calls: Vec<Call> = (0..count).map(|number| Call::of(number, networks, &mut random)).collect();
    shuffle(&mut calls, &mut random);
    let nanoseconds = best(|round| decide_all(&engine, &calls, round));
    Measured { nanoseconds, bytes_a_token, built }
}

struct Laid {
    nanoseconds: f64,
    change: Duration,
    merged: Duration,
}

/// The same of 4 networks each, while the changes of 500 tokens lie over the others.
fn measure_laid(count: u64) -> Laid {
    const CHANGED: u32 = 500;
    let tokens = (0..count).map(|number| (token(number, 4), Usage::default()));
    let engine = Engine::new(Snapshot::build(&Catalogue::sample(), tokens));
    let mut random = 1;
    let mut calls: Vec<Call> = (0..count).map(|number| Call::of(number, 4, &mut random)).collect();
    shuffle(&mut calls, &mut random);
    let changed: Vec<Token> = (0..u64::from(CHANGED))
        .map(|at| Token { revision: 2, ..token(at * (count / u64::from(CHANGED)), 4) })
        .collect();
    let started = processor_time();
    changed.iter().for_each(|token| engine.put(token, Usage::default()));
    let change = (processor_time() - started) / CHANGED;
    let nanoseconds = best(|round| decide_all(&engine, &calls, round));
    let started = processor_time();
    assert!(engine.merge(), "there are changes");
    Laid { nanoseconds, change, merged: processor_time() - started }
}

/// What a request has of its own.
struct Call {
    text: [u8; 44],
    client: IpAddr,
}

impl Call {
    fn of(number: u64, networks: u32, random: &mut u64) -> Call {
        let network = network(number, split_mix(random) as u32 % networks);
        let client = network | split_mix(random) as u32 & 0xff;
        Call { text: text(number), client: Ipv4Addr::from_bits(client).into() }
    }
}

/// Nanoseconds of a decision, over at least a hundred thousand of them.
fn decide_all(engine: &Engine, calls: &[Call], round: u32) -> f64 {
    let mut reader = engine.reader();
    let passes = 100_000_usize.div_ceil(calls.len());
    let started = processor_time();
    for _ in 0..passes {
        // A worker reads the clock once a request; that is not part of the decision.
        let now = black_box(DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000 + i64::from(round)));
        for call in calls {
            let request = Request {
                credential: Ok(&call.text),
                client: Some(call.client),
                method: "GET",
                target: black_box(TARGET),
            };
            // By reference: a copy of what a decision says is no part of it.
            let decision = reader.decide(&request, now);
            assert!(black_box(&decision).verdict.is_ok(), "every request is an allowed one");
        }
    }
    (processor_time() - started).as_nanos() as f64 / (passes * calls.len()) as f64
}

/// To compare machines by: on the one that the budgets come from it was 50.
fn digest_alone() -> f64 {
    const TIMES: u32 = 100_000;
    let text = text(1);
    best(|_| {
        let started = processor_time();
        (0..TIMES).for_each(|_| {
            black_box(TokenDigest::of(black_box(&text)));
        });
        (processor_time() - started).as_nanos() as f64 / f64::from(TIMES)
    })
}

/// Of one place after another, each named by the one before. On the machine that the budgets come from it was 250.
fn memory_alone() -> f64 {
    const PLACES: usize = 1 << 20;
    let mut order: Vec<usize> = (0..PLACES).collect();
    shuffle(&mut order, &mut 1);
    let mut lines = vec![[0_usize; 16]; PLACES];
    for pair in order.windows(2) {
        lines[pair[0]][0] = pair[1];
    }
    best(|_| {
        let started = processor_time();
        black_box((1..PLACES).fold(order[0], |at, _| lines[at][0]));
        (processor_time() - started).as_nanos() as f64 / PLACES as f64
    })
}

/// The least of several rounds: whatever else the machine does only ever adds.
fn best(round: impl Fn(u32) -> f64) -> f64 {
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

/// That this thread has had: other programs on the machine don't count.
fn processor_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap()
}

/// The string of token `number`: 32 digits of a SplitMix64 sequence.
fn text(number: u64) -> [u8; 44] {
    let mut state = number;
    let digits = std::array::from_fn(|_| (split_mix(&mut state) % 62) as u8);
    let mut text = [0; 44];
    assemble_token_text(&digits, &mut text);
    text
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn random_part(number: u64) -> [u8; 10] {
    let mut part = [0; 10];
    part[..8].copy_from_slice(&split_mix(&mut number.wrapping_add(7)).to_le_bytes());
    part
}

/// Fisher and Yates.
fn shuffle<T>(items: &mut [T], random: &mut u64) {
    for at in (1..items.len()).rev() {
        items.swap(at, (split_mix(random) % (at as u64 + 1)) as usize);
    }
}

/// The first address of one of a token's networks: /24, with a gap to the next.
fn network(number: u64, at: u32) -> u32 {
    0x0a00_0000 + ((number % 64) << 16) as u32 + at * 512
}

fn token(number: u64, networks: u32) -> Token {
    let text = text(number);
    let day = NaiveDate::from_ymd_opt(2027, 12, 31).unwrap();
    let entry =
        |at| IpEntry::new(Network::new(Ipv4Addr::from_bits(network(number, at)).into(), 24).unwrap(), None);
    Token {
        id: TokenId::from_parts(1_790_000_000_000 + number, random_part(number)),
        name: TokenName::parse(&format!("bench {number}")).unwrap(),
        description: Description::parse("").unwrap(),
        expiry: Expiry::On(ExpiryDate::new(day, "Asia/Seoul".parse().unwrap()).unwrap()),
        allow: AllowList::from_entries((0..networks).map(entry).collect()).unwrap(),
        block: BlockList::default(),
        limit: Limit::Max { count: NonZeroU32::MAX, period: Period::Day },
        scopes: Scopes::new(vec![ApiId::parse(API).unwrap()]).unwrap(),
        life: Life::Active,
        issued_at: DateTime::<Utc>::UNIX_EPOCH,
        issued_by: "admin".to_owned(),
        credential: Credential { digest: TokenDigest::of(&text), hint: TokenHint::of(&text).unwrap() },
        retiring: None,
        revision: 1,
    }
}
