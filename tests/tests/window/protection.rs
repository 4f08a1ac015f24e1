//! 보호 in the real window, by keyboard where a person would use it.

use crate::{steps, words::KOREAN};
use acceptance::{App, Home, Key, Role, Start, until, until_async};
use std::fs;

const PASSPHRASE: &str = "three horses and a long road";

async fn to_settings(app: &App<'_>) {
    app.chord(&[Key::Control], ',').await;
    app.find(Role::Heading, KOREAN.settings).element().await;
}

async fn to_list(app: &App<'_>) {
    app.find(Role::Button, KOREAN.tokens).click().await;
    app.find(Role::Heading, KOREAN.tokens).element().await;
}

#[tokio::test]
async fn a_recovery_key_that_was_noted_opens_the_lock() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "배포").await;
    steps::set_passphrase(&app, &KOREAN, PASSPHRASE).await;
    to_settings(&app).await;
    app.tab_to(&app.find(Role::Button, "복구 키 만들기")).await;
    app.press(Key::Enter).await;
    let dialog = app.find(Role::Dialog, "복구 키 만들기");
    let noted = dialog.find(Role::Button, "적어 두었어요");
    noted.focused().await;
    let key = app.script(KEY_SHOWN, &[]).await;
    let key = key.as_str().expect("the key is shown").to_owned();
    app.picture("recovery-key").await;

    let window = app.window();
    app.keyboard().press(&["shift+Tab", "Return"]);
    let printing = until("the desktop's print dialog", || {
        app.display().topmost().filter(|_| app.display().windows().len() == 2)
    });
    app.display().close(&printing);
    until("it has closed", || (app.display().windows().len() == 1).then_some(()));
    app.display().focus(&window);
    noted.click().await;
    let field = dialog.find(Role::TextBox, "적어 둔 복구 키");
    field.focused().await;
    assert!(!app.source().await.contains(&key), "it is not shown while it is typed back");
    app.keyboard().enter("2345-6789");
    until_async("a word about what is mistyped", async || app.field("recovery-key").error().await).await;
    field.fill("").await;
    app.keyboard().enter(&key.to_lowercase().replace('-', " "));
    dialog.gone().await;

    app.chord(&[Key::Control], 'l').await;
    steps::locked(&app, &KOREAN).await;
    app.tab_to(&app.find(Role::Button, "복구 키로 열기")).await;
    app.press(Key::Enter).await;
    app.find(Role::TextBox, "복구 키").focused().await;
    app.keyboard().enter(&key);
    app.find(Role::Heading, KOREAN.locked).gone().await;
    to_list(&app).await;
    steps::copy(&app, &KOREAN, "배포").await;
}

/// The key as it stands in the dialog: 32 characters in groups.
const KEY_SHOWN: &str = "return document.querySelector('dialog').innerText.match(/(?:[0-9A-Z]{4}[-\\s]){7}[0-9A-Z]{4}/)?.[0] ?? null";

#[tokio::test]
async fn a_new_data_key_takes_every_token_along() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "하나").await;
    let token = steps::copy(&app, &KOREAN, "하나").await;
    let key_id = || {
        let text = fs::read_to_string(home.mapae().join("state/keys.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["key_id"].clone()
    };
    let before = key_id();
    to_settings(&app).await;
    app.find(Role::Button, "데이터 키 바꾸기").click().await;
    let dialog = app.find(Role::Dialog, "데이터 키 바꾸기");
    dialog.find(Role::Button, "바꾸기").click().await;
    app.shows("데이터 키를 바꿨어요").await;
    assert_ne!(key_id(), before);
    app.press(Key::Escape).await;
    dialog.gone().await;
    to_list(&app).await;
    assert_eq!(steps::copy(&app, &KOREAN, "하나").await, token);
    app.quit().await;
    let app = Start::at(&home).open().await;
    steps::row(&app, &KOREAN, "하나").await;
    assert_eq!(steps::copy(&app, &KOREAN, "하나").await, token, "after a restart, too");
}

#[tokio::test]
async fn a_token_for_once_is_copied_once() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::open_dialog(&app, &KOREAN).await;
    app.type_text("한 번").await;
    let dialog = steps::dialog(&app, &KOREAN);
    dialog.find(Role::Checkbox, KOREAN.scope).click().await;
    dialog.find(Role::Button, "고급").click().await;
    dialog.find(Role::Checkbox, "한 번만 보기").click().await;
    dialog.find(Role::Button, KOREAN.save).click().await;
    app.find(Role::Dialog, KOREAN.review).element().await;
    app.picture("review-once").await;
    app.find(Role::Dialog, KOREAN.review).find(Role::Button, KOREAN.ok).click().await;
    steps::row(&app, &KOREAN, "한 번").await;
    app.find(Role::Button, "토큰 복사(한 번만): 한 번").click().await;
    acceptance::until("the token on the clipboard", || {
        app.clipboard().text().filter(|text| text.starts_with("mapae_"))
    });
    let button = app.find(Role::Button, "토큰 복사(한 번만): 한 번");
    let off = async || (button.attribute("aria-disabled").await.as_deref() == Some("true")).then_some(());
    until_async("the button is off", off).await;
    app.picture("list-once").await;
    let kept = fs::read_dir(home.mapae().join("state/once")).unwrap().count();
    assert_eq!(kept, 0, "the sealed copy is gone");
}
