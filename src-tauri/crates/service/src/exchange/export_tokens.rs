//! Verb: write a list of tokens to a file. Its rules can be read back in ([`preview_import`](super::preview_import));
//! what else stands there, such as the status, is for the reader alone.

use super::{
    Exported, FileFormat,
    cells::guarded,
    new_file::write_new,
    policy_row::{Column, PolicyRow},
    read_list::FORMAT,
};
use crate::{ListedToken, Registry, ServiceError, token_detail};
use chrono::{DateTime, SecondsFormat, Utc};
use mapae_domain::{Life, Status, TokenId};
use serde::Serialize;
use std::{io::Write, ops::ControlFlow, path::Path};

/// What a list holds beside the rules of a token: texts, times in UTC (RFC 3339).
#[derive(Serialize)]
struct Facts {
    id: String,
    /// The characters that are shown: never enough to use.
    token: String,
    status: &'static str,
    zone: Option<String>,
    issued_at: String,
    issued_by: String,
    last_used: Option<String>,
    revoked_at: Option<String>,
    revoke_reason: Option<String>,
    deleted_at: Option<String>,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    rules: PolicyRow,
    #[serde(flatten)]
    facts: Facts,
}

/// The columns after those of the rules, in the order of [`Facts::cells`].
pub(super) const FACTS: [&str; 10] = [
    "id",
    "token",
    "status",
    "zone",
    "issued_at",
    "issued_by",
    "last_used",
    "revoked_at",
    "revoke_reason",
    "deleted_at",
];

/// Writes these tokens, in this order, to a new file in `folder`. One that is gone meanwhile is passed over, and one
/// whose record is damaged is not in the list, nor in the count.
///
/// # Errors
/// [`ServiceError::File`] where the file can't be written, [`ServiceError::Stopped`]; nothing is left of it then.
pub fn export_tokens(
    registry: &Registry,
    ids: &[TokenId],
    format: FileFormat,
    folder: &Path,
    now: DateTime<Utc>,
    mut progress: impl FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<Exported, ServiceError> {
    let mut rows = ids.iter().enumerate().filter_map(|(done, id)| {
        if progress(done, ids.len()).is_break() {
            return Some(Err(ServiceError::Stopped));
        }
        match token_detail(registry, *id, now) {
            Ok(detail) => Some(Ok(Row::from(&detail.listed))),
            Err(ServiceError::TokenNotFound | ServiceError::Store(_)) => None,
            Err(error) => Some(Err(error)),
        }
    });
    write_new(folder, FORMAT, format.extension(), now, |file| match format {
        FileFormat::Csv => write_csv(file, &mut rows),
        FileFormat::Json => write_json(file, &mut rows, now),
    })
}

fn write_csv(
    file: &mut dyn Write,
    rows: &mut dyn Iterator<Item = Result<Row, ServiceError>>,
) -> Result<usize, ServiceError> {
    file.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    csv.write_record(Column::ALL.map(Column::name).into_iter().chain(FACTS)).map_err(std::io::Error::from)?;
    let mut written = 0;
    for row in rows {
        let Row { rules, facts } = row?;
        csv.write_record(rules.cells().into_iter().chain(facts.cells())).map_err(std::io::Error::from)?;
        written += 1;
    }
    csv.flush()?;
    Ok(written)
}

/// Row by row: a million of them are never in memory together.
fn write_json(
    file: &mut dyn Write,
    rows: &mut dyn Iterator<Item = Result<Row, ServiceError>>,
    now: DateTime<Utc>,
) -> Result<usize, ServiceError> {
    write!(file, "{{\"format\":\"{FORMAT}\",\"version\":1,\"exported_at\":\"{}\",\"tokens\":[", time(now))?;
    let mut written = 0;
    for row in rows {
        file.write_all(if written == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *file, &row?).map_err(std::io::Error::from)?;
        written += 1;
    }
    file.write_all(b"\n]}\n")?;
    Ok(written)
}

impl From<&ListedToken> for Row {
    fn from(listed: &ListedToken) -> Self {
        let token = &listed.token;
        let revoked = match &token.life {
            Life::Revoked { at, reason } => Some((time(*at), reason.to_string())),
            Life::Active | Life::Disabled => None,
        };
        let (revoked_at, revoke_reason) = revoked.unzip();
        let facts = Facts {
            id: token.id.to_string(),
            token: token.credential.hint.to_string(),
            status: if listed.deleted_at.is_some() { "deleted" } else { status_name(listed.status) },
            zone: match &token.expiry {
                mapae_domain::Expiry::Never => None,
                mapae_domain::Expiry::On(date) => Some(date.zone().name().to_owned()),
            },
            issued_at: time(token.issued_at),
            issued_by: token.issued_by.clone(),
            last_used: listed.usage.last_used.map(time),
            revoked_at,
            revoke_reason,
            deleted_at: listed.deleted_at.map(time),
        };
        Row { rules: PolicyRow::from(token), facts }
    }
}

impl Facts {
    fn cells(self) -> [String; 10] {
        let text = |text: Option<String>| text.map(|text| guarded(&text).into_owned()).unwrap_or_default();
        [
            self.id,
            self.token,
            self.status.to_owned(),
            text(self.zone),
            self.issued_at,
            text(Some(self.issued_by)),
            text(self.last_used),
            text(self.revoked_at),
            text(self.revoke_reason),
            text(self.deleted_at),
        ]
    }
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Expiring => "expiring",
        Status::Disabled => "disabled",
        Status::Exhausted => "exhausted",
        Status::Expired => "expired",
        Status::Revoked => "revoked",
    }
}

/// RFC 3339, to the second.
pub(super) fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
