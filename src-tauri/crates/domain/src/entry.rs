//! One entry of an IP list: a network, and a note that says whose it is.
//!
//! `10.0.0.0/8 사무실` and `10.0.0.0/8 # 사무실` mean the same. The `#` is needed only where the note begins like a
//! part of an address: without it `10.0.0.0 /8` and `10.0.0.0 255.255.255.0` are refused with a suggestion
//! rather than taken for a single address with a strange note.

use std::fmt;

use crate::network::{Cidr, Network};
use crate::notation;
use crate::special_range::SpecialRange;
use crate::text::{self, CodePoint, LineProblem};

/// A network with an optional note. Prints as `10.0.0.0/8 # 사무실`, which parses to the same entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IpEntry {
    network: Network,
    note: Option<Note>,
}

/// 1 to 60 characters in one line, in NFC; never begins with `#`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note(String);

/// An entry, and what its writer should know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedEntry {
    /// What was understood.
    pub entry: IpEntry,
    /// Never a reason to refuse.
    pub notices: Vec<EntryNotice>,
}

/// What is wrong with an entry. A `suggestion` is a whole entry, note included, that parses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryProblem {
    /// Not an address or CIDR in any notation that we know.
    Unreadable,
    /// `010.0.0.1`, which some systems read as octal 8.0.0.1; `10.0.0.0/08`.
    LeadingZero {
        /// The same without the zeros.
        suggestion: Option<String>,
    },
    /// `10.0.0.0/33`.
    PrefixTooLong {
        /// 32 or 128.
        max: u32,
    },
    /// `10.0.0.0/`, `/+8`, `/8x`.
    PrefixUnreadable,
    /// `10.0.0.1:443`, `[2001:db8::1]:443`.
    HasPort {
        /// The same without the port.
        suggestion: Option<String>,
    },
    /// `fe80::1%eth0`.
    HasZone {
        /// The same without the zone.
        suggestion: Option<String>,
    },
    /// A wildcard, a range, a netmask, brackets, a URL, an address written short.
    OtherNotation {
        /// The CIDR that means exactly the same, where there is one.
        suggestion: Option<String>,
    },
    /// Names are not looked up: their addresses change without the administrator.
    IsHostName,
    /// The note is longer than `max` characters.
    NoteTooLong {
        /// [`Note::MAX_LENGTH`].
        max: u32,
        /// That of the normalised note.
        length: u32,
    },
    /// See [`crate::NameProblem::ForbiddenCharacter`].
    NoteForbiddenCharacter {
        /// The first such character.
        character: CodePoint,
    },
}

/// What the writer of a valid entry should know. `typed` is the network part as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryNotice {
    /// `10.1.2.3/8` became `10.0.0.0/8`.
    HostBitsCut {
        /// As typed.
        typed: String,
        /// As understood.
        network: Network,
    },
    /// `::ffff:10.0.0.0/104` became `10.0.0.0/8`.
    MappedToIpv4 {
        /// As typed.
        typed: String,
        /// As understood.
        network: Network,
    },
    /// The same network stands in the list already, and is stored once. Only a whole list knows this.
    Duplicate {
        /// Of the first one, counted from 1.
        position: u32,
    },
    /// `0.0.0.0/0` or `::/0`.
    EveryAddress {
        /// 4 or 6.
        version: u32,
    },
    /// All of the network is special-purpose.
    Special(SpecialRange),
    /// An allow entry that lies wholly inside the block list: it lets no one in. Only a whole draft knows
    /// this.
    ShadowedByBlock,
}

impl IpEntry {
    /// From its parts.
    pub fn new(network: Network, note: Option<Note>) -> IpEntry {
        IpEntry { network, note }
    }

    /// Reads a typed entry. Full-width forms in the network part count as ASCII.
    pub fn parse(text: &str) -> Result<ParsedEntry, EntryProblem> {
        let (typed, remark) = split(text.trim());
        let head = text::ascii_forms(typed);
        if let Remark::Unmarked(words) = &remark
            && let Some(problem) = notation::continued_address(&head, words)
        {
            return Err(problem);
        }
        let cidr = Cidr::parse(&head).map_err(|fault| notation::diagnose(&head, fault));
        let cidr = cidr.map_err(|problem| with_remark(problem, &remark))?;
        let network = cidr.network().ok_or(EntryProblem::Unreadable)?;
        let note = match remark {
            Remark::None => None,
            Remark::Marked(note) | Remark::Unmarked(note) => Note::parse(note)?,
        };
        Ok(ParsedEntry { entry: IpEntry { network, note }, notices: notices(&cidr, &head, network) })
    }

    /// What client addresses are compared with.
    pub fn network(&self) -> Network {
        self.network
    }

    /// Whose network it is, in the administrator's words.
    pub fn note(&self) -> Option<&Note> {
        self.note.as_ref()
    }

    pub(crate) fn set_note(&mut self, note: Note) {
        self.note = Some(note);
    }
}

impl fmt::Display for IpEntry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.note {
            Some(note) => write!(formatter, "{} # {}", self.network, note.as_str()),
            None => write!(formatter, "{}", self.network),
        }
    }
}

impl Note {
    /// In Unicode scalar values.
    pub const MAX_LENGTH: u32 = 60;

    /// `Ok(None)` if nothing is left once white space and leading `#` are gone.
    pub fn parse(text: &str) -> Result<Option<Note>, EntryProblem> {
        let text = text.trim_start_matches(|character: char| character.is_whitespace() || is_mark(character));
        match text::line(text, Self::MAX_LENGTH) {
            Ok(line) => Ok(Some(Note(line))),
            Err(LineProblem::Empty) => Ok(None),
            Err(LineProblem::TooLong { length }) => {
                Err(EntryProblem::NoteTooLong { max: Self::MAX_LENGTH, length })
            }
            Err(LineProblem::Forbidden(character)) => Err(EntryProblem::NoteForbiddenCharacter { character }),
        }
    }

    /// The normalised note.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What follows the network part.
enum Remark<'a> {
    None,
    /// After a `#`: a note, whatever it looks like.
    Marked(&'a str),
    /// After white space alone.
    Unmarked(&'a str),
}

fn is_mark(character: char) -> bool {
    matches!(character, '#' | '\u{FF03}')
}

fn split(text: &str) -> (&str, Remark<'_>) {
    let Some(end) = text.find(|character: char| character.is_whitespace() || is_mark(character)) else {
        return (text, Remark::None);
    };
    let (head, rest) = text.split_at(end);
    let rest = rest.trim_start();
    if rest.starts_with(is_mark) { (head, Remark::Marked(rest)) } else { (head, Remark::Unmarked(rest)) }
}

/// Carries the note over to the suggestion; drops a suggestion that would be refused in its turn.
fn with_remark(problem: EntryProblem, remark: &Remark<'_>) -> EntryProblem {
    let complete = |suggestion: Option<String>| {
        let suggestion = match remark {
            Remark::None => suggestion?,
            Remark::Marked(rest) | Remark::Unmarked(rest) => format!("{} {rest}", suggestion?),
        };
        IpEntry::parse(&suggestion).is_ok().then_some(suggestion)
    };
    match problem {
        EntryProblem::LeadingZero { suggestion } => {
            EntryProblem::LeadingZero { suggestion: complete(suggestion) }
        }
        EntryProblem::HasPort { suggestion } => EntryProblem::HasPort { suggestion: complete(suggestion) },
        EntryProblem::HasZone { suggestion } => EntryProblem::HasZone { suggestion: complete(suggestion) },
        EntryProblem::OtherNotation { suggestion } => {
            EntryProblem::OtherNotation { suggestion: complete(suggestion) }
        }
        other => other,
    }
}

fn notices(cidr: &Cidr, typed: &str, network: Network) -> Vec<EntryNotice> {
    let mut notices = Vec::new();
    if cidr.is_mapped_ipv4() {
        notices.push(EntryNotice::MappedToIpv4 { typed: typed.to_owned(), network });
    }
    if cidr.has_host_bits() {
        notices.push(EntryNotice::HostBitsCut { typed: typed.to_owned(), network });
    }
    if network.is_every_address() {
        notices.push(EntryNotice::EveryAddress { version: network.version() });
    }
    let special = SpecialRange::of(&network).filter(|range| range.is_worth_telling());
    notices.extend(special.map(EntryNotice::Special));
    notices
}
