//! What passes and what does not, through each gateway.

use crate::{
    house::{BLOCKED, GOOD_NAME, LIMIT, LOG, OFFICE},
    stage::Stage,
    wire::{Call, Message},
};
use mapae_gate::recipe::Gateway;

pub(crate) fn what_is_allowed_arrives_with_its_owner_and_without_the_token(stage: &Stage) {
    let mut caller = stage.caller();
    let forged = |call: Call| {
        ["X-Mapae-Token-Id", "X-Mapae-Token-Name", "x-mapae-scopes"]
            .into_iter()
            .fold(call, |call, name| call.with(name, "forged"))
    };
    let good = stage.house.tokens.good.as_str();
    let answer = caller.call(&forged(Call::get(&format!("{LOG}?page=2"))).token(good));
    assert_eq!(answer.status(), 200, "{answer:?}");
    let [request] = &stage.application.take()[..] else { panic!("one request") };
    assert_eq!(request.first_line, format!("GET {LOG}?page=2 HTTP/1.1"));
    let once = |name: &str| match request.all(name).collect::<Vec<_>>()[..] {
        [value] => value.to_owned(),
        ref values => panic!("{name}: {values:?}"),
    };
    assert_eq!(once("x-mapae-token-id"), stage.house.tokens.good_id.to_string());
    assert_eq!(percent_decoded(&once("x-mapae-token-name")), GOOD_NAME);
    assert_eq!(once("x-mapae-scopes"), "build-run-log pl-list-service");
    assert_eq!(request.header("authorization"), None, "the token stops at the gateway");
    assert!(!request.headers.iter().any(|(_, value)| value.contains("forged")), "{request:?}");

    // A body goes to the application, not to the gate.
    let post = Call::new("POST", "/v1/build").token(good).body("hello");
    assert_eq!(caller.call(&post).status(), 403, "the token does not hold this API");
    assert_eq!(stage.application.take().len(), 0);
}

/// An application may read `X_Mapae_Token_Id` as `X-Mapae-Token-Id`.
pub(crate) fn an_identity_with_underscores_is_no_identity_either(stage: &Stage) {
    let forged = Call::get(LOG).token(&stage.house.tokens.good).with("X_Mapae_Token_Id", "forged");
    let answer = stage.caller().call(&forged);
    match answer.status() {
        200 => {
            let [request] = &stage.application.take()[..] else { panic!("one request") };
            assert!(!request.headers.iter().any(|(_, value)| value == "forged"), "{request:?}");
        }
        // Envoy turns such headers away.
        status => assert_eq!((status, stage.application.take().len()), (400, 0)),
    }
}

pub(crate) fn each_reason_to_refuse_has_its_status_and_challenge(stage: &Stage) {
    let tokens = &stage.house.tokens;
    let bearer = |token: &str| Call::get(LOG).token(token);
    let (begin, last) = tokens.good.split_at(43);
    let mistyped = format!("{begin}{}", if last == "0" { "1" } else { "0" });
    let cases = [
        ("no credential", Call::get(LOG), 401, None),
        ("another scheme", Call::get(LOG).with("Authorization", "Basic YTpi"), 401, None),
        ("a malformed header", bearer("a b"), 400, Some("invalid_request")),
        (
            "in the query",
            Call::get(&format!("{LOG}?access_token={}", tokens.good)),
            400,
            Some("invalid_request"),
        ),
        ("a wrong checksum", bearer(&mistyped), 401, Some("invalid_token")),
        ("of nobody", bearer(&tokens.unknown), 401, Some("invalid_token")),
        ("withdrawn", bearer(&tokens.revoked), 401, Some("invalid_token")),
        ("switched off", bearer(&tokens.disabled), 401, Some("invalid_token")),
        ("expired", bearer(&tokens.expired), 401, Some("invalid_token")),
        ("rotated away", bearer(&tokens.retired), 401, Some("invalid_token")),
        ("from elsewhere", bearer(&tokens.office), 403, None),
        ("no such API", Call::get("/v1/nothing").token(&tokens.good), 403, Some("insufficient_scope")),
        (
            "an API not held",
            Call::new("POST", "/v1/build").token(&tokens.good),
            403,
            Some("insufficient_scope"),
        ),
        ("another method", Call::new("DELETE", LOG).token(&tokens.good), 403, Some("insufficient_scope")),
    ];
    let mut caller = stage.caller();
    for (what, call, status, error) in cases {
        let answer = caller.call(&call);
        assert_eq!(answer.status(), status, "{what}: {answer:?}");
        let challenges: Vec<_> = answer.all("www-authenticate").collect();
        assert!(challenges.len() <= 1, "{what}: {challenges:?}");
        if status == 401 || error.is_some() {
            let challenge = challenges.first().unwrap_or_else(|| panic!("{what}: no challenge"));
            assert!(challenge.starts_with("Bearer"), "{what}: {challenge}");
        }
        if let Some(error) = error {
            assert!(challenges[0].contains(&format!("error=\"{error}\"")), "{what}: {challenges:?}");
        }
        assert_not_kept(what, &answer);
    }
    // nginx turns away two headers itself, without a challenge.
    let two = bearer(&tokens.good).token(&tokens.good);
    assert_eq!(stage.caller().call(&two).status(), 400);
    assert_eq!(stage.application.take().len(), 0, "nothing of that reached the application");
}

pub(crate) fn a_used_up_limit_says_when_to_come_again(stage: &Stage) {
    let mut caller = stage.caller();
    let call = Call::get(LOG).token(&stage.house.tokens.limited);
    for _ in 0..LIMIT {
        assert_eq!(caller.call(&call).status(), 200);
    }
    let refused = caller.call(&call);
    assert_eq!(refused.status(), 429, "{refused:?}");
    let seconds: u32 =
        refused.header("retry-after").and_then(|text| text.parse().ok()).expect("Retry-After in seconds");
    // Uses are forgotten in sixteenths of the period.
    assert!((1..=64).contains(&seconds), "{seconds}");
    assert!(refused.header("ratelimit").is_some_and(|limit| limit.contains("r=0")), "{refused:?}");
    let policy = refused.header("ratelimit-policy");
    assert!(policy.is_some_and(|policy| policy.contains("q=3") && policy.contains("w=60")), "{refused:?}");
    assert_not_kept("used up", &refused);
    assert_eq!(stage.application.take().len(), LIMIT);
}

pub(crate) fn who_calls_is_whom_the_gateway_saw(stage: &Stage) {
    // Envoy names a caller from the loopback by the address of its own node: nobody here has one to be allowed.
    let knows_loopback = stage.gateway != Gateway::Envoy;
    let office = Call::get(LOG).token(&stage.house.tokens.office);
    let blocked = Call::get(LOG).token(&stage.house.tokens.blocked);
    if knows_loopback {
        assert_eq!(stage.caller_from(OFFICE).call(&office).status(), 200);
        assert_eq!(stage.caller_from(BLOCKED).call(&blocked).status(), 403);
        assert_eq!(stage.caller_from(OFFICE).call(&blocked).status(), 200);
        assert_eq!(stage.application.take().len(), 2);
    }
    let forged = [
        ("X-Forwarded-For", OFFICE.to_owned()),
        ("X-Forwarded-For", format!("{OFFICE}, {OFFICE}")),
        ("X-Real-IP", OFFICE.to_owned()),
        ("Forwarded", format!("for={OFFICE}")),
        ("X-Original-URI", "/v1/build/run/log/8".to_owned()),
        ("X-Original-Method", "GET".to_owned()),
        ("X-Forwarded-Uri", "/v1/build/run/log/8".to_owned()),
    ];
    let mut caller = stage.caller_from(BLOCKED);
    for (name, value) in forged {
        assert_eq!(caller.call(&office.clone().with(name, &value)).status(), 403, "{name}: {value}");
        if knows_loopback {
            let hidden = caller.call(&blocked.clone().with(name, &value)).status();
            assert_eq!(hidden, 403, "{name}: {value}");
        }
    }
    assert_eq!(stage.application.take().len(), 0);

    // What a caller says about path and method counts for nothing.
    let elsewhere = Call::new("POST", "/v1/build").token(&stage.house.tokens.good);
    let disguised = [("X-Original-URI", LOG), ("X-Original-Method", "GET"), ("X-Forwarded-Uri", LOG)]
        .into_iter()
        .chain([("X-Forwarded-Method", "GET"), ("X-HTTP-Method-Override", "GET")])
        .fold(elsewhere, |call, (name, value)| call.with(name, value));
    assert_eq!(stage.caller().call(&disguised).status(), 403);
    assert_eq!(stage.application.take().len(), 0);
}

/// Whatever path is asked for: what arrives is a path that is allowed, as the application reads it.
pub(crate) fn no_spelling_of_a_path_gets_past(stage: &Stage) {
    let spellings = [
        "/v1/build/run/log//7",
        "/v1/build/run/log/./7",
        "/v1/build/run/log/7/../../../../build",
        "/v1/build/run/log/../../../build",
        "/v1/build/run/log/%2e%2e/7",
        "/v1/build/run/log/7%2f..%2f..",
        "/v1/build/run/log/7;x=1",
        "/v1/build/run/log/7%00",
        "/v1/build/run/log/7%252e",
        "/v1/build/run/log\\7",
        "/v1/build/run/log/\u{e9}",
        "/v1/build/run/log/7#/v1/build",
        "/V1/build/run/log/7",
        "//v1/build/run/log/7",
        "/x/../v1/build/run/log/7",
        "/v1/build/run/log/7 HTTP/1.1 x",
        "http://other.test/v1/build",
        "*",
    ];
    for spelling in spellings {
        let call = Call::get(spelling).token(&stage.house.tokens.good);
        // A connection of its own: some of these end it.
        let status = stage.caller().call(&call).status();
        let arrived = stage.application.take();
        assert!(arrived.iter().all(is_plain), "{spelling}: {status} {arrived:?}");
    }
    let absolute = Call::get(&format!("http://api.test{LOG}")).token(&stage.house.tokens.good);
    assert_eq!(stage.caller().call(&absolute).status(), 200, "the same request, in another form");
}

pub(crate) fn connections_stay_open(stage: &Stage) {
    let mut caller = stage.caller();
    let call = Call::get(LOG).token(&stage.house.tokens.good);
    let refused = Call::get(LOG).token(&stage.house.tokens.revoked);
    let before = stage.application.connections();
    for _ in 0..100 {
        assert_eq!(caller.call(&call).status(), 200);
        assert_eq!(caller.call(&refused).status(), 401);
    }
    assert_eq!(
        caller.call(&Call::new("HEAD", LOG).token(&stage.house.tokens.good)).status(),
        403,
        "HEAD is not GET"
    );
    let opened = stage.application.connections() - before;
    assert!(opened <= 4, "{opened} connections to the application for a hundred requests");
}

/// The allowed request, with one segment in the place of the parameter that nobody can read as more.
fn is_plain(request: &Message) -> bool {
    let target = request.first_line.strip_prefix("GET ").and_then(|rest| rest.strip_suffix(" HTTP/1.1"));
    let Some(segment) = target.and_then(|target| target.strip_prefix("/v1/build/run/log/")) else {
        return false;
    };
    let means_more = ["%2e", "%2f", "%5c", "%3b", "%25", "%00", "%23"];
    let decodes_to_more = means_more.iter().any(|code| segment.to_ascii_lowercase().contains(code));
    !segment.is_empty()
        && ![".", ".."].contains(&segment)
        && !segment.contains(['/', ';', '\\', '#'])
        && !decodes_to_more
}

fn assert_not_kept(what: &str, answer: &Message) {
    let control = answer.header("cache-control").unwrap_or_default();
    assert!(control.contains("no-store"), "{what}: {answer:?}");
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits: Vec<u8> = bytes.by_ref().take(2).collect();
            let digits = str::from_utf8(&digits).expect("two digits");
            decoded.push(u8::from_str_radix(digits, 16).expect("hexadecimal digits"));
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).expect("UTF-8")
}
