//! Fills a new registry with made tokens, to measure and try a full house with.
//!
//! ```text
//! cargo xtask seed --tokens 10000 --home FOLDER
//! MAPAE_HOME=FOLDER cargo xtask run
//! ```
//!
//! They are issued, edited, rotated, withdrawn and deleted by the verbs that the window uses, over the two years before
//! now, so that some have expired and some soon will. The same seed makes the same policies in nearly the same order. Their ids and their secrets are
//! as random as real ones: a secret that could be made again would be none.

#![expect(clippy::print_stdout, reason = "a tool tells what it has done")]

mod chance;
mod draft;
mod life;

use chance::Chance;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use draft::draft;
use life::{Diary, usage};
use mapae_domain::{ApiId, ExpiryDraft, Field};
use mapae_service::{Copying, Place, Registry, ServiceError, issue_token, load_sample_catalogue, open};
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
const THREADS: u32 = 32;
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
        let issuers: Vec<_> = (0..thread_count(tokens)).map(|_| scope.spawn(|| house.work())).collect();
        issuers.into_iter().try_for_each(|issuer| issuer.join().expect("a failure is answered, not thrown"))
    })
}

/// So many that none is more than a month ahead of another: time never goes back in a registry, and what is planned for
/// three months would be over before it began.
fn thread_count(tokens: u32) -> u32 {
    (tokens / 24).clamp(1, THREADS)
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
    /// Issues the tokens whose numbers no other thread has taken, and goes on with what becomes of them.
    fn work(&self) -> Outcome {
        let step = SPAN / i32::try_from(self.tokens)?;
        let (mut diary, mut issued) = (Diary::default(), Vec::new());
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.tokens {
                break;
            }
            let at = self.first + step * i32::try_from(number)?;
            diary.live(&self.registry, at)?;
            let mut chance = Chance((self.seed << 32) ^ u64::from(number));
            let mut draft = draft(number, at, &self.apis, &mut chance);
            let copying = if chance.below(500) == 0 { Copying::Once } else { Copying::Kept };
            let issued_now = match issue_token(&self.registry, &draft, copying, at) {
                // The other threads are a month ahead, and time never goes back.
                Err(ServiceError::DraftRefused(Field::Expiry)) => {
                    draft.expiry = ExpiryDraft::Never;
                    issue_token(&self.registry, &draft, copying, at)
                }
                other => other,
            };
            let id = issued_now?.token.id;
            diary.plan(id, at, &mut chance);
            issued.push((id, at, chance));
        }
        let end = self.first + SPAN;
        diary.live(&self.registry, end)?;
        let used =
            issued.into_iter().filter_map(|(id, at, mut chance)| Some((id, usage(at, end, &mut chance)?)));
        let usages: Vec<_> = used.collect();
        usages.chunks(10_000).try_for_each(|usages| Ok(self.registry.note_usage(usages)?))
    }
}

#[expect(clippy::disallowed_methods, reason = "the house is to be full today, and nobody gives us `now`")]
fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    #[test]
    fn a_house_of_any_size_is_filled() {
        for tokens in [1, 24, 100, 300] {
            let home = tempfile::tempdir().unwrap();
            fill(home.path(), tokens, 1).unwrap();
        }
    }
}
