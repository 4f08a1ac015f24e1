//! What differs between the catalogue that is there and one that is to be.

use mapae_domain::{Api, ApiId, Catalogue, Group, Title};
use std::collections::{HashMap, HashSet};

/// A part of an API that can differ under the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiField {
    /// In either language.
    Title,
    /// How it is called.
    Method,
    /// Where it is called.
    Path,
    /// 사용 중단.
    Deprecated,
}

/// An API that stays, and is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiChange {
    /// As it is.
    pub before: Api,
    /// As it is to be.
    pub after: Api,
    /// What differs; at least one.
    pub fields: Vec<ApiField>,
}

/// All that differs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Changes {
    /// In the order of the new tree.
    pub(super) added: Vec<Api>,
    /// In the order of the new tree.
    pub(super) changed: Vec<ApiChange>,
    /// In the order of the old tree.
    pub(super) removed: Vec<Api>,
    /// The groups, their titles or the order of anything differ, or an API stands in another group.
    pub(super) regrouped: bool,
}

impl Changes {
    /// From `stored` to `groups`. An API that `mentioned` holds is still there, though it may be in no group because
    /// something is wrong with it.
    pub(super) fn between(stored: &Catalogue, groups: &[Group], mentioned: &HashSet<ApiId>) -> Self {
        let apis = || groups.iter().flat_map(|group| &group.apis);
        let after: HashMap<&ApiId, &Api> = apis().map(|api| (&api.id, api)).collect();
        let stays = |id: &ApiId| mentioned.contains(id);
        Self {
            added: apis().filter(|api| stored.find(&api.id).is_none()).cloned().collect(),
            changed: apis().filter_map(|api| change(stored.find(&api.id)?, api)).collect(),
            removed: stored.apis().filter(|api| !stays(&api.id)).cloned().collect(),
            regrouped: shape(stored.groups(), |id| after.contains_key(id))
                != shape(groups, |id| stored.find(id).is_some()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn change(before: &Api, after: &Api) -> Option<ApiChange> {
    let compared = [
        (ApiField::Title, before.title == after.title),
        (ApiField::Method, before.method == after.method),
        (ApiField::Path, before.path == after.path),
        (ApiField::Deprecated, before.deprecated == after.deprecated),
    ];
    let fields: Vec<_> =
        compared.into_iter().filter(|(_, is_same)| !is_same).map(|(field, _)| field).collect();
    (!fields.is_empty()).then(|| ApiChange { before: before.clone(), after: after.clone(), fields })
}

/// The tree without the APIs that come or go, and without the groups that come or go with them.
fn shape(groups: &[Group], stays: impl Fn(&ApiId) -> bool) -> Vec<(&str, &Title, Vec<&ApiId>)> {
    let shapes = groups.iter().map(|group| {
        let staying = group.apis.iter().map(|api| &api.id).filter(|id| stays(id));
        (group.id.as_str(), &group.title, staying.collect::<Vec<_>>(), group.apis.is_empty())
    });
    let told = shapes.filter(|(_, _, staying, is_empty)| !staying.is_empty() || *is_empty);
    told.map(|(id, title, staying, _)| (id, title, staying)).collect()
}
