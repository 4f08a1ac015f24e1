//! What would become of a line of a list: a token that is issued, one that is changed, nothing, or a problem. The same
//! rules as the dialog's; nothing is changed here.

use super::policy_row::PolicyRow;
use crate::{Registry, ServiceError};
use chrono::{DateTime, Utc};
use mapae_domain::{
    Catalogue, CheckedDraft, CheckedEdit, Draft, DraftContext, Edit, EditContext, FieldChange, Life, NameKey,
    Token, TokenId, TokenName, changes, check, check_edit,
};
use std::collections::HashMap;

/// What would become of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A token would be issued.
    New,
    /// The token of this name would be changed.
    Changed,
    /// The token of this name is so already.
    Same,
    /// Neither, and the line says why.
    Bad,
}

/// What is wrong with a line as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowProblem {
    /// Too few or too many cells, or a value of the wrong kind.
    Unreadable,
    /// This earlier line has the name.
    Repeated {
        /// Of the file, from 1.
        line: usize,
    },
    /// The token of this name is withdrawn and would have to be changed.
    Revoked,
}

/// A line as the window shows it.
#[derive(Debug, Clone)]
pub struct ImportedRow {
    /// Of the file, from 1.
    pub line: usize,
    /// As typed.
    pub name: String,
    /// What would become of it.
    pub outcome: Outcome,
    /// Of the line as a whole.
    pub problem: Option<RowProblem>,
    /// What the rules make of a new one.
    pub draft: Option<CheckedDraft>,
    /// What they make of an edit of the token that is there.
    pub edit: Option<CheckedEdit>,
    /// What the edit would change.
    pub changes: Vec<FieldChange>,
}

impl ImportedRow {
    /// A line that is wrong as a whole.
    pub(super) fn refused(line: usize, name: &str, problem: RowProblem) -> Self {
        Self::bad(line, name, Some(problem))
    }

    fn bad(line: usize, name: &str, problem: Option<RowProblem>) -> Self {
        let (name, outcome) = (name.to_owned(), Outcome::Bad);
        Self { line, name, outcome, problem, draft: None, edit: None, changes: Vec::new() }
    }
}

/// What is to be done for a line.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Issue(Draft),
    Edit { id: TokenId, revision: u32, edit: Edit },
    Nothing,
}

/// A line, judged.
pub(super) struct Judged {
    pub(super) shown: ImportedRow,
    pub(super) deed: Deed,
}

/// Judges lines against one state of the registry.
pub(super) struct Judge<'a> {
    registry: &'a Registry,
    catalogue: Catalogue,
    now: DateTime<Utc>,
    /// Where a name was first.
    lines: HashMap<NameKey, usize>,
}

impl<'a> Judge<'a> {
    /// # Errors
    /// The store's.
    pub(super) fn new(registry: &'a Registry, now: DateTime<Utc>) -> Result<Self, ServiceError> {
        let (catalogue, now) = (registry.catalogue()?, registry.judged(now));
        Ok(Self { registry, catalogue, now, lines: HashMap::new() })
    }

    /// The lines of a file in their order: a name counts for the first that has it.
    ///
    /// # Errors
    /// The store's; a line that is wrong is no error.
    pub(super) fn judge(
        &mut self,
        line: usize,
        name: &str,
        row: Option<&PolicyRow>,
    ) -> Result<Judged, ServiceError> {
        let refused =
            |problem| Judged { shown: ImportedRow::refused(line, name, problem), deed: Deed::Nothing };
        let Some(row) = row else { return Ok(refused(RowProblem::Unreadable)) };
        let parsed = TokenName::parse(&row.name).ok();
        if let Some(first) = parsed.as_ref().and_then(|name| self.first_line(name, line)) {
            return Ok(refused(RowProblem::Repeated { line: first }));
        }
        let shown = ImportedRow::bad(line, name, None);
        match parsed.map_or(Ok(None), |name| self.token_named(&name))? {
            Some(token) => Ok(self.judge_edit(shown, row.edit(), &token)),
            None => Ok(self.judge_draft(shown, row.draft())),
        }
    }

    fn first_line(&mut self, name: &TokenName, line: usize) -> Option<usize> {
        let first = *self.lines.entry(name.key()).or_insert(line);
        (first != line).then_some(first)
    }

    fn token_named(&self, name: &TokenName) -> Result<Option<Token>, ServiceError> {
        let Some(id) = self.registry.store.id_by_name(&name.key())? else { return Ok(None) };
        Ok(self.registry.store.token(id)?.map(|stored| stored.token))
    }

    fn judge_draft(&self, mut shown: ImportedRow, draft: Draft) -> Judged {
        let context = DraftContext {
            now: self.now,
            zone: self.registry.zone,
            catalogue: &self.catalogue,
            name_taken: &|_| None,
        };
        let checked = check(&draft, &context);
        let deed = if checked.first_problem().is_none() {
            shown.outcome = Outcome::New;
            Deed::Issue(draft)
        } else {
            Deed::Nothing
        };
        shown.draft = Some(checked);
        Judged { shown, deed }
    }

    fn judge_edit(&self, mut shown: ImportedRow, edit: Edit, token: &Token) -> Judged {
        let context = EditContext { now: self.now, zone: self.registry.zone, catalogue: &self.catalogue };
        let checked = check_edit(&edit, token, &context);
        let edited = checked.clone().into_token(token).ok();
        shown.changes = edited.as_ref().map(|edited| changes(token, edited)).unwrap_or_default();
        shown.edit = Some(checked);
        let deed = match edited {
            None => Deed::Nothing,
            Some(_) if shown.changes.is_empty() => {
                shown.outcome = Outcome::Same;
                Deed::Nothing
            }
            Some(_) if matches!(token.life, Life::Revoked { .. }) => {
                shown.problem = Some(RowProblem::Revoked);
                Deed::Nothing
            }
            Some(_) => {
                shown.outcome = Outcome::Changed;
                Deed::Edit { id: token.id, revision: token.revision, edit }
            }
        };
        Judged { shown, deed }
    }
}
