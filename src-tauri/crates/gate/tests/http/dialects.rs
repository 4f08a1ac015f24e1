//! How each gateway says what it asks about. Heads are as the gateways send them.

use http::request::Parts;
use http::{Request, StatusCode};
use mapae_gate::{Dialect, GatewayFault, Outcome, Peer};

use crate::asking::{Asking, Question, code};
use crate::support::{scopes, text, token};

const METHOD: [(Dialect, &str, &str); 3] = [
    (Dialect::Nginx, "X-Original-Method", "X-Original-URI"),
    (Dialect::Haproxy, "X-Original-Method", "X-Original-URI"),
    (Dialect::Forward, "X-Forwarded-Method", "X-Forwarded-Uri"),
];

/// A head from lines as they stand on the wire; `TOKEN` is secret 1.
fn head(lines: &str) -> Parts {
    let lines = lines.trim().replace("TOKEN", str::from_utf8(&text(1)).unwrap());
    let mut lines = lines.lines().map(str::trim);
    let mut request = lines.next().unwrap().split(' ');
    let mut builder = Request::builder().method(request.next().unwrap()).uri(request.next().unwrap());
    for (name, value) in lines.map(|line| line.split_once(": ").unwrap()) {
        builder = builder.header(name, value);
    }
    builder.body(()).unwrap().into_parts().0
}

fn asking() -> Asking {
    Asking::of(&[token(1, scopes(&["build", "log"]))])
}

#[test]
fn nginx_asks_with_the_headers_of_the_recipe() {
    let asking = asking();
    let head = head(
        "GET /auth/nginx HTTP/1.1
        Host: 127.0.0.1:7461
        X-Forwarded-For: 203.0.113.7
        X-Original-Method: POST
        X-Original-URI: /v1/build?branch=main
        User-Agent: curl/7.88.1
        Accept: */*
        Authorization: Bearer TOKEN",
    );
    let answer = asking.answer(&head, b"", Peer::Local);
    assert_eq!(answer.status(), StatusCode::OK);
    let record = asking.recorded();
    assert_eq!((record.method.as_str(), record.path.as_str()), ("POST", "/v1/build"), "without the query");
    assert_eq!(record.client, Some("203.0.113.7".parse().unwrap()), "a peer at the socket is trusted");
}

#[test]
fn envoy_asks_with_its_caller_s_own_method_path_and_host() {
    let asking = asking();
    let head = head(
        "POST /auth/envoy/v1/build?branch=main HTTP/1.1
        host: api.example.com
        content-length: 0
        authorization: Bearer TOKEN
        x-envoy-internal: true
        x-forwarded-for: 172.17.0.1
        x-envoy-expected-rq-timeout-ms: 250",
    );
    let answer = asking.answer(&head, b"", Peer::Address("127.0.0.1".parse().unwrap()));
    assert_eq!(answer.status(), StatusCode::OK);
    let record = asking.recorded();
    assert_eq!((record.dialect, record.method.as_str()), (Dialect::Envoy, "POST"));
    assert_eq!(record.path, "/v1/build");
    assert_eq!(record.client, Some("127.0.0.1".parse().unwrap()), "nobody said that it is trusted");
}

#[test]
fn traefik_and_caddy_ask_with_forwarded_headers() {
    for (what, lines) in [
        (
            "Traefik 3",
            "GET /auth/forward HTTP/1.1
            Host: 127.0.0.1:7461
            User-Agent: curl/8.5.0
            Accept: */*
            Authorization: Bearer TOKEN
            X-Forwarded-For: 172.17.0.1
            X-Forwarded-Host: api.example.com
            X-Forwarded-Method: POST
            X-Forwarded-Port: 80
            X-Forwarded-Proto: http
            X-Forwarded-Server: 5f0c7e7a1d1b
            X-Forwarded-Uri: /v1/build?branch=main
            X-Real-Ip: 172.17.0.1
            Accept-Encoding: gzip",
        ),
        (
            // It appends its caller's query, which says nothing here.
            "Caddy 2",
            "GET /auth/forward?branch=main&access_token=x HTTP/1.1
            Host: 127.0.0.1:7461
            User-Agent: curl/8.5.0
            Accept: */*
            Authorization: Bearer TOKEN
            X-Forwarded-For: 172.17.0.1
            X-Forwarded-Host: localhost:8080
            X-Forwarded-Method: POST
            X-Forwarded-Proto: http
            X-Forwarded-Uri: /v1/build?branch=main
            Accept-Encoding: gzip",
        ),
    ] {
        let asking = asking();
        let answer = asking.answer(&head(lines), b"", Peer::Address("127.0.0.1".parse().unwrap()));
        assert_eq!(answer.status(), StatusCode::OK, "{what}");
        assert_eq!(asking.recorded().path, "/v1/build", "{what}");
    }
}

#[test]
fn envoy_s_path_is_what_follows_the_prefix() {
    let asking = asking();
    for (target, status) in [
        ("/v1/log/7", 200),
        ("/v1/log/7?a", 200),
        ("/v1/log/%37", 200),
        ("/v1//log/7", 403),
        ("//v1/log/7", 403),
        ("/auth/envoy/v1/log/7", 403),
        ("", 403),
        ("?", 403),
        ("v1/log/7", 403),
        ("/v1/log/..%2f", 403),
    ] {
        let question = Question::to(Dialect::Envoy).secret(1).target("GET", target);
        assert_eq!(asking.status(&question).as_u16(), status, "{target:?}");
    }
}

#[test]
fn a_gateway_that_does_not_say_what_it_asks_about_lets_nobody_in() {
    for (dialect, method, target) in METHOD {
        let get = (method, b"GET".as_slice());
        let log = (target, b"/v1/log/7".as_slice());
        let cases = [
            (vec![log], GatewayFault::MissingMethod),
            (vec![get], GatewayFault::MissingTarget),
            (vec![(method, b"".as_slice()), log], GatewayFault::MissingMethod),
            (vec![get, (target, b"".as_slice())], GatewayFault::MissingTarget),
            (vec![get, get, log], GatewayFault::BadMethod),
            (vec![get, log, log], GatewayFault::BadTarget),
            (vec![(method, b"\xff".as_slice()), log], GatewayFault::BadMethod),
            (vec![], GatewayFault::MissingMethod),
        ];
        let asking = asking();
        for (number, (headers, fault)) in (1..).zip(cases) {
            let mut builder = Request::builder().uri(format!("/auth/{}", dialect.as_str()));
            builder = builder.header("host", "localhost");
            builder = builder.header("authorization", [b"Bearer ".as_slice(), &text(1)].concat());
            for (name, value) in &headers {
                builder = builder.header(*name, *value);
            }
            let (head, ()) = builder.body(()).unwrap().into_parts();
            let answer = asking.answer(&head, b"", Peer::Address("192.0.2.1".parse().unwrap()));
            let expected = if dialect == Dialect::Nginx { 403 } else { 400 };
            assert_eq!(answer.status().as_u16(), expected, "{dialect:?} {headers:?}");
            assert_eq!(code(&answer), "gateway_misconfigured");
            assert_eq!(asking.recorded().outcome, Outcome::Misconfigured(fault), "{dialect:?} {headers:?}");
            assert_eq!(asking.gate.figures().misconfigured, number);
        }
    }
}

#[test]
fn an_override_header_changes_nothing() {
    for dialect in Dialect::ALL {
        let asking = asking();
        let question = Question::to(dialect).secret(1).target("GET", "/v1/build");
        let question =
            question.header("X-HTTP-Method-Override", "POST").header("X-Original-Url", "/v1/log/7");
        assert_eq!(asking.status(&question), StatusCode::FORBIDDEN, "{dialect:?}");
    }
}
