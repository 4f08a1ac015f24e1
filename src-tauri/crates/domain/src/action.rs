//! An action on many tokens: the same change to each of them, or why it is not to be had.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::address_list::{AllowList, BlockList};
use crate::catalogue::{ApiId, Catalogue};
use crate::draft::{CheckedList, ExpiryDraft};
use crate::entry::IpEntry;
use crate::expiry::{Expiry, ExpiryDate, ExpiryProblem};
use crate::life::{ReasonProblem, RevokeReason};
use crate::scopes::{Scopes, ScopesProblem};
use crate::token::Token;

/// What to do, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// 중지.
    Disable,
    /// The end of a 중지.
    Enable,
    /// 회수.
    Revoke {
        /// May be blank.
        reason: String,
    },
    /// 만료일.
    SetExpiry(ExpiryDraft),
    /// Ids of APIs of the catalogue.
    AddScopes(Vec<String>),
    /// Ids of APIs; also of those that left the catalogue.
    RemoveScopes(Vec<String>),
    /// One text per entry.
    AddEntries {
        /// To which list.
        list: ListKind,
        /// With their notes.
        entries: Vec<String>,
    },
    /// One text per entry; notes don't matter.
    RemoveEntries {
        /// From which list.
        list: ListKind,
        /// The networks.
        entries: Vec<String>,
    },
}

/// One of a token's two lists of networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// 허용 IP.
    Allow,
    /// 차단 IP.
    Block,
}

/// What became of the texts of an action; the same reports as a draft's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedAction {
    /// There is nothing to be wrong.
    Disable,
    /// There is nothing to be wrong.
    Enable,
    /// 회수.
    Revoke(Result<RevokeReason, ReasonProblem>),
    /// 만료일.
    SetExpiry(Result<Expiry, ExpiryProblem>),
    /// 범위.
    AddScopes(Result<Scopes, ScopesProblem>),
    /// 범위.
    RemoveScopes(Result<Scopes, ScopesProblem>),
    /// Each entry, and the list of them.
    AddEntries(ListKind, CheckedList),
    /// Each entry, and the list of them.
    RemoveEntries(ListKind, CheckedList),
}

/// An action whose texts are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyAction(Step);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Disable,
    Enable,
    Revoke(RevokeReason),
    SetExpiry(Expiry),
    AddScopes(Scopes),
    RemoveScopes(Scopes),
    AddEntries(ListKind, Vec<IpEntry>),
    RemoveEntries(ListKind, Vec<IpEntry>),
}

/// Why a token can't have an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActionRefused {
    /// Withdrawn for ever.
    Revoked,
    /// It would have no API left.
    NoScopeLeft,
    /// A list would have more entries than [`crate::MAX_ENTRIES`].
    TooManyEntries,
}

impl Action {
    /// Are its texts right? `now` is the judged time, `zone` the administrator's.
    pub fn check(&self, now: DateTime<Utc>, zone: Tz, catalogue: &Catalogue) -> CheckedAction {
        match self {
            Action::Disable => CheckedAction::Disable,
            Action::Enable => CheckedAction::Enable,
            Action::Revoke { reason } => CheckedAction::Revoke(RevokeReason::parse(reason)),
            Action::SetExpiry(ExpiryDraft::Never) => CheckedAction::SetExpiry(Ok(Expiry::Never)),
            Action::SetExpiry(ExpiryDraft::On(text)) => {
                CheckedAction::SetExpiry(ExpiryDate::parse(text, zone, now).map(Expiry::On))
            }
            Action::AddScopes(ids) => CheckedAction::AddScopes(Scopes::parse(ids, catalogue)),
            Action::RemoveScopes(ids) => CheckedAction::RemoveScopes(named(ids)),
            Action::AddEntries { list, entries } => {
                CheckedAction::AddEntries(*list, CheckedList::of(entries))
            }
            Action::RemoveEntries { list, entries } => {
                CheckedAction::RemoveEntries(*list, CheckedList::of(entries))
            }
        }
    }
}

/// Ids that need not be in a catalogue.
fn named(ids: &[String]) -> Result<Scopes, ScopesProblem> {
    let known = |id: &String| ApiId::parse(id).map_err(|_| ScopesProblem::Unknown { id: id.clone() });
    Scopes::new(ids.iter().map(known).collect::<Result<_, _>>()?)
}

impl CheckedAction {
    /// The action, if nothing is wrong with it.
    pub fn ready(&self) -> Option<ReadyAction> {
        let step = match self {
            CheckedAction::Disable => Step::Disable,
            CheckedAction::Enable => Step::Enable,
            CheckedAction::Revoke(reason) => Step::Revoke(reason.clone().ok()?),
            CheckedAction::SetExpiry(expiry) => Step::SetExpiry(*expiry.as_ref().ok()?),
            CheckedAction::AddScopes(scopes) => Step::AddScopes(scopes.clone().ok()?),
            CheckedAction::RemoveScopes(scopes) => Step::RemoveScopes(scopes.clone().ok()?),
            CheckedAction::AddEntries(list, entries) => Step::AddEntries(*list, whole(entries)?),
            CheckedAction::RemoveEntries(list, entries) => Step::RemoveEntries(*list, whole(entries)?),
        };
        Some(ReadyAction(step))
    }
}

fn whole(list: &CheckedList) -> Option<Vec<IpEntry>> {
    list.is_valid().then(|| list.readable())
}

impl ReadyAction {
    /// The token after the action, its revision untouched; equal to `token` where it is so already
    /// ([`crate::changes()`] tells). `now` is the time of a 회수.
    pub fn apply(&self, token: &Token, now: DateTime<Utc>) -> Result<Token, ActionRefused> {
        if let Step::Revoke(reason) = &self.0 {
            return Ok(token.clone().revoke(reason, now));
        }
        if token.is_revoked() {
            return Err(ActionRefused::Revoked);
        }
        let mut after = token.clone();
        match &self.0 {
            Step::Disable => after = after.disable().map_err(|_| ActionRefused::Revoked)?,
            Step::Enable => after = after.enable().map_err(|_| ActionRefused::Revoked)?,
            Step::Revoke(reason) => after = after.revoke(reason, now),
            Step::SetExpiry(to) => match (&token.expiry, to) {
                // As in an edit: the day that it has already, in its own zone.
                (Expiry::On(present), Expiry::On(wanted)) if present.date() == wanted.date() => {}
                _ => after.expiry = *to,
            },
            Step::AddScopes(added) => {
                let ids = token.scopes.ids().iter().chain(added.ids()).cloned().collect();
                after.scopes = Scopes::new(ids).map_err(|_| ActionRefused::NoScopeLeft)?;
            }
            Step::RemoveScopes(removed) => {
                let stay = token.scopes.ids().iter().filter(|id| !removed.contains(id)).cloned().collect();
                after.scopes = Scopes::new(stay).map_err(|_| ActionRefused::NoScopeLeft)?;
            }
            Step::AddEntries(list, added) => {
                let entries = entries_of(token, *list).iter().chain(added).cloned().collect();
                set_entries(&mut after, *list, entries)?;
            }
            Step::RemoveEntries(list, removed) => {
                let networks: std::collections::HashSet<_> = removed.iter().map(IpEntry::network).collect();
                let stay = entries_of(token, *list).iter();
                let stay = stay.filter(|entry| !networks.contains(&entry.network())).cloned().collect();
                set_entries(&mut after, *list, stay)?;
            }
        }
        Ok(after)
    }
}

fn entries_of(token: &Token, list: ListKind) -> &[IpEntry] {
    match list {
        ListKind::Allow => token.allow.entries(),
        ListKind::Block => token.block.entries(),
    }
}

/// A network that is there already is not added again; a note that it lacked is.
fn set_entries(token: &mut Token, list: ListKind, entries: Vec<IpEntry>) -> Result<(), ActionRefused> {
    match list {
        ListKind::Allow => {
            token.allow = AllowList::from_entries(entries).map_err(|_| ActionRefused::TooManyEntries)?;
        }
        ListKind::Block => {
            token.block = BlockList::from_entries(entries).map_err(|_| ActionRefused::TooManyEntries)?;
        }
    }
    Ok(())
}
