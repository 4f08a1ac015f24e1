//! The gate seen from outside: requests through the administrator's own gateway, with tokens made for them, and what the
//! gate says that it was asked. What the answer alone can't tell (did the gateway ask at all, whose address did it name)
//! its decisions do.

mod target;
mod tokens;

use crate::commands::views::{ProbeAdvice, ProbeKind, ProbeView, SelfTestProblem};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_domain::{Api, HeaderProblem, Life, Refusal, RequestPath, TokenId};
use mapae_gate::{DecisionFilter, DecisionRecord, Gate, Outcome};
use mapae_vault::VaultError;
use std::{net::IpAddr, time::Duration};
use target::Target;
use tokens::{Mint, NOBODY, TestToken};
use zeroize::Zeroizing;

/// A gateway that takes longer is not usable either.
const PATIENCE: Duration = Duration::from_secs(5);

/// Decisions since a request was sent, among which its own is looked for.
const MOST_SINCE: usize = 1000;

/// A gateway, and the API that is asked for.
pub(crate) struct SelfTest {
    target: Target,
    path: String,
    mint: Mint,
}

impl SelfTest {
    /// Prepares the test of the gateway at `url` with `api`, which must be one that is read with GET: a probe changes
    /// nothing.
    ///
    /// # Errors
    /// Why no probe can be sent.
    pub(crate) fn new(url: &str, api: &Api, zone: Tz, now: DateTime<Utc>) -> Result<Self, SelfTestProblem> {
        let is_get = api.method.as_ref().is_some_and(|method| method.as_str() == "GET");
        let template = api.path.as_ref().filter(|_| is_get).ok_or(SelfTestProblem::ApiUnusable)?;
        let filled = |segment: &str| match segment.starts_with('{') {
            true => "mapae-self-test".to_owned(),
            false => encoded(segment),
        };
        let path = template.as_str().split('/').map(filled).collect::<Vec<_>>().join("/");
        debug_assert!(RequestPath::parse(path.as_bytes()).is_ok(), "it comes from a template that parsed");
        Ok(Self { target: Target::parse(url)?, path, mint: Mint { api: api.id.clone(), zone, now } })
    }

    /// Sends all probes, one after the other. At most a minute.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub(crate) fn run(&self, gate: &Gate) -> Result<Vec<ProbeView>, VaultError> {
        let mut visit = Visit { test: self, gate, agent: agent(), admitted: Vec::new() };
        let mint = &self.mint;
        let allowed = mint.token()?;
        let mut probes = vec![visit.allowed(&allowed)];
        probes.push(visit.refused(ProbeKind::NoToken, 401, Asked::of(&self.path)));
        let unknown = mint.token()?;
        probes.push(visit.refused(ProbeKind::UnknownToken, 401, Asked::of(&self.path).with(&unknown)));
        let changed: [(ProbeKind, u16, TestToken); 4] = [
            (ProbeKind::Expired, 401, mint.with(|token| token.expiry = mint.expiry(1))?),
            (ProbeKind::Revoked, 401, mint.with(|token| token.life = revoked(mint.now))?),
            (ProbeKind::BlockedAddress, 403, mint.with(|token| token.block = tokens::everyone())?),
            (ProbeKind::OutsideScope, 403, mint.with(|token| token.scopes = tokens::elsewhere())?),
        ];
        for (kind, status, token) in &changed {
            visit.admit(token);
            probes.push(visit.refused(*kind, *status, Asked::of(&self.path).with(token)));
        }
        probes.push(visit.limit(&mint.with(|token| token.limit = tokens::one_a_day())?));
        probes.push(visit.forged(&mint.with(|token| token.allow = tokens::nobody())?));
        probes.push(visit.ambiguous(&allowed));
        probes.push(visit.not_cached(allowed));
        Ok(probes)
    }
}

/// A request of a probe.
struct Asked<'a> {
    path: &'a str,
    token: Option<&'a TestToken>,
    forged: bool,
}

impl<'a> Asked<'a> {
    fn of(path: &'a str) -> Self {
        Self { path, token: None, forged: false }
    }

    fn with(self, token: &'a TestToken) -> Self {
        Self { token: Some(token), ..self }
    }
}

/// What came of it: at the gateway, and at the gate.
struct Seen {
    status: Option<u16>,
    retry_after: bool,
    decision: Option<DecisionRecord>,
}

impl Seen {
    fn client(&self) -> Option<IpAddr> {
        self.decision.as_ref()?.client
    }

    fn was_allowed(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| matches!(decision.outcome, Outcome::Allowed { .. }))
    }

    /// What is wrong on the way from the gateway to the gate, whatever was asked.
    fn trouble(&self, asked: &Asked<'_>) -> Option<ProbeAdvice> {
        let Some(status) = self.status else { return Some(ProbeAdvice::Unreachable) };
        let Some(decision) = &self.decision else {
            return Some(if status >= 500 { ProbeAdvice::GateNotReached } else { ProbeAdvice::GateNotAsked });
        };
        match &decision.outcome {
            Outcome::Misconfigured(_) | Outcome::Refused(Refusal::NoSuchApi) => {
                Some(ProbeAdvice::PathNotPassed)
            }
            Outcome::Refused(Refusal::Header(HeaderProblem::Missing)) if asked.token.is_some() => {
                Some(ProbeAdvice::HeaderNotPassed)
            }
            Outcome::Refused(_) | Outcome::Allowed { .. } => None,
        }
    }
}

struct Visit<'a> {
    test: &'a SelfTest,
    gate: &'a Gate,
    agent: ureq::Agent,
    admitted: Vec<TokenId>,
}

impl Visit<'_> {
    fn admit(&mut self, token: &TestToken) {
        self.gate.admit(&token.token);
        self.admitted.push(token.token.id);
    }

    fn ask(&self, asked: &Asked<'_>) -> Seen {
        let before = self.gate.decisions().count();
        let mut request = self.agent.get(self.test.target.url(asked.path));
        request = request.header("Host", self.test.target.host());
        if let Some(token) = asked.token {
            let value = Zeroizing::new(format!("Bearer {}", token.secret.expose()));
            request = request.header("Authorization", value.as_str());
        }
        if asked.forged {
            request = request
                .header("X-Forwarded-For", NOBODY)
                .header("X-Real-IP", NOBODY)
                .header("Forwarded", format!("for={NOBODY}"));
        }
        let answer = request.call().ok();
        let filter = DecisionFilter { after: Some(before), ..DecisionFilter::default() };
        let mut since = self.gate.decisions().page(&filter, MOST_SINCE).records.into_iter().rev();
        // Others ask meanwhile: ours is for the path that we asked for.
        let decision = since.find(|record| {
            let ours = asked.token.map(|token| token.token.id);
            record.token.is_none_or(|id| Some(id) == ours) && asked.path.starts_with(&record.path)
        });
        Seen {
            status: answer.as_ref().map(|answer| answer.status().as_u16()),
            retry_after: answer.as_ref().is_some_and(|answer| answer.headers().contains_key("Retry-After")),
            decision,
        }
    }

    fn allowed(&mut self, token: &TestToken) -> ProbeView {
        self.admit(token);
        let asked = Asked::of(&self.test.path).with(token);
        let seen = self.ask(&asked);
        let passed = seen.was_allowed() && !is_refusal(seen.status);
        let proxy_seen = || {
            let ours = self.test.target.our_address()?;
            let client = seen.client()?.to_canonical();
            (client != ours).then_some(ProbeAdvice::ProxyAddressSeen)
        };
        let advice = seen.trouble(&asked).or_else(proxy_seen);
        let advice = advice.or_else(|| (!passed).then_some(ProbeAdvice::WrongStatus));
        view(ProbeKind::Allowed, advice, seen.status, 0)
    }

    fn refused(&mut self, kind: ProbeKind, wanted: u16, asked: Asked<'_>) -> ProbeView {
        let seen = self.ask(&asked);
        let wrong = || (seen.status != Some(wanted)).then_some(ProbeAdvice::WrongStatus);
        view(kind, seen.trouble(&asked).or_else(wrong), seen.status, wanted)
    }

    fn limit(&mut self, token: &TestToken) -> ProbeView {
        self.admit(token);
        let asked = Asked::of(&self.test.path).with(token);
        let first = self.ask(&asked);
        let second = self.ask(&asked);
        let restored = second.status == Some(429) && second.retry_after;
        let trouble = first.trouble(&asked).or_else(|| second.trouble(&asked));
        let advice = trouble.or_else(|| (!restored).then_some(ProbeAdvice::LimitNotRestored));
        view(ProbeKind::Limit, advice, second.status, 429)
    }

    fn forged(&mut self, token: &TestToken) -> ProbeView {
        self.admit(token);
        let asked = Asked { forged: true, ..Asked::of(&self.test.path).with(token) };
        let seen = self.ask(&asked);
        let believed = seen.was_allowed();
        let advice = seen.trouble(&asked).or(match (believed, seen.status) {
            (true, _) => Some(ProbeAdvice::ForgedAddressBelieved),
            (false, Some(403)) => None,
            (false, _) => Some(ProbeAdvice::WrongStatus),
        });
        view(ProbeKind::ForgedAddress, advice, seen.status, 403)
    }

    /// A gateway may refuse such a path itself; what must not happen is that the application gets it.
    fn ambiguous(&mut self, token: &TestToken) -> ProbeView {
        let doubled = format!("/{}", self.test.path);
        let encoded = format!("{}%2f..%2f", self.test.path);
        let mut worst = (None, None);
        for path in [&doubled, &encoded] {
            let asked = Asked::of(path).with(token);
            let seen = self.ask(&asked);
            let advice = match seen.status {
                None => Some(ProbeAdvice::Unreachable),
                // By the gate, or by the gateway itself.
                Some(400 | 403 | 404) if !seen.was_allowed() => None,
                // It was made unambiguous before the gate was asked: who knows what the application gets.
                Some(_) if seen.was_allowed() => Some(ProbeAdvice::PathNotPassed),
                Some(_) => Some(ProbeAdvice::WrongStatus),
            };
            if worst.0.is_none() {
                worst = (advice, seen.status);
            }
        }
        view(ProbeKind::AmbiguousPath, worst.0, worst.1, 403)
    }

    fn not_cached(&mut self, mut token: TestToken) -> ProbeView {
        let first = self.ask(&Asked::of(&self.test.path).with(&token));
        token.token.life = revoked(self.test.mint.now);
        token.token.revision += 1;
        self.gate.admit(&token.token);
        let asked = Asked::of(&self.test.path).with(&token);
        let second = self.ask(&asked);
        let advice = match (&second.decision, second.status) {
            _ if first.status.is_none() => Some(ProbeAdvice::Unreachable),
            (None, Some(status)) if !is_refusal(Some(status)) => Some(ProbeAdvice::Cached),
            (_, Some(401)) => None,
            _ => second.trouble(&asked).or(Some(ProbeAdvice::WrongStatus)),
        };
        view(ProbeKind::NotCached, advice, second.status, 401)
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.admitted.iter().for_each(|id| self.gate.dismiss(*id));
    }
}

fn view(probe: ProbeKind, advice: Option<ProbeAdvice>, status: Option<u16>, wanted: u16) -> ProbeView {
    ProbeView { probe, passed: advice.is_none(), status, wanted, advice }
}

/// What a gate says, not what an application would.
fn is_refusal(status: Option<u16>) -> bool {
    matches!(status, Some(401 | 403 | 429 | 500..))
}

fn revoked(at: DateTime<Utc>) -> Life {
    Life::Revoked { at, reason: String::new() }
}

fn encoded(segment: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#?".contains(&byte);
    segment.bytes().fold(String::new(), |mut text, byte| {
        if plain(byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

/// Follows nothing, keeps no connection, and asks no proxy on its way.
fn agent() -> ureq::Agent {
    let tls = ureq::tls::TlsConfig::builder()
        // A gateway on a private address has its own certificate, and what is sent is worth nothing beyond the test.
        .disable_verification(true)
        .build();
    ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .http_status_as_error(false)
        .proxy(None)
        .tls_config(tls)
        .user_agent("mapae-self-test")
        .build()
        .into()
}
