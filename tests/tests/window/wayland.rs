//! The clipboard where there is no X: on a Wayland compositor without a screen.

use crate::{steps, words::KOREAN};
use acceptance::{App, Compositor, Home, Role, SECRET_MARK, Start, until};

async fn open<'a>(home: &'a Home, compositor: &Compositor) -> App<'a> {
    let start = Start::at(home).with("WAYLAND_DISPLAY", compositor.socket()).with("GDK_BACKEND", "wayland");
    let app = start.open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "웨이랜드").await;
    app
}

async fn copy(app: &App<'_>, compositor: &Compositor) -> String {
    steps::copy_button(app, &KOREAN, "웨이랜드").click().await;
    until("the token on the clipboard", || {
        compositor.clipboard().filter(|text| text.starts_with("mapae_") && text.len() == 44)
    })
}

#[tokio::test]
async fn a_token_is_copied_marked_and_cleared_on_wayland() {
    let home = Home::new();
    let compositor = Compositor::start(&home);
    let app = open(&home, &compositor).await;
    copy(&app, &compositor).await;
    assert_eq!(compositor.clipboard_as(SECRET_MARK).as_deref(), Some("secret"));
    app.find(Role::Button, "지금 지우기").click().await;
    app.shows("지워진 것을 확인했어요").await;
    assert_eq!(compositor.clipboard(), None);
}

#[tokio::test]
async fn what_another_program_copied_is_left_alone_on_wayland() {
    let home = Home::new();
    let compositor = Compositor::start(&home);
    let app = open(&home, &compositor).await;
    copy(&app, &compositor).await;
    compositor.put("장보기 목록");
    app.find(Role::Button, "지금 지우기").click().await;
    app.shows("클립보드를 그대로 두었어요").await;
    assert_eq!(compositor.clipboard().as_deref(), Some("장보기 목록"));
}
