//! Verb: judge a draft of the catalogue, without writing anything.

use super::{
    changes::{ApiChange, Changes},
    draft::CatalogueDraft,
    judge::{PlacedProblem, judge},
    revision::CatalogueRevision,
};
use crate::{Registry, ServiceError, index::Holders};
use chrono::{DateTime, Utc};
use mapae_domain::{Api, TokenId, TokenName};
use std::collections::HashMap;

/// As many names are told of the tokens that hold an API.
const MOST_NAMES: usize = 100;

/// What a draft would make of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueCheck {
    /// In the order of the draft.
    pub problems: Vec<PlacedProblem>,
    /// APIs that come. Where tokens hold one, from a time when it was here, they may use it again.
    pub added: Vec<HeldApi>,
    /// APIs that stay, and change.
    pub changed: Vec<ApiChange>,
    /// APIs that go: the tokens that hold one keep it, and it authorises nothing.
    pub removed: Vec<HeldApi>,
    /// The groups, their titles or the order of anything differ, or an API stands in another group.
    pub regrouped: bool,
    /// Of the catalogue that is there.
    pub revision: CatalogueRevision,
    /// That is not the one that the draft was made of: `set_catalogue` would refuse it.
    pub outdated: bool,
}

/// An API with the tokens that hold it, withdrawn and deleted ones apart. Those that are switched off or have expired
/// may come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldApi {
    /// As it is, or is to be.
    pub api: Api,
    /// How many hold it.
    pub tokens: usize,
    /// The first hundred of them, by name.
    pub first: Vec<TokenName>,
}

impl CatalogueCheck {
    /// Whether `set_catalogue` would take the draft, and something would be different then.
    pub fn is_ready(&self) -> bool {
        let differs =
            self.regrouped || !(self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty());
        self.problems.is_empty() && !self.outdated && differs
    }
}

/// Judges `draft`, which was made of the catalogue at `base`, and compares it with what is there now. Waits until the
/// registry has been read.
///
/// # Errors
/// The store can't be read.
pub fn check_catalogue(
    registry: &Registry,
    base: &CatalogueRevision,
    draft: &CatalogueDraft,
    now: DateTime<Utc>,
) -> Result<CatalogueCheck, ServiceError> {
    let stored = registry.catalogue()?;
    let held = registry.index.api_holders();
    let judged = judge(draft, |id| held.is_held(id));
    let Changes { added, changed, removed, regrouped } =
        Changes::between(&stored, &judged.groups, &judged.mentioned);
    let mut names = Names { registry, known: HashMap::new() };
    let revision = CatalogueRevision::of(&stored);
    Ok(CatalogueCheck {
        added: names.held(added, &held, now)?,
        removed: names.held(removed, &held, now)?,
        problems: judged.problems,
        outdated: revision != *base,
        changed,
        regrouped,
        revision,
    })
}

/// Names of tokens: those that hold one API often hold the next.
struct Names<'a> {
    registry: &'a Registry,
    /// `None`: deleted a moment ago.
    known: HashMap<TokenId, Option<TokenName>>,
}

impl Names<'_> {
    fn held(
        &mut self,
        apis: Vec<Api>,
        held: &Holders,
        now: DateTime<Utc>,
    ) -> Result<Vec<HeldApi>, ServiceError> {
        let asked: Vec<_> = apis.iter().map(|api| &api.id).filter(|id| held.count(id) > 0).cloned().collect();
        let index = &self.registry.index;
        let mut first =
            index.first_holders(&asked, MOST_NAMES, self.registry.zone, self.registry.judged(now));
        let with_names = apis.into_iter().map(|api| {
            let tokens = held.count(&api.id);
            let ids = first.remove(&api.id).unwrap_or_default();
            let names = ids.into_iter().filter_map(|id| self.name(id).transpose());
            Ok(HeldApi { tokens, first: names.collect::<Result<_, _>>()?, api })
        });
        with_names.collect()
    }

    fn name(&mut self, id: TokenId) -> Result<Option<TokenName>, ServiceError> {
        if let Some(name) = self.known.get(&id) {
            return Ok(name.clone());
        }
        let name = self.registry.store.token(id)?.map(|stored| stored.token.name);
        self.known.insert(id, name.clone());
        Ok(name)
    }
}
