//! What all typed texts share: normal forms, the characters that may stand in one line, and full-width
//! digits.
//!
//! Lengths are counted in Unicode scalar values after NFC: what a database column or another program would
//! count, the same on every machine. (Grapheme clusters would change with each Unicode version.)

use std::borrow::Cow;
use std::fmt;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A character named by its code point, because it may be invisible: displays as `U+200B`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodePoint(pub char);

impl fmt::Display for CodePoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "U+{:04X}", u32::from(self.0))
    }
}

/// What can be wrong with one line of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineProblem {
    Empty,
    TooLong { length: u32 },
    Forbidden(CodePoint),
}

/// One line, as names, notes and titles have it: NFC; trimmed of white space; every run of spaces (any of
/// category Zs: also the no-break space that a web page pastes and the ideographic space of an input method)
/// is one U+0020. A space is collapsed rather than refused because a person can't see the difference, and
/// must not be able to make two names that differ in it alone.
pub(crate) fn line(text: &str, max: u32) -> Result<String, LineProblem> {
    let text = nfc(text);
    let mut line = String::with_capacity(text.len());
    for character in text.trim().chars() {
        if general_category(character) == GeneralCategory::SpaceSeparator {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else if is_forbidden_in_line(character) || (line.is_empty() && is_mark(character)) {
            // A mark at the front would combine with whatever the screen shows before the text.
            return Err(LineProblem::Forbidden(CodePoint(character)));
        } else {
            line.push(character);
        }
    }
    match length(&line) {
        0 => Err(LineProblem::Empty),
        length if length > max => Err(LineProblem::TooLong { length }),
        _ => Ok(line),
    }
}

pub(crate) fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Compatibility caseless form (Unicode 3.13, D146), composed, without default-ignorable characters, which is
/// to say NFKC_Casefold: equal for texts that a person takes for the same.
pub fn folded(text: &str) -> String {
    let fold = CaseMapper::new();
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let once = nfkc.normalize(&fold.fold_string(&decomposed)).into_owned();
    let twice = fold.fold_string(&once);
    let visible: String = twice.chars().filter(|character| !is_default_ignorable(*character)).collect();
    nfkc.normalize(&visible).into_owned()
}

/// Full-width forms (U+FF01 to U+FF5E), which a Korean or Japanese input method types, as the ASCII they
/// stand for. Not NFKC: that would also read `10.0.0.1²` as 10.0.0.12.
pub(crate) fn ascii_forms(text: &str) -> String {
    text.chars()
        .map(|character| match u32::from(character) {
            wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(character),
            _ => character,
        })
        .collect()
}

/// Controls, format characters (bidi overrides, zero-width joiners), private and unassigned characters, and
/// the letters and symbols that show as nothing (Hangul fillers, the blank Braille pattern): whatever makes
/// two different texts look alike. Variation selectors pass, for they choose between emoji and text;
/// [`folded`] drops them.
fn is_forbidden_in_line(character: char) -> bool {
    const BLANK_BRAILLE: char = '\u{2800}';
    let by_category = matches!(
        general_category(character),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::PrivateUse
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    );
    by_category
        || character == BLANK_BRAILLE
        || (is_default_ignorable(character) && !is_variation_selector(character))
}

/// Bidirectional controls reorder the text around them (UAX 9): an audit line could be made to read as
/// another.
pub(crate) fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// U+2028 and U+2029 break a line and are no control characters.
pub(crate) fn is_line_break_or_bidi_control(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}') || is_bidi_control(character)
}

fn is_variation_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn is_mark(character: char) -> bool {
    matches!(
        general_category(character),
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
    )
}

fn is_default_ignorable(character: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

fn general_category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}
