//! What the index keeps of a token: as much as decides whether it is listed, and where.

use chrono::{DateTime, Utc};
use mapae_domain::{
    AllowList, ApiId, Expiry, IpEntry, Life, Limit, Network, Period, Token, TokenId, Usage, folded,
};
use mapae_store::StoredToken;
use std::{borrow::Cow, net::IpAddr, num::NonZeroU32};

/// Milliseconds since 1970, or never: half the size of an `Option`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(i64);

impl Moment {
    pub(super) const NEVER: Self = Self(i64::MIN);

    pub(super) fn of(at: Option<DateTime<Utc>>) -> Self {
        at.map_or(Self::NEVER, |at| Self(at.timestamp_millis()))
    }

    pub(super) fn millis(self) -> Option<i64> {
        (self != Self::NEVER).then_some(self.0)
    }
}

/// [`Life`], without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Active,
    Disabled,
    Revoked,
}

/// Where a sealed copy lies, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Copies {
    /// In the record.
    Stored,
    /// In the folder of 한 번만 보기, until it is copied.
    Once {
        there: bool,
    },
    None,
}

/// The part of fixed size. Texts and networks lie in the block (`block.rs`), expiry and scopes in tables
/// (`tables.rs`): many tokens share them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) id: TokenId,
    pub(super) last_used: Moment,
    pub(super) revoked_at: Moment,
    pub(super) spent_total: u64,
    pub(super) expiry: u32,
    pub(super) scopes: u32,
    /// `None` is unlimited.
    pub(super) limit: Option<NonZeroU32>,
    pub(super) revision: u32,
    /// Where its text ends in that of its block.
    pub(super) text_end: u32,
    /// The shown characters of the token, without the prefix that all have.
    pub(super) hint: [u8; 4],
    pub(super) name_length: u16,
    pub(super) allow: u16,
    pub(super) block: u16,
    /// Of all its networks, those of IPv4; the others are of IPv6.
    pub(super) v4: u16,
    pub(super) period: Period,
    pub(super) standing: Standing,
    pub(super) copies: Copies,
    pub(super) deleted: bool,
}

impl Row {
    pub(super) fn v6(&self) -> u16 {
        self.allow + self.block - self.v4
    }

    /// As `mapae_domain::status` has it; that it agrees is a law of the tests.
    pub(super) fn is_exhausted(&self) -> bool {
        self.period == Period::Total
            && self.limit.is_some_and(|limit| self.spent_total >= u64::from(limit.get()))
    }
}

/// A token on its way into the index.
#[derive(Debug, Clone)]
pub(super) struct NewRow {
    /// `expiry`, `scopes` and `text_end` are not set.
    pub(super) row: Row,
    pub(super) expiry: Expiry,
    pub(super) scopes: Vec<ApiId>,
    /// Name, description and notes, folded, each with a line break after it.
    pub(super) text: String,
    pub(super) v4: Vec<(u32, u8)>,
    pub(super) v6: Vec<(u128, u8)>,
}

impl NewRow {
    /// `once_there`: whether a copy that is handed out once still lies in its folder.
    pub(super) fn new(stored: &StoredToken, usage: &Usage, once_there: bool) -> Self {
        let token = &stored.token;
        let (text, name_length) = text_of(token);
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for network in networks_of(token) {
            match network.first() {
                IpAddr::V4(first) => v4.push((first.to_bits(), network.prefix())),
                IpAddr::V6(first) => v6.push((first.to_bits(), network.prefix())),
            }
        }
        let (limit, period) = match token.limit {
            Limit::Unlimited => (None, Period::Total),
            Limit::Max { count, period } => (Some(count), period),
        };
        let (standing, revoked_at) = match &token.life {
            Life::Active => (Standing::Active, Moment::NEVER),
            Life::Disabled => (Standing::Disabled, Moment::NEVER),
            Life::Revoked { at, .. } => (Standing::Revoked, Moment::of(Some(*at))),
        };
        let row = Row {
            id: token.id,
            last_used: Moment::of(usage.last_used),
            revoked_at,
            spent_total: usage.spent_total,
            expiry: 0,
            scopes: 0,
            limit,
            revision: token.revision,
            text_end: 0,
            hint: *token
                .credential
                .hint
                .as_str()
                .as_bytes()
                .last_chunk()
                .expect("a hint ends in four characters"),
            name_length,
            allow: few(token.allow.entries().len()),
            block: few(token.block.entries().len()),
            v4: few(v4.len()),
            period,
            standing,
            copies: match (stored.copy_once, stored.sealed.is_some()) {
                (true, _) => Copies::Once { there: once_there },
                (false, true) => Copies::Stored,
                (false, false) => Copies::None,
            },
            deleted: false,
        };
        Self { row, expiry: token.expiry, scopes: token.scopes.ids().to_vec(), text, v4, v6 }
    }
}

fn few(count: usize) -> u16 {
    u16::try_from(count).expect("a list has no more than a thousand entries")
}

fn networks_of(token: &Token) -> impl Iterator<Item = Network> {
    entries_of(token).map(IpEntry::network)
}

fn entries_of(token: &Token) -> impl Iterator<Item = &IpEntry> {
    let allow = match &token.allow {
        AllowList::Any => &[],
        AllowList::Only(list) => list.entries(),
    };
    allow.iter().chain(token.block.entries())
}

/// What words are looked for in, and how much of it is the name.
fn text_of(token: &Token) -> (String, u16) {
    let mut text = fold(token.name.as_str()).into_owned();
    let name_length = u16::try_from(text.len()).expect("64 characters, and few become longer when folded");
    text.push('\n');
    let notes = entries_of(token).filter_map(|entry| entry.note().map(|note| note.as_str()));
    for part in std::iter::once(token.description.as_str()).chain(notes) {
        if !part.is_empty() {
            text.push_str(&fold(part));
            text.push('\n');
        }
    }
    (text, name_length)
}

/// As names are compared. Most texts are ASCII and Hangul syllables, where that changes nothing but the case of ASCII.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if !text.chars().all(|character| matches!(character, '\0'..='\x7f' | '가'..='힣')) {
        return folded(text).into();
    }
    match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => text.to_ascii_lowercase().into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_row_is_no_larger_than_it_was_counted() {
        assert_eq!(size_of::<Row>(), 80);
    }

    proptest! {
        #[test]
        fn the_short_way_to_fold_agrees_with_the_long_one(text in "[ -~가-힣\n]{0,40}") {
            prop_assert_eq!(fold(&text), folded(&text));
        }
    }
}
