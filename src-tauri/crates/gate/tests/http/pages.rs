//! What is not about a request of a gateway: health, metrics, hosts, and paths where nothing is.

use http::{Request, StatusCode};
use mapae_gate::{Dialect, GateSettings, Peer, SettingsDraft};

use crate::asking::{APIS, Asking, Question, only};
use crate::support::{catalogue, scopes, token};

fn get(
    asking: &Asking,
    method: &str,
    target: &str,
    host: &[&str],
    peer: Peer,
) -> http::Response<bytes::Bytes> {
    let builder = Request::builder().method(method).uri(target);
    let builder = host.iter().fold(builder, |builder, host| builder.header("host", *host));
    asking.answer(&builder.body(()).unwrap().into_parts().0, b"", peer)
}

fn tcp() -> Peer {
    Peer::Address("127.0.0.1".parse().unwrap())
}

#[test]
fn health_is_whether_there_is_a_registry() {
    let health = |asking: &Asking| get(asking, "GET", "/healthz", &["localhost"], tcp()).status();
    let asking = Asking::unloaded(&GateSettings::default());
    assert_eq!(health(&asking), StatusCode::SERVICE_UNAVAILABLE);
    asking.gate.load(&asking.store).unwrap();
    assert_eq!(health(&asking), StatusCode::OK);
    asking.gate.detach();
    assert_eq!(health(&asking), StatusCode::SERVICE_UNAVAILABLE);
}

#[test]
fn metrics_say_what_was_decided() {
    let asking = Asking::of(&[token(1, scopes(&["log"]))]);
    asking.ask(&Question::to(Dialect::Nginx).secret(1));
    asking.ask(&Question::to(Dialect::Envoy).secret(1));
    asking.ask(&Question::to(Dialect::Envoy).secret(99));
    asking.ask(&Question::to(Dialect::Forward).secret(1).target("GET", ""));
    let answer = get(&asking, "GET", "/metrics", &["localhost"], tcp());
    assert_eq!(only(answer.headers(), "content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = str::from_utf8(answer.body()).unwrap();
    for line in [
        r#"mapae_gate_decisions_total{outcome="allowed",step=""} 2"#,
        r#"mapae_gate_decisions_total{outcome="refused",step="known"} 1"#,
        r#"mapae_gate_decisions_total{outcome="refused",step="limit"} 0"#,
        r#"mapae_gate_requests_total{dialect="envoy"} 2"#,
        r#"mapae_gate_requests_total{dialect="forward"} 1"#,
        "mapae_gate_misconfigured_total 1",
        r#"mapae_gate_decision_seconds_bucket{le="+Inf"} 3"#,
        "mapae_gate_decision_seconds_count 3",
        "mapae_gate_up 1",
        "mapae_gate_tokens 1",
        "mapae_gate_connections 0",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    // The format: every sample belongs to the family that was named last.
    let mut family = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            family = rest.split(' ').next().unwrap().to_owned();
        } else if !line.starts_with('#') {
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(name.starts_with(&family), "{line} under {family}");
            value.parse::<f64>().unwrap();
        }
    }
}

#[test]
fn a_foreign_host_is_turned_away() {
    let draft = SettingsDraft { hosts: vec!["Gate.internal".to_owned()], ..SettingsDraft::default() };
    let asking = Asking::with(&catalogue(&APIS), &[], &GateSettings::parse(&draft).unwrap());
    for (hosts, is_ours) in [
        (&["localhost"][..], true),
        (&["LOCALHOST:7461"], true),
        (&["127.0.0.1:7461"], true),
        (&["127.0.0.1:80"], true),
        (&["[::1]:7461"], true),
        (&["10.1.2.3"], true),
        (&["gate.internal"], true),
        (&["GATE.INTERNAL:80"], true),
        (&["evil.example"], false),
        (&["evil.example:7461"], false),
        (&["localhost.evil.example"], false),
        (&["127.0.0.1.evil.example"], false),
        (&["evil@127.0.0.1"], false),
        (&["gate.internal.evil.example"], false),
        (&[""], false),
        (&[], false),
        (&["localhost", "localhost"], false),
        (&["localhost", "evil.example"], false),
    ] {
        for (method, target) in
            [("GET", "/healthz"), ("GET", "/metrics"), ("GET", "/auth/nginx"), ("POST", "/introspect")]
        {
            let over_tcp = get(&asking, method, target, hosts, tcp()).status();
            assert_eq!(over_tcp != StatusCode::MISDIRECTED_REQUEST, is_ours, "{hosts:?} {target}");
            let over_socket = get(&asking, method, target, hosts, Peer::Local).status();
            assert_ne!(over_socket, StatusCode::MISDIRECTED_REQUEST, "no page reaches the socket");
        }
    }
    let absolute = get(&asking, "GET", "http://evil.example/healthz", &["localhost"], tcp());
    assert_eq!(absolute.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[test]
fn elsewhere_there_is_nothing() {
    let asking = Asking::of(&[]);
    for (method, target, status) in [
        ("GET", "/", 404),
        ("GET", "/auth", 404),
        ("GET", "/auth/", 404),
        ("GET", "/auth/nginx/", 404),
        ("GET", "/auth/caddy", 404),
        ("GET", "/admin", 404),
        ("POST", "/healthz", 405),
        ("DELETE", "/metrics", 405),
        ("GET", "/introspect", 405),
        ("HEAD", "/healthz", 200),
        ("OPTIONS", "/healthz", 405),
    ] {
        let answer = get(&asking, method, target, &["localhost"], tcp());
        assert_eq!(answer.status().as_u16(), status, "{method} {target}");
        assert_eq!(only(answer.headers(), "cache-control"), Some("no-store"));
        assert_eq!(only(answer.headers(), "access-control-allow-origin"), None);
    }
}
