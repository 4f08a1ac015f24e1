//! RFC 7662 through the door.

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response, StatusCode};
use mapae_domain::{Life, RetiringCredential, Token};
use mapae_gate::{GateSettings, Peer, SecretDigest};
use serde_json::{Value, json};

use crate::asking::{APIS, Asking, code, later, only};
use crate::support::{catalogue, credential, noon, scopes, text, token, until};

const SECRET: &str = "gate-secret";

fn settings() -> GateSettings {
    GateSettings::default().with_introspection(Some(SecretDigest::of(SECRET.as_bytes())))
}

fn head(caller: Option<&str>) -> Parts {
    let mut builder = Request::builder().method("POST").uri("/introspect").header("host", "localhost");
    builder = builder.header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    if let Some(caller) = caller {
        builder = builder.header("authorization", format!("Bearer {caller}"));
    }
    builder.body(()).unwrap().into_parts().0
}

fn ask(asking: &Asking, caller: Option<&str>, body: &[u8]) -> Response<Bytes> {
    asking.answer(&head(caller), body, Peer::Address("192.0.2.1".parse().unwrap()))
}

fn about(asking: &Asking, secret: u32) -> Value {
    let body = format!("token_type_hint=access_token&token={}", str::from_utf8(&text(secret)).unwrap());
    let answer = ask(asking, Some(SECRET), body.as_bytes());
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(only(answer.headers(), "content-type"), Some("application/json"));
    assert_eq!(only(answer.headers(), "cache-control"), Some("no-store"));
    serde_json::from_slice(answer.body()).unwrap()
}

#[test]
fn a_token_that_may_be_used_is_told_of_and_of_any_other_nothing() {
    let with = |number: u32, change: &dyn Fn(&mut Token)| {
        let mut token = token(number, scopes(&["log", "other"]));
        change(&mut token);
        token
    };
    let tokens = [
        with(1, &|_| {}),
        with(2, &|token| token.expiry = until(2027, 1, 15)),
        with(3, &|token| token.expiry = until(2027, 1, 14)),
        with(4, &|token| token.life = Life::Disabled),
        with(5, &|token| token.life = Life::Revoked { at: noon(), reason: "leaked".to_owned() }),
        with(6, &|token| {
            token.retiring = Some(RetiringCredential { credential: credential(106), until: later(60) });
        }),
    ];
    let asking = Asking::with(&catalogue(&APIS), &tokens, &settings());
    let id = |number: usize| tokens[number - 1].id.to_string();
    let told = |number: usize| {
        json!({
            "active": true, "token_type": "Bearer", "scope": "log other", "sub": id(number),
            "client_id": id(number), "iat": 1_800_000_000,
        })
    };
    assert_eq!(about(&asking, 1), told(1));
    // Midnight in Seoul is 15:00 UTC.
    let expiring = {
        let mut told = told(2);
        told["exp"] = json!(later(3 * 3600).timestamp());
        told
    };
    assert_eq!(about(&asking, 2), expiring);
    for secret in [3, 4, 5, 99] {
        assert_eq!(about(&asking, secret), json!({ "active": false }), "{secret}");
    }
    let retiring = about(&asking, 106);
    assert_eq!(retiring["active"], json!(true), "its grace lasts");
    assert_eq!(retiring["exp"], json!(later(60).timestamp()));
    asking.set_clock(chrono::TimeDelta::seconds(60));
    assert_eq!(about(&asking, 106), json!({ "active": false }));
    assert_eq!(about(&asking, 6), told(6));
    assert_eq!(asking.gate.figures().allowed, 0, "nothing is counted");
    assert_eq!(asking.gate.decisions().count(), 0, "nor recorded as a request");
}

#[test]
fn only_who_knows_the_gate_s_secret_may_ask() {
    let open = Asking::with(&catalogue(&APIS), &[token(1, scopes(&["log"]))], &settings());
    let body = [b"token=".as_slice(), &text(1)].concat();
    for caller in [None, Some("gate-secre"), Some("gate-secret2"), Some("")] {
        let answer = ask(&open, caller, &body);
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{caller:?}");
        assert_eq!(code(&answer), "caller_unknown");
        assert_eq!(only(answer.headers(), "www-authenticate"), Some(r#"Bearer realm="mapae introspection""#));
    }
    assert_eq!(ask(&open, Some(SECRET), &body).status(), StatusCode::OK);

    let closed = Asking::of(&[token(1, scopes(&["log"]))]);
    for caller in [None, Some(SECRET), Some("")] {
        assert_eq!(ask(&closed, caller, &body).status(), StatusCode::NOT_FOUND, "{caller:?}");
    }
    for _ in 0..40 {
        ask(&open, Some("guess"), &body);
    }
    assert_eq!(ask(&open, Some("guess"), &body).status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask(&open, Some(SECRET), &body).status(), StatusCode::OK, "who knows it is not held up");
}

#[test]
fn the_form_has_one_token() {
    let asking = Asking::with(&catalogue(&APIS), &[token(1, scopes(&["log"]))], &settings());
    let own = str::from_utf8(&text(1)).unwrap().to_owned();
    let long = "x=".to_owned() + &"y".repeat(5000) + "&token=" + &own;
    for (body, status) in [
        (format!("token={own}"), 200),
        (format!("%74oken={own}&a=b"), 200),
        (format!("token={}", own.replace('_', "%5F")), 200),
        ("token=".to_owned(), 200),
        ("token".to_owned(), 200),
        (String::new(), 400),
        ("tokens=a".to_owned(), 400),
        (format!("token={own}&token={own}"), 400),
        (long, 400),
    ] {
        assert_eq!(ask(&asking, Some(SECRET), body.as_bytes()).status().as_u16(), status, "{body}");
    }
    let mut json = head(Some(SECRET));
    json.headers.insert("content-type", "application/json".parse().unwrap());
    let peer = Peer::Local;
    let answer = asking.answer(&json, format!("token={own}").as_bytes(), peer);
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let mut get = head(Some(SECRET));
    get.method = http::Method::GET;
    let answer = asking.answer(&get, b"", peer);
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(only(answer.headers(), "allow"), Some("POST"));
}

#[test]
fn a_gate_without_a_registry_does_not_call_tokens_inactive() {
    let asking = Asking::unloaded(&settings());
    let body = [b"token=".as_slice(), &text(1)].concat();
    assert_eq!(ask(&asking, Some(SECRET), &body).status(), StatusCode::SERVICE_UNAVAILABLE);
}
