//! The catalogue of APIs as the administrator edits it: a draft of the whole tree is judged, compared with what is
//! there, and put in its place if that is still what it was made of.
//!
//! Deliberately absent: changing the tokens. A token keeps the ids it was given; one that has left the catalogue
//! authorises nothing, until it is back.

mod catalogue_usage;
mod changes;
mod check_catalogue;
mod draft;
mod judge;
mod load_sample_catalogue;
mod new_id;
mod revision;
mod set_catalogue;

pub(crate) use self::new_id::route_id;
pub use self::{
    catalogue_usage::{ApiTokens, catalogue_usage},
    changes::{ApiChange, ApiField},
    check_catalogue::{CatalogueCheck, HeldApi, check_catalogue},
    draft::{ApiDraft, CatalogueDraft, GroupDraft},
    judge::{CatalogueField, CatalogueFieldProblem, MAX_APIS, PlacedProblem},
    load_sample_catalogue::load_sample_catalogue,
    revision::CatalogueRevision,
    set_catalogue::set_catalogue,
};
