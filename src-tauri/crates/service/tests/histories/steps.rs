//! One step of a history, by chance.

use crate::support::{as_shown, draft, now};
use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{Action, Draft, ExpiryDraft, Grace, Limit, ListKind, Period, Token, TokenId};
use mapae_service::{
    Copying, Registry, ServiceError, TokenDetail, copied, copy_token, delete_token, disable_token,
    edit_token, enable_token, end_grace, issue_token, reset_counter, revoke_token, rotate_token, run_bulk,
    token_detail,
};
use std::{
    ops::ControlFlow,
    sync::{Mutex, PoisonError},
};

/// splitmix64: the same numbers for the same seed, on every machine.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// What the threads of a history share.
#[derive(Default)]
pub(crate) struct Shared {
    /// All that were ever issued.
    pub(crate) ids: Mutex<Vec<TokenId>>,
    /// Entries that were acknowledged as added to a token's block list. Nobody takes one away.
    pub(crate) added: Mutex<Vec<(TokenId, String)>>,
    /// Changes of tokens that were acknowledged as made, each an event.
    pub(crate) made: Mutex<Vec<(TokenId, &'static str, u32)>>,
}

impl Shared {
    fn any(&self, chance: &mut Chance) -> Option<TokenId> {
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        (!ids.is_empty()).then(|| ids[chance.below(ids.len())])
    }

    fn note(&self, kind: &'static str, token: &Token) {
        self.made.lock().unwrap().push((token.id, kind, token.revision));
    }
}

pub(crate) fn step(registry: &Registry, shared: &Shared, chance: &mut Chance, number: u32) {
    let at = now() + TimeDelta::minutes(i64::from(number % 7));
    let Some(id) = shared.any(chance).filter(|_| chance.below(4) > 0) else {
        return issue(registry, shared, chance, at);
    };
    match chance.below(14) {
        0..3 => edit(registry, shared, id, chance, number, at),
        3 => permitted(disable_token(registry, id, at)),
        4 => permitted(enable_token(registry, id, at)),
        5 => {
            let revoked = revoke_token(registry, id, "까닭", at);
            assert!(revoked.as_ref().map_or(true, |detail| detail.listed.token.is_revoked()));
            permitted(revoked);
        }
        6..8 => {
            let grace = chance.one_of(&[Grace::None, Grace::Hour, Grace::Week]);
            let rotated = rotate_token(registry, id, grace, at);
            if let Ok(detail) = &rotated {
                shared.note("rotate", &detail.listed.token);
            }
            permitted(rotated);
        }
        8 => permitted(end_grace(registry, id, at)),
        9 => permitted(reset_counter(registry, id, at)),
        10 => delete(registry, id, at),
        11 => match copy_token(registry, id, at) {
            Ok(_) if chance.below(2) == 0 => copied(registry, id).unwrap(),
            Ok(_) | Err(ServiceError::TokenNotCopyable | ServiceError::TokenNotFound) => {}
            Err(error) => panic!("{error:?}"),
        },
        _ => bulk(registry, shared, chance, number, at),
    }
}

fn issue(registry: &Registry, shared: &Shared, chance: &mut Chance, at: DateTime<Utc>) {
    // Few names, so that some are taken, and some are issued again.
    let name = format!("토큰 {}", chance.below(12));
    let limit_count = chance.one_of(&["", "5", "1000"]).to_owned();
    let limit_period = chance.one_of(&[Period::Total, Period::Hour]);
    let draft = Draft { limit_count, limit_period, ..draft(&name) };
    let copying = chance.one_of(&[Copying::Kept, Copying::Once]);
    match issue_token(registry, &draft, copying, at) {
        Ok(listed) => shared.ids.lock().unwrap().push(listed.token.id),
        Err(ServiceError::DraftRefused(mapae_domain::Field::Name)) => {}
        Err(error) => panic!("{error:?}"),
    }
}

fn edit(
    registry: &Registry,
    shared: &Shared,
    id: TokenId,
    chance: &mut Chance,
    number: u32,
    at: DateTime<Utc>,
) {
    let Ok(detail) = token_detail(registry, id, at) else { return };
    let token = detail.listed.token;
    let mut edit = as_shown(&token);
    edit.description = format!("{number} {}", chance.below(1000));
    if chance.below(3) == 0 {
        edit.expiry = ExpiryDraft::On("2027-01-31".to_owned());
    }
    if token.limit != Limit::Unlimited && chance.below(3) == 0 {
        edit.limit_count = chance.one_of(&["", "7"]).to_owned();
    }
    let edited = edit_token(registry, id, token.revision, &edit, at);
    if let Ok(detail) = &edited {
        assert_eq!(detail.listed.token.description.as_str(), edit.description);
        shared.note("edit", &detail.listed.token);
    }
    match edited {
        Err(ServiceError::Outdated { current }) => assert_ne!(current, token.revision),
        edited => permitted(edited),
    }
}

fn delete(registry: &Registry, id: TokenId, at: DateTime<Utc>) {
    let Ok(detail) = token_detail(registry, id, at) else { return };
    match delete_token(registry, id, detail.listed.token.name.as_str(), at) {
        Ok(()) | Err(ServiceError::InForce | ServiceError::TokenNotFound) => {}
        Err(error) => panic!("{error:?}"),
    }
}

fn bulk(registry: &Registry, shared: &Shared, chance: &mut Chance, number: u32, at: DateTime<Utc>) {
    let ids: Vec<TokenId> =
        shared.ids.lock().unwrap().iter().copied().filter(|_| chance.below(2) == 0).collect();
    let entry = format!("10.{}.{}.0/24", number / 256, number % 256);
    let action = match chance.below(4) {
        0 => Action::Disable,
        1 => Action::Enable,
        2 => Action::AddScopes(vec!["cluster-list".to_owned()]),
        _ => Action::AddEntries { list: ListKind::Block, entries: vec![entry.clone()] },
    };
    let adds = matches!(action, Action::AddEntries { .. });
    let report = run_bulk(registry, &ids, &action, at, &|_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.done + report.unchanged + report.failed, ids.len());
    assert_eq!(report.changed.len(), report.done);
    if adds {
        shared.added.lock().unwrap().extend(report.changed.iter().map(|id| (*id, entry.clone())));
    }
    for failure in report.failures {
        use mapae_service::RefusedBecause::{Gone, Revoked};
        assert!(matches!(failure.why, Gone | Revoked), "{failure:?}");
    }
}

/// What may be said of a token to whoever changes it: that it is withdrawn, or gone.
fn permitted(answer: Result<TokenDetail, ServiceError>) {
    match answer {
        Ok(_) | Err(ServiceError::Revoked | ServiceError::TokenNotFound) => {}
        Err(error) => panic!("{error:?}"),
    }
}
