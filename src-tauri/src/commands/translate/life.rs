//! Edits, what changes and changed, and the audit trail.

use super::{count, entry, expiry, list, scope, token_id};
use crate::commands::{
    Answer,
    views::{
        ChangeView, DraftReport, EditInput, EditReport, EventFilter as FilterInput, EventKindView, EventPage,
        EventRow, EventToken, ExpiryReport, GraceInput, LifeView, LimitReport, LimitView, Problem,
        ScopesReport, TextReport,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use mapae_domain::{Catalogue, CheckedEdit, Edit, FieldChange, Grace, IpEntry, Life, LimitEditProblem};
use mapae_service::{EditCheck, EventFilter, ListedEvent};
use mapae_store::EventKind;

impl From<EditInput> for Edit {
    fn from(input: EditInput) -> Self {
        Self {
            description: input.description,
            expiry: input.expiry.into(),
            allow: input.allow,
            block: input.block,
            limit_count: input.limit.count,
            limit_period: input.limit.period.into(),
            scopes: input.scopes,
        }
    }
}

/// What became of an edit.
pub(in crate::commands) fn edit_report(
    check: &EditCheck,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> EditReport {
    let name = TextReport { value: None, problem: None };
    let DraftReport { description, expiry, allow, block, limit, scopes, today, ready, .. } =
        edit_as_draft(name, &check.checked, now);
    EditReport {
        description,
        expiry,
        allow,
        block,
        limit,
        scopes,
        today,
        ready: ready && check.outdated.is_none(),
        changes: changes(&check.changes, catalogue, now),
        outdated: check.outdated,
    }
}

/// The fields of an edit, under a name that is none of them.
pub(super) fn edit_as_draft(name: TextReport, checked: &CheckedEdit, now: DateTime<Utc>) -> DraftReport {
    let CheckedEdit { description, expiry: until, allow, block, limit, scopes, today } = checked;
    DraftReport {
        name,
        description: TextReport {
            value: description.as_ref().ok().map(|it| it.as_str().to_owned()),
            problem: description.as_ref().err().map(Into::into),
        },
        expiry: ExpiryReport {
            value: until.as_ref().ok().map(|value| expiry(value, now)),
            problem: until.as_ref().err().map(Into::into),
        },
        allow: list(allow),
        block: list(block),
        limit: LimitReport {
            value: limit.as_ref().ok().map(|value| (*value).into()),
            problem: limit.as_ref().err().map(|problem| match problem {
                LimitEditProblem::Typed(problem) => problem.into(),
                LimitEditProblem::Final => Problem::LimitFinal,
            }),
        },
        scopes: ScopesReport { problem: scopes.as_ref().err().map(Into::into) },
        today: today.to_string(),
        ready: checked.first_problem().is_none(),
    }
}

/// Fields before and after; scopes in the words of `catalogue`, as far as it has them.
pub(in crate::commands) fn changes(
    changes: &[FieldChange],
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> Vec<ChangeView> {
    changes.iter().map(|one| change(one, catalogue, now)).collect()
}

fn change(change: &FieldChange, catalogue: &Catalogue, now: DateTime<Utc>) -> ChangeView {
    let entries = |entries: &[IpEntry]| entries.iter().map(entry).collect();
    match change {
        FieldChange::Description { before, after } => {
            ChangeView::Description { before: before.as_str().to_owned(), after: after.as_str().to_owned() }
        }
        FieldChange::Expiry { before, after } => {
            ChangeView::Expiry { before: expiry(before, now), after: expiry(after, now) }
        }
        FieldChange::Allow { added, removed, before_any, after_any } => ChangeView::Allow {
            added: entries(added),
            removed: entries(removed),
            before_any: *before_any,
            after_any: *after_any,
        },
        FieldChange::Block { added, removed } => {
            ChangeView::Block { added: entries(added), removed: entries(removed) }
        }
        FieldChange::Limit { before, after } => {
            ChangeView::Limit { before: LimitView::from(*before), after: LimitView::from(*after) }
        }
        FieldChange::Scopes { added, removed } => ChangeView::Scopes {
            added: added.iter().map(|id| scope(id, catalogue)).collect(),
            removed: removed.iter().map(|id| scope(id, catalogue)).collect(),
        },
        FieldChange::Life { before, after } => {
            ChangeView::Life { before: LifeView::from(before), after: LifeView::from(after) }
        }
        FieldChange::Secret { before, after } => {
            ChangeView::Secret { before: before.to_string(), after: after.to_string() }
        }
        FieldChange::Grace { before, after } => ChangeView::Grace {
            before: before.map(|until| until.timestamp_millis()),
            after: after.map(|until| until.timestamp_millis()),
        },
    }
}

impl From<&Life> for LifeView {
    fn from(life: &Life) -> Self {
        match life {
            Life::Active => Self::Active,
            Life::Disabled => Self::Disabled,
            Life::Revoked { at, reason } => {
                Self::Revoked { at: at.timestamp_millis(), reason: reason.clone() }
            }
        }
    }
}

impl From<GraceInput> for Grace {
    fn from(input: GraceInput) -> Self {
        match input {
            GraceInput::None => Self::None,
            GraceInput::Hour => Self::Hour,
            GraceInput::Day => Self::Day,
            GraceInput::Week => Self::Week,
        }
    }
}

/// A date that does not read narrows nothing: the window sends what its date field made.
pub(in crate::commands) fn event_filter(input: FilterInput) -> Answer<EventFilter> {
    let date = |text: Option<String>| text.and_then(|text| text.parse::<NaiveDate>().ok());
    Ok(EventFilter {
        from: date(input.from),
        to: date(input.to),
        kinds: input.kinds.into_iter().flat_map(kinds).collect(),
        token: input.token.as_deref().map(token_id).transpose()?,
    })
}

/// A page of the trail.
pub(in crate::commands) fn event_page(
    offset: u32,
    page: &mapae_service::EventPage,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> EventPage {
    EventPage {
        offset,
        total: count(page.total),
        rows: page.rows.iter().map(|event| event_row(event, catalogue, now)).collect(),
    }
}

fn event_row(event: &ListedEvent, catalogue: &Catalogue, now: DateTime<Utc>) -> EventRow {
    let kind = EventKindView::from(&event.kind);
    EventRow {
        sequence: event.sequence,
        at: (!event.damaged).then(|| event.at.timestamp_millis()),
        actor: event.actor.clone(),
        kind,
        other: (kind == EventKindView::Other).then(|| event.kind.as_str().to_owned()),
        token: event.token.as_ref().map(|token| EventToken {
            id: token.id.to_string(),
            name: token.name.as_ref().map(ToString::to_string).unwrap_or_default(),
            deleted: token.deleted,
        }),
        changes: changes(&event.changes, catalogue, now),
        // Everything is done at this machine's window; calls from elsewhere come with the gate.
        source: None,
    }
}

impl From<&EventKind> for EventKindView {
    fn from(kind: &EventKind) -> Self {
        match kind {
            EventKind::TokenIssued => Self::TokenIssued,
            EventKind::TokenCopied => Self::TokenCopied,
            EventKind::TokenEdited => Self::TokenEdited,
            EventKind::TokenDisabled => Self::TokenDisabled,
            EventKind::TokenEnabled => Self::TokenEnabled,
            EventKind::TokenRevoked => Self::TokenRevoked,
            EventKind::TokenRotated => Self::TokenRotated,
            EventKind::GraceEnded => Self::GraceEnded,
            EventKind::CounterReset => Self::CounterReset,
            EventKind::TokenDeleted => Self::TokenDeleted,
            EventKind::TokenResealed => Self::TokenResealed,
            EventKind::CatalogueChanged => Self::CatalogueChanged,
            EventKind::ClockBehind => Self::ClockBehind,
            EventKind::Locked => Self::Locked,
            EventKind::Unlocked => Self::Unlocked,
            EventKind::ProtectionChanged => Self::ProtectionChanged,
            EventKind::DataKeyChanged => Self::DataKeyChanged,
            EventKind::RegistryRestored => Self::RegistryRestored,
            EventKind::GateChanged => Self::GateChanged,
            EventKind::Other(_) => Self::Other,
        }
    }
}

/// The kind that the window names; what later versions made has names that it does not know.
fn kinds(view: EventKindView) -> Option<EventKind> {
    Some(match view {
        EventKindView::TokenIssued => EventKind::TokenIssued,
        EventKindView::TokenCopied => EventKind::TokenCopied,
        EventKindView::TokenEdited => EventKind::TokenEdited,
        EventKindView::TokenDisabled => EventKind::TokenDisabled,
        EventKindView::TokenEnabled => EventKind::TokenEnabled,
        EventKindView::TokenRevoked => EventKind::TokenRevoked,
        EventKindView::TokenRotated => EventKind::TokenRotated,
        EventKindView::GraceEnded => EventKind::GraceEnded,
        EventKindView::CounterReset => EventKind::CounterReset,
        EventKindView::TokenDeleted => EventKind::TokenDeleted,
        EventKindView::TokenResealed => EventKind::TokenResealed,
        EventKindView::CatalogueChanged => EventKind::CatalogueChanged,
        EventKindView::ClockBehind => EventKind::ClockBehind,
        EventKindView::Locked => EventKind::Locked,
        EventKindView::Unlocked => EventKind::Unlocked,
        EventKindView::ProtectionChanged => EventKind::ProtectionChanged,
        EventKindView::DataKeyChanged => EventKind::DataKeyChanged,
        EventKindView::RegistryRestored => EventKind::RegistryRestored,
        EventKindView::GateChanged => EventKind::GateChanged,
        EventKindView::Other => return None,
    })
}
