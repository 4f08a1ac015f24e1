//! What an acknowledged issue costs: `SledStore` and SQLite (WAL, synchronous=FULL, the same rows in one
//! transaction), in turns on one disk, and how long a registry takes to open.
//!
//! ```text
//! cargo run --release -p mapae-store --example issue_bench [-- FOLDER]
//! ```
//!
//! FOLDER (default: here) must be on the disk in question; a folder in memory measures nothing. What is made
//! in it is removed at the end. A round is a few hundred changes of one store, then as many of the other, so
//! that both see the same disturbances; the figures are over all rounds.

#![allow(clippy::unwrap_used, reason = "a bench that can't run has nothing else to say")]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use mapae_store::{Change, EventKind, SledStore, Store};
use rusqlite::Connection;

use support::{event, full_token, key, open};

const ROUNDS: u32 = 6;
const CHANGES: u32 = 300;
const MANY: u32 = 8;

fn main() {
    let parent = std::env::args().nth(1).map_or_else(|| std::env::current_dir().unwrap(), PathBuf::from);
    let place = tempfile::Builder::new().prefix("issue-bench-").tempdir_in(parent).unwrap();
    println!("acknowledged issue, {} rounds of {CHANGES}, in {}", ROUNDS, place.path().display());
    println!("{:<34}{:>12}{:>12}{:>14}", "", "median us", "p90 us", "per second");
    let sled = Sled::new(&place.path().join("sled"));
    let sqlite = Sqlite::new(&place.path().join("sqlite.db"));
    for writers in [1, MANY] {
        let (mut ours, mut theirs) = (Figures::default(), Figures::default());
        for _ in 0..ROUNDS {
            ours.add(run(writers, || sled.writer()));
            theirs.add(run(writers, || sqlite.writer()));
        }
        let called = |who| format!("{who}, {writers} writer{}", if writers == 1 { "" } else { "s" });
        ours.print(&called("sled + fdatasync"));
        theirs.print(&called("sqlite WAL FULL"));
        let ratio = ours.median() / theirs.median();
        println!("{:<34}{ratio:>11.2}x{:>12}{:>13.2}x", "  sled / sqlite", "", ours.rate() / theirs.rate());
    }
    println!();
    println!("{:<34}{:>12}{:>12}{:>14}", "opening", "ms", "list ids ms", "MiB on disk");
    for thousands in [10, 100] {
        opening(&place.path().join(format!("{thousands}k")), thousands * 1000);
    }
}

/// A function that issues one token and returns when it is acknowledged.
type Writer = Box<dyn FnMut() + Send>;

/// `CHANGES` changes by `writers` threads: what each took, and all together.
fn run(writers: u32, writer: impl Fn() -> Writer) -> (Vec<Duration>, Duration) {
    let issuers: Vec<Writer> = (0..writers).map(|_| writer()).collect();
    let started = Instant::now();
    let times = thread::scope(|scope| {
        let running: Vec<_> = issuers
            .into_iter()
            .map(|mut issue| {
                scope.spawn(move || {
                    let one = |_| {
                        let started = Instant::now();
                        issue();
                        started.elapsed()
                    };
                    (0..CHANGES / writers).map(one).collect::<Vec<_>>()
                })
            })
            .collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    (times, started.elapsed())
}

#[derive(Default)]
struct Figures {
    times: Vec<Duration>,
    all: Duration,
}

impl Figures {
    fn add(&mut self, (times, all): (Vec<Duration>, Duration)) {
        self.times.extend(times);
        self.times.sort();
        self.all += all;
    }

    fn quantile(&self, part: f64) -> f64 {
        self.times[(self.times.len() as f64 * part) as usize].as_secs_f64() * 1e6
    }

    fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    fn rate(&self) -> f64 {
        self.times.len() as f64 / self.all.as_secs_f64()
    }

    fn print(&self, name: &str) {
        println!("{name:<34}{:>12.0}{:>12.0}{:>14.0}", self.median(), self.quantile(0.9), self.rate());
    }
}

struct Sled {
    store: Arc<SledStore>,
    next: Arc<AtomicU32>,
}

impl Sled {
    fn new(folder: &Path) -> Sled {
        Sled { store: Arc::new(open(folder).unwrap()), next: Arc::default() }
    }

    fn writer(&self) -> Writer {
        let (store, next) = (Arc::clone(&self.store), Arc::clone(&self.next));
        Box::new(move || {
            let stored = full_token(next.fetch_add(1, Ordering::Relaxed));
            store.apply(Change::Issue(stored), event(EventKind::TokenIssued), &key()).unwrap();
        })
    }
}

/// Each writer has a connection of its own, as SQLite wants it. The rows are as long as the records of the
/// store.
struct Sqlite {
    path: PathBuf,
    next: Arc<AtomicU32>,
    record: usize,
    event: usize,
}

impl Sqlite {
    fn new(path: &Path) -> Sqlite {
        let connection = connect(path);
        connection
            .execute_batch(
                "CREATE TABLE tokens (id BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
                 CREATE TABLE names (name TEXT PRIMARY KEY, id BLOB NOT NULL) WITHOUT ROWID;
                 CREATE TABLE digests (digest BLOB PRIMARY KEY, id BLOB NOT NULL) WITHOUT ROWID;
                 CREATE TABLE events (sequence INTEGER PRIMARY KEY AUTOINCREMENT, event BLOB NOT NULL);",
            )
            .unwrap();
        let (record, event) = lengths();
        Sqlite { path: path.to_path_buf(), next: Arc::default(), record, event }
    }

    fn writer(&self) -> Writer {
        let connection = connect(&self.path);
        let next = Arc::clone(&self.next);
        let (record, event) = (vec![0xa5_u8; self.record], vec![0x5a_u8; self.event]);
        Box::new(move || {
            let token = full_token(next.fetch_add(1, Ordering::Relaxed)).token;
            let id = &token.id.as_bytes()[..];
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            let insert = |sql: &str, row: &[&dyn rusqlite::ToSql]| {
                connection.prepare_cached(sql).unwrap().execute(row).unwrap();
            };
            let retiring = token.retiring.unwrap().credential.digest;
            insert("INSERT INTO tokens VALUES (?, ?)", &[&id, &record]);
            insert("INSERT INTO names VALUES (?, ?)", &[&token.name.key().as_str(), &id]);
            insert("INSERT INTO digests VALUES (?, ?)", &[&&token.credential.digest.as_bytes()[..], &id]);
            insert("INSERT INTO digests VALUES (?, ?)", &[&&retiring.as_bytes()[..], &id]);
            insert("INSERT INTO events (event) VALUES (?)", &[&event]);
            connection.execute_batch("COMMIT").unwrap();
        })
    }
}

fn connect(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    connection.busy_timeout(Duration::from_secs(60)).unwrap();
    connection
}

/// Of a record and of its event, as the store writes them: the event is the record with about 200 bytes
/// around it.
fn lengths() -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let issued = store.apply(Change::Issue(full_token(1)), event(EventKind::TokenIssued), &key()).unwrap();
    let record = issued.after.unwrap().as_bytes().len();
    (record, record + 200)
}

/// Fills a registry without waiting for the disk at each token, and opens it.
fn opening(folder: &Path, tokens: u32) {
    let store = open(folder).unwrap();
    let next = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= tokens {
                        break;
                    }
                    store
                        .apply(Change::Issue(full_token(number)), event(EventKind::TokenIssued), &key())
                        .unwrap();
                }
            });
        }
    });
    drop(store);
    let mut figures: Vec<(Duration, Duration)> = (0..3).map(|_| open_and_list(folder, tokens)).collect();
    figures.sort();
    let (open, list) = figures[1];
    let bytes = std::fs::metadata(folder.join("db")).unwrap().len();
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let name = format!("{tokens} tokens and their events");
    println!(
        "{name:<34}{:>12.0}{:>12.0}{:>14.0}",
        millis(open),
        millis(list),
        bytes as f64 / f64::from(1 << 20)
    );
}

fn open_and_list(folder: &Path, tokens: u32) -> (Duration, Duration) {
    let started = Instant::now();
    let store = open(folder).unwrap();
    let opened = started.elapsed();
    let started = Instant::now();
    assert_eq!(store.token_ids().unwrap().len(), tokens as usize);
    (opened, started.elapsed())
}
