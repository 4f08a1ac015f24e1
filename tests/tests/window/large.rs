//! The list of a large registry in the real window: what it shows is what the registry holds, at its top, in
//! its middle and at its end; and everything that matches can be chosen at once.
//!
//! `cargo xtask test` makes one of a hundred thousand tokens, `cargo xtask torture list` one of a million, and each says
//! where it is (`MAPAE_LARGE_HOME`).

use crate::{steps, words::KOREAN};
use acceptance::{App, Home, Key, Role, Start, until_async, until_within};
use chrono::{DateTime, Utc};
use mapae_service::{Place, Query, Registry, SortKey, list_tokens};
use mapae_vault::{KeyringChoice, Start as VaultStart};
use std::time::{Duration, SystemTime};

/// A machine that builds or copies beside it may be ten times as slow; only what hangs takes as long.
const PATIENCE: Duration = Duration::from_secs(600);

/// The registry, with no window that has it open, in the order of names.
fn registry(home: &Home) -> Registry {
    let (data, state) = (home.data(), home.mapae().join("state"));
    let (zone, keyring, start) = (chrono_tz::Asia::Seoul, KeyringChoice::Never, VaultStart::Unlocked);
    let place = Place { data: &data, state: &state, keyring, start, zone, actor: "tester" };
    let registry = mapae_service::open(place, now()).unwrap();
    registry.start_indexing(|| ());
    registry
}

fn by_name() -> Query {
    Query { sort: SortKey::Name, descending: false, ..Query::default() }
}

fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}

/// Places and names of the rows that are drawn after the list was moved to this share of its way, as by its bar.
async fn rows_at(app: &App<'_>, share: f64) -> Vec<(u32, String)> {
    let script = "const grid = document.querySelector('[role=grid]'); \
        grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * Number(arguments[0])";
    app.script(script, &[&share.to_string().as_str()]).await;
    app.stands_still().await;
    // Within what can be seen: rows beyond it may still be on their way.
    let script = "const { top, bottom } = document.querySelector('[role=grid]').getBoundingClientRect(); \
        return [...document.querySelectorAll('[data-row]')] \
            .filter((row) => row.getBoundingClientRect().top >= top + 33 && row.getBoundingClientRect().bottom <= bottom + 1) \
            .map((row) => [Number(row.dataset.row), row.querySelector('[role=rowheader]')?.innerText.trim()])";
    until_async("every row in view", async || {
        let rows: Option<Vec<(u32, String)>> = serde_json::from_value(app.script(script, &[]).await).ok();
        rows.filter(|rows| !rows.is_empty())
    })
    .await
}

#[tokio::test]
async fn a_large_registry_is_listed_found_and_chosen_as_it_is() {
    let home = Home::of_registry("MAPAE_LARGE_HOME");
    let (total, wanted) = {
        let registry = registry(&home);
        let page = list_tokens(&registry, &by_name(), 0, 1, now()).unwrap();
        let middle = u32::try_from(page.total / 2).unwrap();
        let row = list_tokens(&registry, &by_name(), middle, 1, now()).unwrap().rows.remove(0);
        (page.total, row.token.name.to_string())
    };
    let app = Start::at(&home).open().await;
    let grid = app.find(Role::Grid, KOREAN.grid);
    // Behind everything else, at the lowest priority.
    until_within(PATIENCE, "all are read", async || {
        app.page_text().await.contains(&grouped(total)).then_some(())
    })
    .await;
    grid.find(Role::Button, "이름").click().await;
    // The rows of the order before stay until those of this one have come.
    let script = "const grid = document.querySelector('[role=grid]'); \
        return grid.ariaBusy === 'false' && !!grid.querySelector('[aria-sort=ascending]')";
    until_within(PATIENCE, "sorted by name", async || (app.script(script, &[]).await == true).then_some(()))
        .await;
    let mut seen = Vec::new();
    for share in [0.0, 0.5, 1.0] {
        seen.extend(rows_at(&app, share).await);
    }
    app.picture("large-end").await;
    let places: Vec<u32> = seen.iter().map(|(place, _)| *place).collect();
    let ends = [0, u32::try_from(total).unwrap() - 1];
    assert!(ends.iter().all(|end| places.contains(end)), "{ends:?} among {places:?}");

    app.chord(&[Key::Control], 'f').await;
    app.type_text(&wanted).await;
    steps::row(&app, &KOREAN, &wanted).await;
    app.press(Key::Escape).await;
    app.press(Key::Escape).await;
    app.chord(&[Key::Control], 'a').await;
    app.shows(&format!("일치하는 {}개를 모두 골랐어요", grouped(total))).await;
    app.quit().await;

    let registry = registry(&home);
    for (place, name) in seen {
        let row = list_tokens(&registry, &by_name(), place, 1, now()).unwrap().rows.remove(0);
        assert_eq!(row.token.name.as_str(), name, "row {place}");
    }
}

/// `100000` as the window shows it.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}
