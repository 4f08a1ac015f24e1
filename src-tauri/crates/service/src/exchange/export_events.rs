//! Verb: write the audit trail, or a part of it, to a file for an auditor. The file is for reading; what proves the
//! trail is `audit.jsonl` with its chain.

use super::{Exported, FileFormat, cells::guarded, export_tokens::time, new_file::write_new};
use crate::{EventFilter, ListedEvent, Registry, ServiceError, list_events};
use chrono::{DateTime, Utc};
use mapae_domain::{ApiId, Expiry, FieldChange, IpEntry, Life, Limit, Period};
use serde::Serialize;
use serde_json::{Value, json};
use std::{io::Write, ops::ControlFlow, path::Path};

/// Events read at once.
const PAGE: u32 = 500;
const COLUMNS: [&str; 8] = ["sequence", "time", "user", "action", "token", "token_id", "changes", "damaged"];

#[derive(Serialize)]
struct Row {
    sequence: u64,
    time: Option<String>,
    user: String,
    action: String,
    token: String,
    token_id: Option<String>,
    changes: Vec<Value>,
    damaged: bool,
}

/// Writes the events that `filter` leaves, newest first, to a new file in `folder`.
///
/// # Errors
/// [`ServiceError::File`] where the file can't be written, [`ServiceError::Stopped`]; nothing is left of it then.
pub fn export_events(
    registry: &Registry,
    filter: &EventFilter,
    format: FileFormat,
    folder: &Path,
    now: DateTime<Utc>,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Exported, ServiceError> {
    write_new(folder, "mapae-audit", format.extension(), now, |file| {
        let mut sheet = Sheet::begin(file, format)?;
        let mut offset = 0;
        loop {
            let page = list_events(registry, filter, offset, PAGE)?;
            if page.rows.is_empty() {
                return sheet.end();
            }
            for event in &page.rows {
                sheet.row(Row::from(event))?;
            }
            offset += PAGE;
            if progress(sheet.rows, page.total.max(sheet.rows)).is_break() {
                return Err(ServiceError::Stopped);
            }
        }
    })
}

/// The file as it grows.
struct Sheet<'a> {
    form: Form<'a>,
    rows: usize,
}

enum Form<'a> {
    Csv(Box<csv::Writer<&'a mut dyn Write>>),
    Json(&'a mut dyn Write),
}

impl<'a> Sheet<'a> {
    fn begin(file: &'a mut dyn Write, format: FileFormat) -> Result<Self, ServiceError> {
        let form = match format {
            FileFormat::Csv => {
                file.write_all("\u{feff}".as_bytes())?;
                let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
                csv.write_record(COLUMNS).map_err(std::io::Error::from)?;
                Form::Csv(Box::new(csv))
            }
            FileFormat::Json => {
                file.write_all(b"{\"format\":\"mapae-audit\",\"version\":1,\"events\":[")?;
                Form::Json(file)
            }
        };
        Ok(Self { form, rows: 0 })
    }

    fn row(&mut self, row: Row) -> Result<(), ServiceError> {
        match &mut self.form {
            Form::Csv(csv) => csv.write_record(row.cells()).map_err(std::io::Error::from)?,
            Form::Json(file) => {
                file.write_all(if self.rows == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *file, &row).map_err(std::io::Error::from)?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    fn end(self) -> Result<usize, ServiceError> {
        match self.form {
            Form::Csv(mut csv) => csv.flush()?,
            Form::Json(file) => file.write_all(b"\n]}\n")?,
        }
        Ok(self.rows)
    }
}

impl Row {
    fn cells(self) -> [String; 8] {
        let text = |text: String| guarded(&text).into_owned();
        let changes = self.changes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        [
            self.sequence.to_string(),
            self.time.unwrap_or_default(),
            text(self.user),
            self.action,
            text(self.token),
            self.token_id.unwrap_or_default(),
            text(changes),
            if self.damaged { "yes" } else { "" }.to_owned(),
        ]
    }
}

impl From<&ListedEvent> for Row {
    fn from(event: &ListedEvent) -> Self {
        let name = event.token.as_ref().and_then(|token| token.name.as_ref());
        Row {
            sequence: event.sequence,
            time: (!event.damaged).then(|| time(event.at)),
            user: event.actor.clone(),
            action: event.kind.as_str().to_owned(),
            token: name.map(ToString::to_string).unwrap_or_default(),
            token_id: event.token.as_ref().map(|token| token.id.to_string()),
            changes: event.changes.iter().map(change).collect(),
            damaged: event.damaged,
        }
    }
}

/// What changed, in the words of the list of tokens.
fn change(change: &FieldChange) -> Value {
    let both = |field: &str, before: Value, after: Value| json!({ "field": field, "before": before, "after": after });
    match change {
        FieldChange::Description { before, after } => {
            both("description", before.as_str().into(), after.as_str().into())
        }
        FieldChange::Expiry { before, after } => both("expires", expiry(before), expiry(after)),
        FieldChange::Allow { added, removed, .. } => entries("allow", added, removed),
        FieldChange::Block { added, removed } => entries("block", added, removed),
        FieldChange::Limit { before, after } => both("limit", limit(*before), limit(*after)),
        FieldChange::Scopes { added, removed } => {
            let ids = |ids: &[ApiId]| ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
            json!({ "field": "scopes", "added": ids(added), "removed": ids(removed) })
        }
        FieldChange::Life { before, after } => both("life", life(before), life(after)),
        FieldChange::Secret { before, after } => {
            both("token", before.to_string().into(), after.to_string().into())
        }
        FieldChange::Grace { before, after } => {
            both("grace_until", before.map(time).into(), after.map(time).into())
        }
    }
}

fn entries(field: &str, added: &[IpEntry], removed: &[IpEntry]) -> Value {
    let texts = |entries: &[IpEntry]| entries.iter().map(ToString::to_string).collect::<Vec<_>>();
    json!({ "field": field, "added": texts(added), "removed": texts(removed) })
}

fn expiry(expiry: &Expiry) -> Value {
    match expiry {
        Expiry::Never => Value::Null,
        Expiry::On(date) => format!("{} {}", date.date(), date.zone().name()).into(),
    }
}

fn limit(limit: Limit) -> Value {
    match limit {
        Limit::Unlimited => Value::Null,
        Limit::Max { count, period } => {
            let period = match period {
                Period::Total => "total",
                Period::Minute => "minute",
                Period::Hour => "hour",
                Period::Day => "day",
                Period::ThirtyDays => "thirty_days",
            };
            json!({ "count": count.get(), "period": period })
        }
    }
}

fn life(life: &Life) -> Value {
    match life {
        Life::Active => "active".into(),
        Life::Disabled => "disabled".into(),
        Life::Revoked { reason, .. } => json!({ "revoked": reason.to_string() }),
    }
}
