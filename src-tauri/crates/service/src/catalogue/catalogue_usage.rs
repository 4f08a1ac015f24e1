//! Verb: how many tokens hold each API.

use crate::{Registry, ServiceError};
use mapae_domain::ApiId;

/// How many tokens hold an API, withdrawn and deleted ones apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokens {
    /// Which API.
    pub id: ApiId,
    /// False: it has left the catalogue (목록에 없음), and authorises nothing.
    pub listed: bool,
    /// How many hold it.
    pub tokens: usize,
}

/// Every API of the catalogue, in its order, and then by their ids those that tokens hold though they left it. Waits
/// until the registry has been read.
///
/// # Errors
/// The store can't be read.
pub fn catalogue_usage(registry: &Registry) -> Result<Vec<ApiTokens>, ServiceError> {
    let catalogue = registry.catalogue()?;
    let held = registry.index.api_holders();
    let listed = catalogue.apis().map(|api| (&api.id, true));
    let mut left: Vec<_> = held.ids().filter(|id| catalogue.find(id).is_none()).collect();
    left.sort_unstable();
    let all = listed.chain(left.into_iter().map(|id| (id, false)));
    Ok(all.map(|(id, listed)| ApiTokens { id: id.clone(), listed, tokens: held.count(id) }).collect())
}
