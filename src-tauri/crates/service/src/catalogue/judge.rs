//! Judges a draft of the catalogue by the rules alone: every text is parsed, and what is wrong is told by its place, so
//! that a form can show it on its field.

use super::{
    draft::{ApiDraft, CatalogueDraft, GroupDraft},
    new_id::{first_free, route_id, title_id},
};
use mapae_domain::{Api, ApiId, Catalogue, Group, Method, PathProblem, PathTemplate, Title};
use std::collections::{HashMap, HashSet};

/// More groups, or APIs, are not taken: a window can't show them, and a token can't be ticked from them.
pub const MAX_APIS: usize = 10_000;

const MAX_TITLE: usize = 200;
const MAX_GROUP_ID: usize = 200;

/// A field of the tree's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CatalogueField {
    /// Of a group or an API.
    Id,
    /// In Korean.
    TitleKo,
    /// In English.
    TitleEn,
    /// Of an API.
    Method,
    /// Of an API.
    Path,
    /// The tree.
    Whole,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogueFieldProblem {
    /// Both titles are blank.
    Empty,
    /// A title of over 200 characters, an id or a method of too many.
    TooLong,
    /// A character that it may not have.
    Forbidden,
    /// An earlier one in the tree has the id.
    Repeated,
    /// An earlier API has the method and, but for the names of parameters, the path: nobody could say which of them a
    /// request needs.
    SameRequests {
        /// The earlier one.
        other: ApiId,
    },
    /// The path is none.
    Path(PathProblem),
    /// More than [`MAX_APIS`] groups or APIs.
    TooMany,
}

/// A problem, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedProblem {
    /// Place of the group in the draft; `None`: the whole.
    pub group: Option<usize>,
    /// Place of the API in its group; `None`: the group itself.
    pub api: Option<usize>,
    /// Which field.
    pub field: CatalogueField,
    /// What is wrong.
    pub problem: CatalogueFieldProblem,
}

/// A draft, judged.
pub(super) struct Judged {
    pub(super) problems: Vec<PlacedProblem>,
    /// Of what has no problem, in order.
    pub(super) groups: Vec<Group>,
    /// Every id of an API that the draft mentions, also where something else is wrong with that API.
    pub(super) mentioned: HashSet<ApiId>,
}

impl Judged {
    /// The catalogue that the draft makes, if nothing is wrong with it.
    pub(super) fn catalogue(&self) -> Option<Catalogue> {
        let is_sound = self.problems.is_empty();
        is_sound.then(|| Catalogue::new(self.groups.clone()).expect("what it refuses is a problem above"))
    }
}

/// `is_held`: whether tokens hold the id. A new API must not come by the id of one that is gone, unless a person types
/// it: those tokens would be let in without anyone having said so.
pub(super) fn judge(draft: &CatalogueDraft, is_held: impl Fn(&str) -> bool) -> Judged {
    let apis: usize = draft.groups.iter().map(|group| group.apis.len()).sum();
    if draft.groups.len() > MAX_APIS || apis > MAX_APIS {
        let problem = CatalogueFieldProblem::TooMany;
        let whole = PlacedProblem { group: None, api: None, field: CatalogueField::Whole, problem };
        let mentioned = typed_api_ids(draft).filter_map(|id| ApiId::parse(id).ok()).collect();
        return Judged { problems: vec![whole], groups: Vec::new(), mentioned };
    }
    let mut judge = Judge {
        problems: Vec::new(),
        place: (0, None),
        group_ids: draft.groups.iter().map(|group| group.id.trim().to_owned()).collect(),
        api_ids: typed_api_ids(draft).map(ToOwned::to_owned).collect(),
        seen_groups: HashSet::new(),
        mentioned: HashSet::new(),
        routes: HashMap::new(),
    };
    let groups = draft.groups.iter().enumerate();
    let groups = groups.filter_map(|(place, group)| judge.group(place, group, &is_held)).collect();
    Judged { problems: judge.problems, groups, mentioned: judge.mentioned }
}

fn typed_api_ids(draft: &CatalogueDraft) -> impl Iterator<Item = &str> {
    draft.groups.iter().flat_map(|group| &group.apis).map(|api| api.id.trim())
}

struct Judge {
    problems: Vec<PlacedProblem>,
    /// Where a problem is, if one is found now.
    place: (usize, Option<usize>),
    /// Typed anywhere in the draft, or made so far: no id is made that is one of them.
    group_ids: HashSet<String>,
    api_ids: HashSet<String>,
    seen_groups: HashSet<String>,
    mentioned: HashSet<ApiId>,
    routes: HashMap<(Method, Vec<Vec<u8>>), ApiId>,
}

impl Judge {
    fn group(&mut self, place: usize, draft: &GroupDraft, is_held: impl Fn(&str) -> bool) -> Option<Group> {
        self.place = (place, None);
        let title = self.title(&draft.title_ko, &draft.title_en);
        let id = self.group_id(draft);
        let mut apis = Vec::with_capacity(draft.apis.len());
        for (at, api) in draft.apis.iter().enumerate() {
            self.place = (place, Some(at));
            apis.extend(self.api(api, &is_held));
        }
        Some(Group { id: id?, title: title?, apis })
    }

    fn group_id(&mut self, draft: &GroupDraft) -> Option<String> {
        let typed = draft.id.trim();
        let id = if typed.is_empty() {
            let wanted = title_id(&draft.title_en, &title_id(&draft.title_ko, "group"));
            first_free(&wanted, |id| self.group_ids.contains(id))
        } else if typed.chars().count() > MAX_GROUP_ID {
            return self.refuse(CatalogueField::Id, CatalogueFieldProblem::TooLong);
        } else if typed.contains(char::is_control) {
            return self.refuse(CatalogueField::Id, CatalogueFieldProblem::Forbidden);
        } else {
            typed.to_owned()
        };
        self.group_ids.insert(id.clone());
        if self.seen_groups.insert(id.clone()) {
            Some(id)
        } else {
            self.refuse(CatalogueField::Id, CatalogueFieldProblem::Repeated)
        }
    }

    fn api(&mut self, draft: &ApiDraft, is_held: impl Fn(&str) -> bool) -> Option<Api> {
        let title = self.title(&draft.title_ko, &draft.title_en);
        let method = self.method(draft.method.trim());
        let path = self.path(draft.path.trim());
        let made_of = method.clone().flatten().zip(path.clone().flatten());
        let id = match draft.id.trim() {
            "" => Some(self.new_api_id(draft, made_of.as_ref(), is_held)),
            typed => self.typed_api_id(typed),
        }?;
        if let Some((method, path)) = made_of {
            let route = (method, path.shape().to_vec());
            if let Some(other) = self.routes.get(&route).cloned() {
                return self.refuse(CatalogueField::Path, CatalogueFieldProblem::SameRequests { other });
            }
            self.routes.insert(route, id.clone());
        }
        Some(Api { id, title: title?, method: method?, path: path?, deprecated: draft.deprecated })
    }

    fn typed_api_id(&mut self, typed: &str) -> Option<ApiId> {
        let Ok(id) = ApiId::parse(typed) else {
            let is_long = typed.chars().count() > 128;
            let problem =
                if is_long { CatalogueFieldProblem::TooLong } else { CatalogueFieldProblem::Forbidden };
            return self.refuse(CatalogueField::Id, problem);
        };
        if self.mentioned.insert(id.clone()) {
            Some(id)
        } else {
            self.refuse(CatalogueField::Id, CatalogueFieldProblem::Repeated)
        }
    }

    fn new_api_id(
        &mut self,
        draft: &ApiDraft,
        made_of: Option<&(Method, PathTemplate)>,
        is_held: impl Fn(&str) -> bool,
    ) -> ApiId {
        let wanted = match made_of {
            Some((method, path)) => route_id(method.as_str(), path).as_str().to_owned(),
            None => title_id(&draft.title_en, &title_id(&draft.title_ko, "api")),
        };
        let id = first_free(&wanted, |id| self.api_ids.contains(id) || is_held(id));
        self.api_ids.insert(id.clone());
        let id = ApiId::parse(&id).expect("an id of under 128 visible characters");
        self.mentioned.insert(id.clone());
        id
    }

    fn title(&mut self, ko: &str, en: &str) -> Option<Title> {
        let is_blank = |text: &str| text.trim().is_empty();
        if is_blank(ko) && is_blank(en) {
            return self.refuse(CatalogueField::TitleKo, CatalogueFieldProblem::Empty);
        }
        for (text, field) in [(ko, CatalogueField::TitleKo), (en, CatalogueField::TitleEn)] {
            if !is_blank(text) && Title::new(text, text).is_err() {
                let is_long = text.chars().count() > MAX_TITLE;
                let problem =
                    if is_long { CatalogueFieldProblem::TooLong } else { CatalogueFieldProblem::Forbidden };
                self.refuse::<()>(field, problem);
            }
        }
        let either = |text, other| if is_blank(text) { other } else { text };
        Title::new(either(ko, en), either(en, ko)).ok()
    }

    /// Methods are case-sensitive (RFC 9110, 9.1); of the known ones a person who types `get` means `GET`.
    fn method(&mut self, typed: &str) -> Option<Option<Method>> {
        const KNOWN: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
        if typed.is_empty() {
            return Some(None);
        }
        let known = KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(typed));
        match Method::parse(known.unwrap_or(typed)) {
            Ok(method) => Some(Some(method)),
            Err(_) if typed.len() > 32 => self.refuse(CatalogueField::Method, CatalogueFieldProblem::TooLong),
            Err(_) => self.refuse(CatalogueField::Method, CatalogueFieldProblem::Forbidden),
        }
    }

    fn path(&mut self, typed: &str) -> Option<Option<PathTemplate>> {
        if typed.is_empty() {
            return Some(None);
        }
        match PathTemplate::parse(typed) {
            Ok(path) => Some(Some(path)),
            Err(problem) => self.refuse(CatalogueField::Path, CatalogueFieldProblem::Path(problem)),
        }
    }

    fn refuse<T>(&mut self, field: CatalogueField, problem: CatalogueFieldProblem) -> Option<T> {
        let (group, api) = self.place;
        self.problems.push(PlacedProblem { group: Some(group), api, field, problem });
        None
    }
}
