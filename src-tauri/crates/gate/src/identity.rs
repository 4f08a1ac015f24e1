//! What the application behind the gateway is told about a token, and what publishing asks: beside the lines, since no
//! decision needs it.

use mapae_domain::TokenName;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986, 2.3.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Those of a snapshot's tokens; names one after the other in one text.
#[derive(Default)]
pub(crate) struct Identities {
    entries: Vec<Identity>,
    names: String,
}

#[derive(Clone, Copy)]
struct Identity {
    /// Where the name ends; it begins where the one before ends.
    name_end: usize,
    scopes: u32,
    revision: u32,
}

impl Identities {
    /// Returns the place of what was added.
    pub(crate) fn add(&mut self, name: &TokenName, scopes: u32, revision: u32) -> u32 {
        self.names.extend(utf8_percent_encode(name.as_str(), ENCODED));
        self.close(scopes, revision)
    }

    /// As [`Identities::add`], from another snapshot's.
    pub(crate) fn adopt(&mut self, others: &Identities, place: u32, scopes: u32) -> u32 {
        self.names.push_str(others.name(place));
        self.close(scopes, others.revision(place))
    }

    fn close(&mut self, scopes: u32, revision: u32) -> u32 {
        let place = u32::try_from(self.entries.len()).expect("no more identities than lines");
        self.entries.push(Identity { name_end: self.names.len(), scopes, revision });
        place
    }

    /// As a header has it: UTF-8, percent-encoded.
    pub(crate) fn name(&self, place: u32) -> &str {
        let place = place as usize;
        let begin = place.checked_sub(1).map_or(0, |before| self.entries[before].name_end);
        &self.names[begin..self.entries[place].name_end]
    }

    /// The place of the set.
    pub(crate) fn scopes(&self, place: u32) -> u32 {
        self.entries[place as usize].scopes
    }

    /// Of the token when it was compiled.
    pub(crate) fn revision(&self, place: u32) -> u32 {
        self.entries[place as usize].revision
    }

    /// When all are there.
    pub(crate) fn shrink(&mut self) {
        self.entries.shrink_to_fit();
        self.names.shrink_to_fit();
    }

    /// Bytes on the heap.
    pub(crate) fn heap_size(&self) -> usize {
        self.entries.capacity() * size_of::<Identity>() + self.names.capacity()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    #[test]
    fn names_are_percent_encoded_each_by_itself() {
        let mut identities = Identities::default();
        let names = ["deploy-1.x_~", "빌드 50%", "a/b"];
        for (number, name) in (0..).zip(names) {
            assert_eq!(identities.add(&TokenName::parse(name).unwrap(), number + 10, number + 20), number);
        }
        let encoded = ["deploy-1.x_~", "%EB%B9%8C%EB%93%9C%2050%25", "a%2Fb"];
        assert_eq!([0, 1, 2].map(|place| identities.name(place)), encoded);
        let mut others = Identities::default();
        assert_eq!(others.adopt(&identities, 1, 5), 0);
        assert_eq!((others.name(0), others.scopes(0), others.revision(0)), (encoded[1], 5, 21));
    }
}
