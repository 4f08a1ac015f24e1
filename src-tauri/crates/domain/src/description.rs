//! The free text beside a name.

use crate::text::{self, CodePoint};

/// 0 to 500 characters in NFC, trimmed; lines end with LF.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Description(String);

/// What is wrong with a description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DescriptionProblem {
    /// Longer than `max` characters (Unicode scalar values after NFC; a line break is one).
    TooLong {
        /// [`Description::MAX_LENGTH`].
        max: u32,
        /// That of the normalised text.
        length: u32,
    },
    /// A control character that is no line break, or a bidirectional control.
    ForbiddenCharacter {
        /// The first such character.
        character: CodePoint,
    },
}

impl Description {
    /// In Unicode scalar values.
    pub const MAX_LENGTH: u32 = 500;

    /// Normalises what was typed. Every line break of Unicode (CR LF, CR, NEL, LS, PS) becomes LF. Other
    /// format characters than bidirectional controls stay: emoji are joined with them.
    pub fn parse(text: &str) -> Result<Description, DescriptionProblem> {
        let text =
            text::nfc(text).replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
        let text = text.trim();
        let forbidden = |character: char| {
            (character.is_control() && character != '\n') || text::is_bidi_control(character)
        };
        if let Some(character) = text.chars().find(|character| forbidden(*character)) {
            return Err(DescriptionProblem::ForbiddenCharacter { character: CodePoint(character) });
        }
        match text::length(text) {
            length if length > Self::MAX_LENGTH => {
                Err(DescriptionProblem::TooLong { max: Self::MAX_LENGTH, length })
            }
            _ => Ok(Description(text.to_owned())),
        }
    }

    /// The normalised text; may be empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
