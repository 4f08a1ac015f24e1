//! The probes through the administrator's own gateway, and what they say.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where to, and by which API.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SelfTestInput {
    /// `http://127.0.0.1:8080`: loopback or private.
    pub(crate) url: String,
    /// An API of the catalogue with method GET, whose path is asked for.
    pub(crate) api: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SelfTestReport {
    /// Why none were sent.
    pub(crate) problem: Option<SelfTestProblem>,
    pub(crate) probes: Vec<ProbeView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SelfTestProblem {
    /// Not `http://` or `https://` with a host.
    UrlUnreadable,
    /// A public address: probes go to loopback and private ones alone.
    UrlPublic,
    /// The name has no address.
    HostUnknown,
    GateOff,
    /// The API is not in the catalogue, or is not read with GET.
    ApiUnusable,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProbeView {
    pub(crate) probe: ProbeKind,
    pub(crate) passed: bool,
    /// What the gateway answered; `null`: nothing.
    pub(crate) status: Option<u16>,
    /// What it should have answered; 0 = whatever the application says.
    pub(crate) wanted: u16,
    /// What to mend, where it failed.
    pub(crate) advice: Option<ProbeAdvice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProbeKind {
    /// A token with the scope passes.
    Allowed,
    /// No Authorization header.
    NoToken,
    /// One that nobody issued.
    UnknownToken,
    Expired,
    Revoked,
    BlockedAddress,
    OutsideScope,
    /// The second request of a token that may make one; 429 with Retry-After.
    Limit,
    /// A made-up X-Forwarded-For from the client must not be believed.
    ForgedAddress,
    /// `//` and encoded slashes.
    AmbiguousPath,
    /// After one success and a withdrawal the next request is refused: nothing is cached.
    NotCached,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProbeAdvice {
    /// Nothing listens there, or it did not answer in time.
    Unreachable,
    /// The gateway answered without asking the gate.
    GateNotAsked,
    /// The gateway could not reach the gate, or did not understand its answer (5xx).
    GateNotReached,
    /// The Authorization header did not arrive at the gate.
    HeaderNotPassed,
    /// The gate was told a path or method of another API.
    PathNotPassed,
    /// The gate sees the gateway's address in place of the client's.
    ProxyAddressSeen,
    /// The gate believed the client's own X-Forwarded-For.
    ForgedAddressBelieved,
    /// 429 came as another status, or without Retry-After.
    LimitNotRestored,
    /// A verdict was kept.
    Cached,
    /// The refusal came as another status.
    WrongStatus,
}
