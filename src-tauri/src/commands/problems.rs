//! What the rules find wrong or noteworthy, in the words of the wire.

use super::views::{Notice, Problem, SpecialRange};
use mapae_domain::{
    DescriptionProblem, EntryNotice, EntryProblem, ExpiryProblem, LimitProblem, ListProblem, NameProblem,
    ScopesProblem,
};

impl From<&NameProblem> for Problem {
    fn from(problem: &NameProblem) -> Self {
        match problem {
            NameProblem::Empty => Self::NameEmpty,
            NameProblem::TooLong { max, length } => Self::NameTooLong { max: *max, length: *length },
            NameProblem::ForbiddenCharacter { character } => {
                Self::NameForbiddenCharacter { character: character.to_string() }
            }
            NameProblem::Taken { name } => Self::NameTaken { name: name.to_string() },
        }
    }
}

impl From<&DescriptionProblem> for Problem {
    fn from(problem: &DescriptionProblem) -> Self {
        match problem {
            DescriptionProblem::TooLong { max, length } => {
                Self::DescriptionTooLong { max: *max, length: *length }
            }
            DescriptionProblem::ForbiddenCharacter { character } => {
                Self::DescriptionForbiddenCharacter { character: character.to_string() }
            }
        }
    }
}

impl From<&ExpiryProblem> for Problem {
    fn from(problem: &ExpiryProblem) -> Self {
        match problem {
            ExpiryProblem::Empty => Self::DateEmpty,
            ExpiryProblem::Unreadable => Self::DateUnreadable,
            ExpiryProblem::Past { today } => Self::DatePast { today: today.to_string() },
            ExpiryProblem::TooFar { latest } => Self::DateTooFar { latest: latest.to_string() },
        }
    }
}

impl From<&EntryProblem> for Problem {
    fn from(problem: &EntryProblem) -> Self {
        match problem {
            EntryProblem::Unreadable => Self::EntryUnreadable,
            EntryProblem::LeadingZero { suggestion } => {
                Self::EntryLeadingZero { suggestion: suggestion.clone() }
            }
            EntryProblem::PrefixTooLong { max } => Self::EntryPrefixTooLong { max: *max },
            EntryProblem::PrefixUnreadable => Self::EntryPrefixUnreadable,
            EntryProblem::HasPort { suggestion } => Self::EntryHasPort { suggestion: suggestion.clone() },
            EntryProblem::HasZone { suggestion } => Self::EntryHasZone { suggestion: suggestion.clone() },
            EntryProblem::OtherNotation { suggestion } => {
                Self::EntryOtherNotation { suggestion: suggestion.clone() }
            }
            EntryProblem::IsHostName => Self::EntryIsHostName,
            EntryProblem::NoteTooLong { max, length } => Self::NoteTooLong { max: *max, length: *length },
            EntryProblem::NoteForbiddenCharacter { character } => {
                Self::NoteForbiddenCharacter { character: character.to_string() }
            }
        }
    }
}

impl From<&ListProblem> for Problem {
    fn from(problem: &ListProblem) -> Self {
        match problem {
            ListProblem::TooMany { max, count } => Self::TooManyEntries { max: *max, count: *count },
        }
    }
}

impl From<&LimitProblem> for Problem {
    fn from(problem: &LimitProblem) -> Self {
        match problem {
            LimitProblem::Unreadable => Self::LimitUnreadable,
            LimitProblem::TooLarge { max } => Self::LimitTooLarge { max: *max },
        }
    }
}

impl From<&ScopesProblem> for Problem {
    fn from(problem: &ScopesProblem) -> Self {
        match problem {
            ScopesProblem::Empty => Self::ScopesEmpty,
            ScopesProblem::Unknown { id } => Self::ScopeUnknown { id: id.clone() },
        }
    }
}

impl From<&EntryNotice> for Notice {
    fn from(notice: &EntryNotice) -> Self {
        match notice {
            EntryNotice::HostBitsCut { typed, network } => {
                Self::HostBitsCut { typed: typed.clone(), network: network.to_string() }
            }
            EntryNotice::MappedToIpv4 { typed, network } => {
                Self::MappedToIpv4 { typed: typed.clone(), network: network.to_string() }
            }
            EntryNotice::Duplicate { position } => Self::Duplicate { position: *position },
            EntryNotice::EveryAddress { version } => Self::EveryAddress { version: *version },
            EntryNotice::Special(range) => Self::SpecialRange { range: (*range).into() },
            EntryNotice::ShadowedByBlock => Self::ShadowedByBlock,
        }
    }
}

impl From<mapae_domain::SpecialRange> for SpecialRange {
    fn from(range: mapae_domain::SpecialRange) -> Self {
        use mapae_domain::SpecialRange as Range;
        match range {
            Range::ThisNetwork => Self::ThisNetwork,
            Range::Private => Self::Private,
            Range::Shared => Self::Shared,
            Range::Loopback => Self::Loopback,
            Range::LinkLocal => Self::LinkLocal,
            Range::Documentation => Self::Documentation,
            Range::Benchmarking => Self::Benchmarking,
            Range::Multicast => Self::Multicast,
            Range::Reserved => Self::Reserved,
            Range::Broadcast => Self::Broadcast,
            Range::UniqueLocal => Self::UniqueLocal,
            Range::Nat64 => Self::Nat64,
            Range::SixToFour => Self::SixToFour,
            Range::Unspecified => Self::Unspecified,
        }
    }
}
