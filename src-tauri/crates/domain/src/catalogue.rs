//! The catalogue of APIs that scopes are ticked from. The administrator owns it; a token keeps the ids it was
//! given, and an id that has left the catalogue authorises nothing.

use std::collections::{HashMap, HashSet};
use std::fmt;

use thiserror::Error;

use crate::malformed::Malformed;
use crate::path::RequestPath;
use crate::path_template::PathTemplate;
use crate::text;

/// The id of an API: 1 to 128 characters of RFC 6749's scope-token (3.3: visible ASCII without `"` and `\`),
/// so that several of them fit a header, separated by spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApiId(String);

/// What an API or a group is called, in both languages of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    ko: String,
    en: String,
}

/// An HTTP method, case-sensitive (RFC 9110, 9.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Method(String);

/// One API. Without a method and a path it can be ticked and shown, but no request ever matches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Unique in the catalogue.
    pub id: ApiId,
    /// Shown in the tree.
    pub title: Title,
    /// `None` = not documented.
    pub method: Option<Method>,
    /// `None` = not documented.
    pub path: Option<PathTemplate>,
    /// Its owner says that nobody should begin to use it. A mark: it decides nothing.
    pub deprecated: bool,
}

/// APIs that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Unique among groups.
    pub id: String,
    /// Shown in the tree.
    pub title: Title,
    /// In the order shown.
    pub apis: Vec<Api>,
}

/// Groups of APIs with unique ids; no two APIs answer exactly the same requests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    groups: Vec<Group>,
    /// Where each API stands: its group, and its place there.
    places: HashMap<ApiId, (usize, usize)>,
}

/// Why groups don't make a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CatalogueProblem {
    /// Two groups have one id.
    #[error("group {0} is there twice")]
    DuplicateGroup(String),
    /// Two APIs have one id.
    #[error("API {} is there twice", .0.as_str())]
    DuplicateApi(ApiId),
    /// Two APIs have one method and templates for the same paths: no one could say which of them a request
    /// needs.
    #[error("APIs {} and {} have the same method and path", .0.as_str(), .1.as_str())]
    SameRequests(ApiId, ApiId),
}

impl ApiId {
    /// Strict; ids are not typed in forms.
    pub fn parse(text: &str) -> Result<ApiId, Malformed> {
        const MAX_LENGTH: usize = 128;
        let is_scope_token =
            text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'));
        let fits = !text.is_empty() && text.len() <= MAX_LENGTH;
        if is_scope_token && fits { Ok(ApiId(text.to_owned())) } else { Err(Malformed::ApiId) }
    }

    /// As in the catalogue.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ApiId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Title {
    /// Each is one line of 1 to 200 characters, normalised like a name.
    pub fn new(ko: &str, en: &str) -> Result<Title, Malformed> {
        const MAX_LENGTH: u32 = 200;
        let line = |text| text::line(text, MAX_LENGTH).map_err(|_| Malformed::Title);
        Ok(Title { ko: line(ko)?, en: line(en)? })
    }

    /// In Korean.
    pub fn ko(&self) -> &str {
        &self.ko
    }

    /// In English.
    pub fn en(&self) -> &str {
        &self.en
    }
}

impl Method {
    /// A token of RFC 9110, 5.6.2, of up to 32 characters.
    pub fn parse(text: &str) -> Result<Method, Malformed> {
        const MAX_LENGTH: usize = 32;
        let is_token =
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        let fits = !text.is_empty() && text.len() <= MAX_LENGTH;
        if is_token && fits { Ok(Method(text.to_owned())) } else { Err(Malformed::Method) }
    }

    /// `GET`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Api {
    /// True if the request is one of this API's.
    pub fn matches(&self, method: &str, path: &RequestPath<'_>) -> bool {
        self.method.as_ref().is_some_and(|own| own.as_str() == method)
            && self.path.as_ref().is_some_and(|own| own.matches(path))
    }
}

impl Catalogue {
    /// Checks that ids are unique and requests unambiguous.
    pub fn new(groups: Vec<Group>) -> Result<Catalogue, CatalogueProblem> {
        let mut group_ids = HashSet::new();
        let mut places = HashMap::new();
        let mut routes: HashMap<_, &ApiId> = HashMap::new();
        for (group_place, group) in groups.iter().enumerate() {
            if !group_ids.insert(group.id.as_str()) {
                return Err(CatalogueProblem::DuplicateGroup(group.id.clone()));
            }
            for (place, api) in group.apis.iter().enumerate() {
                if places.insert(api.id.clone(), (group_place, place)).is_some() {
                    return Err(CatalogueProblem::DuplicateApi(api.id.clone()));
                }
                let (Some(method), Some(path)) = (&api.method, &api.path) else {
                    continue;
                };
                if let Some(first) = routes.insert((method, path.shape()), &api.id) {
                    return Err(CatalogueProblem::SameRequests(first.clone(), api.id.clone()));
                }
            }
        }
        Ok(Catalogue { groups, places })
    }

    /// In the order shown.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All APIs, in the order shown.
    pub fn apis(&self) -> impl Iterator<Item = &Api> {
        self.groups.iter().flat_map(|group| &group.apis)
    }

    /// The API of that id, if it is (still) here.
    pub fn find(&self, id: &ApiId) -> Option<&Api> {
        Some(self.find_with_group(id)?.1)
    }

    /// The group and the API of that id.
    pub fn find_with_group(&self, id: &ApiId) -> Option<(&Group, &Api)> {
        let (group, place) = self.places.get(id)?;
        let group = &self.groups[*group];
        Some((group, &group.apis[*place]))
    }

    /// The one API that a request needs: where several match, the most specific, so that a token for
    /// `/build/{id}` does not open an API of its own at `/build/settings`.
    pub fn route(&self, method: &str, path: &RequestPath<'_>) -> Option<&Api> {
        self.apis().filter(|api| api.matches(method, path)).reduce(|best, api| {
            match (&best.path, &api.path) {
                (Some(known), Some(template)) if template.is_more_specific_than(known) => api,
                _ => best,
            }
        })
    }
}
