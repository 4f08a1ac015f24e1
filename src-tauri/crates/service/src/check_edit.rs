//! Verb: what the rules make of an edit as it is typed.

use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{CheckedEdit, Edit, EditContext, FieldChange, Token, TokenId, changes};

/// What became of an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct EditCheck {
    /// Field by field.
    pub checked: CheckedEdit,
    /// The token as it is now.
    pub before: Token,
    /// As it would be with the fields that have no problem.
    pub after: Token,
    /// What they would change.
    pub changes: Vec<FieldChange>,
    /// The token's revision now, where that is not the one that the form was filled from.
    pub outdated: Option<u32>,
}

/// Judges every field of `edit`, which was made of the token's `revision`.
///
/// # Errors
/// No such token; the store can't be read. An edit with problems is no error: it is the answer.
pub fn check_edit(
    registry: &Registry,
    id: TokenId,
    revision: u32,
    edit: &Edit,
    now: DateTime<Utc>,
) -> Result<EditCheck, ServiceError> {
    let before = registry.stored(id)?.token;
    let checked = checked(registry, edit, &before, now)?;
    let after = checked.as_far_as_valid(&before);
    let changes = changes(&before, &after);
    let outdated = (before.revision != revision).then_some(before.revision);
    Ok(EditCheck { checked, before, after, changes, outdated })
}

pub(crate) fn checked(
    registry: &Registry,
    edit: &Edit,
    token: &Token,
    now: DateTime<Utc>,
) -> Result<CheckedEdit, ServiceError> {
    let catalogue = registry.catalogue()?;
    let context = EditContext { now: registry.judged(now), zone: registry.zone, catalogue: &catalogue };
    Ok(mapae_domain::check_edit(edit, token, &context))
}
