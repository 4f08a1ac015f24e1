//! The canary: a token that was issued and copied is found nowhere but on the clipboard.

use crate::{
    steps::{self, Form},
    words::KOREAN,
};
use acceptance::{App, Home, Key, Role, Start, until_async};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use std::sync::Arc;

/// Everything that Rust tells the page goes through one of these two: the answer of a request, or a callback.
const OVERHEAR: &str = "\
    window.overheard = []; \
    const ask = window.fetch; \
    window.fetch = async (...request) => { \
        const answer = await ask(...request); \
        overheard.push(`${request[0]} ${await answer.clone().text()}`); \
        return answer; \
    }; \
    const callbacks = window.__TAURI_INTERNALS__.callbacks; \
    const get = callbacks.get.bind(callbacks); \
    callbacks.get = (id) => { \
        const callback = get(id); \
        return callback && ((told) => { overheard.push(`callback ${JSON.stringify(told)}`); callback(told); }); \
    };";

#[tokio::test]
async fn an_issued_and_copied_token_is_found_nowhere_else() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    let display = Arc::clone(app.display());
    app.script(OVERHEAR, &[]).await;
    let mut seen = Vec::new();

    steps::load_sample_catalogue(&app).await;
    steps::open_dialog(&app, &KOREAN).await;
    steps::fill(&app, &KOREAN, &Form::good("카나리아", &KOREAN)).await;
    seen.push(all_of_the_page(&app).await);
    steps::save_and_confirm(&app, &KOREAN, "카나리아").await;
    seen.push(all_of_the_page(&app).await);
    let token = steps::copy(&app, &KOREAN, "카나리아").await;
    app.shows("초 뒤").await;
    seen.push(all_of_the_page(&app).await);
    // The page can't read the clipboard, whatever it tries.
    let read = app.script_async(READ_CLIPBOARD, &[]).await;
    seen.push(read.to_string());
    app.press(Key::Enter).await;
    app.find(Role::Button, "지금 지우기").click().await;
    app.shows("지워진 것을 확인했어요").await;
    seen.push(all_of_the_page(&app).await);

    let forms = Forms::of(&token);
    let hint = &token[..10];
    for (position, page) in seen.iter().enumerate() {
        forms.are_not_in(page.as_bytes(), &format!("the page or what it was told, at look {position}"));
    }
    let told = seen.last().unwrap();
    assert!(
        told.contains("issue_token") && told.contains("copy_token"),
        "the answers were overheard: {told}"
    );
    assert!(told.contains(hint), "what may be shown is shown, so the look is a real one");
    app.quit().await;
    assert_eq!(acceptance::Clipboard::of(&display).text(), None);

    let files = home.files();
    for (path, content) in &files {
        forms.are_not_in(content, &path.display().to_string());
    }
    let holds_hint = |(_, content): &&(_, Vec<u8>)| Forms::find(content, hint.as_bytes());
    assert!(
        files.iter().any(|file| holds_hint(&file)),
        "the registry keeps the hint, so the search is a real one"
    );
    assert!(files.iter().any(|(path, _)| path.ends_with("mapae.log")), "the log was among the files");
}

const READ_CLIPBOARD: &str = "\
    const done = arguments[arguments.length - 1]; \
    const ask = navigator.clipboard?.readText?.() ?? Promise.resolve('no way'); \
    const later = new Promise((resolve) => setTimeout(resolve, 1000, 'no answer')); \
    Promise.race([ask, later]).then(done, (error) => done(String(error)));";

/// The source, the text, what stands in fields, what the page stores, and all it was told so far.
async fn all_of_the_page(app: &App<'_>) -> String {
    until_async("the page stands still", async || {
        (app.script("return document.querySelector('[aria-busy=true]') === null", &[]).await == true)
            .then_some(())
    })
    .await;
    let script = "return JSON.stringify([ \
        document.documentElement.outerHTML, document.body.innerText, \
        [...document.querySelectorAll('input, textarea')].map((it) => it.value), \
        { ...localStorage }, { ...sessionStorage }, document.cookie, overheard ])";
    let page = app.script(script, &[]).await;
    format!("{}{}", app.source().await, page.as_str().unwrap())
}

/// The ways in which a token may hide in bytes.
struct Forms(Vec<(&'static str, Vec<u8>)>);

impl Forms {
    fn of(token: &str) -> Self {
        // Without prefix and checksum: the part that is secret.
        let body = &token[6..38];
        let hex: String = body.bytes().map(|byte| format!("{byte:02x}")).collect();
        let utf16: Vec<u16> = body.encode_utf16().collect();
        let mut forms = vec![
            ("as text", body.as_bytes().to_vec()),
            ("reversed", body.bytes().rev().collect()),
            ("as UTF-16, little-endian", utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
            ("as UTF-16, big-endian", utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
            ("in hexadecimal", hex.clone().into_bytes()),
            ("in upper-case hexadecimal", hex.to_uppercase().into_bytes()),
        ];
        // Base64 of a longer text holds ours at one of three offsets; what its neighbours colour is left out.
        for offset in 0..3 {
            let padded = [&b"xx"[..offset], body.as_bytes()].concat();
            let encoded = STANDARD_NO_PAD.encode(padded);
            let (first, end) = ((offset * 4).div_ceil(3), (offset + body.len()) * 4 / 3);
            forms.push(("in base64", encoded.as_bytes()[first..end].to_vec()));
        }
        Self(forms)
    }

    fn find(bytes: &[u8], wanted: &[u8]) -> bool {
        bytes.windows(wanted.len()).any(|window| window == wanted)
    }

    fn are_not_in(&self, bytes: &[u8], place: &str) {
        for (form, wanted) in &self.0 {
            assert!(!Self::find(bytes, wanted), "the token stands {form} in {place}");
        }
    }
}

#[test]
fn a_token_is_recognised_in_every_form() {
    let token = "mapae_abcdefghijklmnopqrstuvwxyz012345ABCDEF";
    let forms = Forms::of(token);
    assert!(Forms::find(token.as_bytes(), &forms.0[0].1));
    for surroundings in ["", "a", "ab", "abc", "key="] {
        let encoded = STANDARD_NO_PAD.encode(format!("{surroundings}{token} and so on"));
        let hit = forms
            .0
            .iter()
            .any(|(form, wanted)| *form == "in base64" && Forms::find(encoded.as_bytes(), wanted));
        assert!(hit, "in {encoded}");
    }
}
