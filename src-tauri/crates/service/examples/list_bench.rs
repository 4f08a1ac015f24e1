//! The list of a full registry (`cargo xtask seed`): what its index takes, and how long searches, sorts and pages do,
//! beside SQLite with a trigram index (FTS5) over the same texts in the same run.
//!
//! `list_bench FOLDER`; `cargo xtask bench list` makes the folder, with a million tokens.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measuring program, for a terminal")]

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_service::{
    ListedToken, Place, Query, Registry, SortKey, disable_token, enable_token, list_tokens, matching, open,
};
use mapae_vault::{KeyringChoice, Start};
use rusqlite::{Connection, params};
use std::{
    fs,
    path::Path,
    sync::mpsc,
    time::{Duration, Instant, SystemTime},
};

const ROWS: u32 = 100;
const SORTS: [SortKey; 11] = [
    SortKey::Name,
    SortKey::Token,
    SortKey::Status,
    SortKey::Scopes,
    SortKey::Expiry,
    SortKey::Limit,
    SortKey::Allow,
    SortKey::Block,
    SortKey::LastUsed,
    SortKey::Issued,
    SortKey::Revoked,
];
/// Typed, and the same for FTS5 where that can be asked so: it finds nothing shorter than three letters.
const TYPED: [&str; 9] =
    ["모니터링", "배포", "정산 대사", "grafana", "ops-4711", "er", "없는낱말이에요", "zzqxj", "10.77.3.9"];

fn main() {
    let home = std::env::args().nth(1).expect("list_bench FOLDER");
    let home = Path::new(&home);
    let started = Instant::now();
    let registry = opened(home);
    println!("opened in {:.0} ms", millis(started.elapsed()));
    let first = time(|| list_tokens(&registry, &Query::default(), 0, ROWS, now()).unwrap());
    println!("first page from the store: {:.1} ms", millis(first.0));
    let before = memory("VmRSS");
    let started = Instant::now();
    let (done, reached) = mpsc::channel();
    registry.start_indexing(move || done.send(()).unwrap());
    reached.recv().unwrap();
    println!(
        "index built in {:.1} s; process {before} MiB before, {} after, {} at most",
        started.elapsed().as_secs_f64(),
        memory("VmRSS"),
        memory("VmHWM"),
    );
    size(&registry);
    let rival = Rival::new(&registry);
    searches(&registry, &rival);
    sorts(&registry);
    pages(&registry);
    changes(&registry);
    size(&registry);
}

fn opened(home: &Path) -> Registry {
    let place = Place {
        data: &home.join("data"),
        state: &home.join("state"),
        keyring: KeyringChoice::Never,
        start: Start::Unlocked,
        zone: Tz::Asia__Seoul,
        actor: "bench",
    };
    open(place, now()).unwrap()
}

fn size(registry: &Registry) {
    let size = registry.index_size();
    let each = |bytes: usize| bytes as f64 / size.tokens as f64;
    println!(
        "{} tokens, {:.0} bytes each: rows {:.0}, texts {:.0}, networks {:.0}, grams {:.0}, orders {:.0}, tables {:.0}, \
         answers {:.0}",
        size.tokens,
        each(size.bytes()),
        each(size.rows),
        each(size.texts),
        each(size.networks),
        each(size.grams),
        each(size.orders),
        each(size.tables),
        each(size.answers),
    );
}

/// SQLite as one would use it for this: the texts in FTS5, and nothing else.
struct Rival(Connection);

impl Rival {
    fn new(registry: &Registry) -> Self {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE VIRTUAL TABLE tokens USING fts5(text, tokenize = 'trigram');")
            .unwrap();
        let oldest = Query { descending: false, ..Query::default() };
        let started = Instant::now();
        let transaction = connection.transaction().unwrap();
        let total = list_tokens(registry, &oldest, 0, 1, now()).unwrap().total;
        for offset in (0..u32::try_from(total).unwrap()).step_by(500) {
            let mut insert =
                transaction.prepare_cached("INSERT INTO tokens(rowid, text) VALUES (?1, ?2)").unwrap();
            for (row, number) in
                list_tokens(registry, &oldest, offset, 500, now()).unwrap().rows.iter().zip(offset..)
            {
                insert.execute(params![number, text(row)]).unwrap();
            }
        }
        transaction.commit().unwrap();
        println!("FTS5 filled in {:.0} s", started.elapsed().as_secs_f64());
        Self(connection)
    }

    /// The newest hundred, and how many there are.
    fn search(&self, typed: &str) -> (Vec<i64>, i64) {
        let quoted: Vec<String> = typed.split_whitespace().map(|word| format!("\"{word}\"")).collect();
        let (asked, by) = match typed.split_whitespace().all(|word| word.chars().count() >= 3) {
            true => (quoted.join(" AND "), "tokens MATCH ?1"),
            // Of fewer than three letters the trigrams know nothing: LIKE runs through the texts.
            false => (format!("%{typed}%"), "text LIKE ?1"),
        };
        let page = format!("SELECT rowid FROM tokens WHERE {by} ORDER BY rowid DESC LIMIT {ROWS}");
        let mut page = self.0.prepare_cached(&page).unwrap();
        let rows = page.query_map([&asked], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut count = self.0.prepare_cached(&format!("SELECT count(*) FROM tokens WHERE {by}")).unwrap();
        (rows, count.query_row([&asked], |row| row.get(0)).unwrap())
    }
}

fn text(row: &ListedToken) -> String {
    let token = &row.token;
    let entries = token.allow.entries().iter().chain(token.block.entries());
    let notes = entries.filter_map(|entry| entry.note().map(|note| note.as_str()));
    [token.name.as_str(), token.description.as_str()].into_iter().chain(notes).collect::<Vec<_>>().join("\n")
}

/// Each time another query, as keystrokes are: an answer that is kept does not count.
fn searches(registry: &Registry, rival: &Rival) {
    for typed in TYPED {
        let mut limit = 0;
        let (mut total, mut theirs) = (0, (Vec::new(), 0));
        let ours = series(15, || {
            limit += 1;
            // A filter that all pass makes it a query that was never asked.
            let query = Query { text: typed.to_owned() + &" ".repeat(limit), ..Query::default() };
            total = list_tokens(registry, &query, 0, ROWS, now()).unwrap().total;
        });
        let sqlite = series(15, || theirs = rival.search(typed));
        println!("search {typed}: {total} found, {ours}; SQLite: {} found, {sqlite}", theirs.1);
    }
}

fn sorts(registry: &Registry) {
    for sort in SORTS {
        let query = Query { sort, descending: true, ..Query::default() };
        let (cold, _) = time(|| list_tokens(registry, &query, 0, ROWS, now()).unwrap());
        let (warm, _) = time(|| list_tokens(registry, &query, 0, ROWS, now()).unwrap());
        println!("sort {sort:?}: {:.1} ms at first, {:.1} ms again", millis(cold), millis(warm));
    }
}

fn pages(registry: &Registry) {
    let query = Query::default();
    let total = u32::try_from(list_tokens(registry, &query, 0, 1, now()).unwrap().total).unwrap();
    let page = |offset: u32| drop(list_tokens(registry, &query, offset, ROWS, now()).unwrap());
    for (name, offset) in [("first", 0), ("middle", total / 2), ("last", total.saturating_sub(ROWS))] {
        println!("page of {ROWS}, {name}: {}", series(200, || page(offset)));
    }
    let mut place: u32 = 1;
    let random = series(200, || {
        place = place.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        page(place % total);
    });
    println!("page of {ROWS}, anywhere: {random}");
}

/// A page right after each change, and while a run of many goes on.
fn changes(registry: &Registry) {
    let query = Query { text: "er".to_owned(), sort: SortKey::Name, descending: false, ..Query::default() };
    let ids = matching(registry, &query, now()).unwrap();
    let mut ids = ids.iter();
    let mut worst = Vec::new();
    for id in ids.by_ref().take(100) {
        if disable_token(registry, *id, now()).is_ok() {
            worst.push(time(|| list_tokens(registry, &query, 5_000, ROWS, now()).unwrap()).0);
            enable_token(registry, *id, now()).unwrap();
        }
    }
    println!("page after a change: {}", figures(worst));
}

fn series(times: usize, mut act: impl FnMut()) -> String {
    figures((0..times).map(|_| time(&mut act).0).collect())
}

fn figures(mut taken: Vec<Duration>) -> String {
    taken.sort();
    let at = |share: f64| taken.get(((taken.len() as f64 * share) as usize).min(taken.len() - 1)).copied();
    let [median, high] = [0.5, 0.99].map(|share| at(share).map_or(f64::NAN, millis));
    format!("{median:.2} ms, p99 {high:.2} ms")
}

fn time<T>(act: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let value = act();
    (started.elapsed(), value)
}

fn millis(taken: Duration) -> f64 {
    taken.as_secs_f64() * 1000.0
}

/// In MiB, as the kernel counts.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[expect(clippy::disallowed_methods, reason = "a registry of today, and nobody gives us `now`")]
fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}
