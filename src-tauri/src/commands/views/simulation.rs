//! What the gate would decide: about a request that nobody sent, and after an edit.

use super::{EditInput, ExpiryView, PathProblemView, ScopeView, StepView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    pub(crate) edit: Option<EditInput>,
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
