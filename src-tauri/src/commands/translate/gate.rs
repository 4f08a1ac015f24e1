//! The gate's settings, figures and decisions.

use super::{entry, scope};
use crate::commands::views::{
    DecisionFilter as FilterInput, DecisionRow, DialectView, EntryReport, EventToken, GateFigures, GateInput,
    GateProblem, GateReport, GateSettingsView, GatewayFaultView, GatewayInput, ImpactAddress, ImpactView,
    OutcomeView, PathProblemView, RecipeFileView, RecipeProblem, RefusalView, StepCount, StepView,
};
use mapae_domain::{ApiId, Catalogue, HeaderProblem, IpEntry, PathProblem, Refusal, Step, Token, TokenId};
use mapae_gate::{
    AddressImpact, DecisionFilter, DecisionRecord, Dialect, Figures, GateSettings, GatewayFault, Impact,
    Outcome, OutcomeKind, Peer, SeenRequest, SettingsDraft, SettingsField, SettingsProblem,
    recipe::{Gateway, Recipe},
};
use std::time::Duration;

/// As typed; the introspection secret stays what it was.
pub(in crate::commands) fn gate_draft(input: GateInput, present: &GateSettings) -> SettingsDraft {
    SettingsDraft {
        enabled: input.enabled,
        listen: input.tcp,
        socket: input.unix,
        trusted_proxies: input.trusted_proxies,
        client_header: input.client_header,
        hosts: input.hosts,
        ..present.draft()
    }
}

pub(in crate::commands) fn gate_settings(settings: &GateSettings) -> GateSettingsView {
    let draft = settings.draft();
    GateSettingsView {
        enabled: draft.enabled,
        tcp: draft.listen,
        unix: draft.socket,
        trusted_proxies: draft.trusted_proxies,
        client_header: draft.client_header,
        hosts: draft.hosts,
    }
}

/// What became of a draft of settings, per field.
pub(in crate::commands) fn gate_report(draft: &SettingsDraft) -> GateReport {
    let parsed = GateSettings::parse(draft);
    let problems = parsed.as_ref().err().map_or(&[][..], Vec::as_slice);
    let of = |field| problems.iter().find(|problem| problem.field() == field).map(gate_problem);
    let whole_list = problems.iter().find(|problem| {
        let too_many = matches!(problem, SettingsProblem::TooMany { field: SettingsField::TrustedProxies });
        too_many || matches!(problem, SettingsProblem::TrustsEveryone { .. })
    });
    let host = |place: u32| {
        let is_it = |problem: &&SettingsProblem| matches!(problem, SettingsProblem::Host { position } if *position == place);
        problems.iter().find(is_it).map(gate_problem)
    };
    GateReport {
        tcp: of(SettingsField::Listen).map(|problem| match problem {
            GateProblem::AddressUnreadable if is_name(&draft.listen) => GateProblem::AddressIsName,
            other => other,
        }),
        open_to_others: parsed.as_ref().is_ok_and(|settings| !settings.is_local()),
        unix: of(SettingsField::Socket),
        trusted_proxies: draft.trusted_proxies.iter().map(|typed| entry_report(typed)).collect(),
        trusted_proxies_problem: whole_list.map(gate_problem),
        client_header: of(SettingsField::ClientHeader),
        hosts: (1..).zip(&draft.hosts).map(|(place, _)| host(place)).collect(),
        ready: problems.is_empty(),
    }
}

/// `localhost:7461`: names are not looked up, for they may mean another address tomorrow.
fn is_name(typed: &str) -> bool {
    let is_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    typed.trim().rsplit_once(':').is_some_and(|(host, port)| {
        port.parse::<u16>().is_ok()
            && host.bytes().all(is_label)
            && host.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
    })
}

fn entry_report(typed: &str) -> EntryReport {
    match IpEntry::parse(typed) {
        Ok(parsed) => EntryReport {
            value: Some(entry(&parsed.entry)),
            problem: None,
            notices: parsed.notices.iter().map(Into::into).collect(),
        },
        Err(problem) => EntryReport { value: None, problem: Some((&problem).into()), notices: Vec::new() },
    }
}

fn gate_problem(problem: &SettingsProblem) -> GateProblem {
    match problem {
        SettingsProblem::ListenUnreadable | SettingsProblem::ListenPortZero => GateProblem::AddressUnreadable,
        SettingsProblem::NowhereToListen => GateProblem::NoAddress,
        SettingsProblem::SocketPath => GateProblem::PathUnusable,
        // Shown at the entry itself (`EntryReport`).
        SettingsProblem::TrustedProxy { .. } => GateProblem::AddressUnreadable,
        SettingsProblem::TrustsEveryone { .. } => GateProblem::TrustsEveryone,
        SettingsProblem::TooMany { .. } => GateProblem::TooMany,
        SettingsProblem::ClientHeader => GateProblem::HeaderUnusable,
        SettingsProblem::Host { .. } => GateProblem::HostUnreadable,
        // The window never sends one.
        SettingsProblem::Introspection => GateProblem::HeaderUnusable,
    }
}

pub(in crate::commands) fn figures(figures: &Figures) -> GateFigures {
    let counted = STEPS.into_iter().zip(figures.refused);
    GateFigures {
        last_change_micros: figures.last_change.map(|took| took.as_micros().try_into().unwrap_or(u32::MAX)),
        allowed: figures.seconds.iter().map(|second| second.allowed).collect(),
        refused: figures.seconds.iter().map(|second| second.refused).collect(),
        allowed_total: figures.allowed,
        refused_by_step: counted
            .filter(|(_, count)| *count > 0)
            .map(|(step, count)| StepCount { step: step.into(), count })
            .collect(),
        misconfigured: figures.misconfigured,
        tokens: super::count(figures.tokens),
    }
}

const STEPS: [Step; 10] = [
    Step::Header,
    Step::Form,
    Step::Known,
    Step::Standing,
    Step::Expiry,
    Step::Address,
    Step::Block,
    Step::Allow,
    Step::Scope,
    Step::Limit,
];

impl From<Step> for StepView {
    fn from(step: Step) -> Self {
        match step {
            Step::Header => Self::Header,
            Step::Form => Self::Form,
            Step::Known => Self::Known,
            Step::Standing => Self::Standing,
            Step::Expiry => Self::Expiry,
            Step::Address => Self::Address,
            Step::Block => Self::Block,
            Step::Allow => Self::Allow,
            Step::Scope => Self::Scope,
            Step::Limit => Self::Limit,
        }
    }
}

impl From<StepView> for Step {
    fn from(step: StepView) -> Self {
        match step {
            StepView::Header => Self::Header,
            StepView::Form => Self::Form,
            StepView::Known => Self::Known,
            StepView::Standing => Self::Standing,
            StepView::Expiry => Self::Expiry,
            StepView::Address => Self::Address,
            StepView::Block => Self::Block,
            StepView::Allow => Self::Allow,
            StepView::Scope => Self::Scope,
            StepView::Limit => Self::Limit,
        }
    }
}

impl From<PathProblem> for PathProblemView {
    fn from(problem: PathProblem) -> Self {
        match problem {
            PathProblem::NotAbsolute => Self::NotAbsolute,
            PathProblem::TooLong => Self::TooLong,
            PathProblem::EmptySegment => Self::EmptySegment,
            PathProblem::DotSegment => Self::DotSegment,
            PathProblem::ForbiddenByte => Self::ForbiddenByte,
            PathProblem::AmbiguousEncoding => Self::AmbiguousEncoding,
            PathProblem::BrokenEncoding => Self::BrokenEncoding,
            PathProblem::BadParameter => Self::BadParameter,
        }
    }
}

/// What the ring of decisions is asked for; the text is looked for afterwards ([`decision_matches`]).
pub(in crate::commands) fn decision_filter(filter: &FilterInput, token: Option<TokenId>) -> DecisionFilter {
    let kind = |allowed| if allowed { OutcomeKind::Allowed } else { OutcomeKind::Refused };
    // Who asks for the refused ones wants those too that were not even judged.
    let outcome = filter.allowed.filter(|allowed| *allowed || filter.step.is_some()).map(kind);
    DecisionFilter { token, outcome, step: filter.step.map(Step::from), ..DecisionFilter::default() }
}

/// What the ring does not look at.
pub(in crate::commands) fn decision_matches(filter: &FilterInput, record: &DecisionRecord) -> bool {
    let is_allowed = matches!(record.outcome, Outcome::Allowed { .. });
    let text = filter.text.trim();
    let address = || record.client.is_some_and(|address| address.to_string().contains(text));
    filter.allowed.is_none_or(|allowed| allowed == is_allowed)
        && (text.is_empty() || record.path.contains(text) || record.method.contains(text) || address())
}

/// `token` is what is known of the one it was about.
pub(in crate::commands) fn decision(
    record: &DecisionRecord,
    name: Option<EventToken>,
    token: Option<&Token>,
    catalogue: &Catalogue,
) -> DecisionRow {
    DecisionRow {
        number: record.number,
        at: record.at.timestamp_millis(),
        token: name,
        address: record.client.map(|address| address.to_canonical().to_string()),
        peer: match record.peer {
            Peer::Address(address) => address.to_canonical().to_string(),
            Peer::Local => "unix".to_owned(),
        },
        dialect: match record.dialect {
            Dialect::Nginx => DialectView::Nginx,
            Dialect::Forward => DialectView::Forward,
            Dialect::Envoy => DialectView::Envoy,
            Dialect::Haproxy => DialectView::Haproxy,
        },
        method: record.method.clone(),
        path: record.path.clone(),
        status: record.status,
        outcome: outcome(&record.outcome, token, catalogue),
    }
}

fn outcome(outcome: &Outcome, token: Option<&Token>, catalogue: &Catalogue) -> OutcomeView {
    match outcome {
        Outcome::Allowed { api } => OutcomeView::Allowed { api: scope(api, catalogue) },
        Outcome::Refused(refused) => {
            OutcomeView::Refused { step: refused.step().into(), reason: refusal(refused, token, catalogue) }
        }
        Outcome::Misconfigured(fault) => OutcomeView::Refused {
            step: StepView::Header,
            reason: RefusalView::Misconfigured { fault: (*fault).into() },
        },
    }
}

impl From<GatewayFault> for GatewayFaultView {
    fn from(fault: GatewayFault) -> Self {
        match fault {
            GatewayFault::MissingMethod => Self::MissingMethod,
            GatewayFault::BadMethod => Self::BadMethod,
            GatewayFault::MissingTarget => Self::MissingTarget,
            GatewayFault::BadTarget => Self::BadTarget,
        }
    }
}

fn refusal(refusal: &Refusal<ApiId>, token: Option<&Token>, catalogue: &Catalogue) -> RefusalView {
    match refusal {
        Refusal::Header(problem) => match problem {
            HeaderProblem::Missing => RefusalView::HeaderMissing,
            HeaderProblem::OtherScheme => RefusalView::HeaderOtherScheme,
            HeaderProblem::Malformed => RefusalView::HeaderMalformed,
            HeaderProblem::Repeated => RefusalView::HeaderRepeated,
            HeaderProblem::InQuery => RefusalView::HeaderInQuery,
        },
        Refusal::MalformedToken(_) => RefusalView::MalformedToken,
        Refusal::UnknownToken => RefusalView::UnknownToken,
        Refusal::Revoked => RefusalView::Revoked,
        Refusal::Disabled => RefusalView::Disabled,
        Refusal::Expired => RefusalView::Expired,
        Refusal::SecretRetired => RefusalView::SecretRetired,
        Refusal::AddressUnknown => RefusalView::AddressUnknown,
        Refusal::Blocked(matched) => {
            // The list may be another one by now: the note is told only where the entry still stands there.
            let place = super::index(matched.position.saturating_sub(1));
            let stands = token.and_then(|token| token.block.entries().get(place));
            let stands = stands.filter(|entry| entry.network() == matched.network);
            RefusalView::Blocked {
                number: matched.position,
                entry: Some(matched.network.to_string()),
                note: stands.and_then(|entry| entry.note()).map(|note| note.as_str().to_owned()),
            }
        }
        Refusal::NotAllowed => RefusalView::NotAllowed,
        Refusal::AmbiguousPath(problem) => RefusalView::AmbiguousPath { problem: (*problem).into() },
        Refusal::NoSuchApi => RefusalView::NoSuchApi,
        Refusal::ApiNotHeld(api) => RefusalView::ApiNotHeld { api: scope(api, catalogue) },
        Refusal::LimitExceeded(exceeded) => {
            RefusalView::LimitExceeded { retry_after_seconds: exceeded.retry_after.map(seconds) }
        }
    }
}

/// Up to the next whole one.
pub(super) fn seconds(duration: Duration) -> u32 {
    duration.as_millis().div_ceil(1000).try_into().unwrap_or(u32::MAX)
}

impl From<GatewayInput> for Gateway {
    fn from(gateway: GatewayInput) -> Self {
        match gateway {
            GatewayInput::Nginx => Self::Nginx,
            GatewayInput::Caddy => Self::Caddy,
            GatewayInput::Haproxy => Self::Haproxy,
            GatewayInput::Envoy => Self::Envoy,
            GatewayInput::Traefik => Self::Traefik,
        }
    }
}

pub(in crate::commands) fn recipe_files(recipe: &Recipe) -> Vec<RecipeFileView> {
    let file = |file: &mapae_gate::recipe::RecipeFile| RecipeFileView {
        name: file.name().to_owned(),
        text: file.text().to_owned(),
    };
    recipe.files().iter().map(file).collect()
}

impl From<mapae_gate::recipe::RecipeProblem> for RecipeProblem {
    fn from(problem: mapae_gate::recipe::RecipeProblem) -> Self {
        use mapae_gate::recipe::RecipeProblem as Problem;
        match problem {
            // The window offers the five that there are.
            Problem::Gateway | Problem::Gate => Self::Gate,
            Problem::Upstream => Self::Upstream,
            Problem::Prefix => Self::Prefix,
            Problem::ClientHeader => Self::ClientHeader,
            Problem::OnlyForwardedFor => Self::OnlyForwardedFor,
            Problem::OnlyTcp => Self::OnlyTcp,
        }
    }
}

/// A request to judge once more; `None` where its path was cut or masked, and is another one now.
pub(in crate::commands) fn seen(record: &DecisionRecord) -> Option<SeenRequest<'_>> {
    let was_allowed = match record.outcome {
        Outcome::Allowed { .. } => true,
        Outcome::Refused(_) => false,
        Outcome::Misconfigured(_) => return None,
    };
    record.is_verbatim().then_some(SeenRequest {
        at: record.at,
        client: record.client,
        method: &record.method,
        path: record.path.as_bytes(),
        was_allowed,
    })
}

pub(in crate::commands) fn impact(impact: &Impact) -> ImpactView {
    let address = |one: &AddressImpact| ImpactAddress {
        address: one.address.map(|address| address.to_string()),
        newly_refused: super::count(one.refused),
        newly_allowed: super::count(one.allowed),
    };
    ImpactView {
        requests: super::count(impact.requests),
        since: impact.since.map(|at| at.timestamp_millis()),
        newly_refused: super::count(impact.newly_refused),
        newly_allowed: super::count(impact.newly_allowed),
        by_address: impact.by_address.iter().map(address).collect(),
    }
}
