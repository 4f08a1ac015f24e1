//! What the gate decided, and why.

use super::{EventToken, ScopeView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
