//! Every refusal, in every dialect: status, code and headers.

use std::collections::HashSet;
use std::num::NonZeroU32;

use chrono::TimeDelta;
use http::StatusCode;
use mapae_domain::{AllowList, BlockList, Life, Limit, Period, RetiringCredential, Token};
use mapae_gate::{Dialect, GateSettings};

use crate::asking::{APIS, Asking, Question, code, only, trusting};
use crate::support::{catalogue, credential, entries, noon, scopes, text, token, until};

fn tokens() -> Vec<Token> {
    let with = |number: u32, change: &dyn Fn(&mut Token)| {
        let mut token = token(number, scopes(&["log"]));
        change(&mut token);
        token
    };
    vec![
        with(1, &|_| {}),
        with(2, &|token| token.life = Life::Revoked { at: noon(), reason: "leaked".to_owned() }),
        with(3, &|token| token.life = Life::Disabled),
        with(4, &|token| token.expiry = until(2027, 1, 14)),
        with(5, &|token| {
            token.retiring = Some(RetiringCredential {
                credential: credential(105),
                until: noon() - TimeDelta::seconds(1),
            });
        }),
        with(6, &|token| token.allow = AllowList::from_entries(entries(&["198.51.100.0/24"])).unwrap()),
        with(7, &|token| {
            token.block = BlockList::from_entries(entries(&["192.0.2.0/24 # office"])).unwrap();
        }),
        with(8, &|token| {
            token.limit = Limit::Max { count: NonZeroU32::MIN, period: Period::Minute };
        }),
        with(9, &|token| token.limit = Limit::Max { count: NonZeroU32::MIN, period: Period::Total }),
    ]
}

/// (what is asked, status, code, WWW-Authenticate)
type Case = (&'static str, fn(Question) -> Question, u16, &'static str, Option<&'static str>);

const BARE: &str = r#"Bearer realm="mapae""#;
const INVALID_REQUEST: &str = r#"Bearer realm="mapae", error="invalid_request""#;
const INVALID_TOKEN: &str = r#"Bearer realm="mapae", error="invalid_token""#;
const SCOPE: &str = r#"Bearer realm="mapae", error="insufficient_scope""#;

const CASES: &[Case] = &[
    ("no token", |ask| ask, 401, "token_missing", Some(BARE)),
    ("another scheme", |ask| ask.header("Authorization", "Basic YTpi"), 401, "token_missing", Some(BARE)),
    (
        "no credential",
        |ask| ask.header("Authorization", "Bearer"),
        400,
        "invalid_request",
        Some(INVALID_REQUEST),
    ),
    (
        "two words",
        |ask| ask.header("Authorization", "Bearer a b"),
        400,
        "invalid_request",
        Some(INVALID_REQUEST),
    ),
    ("two headers", |ask| ask.secret(1).secret(1), 400, "invalid_request", Some(INVALID_REQUEST)),
    (
        "two headers, joined by Envoy",
        |ask| {
            let text = String::from_utf8(text(1).to_vec()).unwrap();
            ask.header("Authorization", format!("Bearer {text},Bearer {text}"))
        },
        400,
        "invalid_request",
        Some(INVALID_REQUEST),
    ),
    (
        "in the query",
        |ask| ask.target("GET", "/v1/log/7?a=b&access_token=x"),
        400,
        "invalid_request",
        Some(INVALID_REQUEST),
    ),
    (
        "in the query too",
        |ask| ask.secret(1).target("GET", "/v1/log/7?access%5Ftoken=x"),
        400,
        "invalid_request",
        Some(INVALID_REQUEST),
    ),
    (
        "in the query under any name",
        |ask| {
            let target = format!("/v1/log/7?key={}", str::from_utf8(&text(1)).unwrap());
            ask.secret(1).target("GET", &target)
        },
        400,
        "invalid_request",
        Some(INVALID_REQUEST),
    ),
    (
        "not one of ours",
        |ask| ask.header("Authorization", "Bearer abc"),
        401,
        "invalid_token",
        Some(INVALID_TOKEN),
    ),
    ("nobody's", |ask| ask.secret(99), 401, "invalid_token", Some(INVALID_TOKEN)),
    (
        "withdrawn",
        |ask| ask.secret(2),
        401,
        "token_revoked",
        Some(r#"Bearer realm="mapae", error="invalid_token", error_description="The token was withdrawn""#),
    ),
    (
        "switched off",
        |ask| ask.secret(3),
        401,
        "token_disabled",
        Some(r#"Bearer realm="mapae", error="invalid_token", error_description="The token is switched off""#),
    ),
    (
        "expired",
        |ask| ask.secret(4),
        401,
        "token_expired",
        Some(r#"Bearer realm="mapae", error="invalid_token", error_description="The token has expired""#),
    ),
    (
        "an old secret",
        |ask| ask.secret(105),
        401,
        "secret_retired",
        Some(r#"Bearer realm="mapae", error="invalid_token", error_description="The token was issued anew""#),
    ),
    ("address unknown", |ask| ask.secret(6).from("10.0.0.1"), 403, "address_unknown", None),
    ("address not allowed", |ask| ask.secret(6), 403, "address_not_allowed", None),
    ("address blocked", |ask| ask.secret(7), 403, "address_blocked", None),
    ("ambiguous", |ask| ask.secret(1).target("GET", "/v1//log/7"), 403, "ambiguous_path", Some(SCOPE)),
    ("no such API", |ask| ask.secret(1).target("get", "/v1/log/7"), 403, "no_such_api", Some(SCOPE)),
    (
        "not held",
        |ask| ask.secret(1).target("GET", "/v1/other"),
        403,
        "insufficient_scope",
        Some(r#"Bearer realm="mapae", error="insufficient_scope", scope="other""#),
    ),
    ("used up", |ask| ask.secret(8), 429, "limit_exceeded", None),
    ("used up for ever", |ask| ask.secret(9), 429, "limit_exceeded", None),
];

#[test]
fn each_refusal_has_its_status_and_code_in_each_dialect() {
    for dialect in Dialect::ALL {
        let asking = Asking::with(&catalogue(&APIS), &tokens(), &trusting("X-Forwarded-For"));
        for number in [8, 9] {
            let first = asking.ask(&Question::to(dialect).secret(number));
            assert_eq!(first.status(), StatusCode::OK, "{dialect:?} {number}");
            assert_eq!(only(first.headers(), "ratelimit").map(|text| text.contains("r=0")), Some(true));
        }
        for (what, ask, status, expected, challenge) in CASES {
            let answer = asking.ask(&ask(Question::to(dialect)));
            let headers = answer.headers();
            let is_nginx_s = dialect == Dialect::Nginx && matches!(status, 400 | 429);
            let sent = if is_nginx_s { 403 } else { *status };
            assert_eq!(answer.status().as_u16(), sent, "{what} to {dialect:?}");
            let meant = is_nginx_s.then(|| status.to_string());
            assert_eq!(only(headers, "x-mapae-status"), meant.as_deref(), "{what} to {dialect:?}");
            assert_eq!(code(&answer), *expected, "{what} to {dialect:?}");
            assert_eq!(only(headers, "www-authenticate"), *challenge, "{what} to {dialect:?}");
            assert_eq!(only(headers, "content-type"), Some("application/problem+json"));
            assert_eq!(only(headers, "cache-control"), Some("no-store"));
            for name in ["x-mapae-token-id", "x-mapae-token-name", "x-mapae-scopes"] {
                assert_eq!(only(headers, name), Some(""), "{what} to {dialect:?}");
            }
            assert_eq!(asking.recorded().status, sent, "{what} to {dialect:?}");
        }
    }
}

#[test]
fn a_used_up_limit_says_when_to_come_again() {
    let asking = Asking::of(&tokens());
    let ask = |number| asking.ask(&Question::to(Dialect::Haproxy).secret(number));
    let (first, second) = (ask(8), ask(8));
    assert_eq!(only(first.headers(), "ratelimit-policy"), Some(r#""minute";q=1;w=60"#));
    assert_eq!(only(first.headers(), "ratelimit"), Some(r#""minute";r=0"#));
    assert_eq!(only(first.headers(), "retry-after"), None);
    assert_eq!(only(second.headers(), "ratelimit-policy"), Some(r#""minute";q=1;w=60"#));
    let wait: u64 = only(second.headers(), "retry-after").unwrap().parse().unwrap();
    assert!((60..=64).contains(&wait), "{wait}");
    assert_eq!(only(second.headers(), "ratelimit"), Some(&*format!(r#""minute";r=0;t={wait}"#)));
    ask(9);
    let ever = ask(9);
    assert_eq!(only(ever.headers(), "ratelimit-policy"), Some(r#""total";q=1"#));
    assert_eq!(only(ever.headers(), "retry-after"), None, "time alone does not help");
}

#[test]
fn refusals_before_the_secret_is_proven_are_the_same_bytes() {
    let spoiled = |change: &dyn Fn(&mut [u8; 44])| {
        let mut text = text(1);
        change(&mut text);
        String::from_utf8(text.to_vec()).unwrap()
    };
    let guesses = [
        spoiled(&|text| text[10] ^= 1),
        spoiled(&|text| text[43] = if text[43] == b'0' { b'1' } else { b'0' }),
        spoiled(&|text| text[0] = b'n'),
        String::from_utf8(text(77).to_vec()).unwrap(),
        "a".to_owned(),
        "mapae_".to_owned(),
        "-._~+/=".to_owned(),
    ];
    for dialect in Dialect::ALL {
        let asking = Asking::of(&tokens());
        let answers: HashSet<String> = guesses
            .iter()
            .flat_map(|guess| {
                [("GET", "/v1/log/7"), ("POST", "/nowhere"), ("GET", "//")].map(|target| (guess, target))
            })
            .map(|(guess, (method, target))| {
                let question = Question::to(dialect).target(method, target);
                let answer = asking.ask(&question.header("Authorization", format!("Bearer {guess}")));
                format!("{answer:?}")
            })
            .collect();
        assert_eq!(answers.len(), 1, "{dialect:?}: {answers:#?}");
    }
}

#[test]
fn an_allowed_request_names_its_token() {
    let mut named = token(1, scopes(&["log", "other"]));
    named.name = mapae_domain::TokenName::parse("빌드 100%").unwrap();
    for dialect in Dialect::ALL {
        let asking = Asking::of(std::slice::from_ref(&named));
        let forged = Question::to(dialect).secret(1).header("X-Mapae-Token-Id", "forged");
        let answer = asking.ask(&forged);
        assert_eq!(answer.status(), StatusCode::OK, "Envoy lets pass 200 alone");
        assert_eq!(answer.body().len(), 0);
        let headers = answer.headers();
        assert_eq!(only(headers, "x-mapae-token-id"), Some(&*named.id.to_string()));
        assert_eq!(only(headers, "x-mapae-token-name"), Some("%EB%B9%8C%EB%93%9C%20100%25"));
        assert_eq!(only(headers, "x-mapae-scopes"), Some("log other"));
        assert_eq!(only(headers, "cache-control"), Some("no-store"));
        assert_eq!(only(headers, "ratelimit"), None, "there is no limit");
        assert_eq!(only(headers, "x-mapae-status"), None);
    }
}

#[test]
fn a_gate_without_a_registry_lets_nobody_in_and_says_when_to_come_again() {
    for dialect in Dialect::ALL {
        let asking = Asking::unloaded(&GateSettings::default());
        let answer = asking.ask(&Question::to(dialect).secret(1));
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(only(answer.headers(), "retry-after"), Some("1"));
        assert_eq!(only(answer.headers(), "x-mapae-token-id"), Some(""));
        assert_eq!(asking.gate.figures().unavailable, 1);
    }
}

#[test]
fn many_invalid_tokens_are_told_to_wait_and_a_proven_one_is_not() {
    let asking = Asking::of(&tokens());
    let ask = |question: Question| asking.ask(&question);
    for _ in 0..30 {
        assert_eq!(ask(Question::to(Dialect::Forward).secret(99)).status(), StatusCode::UNAUTHORIZED);
    }
    let last = asking.gate.decisions().count();
    for question in [
        Question::to(Dialect::Forward).secret(99),
        Question::to(Dialect::Forward).header("Authorization", "Bearer a"),
    ] {
        let answer = ask(question);
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(code(&answer), "too_many_failures");
        assert!(only(answer.headers(), "retry-after").is_some());
    }
    assert_eq!(asking.gate.decisions().count(), last, "a flood drives nothing out of the record");
    assert_eq!(asking.gate.figures().throttled, 2);
    let at_nginx = ask(Question::to(Dialect::Nginx).secret(99));
    assert_eq!(at_nginx.status(), StatusCode::FORBIDDEN);
    assert_eq!(only(at_nginx.headers(), "x-mapae-status"), Some("429"));
    assert_eq!(ask(Question::to(Dialect::Forward).secret(1)).status(), StatusCode::OK, "proven");
    assert_eq!(ask(Question::to(Dialect::Forward)).status(), StatusCode::UNAUTHORIZED, "shows none");
    let elsewhere = Question::to(Dialect::Forward).secret(99).from("192.0.2.2");
    assert_eq!(ask(elsewhere).status(), StatusCode::UNAUTHORIZED);
}
