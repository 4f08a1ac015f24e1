//! A draft: what the issuing dialog holds, as typed, and what the rules make of it, field by field. The
//! window does not judge; it shows this.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::address_list::{AllowList, BlockList, ListProblem};
use crate::catalogue::Catalogue;
use crate::description::{Description, DescriptionProblem};
use crate::entry::{EntryNotice, EntryProblem, IpEntry, ParsedEntry};
use crate::expiry::{Expiry, ExpiryDate, ExpiryProblem, today_in};
use crate::limit::{Limit, LimitProblem, Period};
use crate::name::{NameKey, NameProblem, TokenName};
use crate::network::Network;
use crate::scopes::{Scopes, ScopesProblem};

/// Exactly as typed: nothing is trimmed or parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// 이름.
    pub name: String,
    /// 설명.
    pub description: String,
    /// 만료일.
    pub expiry: ExpiryDraft,
    /// 허용 IP, one text per entry.
    pub allow: Vec<String>,
    /// 차단 IP, one text per entry.
    pub block: Vec<String>,
    /// 요청 제한.
    pub limit_count: String,
    /// In what time.
    pub limit_period: Period,
    /// 범위: ids of APIs.
    pub scopes: Vec<String>,
}

/// 무기한, or a date as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpiryDraft {
    /// 무기한.
    Never,
    /// 날짜 지정.
    On(String),
}

/// What the rules must know of the world.
#[derive(Clone, Copy)]
pub struct DraftContext<'a> {
    /// The judged time.
    pub now: DateTime<Utc>,
    /// The administrator's.
    pub zone: Tz,
    /// What scopes are ticked from.
    pub catalogue: &'a Catalogue,
    /// The name of the token, withdrawn ones too, that has this key.
    pub name_taken: &'a dyn Fn(&NameKey) -> Option<TokenName>,
}

/// What became of each field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedDraft {
    /// 이름, known to be free.
    pub name: Result<TokenName, NameProblem>,
    /// 설명.
    pub description: Result<Description, DescriptionProblem>,
    /// 만료일.
    pub expiry: Result<Expiry, ExpiryProblem>,
    /// 허용 IP.
    pub allow: CheckedList,
    /// 차단 IP.
    pub block: CheckedList,
    /// 요청 제한.
    pub limit: Result<Limit, LimitProblem>,
    /// 범위.
    pub scopes: Result<Scopes, ScopesProblem>,
    /// In the administrator's zone: presets count from here.
    pub today: NaiveDate,
}

/// A list of entries, one result for each text of the draft, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedList {
    /// With the notices that only the whole list or draft knows.
    pub entries: Vec<Result<ParsedEntry, EntryProblem>>,
    /// Of the list as a whole.
    pub problem: Option<ListProblem>,
}

/// The rules of a token to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// 이름.
    pub name: TokenName,
    /// 설명.
    pub description: Description,
    /// 만료일.
    pub expiry: Expiry,
    /// 허용 IP.
    pub allow: AllowList,
    /// 차단 IP.
    pub block: BlockList,
    /// 요청 제한.
    pub limit: Limit,
    /// 범위.
    pub scopes: Scopes,
}

/// The fields, in the order of the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 이름.
    Name,
    /// 설명.
    Description,
    /// 만료일.
    Expiry,
    /// 허용 IP.
    Allow,
    /// 차단 IP.
    Block,
    /// 요청 제한.
    Limit,
    /// 범위.
    Scopes,
}

/// Judges a draft. Refuses nothing as a whole: that is [`CheckedDraft::into_policy`].
pub fn check(draft: &Draft, context: &DraftContext<'_>) -> CheckedDraft {
    let name = TokenName::parse(&draft.name).and_then(|name| match (context.name_taken)(&name.key()) {
        Some(name) => Err(NameProblem::Taken { name }),
        None => Ok(name),
    });
    let expiry = match &draft.expiry {
        ExpiryDraft::Never => Ok(Expiry::Never),
        ExpiryDraft::On(text) => ExpiryDate::parse(text, context.zone, context.now).map(Expiry::On),
    };
    let (allow, block) = CheckedList::of_draft(&draft.allow, &draft.block);
    CheckedDraft {
        name,
        description: Description::parse(&draft.description),
        expiry,
        allow,
        block,
        limit: Limit::parse(&draft.limit_count, draft.limit_period),
        scopes: Scopes::parse(&draft.scopes, context.catalogue),
        today: today_in(context.zone, context.now),
    }
}

impl CheckedList {
    /// Both lists, the one marked where the other covers it.
    pub(crate) fn of_draft(allow: &[String], block: &[String]) -> (CheckedList, CheckedList) {
        let block = CheckedList::of(block);
        let mut allow = CheckedList::of(allow);
        allow.mark_shadowed(&block);
        (allow, block)
    }

    pub(crate) fn of(texts: &[String]) -> CheckedList {
        let mut positions: HashMap<Network, u32> = HashMap::with_capacity(texts.len());
        let mut entries: Vec<_> = texts.iter().map(|text| IpEntry::parse(text)).collect();
        for (position, parsed) in (1..).zip(&mut entries) {
            let Ok(parsed) = parsed else { continue };
            match positions.entry(parsed.entry.network()) {
                Entry::Occupied(first) => {
                    parsed.notices.push(EntryNotice::Duplicate { position: *first.get() })
                }
                Entry::Vacant(place) => {
                    place.insert(position);
                }
            }
        }
        let mut list = CheckedList { entries, problem: None };
        list.problem = BlockList::from_entries(list.readable()).err();
        list
    }

    /// True if every entry is readable and the list is not too long.
    pub fn is_valid(&self) -> bool {
        self.problem.is_none() && self.entries.iter().all(Result::is_ok)
    }

    /// Entries that were understood, duplicates included.
    pub(crate) fn readable(&self) -> Vec<IpEntry> {
        self.entries.iter().flatten().map(|parsed| parsed.entry.clone()).collect()
    }

    fn mark_shadowed(&mut self, block: &CheckedList) {
        // A block list that is too long blocks nothing yet, and says so itself.
        let Ok(block) = BlockList::from_entries(block.readable()) else {
            return;
        };
        let blocked = block.address_set();
        for parsed in self.entries.iter_mut().flatten() {
            if blocked.covers(&parsed.entry.network()) {
                parsed.notices.push(EntryNotice::ShadowedByBlock);
            }
        }
    }
}

impl CheckedDraft {
    /// The first field, in the order of the dialog, that has a problem; `None` = ready to issue.
    pub fn first_problem(&self) -> Option<Field> {
        let problems = [
            (Field::Name, self.name.is_err()),
            (Field::Description, self.description.is_err()),
            (Field::Expiry, self.expiry.is_err()),
            (Field::Allow, !self.allow.is_valid()),
            (Field::Block, !self.block.is_valid()),
            (Field::Limit, self.limit.is_err()),
            (Field::Scopes, self.scopes.is_err()),
        ];
        problems.into_iter().find(|(_, has_problem)| *has_problem).map(|(field, _)| field)
    }

    /// The rules, if nothing is wrong; else the first field that is.
    pub fn into_policy(self) -> Result<Policy, Field> {
        if let Some(field) = self.first_problem() {
            return Err(field);
        }
        Ok(Policy {
            name: self.name.map_err(|_| Field::Name)?,
            description: self.description.map_err(|_| Field::Description)?,
            expiry: self.expiry.map_err(|_| Field::Expiry)?,
            allow: AllowList::from_entries(self.allow.readable()).map_err(|_| Field::Allow)?,
            block: BlockList::from_entries(self.block.readable()).map_err(|_| Field::Block)?,
            limit: self.limit.map_err(|_| Field::Limit)?,
            scopes: self.scopes.map_err(|_| Field::Scopes)?,
        })
    }
}
