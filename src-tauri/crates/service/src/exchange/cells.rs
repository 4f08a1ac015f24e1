//! Cells that a spreadsheet takes for what they are. One that begins like a formula would be run when the file is
//! opened (OWASP, CSV Injection): an apostrophe before it makes it text, and comes off again when the list is read.

use std::borrow::Cow;

/// What spreadsheets begin a formula with; a tab or a carriage return may stand before it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
const GUARD: char = '\'';

/// The text as it stands in the file. Guarded also where it begins with an apostrophe that [`unguarded`] would take
/// off.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    let bare = text.trim_start_matches(GUARD);
    if bare.starts_with(FORMULA) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// The text as it was before [`guarded`].
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(text) if text.trim_start_matches(GUARD).starts_with(FORMULA) => text,
        _ => cell,
    }
}

/// Several entries in one cell, one a line. A line break at the end says that the lines alone part them, where one
/// holds what a person might part them with.
pub(super) fn joined(entries: &[String]) -> String {
    let mut cell = entries.join("\n");
    if let [only] = entries
        && only.contains(SEPARATORS)
    {
        cell.push('\n');
    }
    cell
}

/// The entries of a cell: parted by line breaks where there is one, else by semicolons and commas.
pub(super) fn parted(cell: &str) -> Vec<String> {
    let entries: Vec<&str> = if cell.contains(['\n', '\r']) {
        cell.split(['\n', '\r']).collect()
    } else {
        cell.split(SEPARATORS).collect()
    };
    entries.into_iter().map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

const SEPARATORS: [char; 2] = [';', ','];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text_in_the_file_and_itself_when_read_again() {
        for text in ["=1+1", "+82", "-", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1", "'", "it's", "배포", ""]
        {
            let cell = guarded(text);
            assert!(!cell.starts_with(FORMULA), "{text:?} became {cell:?}");
            assert_eq!(unguarded(&cell), text);
        }
    }

    #[test]
    fn entries_come_back_as_they_were_also_where_a_note_has_a_comma() {
        let lists: [&[&str]; 4] =
            [&[], &["10.0.0.0/8"], &["10.0.0.0/8 # a, b; c"], &["10.0.0.0/8 # a, b", "::1/128"]];
        for list in lists {
            let entries: Vec<String> = list.iter().map(|&entry| entry.to_owned()).collect();
            assert_eq!(parted(&joined(&entries)), entries);
        }
    }

    #[test]
    fn a_person_may_part_entries_as_they_like() {
        for cell in ["10.0.0.1, 10.0.0.2", "10.0.0.1;10.0.0.2;", " 10.0.0.1\r\n10.0.0.2 "] {
            assert_eq!(parted(cell), ["10.0.0.1", "10.0.0.2"], "{cell:?}");
        }
    }
}
