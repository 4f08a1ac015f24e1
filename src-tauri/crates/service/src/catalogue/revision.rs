//! Which catalogue an edit was made of.

use mapae_domain::{Catalogue, Title};
use sha2::{Digest, Sha256};
use std::fmt;

/// The same for catalogues that are the same, and for no others: a digest of all that is in it. So nobody keeps a
/// number, and an edit that was undone is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueRevision(String);

impl CatalogueRevision {
    /// Of this one.
    pub fn of(catalogue: &Catalogue) -> Self {
        let mut sum = Sum(Sha256::new());
        for group in catalogue.groups() {
            sum.part("group");
            sum.part(&group.id);
            sum.title(&group.title);
            for api in &group.apis {
                sum.part("api");
                sum.part(api.id.as_str());
                sum.title(&api.title);
                // Neither a method nor a path is blank.
                sum.part(api.method.as_ref().map_or("", |method| method.as_str()));
                sum.part(api.path.as_ref().map_or("", |path| path.as_str()));
                sum.part(if api.deprecated { "deprecated" } else { "" });
            }
        }
        Self(hex::encode(sum.0.finalize()))
    }
}

/// As a page hands it back. Whatever else is written there is the revision of no catalogue.
impl From<String> for CatalogueRevision {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for CatalogueRevision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

struct Sum(Sha256);

impl Sum {
    /// With its length before it: no two lists of parts are one.
    fn part(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    fn title(&mut self, title: &Title) {
        self.part(title.ko());
        self.part(title.en());
    }
}
