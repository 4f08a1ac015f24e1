//! From the head of a request to an answer: what the gate serves, and where.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ALLOW, HeaderValue};
use http::request::Parts;
use http::{Method, Response};
use mapae_domain::{Request, Step};

use crate::decisions::Observed;
use crate::engine::Reader;
use crate::gate::Gate;
use crate::http::client_address::{ClientRule, Peer};
use crate::http::credential::credential;
use crate::http::dialect::Dialect;
use crate::http::host::HostRule;
use crate::http::{answer, introspection, metrics, problem};
use crate::settings::{GateSettings, SecretDigest};

/// What a server asks for each request. It knows no socket, so that tests ask it the same way.
pub struct Door {
    gate: Arc<Gate>,
    clients: ClientRule,
    hosts: HostRule,
    introspection: Option<SecretDigest>,
}

const INTROSPECT: &str = "/introspect";
const HEALTHZ: &str = "/healthz";
const METRICS: &str = "/metrics";

impl Door {
    /// The most bytes of a body that is read at all: introspection's. A longer one is cut, and refused.
    pub const MAX_BODY: usize = 4096;

    /// By the rules of `settings`; addresses to listen at are the server's affair.
    pub fn new(gate: Arc<Gate>, settings: &GateSettings) -> Door {
        let trusted = settings.trusted_proxies().iter().map(|entry| entry.network());
        Door {
            gate,
            clients: ClientRule::new(trusted, settings.client_header().clone()),
            hosts: HostRule::new(settings.hosts()),
            introspection: settings.introspection(),
        }
    }

    /// True if the body belongs to the question. No other body is looked at.
    pub fn reads_body(head: &Parts) -> bool {
        head.uri.path() == INTROSPECT && head.method == Method::POST
    }

    /// What a thread that asks often reads snapshots by.
    pub fn reader(&self) -> Reader {
        self.gate.engine.reader()
    }

    /// Answers by a [`Door::reader`] of this gate. `body` may be empty where [`Door::reads_body`] says no.
    pub fn answer(&self, reader: &mut Reader, head: &Parts, body: &[u8], peer: Peer) -> Response<Bytes> {
        debug_assert!(reader.is_of(&self.gate.engine), "another gate's tokens are judged by");
        let path = head.uri.path();
        let dialect = Dialect::at(path);
        // An absolute target names a host of its own (RFC 9112, 3.2.2), which no gateway's question does.
        let names_a_host = head.uri.authority().is_some();
        let has_host = dialect.is_none_or(Dialect::has_host_of_its_own);
        if names_a_host || (has_host && peer != Peer::Local && !self.hosts.admits(&head.headers)) {
            return answer::plain_problem(problem::HOST_FOREIGN);
        }
        match (dialect, path) {
            (Some(dialect), _) => self.judge(reader, dialect, head, peer),
            (None, INTROSPECT) => match head.method {
                Method::POST => self.introspect(reader, head, body, peer),
                _ => not_allowed("POST"),
            },
            (None, HEALTHZ | METRICS) if !matches!(head.method, Method::GET | Method::HEAD) => {
                not_allowed("GET, HEAD")
            }
            (None, HEALTHZ) if self.gate.is_loaded() => answer::plain("text/plain", b"ready\n".to_vec()),
            (None, HEALTHZ) => answer::plain_problem(problem::UNAVAILABLE),
            (None, METRICS) => answer::plain(metrics::MEDIA_TYPE, metrics::text(&self.gate).into_bytes()),
            (None, _) => answer::plain_problem(problem::NOT_FOUND),
        }
    }

    fn judge(&self, reader: &mut Reader, dialect: Dialect, head: &Parts, peer: Peer) -> Response<Bytes> {
        if !self.gate.is_loaded() {
            self.gate.decisions().note_unavailable();
            return answer::unavailable(dialect);
        }
        let (now, begun) = self.gate.time.judged_and_read();
        let client = self.clients.client(peer, &head.headers);
        let observed = |method, target, answer: &Response<Bytes>| Observed {
            at: now,
            client,
            peer,
            dialect,
            method,
            target,
            status: answer.status().as_u16(),
            took: begun.elapsed(),
        };
        let original = match dialect.original(head) {
            Ok(original) => original,
            Err(fault) => {
                let answer = answer::misconfigured(dialect);
                self.gate.decisions().note_misconfigured(&observed("", b"", &answer), fault);
                return answer;
            }
        };
        let request = Request {
            credential: credential(&head.headers, original.target),
            client,
            method: original.method,
            target: original.target,
        };
        let decision = reader.decide(&request, now);
        if let Err(refusal) = &decision.verdict
            && let Some(wait) = self.too_many_failures(refusal.step(), client, begun)
        {
            self.gate.decisions().note_throttled(dialect, now, refusal.step(), begun.elapsed());
            return answer::throttled(dialect, wait);
        }
        let answer = answer::decided(dialect, &decision);
        self.gate.decisions().note(&observed(original.method, original.target, &answer), &decision);
        answer
    }

    /// An invalid token is a guess; who has proven a token, or shows none, guesses nothing.
    fn too_many_failures(&self, step: Step, client: Option<IpAddr>, now: Instant) -> Option<Duration> {
        let is_guess = matches!(step, Step::Form | Step::Known);
        client.filter(|_| is_guess).and_then(|client| self.gate.throttle.failed(client, now))
    }

    fn introspect(&self, reader: &mut Reader, head: &Parts, body: &[u8], peer: Peer) -> Response<Bytes> {
        let Some(secret) = self.introspection else { return answer::plain_problem(problem::NOT_FOUND) };
        let presented = introspection::caller(&head.headers);
        if !presented.is_some_and(|presented| secret.is_of(presented)) {
            if let Peer::Address(address) = peer
                && let Some(wait) = self.gate.throttle.failed(address, Instant::now())
            {
                return answer::plain_throttled(wait);
            }
            return introspection::unknown_caller();
        }
        let Some(token) = introspection::token(&head.headers, body) else {
            return answer::plain_problem(problem::FORM_INVALID);
        };
        if !self.gate.is_loaded() {
            return answer::plain_problem(problem::UNAVAILABLE);
        }
        let request = Request { credential: Ok(&token), client: None, method: "", target: b"" };
        let decision = reader.decide(&request, self.gate.time.judged());
        introspection::answer(&decision)
    }
}

fn not_allowed(methods: &'static str) -> Response<Bytes> {
    let mut answer = answer::plain_problem(problem::METHOD_NOT_ALLOWED);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    answer
}
