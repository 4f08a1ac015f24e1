//! What can be wrong with a field or an entry, and what its writer should know. The window has a Korean and an English text
//! for each code.

use serde::Serialize;
use ts_rs::TS;

/// What is wrong with a field or an entry. The window has a Korean and an English text for each code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum Problem {
    NameEmpty,
    NameTooLong {
        max: u32,
        length: u32,
    },
    /// A control, format, private or unassigned character; `character` is `U+200B`.
    NameForbiddenCharacter {
        character: String,
    },
    /// `name` is the token that has it, which may be spelt differently (case, NFD).
    NameTaken {
        name: String,
    },
    DescriptionTooLong {
        max: u32,
        length: u32,
    },
    DescriptionForbiddenCharacter {
        character: String,
    },
    DateEmpty,
    DateUnreadable,
    DatePast {
        today: String,
    },
    DateTooFar {
        latest: String,
    },
    /// Not an address or CIDR in any notation that we know.
    EntryUnreadable,
    /// `010.0.0.1`: some systems read this as octal 8.0.0.1.
    EntryLeadingZero {
        suggestion: Option<String>,
    },
    EntryPrefixTooLong {
        max: u32,
    },
    EntryPrefixUnreadable,
    /// `10.0.0.1:443`, `[2001:db8::1]:443`.
    EntryHasPort {
        suggestion: Option<String>,
    },
    /// `fe80::1%eth0`.
    EntryHasZone {
        suggestion: Option<String>,
    },
    /// `10.0.*`, `10.0.0.0-10.0.0.255`, `10.0.0.0/255.255.255.0`.
    EntryOtherNotation {
        suggestion: Option<String>,
    },
    EntryIsHostName,
    NoteTooLong {
        max: u32,
        length: u32,
    },
    NoteForbiddenCharacter {
        character: String,
    },
    TooManyEntries {
        max: u32,
        count: u32,
    },
    LimitUnreadable,
    LimitTooLarge {
        max: u32,
    },
    /// The token is unlimited, and that is final; a limited copy can be issued.
    LimitFinal,
    ScopesEmpty,
    ScopeUnknown {
        id: String,
    },
}

/// What a valid entry's writer should know; never refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum Notice {
    /// `10.1.2.3/8` became `10.0.0.0/8`.
    HostBitsCut {
        typed: String,
        network: String,
    },
    /// `::ffff:10.0.0.0/104` became `10.0.0.0/8`.
    MappedToIpv4 {
        typed: String,
        network: String,
    },
    /// The same network stands at `position` (1-based) already; it is stored once.
    Duplicate {
        position: u32,
    },
    /// `0.0.0.0/0` or `::/0`.
    EveryAddress {
        version: u32,
    },
    SpecialRange {
        range: SpecialRange,
    },
    /// An allow entry that lies wholly inside the block list: it lets no one in.
    ShadowedByBlock,
}

/// Special-purpose addresses of RFC 6890 and its registries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SpecialRange {
    ThisNetwork,
    Private,
    Shared,
    Loopback,
    LinkLocal,
    Documentation,
    Benchmarking,
    Multicast,
    Reserved,
    Broadcast,
    UniqueLocal,
    Nat64,
    SixToFour,
    Unspecified,
}
