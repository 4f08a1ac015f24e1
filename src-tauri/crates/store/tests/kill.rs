//! Nothing acknowledged is lost to a SIGKILL, and nothing is ever half there.
//!
//! This binary starts itself again as the child that is killed: it issues, edits and rotates from several
//! threads and tells each acknowledged change on its standard output. `MAPAE_KILLS` says how often (10 if it
//! is not set). Up to 20 rounds share a registry, so that each also opens what the one before left behind.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![expect(
    clippy::print_stdout,
    reason = "the child speaks to its parent, and the long run tells how far it is"
)]

mod support;

use std::collections::{BTreeMap, HashSet};
use std::env;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use mapae_domain::{RetiringCredential, TokenId};
use mapae_store::{ChainReport, Change, EventKind, SledStore, Store};

use support::{credential, edited, event, full_token, issue, key, longest_token, now, open, token};

const FOLDER: &str = "MAPAE_KILL_FOLDER";
const WRITERS: u32 = 4;
const ROUNDS_A_REGISTRY: u32 = 20;

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let kills: u32 = env::var("MAPAE_KILLS").map_or(10, |kills| kills.parse().unwrap());
    let mut all = 0;
    let mut place = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeMap::new();
    for round in 0..kills {
        if round > 0 && round.is_multiple_of(ROUNDS_A_REGISTRY) {
            place = tempfile::tempdir().unwrap();
            acknowledged.clear();
        }
        let folder = place.path().join("registry");
        let seed = RandomState::new().build_hasher().finish();
        let before = acknowledged.len();
        run_until_killed(&folder, seed, &mut acknowledged);
        let context = format!("kill {}, seed {seed}", round + 1);
        check(&folder, &acknowledged, &context);
        all += acknowledged.len() - before;
        println!("{context}: {} tokens acknowledged before it, {all} in all", acknowledged.len() - before);
    }
    println!("{kills} kills, {all} acknowledged tokens, none lost");
    assert!(all > kills as usize, "too few changes to mean anything: {all}");
}

/// Not a test of its own: what the killed process does.
#[test]
#[ignore = "started by what_was_acknowledged_survives_a_kill"]
fn child_that_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let store = open(Path::new(&folder)).unwrap();
    let last = store.token_ids().unwrap().last().map_or(0, number_of);
    let next = AtomicU32::new(last + 1);
    thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                loop {
                    work(&store, next.fetch_add(1, Ordering::Relaxed));
                }
            });
        }
    });
}

/// The number that `support::id` made the id of.
fn number_of(id: &TokenId) -> u32 {
    u32::from_be_bytes(*id.as_bytes().last_chunk().unwrap())
}

/// Issues a token, then changes some of them, telling each revision once it is acknowledged.
fn work(store: &SledStore, number: u32) {
    let mut stored = match number % 100 {
        7 => longest_token(number),
        0..40 => full_token(number),
        _ => token(number),
    };
    issue(store, stored.clone());
    tell(stored.token.id, 1);
    if number.is_multiple_of(3) {
        stored = edited(&stored, "야간");
        stored.token.retiring =
            Some(RetiringCredential { credential: stored.token.credential, until: now() });
        stored.token.credential = credential(number + 2_000_000);
        store.apply(Change::Put(stored.clone()), event(EventKind::TokenRotated), &key()).unwrap();
        tell(stored.token.id, 2);
    }
}

fn tell(id: TokenId, revision: u32) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "acknowledged {id} {revision}").and_then(|()| out.flush()).unwrap();
}

/// Starts the child, reads a random number of acknowledgements, waits a random moment more, and kills it.
fn run_until_killed(folder: &Path, seed: u64, acknowledged: &mut BTreeMap<TokenId, u32>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child_that_is_killed", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // Some children are killed while they open; most in the midst of their work.
    let wanted = (seed % 60) as usize;
    let read = |line: &str| -> Option<(TokenId, u32)> {
        let (id, revision) = line.strip_prefix("acknowledged ")?.split_once(' ')?;
        Some((id.parse().unwrap(), revision.parse().unwrap()))
    };
    let mut seen = 0;
    while seen < wanted {
        let line = lines.next().expect("the child works until it is killed").unwrap();
        if let Some((id, revision)) = read(&line) {
            acknowledged.insert(id, revision);
            seen += 1;
        }
    }
    // A moment of microseconds: shorter than any sleep is exact.
    let moment = Duration::from_micros((seed >> 32) % 3000);
    let started = Instant::now();
    while started.elapsed() < moment {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it told before it died was acknowledged. Its last line may be cut.
    let mut rest: Vec<String> = lines.map_while(Result::ok).collect();
    rest.pop();
    acknowledged.extend(rest.iter().filter_map(|line| read(line)));
}

fn check(folder: &Path, acknowledged: &BTreeMap<TokenId, u32>, context: &str) {
    let store = open(folder).unwrap();
    assert_eq!(store.quarantined().unwrap(), [], "{context}");
    let report = store.verify_chain(1, &key()).unwrap();
    assert!(matches!(report, ChainReport::Intact { .. }), "{context}: {report:?}");

    let mut last_events = BTreeMap::new();
    let mut from = 1;
    loop {
        let page = store.events(from, 200).unwrap();
        let Some(Ok(last)) = page.last() else { break };
        from = last.sequence + 1;
        for event in page {
            let event = event.unwrap();
            last_events.insert(event.token.unwrap(), event.after.unwrap());
        }
    }

    let mut digests = 0;
    let ids = store.token_ids().unwrap();
    for id in &ids {
        let stored = store.token(*id).unwrap().unwrap();
        let token = &stored.token;
        assert_eq!(store.id_by_name(&token.name.key()).unwrap(), Some(*id), "{context}: its name");
        let retiring = token.retiring.map(|retiring| retiring.credential);
        for credential in retiring.iter().chain([&token.credential]) {
            assert_eq!(store.id_by_digest(&credential.digest).unwrap(), Some(*id), "{context}: its digest");
            digests += 1;
        }
        let after = last_events.remove(id).expect("a token has an event").token().unwrap();
        assert_eq!(after, stored, "{context}: its last event holds its state");
    }
    assert!(last_events.is_empty(), "{context}: events of tokens that are not there");
    let present: HashSet<_> = ids.iter().copied().collect();
    for (id, revision) in acknowledged {
        assert!(present.contains(id), "{context}: {id} was acknowledged and is lost");
        let kept = store.token(*id).unwrap().unwrap().token.revision;
        assert!(kept >= *revision, "{context}: revision {revision} of {id} was acknowledged, {kept} is kept");
    }
    drop(store);

    // Names and digests without a token: the store itself never shows those.
    let raw = sled::Config::new().path(folder).cache_capacity(32 << 20).open().unwrap();
    let count = |tree: &str| raw.open_tree(tree).unwrap().len();
    assert_eq!((count("names"), count("digests")), (ids.len(), digests), "{context}");
}
