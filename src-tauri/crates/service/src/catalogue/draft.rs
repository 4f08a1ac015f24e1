//! The catalogue as it was typed.

use mapae_domain::{Api, Catalogue, Group};

/// The whole tree, in the order shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogueDraft {
    /// In the order shown.
    pub groups: Vec<GroupDraft>,
}

/// A group. Of its two titles one may be blank: then both are the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupDraft {
    /// Blank: a new one, that gets an id.
    pub id: String,
    /// In Korean.
    pub title_ko: String,
    /// In English.
    pub title_en: String,
    /// In the order shown.
    pub apis: Vec<ApiDraft>,
}

/// An API. Of its two titles one may be blank: then both are the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiDraft {
    /// What tokens hold. Blank: a new one, that gets an id.
    pub id: String,
    /// In Korean.
    pub title_ko: String,
    /// In English.
    pub title_en: String,
    /// Blank: not documented.
    pub method: String,
    /// A template. Blank: not documented.
    pub path: String,
    /// 사용 중단.
    pub deprecated: bool,
}

impl From<&Catalogue> for CatalogueDraft {
    fn from(catalogue: &Catalogue) -> Self {
        Self { groups: catalogue.groups().iter().map(GroupDraft::from).collect() }
    }
}

impl From<&Group> for GroupDraft {
    fn from(group: &Group) -> Self {
        Self {
            id: group.id.clone(),
            title_ko: group.title.ko().to_owned(),
            title_en: group.title.en().to_owned(),
            apis: group.apis.iter().map(ApiDraft::from).collect(),
        }
    }
}

impl From<&Api> for ApiDraft {
    fn from(api: &Api) -> Self {
        Self {
            id: api.id.as_str().to_owned(),
            title_ko: api.title.ko().to_owned(),
            title_en: api.title.en().to_owned(),
            method: api.method.as_ref().map_or_else(String::new, |method| method.as_str().to_owned()),
            path: api.path.as_ref().map_or_else(String::new, |path| path.as_str().to_owned()),
            deprecated: api.deprecated,
        }
    }
}
