//! Fills a new registry with made tokens, to measure and try a full house with.
//!
//! ```text
//! cargo xtask seed --tokens 10000 --home FOLDER
//! MAPAE_HOME=FOLDER cargo xtask run
//! ```
//!
//! They are issued by the verb that the window uses, over the two years before now, so that some have expired and
//! some soon will. The same seed makes the same policies in nearly the same order. Their ids and their secrets are
//! as random as real ones: a secret that could be made again would be none.

#![expect(clippy::print_stdout, reason = "a tool tells what it has done")]

use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;
use mapae_domain::{ApiId, Draft, ExpiryDraft, Period};
use mapae_service::{Copying, Place, Registry, issue_token, load_sample_catalogue, open};
use mapae_vault::{KeyringChoice, Start};
use std::{
    error::Error,
    fs,
    os::unix::fs::DirBuilderExt,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Instant, SystemTime},
};

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// They share one sync of the disk, which is nearly all that an issue takes.
const THREADS: usize = 32;
const ZONE: Tz = Tz::Asia__Seoul;
/// How long ago the first token was issued.
const SPAN: TimeDelta = TimeDelta::days(730);

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [tokens, home, seed] = &words[..] else {
        return Err("seed TOKENS FOLDER SEED".into());
    };
    let started = Instant::now();
    fill(Path::new(home), tokens.parse()?, seed.parse()?)?;
    println!("{tokens} tokens in {home}, in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Makes a registry below `home` as `MAPAE_HOME` lays it out.
fn fill(home: &Path, tokens: u32, seed: u64) -> Outcome {
    let [data, config, state] = ["data", "config", "state"].map(|name| home.join(name));
    if data.join("registry").exists() {
        return Err(format!("{} holds a registry: name a folder without one", home.display()).into());
    }
    for folder in [&data, &config, &state] {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let first = now() - SPAN;
    let place = Place {
        data: &data,
        state: &state,
        keyring: KeyringChoice::Never,
        start: Start::Unlocked,
        zone: ZONE,
        actor: "관리자",
    };
    let registry = open(place, first)?;
    let catalogue = load_sample_catalogue(&registry, first)?;
    let apis = catalogue.groups().iter().flat_map(|group| &group.apis).map(|api| api.id.clone()).collect();
    let house = House { registry, apis, tokens, first, seed, next: AtomicU32::new(0) };
    thread::scope(|scope| {
        let issuers: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| house.issue())).collect();
        issuers.into_iter().try_for_each(|issuer| issuer.join().expect("a failure is answered, not thrown"))
    })
}

/// What the threads share.
struct House {
    registry: Registry,
    apis: Vec<ApiId>,
    tokens: u32,
    first: DateTime<Utc>,
    seed: u64,
    /// The number of the next token.
    next: AtomicU32,
}

impl House {
    /// Issues the tokens whose numbers no other thread has taken.
    fn issue(&self) -> Outcome {
        let step = SPAN / i32::try_from(self.tokens)?;
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.tokens {
                return Ok(());
            }
            let at = self.first + step * i32::try_from(number)?;
            let mut chance = Chance((self.seed << 32) ^ u64::from(number));
            issue_token(&self.registry, &self.draft(number, at, &mut chance), Copying::Kept, at)?;
        }
    }

    fn draft(&self, number: u32, at: DateTime<Utc>, chance: &mut Chance) -> Draft {
        let (team, task) = (chance.one(TEAMS), chance.one(TASKS));
        let last_day = at.with_timezone(&ZONE).date_naive() + Days::new(*chance.one(DAYS));
        // Most allow a few networks; one in fifty lists a whole house.
        let allowed = match chance.below(50) {
            0 => 40,
            1..15 => 0,
            _ => 1 + chance.below(4),
        };
        let blocked = if chance.below(5) == 0 { 1 + chance.below(3) } else { 0 };
        let (scopes, from) = (1 + chance.below(self.apis.len()), chance.below(self.apis.len()));
        Draft {
            name: format!("{team} {task} {}", number + 1),
            description: (*chance.one(DESCRIPTIONS)).to_owned(),
            expiry: match chance.below(10) {
                0..3 => ExpiryDraft::Never,
                _ => ExpiryDraft::On(last_day.to_string()),
            },
            allow: networks(allowed, 10, chance),
            block: networks(blocked, 172, chance),
            limit_count: (*chance.one(COUNTS)).to_owned(),
            limit_period: *chance.one(PERIODS),
            scopes: (from..from + scopes)
                .map(|api| self.apis[api % self.apis.len()].as_str().to_owned())
                .collect(),
        }
    }
}

const TEAMS: &[&str] =
    &["플랫폼", "결제", "배포", "데이터", "보안", "고객지원", "Grafana", "Billing", "Mobile"];
const TASKS: &[&str] =
    &["자동화", "배치", "모니터링", "빌드 서버", "로그 수집", "CI runner", "nightly sync", "webhook"];
const DESCRIPTIONS: &[&str] = &[
    "",
    "야간 배치가 빌드를 만들고 로그를 읽어요. 담당: 플랫폼팀",
    "외부 협력사에 발급했어요. 계약이 끝나면 회수해 주세요.",
    "Used by the CI runners of the mobile team; ask in #mobile-ci before touching it.",
    "Read-only access for the weekly report.",
];
/// Days until the last one.
const DAYS: &[u64] = &[30, 90, 180, 365, 730];
/// Blank is unlimited.
const COUNTS: &[&str] = &["", "", "", "60", "100", "600", "1,000", "10,000", "250,000", "1,000,000"];
const PERIODS: &[Period] = &[Period::Total, Period::Minute, Period::Hour, Period::Day, Period::ThirtyDays];
const NOTES: &[&str] = &["사무실", "본사 VPN", "개발망", "IDC 2층", "build farm", "partner gateway"];

/// As an administrator types them: addresses, networks of both families, most with a note.
fn networks(count: usize, first: u8, chance: &mut Chance) -> Vec<String> {
    let entry = |_| {
        let (second, third) = (chance.below(256), chance.below(256));
        let network = match chance.below(4) {
            0 => format!("2001:db8:{second:x}{third:02x}::/48"),
            1 => format!("{first}.{second}.{third}.0/24"),
            _ => format!("{first}.{second}.{third}.{}", 1 + chance.below(254)),
        };
        if chance.below(3) == 0 { network } else { format!("{network} {}", chance.one(NOTES)) }
    };
    (0..count).map(entry).collect()
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers from the same start, on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let end = u64::try_from(end).expect("the length of a table fits 64 bits");
        usize::try_from(mixed % end).expect("it is below the length of a table")
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

#[expect(clippy::disallowed_methods, reason = "the house is to be full today, and nobody gives us `now`")]
fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}
