//! Which tokens are asked for, and what long runs came to.

use super::{count, token_id};
use crate::commands::{
    Answer,
    views::{
        BulkAction, BulkPreview, BulkRefusal, CustodyView, ListName, RefusedBecause as WhyView, RunFailure,
        RunReport, SelectionInput, SortKey as SortView, StatusView, TokenCounts, TokenQuery, UsedInput,
    },
};
use chrono::{DateTime, Utc};
use mapae_domain::{Action, ApiId, ListKind, Status, TokenId};
use mapae_service::{Custody, Query, RefusedBecause, Registry, ServiceError, SortKey, Used};

/// The query of the wire.
pub(in crate::commands) fn query(asked: TokenQuery) -> Answer<Query> {
    Ok(Query {
        text: asked.text,
        statuses: asked.statuses.into_iter().map(Status::from).collect(),
        // What is no id is no API that a token could hold.
        scopes: asked.scopes.iter().filter_map(|id| ApiId::parse(id).ok()).collect(),
        expires_within: asked.expires_within,
        limited: asked.limited,
        custody: asked.custody.map(|custody| match custody {
            CustodyView::Kept => Custody::Kept,
            CustodyView::Once => Custody::Once,
            CustodyView::Gone => Custody::Gone,
        }),
        used: asked.used.map(|used| match used {
            UsedInput::Never => Used::Never,
            UsedInput::Within { days } => Used::Within(days),
            UsedInput::NotWithin { days } => Used::NotWithin(days),
        }),
        token: asked.token.as_deref().map(token_id).transpose()?,
        deleted: asked.deleted,
        sort: match asked.sort {
            SortView::Name => SortKey::Name,
            SortView::Token => SortKey::Token,
            SortView::Status => SortKey::Status,
            SortView::Scopes => SortKey::Scopes,
            SortView::Expiry => SortKey::Expiry,
            SortView::Limit => SortKey::Limit,
            SortView::Allow => SortKey::Allow,
            SortView::Block => SortKey::Block,
            SortView::LastUsed => SortKey::LastUsed,
            SortView::Issued => SortKey::Issued,
            SortView::Revoked => SortKey::Revoked,
        },
        descending: asked.descending,
    })
}

/// What a person selected, on its way to the worker that looks it up.
pub(in crate::commands) enum Selection {
    Ids(Vec<TokenId>),
    Matching(Query, Vec<TokenId>),
}

pub(in crate::commands) fn selection(input: SelectionInput) -> Answer<Selection> {
    let ids = |ids: Vec<String>| ids.iter().map(|id| token_id(id)).collect::<Answer<Vec<TokenId>>>();
    Ok(match input {
        SelectionInput::Ids { ids: chosen } => Selection::Ids(ids(chosen)?),
        SelectionInput::Matching { query: asked, except } => Selection::Matching(query(asked)?, ids(except)?),
    })
}

impl Selection {
    /// The tokens, in the order of the list.
    pub(in crate::commands) fn ids(
        self,
        registry: &Registry,
        now: DateTime<Utc>,
    ) -> Result<Vec<TokenId>, ServiceError> {
        match self {
            Selection::Ids(ids) => Ok(ids),
            Selection::Matching(query, except) => {
                let except: std::collections::HashSet<TokenId> = except.into_iter().collect();
                let mut ids = mapae_service::matching(registry, &query, now)?;
                ids.retain(|id| !except.contains(id));
                Ok(ids)
            }
        }
    }
}

pub(in crate::commands) fn action(action: BulkAction) -> Action {
    let list = |name| match name {
        ListName::Allow => ListKind::Allow,
        ListName::Block => ListKind::Block,
    };
    match action {
        BulkAction::Disable => Action::Disable,
        BulkAction::Enable => Action::Enable,
        BulkAction::Revoke { reason } => Action::Revoke { reason },
        BulkAction::SetExpiry { expiry } => Action::SetExpiry(expiry.into()),
        BulkAction::AddScopes { scopes } => Action::AddScopes(scopes),
        BulkAction::RemoveScopes { scopes } => Action::RemoveScopes(scopes),
        BulkAction::AddEntries { list: name, entries } => Action::AddEntries { list: list(name), entries },
        BulkAction::RemoveEntries { list: name, entries } => {
            Action::RemoveEntries { list: list(name), entries }
        }
    }
}

impl From<mapae_service::BulkPreview> for BulkPreview {
    fn from(preview: mapae_service::BulkPreview) -> Self {
        let refusal = |refusal: mapae_service::BulkRefusal| BulkRefusal {
            why: refusal.why.into(),
            count: count(refusal.count),
            names: refusal.names,
        };
        Self {
            total: count(preview.total),
            changed: count(preview.changed),
            unchanged: count(preview.unchanged),
            refused: preview.refused.into_iter().map(refusal).collect(),
            narrowed: count(preview.narrowed),
            opened: count(preview.opened),
        }
    }
}

impl From<mapae_service::RunReport> for RunReport {
    fn from(report: mapae_service::RunReport) -> Self {
        let failure = |failure: mapae_service::RunFailure| RunFailure {
            id: failure.id.map(|id| id.to_string()),
            name: failure.name,
            why: failure.why.into(),
        };
        Self {
            total: count(report.total),
            done: count(report.done),
            unchanged: count(report.unchanged),
            failed: count(report.failed),
            failures: report.failures.into_iter().map(failure).collect(),
            stopped: report.stopped,
            changed: report.changed.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<mapae_service::Counts> for TokenCounts {
    fn from(counts: mapae_service::Counts) -> Self {
        Self {
            active: count(counts.active),
            expiring: count(counts.expiring),
            disabled: count(counts.disabled),
            exhausted: count(counts.exhausted),
            expired: count(counts.expired),
            revoked: count(counts.revoked),
            deleted: count(counts.deleted),
            complete: counts.complete,
        }
    }
}

impl From<RefusedBecause> for WhyView {
    fn from(why: RefusedBecause) -> Self {
        match why {
            RefusedBecause::Revoked => Self::Revoked,
            RefusedBecause::Gone => Self::Gone,
            RefusedBecause::InForce => Self::InForce,
            RefusedBecause::NoScopeLeft => Self::NoScopeLeft,
            RefusedBecause::TooManyEntries => Self::TooManyEntries,
            RefusedBecause::Outdated => Self::Outdated,
            RefusedBecause::Failed => Self::Failed,
        }
    }
}

impl From<StatusView> for Status {
    fn from(view: StatusView) -> Self {
        match view {
            StatusView::Active => Self::Active,
            StatusView::Expiring => Self::Expiring,
            StatusView::Disabled => Self::Disabled,
            StatusView::Exhausted => Self::Exhausted,
            StatusView::Expired => Self::Expired,
            StatusView::Revoked => Self::Revoked,
        }
    }
}
