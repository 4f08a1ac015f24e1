//! Hangul by a real input method: the keys go through the X server and ibus, as a person's do. WebDriver's keys pass
//! all of that by and would find nothing.

use crate::{steps, words::KOREAN};
use acceptance::{App, Bus, Display, Home, InputMethod, Locator, Role, Start, until_async};
use serde_json::json;
use std::sync::Arc;

/// The keys of 한글 on the two-set layout, one a letter.
const HAN_GEUL: [&str; 6] = ["g", "k", "s", "r", "m", "f"];

/// A window with ibus, and the keyboard in its hand.
struct Desk<'a> {
    app: App<'a>,
    _input_method: InputMethod,
    _bus: Bus,
}

impl<'a> Desk<'a> {
    async fn at(home: &'a Home) -> Self {
        let bus = Bus::start(home);
        let display = Arc::new(Display::start(home));
        let input_method = InputMethod::start(home, &display, &bus);
        let start = InputMethod::variables()
            .into_iter()
            .fold(Start::at(home).on(&display).with_bus(&bus), |start, (name, value)| {
                start.with(name, value)
            });
        let app = start.open().await;
        display.focus(&app.window());
        steps::load_sample_catalogue(&app).await;
        steps::open_dialog(&app, &KOREAN).await;
        Self { app, _input_method: input_method, _bus: bus }
    }

    /// Clicks the field and makes sure that the engine writes Hangul there: which mode it starts in is its own
    /// affair.
    async fn write_hangul_in(&self, field: &Locator<'_>) {
        field.enter().await;
        let before = field.value().await;
        self.app.keyboard().press(&["g"]);
        let after =
            until_async("a letter", async || Some(field.value().await).filter(|it| *it != before)).await;
        self.app.keyboard().press(&["BackSpace"]);
        self.reads(field, &before).await;
        if after.ends_with('g') {
            self.app.keyboard().press(&["Hangul"]);
        }
    }

    /// Returns once `text` stands in the field, the syllable in the making included.
    async fn reads(&self, field: &Locator<'_>, text: &str) {
        until_async(&format!("{field:?} reads “{text}”"), async || {
            (field.value().await == text).then_some(())
        })
        .await;
    }

    /// Notes the keys that reach the page from now on.
    async fn listen(&self) {
        let script = "window.heard = []; addEventListener('keydown', (event) => heard.push(event.key), true)";
        self.app.script(script, &[]).await;
    }

    async fn heard(&self, key: &str) {
        let script = "return heard.includes(arguments[0])";
        let heard = async || (self.app.script(script, &[&key]).await == json!(true)).then_some(());
        until_async(&format!("{key} has reached the page"), heard).await;
    }
}

#[tokio::test]
async fn the_syllable_in_the_making_is_visible() {
    let home = Home::new();
    let desk = Desk::at(&home).await;
    let name = steps::dialog(&desk.app, &KOREAN).find(Role::TextBox, "이름");
    desk.write_hangul_in(&name).await;
    desk.app.keyboard().press(&HAN_GEUL[..5]);
    // With WebKit's pre-edit text off, only the finished 한 would be there.
    desk.reads(&name, "한그").await;
    desk.app.picture("hangul-composing").await;
    desk.app.keyboard().press(&HAN_GEUL[5..]);
    desk.reads(&name, "한글").await;
}

#[tokio::test]
async fn an_enter_or_escape_that_ends_a_syllable_does_nothing_else() {
    let home = Home::new();
    let desk = Desk::at(&home).await;
    let app = &desk.app;
    let dialog = steps::dialog(app, &KOREAN);
    let name = dialog.find(Role::TextBox, "이름");
    desk.write_hangul_in(&name).await;
    desk.listen().await;

    app.keyboard().press(&HAN_GEUL);
    desk.reads(&name, "한글").await;
    app.keyboard().press(&["Escape"]);
    // What follows shows that the Escape has been dealt with. It turns the engine to Latin letters, too.
    app.keyboard().press(&["Hangul", "r", "k"]);
    desk.reads(&name, "한글가").await;
    assert!(dialog.is_there().await, "Escape ended the syllable, not the dialog");
    assert!(!app.find(Role::Button, "버리기").is_there().await, "nor does it ask");

    app.keyboard().press(&["Return"]);
    desk.heard("Enter").await;
    app.keyboard().press(&["s", "k"]);
    desk.reads(&name, "한글가나").await;
    assert_eq!(app.field("scopes").error().await, None, "Enter ended the syllable and saved nothing");

    let allow = dialog.find(Role::TextBox, "허용 IP");
    allow.enter().await;
    desk.reads(&name, "한글가나").await;
    app.type_text("10.0.0.0/8 ").await;
    app.keyboard().press(&["t", "k", "a", "n", "t", "l", "f"]);
    desk.reads(&allow, "10.0.0.0/8 사무실").await;
    app.keyboard().press(&["Return"]);
    app.keyboard().press(&["r", "k"]);
    desk.reads(&allow, "10.0.0.0/8 사무실가").await;
    assert!(steps::chips(app, "allow").await.is_empty(), "Enter ended the syllable and added no entry");
    app.keyboard().press(&["BackSpace", "BackSpace"]);
    desk.reads(&allow, "10.0.0.0/8 사무실").await;
    app.keyboard().press(&["Return"]);
    until_async("the entry", async || {
        (steps::chips(app, "allow").await == ["10.0.0.0/8 사무실"]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_name_typed_in_hangul_is_the_name_that_is_issued() {
    let home = Home::new();
    let desk = Desk::at(&home).await;
    let app = &desk.app;
    let dialog = steps::dialog(app, &KOREAN);
    let name = dialog.find(Role::TextBox, "이름");
    desk.write_hangul_in(&name).await;
    app.keyboard().press(&HAN_GEUL);
    desk.reads(&name, "한글").await;
    // The last syllable is still in the making: clicking elsewhere ends it.
    dialog.find(Role::Checkbox, "빌드 생성").click().await;
    steps::save_and_confirm(app, &KOREAN, "한글").await;
}
