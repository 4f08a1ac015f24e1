//! An edit: what the dialog holds of a token that exists, as typed, and what the rules make of it, field by field.
//! Like a draft without the name, which is final, and with what the token is already.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::address_list::{AllowList, BlockList};
use crate::catalogue::Catalogue;
use crate::date_text::{self, TypedDate};
use crate::description::{Description, DescriptionProblem};
use crate::draft::{CheckedList, ExpiryDraft, Field};
use crate::expiry::{Expiry, ExpiryDate, ExpiryProblem, today_in};
use crate::limit::{Limit, LimitProblem, Period};
use crate::scopes::{Scopes, ScopesProblem};
use crate::token::Token;

/// Exactly as typed: nothing is trimmed or parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
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

/// What the rules must know of the world.
#[derive(Clone, Copy)]
pub struct EditContext<'a> {
    /// The judged time.
    pub now: DateTime<Utc>,
    /// The administrator's.
    pub zone: Tz,
    /// What scopes are ticked from.
    pub catalogue: &'a Catalogue,
}

/// What became of each field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedEdit {
    /// 설명.
    pub description: Result<Description, DescriptionProblem>,
    /// 만료일. A date that the token has already is right, also where it is past, and keeps its zone.
    pub expiry: Result<Expiry, ExpiryProblem>,
    /// 허용 IP.
    pub allow: CheckedList,
    /// 차단 IP.
    pub block: CheckedList,
    /// 요청 제한.
    pub limit: Result<Limit, LimitEditProblem>,
    /// 범위. APIs that left the catalogue may stay on a token that holds them.
    pub scopes: Result<Scopes, ScopesProblem>,
    /// In the administrator's zone: presets count from here.
    pub today: NaiveDate,
}

/// What is wrong with the limit of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitEditProblem {
    /// As in a draft.
    Typed(LimitProblem),
    /// The token is unlimited, and that is final.
    Final,
}

/// Judges an edit of `token`. Refuses nothing as a whole: that is [`CheckedEdit::into_token`].
pub fn check_edit(edit: &Edit, token: &Token, context: &EditContext<'_>) -> CheckedEdit {
    let (allow, block) = CheckedList::of_draft(&edit.allow, &edit.block);
    let limit = Limit::parse(&edit.limit_count, edit.limit_period).map_err(LimitEditProblem::Typed);
    CheckedEdit {
        description: Description::parse(&edit.description),
        expiry: changed_expiry(&token.expiry, &edit.expiry, context.zone, context.now),
        allow,
        block,
        limit: limit.and_then(|to| token.limit.change(to).map_err(|_| LimitEditProblem::Final)),
        scopes: Scopes::parse_with(&edit.scopes, context.catalogue, token.scopes.ids()),
        today: today_in(context.zone, context.now),
    }
}

/// What a typed expiry makes of the one that is there: whoever types the date of the token means that, in the zone in
/// which it was chosen, today or not.
pub(crate) fn changed_expiry(
    present: &Expiry,
    typed: &ExpiryDraft,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Expiry, ExpiryProblem> {
    match (typed, present) {
        (ExpiryDraft::Never, _) => Ok(Expiry::Never),
        (ExpiryDraft::On(text), Expiry::On(day))
            if date_text::parse(text) == Some(TypedDate::Day(day.date())) =>
        {
            Ok(*present)
        }
        (ExpiryDraft::On(text), _) => ExpiryDate::parse(text, zone, now).map(Expiry::On),
    }
}

impl CheckedEdit {
    /// The first field, in the order of the dialog, that has a problem; `None` = it can be made.
    pub fn first_problem(&self) -> Option<Field> {
        let problems = [
            (Field::Description, self.description.is_err()),
            (Field::Expiry, self.expiry.is_err()),
            (Field::Allow, !self.allow.is_valid()),
            (Field::Block, !self.block.is_valid()),
            (Field::Limit, self.limit.is_err()),
            (Field::Scopes, self.scopes.is_err()),
        ];
        problems.into_iter().find(|(_, has_problem)| *has_problem).map(|(field, _)| field)
    }

    /// The token with those fields that have no problem, for telling what an edit would change while it is typed.
    #[must_use]
    pub fn as_far_as_valid(&self, token: &Token) -> Token {
        let entries = |list: &CheckedList| list.is_valid().then(|| list.readable());
        let allow = entries(&self.allow).and_then(|entries| AllowList::from_entries(entries).ok());
        let block = entries(&self.block).and_then(|entries| BlockList::from_entries(entries).ok());
        Token {
            description: self.description.clone().unwrap_or_else(|_| token.description.clone()),
            expiry: *self.expiry.as_ref().unwrap_or(&token.expiry),
            allow: allow.unwrap_or_else(|| token.allow.clone()),
            block: block.unwrap_or_else(|| token.block.clone()),
            limit: self.limit.unwrap_or(token.limit),
            scopes: self.scopes.clone().unwrap_or_else(|_| token.scopes.clone()),
            ..token.clone()
        }
    }

    /// The token after the edit, its revision untouched; else the first field that is wrong. `token` is the one it was
    /// checked for.
    pub fn into_token(self, token: &Token) -> Result<Token, Field> {
        if let Some(field) = self.first_problem() {
            return Err(field);
        }
        Ok(Token {
            description: self.description.map_err(|_| Field::Description)?,
            expiry: self.expiry.map_err(|_| Field::Expiry)?,
            allow: AllowList::from_entries(self.allow.readable()).map_err(|_| Field::Allow)?,
            block: BlockList::from_entries(self.block.readable()).map_err(|_| Field::Block)?,
            limit: self.limit.map_err(|_| Field::Limit)?,
            scopes: self.scopes.map_err(|_| Field::Scopes)?,
            ..token.clone()
        })
    }
}
