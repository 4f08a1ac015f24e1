//! Asking a gate as a gateway does, without a socket.

use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::request::Parts;
use http::{HeaderMap, Request, Response, StatusCode};
use mapae_domain::{Catalogue, Token};
use mapae_gate::{
    DecisionFilter, DecisionRecord, Dialect, Door, Gate, GateSettings, Peer, Reader, SettingsDraft,
};
use mapae_store::{ChainKey, Change, EventKind, MemoryStore, NewEvent, Store, StoredToken};

use crate::support::{catalogue, noon, text};

/// A registry in memory, and a gate that follows it.
pub(crate) struct Asking {
    pub(crate) store: MemoryStore,
    pub(crate) gate: Arc<Gate>,
    door: Door,
    /// Kept from one question to the next, as a serving thread keeps its own: what changed must be seen all the same.
    reader: Mutex<Reader>,
    /// Milliseconds that the wall clock is after noon.
    after_noon: Arc<AtomicI64>,
}

/// Of the APIs that most tests ask for.
pub(crate) const APIS: [(&str, &str, &str); 3] =
    [("build", "POST", "/v1/build"), ("log", "GET", "/v1/log/{number}"), ("other", "GET", "/v1/other")];

impl Asking {
    /// A loaded gate with default settings: no proxy is trusted.
    pub(crate) fn of(tokens: &[Token]) -> Asking {
        Asking::with(&catalogue(&APIS), tokens, &GateSettings::default())
    }

    pub(crate) fn with(catalogue: &Catalogue, tokens: &[Token], settings: &GateSettings) -> Asking {
        let asking = Asking::unloaded(settings);
        asking.apply(Change::SetCatalogue(catalogue.clone()));
        tokens.iter().for_each(|token| {
            asking.apply(Change::Issue(StoredToken::new(token.clone(), None)));
        });
        asking.gate.load(&asking.store).unwrap();
        asking
    }

    pub(crate) fn unloaded(settings: &GateSettings) -> Asking {
        let after_noon = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&after_noon);
        let gate =
            Arc::new(Gate::new(move || noon() + TimeDelta::milliseconds(clock.load(Ordering::SeqCst))));
        let door = Door::new(Arc::clone(&gate), settings);
        let reader = Mutex::new(door.reader());
        Asking { store: MemoryStore::default(), gate, door, reader, after_noon }
    }

    /// Another process with the same registry.
    pub(crate) fn restarted(self) -> Asking {
        let next = Asking { store: self.store, ..Asking::unloaded(&GateSettings::default()) };
        next.gate.load(&next.store).unwrap();
        next
    }

    /// Changes the store alone; the number of the event.
    pub(crate) fn apply(&self, change: Change) -> u64 {
        let event =
            NewEvent { at: noon(), actor: "admin".to_owned(), kind: EventKind::TokenEdited, token: None };
        self.store.apply(change, event, &ChainKey::new([7; 32])).unwrap().sequence
    }

    /// Changes the store, and tells the gate.
    pub(crate) fn change(&self, change: Change) {
        let sequence = self.apply(change.clone());
        self.gate.follow(&change, sequence);
    }

    pub(crate) fn set_clock(&self, after_noon: TimeDelta) {
        self.after_noon.store(after_noon.num_milliseconds(), Ordering::SeqCst);
    }

    pub(crate) fn answer(&self, head: &Parts, body: &[u8], peer: Peer) -> Response<Bytes> {
        self.door.answer(&mut self.reader.lock().unwrap(), head, body, peer)
    }

    pub(crate) fn ask(&self, question: &Question) -> Response<Bytes> {
        self.answer(&question.head(), b"", question.peer)
    }

    pub(crate) fn status(&self, question: &Question) -> StatusCode {
        self.ask(question).status()
    }

    /// The newest record.
    pub(crate) fn recorded(&self) -> DecisionRecord {
        self.gate.decisions().page(&DecisionFilter::default(), 1).records.remove(0)
    }

    /// The client's address as the gate understood it.
    pub(crate) fn client_of(&self, question: &Question) -> Option<IpAddr> {
        self.ask(question);
        self.recorded().client
    }
}

/// What a gateway asks about, and how.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) dialect: Dialect,
    pub(crate) method: String,
    pub(crate) target: String,
    /// Besides those that the dialect needs.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) peer: Peer,
}

impl Question {
    /// `GET /v1/log/7` from 192.0.2.1, without a token.
    pub(crate) fn to(dialect: Dialect) -> Question {
        Question {
            dialect,
            method: "GET".to_owned(),
            target: "/v1/log/7".to_owned(),
            headers: Vec::new(),
            peer: Peer::Address("192.0.2.1".parse().unwrap()),
        }
    }

    /// With secret `number`.
    pub(crate) fn secret(self, number: u32) -> Question {
        let text = String::from_utf8(text(number).to_vec()).unwrap();
        self.header("Authorization", format!("Bearer {text}"))
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Question {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub(crate) fn target(mut self, method: &str, target: &str) -> Question {
        self.method = method.to_owned();
        self.target = target.to_owned();
        self
    }

    pub(crate) fn from(mut self, peer: &str) -> Question {
        self.peer = Peer::Address(peer.parse().unwrap());
        self
    }

    pub(crate) fn head(&self) -> Parts {
        self.try_head().expect("an HTTP request")
    }

    /// `None` where Envoy, which asks with its caller's own target, could not ask at all.
    pub(crate) fn try_head(&self) -> Option<Parts> {
        let mut builder = Request::builder().header("host", "127.0.0.1:7461");
        builder = match self.dialect {
            Dialect::Nginx | Dialect::Haproxy => builder
                .uri(format!("/auth/{}", self.dialect.as_str()))
                .header("x-original-method", &self.method)
                .header("x-original-uri", &self.target),
            Dialect::Forward => builder
                .uri("/auth/forward")
                .header("x-forwarded-method", &self.method)
                .header("x-forwarded-uri", &self.target),
            Dialect::Envoy => builder.method(self.method.as_str()).uri(format!("/auth/envoy{}", self.target)),
        };
        for (name, value) in &self.headers {
            builder = builder.header(name.as_str(), value.as_slice());
        }
        Some(builder.body(()).ok()?.into_parts().0)
    }
}

/// Trusted proxies 10.0.0.0/8 and ::1, and this header.
pub(crate) fn trusting(header: &str) -> GateSettings {
    let trusted_proxies = vec!["10.0.0.0/8 # ours".to_owned(), "::1".to_owned()];
    let draft =
        SettingsDraft { trusted_proxies, client_header: header.to_owned(), ..SettingsDraft::default() };
    GateSettings::parse(&draft).unwrap()
}

/// The value of a header that is there once; "" where it is blank.
pub(crate) fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next();
    assert!(values.next().is_none(), "{name} is there once");
    value.map(|value| value.to_str().unwrap())
}

/// The `code` of a problem.
pub(crate) fn code(answer: &Response<Bytes>) -> String {
    let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    body["code"].as_str().unwrap().to_owned()
}

/// A later revision of a token, for a store.
pub(crate) fn changed(token: &Token, change: impl FnOnce(&mut Token)) -> StoredToken {
    let mut next = token.clone();
    next.revision += 1;
    change(&mut next);
    StoredToken::new(next, None)
}

/// So many seconds after noon.
pub(crate) fn later(seconds: i64) -> DateTime<Utc> {
    noon() + TimeDelta::seconds(seconds)
}
