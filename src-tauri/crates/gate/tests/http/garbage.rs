//! Whatever a peer writes into a head: no panic, and nobody is let in without a token.

use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use mapae_gate::{Dialect, Peer};
use proptest::prelude::*;

use crate::asking::{Asking, trusting};
use crate::support::{catalogue, scopes, text, token};

const NAMES: [&str; 10] = [
    "authorization",
    "x-original-method",
    "x-original-uri",
    "x-forwarded-method",
    "x-forwarded-uri",
    "x-forwarded-for",
    "forwarded",
    "host",
    "content-type",
    "x-mapae-token-id",
];
const PATHS: [&str; 6] =
    ["/auth/nginx", "/auth/forward", "/auth/envoy", "/auth/haproxy", "/introspect", "/healthz"];

fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..60),
        "[ -~]{0,60}".prop_map(String::into_bytes),
        "(Bearer |for=|GET|/v1/log/[0-9%./;]{0,8}|[0-9.,:\\[\\]\"=]{0,20}){0,4}".prop_map(String::into_bytes),
        Just([b"Bearer ".as_slice(), &text(1)].concat()),
    ]
}

fn heads() -> impl Strategy<Value = Parts> {
    let target = prop_oneof![
        Just(String::new()),
        "[ -~]{0,40}",
        "(/|//|%2e|%2f|\\.\\.|v1|log|7|\\?|access_token=|&){0,8}",
    ];
    let method = prop_oneof![Just("GET".to_owned()), Just("POST".to_owned()), "[!-~]{1,12}"];
    let headers = prop::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..8);
    (prop::sample::select(PATHS.to_vec()), target, method, headers).prop_filter_map(
        "HTTP that hyper lets through",
        |(path, rest, method, headers)| {
            let mut builder = Request::builder().uri(format!("{path}{rest}")).method(method.as_str());
            builder = builder.header("host", "localhost");
            for (name, value) in headers {
                builder = builder.header(name, HeaderValue::from_bytes(&value).ok()?);
            }
            Some(builder.body(()).ok()?.into_parts().0)
        },
    )
}

fn peers() -> impl Strategy<Value = Peer> {
    prop_oneof![
        Just(Peer::Local),
        Just(Peer::Address("10.0.0.1".parse().unwrap())),
        any::<[u8; 4]>().prop_map(|address| Peer::Address(address.into())),
        any::<[u8; 16]>().prop_map(|address| Peer::Address(address.into())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn no_head_breaks_the_gate_or_gets_past_it_without_a_token(
        head in heads(),
        peer in peers(),
        body in prop::collection::vec(any::<u8>(), 0..100),
        header in prop::sample::select(vec!["X-Forwarded-For", "Forwarded", "X-Real-IP"]),
    ) {
        let asking = Asking::with(
            &catalogue(&[("log", "GET", "/v1/log/{number}")]),
            &[token(1, scopes(&["log"]))],
            &trusting(header),
        );
        let answer = asking.answer(&head, &body, peer);
        let is_dialect_s = Dialect::ALL
            .iter()
            .any(|dialect| head.uri.path().starts_with(&format!("/auth/{}", dialect.as_str())));
        if is_dialect_s && answer.status() == StatusCode::OK {
            let shown: Vec<_> = head.headers.get_all("authorization").iter().collect();
            prop_assert_eq!(shown.len(), 1);
            prop_assert!(shown[0].as_bytes().ends_with(&text(1)));
            prop_assert!(answer.headers()["x-mapae-scopes"] == "log");
        } else if is_dialect_s && answer.status() != StatusCode::MISDIRECTED_REQUEST
            && answer.status() != StatusCode::NOT_FOUND
        {
            prop_assert_eq!(&answer.headers()["x-mapae-token-id"], "", "{:?}", answer.status());
        }
        prop_assert_eq!(&answer.headers()["cache-control"], "no-store");
    }
}
