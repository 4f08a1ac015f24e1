//! The gate: how it is set, what it does, and what a gateway before it is given.

use super::{EntryReport, StepView};
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
