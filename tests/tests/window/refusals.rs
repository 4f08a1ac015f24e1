//! Every bad input shows its message on its field, takes the focus there, and loses nothing that was typed.

use crate::{
    steps::{self, Form},
    words::KOREAN,
};
use acceptance::{App, Home, Role, Start, until_async};

/// Saves `form`, expects `message` on `field`, and leaves the dialog again.
async fn is_refused(app: &App<'_>, form: &Form, field: &str, message: &str) {
    steps::open_dialog(app, &KOREAN).await;
    steps::fill(app, &KOREAN, form).await;
    steps::dialog(app, &KOREAN).find(Role::Button, "저장").click().await;

    let said =
        until_async(&format!("an error on {field} for {form:?}"), async || app.field(field).error().await)
            .await;
    assert!(said.contains(message), "on {field}: “{said}” says “{message}”");
    until_async(&format!("the focus on {field}"), async || app.field(field).has_focus().await.then_some(()))
        .await;
    assert!(
        app.field(field).tells_its_error().await,
        "{field} is marked invalid and described by its message"
    );
    assert!(!app.find(Role::Dialog, "이대로 발급할까요?").is_there().await, "nothing is to be confirmed");
    assert_eq!(typed(steps::read(app, &KOREAN).await), typed(form.clone()), "nothing typed is lost");
    steps::discard(app, &KOREAN).await;
}

/// A chip may tell more than was typed (what is wrong with it): only what was typed is compared.
fn typed(form: Form) -> Form {
    let network = |entry: &String| entry.split(' ').next().unwrap().to_owned();
    Form {
        allow: form.allow.iter().map(network).collect(),
        block: form.block.iter().map(network).collect(),
        ..form
    }
}

#[tokio::test]
async fn a_bad_name_is_told_on_the_name() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    steps::issue(&app, &KOREAN, "Café 한글").await;
    let named = |name: &str| Form::good(name, &KOREAN);

    is_refused(&app, &named(""), "name", "이름을 적어 주세요").await;
    is_refused(&app, &named("CAFÉ 한글"), "name", "Café 한글").await;
    // As macOS types it: e with a combining accent, and each syllable in its parts (NFD).
    let decomposed = "Cafe\u{301} \u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}";
    is_refused(&app, &named(decomposed), "name", "이미 쓰고 있는 이름이에요").await;
}

#[tokio::test]
async fn a_bad_date_address_limit_or_scope_is_told_on_its_field() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    let good = Form::good("새 이름", &KOREAN);

    let yesterday = steps::days_from_now(0).pred_opt().unwrap().to_string();
    is_refused(&app, &Form { date: yesterday, ..good.clone() }, "expiry", "지난 날짜예요").await;

    let allowing = |entry: &str| {
        let allow = vec!["192.168.0.0/16".to_owned(), entry.to_owned()];
        Form { allow, ..good.clone() }
    };
    is_refused(&app, &allowing("10.0.0.0/33"), "allow", "32까지").await;
    is_refused(&app, &allowing("010.0.0.1"), "allow", "10.0.0.1").await;

    is_refused(&app, &Form { limit: "1e9".to_owned(), ..good.clone() }, "limit", "숫자로 읽을 수 없어요")
        .await;
    is_refused(&app, &Form { scopes: Vec::new(), ..good.clone() }, "scopes", "하나 이상").await;
}

#[tokio::test]
async fn of_several_bad_fields_the_first_takes_the_focus_and_each_tells_its_own() {
    let home = Home::new();
    let app = Start::at(&home).open().await;
    steps::load_sample_catalogue(&app).await;
    let form = Form { limit: "-1".to_owned(), scopes: Vec::new(), ..Form::good("둘", &KOREAN) };
    is_refused(&app, &form, "limit", "숫자로 읽을 수 없어요").await;

    steps::open_dialog(&app, &KOREAN).await;
    steps::fill(&app, &KOREAN, &form).await;
    steps::dialog(&app, &KOREAN).find(Role::Button, "저장").click().await;
    let scopes = until_async("an error on the scopes", async || app.field("scopes").error().await).await;
    assert!(scopes.contains("하나 이상"), "{scopes}");
    assert!(app.field("limit").has_focus().await, "the limit stands before the scopes");
    assert_eq!(app.field("allow").error().await, None, "a good field tells nothing");
}
