//! 백업 and 복원 in the real window, by the person who needs them.

use crate::{
    steps,
    words::{KOREAN, Words},
};
use acceptance::{App, Home, Role, Start, until_async};
use std::fs;

const WORDS: &Words = &KOREAN;
const PASSPHRASE: &str = "three horses and a long road";

async fn settings(app: &App<'_>) {
    app.find(Role::Button, WORDS.settings).click().await;
    app.find(Role::Heading, "백업").element().await;
}

async fn list(app: &App<'_>) {
    app.find(Role::Button, WORDS.tokens).click().await;
    app.find(Role::Heading, WORDS.tokens).element().await;
}

async fn back_up(app: &App<'_>) {
    settings(app).await;
    app.find(Role::Button, "지금 백업").click().await;
    app.shows("백업을 만들었어요").await;
}

#[tokio::test]
async fn a_backup_is_made_tried_and_put_back() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, WORDS, "백업 앞").await;
    back_up(&app).await;
    app.find(Role::Button, "복원 훈련").click().await;
    app.shows("백업으로 되살릴 수 있어요").await;
    list(&app).await;
    steps::issue(&app, WORDS, "백업 뒤").await;

    settings(&app).await;
    app.find(Role::Button, "파일에서 복원").click().await;
    let dialog = app.find(Role::Dialog, "백업에서 복원");
    dialog.find(Role::Radio, "목록에서").click().await;
    app.picture("restore").await;
    dialog.find(Role::Button, "복원").click().await;
    dialog.gone().await;
    app.shows("백업 뒤").await;
    list(&app).await;
    steps::row(&app, WORDS, "백업 앞").await;
    steps::copy(&app, WORDS, "백업 앞").await;
    let replaced = fs::read_dir(home.data()).unwrap().flatten();
    let replaced = replaced.filter(|it| it.file_name().to_string_lossy().starts_with("registry-replaced-"));
    assert_eq!(replaced.count(), 1, "what was there is put aside");
    let trail = fs::read_to_string(home.audit_file()).unwrap();
    assert!(trail.contains("registry_restored"), "that a backup was put back is in the audit trail");
}

#[tokio::test]
async fn an_export_opens_on_another_machine_with_the_passphrase_alone() {
    let (here, there) = (Home::new(), Home::new());
    let app = Start::at(&here).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, WORDS, "이사").await;
    let token = steps::copy(&app, WORDS, "이사").await;
    steps::set_passphrase(&app, WORDS, PASSPHRASE).await;
    settings(&app).await;
    app.find(Role::Button, "내보내기").click().await;
    let dialog = app.find(Role::Dialog, "다른 컴퓨터로 내보내기");
    dialog.find(Role::TextBox, "폴더 경로").fill(here.path().to_str().unwrap()).await;
    dialog.find(Role::Button, "내보내기").click().await;
    app.shows("이 폴더를 통째로 옮겨 주세요").await;
    app.quit().await;
    let exports = fs::read_dir(here.path()).unwrap().flatten();
    let export =
        exports.map(|it| it.path()).find(|it| it.to_string_lossy().contains("mapae-export-")).unwrap();

    let app = Start::at(&there).open().await;
    settings(&app).await;
    app.find(Role::Button, "파일에서 복원").click().await;
    let dialog = app.find(Role::Dialog, "백업에서 복원");
    dialog.find(Role::TextBox, "파일 경로").fill(export.to_str().unwrap()).await;
    dialog.find(Role::Button, "복원").click().await;
    dialog.find(Role::TextBox, WORDS.passphrase).focused().await;
    app.keyboard().enter(PASSPHRASE);
    dialog.gone().await;
    list(&app).await;
    steps::row(&app, WORDS, "이사").await;
    assert_eq!(steps::copy(&app, WORDS, "이사").await, token, "the same token on another machine");
}

#[tokio::test]
async fn where_database_and_audit_file_are_both_damaged_the_window_opens_from_the_backup() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, WORDS, "되살린 것").await;
    back_up(&app).await;
    app.quit().await;
    fs::write(home.registry().join("db"), vec![0xA5; 50_000]).unwrap();
    fs::write(home.audit_file(), b"not a line of events\n").unwrap();

    let app = Start::at(&home).open().await;
    steps::row(&app, WORDS, "되살린 것").await;
    steps::copy(&app, WORDS, "되살린 것").await;
    app.picture("from-backup").await;
    let trail = fs::read_to_string(home.audit_file()).unwrap();
    assert!(trail.contains("registry_restored"), "that it was put together is in the audit trail");
}

#[tokio::test]
async fn the_audit_trail_is_checked_at_the_press_of_a_button() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, WORDS, "감사").await;
    settings(&app).await;
    app.find(Role::Button, "감사로그 검증").click().await;
    let checked = async || app.page_text().await.contains("2건").then_some(());
    until_async("two events, all in order", checked).await;
}

#[tokio::test]
async fn where_only_the_passphrase_opens_it_the_page_of_trouble_asks_and_mends() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, WORDS, "되살린 것").await;
    steps::set_passphrase(&app, WORDS, PASSPHRASE).await;
    back_up(&app).await;
    app.quit().await;
    fs::write(home.registry().join("db"), vec![0xA5; 50_000]).unwrap();
    fs::write(home.audit_file(), b"not a line of events\n").unwrap();

    let app = Start::at(&home).open().await;
    app.find(Role::Button, "되살리기").click().await;
    let dialog = app.find_any(Role::Dialog);
    app.picture("mend").await;
    dialog.find(Role::Button, "되살리기").click().await;
    dialog.find(Role::TextBox, WORDS.passphrase).focused().await;
    app.keyboard().enter(PASSPHRASE);
    dialog.gone().await;
    steps::row(&app, WORDS, "되살린 것").await;
    steps::copy(&app, WORDS, "되살린 것").await;
}
