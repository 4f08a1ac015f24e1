//! Verb: bring tokens and policies in from a file. First everything is read and judged and nothing is changed; then,
//! when a person has seen what would be, it is done, one change and one event a token.

use super::{
    judge::{Deed, ImportedRow, Judge, Judged, Outcome, RowProblem},
    policy_row::PolicyRow,
    read_list::{ListUnreadable, read_list},
};
use crate::{
    Copying, RefusedBecause, Registry, RunFailure, RunReport, ServiceError, edit_token, issue_token,
    run::{Step, run_each},
};
use chrono::{DateTime, Utc};
use std::ops::ControlFlow;

/// A file that was read and judged, and waits for a person's word.
pub struct Import {
    lines: Vec<JudgedLine>,
}

struct JudgedLine {
    number: usize,
    name: String,
    row: Option<PolicyRow>,
    outcome: Outcome,
    problem: Option<RowProblem>,
    deed: Deed,
}

/// How many lines would become what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// Tokens that would be issued.
    pub new: usize,
    /// Tokens that would be changed.
    pub changed: usize,
    /// Tokens that are so already.
    pub same: usize,
    /// Lines that can't be taken.
    pub bad: usize,
}

/// Reads `text`, the whole of a file, and judges every line of it. `progress` is told how many of all lines are done,
/// and may stop it: then there is no import.
///
/// # Errors
/// [`ServiceError::ListUnreadable`], [`ServiceError::Stopped`], the store's.
pub fn preview_import(
    registry: &Registry,
    text: &str,
    now: DateTime<Utc>,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Import, ServiceError> {
    let read = read_list(text)?;
    if read.is_empty() {
        return Err(ListUnreadable::NoList.into());
    }
    let mut judge = Judge::new(registry, now)?;
    let mut lines = Vec::with_capacity(read.len());
    let total = read.len();
    for (done, line) in read.into_iter().enumerate() {
        if progress(done, total).is_break() {
            return Err(ServiceError::Stopped);
        }
        let Judged { shown, deed } = judge.judge(line.number, &line.name, line.row.as_ref())?;
        let (number, name, row) = (line.number, line.name, line.row);
        let ImportedRow { outcome, problem, .. } = shown;
        lines.push(JudgedLine { number, name, row, outcome, problem, deed });
    }
    Ok(Import { lines })
}

impl Import {
    /// How many lines would become what.
    pub fn counts(&self) -> ImportCounts {
        let mut counts = ImportCounts::default();
        for line in &self.lines {
            *match line.outcome {
                Outcome::New => &mut counts.new,
                Outcome::Changed => &mut counts.changed,
                Outcome::Same => &mut counts.same,
                Outcome::Bad => &mut counts.bad,
            } += 1;
        }
        counts
    }

    /// `limit` lines from `offset`, in the order of the file, those of one outcome alone where that is given. What the
    /// rules say of them is asked anew, so it is what they say now.
    ///
    /// # Errors
    /// The store's.
    pub fn rows(
        &self,
        registry: &Registry,
        outcome: Option<Outcome>,
        offset: usize,
        limit: usize,
        now: DateTime<Utc>,
    ) -> Result<Vec<ImportedRow>, ServiceError> {
        let mut judge = Judge::new(registry, now)?;
        let wanted = self.lines.iter().filter(|line| outcome.is_none_or(|outcome| line.outcome == outcome));
        wanted
            .skip(offset)
            .take(limit)
            .map(|line| match line.problem {
                // Of the line among the others, which a judge of a part of the file can't know.
                Some(problem @ (RowProblem::Repeated { .. } | RowProblem::Unreadable)) => {
                    Ok(ImportedRow::refused(line.number, &line.name, problem))
                }
                Some(RowProblem::Revoked) | None => {
                    Ok(judge.judge(line.number, &line.name, line.row.as_ref())?.shown)
                }
            })
            .collect()
    }
}

/// Does what was judged: issues the new ones and, with `changed`, edits those that are there. `progress` is told how
/// many of all are done, from any thread, and may stop it. A token that was changed since the judgement is left as it
/// is and named.
pub fn apply_import(
    registry: &Registry,
    import: &Import,
    changed: bool,
    now: DateTime<Utc>,
    progress: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
) -> RunReport {
    let wanted = |line: &&JudgedLine| match line.deed {
        Deed::Issue(_) => true,
        Deed::Edit { .. } => changed,
        Deed::Nothing => false,
    };
    let lines: Vec<&JudgedLine> = import.lines.iter().filter(wanted).collect();
    let act = |line: &&JudgedLine| {
        let (id, outcome) = match &line.deed {
            Deed::Issue(draft) => {
                (None, issue_token(registry, draft, Copying::Kept, now).map(|row| row.token.id))
            }
            Deed::Edit { id, revision, edit } => {
                (Some(*id), edit_token(registry, *id, *revision, edit, now).map(|_| *id))
            }
            Deed::Nothing => return Step::Unchanged,
        };
        match outcome {
            Ok(id) => Step::Done(id),
            Err(error) => {
                let why = match error {
                    // It was right when it was judged: a name has been taken, or a day has passed.
                    ServiceError::DraftRefused(_) => RefusedBecause::Outdated,
                    ref other => RefusedBecause::from(other),
                };
                if why == RefusedBecause::Failed {
                    tracing::error!(%error, line = line.number, "a line could not be imported");
                }
                Step::Failed(RunFailure { id, name: line.name.clone(), why })
            }
        }
    };
    run_each(&lines, act, progress)
}
