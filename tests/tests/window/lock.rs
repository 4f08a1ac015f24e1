//! 잠금 in the real window: who locks it, what is gone then, and what opens it again.

use crate::{steps, words::KOREAN};
use acceptance::{App, Bus, Desktop, Home, Key, Memory, Role, Start, until, until_async};
use mapae_vault::{KeyPlace, KeyringChoice, Opened, Passphrase, Start as VaultStart, Vault, Zeroizing};
use std::time::Duration;

/// ASCII: it is typed by keys, not by a test driver, which would carry it through the window's process.
const PASSPHRASE: &str = "three horses and a long road";

/// A window with one token and a passphrase.
async fn with_passphrase(start: Start<'_>) -> App<'_> {
    let app = start.open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "배포").await;
    steps::set_passphrase(&app, &KOREAN, PASSPHRASE).await;
    app
}

#[tokio::test]
async fn ctrl_l_locks_and_the_passphrase_opens() {
    let home = Home::new();
    let app = with_passphrase(Start::at(&home)).await;
    app.chord(&[Key::Control], 'l').await;
    steps::locked(&app, &KOREAN).await;
    assert!(!app.source().await.contains("배포"), "the rows are gone from the page");

    let field = app.find(Role::TextBox, KOREAN.passphrase);
    field.focused().await;
    app.keyboard().enter("three horses and a short road");
    app.shows(KOREAN.wrong_passphrase).await;
    field.focused().await;
    app.keyboard().enter(PASSPHRASE);
    steps::row(&app, &KOREAN, "배포").await;
    steps::copy(&app, &KOREAN, "배포").await;
}

#[tokio::test]
async fn a_restart_begins_locked() {
    let home = Home::new();
    with_passphrase(Start::at(&home)).await.quit().await;
    let app = Start::at(&home).open().await;
    steps::locked(&app, &KOREAN).await;
    steps::unlock(&app, &KOREAN, PASSPHRASE).await;
    steps::row(&app, &KOREAN, "배포").await;
}

#[tokio::test]
async fn what_stood_in_the_dialog_is_there_after_unlocking() {
    let home = Home::new();
    let app = with_passphrase(Start::at(&home)).await;
    steps::open_dialog(&app, &KOREAN).await;
    app.type_text("반쯤 쓴 이름").await;
    app.chord(&[Key::Control], 'l').await;
    steps::locked(&app, &KOREAN).await;
    assert!(!app.source().await.contains("반쯤 쓴 이름"));
    steps::unlock(&app, &KOREAN, PASSPHRASE).await;
    let name = steps::dialog(&app, &KOREAN).find(Role::TextBox, KOREAN.name);
    until_async("the half-filled form", async || (name.value().await == "반쯤 쓴 이름").then_some(())).await;
}

#[tokio::test]
async fn locking_takes_the_token_off_the_clipboard() {
    let home = Home::new();
    let app = with_passphrase(Start::at(&home)).await;
    steps::copy(&app, &KOREAN, "배포").await;
    app.chord(&[Key::Control], 'l').await;
    steps::locked(&app, &KOREAN).await;
    until("the clipboard is empty", || app.clipboard().text().is_none().then_some(()));
}

#[tokio::test]
async fn the_desktop_s_lock_locks_too() {
    let home = Home::new();
    let bus = Bus::start(&home);
    let desktop = Desktop::on(&bus);
    let app = with_passphrase(Start::at(&home).with_desktop(&bus)).await;
    desktop.lock_screen();
    steps::locked(&app, &KOREAN).await;
}

#[tokio::test]
async fn sleep_waits_until_the_keys_are_wiped() {
    let home = Home::new();
    let bus = Bus::start(&home);
    let desktop = Desktop::on(&bus);
    let app = with_passphrase(Start::at(&home).with_desktop(&bus)).await;
    desktop.sleep();
    let kind = "const done = arguments[0]; window.__TAURI_INTERNALS__.invoke('session') \
        .then((session) => done(session.registry.kind))";
    assert_eq!(app.script_async(kind, &[]).await, "locked", "before sleep was let come");
    steps::locked(&app, &KOREAN).await;
}

#[tokio::test]
async fn nobody_for_the_time_that_was_set_locks() {
    let home = Home::new();
    let bus = Bus::start(&home);
    let desktop = Desktop::on(&bus);
    let app = with_passphrase(Start::at(&home).with_desktop(&bus)).await;
    desktop.nobody_for(Duration::from_secs(5 * 60));
    let script = "const done = arguments[0]; const invoke = window.__TAURI_INTERNALS__.invoke; \
        invoke('settings').then(({ lock }) => invoke('set_setting', { setting: { key: 'lock', \
        value: { ...lock, idleMinutes: 5 } } })).then(() => done(true), (error) => done(JSON.stringify(error)))";
    assert_eq!(app.script_async(script, &[]).await, true);
    steps::locked(&app, &KOREAN).await;
}

#[tokio::test]
async fn no_key_no_passphrase_and_no_token_is_in_memory_after_locking() {
    let home = Home::new();
    let app = with_passphrase(Start::at(&home)).await;
    let Some(memory) = Memory::of(app.id()) else { return };
    let token = steps::copy(&app, &KOREAN, "배포").await;
    app.chord(&[Key::Control], 'l').await;
    steps::locked(&app, &KOREAN).await;
    steps::unlock(&app, &KOREAN, PASSPHRASE).await;
    steps::copy(&app, &KOREAN, "배포").await;
    let chain_key = chain_key(&home);
    let wanted = [PASSPHRASE.as_bytes(), token.as_bytes(), &*chain_key];
    let [_, token_before, _] = memory.count(wanted);
    assert!(token_before > 0, "the clipboard holds it: the search finds what is there");

    app.chord(&[Key::Control], 'l').await;
    steps::locked(&app, &KOREAN).await;
    until("the clipboard is empty", || app.clipboard().text().is_none().then_some(()));
    assert_eq!(memory.count(wanted), [0, 0, 0], "passphrase, token, key of the audit chain");
    assert!(!app.source().await.contains(PASSPHRASE));
    for (file, content) in home.files() {
        let told = content.windows(PASSPHRASE.len()).any(|window| window == PASSPHRASE.as_bytes());
        assert!(!told, "the passphrase stands in {}", file.display());
    }
}

/// The one key that the vault hands out: what is derived from the data key stands for it. (That the data key itself
/// is wiped is tested where it can be known: vault/tests/memory.rs.)
fn chain_key(home: &Home) -> Zeroizing<[u8; 32]> {
    let state = home.mapae().join("state");
    let place = KeyPlace { state_folder: &state, keyring: KeyringChoice::Never };
    let Opened::Locked(locked) = Vault::open(place, false, VaultStart::Locked).unwrap() else {
        panic!("it has a passphrase")
    };
    let typed = Passphrase::typed(Zeroizing::new(PASSPHRASE.to_owned())).unwrap();
    locked.unlock_with_passphrase(&typed).unwrap().chain_key()
}
