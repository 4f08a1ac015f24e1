//! The catalogue of APIs: edited by hand and imported, on the real store.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checking;
mod editing;
mod importing;
mod laws;
mod reading;
#[path = "../support/mod.rs"]
mod support;

use mapae_domain::{Draft, Token};
use mapae_service::{
    ApiDraft, CatalogueDraft, CatalogueRevision, Copying, EventFilter, GroupDraft, Registry, issue_token,
    list_events,
};
use std::sync::mpsc;
use support::{House, draft, now};

/// With the sample, and read into the index.
fn indexed(house: &House) -> Registry {
    let registry = house.open();
    let (done, read) = mpsc::channel();
    registry.start_indexing(move || done.send(()).unwrap());
    read.recv().unwrap();
    registry
}

fn stored(registry: &Registry) -> (CatalogueRevision, CatalogueDraft) {
    let catalogue = registry.catalogue().unwrap();
    (CatalogueRevision::of(&catalogue), CatalogueDraft::from(&catalogue))
}

fn issued(registry: &Registry, name: &str, scopes: &[&str]) -> Token {
    let scopes = scopes.iter().map(|id| (*id).to_owned()).collect();
    issue_token(registry, &Draft { scopes, ..draft(name) }, Copying::Kept, now()).unwrap().token
}

fn group(id: &str, apis: Vec<ApiDraft>) -> GroupDraft {
    GroupDraft { id: id.to_owned(), title_ko: format!("{id} 그룹"), title_en: String::new(), apis }
}

fn api(id: &str, method: &str, path: &str) -> ApiDraft {
    ApiDraft {
        id: id.to_owned(),
        title_ko: format!("{id} 조회"),
        title_en: String::new(),
        method: method.to_owned(),
        path: path.to_owned(),
        deprecated: false,
    }
}

fn events(registry: &Registry) -> usize {
    list_events(registry, &EventFilter::default(), 0, 1).unwrap().total
}
