//! What was issued is there after the window was closed, killed, or started twice.

use crate::{steps, words::KOREAN};
use acceptance::{Bus, Display, Home, Role, Start, until};
use std::sync::Arc;

#[tokio::test]
async fn after_a_restart_the_row_is_there_and_the_same_token_is_copied() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "다시").await;
    let before = steps::copy(&app, &KOREAN, "다시").await;
    app.quit().await;
    let trail = std::fs::read(home.audit_file()).unwrap();
    assert!(
        !trail.ends_with(b"\n\n"),
        "the registry was closed: it need not be read whole at the next opening"
    );

    let app = Start::at(&home).open().await;
    steps::row(&app, &KOREAN, "다시").await;
    assert_eq!(steps::copy(&app, &KOREAN, "다시").await, before);
}

#[tokio::test]
async fn a_kill_right_after_the_row_appears_loses_nothing() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "살아남은 것").await;
    app.kill().await;

    let app = Start::at(&home).open().await;
    steps::row(&app, &KOREAN, "살아남은 것").await;
    let token = steps::copy(&app, &KOREAN, "살아남은 것").await;
    assert!(mapae_domain::check_token_text(token.as_bytes()).is_ok(), "it can be copied, too");
}

#[tokio::test]
async fn with_a_session_bus_a_second_start_brings_up_the_first_window() {
    let home = Home::new();
    let bus = Bus::start(&home);
    let display = Arc::new(Display::start(&home));
    let app = Start::at(&home).on(&display).with_bus(&bus).open().await;
    let window = app.window();
    let _cover = display.cover();
    assert_ne!(display.topmost(), Some(window.clone()), "something else covers the window");

    let mut second = Start::at(&home).on(&display).with_bus(&bus).without_driver();
    let status = until("the second start ends", || second.ended());
    assert!(status.success(), "it has done its duty: {status}, {}", second.printed_errors());
    until("the first window is in front", || (display.topmost() == Some(window.clone())).then_some(()));
    assert_eq!(
        display.windows().iter().filter(|it| it.title == window.title).count(),
        1,
        "there is no second one"
    );
    assert!(app.find(Role::Button, "발급").is_there().await, "the first goes on");
}

#[tokio::test]
async fn without_a_bus_a_second_start_says_that_the_registry_is_in_use() {
    let home = Home::new();
    let first = Start::at(&home).open().await;
    let second = Start::at(&home).open().await;
    second.find(Role::Heading, "Mapae가 이미 실행 중이에요").element().await;
    assert!(!second.find(Role::Button, "발급").is_there().await, "nothing can be issued there");
    second.quit().await;

    steps::load_sample_catalogue(&first).await;
    steps::issue(&first, &KOREAN, "첫 창에서").await;
}
