//! Lists that leave Mapae for a spreadsheet, a script or a calendar, and come back: CSV, JSON and iCalendar. No secret
//! is in any of them, sealed or not; what carries secrets to another machine is a backup.

mod cells;
mod export_calendar;
mod export_events;
mod export_tokens;
mod import;
mod judge;
mod new_file;
mod policy_row;
mod read_list;

pub use export_calendar::export_calendar;
pub use export_events::export_events;
pub use export_tokens::export_tokens;
pub use import::{Import, ImportCounts, apply_import, preview_import};
pub use judge::{ImportedRow, Outcome, RowProblem};
pub use read_list::ListUnreadable;

use std::path::PathBuf;

/// In which form a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// RFC 4180, UTF-8 with a byte order mark, for that is what spreadsheets take for UTF-8.
    Csv,
    /// One object with a `format`, a `version` and the list.
    Json,
}

/// A list that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The new file.
    pub path: PathBuf,
    /// How many lines of the list are in it.
    pub rows: usize,
}

impl FileFormat {
    fn extension(self) -> &'static str {
        match self {
            FileFormat::Csv => "csv",
            FileFormat::Json => "json",
        }
    }
}
