//! The catalogue of APIs.

use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogueView {
    pub(crate) groups: Vec<GroupView>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupView {
    pub(crate) id: String,
    pub(crate) title: TitleView,
    pub(crate) apis: Vec<ApiView>,
}

/// `method` and `path` are absent where nobody documented them: such an API can be ticked and shown, but the
/// gate has nothing to match, and the window says so.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiView {
    pub(crate) id: String,
    pub(crate) title: TitleView,
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub(crate) struct TitleView {
    pub(crate) ko: String,
    pub(crate) en: String,
}
