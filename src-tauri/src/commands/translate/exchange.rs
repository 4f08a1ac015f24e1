//! Files out and in.

use super::{count, life, report};
use crate::commands::views::{
    FileFormat, ImportOutcome, ImportPreview, ImportProblem, ImportRow, TextReport,
};
use chrono::{DateTime, Utc};
use mapae_domain::Catalogue;
use mapae_service::{Import, ImportedRow, Outcome, RowProblem};

/// The figures of a file, and its first rows.
pub(in crate::commands) fn import_preview(
    import: &Import,
    rows: &[ImportedRow],
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> ImportPreview {
    let counts = import.counts();
    ImportPreview {
        total: count(counts.new + counts.changed + counts.same + counts.bad),
        new: count(counts.new),
        changed: count(counts.changed),
        same: count(counts.same),
        bad: count(counts.bad),
        rows: rows.iter().map(|row| import_row(row, catalogue, now)).collect(),
    }
}

/// A line of the file. An edit is reported in the form of a draft: its name is that of the token and right.
pub(in crate::commands) fn import_row(
    row: &ImportedRow,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
) -> ImportRow {
    let of_edit = row.edit.as_ref().map(|checked| {
        let name = TextReport { value: Some(row.name.clone()), problem: None };
        life::edit_as_draft(name, checked, now)
    });
    ImportRow {
        line: count(row.line),
        name: row.name.clone(),
        outcome: row.outcome.into(),
        report: row.draft.as_ref().map(|checked| report(checked, now)).or(of_edit),
        changes: life::changes(&row.changes, catalogue, now),
        problem: row.problem.map(|problem| match problem {
            RowProblem::Unreadable => ImportProblem::Unreadable,
            RowProblem::Repeated { line } => ImportProblem::Repeated { line: count(line) },
            RowProblem::Revoked => ImportProblem::Revoked,
        }),
    }
}

impl From<ImportOutcome> for Outcome {
    fn from(view: ImportOutcome) -> Self {
        match view {
            ImportOutcome::New => Self::New,
            ImportOutcome::Changed => Self::Changed,
            ImportOutcome::Same => Self::Same,
            ImportOutcome::Bad => Self::Bad,
        }
    }
}

impl From<Outcome> for ImportOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::New => Self::New,
            Outcome::Changed => Self::Changed,
            Outcome::Same => Self::Same,
            Outcome::Bad => Self::Bad,
        }
    }
}

impl From<FileFormat> for mapae_service::FileFormat {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Csv => Self::Csv,
            FileFormat::Json => Self::Json,
        }
    }
}
