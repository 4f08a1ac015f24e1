//! What is told of what was acknowledged, a line each.

use crate::Outcome;
use mapae_domain::TokenId;
use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Write},
};

/// What opens the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opener {
    KeyFile,
    /// This one of `house::PHRASES`.
    Phrase(usize),
}

/// One line.
#[derive(Debug)]
pub(crate) enum Line {
    Issued {
        id: TokenId,
        digest: String,
        once: bool,
    },
    Copied(TokenId),
    /// Is about to be what opens the vault, and may be it from here on.
    Tries(Opener),
    /// Is what opens the vault.
    Opens(Opener),
    /// The data key was changed, and the old one dropped.
    Rotated,
    /// A change was refused: the disk is full.
    Full,
    /// A change was refused: the database is damaged.
    Damaged,
}

/// All lines of a file, counted together.
#[derive(Debug)]
pub(crate) struct Told {
    /// Token -> digest, and whether it is to be copied once only.
    pub(crate) issued: BTreeMap<TokenId, (String, bool)>,
    pub(crate) copied: BTreeMap<TokenId, usize>,
    /// Each may be what opens the vault.
    pub(crate) openers: Vec<Opener>,
}

impl Line {
    /// In a single write, so that a kill leaves a whole line or none.
    pub(crate) fn tell(&self) -> io::Result<()> {
        io::stdout().lock().write_all(format!("{self}\n").as_bytes())
    }

    fn parse(line: &str) -> Option<Line> {
        let words: Vec<&str> = line.split(' ').collect();
        Some(match words[..] {
            ["issued", id, digest, how] => {
                Line::Issued { id: id.parse().ok()?, digest: digest.to_owned(), once: how == "once" }
            }
            ["copied", id] => Line::Copied(id.parse().ok()?),
            ["tries", opener] => Line::Tries(Opener::parse(opener)?),
            ["opens", opener] => Line::Opens(Opener::parse(opener)?),
            ["rotated"] => Line::Rotated,
            ["full"] => Line::Full,
            ["damaged"] => Line::Damaged,
            _ => return None,
        })
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Line::Issued { id, digest, once } => {
                write!(formatter, "issued {id} {digest} {}", if *once { "once" } else { "kept" })
            }
            Line::Copied(id) => write!(formatter, "copied {id}"),
            Line::Tries(opener) => write!(formatter, "tries {opener}"),
            Line::Opens(opener) => write!(formatter, "opens {opener}"),
            Line::Rotated => formatter.write_str("rotated"),
            Line::Full => formatter.write_str("full"),
            Line::Damaged => formatter.write_str("damaged"),
        }
    }
}

impl Opener {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "key-file" => Some(Self::KeyFile),
            _ => word.strip_prefix("phrase-")?.parse().ok().map(Self::Phrase),
        }
    }
}

impl fmt::Display for Opener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Opener::KeyFile => formatter.write_str("key-file"),
            Opener::Phrase(number) => write!(formatter, "phrase-{number}"),
        }
    }
}

impl Told {
    /// Whatever has a line break behind it was told.
    pub(crate) fn parse(text: &str) -> Outcome<Self> {
        let mut told =
            Self { issued: BTreeMap::new(), copied: BTreeMap::new(), openers: vec![Opener::KeyFile] };
        for line in text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
            match Line::parse(line).ok_or_else(|| format!("what is `{line}`?"))? {
                Line::Issued { id, digest, once } => drop(told.issued.insert(id, (digest, once))),
                Line::Copied(id) => *told.copied.entry(id).or_default() += 1,
                Line::Tries(opener) => told.openers.push(opener),
                Line::Opens(opener) => told.openers = vec![opener],
                Line::Rotated | Line::Full | Line::Damaged => {}
            }
        }
        Ok(told)
    }
}
