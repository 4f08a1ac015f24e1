//! What a person does over and over in this window, each as one step.

use crate::words::{KOREAN, Words};
use acceptance::{App, Key, Locator, Role, until, until_async};
use chrono::{DateTime, Days, NaiveDate};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::SystemTime};

/// The issuing dialog as filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) name: String,
    pub(crate) description: String,
    /// As typed, in whatever spelling.
    pub(crate) date: String,
    pub(crate) allow: Vec<String>,
    pub(crate) block: Vec<String>,
    pub(crate) limit: String,
    pub(crate) scopes: Vec<String>,
}

impl Form {
    /// One that is good, with something in every field.
    pub(crate) fn good(name: &str, words: &Words) -> Self {
        Self {
            name: name.to_owned(),
            description: "매일 밤 빌드 결과를 모아요.\n담당: 플랫폼 팀".to_owned(),
            date: days_from_now(120).to_string(),
            allow: vec!["10.0.0.0/8 사무실".to_owned(), "2001:db8::/32".to_owned()],
            block: vec!["10.2.0.0/16".to_owned()],
            limit: "1,000".to_owned(),
            scopes: vec![words.scope.to_owned(), words.other_scope.to_owned()],
        }
    }
}

/// A row of the table: what stands in each column, by the column's head.
#[derive(Debug)]
pub(crate) struct TableRow {
    cells: BTreeMap<String, String>,
    pub(crate) marked: bool,
}

impl TableRow {
    pub(crate) fn cell(&self, column: &str) -> &str {
        self.cells.get(column).unwrap_or_else(|| panic!("there is no column {column}, only {:?}", self.cells))
    }
}

/// The date in Seoul, where the windows of these tests are, `days` from today.
pub(crate) fn days_from_now(days: u64) -> NaiveDate {
    let now = DateTime::<chrono::Utc>::from(SystemTime::now()).with_timezone(&chrono_tz::Asia::Seoul);
    now.date_naive().checked_add_days(Days::new(days)).unwrap()
}

/// On the empty list of a fresh registry: loads the sample catalogue.
pub(crate) async fn load_sample_catalogue(app: &App<'_>) {
    app.find(Role::Button, KOREAN.load_sample).click().await;
    app.find(Role::Button, KOREAN.load_sample).gone().await;
}

/// Goes to the settings, does `change` there, and comes back to the list.
pub(crate) async fn in_settings(app: &App<'_>, from: &Words, to: &Words, change: impl AsyncFnOnce()) {
    app.find(Role::Button, from.settings).click().await;
    app.find(Role::Heading, from.settings).element().await;
    change().await;
    app.find(Role::Button, to.tokens).click().await;
    app.find(Role::Heading, to.tokens).element().await;
}

/// Chooses language and theme, coming from the list in any language.
pub(crate) async fn show_in(app: &App<'_>, from: &Words, to: &Words, theme: &str) {
    in_settings(app, from, to, async || {
        app.find(Role::Radio, to.language).click().await;
        app.find(Role::Heading, to.settings).element().await;
        app.find(Role::Radio, theme).click().await;
        until_async("the theme is chosen", async || {
            app.find(Role::Radio, theme).is_checked().await.then_some(())
        })
        .await;
    })
    .await;
}

pub(crate) fn dialog<'a>(app: &'a App<'_>, words: &Words) -> Locator<'a> {
    app.find(Role::Dialog, words.dialog)
}

/// Opens the issuing dialog by its button.
pub(crate) async fn open_dialog(app: &App<'_>, words: &Words) {
    app.find(Role::Button, words.issue).click().await;
    dialog(app, words).find(Role::TextBox, words.name).focused().await;
    // The check boxes come with the catalogue, and the date with the first check.
    dialog(app, words).find(Role::Checkbox, words.scope).element().await;
    until_async("the date that the dialog proposes", async || {
        (!dialog(app, words).find(Role::TextBox, words.expiry).value().await.is_empty()).then_some(())
    })
    .await;
}

/// Fills the open dialog by mouse and keys.
pub(crate) async fn fill(app: &App<'_>, words: &Words, form: &Form) {
    let dialog = dialog(app, words);
    // Pasted, not typed: a decomposed syllable has no key.
    dialog.find(Role::TextBox, words.name).fill("").await;
    if !form.name.is_empty() {
        app.paste(&form.name).await;
    }
    dialog.find(Role::TextBox, words.description).fill("").await;
    app.paste(&form.description).await;
    dialog.find(Role::TextBox, words.expiry).fill(&form.date).await;
    for (field, entries) in [(words.allow, &form.allow), (words.block, &form.block)] {
        dialog.find(Role::TextBox, field).enter().await;
        for entry in entries {
            app.type_text(entry).await;
            app.press(Key::Enter).await;
        }
    }
    dialog.find(Role::TextBox, words.limit).fill(&form.limit).await;
    for scope in &form.scopes {
        dialog.find(Role::Checkbox, scope).click().await;
    }
}

/// What stands in the open dialog.
pub(crate) async fn read(app: &App<'_>, words: &Words) -> Form {
    let dialog = dialog(app, words);
    let value = async |field| dialog.find(Role::TextBox, field).value().await;
    Form {
        name: value(words.name).await,
        description: value(words.description).await,
        date: value(words.expiry).await,
        allow: chips(app, "allow").await,
        block: chips(app, "block").await,
        limit: value(words.limit).await,
        scopes: ticked(app, &[words.scope, words.other_scope], &dialog).await,
    }
}

/// The entries of a list field as they are shown: the network, the note, what is to be said of it.
pub(crate) async fn chips(app: &App<'_>, field: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(`[data-field='${arguments[0]}'] li`)] \
                  .map((it) => it.querySelector('button, input').textContent.replace(/\\s+/g, ' ').trim())";
    serde_json::from_value(app.script(script, &[&field]).await).unwrap()
}

async fn ticked(_: &App<'_>, scopes: &[&str], dialog: &Locator<'_>) -> Vec<String> {
    let mut ticked = Vec::new();
    for scope in scopes {
        if dialog.find(Role::Checkbox, scope).is_checked().await {
            ticked.push((*scope).to_owned());
        }
    }
    ticked
}

/// Leaves the filled dialog, and throws away what stands in it.
pub(crate) async fn discard(app: &App<'_>, words: &Words) {
    dialog(app, words).find(Role::Button, words.cancel).click().await;
    app.find(Role::Button, words.discard).click().await;
    app.find_any(Role::Dialog).gone().await;
}

/// Saves the filled dialog and says OK to the review; returns once the new row is there.
pub(crate) async fn save_and_confirm(app: &App<'_>, words: &Words, name: &str) {
    dialog(app, words).find(Role::Button, words.save).click().await;
    app.find(Role::Dialog, words.review).find(Role::Button, words.ok).click().await;
    app.find(Role::Dialog, words.review).gone().await;
    row(app, words, name).await;
}

/// Issues a token with a name and one scope, all else as the dialog proposes it.
pub(crate) async fn issue(app: &App<'_>, words: &Words, name: &str) {
    open_dialog(app, words).await;
    app.type_text(name).await;
    dialog(app, words).find(Role::Checkbox, words.scope).click().await;
    save_and_confirm(app, words, name).await;
}

/// The row of the token `name`, once it is in the list.
pub(crate) async fn row(app: &App<'_>, words: &Words, name: &str) -> TableRow {
    until_async(&format!("the row of {name}"), async || row_now(app, words.grid, name).await).await
}

/// The line of the token `name` in the history, once it is there.
pub(crate) async fn history_row(app: &App<'_>, words: &Words, name: &str) -> TableRow {
    until_async(&format!("the line of {name}"), async || row_now(app, words.history, name).await).await
}

/// Whether the list shows the token `name` now.
pub(crate) async fn is_listed(app: &App<'_>, words: &Words, name: &str) -> bool {
    row_now(app, words.grid, name).await.is_some()
}

/// Opens the drawer of a token in the list.
pub(crate) async fn open_drawer(app: &App<'_>, name: &str) {
    app.find(Role::RowHeader, name).click().await;
    app.find(Role::Dialog, name).element().await;
}

async fn row_now(app: &App<'_>, grid: &str, name: &str) -> Option<TableRow> {
    let script = "const [grid, name] = arguments; \
        const text = (it) => it.innerText.replace(/\\s+/g, ' ').trim(); \
        const heads = [...grid.querySelectorAll('[role=columnheader]')].map(text); \
        const row = [...grid.querySelectorAll('[role=row]')] \
            .find((it) => it.querySelector('[role=rowheader]')?.innerText.trim() === name); \
        if (!row) return null; \
        const cells = [...row.querySelectorAll('[aria-colindex]')].map((it) => [heads[it.ariaColIndex - 1], text(it)]); \
        return { cells: Object.fromEntries(cells), marked: row.classList.contains('marked') };";
    let grids = app.find(Role::Grid, grid).all().await;
    let [grid] = grids.as_slice() else { return None };
    let answer = app.try_script(script, &[grid, &name]).await?;
    let cells = serde_json::from_value(answer["cells"].clone()).ok()?;
    Some(TableRow { cells, marked: answer["marked"] == json!(true) })
}

/// The 🔒 of a token.
pub(crate) fn copy_button<'a>(app: &'a App<'_>, words: &Words, name: &str) -> Locator<'a> {
    app.find(Role::Button, &format!("{}: {name}", words.copy))
}

/// Presses 🔒 and answers the text that another program then finds on the clipboard.
pub(crate) async fn copy(app: &App<'_>, words: &Words, name: &str) -> String {
    app.clipboard().put("something else");
    copy_button(app, words, name).click().await;
    until("the token on the clipboard", || app.clipboard().text().filter(|text| text.starts_with("mapae_")))
}

/// The colour of the page's ground, and whether it is a dark one.
pub(crate) async fn is_dark(app: &App<'_>) -> bool {
    let script = "const of = (it) => getComputedStyle(it).backgroundColor; \
        const canvas = document.createElement('canvas').getContext('2d'); \
        canvas.fillStyle = of(document.querySelector('nav')); canvas.fillRect(0, 0, 1, 1); \
        return [...canvas.getImageData(0, 0, 1, 1).data]";
    let Value::Array(pixel) = app.script(script, &[]).await else { panic!("a pixel has four values") };
    pixel.iter().take(3).filter_map(Value::as_u64).sum::<u64>() < 3 * 128
}

/// Sets a first passphrase, coming from the list, by real keys.
pub(crate) async fn set_passphrase(app: &App<'_>, words: &Words, passphrase: &str) {
    in_settings(app, words, words, async || {
        app.find(Role::Button, words.set_passphrase).click().await;
        let dialog = app.find(Role::Dialog, words.set_passphrase);
        dialog.find(Role::TextBox, words.new_passphrase).focused().await;
        app.keyboard().enter(passphrase);
        dialog.gone().await;
    })
    .await;
}

/// Returns once the lock is shown, with the focus where the passphrase goes.
pub(crate) async fn locked(app: &App<'_>, words: &Words) {
    app.find(Role::Heading, words.locked).element().await;
    app.find(Role::TextBox, words.passphrase).focused().await;
}

/// Opens the lock by real keys.
pub(crate) async fn unlock(app: &App<'_>, words: &Words, passphrase: &str) {
    app.keyboard().enter(passphrase);
    app.find(Role::Heading, words.locked).gone().await;
}
