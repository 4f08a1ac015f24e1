//! Lines of bytes as a request to a gate that knows one token: the first line is the rest of the path, the second the
//! method, and of each other one the first byte chooses the header that the rest is the value of. The last is the body.
//!
//! Whoever is let in has shown the token, in the one place where it belongs; everybody else gets empty identity headers.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use chrono::DateTime;
use http::{HeaderValue, Request};
use mapae_domain::{
    AllowList, ApiId, BlockList, Catalogue, Credential, Description, Expiry, Life, Limit, Scopes, Token,
    TokenDigest, TokenHint, TokenId, TokenName, assemble_token_text,
};
use mapae_gate::{Door, Gate, GateSettings, Peer, SecretDigest, SettingsDraft};
use mapae_store::{ChainKey, Change, EventKind, MemoryStore, NewEvent, Store, StoredToken};

const HEADERS: [&str; 12] = [
    "authorization",
    "x-original-method",
    "x-original-uri",
    "x-forwarded-method",
    "x-forwarded-uri",
    "x-forwarded-for",
    "forwarded",
    "x-real-ip",
    "host",
    "content-type",
    "x-mapae-token-id",
    "x-http-method-override",
];

/// A byte that stands for the token, so that the fuzzer need not guess it.
const TOKEN: u8 = 0xfe;

static DOORS: LazyLock<[Door; 3]> = LazyLock::new(|| {
    let store = MemoryStore::default();
    let apply = |change| {
        let event = NewEvent {
            at: DateTime::UNIX_EPOCH,
            actor: "fuzz".to_owned(),
            kind: EventKind::TokenIssued,
            token: None,
        };
        store.apply(change, event, &ChainKey::new([7; 32])).expect("the store is empty");
    };
    apply(Change::SetCatalogue(Catalogue::sample()));
    apply(Change::Issue(StoredToken::new(token(), None)));
    let gate = Arc::new(Gate::new(|| DateTime::UNIX_EPOCH));
    gate.load(&store).expect("the store is in memory");
    ["X-Forwarded-For", "Forwarded", "X-Real-IP"].map(|header| {
        let draft = SettingsDraft {
            client_header: header.to_owned(),
            trusted_proxies: vec!["10.0.0.0/8".to_owned()],
            ..SettingsDraft::default()
        };
        let settings = GateSettings::parse(&draft).expect("valid settings");
        Door::new(Arc::clone(&gate), &settings.with_introspection(Some(SecretDigest::of(&text()))))
    })
});

fn text() -> [u8; 44] {
    let mut text = [0; 44];
    assemble_token_text(&[7; 32], &mut text);
    text
}

fn token() -> Token {
    Token {
        id: TokenId::from_bytes([1; 16]),
        name: TokenName::parse("fuzz").expect("a name"),
        description: Description::default(),
        expiry: Expiry::Never,
        allow: AllowList::Any,
        block: BlockList::default(),
        limit: Limit::Unlimited,
        scopes: Scopes::new(vec![ApiId::parse("build-run-log").expect("an id")]).expect("one id"),
        life: Life::Active,
        issued_at: DateTime::UNIX_EPOCH,
        issued_by: "fuzz".to_owned(),
        credential: Credential {
            digest: TokenDigest::of(&text()),
            hint: TokenHint::of(&text()).expect("a token"),
        },
        retiring: None,
        revision: 1,
    }
}

/// Asks, and checks what every answer promises.
pub fn check(path: &str, lines: &[u8]) {
    let mut lines = lines.split(|byte| *byte == b'\n');
    let with_token = |line: &[u8]| {
        let mut whole = Vec::new();
        for byte in line {
            match *byte {
                TOKEN => whole.extend(text()),
                other => whole.push(other),
            }
        }
        whole
    };
    let rest = with_token(lines.next().unwrap_or_default());
    let method = match lines.next().unwrap_or_default() {
        b"" if path == "/introspect" => b"POST",
        b"" => b"GET".as_slice(),
        method => method,
    };
    let mut builder = Request::builder().method(method).uri([path.as_bytes(), &rest].concat());
    let mut body = Vec::new();
    for line in lines {
        body = with_token(line);
        let Some((chosen, value)) = body.split_first() else { continue };
        let Ok(value) = HeaderValue::from_bytes(value) else { continue };
        builder = builder.header(HEADERS[usize::from(*chosen) % HEADERS.len()], value);
    }
    // What hyper would not have let through.
    let Ok(request) = builder.body(()) else { return };
    let (head, ()) = request.into_parts();
    let near: IpAddr = [10, 0, 0, 1].into();
    let far: IpAddr = [192, 0, 2, 1].into();
    for door in DOORS.iter() {
        for peer in [Peer::Local, Peer::Address(near), Peer::Address(far)] {
            let answer = door.answer(&mut door.reader(), &head, &body, peer);
            let headers = answer.headers();
            assert_eq!(headers["cache-control"], "no-store");
            let Some(named) = headers.get("x-mapae-token-id") else {
                let is_for_gateways = path.starts_with("/auth") && answer.status().is_success();
                assert!(!is_for_gateways, "who is let in is named");
                continue;
            };
            assert_eq!(named.is_empty(), !answer.status().is_success());
            if answer.status().is_success() {
                let shown: Vec<_> = head.headers.get_all("authorization").iter().collect();
                assert!(shown.len() == 1 && shown[0].as_bytes().trim_ascii().ends_with(&text()));
            }
        }
    }
}
