//! What becomes of a token after it was issued: edited, switched off, rotated, withdrawn, deleted, used.

use crate::{
    Outcome,
    chance::Chance,
    draft::{description, last_day},
};
use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{Edit, Expiry, ExpiryDraft, Grace, Limit, Period, TokenId, Usage};
use mapae_service::{
    Registry, ServiceError, delete_token, disable_token, edit_token, enable_token, revoke_token,
    rotate_token, token_detail,
};
use std::{cmp::Reverse, collections::BinaryHeap};

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Happening {
    Edit,
    Disable,
    Enable,
    Rotate,
    Revoke,
    Delete,
}

const REASONS: &[&str] = &["담당자 퇴사", "유출 의심", "계약 종료", "", "no longer used", "서버 교체"];

/// When, to whom, what, and the chance by which.
type Entry = (DateTime<Utc>, TokenId, Happening, u64);

/// What is still to come, by its time: what happened at the registry is in order, as it is at a real one.
#[derive(Default)]
pub(crate) struct Diary(BinaryHeap<Reverse<Entry>>);

impl Diary {
    /// Writes down what is to become of a token that was issued at `at`. Half of them never change.
    pub(crate) fn plan(&mut self, id: TokenId, at: DateTime<Utc>, chance: &mut Chance) {
        use Happening::{Delete, Disable, Edit, Enable, Revoke, Rotate};
        let course: &[Happening] = match chance.below(100) {
            0..8 => &[Edit],
            8..11 => &[Edit, Edit, Rotate],
            11..15 => &[Rotate],
            15..20 => &[Disable],
            20..22 => &[Disable, Enable],
            22..29 => &[Revoke],
            29..31 => &[Revoke, Delete],
            _ => &[],
        };
        let mut due = at;
        for happening in course {
            let hours = 1 + i64::try_from(chance.below(120 * 24)).expect("a few months");
            due += TimeDelta::hours(hours);
            self.0.push(Reverse((due, id, *happening, chance.0)));
        }
    }

    /// Does what is due by `now`.
    pub(crate) fn live(&mut self, registry: &Registry, now: DateTime<Utc>) -> Outcome {
        while let Some(Reverse((due, id, happening, start))) = self.0.peek().copied()
            && due <= now
        {
            self.0.pop();
            carry_out(registry, id, happening, now, &mut Chance(start))?;
        }
        Ok(())
    }
}

fn carry_out(
    registry: &Registry,
    id: TokenId,
    happening: Happening,
    now: DateTime<Utc>,
    chance: &mut Chance,
) -> Outcome {
    let token = token_detail(registry, id, now)?.listed.token;
    match happening {
        Happening::Edit => drop(edit_token(registry, id, token.revision, &edit(&token, now, chance), now)?),
        Happening::Disable => drop(disable_token(registry, id, now)?),
        Happening::Enable => drop(enable_token(registry, id, now)?),
        // Nobody rotates what has expired.
        Happening::Rotate if token.expiry.is_past(now + TimeDelta::days(1)) => {}
        Happening::Rotate => {
            let grace = *chance.one(&[Grace::None, Grace::Hour, Grace::Day, Grace::Week]);
            match rotate_token(registry, id, grace, now) {
                // The other threads are ahead, and time never goes back.
                Ok(_) | Err(ServiceError::Expired) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Happening::Revoke => drop(revoke_token(registry, id, chance.one::<&str>(REASONS), now)?),
        Happening::Delete => delete_token(registry, id, token.name.as_str(), now)?,
    }
    Ok(())
}

/// Another description, and another three months where it ends.
fn edit(token: &mapae_domain::Token, now: DateTime<Utc>, chance: &mut Chance) -> Edit {
    let typed = |entries: &[mapae_domain::IpEntry]| entries.iter().map(ToString::to_string).collect();
    let (limit_count, limit_period) = match token.limit {
        Limit::Unlimited => (String::new(), Period::Total),
        Limit::Max { count, period } => (count.to_string(), period),
    };
    Edit {
        description: description(chance),
        expiry: match token.expiry {
            Expiry::Never => ExpiryDraft::Never,
            Expiry::On(_) => last_day(now, 91),
        },
        allow: typed(token.allow.entries()),
        block: typed(token.block.entries()),
        limit_count,
        limit_period,
        scopes: token.scopes.ids().iter().map(|id| id.as_str().to_owned()).collect(),
    }
}

/// Two in three were used, most of them lately.
pub(crate) fn usage(issued: DateTime<Utc>, now: DateTime<Utc>, chance: &mut Chance) -> Option<Usage> {
    if chance.below(3) == 0 {
        return None;
    }
    let age = usize::try_from((now - issued).num_seconds()).ok().filter(|age| *age > 0)?;
    let ago = chance.below(age).min(chance.below(age)).min(chance.below(30 * 86_400));
    let ago = if chance.below(8) == 0 { chance.below(age) } else { ago };
    let address = format!("10.{}.{}.{}", chance.below(256), chance.below(256), 1 + chance.below(254));
    Some(Usage {
        last_used: Some(now - TimeDelta::seconds(i64::try_from(ago).ok()?)),
        last_address: address.parse().ok(),
        spent_total: u64::try_from(chance.below(20_000)).ok()?,
        ..Usage::default()
    })
}
