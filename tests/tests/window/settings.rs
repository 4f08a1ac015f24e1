//! Language and theme change at once, and are there at the next start.

use crate::{
    steps,
    words::{ENGLISH, KOREAN},
};
use acceptance::{Home, Role, Start};

#[tokio::test]
async fn english_and_dark_come_without_a_restart_and_stay() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "두 언어").await;
    steps::show_in(&app, &KOREAN, &KOREAN, KOREAN.light).await;
    assert!(!steps::is_dark(&app).await, "light was chosen");

    steps::show_in(&app, &KOREAN, &ENGLISH, ENGLISH.dark).await;
    assert!(steps::is_dark(&app).await, "dark was chosen");
    assert_eq!(steps::row(&app, &ENGLISH, "두 언어").await.cell("Status"), "Active");
    steps::issue(&app, &ENGLISH, "in English").await;
    let language = app.script("return document.documentElement.lang", &[]).await;
    assert_eq!(language, "en", "a screen reader is told the language");
    app.quit().await;

    let app = Start::at(&home).open().await;
    app.find(Role::Button, "Issue").element().await;
    assert!(steps::is_dark(&app).await, "the theme is kept");
    assert_eq!(steps::row(&app, &ENGLISH, "in English").await.cell("Request Limit"), "Unlimited");
    steps::show_in(&app, &ENGLISH, &KOREAN, KOREAN.light).await;
    app.find(Role::Button, "발급").element().await;
}
