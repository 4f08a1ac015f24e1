//! Pictures of every screen in both languages and themes, for people to look at (target/screenshots). What can be
//! told without eyes is told by the other tests; here it is only that nothing sticks out of the window sideways.

use crate::{
    gate,
    steps::{self, Form},
    words::{ENGLISH, KOREAN, Words},
};
use acceptance::{App, Home, Key, Role, Start, until_async};
use serde_json::json;

#[tokio::test]
async fn every_screen_is_pictured_in_both_languages_and_themes() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    app.resize(1200, 800).await;
    let mut from = KOREAN;
    for (words, theme, look) in looks() {
        steps::show_in(&app, &from, &words, theme).await;
        from = words;
        app.find(Role::Button, words.load_sample).element().await;
        picture(&app, &format!("empty-{look}")).await;
    }
    steps::show_in(&app, &from, &KOREAN, KOREAN.light).await;
    from = KOREAN;
    steps::load_sample_catalogue(&app).await;
    some_tokens(&app).await;

    for (words, theme, look) in looks() {
        steps::show_in(&app, &from, &words, theme).await;
        from = words;
        steps::row(&app, &words, "배포").await;
        picture(&app, &format!("list-{look}")).await;
        drawer(&app, look).await;
        dialog(&app, &words, look).await;
        steps::in_settings(&app, &words, &words, async || {
            picture(&app, &format!("settings-{look}")).await;
        })
        .await;
        app.resize(960, 640).await;
        picture(&app, &format!("list-{look}-960")).await;
        steps::open_dialog(&app, &words).await;
        steps::fill(&app, &words, &Form::good("야간 수집기", &words)).await;
        picture(&app, &format!("dialog-{look}-960")).await;
        steps::discard(&app, &words).await;
        app.resize(1200, 800).await;
    }
}

#[tokio::test]
async fn the_lock_and_all_of_the_settings_are_pictured_in_both_languages_and_themes() {
    const PASSPHRASE: &str = "three horses and a long road";
    const SECTIONS: &str = "return document.querySelectorAll('main section').length";
    const SHOW: &str = "document.querySelectorAll('main section')[arguments[0]].scrollIntoView()";
    let home = Home::new();
    let app = Start::at(&home).open().await;
    app.resize(1200, 800).await;
    steps::load_sample_catalogue(&app).await;
    steps::set_passphrase(&app, &KOREAN, PASSPHRASE).await;
    let mut from = KOREAN;
    for (words, theme, look) in looks() {
        steps::show_in(&app, &from, &words, theme).await;
        from = words;
        steps::in_settings(&app, &words, &words, async || {
            for section in 0..app.script(SECTIONS, &[]).await.as_u64().unwrap() {
                app.script(SHOW, &[&json!(section)]).await;
                picture(&app, &format!("settings-{look}-{section}")).await;
            }
            app.find(Role::Button, words.change_passphrase).click().await;
            picture(&app, &format!("passphrase-{look}")).await;
            app.press(Key::Escape).await;
            app.find_any(Role::Dialog).gone().await;
        })
        .await;
        app.chord(&[Key::Control], 'l').await;
        steps::locked(&app, &words).await;
        picture(&app, &format!("lock-{look}")).await;
        steps::unlock(&app, &words, PASSPHRASE).await;
        app.find(Role::Button, words.issue).element().await;
    }
}

#[tokio::test]
async fn the_api_scopes_and_the_gate_are_pictured_in_both_languages_and_themes_without_findings() {
    const SHOW: &str = "document.querySelector(`[data-section=${arguments[0]}]`).scrollIntoView()";
    let home = Home::new();
    let app = Start::at(&home).open().await;
    app.resize(1200, 800).await;
    steps::load_sample_catalogue(&app).await;
    let address = gate::switched_on(&app, &home).await;
    for path in ["/auth/envoy/v1/build", "/auth/envoy//v1/build", "/auth/forward"] {
        gate::ask(address, path, "mapae_nobody");
    }
    app.find(Role::Button, KOREAN.tokens).click().await;
    let mut from = KOREAN;
    for (words, theme, look) in looks() {
        steps::show_in(&app, &from, &words, theme).await;
        from = words;
        for (width, height) in [(1200, 800), (960, 640)] {
            app.resize(width, height).await;
            let look = format!("{look}-{width}");
            app.chord(&[Key::Control], '4').await;
            app.shows("/v1/build/run/log/{buildRunSeq}").await;
            without_findings(&app, &format!("page-scopes-{look}")).await;
            app.chord(&[Key::Control], '5').await;
            app.shows("unix:").await;
            for section in ["figures", "settings", "recipes", "test"] {
                app.script(SHOW, &[&section]).await;
                picture(&app, &format!("page-gate-{section}-{look}")).await;
            }
            let sides = app.find_any(Role::Radio).all().await;
            sides[1].click().await.unwrap();
            app.shows("//v1/build").await;
            without_findings(&app, &format!("page-decisions-{look}")).await;
            app.find_any(Role::Radio).all().await[0].click().await.unwrap();
            until_async("the other side", async || {
                let there =
                    app.script("return !!document.querySelector('[data-section=settings]')", &[]).await;
                (there == json!(true)).then_some(())
            })
            .await;
            without_findings(&app, &format!("page-gate-{look}")).await;
        }
        app.resize(1200, 800).await;
        app.find(Role::Button, words.tokens).click().await;
    }
}

/// Pictured, and looked through by axe.
async fn without_findings(app: &App<'_>, name: &str) {
    picture(app, name).await;
    let findings = app.axe(&[]).await;
    assert!(findings.is_empty(), "{name}: {findings:#?}");
}

async fn dialog(app: &App<'_>, words: &Words, look: &str) {
    steps::open_dialog(app, words).await;
    let dialog = steps::dialog(app, words);
    dialog.find(Role::Button, words.calendar).click().await;
    app.find(Role::Dialog, words.calendar_title).element().await;
    picture(app, &format!("calendar-{look}")).await;
    app.press(Key::Escape).await;
    app.find(Role::Dialog, words.calendar_title).gone().await;

    let bad = Form {
        name: String::new(),
        date: "2020-01-01".to_owned(),
        allow: vec!["10.0.0.0/33".to_owned(), "10.0.0.0/8 사무실".to_owned()],
        block: vec!["010.0.0.1".to_owned()],
        limit: "1e9".to_owned(),
        scopes: Vec::new(),
        ..Form::good("", words)
    };
    steps::fill(app, words, &bad).await;
    dialog.find(Role::Button, words.save).click().await;
    until_async("an error", async || app.field("scopes").error().await).await;
    picture(app, &format!("errors-{look}")).await;
    steps::discard(app, words).await;

    steps::open_dialog(app, words).await;
    steps::fill(app, words, &Form::good("야간 수집기", words)).await;
    dialog.find(Role::Radio, words.day).click().await;
    // Judged, not only typed: the check comes a moment later.
    app.shows(words.thousand_a_day).await;
    picture(app, &format!("dialog-{look}")).await;
    dialog.find(Role::Button, words.save).click().await;
    let review = app.find(Role::Dialog, words.review);
    review.element().await;
    picture(app, &format!("review-{look}")).await;
    review.find(Role::Button, words.cancel).click().await;
    review.gone().await;
    steps::discard(app, words).await;
}

/// Opens the side drawer of the first row by Enter on its name.
async fn drawer(app: &App<'_>, look: &str) {
    let name = app.find_any(Role::Grid).find_any(Role::RowHeader).all().await;
    name[0].click().await.unwrap();
    app.shows("10.2.0.0/16").await;
    picture(app, &format!("drawer-{look}")).await;
    app.press(Key::Escape).await;
}

async fn picture(app: &App<'_>, name: &str) {
    app.picture(name).await;
    let wide = app.script("return document.documentElement.scrollWidth <= innerWidth", &[]).await;
    assert_eq!(wide, json!(true), "{name}: nothing sticks out of the window sideways");
}

/// A few rows, with short and long names.
async fn some_tokens(app: &App<'_>) {
    let long = "아주 긴 이름을 가진 토큰이라 표의 첫 칸에 다 들어가지 못하는 것, 예순네 자까지 쓸 수 있는 이름을 모두 다 씀";
    for name in ["배포", "monitoring-agent-eu-west-1-production-readonly-2026-11", long] {
        steps::issue(app, &KOREAN, name).await;
    }
    let full = Form { limit: "50000".to_owned(), ..Form::good("야간 빌드 수집기", &KOREAN) };
    let soon = Form { date: steps::days_from_now(3).to_string(), ..Form::good("곧 끝나는 것", &KOREAN) };
    for form in [soon, full] {
        steps::open_dialog(app, &KOREAN).await;
        steps::fill(app, &KOREAN, &form).await;
        steps::save_and_confirm(app, &KOREAN, &form.name).await;
    }
}

fn looks() -> [(Words, &'static str, &'static str); 4] {
    [
        (KOREAN, KOREAN.light, "ko-light"),
        (KOREAN, KOREAN.dark, "ko-dark"),
        (ENGLISH, ENGLISH.light, "en-light"),
        (ENGLISH, ENGLISH.dark, "en-dark"),
    ]
}
