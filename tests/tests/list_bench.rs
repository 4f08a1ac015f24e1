//! What the list of a full registry takes over the way between page and Rust, in the real window: searches, orders, pages,
//! and from a keystroke until the rows stand on the screen. Prints figures and judges nothing: read them on an idle
//! machine. What the same takes in Rust alone, `service/examples/list_bench` tells in the same run.

use acceptance::{App, Home, Role, Start, until_within};
use serde_json::{Value, json};
use std::time::Duration;

/// All are read behind everything else.
const PATIENCE: Duration = Duration::from_secs(600);
const SEARCHES: [&str; 9] =
    ["모니터링", "배포", "정산 대사", "grafana", "ops-4711", "er", "없는낱말이에요", "zzqxj", "10.77.3.9"];
const SORTS: [&str; 11] = [
    "name",
    "token",
    "status",
    "scopes",
    "expiry",
    "limit",
    "allow",
    "block",
    "last_used",
    "issued",
    "revoked",
];
const TIMES: u32 = 15;
const PAGES: u32 = 200;

#[tokio::test]
#[ignore = "a benchmark: cargo xtask bench list"]
#[expect(clippy::print_stdout, reason = "figures are what it is for")]
async fn the_list_over_the_way_to_the_page() {
    let home = Home::of_registry("MAPAE_BENCH_HOME");
    let app = Start::at(&home).open().await;
    app.find(Role::Grid, "API 토큰").element().await;
    let all_are_read = async || ask(&app, &[query("", "issued")], 0, 1).await.complete.then_some(());
    until_within(PATIENCE, "all are read", all_are_read).await;
    let total = ask(&app, &[query("", "issued")], 0, 1).await.total;
    println!("{total} tokens in the real window, from the page to Rust and back:");

    for text in SEARCHES {
        // Spaces that all pass make each a query that was never asked.
        let queries: Vec<Value> = (0..TIMES as usize)
            .map(|spaces| query(&format!("{text}{}", " ".repeat(spaces)), "issued"))
            .collect();
        let asked = ask(&app, &queries, 0, 100).await;
        println!("search {text}: {} found, {}", asked.total, figures(asked.took));
    }
    for sort in SORTS {
        let asked = ask(&app, &[query("", sort)], 0, 100).await;
        println!("sort {sort}: {:.1} ms at first", asked.took[0]);
    }
    let mut taken = Vec::new();
    let mut place: u32 = 1;
    for _ in 0..PAGES {
        place = place.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        taken.extend(ask(&app, &[query("", "issued")], place % total, 100).await.took);
    }
    println!("page of 100, anywhere: {}", figures(taken));

    let mut taken = Vec::new();
    // Those that find something: a list that stays empty tells nothing of when it was drawn.
    let found = &SEARCHES[..6];
    for text in found.iter().cycle().take(3 * found.len()) {
        taken.extend(keystroke(&app, text).await);
    }
    println!("from a keystroke to its rows on the screen: {}", figures(taken));
    println!("(of which the search waits 60 ms for more keys)");
}

struct Asked {
    total: u32,
    complete: bool,
    /// Milliseconds of each query.
    took: Vec<f64>,
}

/// Asks for a page by each query, one after the other, as the window itself does.
async fn ask(app: &App<'_>, queries: &[Value], offset: u32, limit: u32) -> Asked {
    const ASK: &str = "const [queries, offset, limit, done] = arguments; (async () => { \
        const took = []; let page; \
        for (const query of JSON.parse(queries)) { \
            const begun = performance.now(); \
            page = await window.__TAURI_INTERNALS__.invoke('list_tokens', { query, offset: +offset, limit: +limit }); \
            took.push(performance.now() - begun); \
        } \
        done({ total: page.total, complete: page.complete, took }); \
    })().catch((error) => done(JSON.stringify(error)))";
    let queries = Value::from(queries.to_vec()).to_string();
    let (offset, limit) = (offset.to_string(), limit.to_string());
    let answer = app.script_async(ASK, &[&queries.as_str(), &offset.as_str(), &limit.as_str()]).await;
    let number = |name: &str| answer[name].as_u64().and_then(|number| u32::try_from(number).ok());
    Asked {
        total: number("total").unwrap_or_else(|| panic!("no page but {answer}")),
        complete: answer["complete"] == true,
        took: answer["took"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect(),
    }
}

/// Every token, found by `text`, in this order.
fn query(text: &str, sort: &str) -> Value {
    json!({
        "text": text, "statuses": [], "scopes": [], "expiresWithin": null, "limited": null, "custody": null,
        "used": null, "token": null, "deleted": false, "sort": sort, "descending": true,
    })
}

/// Milliseconds from the last letter of `text` in the search until its rows are drawn; those of the letters before stand
/// there already. None where the list has as many rows as before, so that nobody can tell when it is another.
async fn keystroke(app: &App<'_>, text: &str) -> Option<f64> {
    const TYPE: &str = "const [text, done] = arguments; const grid = () => document.querySelector('[role=grid]'); \
        const before = grid()?.ariaRowCount; const begun = performance.now(); \
        const field = document.querySelector('input[type=search]'); \
        field.value = text; field.dispatchEvent(new InputEvent('input', { bubbles: true })); \
        const look = () => requestAnimationFrame(() => { \
            const now = grid(); \
            const took = performance.now() - begun; \
            if (now && now.ariaRowCount !== before && now.ariaBusy === 'false') \
                requestAnimationFrame(() => done(performance.now() - begun)); \
            else if (took > 5000) done(null); \
            else look(); \
        }); look()";
    let shorter: String = text.chars().take(text.chars().count() - 1).collect();
    app.script_async(TYPE, &[&shorter.as_str()]).await;
    app.stands_still().await;
    app.script_async(TYPE, &[&text]).await.as_f64()
}

fn figures(mut taken: Vec<f64>) -> String {
    taken.sort_by(f64::total_cmp);
    let high = (taken.len() * 99).div_ceil(100) - 1;
    format!("{:.1} ms, p99 {:.1} ms", taken[taken.len() / 2], taken[high])
}
