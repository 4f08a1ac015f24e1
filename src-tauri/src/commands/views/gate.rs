//! The gate: how it is set, what it does, what it decided, and what it would decide.

use super::{EntryReport, EventToken, ExpiryView, ScopeView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GateView {
    pub(crate) settings: GateSettingsView,
    pub(crate) state: GateStateView,
    /// A secret for introspection (RFC 7662) was made; it is never shown, and copied once when it is made.
    pub(crate) has_secret: bool,
    pub(crate) figures: GateFigures,
}

/// As they are in force.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GateSettingsView {
    pub(crate) enabled: bool,
    /// `127.0.0.1:7461`; empty: not over TCP.
    pub(crate) tcp: String,
    /// A path; empty: not over a Unix socket.
    pub(crate) unix: String,
    /// Networks of gateways that are believed when they name a client.
    pub(crate) trusted_proxies: Vec<String>,
    /// The one header in which they name it: `X-Forwarded-For`.
    pub(crate) client_header: String,
    /// What `Host` may say besides the gate's own addresses.
    pub(crate) hosts: Vec<String>,
}

/// As typed.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct GateInput {
    pub(crate) enabled: bool,
    pub(crate) tcp: String,
    pub(crate) unix: String,
    pub(crate) trusted_proxies: Vec<String>,
    pub(crate) client_header: String,
    pub(crate) hosts: Vec<String>,
}

/// What Rust makes of it, per field.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GateReport {
    pub(crate) tcp: Option<GateProblem>,
    /// The address can be reached from other machines: said, not refused.
    pub(crate) open_to_others: bool,
    pub(crate) unix: Option<GateProblem>,
    /// One for each that was sent.
    pub(crate) trusted_proxies: Vec<EntryReport>,
    /// `/0` among them, or too many.
    pub(crate) trusted_proxies_problem: Option<GateProblem>,
    pub(crate) client_header: Option<GateProblem>,
    /// One for each that was sent.
    pub(crate) hosts: Vec<Option<GateProblem>>,
    /// True if `set_gate` would take it now.
    pub(crate) ready: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GateProblem {
    /// Not `address:port`.
    AddressUnreadable,
    /// A name, where an address is wanted.
    AddressIsName,
    /// Neither TCP nor a Unix socket.
    NoAddress,
    /// Not a path from the root, or longer than the system takes (107 bytes).
    PathUnusable,
    /// Every address would be trusted.
    TrustsEveryone,
    TooMany,
    /// Not a header's name, or one that clients and gateways use for other things.
    HeaderUnusable,
    HostUnreadable,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum GateStateView {
    Off,
    /// Answers 503 until the registry has been read.
    Reading,
    Listening {
        /// `127.0.0.1:7461`, `unix:/run/…`.
        addresses: Vec<String>,
    },
    Failed {
        failure: GateFailure,
        address: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GateFailure {
    /// Another program has it.
    AddressInUse,
    /// Not an address of this machine.
    AddressUnavailable,
    /// A port below 1024, or a folder that may not be written.
    NoAccess,
    /// The settings' file does not read.
    SettingsUnreadable,
    Unknown,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GateFigures {
    /// From the last change in this window until it was in force, in microseconds.
    pub(crate) last_change_micros: Option<u32>,
    /// Requests of each of the last 300 seconds, the newest last.
    pub(crate) allowed: Vec<u32>,
    pub(crate) refused: Vec<u32>,
    /// Since the gate was switched on.
    #[ts(type = "number")]
    pub(crate) allowed_total: u64,
    /// Since then, by the step that refused.
    pub(crate) refused_by_step: Vec<StepCount>,
    /// Requests that a gateway sent in a form the gate can't judge: its configuration is wrong.
    #[ts(type = "number")]
    pub(crate) misconfigured: u64,
    pub(crate) tokens: u32,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StepCount {
    pub(crate) step: StepView,
    #[ts(type = "number")]
    pub(crate) count: u64,
}

/// The steps of a decision, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StepView {
    Header,
    Form,
    Known,
    Standing,
    Expiry,
    Address,
    Block,
    Allow,
    Scope,
    Limit,
}

/// All that is given must hold.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DecisionFilter {
    pub(crate) token: Option<String>,
    /// `true` the allowed, `false` the refused.
    pub(crate) allowed: Option<bool>,
    /// Refused by it.
    pub(crate) step: Option<StepView>,
    /// A part of the address, the method or the path; empty: any.
    pub(crate) text: String,
}

/// The newest decisions that pass, newest first.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DecisionPage {
    pub(crate) offset: u32,
    /// That pass, of the last 10,000.
    pub(crate) total: u32,
    pub(crate) rows: Vec<DecisionRow>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DecisionRow {
    /// Rises with every decision.
    #[ts(type = "number")]
    pub(crate) number: u64,
    pub(crate) at: i64,
    /// Known from step 4 on.
    pub(crate) token: Option<EventToken>,
    /// The client's, as the gate saw it; `null`: it was not told properly.
    pub(crate) address: Option<String>,
    /// Who asked: the gateway's own address, or `unix`.
    pub(crate) peer: String,
    pub(crate) dialect: DialectView,
    pub(crate) method: String,
    /// Without the query; cut where it is long.
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) outcome: OutcomeView,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DialectView {
    Nginx,
    Forward,
    Envoy,
    Haproxy,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum OutcomeView {
    Allowed { api: ScopeView },
    Refused { step: StepView, reason: RefusalView },
}

/// What a gateway did not say. It was not judged, and counts to the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GatewayFaultView {
    MissingMethod,
    BadMethod,
    MissingTarget,
    BadTarget,
}

/// Why, with the rule that decided.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum RefusalView {
    /// The gateway did not say what it asks about: its configuration is wrong.
    Misconfigured {
        fault: GatewayFaultView,
    },
    HeaderMissing,
    HeaderOtherScheme,
    HeaderMalformed,
    HeaderRepeated,
    HeaderInQuery,
    MalformedToken,
    UnknownToken,
    Revoked,
    Disabled,
    Expired,
    SecretRetired,
    AddressUnknown,
    /// `number` from 1 as in the list; `entry` is `None` where the token was changed since.
    Blocked {
        number: u32,
        entry: Option<String>,
        note: Option<String>,
    },
    NotAllowed,
    AmbiguousPath {
        problem: PathProblemView,
    },
    NoSuchApi,
    ApiNotHeld {
        api: ScopeView,
    },
    /// `null`: time alone won't help (전체).
    #[serde(rename_all = "camelCase")]
    LimitExceeded {
        retry_after_seconds: Option<u32>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PathProblemView {
    NotAbsolute,
    TooLong,
    EmptySegment,
    DotSegment,
    ForbiddenByte,
    AmbiguousEncoding,
    BrokenEncoding,
    BadParameter,
}

/// A request that nobody sent.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SimulationInput {
    /// The client's; empty: not told.
    pub(crate) address: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// When; `null`: now.
    pub(crate) at: Option<i64>,
    /// Judged as it would be after this edit.
    pub(crate) edit: Option<super::EditInput>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SimulationView {
    /// What was typed is no address.
    pub(crate) address_unreadable: bool,
    pub(crate) method_unreadable: bool,
    /// `null` where something does not read.
    pub(crate) trace: Option<TraceView>,
}

/// The ten steps, in order. The first three are taken as passed: the secret is right.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TraceView {
    pub(crate) allowed: bool,
    pub(crate) steps: Vec<TraceStepView>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TraceStepView {
    pub(crate) step: StepView,
    pub(crate) state: TraceStateView,
    /// `null` for the first three, and for what was not reached.
    pub(crate) detail: Option<TraceDetail>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TraceStateView {
    /// Steps 1 to 3.
    Assumed,
    Passed,
    Refused,
    /// An earlier step refused.
    NotReached,
    /// There is no rule of this kind.
    NotAsked,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum TraceDetail {
    /// Step 4.
    Standing {
        standing: StandingView,
    },
    /// Step 5.
    Expiry {
        expiry: ExpiryView,
    },
    /// Step 6: the address that is compared, an IPv4 one also where it came as IPv6.
    Address {
        address: String,
    },
    /// Step 6: there are rules, and the address is not known.
    AddressUnknown,
    /// Step 7: entry number, from 1.
    Blocked {
        number: u32,
        entry: String,
        note: Option<String>,
    },
    /// Step 7: in none of so many.
    NotBlocked {
        entries: u32,
    },
    /// Step 8: by which of the entries, from 1.
    AllowedBy {
        number: u32,
        entry: String,
        note: Option<String>,
    },
    /// Step 8: in none of so many.
    NotAllowed {
        entries: u32,
    },
    /// Step 9: the API that the request needs, held or not.
    Api {
        api: ScopeView,
    },
    NoSuchApi,
    AmbiguousPath {
        problem: PathProblemView,
    },
    /// Step 10: what would be left after this request; `null`: no limit.
    Remaining {
        left: Option<u32>,
    },
    #[serde(rename_all = "camelCase")]
    LimitExceeded {
        retry_after_seconds: Option<u32>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StandingView {
    Active,
    Disabled,
    Revoked,
}

/// What an edit would have done to the recent real requests of a token, limits aside.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImpactView {
    /// That were looked at: the token's, among the last 10,000.
    pub(crate) requests: u32,
    /// The oldest of them.
    pub(crate) since: Option<i64>,
    pub(crate) newly_refused: u32,
    pub(crate) newly_allowed: u32,
    /// The addresses with the most of either, at most 20.
    pub(crate) by_address: Vec<ImpactAddress>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImpactAddress {
    /// `null`: not told.
    pub(crate) address: Option<String>,
    pub(crate) newly_refused: u32,
    pub(crate) newly_allowed: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GatewayInput {
    Nginx,
    Caddy,
    Haproxy,
    Envoy,
    Traefik,
}

/// For which gateway, and what lies behind it.
#[derive(Debug, Clone, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RecipeInput {
    pub(crate) gateway: GatewayInput,
    /// `127.0.0.1:3000`.
    pub(crate) upstream: String,
    /// Which paths are guarded: `/`, `/api/`.
    pub(crate) prefix: String,
    /// Whether the application gets the Authorization header.
    pub(crate) token_goes_on: bool,
}

/// A configuration to paste, for the gate as it is set.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecipeView {
    /// None where there is a problem.
    pub(crate) files: Vec<RecipeFileView>,
    pub(crate) problem: Option<RecipeProblem>,
    /// The gate listens on TCP and trusts nobody: the gateway's address belongs to the trusted proxies, or every token
    /// with IP rules is refused.
    pub(crate) needs_trust: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecipeFileView {
    /// `mapae-locations.conf`.
    pub(crate) name: String,
    /// Begins with a comment that says where it belongs.
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecipeProblem {
    /// The gate's own address can't be written in this gateway's configuration, or it has none.
    Gate,
    /// Not `host:port`.
    Upstream,
    /// Not a path that begins with `/`.
    Prefix,
    /// This gateway can't name the client in the header that is set.
    ClientHeader,
    /// This gateway names the client in X-Forwarded-For alone.
    OnlyForwardedFor,
    /// This gateway asks over TCP alone.
    OnlyTcp,
}

/// The probes through the administrator's own gateway.
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
