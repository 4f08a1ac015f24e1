//! The record of the catalogue.

use std::collections::BTreeSet;

use mapae_domain::{Api, ApiId, Catalogue, Group, Method, PathTemplate, Title};
use serde::{Deserialize, Serialize};

use crate::envelope::Unreadable;

#[derive(Serialize, Deserialize)]
pub(super) struct CatalogueRecord {
    groups: Vec<GroupRecord>,
    /// The ids of the APIs that are.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    deprecated: BTreeSet<String>,
}

#[derive(Serialize, Deserialize)]
struct GroupRecord {
    id: String,
    title: TitleRecord,
    apis: Vec<ApiRecord>,
}

#[derive(Serialize, Deserialize)]
struct ApiRecord {
    id: String,
    title: TitleRecord,
    method: Option<String>,
    path: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct TitleRecord {
    ko: String,
    en: String,
}

impl From<&Catalogue> for CatalogueRecord {
    fn from(catalogue: &Catalogue) -> CatalogueRecord {
        let deprecated = catalogue.apis().filter(|api| api.deprecated);
        CatalogueRecord {
            groups: catalogue.groups().iter().map(GroupRecord::from).collect(),
            deprecated: deprecated.map(|api| api.id.as_str().to_owned()).collect(),
        }
    }
}

impl From<&Group> for GroupRecord {
    fn from(group: &Group) -> GroupRecord {
        GroupRecord {
            id: group.id.clone(),
            title: TitleRecord::from(&group.title),
            apis: group.apis.iter().map(ApiRecord::from).collect(),
        }
    }
}

impl From<&Api> for ApiRecord {
    fn from(api: &Api) -> ApiRecord {
        ApiRecord {
            id: api.id.as_str().to_owned(),
            title: TitleRecord::from(&api.title),
            method: api.method.as_ref().map(|method| method.as_str().to_owned()),
            path: api.path.as_ref().map(|path| path.as_str().to_owned()),
        }
    }
}

impl From<&Title> for TitleRecord {
    fn from(title: &Title) -> TitleRecord {
        TitleRecord { ko: title.ko().to_owned(), en: title.en().to_owned() }
    }
}

impl TryFrom<CatalogueRecord> for Catalogue {
    type Error = Unreadable;

    fn try_from(record: CatalogueRecord) -> Result<Catalogue, Unreadable> {
        let mut groups = record.groups.into_iter().map(Group::try_from).collect::<Result<Vec<_>, _>>()?;
        for api in groups.iter_mut().flat_map(|group| &mut group.apis) {
            api.deprecated = record.deprecated.contains(api.id.as_str());
        }
        Catalogue::new(groups).map_err(Unreadable::damaged)
    }
}

impl TryFrom<GroupRecord> for Group {
    type Error = Unreadable;

    fn try_from(record: GroupRecord) -> Result<Group, Unreadable> {
        let apis = record.apis.into_iter().map(Api::try_from).collect::<Result<_, _>>()?;
        Ok(Group { id: record.id, title: record.title.try_into()?, apis })
    }
}

impl TryFrom<ApiRecord> for Api {
    type Error = Unreadable;

    fn try_from(record: ApiRecord) -> Result<Api, Unreadable> {
        let method = record.method.as_deref().map(Method::parse).transpose();
        let path = record.path.as_deref().map(PathTemplate::parse).transpose();
        Ok(Api {
            id: ApiId::parse(&record.id).map_err(Unreadable::damaged)?,
            title: record.title.try_into()?,
            method: method.map_err(Unreadable::damaged)?,
            path: path.map_err(Unreadable::damaged)?,
            deprecated: false,
        })
    }
}

impl TryFrom<TitleRecord> for Title {
    type Error = Unreadable;

    fn try_from(record: TitleRecord) -> Result<Title, Unreadable> {
        Title::new(&record.ko, &record.en).map_err(Unreadable::damaged)
    }
}
