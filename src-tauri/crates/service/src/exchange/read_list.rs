//! Reads a file that a person brings: our JSON, or CSV with columns that we know. What a line says is judged later;
//! here only a file that is no list at all is refused.

use super::{
    export_tokens::FACTS,
    policy_row::{Column, PolicyRow},
};
use serde::Deserialize;
use serde_json::Value;

/// More than this are not taken at once.
pub(super) const MOST_ROWS: usize = 100_000;

/// A longer file is not read: a hundred thousand lines of ordinary tokens are a third of it.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// What stands in our JSON files.
pub(super) const FORMAT: &str = "mapae-tokens";

/// A file that can't be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListUnreadable {
    /// Neither JSON of ours nor CSV with at least the columns of name and scopes.
    #[error("this is no list of tokens")]
    NoList,
    /// A column that we don't know. It is not passed over: under a misspelt "allow" stand addresses that would
    /// become every address.
    #[error("a column has a name that is not known")]
    UnknownColumn,
    /// More than [`MOST_ROWS`] or [`MOST_BYTES`].
    #[error("the list is too long")]
    TooMany,
}

/// A line of the list: what it says, or `None` where it can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Of the file, from 1; of a JSON list, the place in it.
    pub(super) number: usize,
    pub(super) row: Option<PolicyRow>,
    /// What there is of a name, to find the line by.
    pub(super) name: String,
}

#[derive(Deserialize)]
struct JsonList {
    format: String,
    tokens: Vec<Value>,
}

/// The lines of the file, in its order.
///
/// # Errors
/// [`ListUnreadable`].
pub(super) fn read_list(text: &str) -> Result<Vec<Line>, ListUnreadable> {
    if text.len() > MOST_BYTES {
        return Err(ListUnreadable::TooMany);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = if text.trim_start().starts_with(['{', '[']) { read_json(text)? } else { read_csv(text)? };
    if lines.len() > MOST_ROWS { Err(ListUnreadable::TooMany) } else { Ok(lines) }
}

/// Ours, or a bare list of the same objects.
fn read_json(text: &str) -> Result<Vec<Line>, ListUnreadable> {
    let value: Value = serde_json::from_str(text).map_err(|_| ListUnreadable::NoList)?;
    let tokens = if value.is_array() {
        Vec::deserialize(value).map_err(|_| ListUnreadable::NoList)?
    } else {
        let list = JsonList::deserialize(value).map_err(|_| ListUnreadable::NoList)?;
        if list.format != FORMAT {
            return Err(ListUnreadable::NoList);
        }
        list.tokens
    };
    Ok((1..).zip(tokens).map(|(number, value)| json_line(number, value)).collect())
}

fn json_line(number: usize, mut value: Value) -> Line {
    let name = value.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(fields) = value.as_object_mut() {
        // What our own export adds to the rules, and a person can't set. Any other field makes the line a bad one.
        fields.retain(|field, _| !FACTS.contains(&field.as_str()));
    }
    Line { number, row: PolicyRow::deserialize(value).ok(), name }
}

fn read_csv(text: &str) -> Result<Vec<Line>, ListUnreadable> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|_| ListUnreadable::NoList)?.clone();
    let place = |column| headers.iter().position(|word| Column::under(word) == Some(column));
    let places = Column::ALL.map(place);
    let [Some(name), .., Some(_)] = places else { return Err(ListUnreadable::NoList) };
    if headers.iter().any(|word| Column::under(word).is_none() && !FACTS.contains(&word.trim())) {
        return Err(ListUnreadable::UnknownColumn);
    }
    let mut numbers = LineNumbers { text, seen: 0, line: 1 };
    let mut lines = Vec::new();
    for record in reader.records() {
        // Text that is UTF-8 and flexible in its length has no other way to fail.
        let record = record.map_err(|_| ListUnreadable::NoList)?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let start = record.position().map_or(0, |position| position.byte());
        let number = numbers.of(start.try_into().unwrap_or(usize::MAX));
        let cell = |column: Column| {
            let place = Column::ALL.iter().position(|each| *each == column).and_then(|index| places[index]);
            place.and_then(|place| record.get(place)).unwrap_or_default().to_owned()
        };
        // A cell too many or too few, and nobody can tell which rule is whose.
        let row = (record.len() == headers.len()).then(|| PolicyRow::from_cells(cell)).flatten();
        lines.push(Line { number, row, name: record.get(name).unwrap_or_default().to_owned() });
    }
    Ok(lines)
}

/// Counts lines as an editor does. The reader itself takes a record to begin with the blank lines before it.
struct LineNumbers<'a> {
    text: &'a str,
    seen: usize,
    line: usize,
}

impl LineNumbers<'_> {
    /// Of the record that the reader found from this byte on, which is behind those that were asked for before.
    fn of(&mut self, byte: usize) -> usize {
        let rest = self.text.get(byte..).unwrap_or_default();
        let start = byte + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        self.line += self.text.get(self.seen..start).unwrap_or_default().matches('\n').count();
        self.seen = start;
        self.line
    }
}

/// Spreadsheets write what their locale has between numbers.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| head.bytes().filter(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_plain_list_is_read_under_korean_and_english_words() {
        for head in [
            "이름,설명,만료일,허용 IP,차단 IP,요청 제한,범위",
            "Name,Description,Expiry,Allow IP,Block IP,Limit,Scopes",
        ] {
            let text = format!(
                "\u{feff}{head}\n배포,야간,2027-02-21,10.0.0.0/8; 10.1.0.0/16,,\"1,000\",build-create build-read\n"
            );
            let lines = read_list(&text).unwrap();
            let row = lines[0].row.as_ref().unwrap();
            assert_eq!((row.name.as_str(), row.expires.as_deref()), ("배포", Some("2027-02-21")));
            assert_eq!(row.allow, ["10.0.0.0/8", "10.1.0.0/16"]);
            assert_eq!(row.scopes, ["build-create", "build-read"]);
            assert_eq!(row.draft().limit_count, "1,000");
        }
    }

    #[test]
    fn a_line_with_a_cell_too_many_is_named_and_the_others_are_read() {
        let lines = read_list("name,scopes\na,x\nb,x,y\n\nc,x\n").unwrap();
        let seen: Vec<_> =
            lines.iter().map(|line| (line.number, line.name.as_str(), line.row.is_some())).collect();
        assert_eq!(seen, [(2, "a", true), (3, "b", false), (5, "c", true)]);
    }

    #[test]
    fn what_is_no_list_is_refused_as_a_whole() {
        for text in ["", "hello", "{\"format\":\"other\",\"tokens\":[]}", "{", "name\na\n", "[1,"] {
            assert_eq!(read_list(text), Err(ListUnreadable::NoList), "{text:?}");
        }
        let long: String = std::iter::once("name,scopes\n".to_owned())
            .chain((0..=MOST_ROWS).map(|number| format!("{number},x\n")))
            .collect();
        assert_eq!(read_list(&long), Err(ListUnreadable::TooMany));
    }

    #[test]
    fn a_column_or_field_that_is_not_known_is_never_passed_over() {
        assert_eq!(read_list("name,alow,scopes\na,10.0.0.0/8,x\n"), Err(ListUnreadable::UnknownColumn));
        let lines = read_list(r#"[{"name":"a","alow":["10.0.0.0/8"],"scopes":["x"]}]"#).unwrap();
        assert_eq!(lines[0].row, None);
    }

    #[test]
    fn what_our_own_export_adds_is_passed_over_and_a_wrong_type_is_a_bad_line() {
        let text = r#"[{"name":"a","scopes":["x"],"status":"active","issued_at":"2026"},{"name":"b","scopes":"x"},7]"#;
        let lines = read_list(text).unwrap();
        let seen: Vec<_> = lines.iter().map(|line| (line.name.as_str(), line.row.is_some())).collect();
        assert_eq!(seen, [("a", true), ("b", false), ("", false)]);
    }
}
