//! Ids for what came without one.

use mapae_domain::{ApiId, PathTemplate};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Longer ones are cut, and told apart by a digest.
const LONGEST: usize = 96;

/// An id made of method and path: the same each time, whatever the parameters are called. `GET:/v1/build/{}`.
pub(crate) fn route_id(method: &str, path: &PathTemplate) -> ApiId {
    let mut text = format!("{method}:");
    for segment in path.as_str().split('/').skip(1) {
        text.push('/');
        match segment.starts_with('{') {
            true => text.push_str("{}"),
            false => segment.bytes().for_each(|byte| push(&mut text, byte)),
        }
    }
    if text.len() > LONGEST {
        let digest = hex::encode(&Sha256::digest(&text)[..8]);
        // All of it is ASCII.
        text.truncate(LONGEST);
        write!(text, "~{digest}").expect("a String takes all");
    }
    ApiId::parse(&text).expect("visible ASCII without quotes and backslashes, and not too long")
}

fn push(text: &mut String, byte: u8) {
    match byte {
        b'"' | b'\\' => write!(text, "%{byte:02X}").expect("a String takes all"),
        byte if byte.is_ascii_graphic() => text.push(char::from(byte)),
        byte => write!(text, "%{byte:02X}").expect("a String takes all"),
    }
}

/// A short id made of a title: `run-build`. What is not ASCII leaves nothing to make one of, and `otherwise` stands in.
pub(super) fn title_id(title: &str, otherwise: &str) -> String {
    let words = title.split(|character: char| !character.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let mut id = words.join("-");
    id.truncate(LONGEST);
    if id.is_empty() { otherwise.to_owned() } else { id }
}

/// The first of `id`, `id-2`, `id-3` ... that is free.
pub(super) fn first_free(id: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(id) {
        return id.to_owned();
    }
    let mut numbered = (2_u64..).map(|number| format!("{id}-{number}"));
    numbered.find(|id| !is_taken(id)).expect("there are more numbers than ids")
}
