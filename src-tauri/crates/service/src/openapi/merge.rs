//! Makes a draft of the stored catalogue and a document, to be shown and judged like any other.

use super::{ImportedApi, ImportedGroup, OpenApiDocument};
use crate::catalogue::{ApiDraft, CatalogueDraft, GroupDraft};
use mapae_domain::{Api, ApiId, Catalogue, Group, Method, Title, folded};
use std::collections::{HashMap, HashSet};

/// What becomes of the APIs that a document does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// They stay, and everything stays in its group.
    Add,
    /// They go, and the groups are the document's.
    Replace,
}

/// The catalogue as the document would have it.
///
/// An operation is an API that is there where the two have one id or, else, one method and path: then the API keeps its
/// id, which tokens hold, and gets the document's method, path and mark. It keeps its title where somebody has
/// translated it (the two languages differ), unless the document has titles by language.
pub fn merge(stored: &Catalogue, document: &OpenApiDocument, mode: ImportMode) -> CatalogueDraft {
    let known = Known::of(stored, document);
    match mode {
        ImportMode::Add => known.added_to(stored, document),
        ImportMode::Replace => known.replaced(stored, document),
    }
}

/// The APIs that are there, by the document's ids.
struct Known<'a>(HashMap<&'a ApiId, &'a Api>);

impl<'a> Known<'a> {
    fn of(stored: &'a Catalogue, document: &'a OpenApiDocument) -> Self {
        let imported = || document.groups.iter().flat_map(|group| &group.apis).map(|api| &api.api);
        let mut known: HashMap<&ApiId, &Api> =
            imported().filter_map(|api| Some((&api.id, stored.find(&api.id)?))).collect();
        let taken: HashSet<&ApiId> = known.keys().copied().collect();
        let free = stored.apis().filter(|api| !taken.contains(&api.id));
        let by_route: HashMap<_, &Api> = free.filter_map(|api| Some((route(api)?, api))).collect();
        for api in imported().filter(|api| !taken.contains(&api.id)) {
            if let Some(same) = route(api).and_then(|route| by_route.get(&route)) {
                known.insert(&api.id, same);
            }
        }
        Self(known)
    }

    fn added_to(&self, stored: &Catalogue, document: &OpenApiDocument) -> CatalogueDraft {
        let imported = || document.groups.iter().flat_map(|group| &group.apis);
        let mut updates: HashMap<&str, ApiDraft> = imported()
            .filter_map(|api| Some((self.0.get(&api.api.id)?.id.as_str(), self.api(api))))
            .collect();
        let mut draft = CatalogueDraft::from(stored);
        for api in draft.groups.iter_mut().flat_map(|group| &mut group.apis) {
            if let Some(update) = updates.remove(api.id.as_str()) {
                *api = update;
            }
        }
        for group in &document.groups {
            let new = group.apis.iter().filter(|api| !self.0.contains_key(&api.api.id));
            let new: Vec<_> = new.map(|api| self.api(api)).collect();
            if new.is_empty() {
                continue;
            }
            place(&mut draft, self.group(stored, group)).extend(new);
        }
        draft
    }

    fn replaced(&self, stored: &Catalogue, document: &OpenApiDocument) -> CatalogueDraft {
        let mut draft = CatalogueDraft::default();
        for group in &document.groups {
            let apis = group.apis.iter().map(|api| self.api(api));
            place(&mut draft, self.group(stored, group)).extend(apis);
        }
        draft
    }

    fn api(&self, imported: &ImportedApi) -> ApiDraft {
        let draft = ApiDraft::from(&imported.api);
        let Some(known) = self.0.get(&imported.api.id) else { return draft };
        let title = if imported.has_own_titles || !is_translated(&known.title) {
            &imported.api.title
        } else {
            &known.title
        };
        let (title_ko, title_en) = (title.ko().to_owned(), title.en().to_owned());
        ApiDraft { id: known.id.as_str().to_owned(), title_ko, title_en, ..draft }
    }

    /// The group that is there under the tag, or under the same title, without its APIs; or a new one.
    fn group(&self, stored: &Catalogue, imported: &ImportedGroup) -> GroupDraft {
        let same_title = |group: &Group| {
            let titles = |title: &Title| [folded(title.ko()), folded(title.en())];
            let (one, other) = (titles(&group.title), titles(&imported.title));
            one.iter().any(|title| other.contains(title))
        };
        let by_id = stored.groups().iter().find(|group| group.id == imported.id);
        let by_title = || stored.groups().iter().find(|group| same_title(group));
        let (id, title) = match by_id.or_else(by_title) {
            Some(known) => (&known.id, &known.title),
            None => (&imported.id, &imported.title),
        };
        GroupDraft {
            id: id.clone(),
            title_ko: title.ko().to_owned(),
            title_en: title.en().to_owned(),
            apis: Vec::new(),
        }
    }
}

/// The APIs of the draft's group that has this one's id. Of two tags one may be the id, and the other the title, of the
/// same group.
fn place(draft: &mut CatalogueDraft, group: GroupDraft) -> &mut Vec<ApiDraft> {
    let known = draft.groups.iter().position(|known| known.id == group.id);
    let place = known.unwrap_or(draft.groups.len());
    if known.is_none() {
        draft.groups.push(group);
    }
    &mut draft.groups[place].apis
}

/// What tells an API's requests from others'.
fn route(api: &Api) -> Option<(&Method, &[Vec<u8>])> {
    Some((api.method.as_ref()?, api.path.as_ref()?.shape()))
}

fn is_translated(title: &Title) -> bool {
    title.ko() != title.en()
}
