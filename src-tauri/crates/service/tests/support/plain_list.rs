//! What a list has to answer, told plainly: every token is looked at, one rule after the other, and what is left is
//! sorted. The index is measured against it.

#![allow(dead_code, reason = "each who measures with it uses their own part")]

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use mapae_domain::{Expiry, IpEntry, Life, Limit, Token, TokenId, Usage, folded, status, today_in};
use mapae_service::{Custody, Query, SortKey, Used};
use std::cmp::Ordering;

/// A token with what is known of it beside.
#[derive(Debug, Clone)]
pub(crate) struct Plain {
    pub(crate) token: Token,
    pub(crate) usage: Usage,
    pub(crate) custody: Custody,
    pub(crate) deleted: bool,
}

/// The tokens that match, in order.
pub(crate) fn answer(all: &[Plain], query: &Query, zone: Tz, now: DateTime<Utc>) -> Vec<TokenId> {
    let mut found: Vec<&Plain> = all.iter().filter(|plain| matches(plain, query, zone, now)).collect();
    found.sort_by(|one, other| order(one, other, query, now));
    found.into_iter().map(|plain| plain.token.id).collect()
}

fn matches(plain: &Plain, query: &Query, zone: Tz, now: DateTime<Utc>) -> bool {
    let Plain { token, usage, custody, deleted } = plain;
    let since = |days: u32| {
        let day = today_in(zone, now) - Days::new(days.into());
        zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest().expect("no gap at midnight")
    };
    let lately = |days| usage.last_used.is_some_and(|at| at >= since(days));
    let soon = |days: u32| {
        !token.expiry.is_past(now)
            && token.expiry.days_left(now).is_some_and(|left| i64::from(left) <= days.into())
    };
    (query.deleted || !deleted)
        && text_matches(token, &query.text)
        && (query.statuses.is_empty() || query.statuses.contains(&status(token, usage, now)))
        && (query.scopes.is_empty() || query.scopes.iter().any(|api| token.scopes.contains(api)))
        && query.expires_within.is_none_or(soon)
        && query.limited.is_none_or(|limited| (token.limit != Limit::Unlimited) == limited)
        && query.custody.is_none_or(|wanted| wanted == *custody)
        && query.token.is_none_or(|id| id == token.id)
        && query.used.is_none_or(|used| match used {
            Used::Never => usage.last_used.is_none(),
            Used::Within(days) => lately(days),
            Used::NotWithin(days) => !lately(days),
        })
}

fn text_matches(token: &Token, text: &str) -> bool {
    let entries = || token.allow.entries().iter().chain(token.block.entries());
    let notes = entries().filter_map(|entry| entry.note().map(|note| note.as_str()));
    let texts: Vec<String> =
        [token.name.as_str(), token.description.as_str()].into_iter().chain(notes).map(folded).collect();
    let typed = folded(text);
    let unfinished = !typed.ends_with(char::is_whitespace);
    let words: Vec<&str> = typed.split_whitespace().collect();
    words.iter().enumerate().all(|(number, word)| {
        let growing = unfinished && number + 1 == words.len();
        let around = IpEntry::parse(word).ok().map(|parsed| parsed.entry.network());
        let around = around.is_some_and(|wanted| entries().any(|entry| entry.network().covers(&wanted)));
        around || texts.iter().any(|text| text.contains(word) || (growing && grows_into(word, text)))
    })
}

/// Whether the keys that make `word` begin what stands somewhere in `text`; only its last letter is unfinished.
fn grows_into(word: &str, text: &str) -> bool {
    let mut letters = word.chars();
    let last = letters.next_back().expect("a word has a letter");
    let begins =
        |rest: &str| rest.chars().flat_map(keys).take(8).collect::<Vec<_>>().starts_with(&keys(last));
    text.match_indices(letters.as_str()).any(|(at, stem)| begins(&text[at + stem.len()..]))
}

/// The keys of a Korean keyboard that make a letter.
fn keys(letter: char) -> Vec<char> {
    const VOWELS: [&str; 21] = [
        "ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ", "ㅜㅓ",
        "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ",
    ];
    const FINALS: [&str; 28] = [
        "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ",
        "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
    ];
    let initials: Vec<char> = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".chars().collect();
    match u32::from(letter) {
        code @ 0x1100..=0x1112 => vec![initials[(code - 0x1100) as usize]],
        code @ 0xAC00..=0xD7A3 => {
            let code = (code - 0xAC00) as usize;
            let rest = VOWELS[code / 28 % 21].chars().chain(FINALS[code % 28].chars());
            std::iter::once(initials[code / 588]).chain(rest).collect()
        }
        _ => vec![letter],
    }
}

fn order(one: &Plain, other: &Plain, query: &Query, now: DateTime<Utc>) -> Ordering {
    let (a, b) = (&one.token, &other.token);
    let newest = b.id.cmp(&a.id);
    let directed = |ordering: Ordering| if query.descending { ordering.reverse() } else { ordering };
    // What is not there stands last in both directions.
    let optional = |a: Option<i64>, b: Option<i64>| match (a, b) {
        (Some(a), Some(b)) => directed(a.cmp(&b)),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    let ordering = match query.sort {
        SortKey::Issued => directed(a.id.cmp(&b.id)),
        SortKey::Name => directed(a.name.key().cmp(&b.name.key())),
        SortKey::Token => directed(a.credential.hint.as_str().cmp(b.credential.hint.as_str())),
        SortKey::Status => {
            directed((status(a, &one.usage, now) as u8).cmp(&(status(b, &other.usage, now) as u8)))
        }
        SortKey::Scopes => directed(a.scopes.ids().len().cmp(&b.scopes.ids().len())),
        SortKey::Expiry => {
            let end = |expiry: &Expiry| expiry.instant().unwrap_or(DateTime::<Utc>::MAX_UTC);
            directed(end(&a.expiry).cmp(&end(&b.expiry)))
        }
        SortKey::Limit => directed(limit(a.limit).cmp(&limit(b.limit))),
        SortKey::Allow => {
            let count = |token: &Token| match token.allow.entries().len() {
                0 => usize::MAX,
                count => count,
            };
            directed(count(a).cmp(&count(b)))
        }
        SortKey::Block => directed(a.block.entries().len().cmp(&b.block.entries().len())),
        SortKey::LastUsed => {
            let used = |plain: &Plain| plain.usage.last_used.map(|at| at.timestamp_millis());
            optional(used(one), used(other))
        }
        SortKey::Revoked => {
            let revoked = |token: &Token| match &token.life {
                Life::Revoked { at, .. } => Some(at.timestamp_millis()),
                Life::Active | Life::Disabled => None,
            };
            optional(revoked(a), revoked(b))
        }
    };
    ordering.then(newest)
}

/// By the count, then by the period; no limit is the greatest.
fn limit(limit: Limit) -> (u64, u64) {
    match limit {
        Limit::Unlimited => (u64::MAX, 0),
        Limit::Max { count, period } => (count.get().into(), period.millis().unwrap_or(u64::MAX)),
    }
}
