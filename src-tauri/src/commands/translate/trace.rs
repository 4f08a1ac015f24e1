//! The simulator: what a request looks like that nobody sent, and what would become of it.

use super::{expiry, gate::seconds, scope};
use crate::commands::views::{
    SimulationInput, SimulationView, StandingView, StepView, TraceDetail, TraceStateView, TraceStepView,
    TraceView,
};
use chrono::{DateTime, Utc};
use mapae_domain::{
    Catalogue, Method, Outcome, Passed, Refused, Spent, Token, Trace, TracedEntry, TracedRequest,
    TracedSecret, trace,
};
use std::net::IpAddr;

/// Judges it; what does not read is told instead. `now` is the judged time.
pub(in crate::commands) fn simulation(
    input: &SimulationInput,
    token: &Token,
    catalogue: &Catalogue,
    spent: Spent,
    now: DateTime<Utc>,
) -> SimulationView {
    let typed = input.address.trim();
    let client: Option<Option<IpAddr>> =
        if typed.is_empty() { Some(None) } else { typed.parse().ok().map(Some) };
    let method = Method::parse(input.method.trim()).ok();
    let at = input.at.map_or(Some(now), DateTime::from_timestamp_millis).unwrap_or(now);
    let traced = client.zip(method.as_ref()).map(|(client, method)| {
        let request = TracedRequest {
            secret: TracedSecret::InForce,
            client,
            method: method.as_str(),
            target: input.path.trim().as_bytes(),
            at,
        };
        view(&trace(token, spent, catalogue, &request), token, catalogue, at)
    });
    SimulationView {
        address_unreadable: client.is_none(),
        method_unreadable: method.is_none(),
        trace: traced,
    }
}

/// Of an edit that can't be judged; what is wrong with it its own form says.
pub(in crate::commands) fn no_simulation() -> SimulationView {
    SimulationView { address_unreadable: false, method_unreadable: false, trace: None }
}

fn view(trace: &Trace<'_>, token: &Token, catalogue: &Catalogue, at: DateTime<Utc>) -> TraceView {
    let step = |step: &mapae_domain::TraceStep<'_>| {
        let (state, detail) = match &step.outcome {
            Outcome::Passed(Passed::Assumed) => (TraceStateView::Assumed, None),
            Outcome::Passed(by) => (TraceStateView::Passed, Some(passed(by, token, catalogue, at))),
            Outcome::Refused(by) => (TraceStateView::Refused, Some(refused(by, token, catalogue, at))),
            Outcome::NotAsked => (TraceStateView::NotAsked, None),
            Outcome::NotReached => (TraceStateView::NotReached, None),
        };
        TraceStepView { step: StepView::from(step.step), state, detail }
    };
    TraceView { allowed: trace.refused_at().is_none(), steps: trace.steps().iter().map(step).collect() }
}

fn passed(by: &Passed<'_>, token: &Token, catalogue: &Catalogue, at: DateTime<Utc>) -> TraceDetail {
    match by {
        Passed::Assumed | Passed::Active => TraceDetail::Standing { standing: StandingView::Active },
        Passed::Until { .. } => TraceDetail::Expiry { expiry: expiry(&token.expiry, at) },
        Passed::Address(address) => TraceDetail::Address { address: address.to_string() },
        Passed::NotBlocked { entries } => TraceDetail::NotBlocked { entries: *entries },
        Passed::Allowed(entry) => {
            let (number, entry, note) = named(entry);
            TraceDetail::AllowedBy { number, entry, note }
        }
        Passed::Api(api) => TraceDetail::Api { api: scope(api, catalogue) },
        Passed::Left(left) => TraceDetail::Remaining { left: Some(*left) },
    }
}

fn refused(by: &Refused<'_>, token: &Token, catalogue: &Catalogue, at: DateTime<Utc>) -> TraceDetail {
    match by {
        Refused::Disabled => TraceDetail::Standing { standing: StandingView::Disabled },
        Refused::Revoked { .. } => TraceDetail::Standing { standing: StandingView::Revoked },
        Refused::Expired(_) | Refused::SecretRetired(_) => {
            TraceDetail::Expiry { expiry: expiry(&token.expiry, at) }
        }
        Refused::AddressUnknown => TraceDetail::AddressUnknown,
        Refused::Blocked { entry, .. } => {
            let (number, entry, note) = named(entry);
            TraceDetail::Blocked { number, entry, note }
        }
        Refused::NotAllowed { entries } => TraceDetail::NotAllowed { entries: *entries },
        Refused::AmbiguousPath(problem) => TraceDetail::AmbiguousPath { problem: (*problem).into() },
        Refused::NoSuchApi => TraceDetail::NoSuchApi,
        Refused::ApiNotHeld(api) => TraceDetail::Api { api: scope(api, catalogue) },
        Refused::LimitExceeded(exceeded) => {
            TraceDetail::LimitExceeded { retry_after_seconds: exceeded.retry_after.map(seconds) }
        }
    }
}

fn named(entry: &TracedEntry<'_>) -> (u32, String, Option<String>) {
    let note = entry.entry.note().map(|note| note.as_str().to_owned());
    (entry.position, entry.entry.network().to_string(), note)
}
