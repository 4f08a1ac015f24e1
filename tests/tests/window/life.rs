//! The life of a token in the real window: edited, switched off and on, withdrawn, given another secret, deleted; and
//! what the history and the audit log tell of it afterwards.

use crate::{steps, words::KOREAN};
use acceptance::{App, Home, Key, Locator, Role, Start, until_async};

async fn with_token<'a>(home: &'a Home, name: &str) -> App<'a> {
    let app = Start::at(home).open().await;
    app.resize(1440, 860).await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, name).await;
    app
}

/// Opens the drawer of a token by keyboard.
async fn drawer<'a>(app: &'a App<'_>, name: &str) -> Locator<'a> {
    steps::open_drawer(app, name).await;
    app.find(Role::Dialog, name)
}

async fn status(app: &App<'_>, name: &str, wanted: &str) {
    until_async(&format!("{name} is {wanted}"), async || {
        (steps::row(app, &KOREAN, name).await.cell("상태") == wanted).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_edit_shows_its_difference_first_and_is_in_the_time_line_after() {
    let home = Home::new();
    let app = with_token(&home, "배포").await;
    let drawer = drawer(&app, "배포").await;
    drawer.find(Role::Button, "편집").click().await;
    let described = drawer.find(Role::TextBox, "설명");
    described.fill("야간 배치가 써요").await;
    drawer.find(Role::TextBox, "허용 IP").enter().await;
    app.type_text("10.0.0.0/8 사무실").await;
    app.press(Key::Enter).await;
    drawer.find(Role::Button, "저장").click().await;
    app.shows("이렇게 바꿀까요?").await;
    app.shows("지금은 모든 주소를 허용해요. 이제 이 목록의 주소만 허용해요.").await;
    app.picture("life-edit-review").await;
    app.find(Role::Button, "확인").click().await;
    until_async("the edit in the list", async || {
        steps::row(&app, &KOREAN, "배포").await.cell("허용 IP").contains("10.0.0.0/8").then_some(())
    })
    .await;
    app.shows("야간 배치가 써요").await;
    app.picture("life-drawer").await;
}

#[tokio::test]
async fn switching_off_can_be_undone_by_ctrl_z() {
    let home = Home::new();
    let app = with_token(&home, "배포").await;
    let drawer = drawer(&app, "배포").await;
    drawer.find(Role::Button, "중지").click().await;
    status(&app, "배포", "중지").await;
    app.chord(&[Key::Control], 'z').await;
    status(&app, "배포", "사용 중").await;
}

#[tokio::test]
async fn a_withdrawn_token_is_deleted_by_its_name_and_stays_in_the_history() {
    let home = Home::new();
    let app = with_token(&home, "배포").await;
    let opened = drawer(&app, "배포").await;
    opened.find(Role::Button, "회수").click().await;
    let revoke = app.find(Role::Dialog, "토큰 회수");
    revoke.find(Role::TextBox, "사유").fill("유출 의심").await;
    revoke.find(Role::Button, "회수").click().await;
    revoke.gone().await;
    status(&app, "배포", "회수").await;

    opened.find(Role::Button, "삭제").click().await;
    let delete = app.find(Role::Dialog, "토큰 삭제");
    delete.find(Role::TextBox, "이름 확인").fill("배포").await;
    delete.find(Role::Button, "삭제").click().await;
    delete.gone().await;
    app.find(Role::Button, KOREAN.history).click().await;
    let row = steps::history_row(&app, &KOREAN, "배포").await;
    assert_eq!(row.cell("상태"), "삭제");
    assert!(row.cell("회수일·사유").contains("유출 의심"), "{row:?}");
    app.picture("life-history").await;
    app.find(Role::Button, "범위 1 보기: 배포").click().await;
    app.shows("빌드 생성").await;
    app.press(Key::Escape).await;

    app.find(Role::Button, KOREAN.audit).click().await;
    app.find(Role::Grid, "감사로그").element().await;
    for action in ["삭제", "회수", "발급"] {
        app.shows(action).await;
    }
    app.find(Role::Button, "검증").click().await;
    app.shows("빠짐없이 이어져 있어요").await;
    app.picture("life-audit").await;
}

#[tokio::test]
async fn a_rotated_token_is_another_string_and_the_one_before_can_be_cut_off() {
    let home = Home::new();
    let app = with_token(&home, "배포").await;
    let before = steps::copy(&app, &KOREAN, "배포").await;
    let drawer = drawer(&app, "배포").await;
    drawer.find(Role::Button, "재발급").click().await;
    let rotate = app.find(Role::Dialog, "토큰 재발급");
    rotate.find(Role::Radio, "24시간").click().await;
    rotate.find(Role::Button, "재발급").click().await;
    rotate.gone().await;
    app.shows("토큰 두 개가 함께 통해요").await;
    app.picture("life-rotated").await;
    drawer.find(Role::Button, "지금 끊기").click().await;
    let end = app.find(Role::Dialog, "이전 토큰 끊기");
    end.find(Role::Button, "지금 끊기").click().await;
    end.gone().await;
    drawer.find(Role::Button, "지금 끊기").gone().await;
    app.press(Key::Escape).await;
    let after = steps::copy(&app, &KOREAN, "배포").await;
    assert_ne!(before, after);
}

#[tokio::test]
async fn a_duplicate_begins_as_the_token_without_its_name() {
    let home = Home::new();
    let app = with_token(&home, "배포").await;
    let drawer = drawer(&app, "배포").await;
    drawer.find(Role::Button, "복제").click().await;
    let dialog = app.find(Role::Dialog, "API 토큰 복제");
    let name = dialog.find(Role::TextBox, KOREAN.name);
    name.focused().await;
    assert_eq!(name.value().await, "");
    app.type_text("배포 둘째").await;
    assert!(dialog.find(Role::Checkbox, KOREAN.scope).is_checked().await);
    dialog.find(Role::Button, KOREAN.save).click().await;
    app.find(Role::Dialog, KOREAN.review).find(Role::Button, KOREAN.ok).click().await;
    steps::row(&app, &KOREAN, "배포 둘째").await;
}

#[tokio::test]
async fn a_pasted_token_finds_its_row_and_leaves_no_string_on_the_page() {
    let home = Home::new();
    let app = with_token(&home, "배포").await;
    steps::issue(&app, &KOREAN, "다른 것").await;
    let token = steps::copy(&app, &KOREAN, "배포").await;
    app.chord(&[Key::Control], 'f').await;
    app.chord(&[Key::Control], 'v').await;
    app.shows("붙여 넣은 토큰").await;
    until_async("only that row", async || (!steps::is_listed(&app, &KOREAN, "다른 것").await).then_some(()))
        .await;
    steps::row(&app, &KOREAN, "배포").await;
    assert!(!app.source().await.contains(&token));
}

#[tokio::test]
async fn many_are_switched_off_at_once_after_a_look_at_what_would_be() {
    let home = Home::new();
    let app = with_token(&home, "하나").await;
    steps::issue(&app, &KOREAN, "둘").await;
    app.chord(&[Key::Control], 'a').await;
    app.shows("2개를 모두 골랐어요").await;
    app.find(Role::Button, "중지").click().await;
    let dialog = app.find(Role::Dialog, "토큰 2개 중지");
    app.picture("life-bulk").await;
    dialog.find(Role::Button, "확인").click().await;
    status(&app, "하나", "중지").await;
    status(&app, "둘", "중지").await;
}

#[tokio::test]
async fn the_palette_finds_issuing_by_initial_consonants() {
    let home = Home::new();
    let app = with_token(&home, "배포").await;
    app.chord(&[Key::Control], 'k').await;
    app.find(Role::Combobox, "명령").focused().await;
    app.type_text("ㅂㄱ").await;
    app.picture("life-palette").await;
    app.press(Key::Enter).await;
    steps::dialog(&app, &KOREAN).element().await;
}
