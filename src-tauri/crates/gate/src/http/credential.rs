//! The credential of a request that a gateway asks about: from its Authorization header, and never from its query.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use mapae_domain::token_format::{LENGTH, PREFIX};
use mapae_domain::{HeaderProblem, bearer, check_token_text};
use percent_encoding::percent_decode;

/// Step 1. A token in the query was logged on its way (RFC 6750, 2.3), so a request with one is refused, whatever else it
/// carries.
pub(crate) fn credential<'r>(headers: &'r HeaderMap, target: &[u8]) -> Result<&'r [u8], HeaderProblem> {
    let found = bearer(headers.get_all(AUTHORIZATION).iter().map(|value| value.as_bytes()));
    if is_in_query(target) { Err(HeaderProblem::InQuery) } else { found }
}

/// True if the query has the parameter `access_token`, or a token of ours anywhere.
fn is_in_query(target: &[u8]) -> bool {
    let Some(begin) = target.iter().position(|byte| *byte == b'?') else { return false };
    let query = &target[begin + 1..];
    let has_parameter = query.split(|byte| matches!(byte, b'&' | b';')).any(|pair| {
        let name = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
        percent_decode(name).eq(b"access_token".iter().copied())
    });
    has_parameter || holds_token(query)
}

fn holds_token(query: &[u8]) -> bool {
    query.len() >= LENGTH
        && query
            .windows(LENGTH)
            .any(|part| part.starts_with(PREFIX.as_bytes()) && check_token_text(part).is_ok())
}
