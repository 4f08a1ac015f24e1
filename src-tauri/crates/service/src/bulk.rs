//! Verbs: the same change to many tokens, looked at beforehand and carried out.

use crate::{
    RefusedBecause, Registry, RunFailure, RunReport, ServiceError,
    change::Stepped,
    run::{Step, run_each},
};
use chrono::{DateTime, Utc};
use mapae_domain::{Action, AllowList, CheckedAction, ReadyAction, Token, TokenId, TokenName, changes};
use mapae_store::{EventKind, StoreError};
use std::{
    collections::BTreeMap,
    error::Error,
    ops::ControlFlow,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Names of refused tokens that are told, for each reason.
const NAMED: usize = 3;
/// Failures that are told to the log.
const TOLD: usize = 100;

/// What an action would do, before it is done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BulkPreview {
    /// So many were asked about.
    pub total: usize,
    /// Would be changed.
    pub changed: usize,
    /// Are so already.
    pub unchanged: usize,
    /// Can't be, by the reason.
    pub refused: Vec<BulkRefusal>,
    /// Allow every address so far, and would allow only the entries that are added.
    pub narrowed: usize,
    /// Would allow every address, because their last entry goes.
    pub opened: usize,
}

/// Those that can't be changed for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRefusal {
    /// Why.
    pub why: RefusedBecause,
    /// How many.
    pub count: usize,
    /// The first of them, at most three.
    pub names: Vec<String>,
}

/// Are the texts of the action itself right?
///
/// # Errors
/// The catalogue can't be read.
pub fn check_action(
    registry: &Registry,
    action: &Action,
    now: DateTime<Utc>,
) -> Result<CheckedAction, ServiceError> {
    Ok(action.check(registry.judged(now), registry.zone, &registry.catalogue()?))
}

/// What `action` would do to each of `ids`. Changes nothing.
///
/// # Errors
/// [`ServiceError::ActionRefused`]; the store can't be read. A record that is damaged is refused, and no error.
pub fn preview_bulk(
    registry: &Registry,
    ids: &[TokenId],
    action: &Action,
    now: DateTime<Utc>,
) -> Result<BulkPreview, ServiceError> {
    let action = ready(registry, action, now)?;
    let mut preview = BulkPreview { total: ids.len(), ..BulkPreview::default() };
    let mut refused: BTreeMap<RefusedBecause, (usize, Vec<String>)> = BTreeMap::new();
    for id in ids {
        let (why, name) = match registry.stored(*id) {
            Ok(stored) => match action.apply(&stored.token, now) {
                Ok(after) => {
                    preview.note(&stored.token, &after);
                    continue;
                }
                Err(why) => (why.into(), stored.token.name.to_string()),
            },
            Err(error) if is_about_one(&error) => ((&error).into(), id.to_string()),
            Err(error) => return Err(error),
        };
        let (count, names) = refused.entry(why).or_default();
        *count += 1;
        if names.len() < NAMED {
            names.push(name);
        }
    }
    let refusal = |(why, (count, names))| BulkRefusal { why, count, names };
    preview.refused = refused.into_iter().map(refusal).collect();
    Ok(preview)
}

/// Carries `action` out on each of `ids`: one change and one event each, several at once. A token that somebody else
/// changes in the same moment gets the action on top of that. `progress` may stop it; what is done stays done.
///
/// # Errors
/// [`ServiceError::ActionRefused`]. What befalls a single token is in the report.
pub fn run_bulk(
    registry: &Registry,
    ids: &[TokenId],
    action: &Action,
    now: DateTime<Utc>,
    progress: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
) -> Result<RunReport, ServiceError> {
    let kind = kind(action);
    let action = ready(registry, action, now)?;
    let told = AtomicUsize::new(0);
    let act = |id: &TokenId| match carry_out(registry, *id, &action, &kind, now) {
        Ok(Stepped::Changed(_)) => Step::Done(*id),
        Ok(Stepped::Unchanged(_)) => Step::Unchanged,
        Err(failed) => {
            let why = match failed {
                Failed::Refused(why) => why,
                Failed::Service(error) => {
                    // A full disk has the same to say of all that are left.
                    if told.fetch_add(1, Ordering::Relaxed) < TOLD {
                        tracing::error!(%id, error = &error as &dyn Error, "a token could not be changed");
                    }
                    RefusedBecause::from(&error)
                }
            };
            let name = name_of(registry, *id).map(|name| name.to_string()).unwrap_or_default();
            Step::Failed(RunFailure { id: Some(*id), name, why })
        }
    };
    Ok(run_each(ids, act, progress))
}

fn carry_out(
    registry: &Registry,
    id: TokenId,
    action: &ReadyAction,
    kind: &EventKind,
    now: DateTime<Utc>,
) -> Result<Stepped, Failed> {
    let step = |token: &Token| action.apply(token, now).map_err(|why| Failed::Refused(why.into()));
    let stepped = registry.step(id, kind, now, step)?;
    if let Stepped::Changed(stored) = &stepped
        && stored.copy_once
        && stored.token.is_revoked()
    {
        registry.drop_once(id)?;
    }
    Ok(stepped)
}

/// Why one token was not changed.
enum Failed {
    Refused(RefusedBecause),
    Service(ServiceError),
}

impl From<ServiceError> for Failed {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl BulkPreview {
    fn note(&mut self, before: &Token, after: &Token) {
        if changes(before, after).is_empty() {
            self.unchanged += 1;
            return;
        }
        self.changed += 1;
        match (&before.allow, &after.allow) {
            (AllowList::Any, AllowList::Only(_)) => self.narrowed += 1,
            (AllowList::Only(_), AllowList::Any) => self.opened += 1,
            (AllowList::Any, AllowList::Any) | (AllowList::Only(_), AllowList::Only(_)) => {}
        }
    }
}

fn ready(registry: &Registry, action: &Action, now: DateTime<Utc>) -> Result<ReadyAction, ServiceError> {
    check_action(registry, action, now)?.ready().ok_or(ServiceError::ActionRefused)
}

fn kind(action: &Action) -> EventKind {
    match action {
        Action::Disable => EventKind::TokenDisabled,
        Action::Enable => EventKind::TokenEnabled,
        Action::Revoke { .. } => EventKind::TokenRevoked,
        Action::SetExpiry(_)
        | Action::AddScopes(_)
        | Action::RemoveScopes(_)
        | Action::AddEntries { .. }
        | Action::RemoveEntries { .. } => EventKind::TokenEdited,
    }
}

/// Others can be read all the same.
fn is_about_one(error: &ServiceError) -> bool {
    matches!(error, ServiceError::TokenNotFound | ServiceError::Store(StoreError::Quarantined { .. }))
}

/// As far as it can be read.
pub(crate) fn name_of(registry: &Registry, id: TokenId) -> Option<TokenName> {
    if let Ok(Some(stored)) = registry.store.token(id) {
        return Some(stored.token.name);
    }
    registry.store.tombstone(id).ok().flatten().map(|tombstone| tombstone.last.token.name)
}
