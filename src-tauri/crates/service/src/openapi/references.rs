//! Path items that stand somewhere else in the document (`$ref`; RFC 6901).

use super::{
    SkipReason,
    source::{PathItem, Source},
};
use std::collections::HashMap;

/// A chain of references is followed no further.
const LONGEST_CHAIN: usize = 8;

/// Where references may lead: other parts of a document have no path items.
pub(super) struct References<'a> {
    components: HashMap<&'a str, &'a PathItem>,
    paths: HashMap<&'a str, &'a PathItem>,
}

impl<'a> References<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        let entries = |entries: &'a [(String, _)]| {
            let items =
                entries.iter().filter_map(|(name, item): &(String, super::loose::Object<PathItem>)| {
                    Some((name.as_str(), item.0.as_ref()?))
                });
            items.collect()
        };
        let components = source.components.0.as_ref().map_or(&[][..], |components| &components.path_items.0);
        Self { components: entries(components), paths: entries(&source.paths.0) }
    }

    /// The item, those that it refers to after it, and why the chain ends early, if it does. What an item says itself
    /// goes before what it refers to.
    pub(super) fn chain(&self, item: &'a PathItem) -> (Vec<&'a PathItem>, Option<SkipReason>) {
        let mut chain = vec![item];
        let mut last = item;
        while !last.reference.is_empty() {
            match self.find(&last.reference) {
                Ok(next) if chain.len() < LONGEST_CHAIN => {
                    chain.push(next);
                    last = next;
                }
                Ok(_) => return (chain, Some(SkipReason::Unresolved)),
                Err(reason) => return (chain, Some(reason)),
            }
        }
        (chain, None)
    }

    fn find(&self, reference: &str) -> Result<&'a PathItem, SkipReason> {
        let pointer = reference.strip_prefix('#').ok_or(SkipReason::Elsewhere)?;
        let pointer = percent_decoded(pointer);
        let (names, name) = match pointer.strip_prefix("/components/pathItems/") {
            Some(name) => (&self.components, name),
            None => (&self.paths, pointer.strip_prefix("/paths/").ok_or(SkipReason::Unresolved)?),
        };
        let name = name.replace("~1", "/").replace("~0", "~");
        names.get(name.as_str()).copied().ok_or(SkipReason::Unresolved)
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let decoded = (*byte == b'%').then(|| hex::decode(after.get(..2)?).ok()?.pop()).flatten();
        bytes.push(decoded.unwrap_or(*byte));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
