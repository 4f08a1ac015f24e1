//! 범위: the APIs that a token may use.

use crate::catalogue::{ApiId, Catalogue};

/// At least one API id, each once, in the order given. None never means all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(Vec<ApiId>);

/// What is wrong with what was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopesProblem {
    /// Nothing is ticked.
    Empty,
    /// Not an API of the catalogue.
    Unknown {
        /// As given.
        id: String,
    },
}

impl Scopes {
    /// Ids that were checked before, as a record holds them: an API that has left the catalogue stays on its
    /// tokens.
    pub fn new(ids: Vec<ApiId>) -> Result<Scopes, ScopesProblem> {
        let mut seen = std::collections::HashSet::new();
        let unique: Vec<ApiId> = ids.into_iter().filter(|id| seen.insert(id.clone())).collect();
        if unique.is_empty() { Err(ScopesProblem::Empty) } else { Ok(Scopes(unique)) }
    }

    /// Ids as ticked: each must be in the catalogue. They are kept in its order, whatever the order of
    /// ticking.
    pub fn parse(ids: &[String], catalogue: &Catalogue) -> Result<Scopes, ScopesProblem> {
        Scopes::parse_with(ids, catalogue, &[])
    }

    /// [`Scopes::parse`] for a token that holds `held`: those may stay, also where they left the catalogue, and come
    /// after those that did not.
    pub(crate) fn parse_with(
        ids: &[String],
        catalogue: &Catalogue,
        held: &[ApiId],
    ) -> Result<Scopes, ScopesProblem> {
        let mut ticked = std::collections::HashSet::new();
        for id in ids {
            let known = ApiId::parse(id).ok().filter(|id| catalogue.find(id).is_some() || held.contains(id));
            ticked.insert(known.ok_or_else(|| ScopesProblem::Unknown { id: id.clone() })?);
        }
        let in_order = catalogue.apis().map(|api| &api.id).chain(held);
        Scopes::new(in_order.filter(|id| ticked.contains(*id)).cloned().collect())
    }

    /// In the order given.
    pub fn ids(&self) -> &[ApiId] {
        &self.0
    }

    /// True if the token holds the API.
    pub fn contains(&self, id: &ApiId) -> bool {
        self.0.contains(id)
    }
}
