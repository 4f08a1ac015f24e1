//! The steps in a token's life: switched off and on, withdrawn, given another secret. Each takes a token and answers
//! with the token after it; `revision` is the store's affair and stays as it was.

use chrono::{DateTime, TimeDelta, Utc};

use crate::expiry::Expiry;
use crate::text::{self, CodePoint};
use crate::token::{Credential, Life, RetiringCredential, Token};

/// The token is withdrawn, and that is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawn;

/// Why a token is withdrawn, in the administrator's words: 0 to 200 characters in NFC, one line. It is asked for, not
/// demanded: in an emergency nobody should have to write first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RevokeReason(String);

/// What is wrong with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonProblem {
    /// Longer than `max` characters (Unicode scalar values after NFC).
    TooLong {
        /// [`RevokeReason::MAX_LENGTH`].
        max: u32,
        /// That of the normalised text.
        length: u32,
    },
    /// A control character, line breaks included, or a bidirectional control.
    ForbiddenCharacter {
        /// The first such character.
        character: CodePoint,
    },
}

/// How long the secret before a rotation works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grace {
    /// 지금 끊기: the answer to a leak.
    None,
    /// 1시간.
    Hour,
    /// 24시간.
    Day,
    /// 7일.
    Week,
}

impl RevokeReason {
    /// In Unicode scalar values.
    pub const MAX_LENGTH: u32 = 200;

    /// Normalises what was typed.
    pub fn parse(text: &str) -> Result<RevokeReason, ReasonProblem> {
        let text = text::nfc(text);
        let text = text.trim();
        let forbidden =
            |character: &char| character.is_control() || text::is_line_break_or_bidi_control(*character);
        if let Some(character) = text.chars().find(forbidden) {
            return Err(ReasonProblem::ForbiddenCharacter { character: CodePoint(character) });
        }
        match text::length(text) {
            length if length > Self::MAX_LENGTH => {
                Err(ReasonProblem::TooLong { max: Self::MAX_LENGTH, length })
            }
            _ => Ok(RevokeReason(text.to_owned())),
        }
    }

    /// The normalised text; may be empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Grace {
    /// Until when a secret that is replaced at `now` works, never past the end of its token; `None` = not any more.
    pub fn end(self, now: DateTime<Utc>, expiry: &Expiry) -> Option<DateTime<Utc>> {
        let length = match self {
            Grace::None => return None,
            Grace::Hour => TimeDelta::hours(1),
            Grace::Day => TimeDelta::days(1),
            Grace::Week => TimeDelta::days(7),
        };
        let end = now.checked_add_signed(length).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let end = expiry.instant().map_or(end, |instant| instant.min(end));
        Some(end).filter(|end| *end > now)
    }
}

impl Token {
    /// 중지. A token that is switched off already stays as it is.
    pub fn disable(self) -> Result<Token, Withdrawn> {
        self.in_life(Life::Disabled)
    }

    /// The end of a 중지. A token that is switched on stays as it is.
    pub fn enable(self) -> Result<Token, Withdrawn> {
        self.in_life(Life::Active)
    }

    /// 회수, for ever; a retiring secret goes, too. What was withdrawn before stays as it is, with the reason that it
    /// has.
    #[must_use]
    pub fn revoke(self, reason: &RevokeReason, at: DateTime<Utc>) -> Token {
        match self.life {
            Life::Revoked { .. } => self,
            Life::Active | Life::Disabled => {
                let life = Life::Revoked { at, reason: reason.as_str().to_owned() };
                Token { life, retiring: None, ..self }
            }
        }
    }

    /// 재발급: another secret. The one in force works on until `until`, or not at all; one that was retiring already
    /// is dropped.
    pub fn rotate(self, credential: Credential, until: Option<DateTime<Utc>>) -> Result<Token, Withdrawn> {
        if self.is_revoked() {
            return Err(Withdrawn);
        }
        let retiring = until.map(|until| RetiringCredential { credential: self.credential, until });
        Ok(Token { credential, retiring, ..self })
    }

    /// Ends the grace after a rotation; nothing happens where there is none.
    #[must_use]
    pub fn end_grace(self) -> Token {
        Token { retiring: None, ..self }
    }

    /// Withdrawn for ever.
    pub fn is_revoked(&self) -> bool {
        matches!(self.life, Life::Revoked { .. })
    }

    fn in_life(self, life: Life) -> Result<Token, Withdrawn> {
        if self.is_revoked() { Err(Withdrawn) } else { Ok(Token { life, ..self }) }
    }
}
