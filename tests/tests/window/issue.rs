//! Issuing: from "+ 발급" over the dialog and the review to the row in the list.

use crate::{steps, words::KOREAN};
use acceptance::{Home, Key, Role, Start, until_async};

#[tokio::test]
async fn a_token_with_every_field_filled_is_issued_by_keyboard_alone() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    let name = "야간 빌드 수집기";
    let date = steps::days_from_now(120);

    app.chord(&[Key::Control], 'n').await;
    let dialog = steps::dialog(&app, &KOREAN);
    dialog.find(Role::TextBox, "이름").focused().await;
    dialog.find(Role::Checkbox, "빌드 생성").element().await;
    app.type_text(name).await;
    app.tab_to(&dialog.find(Role::TextBox, "설명")).await;
    app.type_text("매일 밤 빌드 결과를 모아요.").await;
    app.press(Key::Enter).await;
    app.type_text("담당: 플랫폼 팀").await;

    app.tab_to(&dialog.find(Role::TextBox, "만료일")).await;
    app.chord(&[Key::Control], 'a').await;
    app.type_text(&date.format("%Y. %-m. %-d.").to_string()).await;

    app.tab_to(&dialog.find(Role::TextBox, "허용 IP")).await;
    for entry in ["10.0.0.0/8 사무실", "2001:db8::7"] {
        app.type_text(entry).await;
        app.press(Key::Enter).await;
    }
    app.tab_to(&dialog.find(Role::TextBox, "차단 IP")).await;
    app.type_text("10.2.0.0/16 # 연구실").await;
    app.press(Key::Enter).await;

    app.tab_to(&dialog.find(Role::TextBox, "요청 제한")).await;
    app.type_text("1,000").await;
    app.tab_to(&dialog.find(Role::Radio, "전체")).await;
    for _ in ["1분", "1시간", "1일"] {
        app.press(Key::Right).await;
    }
    assert!(dialog.find(Role::Radio, "1일").is_checked().await, "three steps from 전체 is 1일");

    app.tab_to(&dialog.find(Role::Checkbox, "빌드")).await;
    app.press(Key::Down).await;
    dialog.find(Role::Checkbox, "빌드 생성").focused().await;
    app.type_text(" ").await;
    app.press(Key::Down).await;
    app.press(Key::Down).await;
    dialog.find(Role::Checkbox, "빌드 실행 로그 조회").focused().await;
    app.type_text(" ").await;
    until_async("another spelling becomes the ISO date once the field is left", async || {
        (dialog.find(Role::TextBox, "만료일").value().await == date.to_string()).then_some(())
    })
    .await;
    until_async("each entry is shown as it was read", async || {
        (steps::chips(&app, "allow").await == ["10.0.0.0/8 사무실", "2001:db8::7/128"]).then_some(())
    })
    .await;

    app.tab_to(&dialog.find(Role::Button, "저장")).await;
    app.press(Key::Enter).await;
    let review = app.find(Role::Dialog, "이대로 발급할까요?");
    review.find(Role::Button, "확인").focused().await;
    let said = review.text().await;
    for part in
        [name, &format!("{date}까지"), "1,000번", "10.0.0.0/8", "2001:db8::7/128", "10.2.0.0/16", "빌드 생성"]
    {
        assert!(said.contains(part), "the review says “{part}”: {said}");
    }
    app.press(Key::Enter).await;

    steps::copy_button(&app, &KOREAN, name).focused().await;
    let row = steps::row(&app, &KOREAN, name).await;
    assert!(row.marked, "the new row catches the eye");
    assert_eq!(row.cell("상태"), "사용 중");
    assert_eq!(row.cell("만료일"), date.to_string());
    assert_eq!(row.cell("범위"), "2");
    assert_eq!(row.cell("요청 제한"), "1,000/일");
    assert!(row.cell("토큰").starts_with("mapae_"), "the hint is shown: {row:?}");
    app.press(Key::Enter).await;
    let token = acceptance::until("the token on the clipboard", || app.clipboard().text());
    assert!(token.starts_with(row.cell("토큰").trim_end_matches('…')), "🔒 has the focus, so Enter copies");
}

#[tokio::test]
async fn a_name_and_one_scope_are_enough() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    // Wide enough for every column.
    app.resize(1440, 860).await;
    steps::load_sample_catalogue(&app).await;
    steps::open_dialog(&app, &KOREAN).await;
    app.type_text("최소").await;
    let dialog = steps::dialog(&app, &KOREAN);
    dialog.find(Role::Checkbox, "빌드 생성").click().await;
    dialog.find(Role::Button, "저장").click().await;
    let review = app.find(Role::Dialog, "이대로 발급할까요?");
    let said = review.text().await;
    assert!(said.contains("무제한"), "the review says that there is no limit, which is final: {said}");
    review.find(Role::Button, "확인").click().await;

    let row = steps::row(&app, &KOREAN, "최소").await;
    assert_eq!(row.cell("만료일"), steps::days_from_now(90).to_string(), "the dialog starts at 90 days");
    assert_eq!(row.cell("요청 제한"), "무제한");
    assert_eq!(row.cell("허용 IP"), "모두 허용");
    assert_eq!(row.cell("차단 IP"), "없음");
    assert_eq!(row.cell("범위"), "1");
}

#[tokio::test]
async fn cancelling_the_review_goes_back_to_the_form_as_it_was() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    let form = steps::Form::good("검토", &KOREAN);
    steps::open_dialog(&app, &KOREAN).await;
    steps::fill(&app, &KOREAN, &form).await;
    let dialog = steps::dialog(&app, &KOREAN);
    dialog.find(Role::Button, "저장").click().await;
    let review = app.find(Role::Dialog, "이대로 발급할까요?");
    review.find(Role::Button, "취소").click().await;
    review.gone().await;
    dialog.find(Role::Button, "저장").focused().await;
    assert_eq!(steps::read(&app, &KOREAN).await, form);
}

#[tokio::test]
async fn closing_a_filled_form_asks_first() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;

    steps::open_dialog(&app, &KOREAN).await;
    app.press(Key::Escape).await;
    app.find_any(Role::Dialog).gone().await;

    steps::open_dialog(&app, &KOREAN).await;
    app.type_text("쓰던 것").await;
    app.press(Key::Escape).await;
    let keep_writing = app.find(Role::Button, "계속 작성");
    keep_writing.focused().await;
    app.press(Key::Enter).await;
    keep_writing.gone().await;
    let name = steps::dialog(&app, &KOREAN).find(Role::TextBox, "이름");
    assert_eq!(name.value().await, "쓰던 것");

    until_async("the focus is back in the form", async || {
        steps::dialog(&app, &KOREAN).has_focus().await.then_some(())
    })
    .await;
    app.press(Key::Escape).await;
    app.find(Role::Button, "버리기").click().await;
    app.find_any(Role::Dialog).gone().await;
    app.find(Role::Button, "발급").focused().await;
}
