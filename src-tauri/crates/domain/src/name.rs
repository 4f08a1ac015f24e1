//! The name of a token: what the administrator calls it, unique for ever, never editable.

use std::fmt;

use crate::text::{self, CodePoint, LineProblem};

/// 1 to 64 characters in one line, in NFC, with single spaces inside and none around.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenName(String);

/// What names are compared by: equal for names that differ only in case, in normal form (macOS types Hangul
/// as separate jamo) or in compatibility forms such as full-width letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey(String);

/// What is wrong with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing but white space.
    Empty,
    /// Longer than `max` characters (Unicode scalar values after NFC).
    TooLong {
        /// [`TokenName::MAX_LENGTH`].
        max: u32,
        /// That of the normalised text.
        length: u32,
    },
    /// A control, format, private, unassigned or invisible character, or a combining mark at the front.
    ForbiddenCharacter {
        /// The first such character.
        character: CodePoint,
    },
    /// Another token, perhaps one withdrawn long ago, has this name or one that reads the same.
    Taken {
        /// The name of that token, in its own spelling.
        name: TokenName,
    },
}

impl TokenName {
    /// In Unicode scalar values.
    pub const MAX_LENGTH: u32 = 64;

    /// Normalises what was typed. Whether the name is free is asked elsewhere, with [`TokenName::key`].
    pub fn parse(text: &str) -> Result<TokenName, NameProblem> {
        match text::line(text, Self::MAX_LENGTH) {
            Ok(line) => Ok(TokenName(line)),
            Err(LineProblem::Empty) => Err(NameProblem::Empty),
            Err(LineProblem::TooLong { length }) => {
                Err(NameProblem::TooLong { max: Self::MAX_LENGTH, length })
            }
            Err(LineProblem::Forbidden(character)) => Err(NameProblem::ForbiddenCharacter { character }),
        }
    }

    /// The normalised name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True if `typed` is this name: after NFC and trimming, and exactly otherwise. What a person types to confirm that
    /// they mean this token.
    pub fn is_confirmed_by(&self, typed: &str) -> bool {
        text::nfc(typed).trim() == self.0
    }

    /// The form in which names must be unique.
    pub fn key(&self) -> NameKey {
        NameKey(text::folded(&self.0))
    }
}

impl NameKey {
    /// For an index of names.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
