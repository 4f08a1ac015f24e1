//! 🔒: the token goes to the clipboard, is marked as a secret there, and goes again after the time that was set.

use crate::{steps, words::KOREAN};
use acceptance::{App, Home, Key, Role, SECRET_MARK, Start, until};
use mapae_domain::{TokenDigest, TokenHint, check_token_text};

#[tokio::test]
async fn the_copied_token_is_well_formed_and_marked_as_a_secret() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "복사").await;
    let token = steps::copy(&app, &KOREAN, "복사").await;

    let (prefix, rest) = token.split_at(6);
    assert_eq!(prefix, "mapae_");
    assert!(
        rest.len() == 38 && rest.bytes().all(|it| it.is_ascii_alphanumeric()),
        "38 of [0-9A-Za-z] follow: {rest}"
    );
    assert!(check_token_text(token.as_bytes()).is_ok(), "the checksum is right");
    assert_eq!(
        app.clipboard().target(SECRET_MARK).as_deref(),
        Some("secret"),
        "histories are asked to keep out"
    );
    let hint = TokenHint::of(token.as_bytes()).unwrap();
    assert_eq!(hint.as_str(), &token[..10]);
    assert_eq!(steps::row(&app, &KOREAN, "복사").await.cell("토큰"), format!("{}…", hint.as_str()));
    app.quit().await;

    let found = id_by_digest(&home, &TokenDigest::of(token.as_bytes()));
    assert!(found, "the registry knows the SHA-256 of what was copied");
    assert!(!id_by_digest(&home, &TokenDigest::of(b"mapae_other")), "and of nothing else");
}

fn id_by_digest(home: &Home, digest: &TokenDigest) -> bool {
    use mapae_store::Store as _;
    let store = home.open_store();
    store.id_by_digest(digest).unwrap().is_some()
}

#[tokio::test]
async fn the_clipboard_is_empty_after_the_time_that_was_set() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "비우기").await;
    keep_for_five_seconds(&app).await;
    steps::copy(&app, &KOREAN, "비우기").await;
    app.shows("초 뒤").await;
    until("the clipboard is empty", || app.clipboard().text().is_none().then_some(()));
    app.shows("지워진 것을 확인했어요").await;
}

#[tokio::test]
async fn clearing_now_does_not_wait_for_the_time() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "지금").await;
    steps::copy(&app, &KOREAN, "지금").await;
    app.find(Role::Button, "지금 지우기").click().await;
    app.shows("지워진 것을 확인했어요").await;
    assert_eq!(app.clipboard().text(), None);
}

#[tokio::test]
async fn what_another_program_copied_meanwhile_is_left_alone() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "남의 것").await;
    keep_for_five_seconds(&app).await;
    steps::copy(&app, &KOREAN, "남의 것").await;
    app.clipboard().put("장보기 목록");
    app.shows("클립보드를 그대로 두었어요").await;
    assert_eq!(app.clipboard().text().as_deref(), Some("장보기 목록"));
}

#[tokio::test]
async fn a_token_does_not_outlive_the_window_on_the_clipboard() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    let display = std::sync::Arc::clone(app.display());
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "끝").await;
    steps::copy(&app, &KOREAN, "끝").await;
    app.quit().await;
    assert_eq!(acceptance::Clipboard::of(&display).text(), None);
}

/// The shortest time that the settings allow.
async fn keep_for_five_seconds(app: &App<'_>) {
    steps::in_settings(app, &KOREAN, &KOREAN, async || {
        app.find(Role::TextBox, "복사한 토큰을 지우는 시간(초)").fill("5").await;
        app.press(Key::Enter).await;
    })
    .await;
}
