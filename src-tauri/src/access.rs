//! Tests of the door between the page and Rust, on Tauri's mock runtime: no display, the real access-control list.

use crate::{
    clipboard::{Desktop, TokenClipboard, Unavailable},
    commands::views::Happening,
    folders::Folders,
    gate::GateState,
    preferences::PreferencesFile,
    registry_state::RegistryState,
    typing::TypingKey,
    watch::Watch,
    with_commands,
};
use mapae_vault::Start;
use serde_json::{Value, json};
use std::sync::Arc;
use tauri::{
    Manager, WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder},
    webview::InvokeRequest,
};
use zeroize::Zeroizing;

/// A window on a registry of its own, in a folder that goes with it.
struct Door {
    window: WebviewWindow<MockRuntime>,
    _folder: tempfile::TempDir,
}

impl Door {
    fn open_as(label: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temp folder");
        let under = |name| folder.path().join(name);
        let folders =
            Folders { data: under("data"), config: under("config"), state: under("state"), moved: true };
        folders.create().expect("three folders in it");
        let gate = GateState::new(&folders);
        let registry = RegistryState::open(folders.clone(), Start::Unlocked, gate.clone());
        let preferences = PreferencesFile::open(&folders.config);
        let typing_key = TypingKey::random().expect("random bytes");
        let application = with_commands(mock_builder(), &folders, preferences, registry, gate, typing_key)
            .build(tauri::generate_context!(test = true))
            .expect("the application without a display");
        application.manage(Arc::new(TokenClipboard::new(NoClipboard)));
        // As behind the first list: some answers wait until all is read.
        application.state::<RegistryState>().registry().expect("it opens").start_indexing(|| ());
        let window = WebviewWindowBuilder::new(&application, label, Default::default())
            .build()
            .expect("a mock window");
        Self { window, _folder: folder }
    }

    fn ask(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().expect("a url"),
            body: InvokeBody::Json(arguments),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.window, request)
            .map(|body| body.deserialize().expect("our commands answer in JSON"))
    }
}

struct NoClipboard;

impl Desktop for NoClipboard {
    fn write_secret(&self, _text: &str) -> Result<(), Unavailable> {
        Err(Unavailable)
    }
    fn read(&self) -> Result<Option<Zeroizing<String>>, Unavailable> {
        Err(Unavailable)
    }
    fn clear(&self) -> Result<(), Unavailable> {
        Err(Unavailable)
    }
}

impl Door {
    /// As the page encrypts it.
    fn typed(&self, text: &str) -> Value {
        let session = self.ask("session", json!({})).expect("a session");
        crate::typing::tests::encrypt(text, session["typingKey"].as_str().expect("a key"))
    }
}

fn draft(name: &str) -> Value {
    json!({ "draft": {
        "name": name, "description": "", "expiry": { "kind": "never" }, "allow": ["10.1.2.3/8 사무실"], "block": [],
        "limit": { "count": "", "period": "total" }, "scopes": ["build-create"],
    }})
}

fn first_page() -> Value {
    json!({ "query": everything(), "offset": 0, "limit": 10 })
}

/// What the window asks for at first: all, newest first.
fn everything() -> Value {
    json!({
        "text": "", "statuses": [], "scopes": [], "expiresWithin": null, "limited": null, "custody": null, "used": null,
        "token": null, "deleted": false, "sort": "issued", "descending": true,
    })
}

#[test]
fn every_listed_command_is_let_through_to_its_own_answer() {
    macro_rules! names {
        ($($module:ident :: $name:ident),* $(,)?) => { &[$(stringify!($name)),*] };
    }
    let door = Door::open_as("main");
    let commands: &[&str] = for_each_command!(names);
    // One of them is answered when something happens.
    door.window.state::<Watch>().tell(Happening::GateChanged);
    for command in commands {
        let answer = door.ask(command, json!({}));
        let refused = matches!(&answer, Err(Value::String(text)) if text.contains("not allowed"));
        assert!(!refused, "{command} is listed, and was refused: {answer:?}");
    }
}

#[test]
fn an_unlisted_command_is_refused() {
    let door = Door::open_as("main");
    for command in
        ["open_sealed", "plugin:clipboard-manager|read_text", "plugin:event|listen", "plugin:window|close"]
    {
        let answer = door.ask(command, json!({}));
        assert!(
            matches!(&answer, Err(Value::String(text)) if text.contains("not allowed") || text.contains("not found")),
            "{command} must not be callable: {answer:?}"
        );
    }
}

#[test]
fn a_window_with_another_label_may_call_nothing() {
    let door = Door::open_as("other");
    let answer = door.ask("list_tokens", first_page());
    assert!(answer.is_err(), "the capability names the window `main` alone: {answer:?}");
}

#[test]
fn a_token_is_issued_and_listed_over_the_wire() {
    let door = Door::open_as("main");
    door.ask("load_sample_catalogue", json!({})).expect("the sample");
    let report = door.ask("check_draft", draft("배포 자동화")).expect("a report");
    assert_eq!(report["ready"], true, "{report}");
    assert_eq!(report["allow"]["entries"][0]["value"]["network"], "10.0.0.0/8");
    assert_eq!(report["allow"]["entries"][0]["notices"][0]["code"], "host_bits_cut");
    let row = door.ask("issue_token", draft("배포 자동화")).expect("a row");
    assert_eq!(row["name"], "배포 자동화");
    let page = door.ask("list_tokens", first_page()).expect("a page");
    assert_eq!(page["total"], 1);
    assert_eq!(page["rows"][0], row, "the table shows what issuing answered");
    let detail = door.ask("token_detail", json!({ "id": row["id"] })).expect("details");
    assert_eq!(detail["allow"][0], json!({ "network": "10.0.0.0/8", "note": "사무실" }));
}

#[test]
fn a_refused_draft_names_its_field() {
    let door = Door::open_as("main");
    door.ask("load_sample_catalogue", json!({})).expect("the sample");
    door.ask("issue_token", draft("Grafana")).expect("a row");
    let error = door.ask("issue_token", draft("grafana")).expect_err("the same name in another case");
    assert_eq!(
        error,
        json!({ "code": "draft_refused", "field": "name", "reference": null, "seconds": null })
    );
}

#[test]
fn a_token_lives_over_the_wire_and_who_is_late_is_told() {
    let door = Door::open_as("main");
    door.ask("load_sample_catalogue", json!({})).expect("the sample");
    let id = door.ask("issue_token", draft("배포")).expect("a row")["id"].clone();
    let edit = json!({
        "revision": 1, "description": "야간 배치", "expiry": { "kind": "never" }, "allow": [], "block": [],
        "limit": { "count": "", "period": "total" }, "scopes": ["build-create"],
    });
    let report = door.ask("check_edit", json!({ "id": id, "edit": edit })).expect("a report");
    let fields: Vec<_> =
        report["changes"].as_array().expect("changes").iter().filter_map(|it| it["field"].as_str()).collect();
    assert_eq!((fields, &report["ready"]), (vec!["description", "allow"], &json!(true)), "{report}");
    assert_eq!(
        door.ask("edit_token", json!({ "id": id, "edit": edit })).expect("edited")["row"]["revision"],
        2
    );
    let late = door.ask("edit_token", json!({ "id": id, "edit": edit })).expect_err("of an older state");
    assert_eq!(late["code"], "outdated");

    let rotated = door.ask("rotate_token", json!({ "id": id, "grace": "day" })).expect("rotated");
    assert_eq!(rotated["retiring"]["lastUsed"], Value::Null);
    assert_eq!(door.ask("disable_token", json!({ "id": id })).expect("off")["row"]["status"], "disabled");
    let early = door.ask("delete_token", json!({ "id": id, "name": "배포" })).expect_err("it is in force");
    assert_eq!(early["code"], "token_in_force");
    door.ask("revoke_token", json!({ "id": id, "reason": "유출 의심" })).expect("withdrawn");
    let other = door.ask("delete_token", json!({ "id": id, "name": "배" })).expect_err("not its name");
    assert_eq!(other["code"], "name_mismatch");
    door.ask("delete_token", json!({ "id": id, "name": "배포" })).expect("deleted");
    let filter = json!({ "from": null, "to": null, "kinds": [], "token": id });
    let trail = door
        .ask("list_events", json!({ "filter": filter, "offset": 0, "limit": 20 }))
        .expect("its time line");
    let kinds: Vec<_> =
        trail["rows"].as_array().expect("rows").iter().filter_map(|it| it["kind"].as_str()).collect();
    let expected = ["deleted", "revoked", "disabled", "rotated", "edited", "issued"];
    assert_eq!(kinds, expected.map(|what| format!("token_{what}")));
}

#[test]
fn a_clipboard_that_is_not_there_is_said_with_its_code() {
    let door = Door::open_as("main");
    door.ask("load_sample_catalogue", json!({})).expect("the sample");
    let row = door.ask("issue_token", draft("배치")).expect("a row");
    let error = door.ask("copy_token", json!({ "id": row["id"] })).expect_err("no clipboard here");
    assert_eq!(error["code"], "clipboard_failed");
}

#[test]
fn a_locked_registry_shows_nothing_until_the_passphrase_is_typed() {
    const RIGHT: &str = "a horse, a medal and a road";
    let door = Door::open_as("main");
    door.ask("load_sample_catalogue", json!({})).expect("the sample");
    door.ask("issue_token", draft("배치")).expect("a row");
    assert_eq!(door.ask("lock", json!({})).expect_err("no passphrase")["code"], "nothing_to_lock_with");
    let short = door.ask("check_passphrase", json!({ "text": door.typed("짧아요") })).expect("a report");
    assert_eq!((&short["problem"], &short["shortest"]), (&json!("too_short"), &json!(15)));
    let set = door.ask("set_passphrase", json!({ "present": null, "text": door.typed(RIGHT) })).expect("set");
    assert_eq!((&set["passphrase"], &set["keyFile"]), (&json!(true), &json!(false)));

    door.ask("lock", json!({})).expect("locked");
    let session = door.ask("session", json!({})).expect("a session");
    assert_eq!(
        (&session["registry"]["kind"], &session["registry"]["because"]),
        (&json!("locked"), &json!("person"))
    );
    let page = first_page();
    assert_eq!(door.ask("list_tokens", page.clone()).expect_err("locked")["code"], "locked");
    let unlock =
        |text| door.ask("unlock", json!({ "input": { "with": "passphrase", "text": door.typed(text) } }));
    assert_eq!(unlock("a horse, a medal and a toad").expect_err("wrong")["code"], "wrong_passphrase");
    assert_eq!(unlock(RIGHT).expect("open")["registry"]["kind"], "open");
    assert_eq!(door.ask("list_tokens", page).expect("a page")["total"], 1);
}
