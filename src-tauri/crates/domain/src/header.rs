//! Step 1 of the decision: the credential in the Authorization header (RFC 6750, 2.1).

/// Why no credential could be taken from a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderProblem {
    /// No Authorization header at all.
    Missing,
    /// Another scheme than Bearer.
    OtherScheme,
    /// Bearer without exactly one credential of the allowed characters.
    Malformed,
    /// Two headers, or one header and another place: which is meant is for nobody to guess.
    Repeated,
    /// In the query string, where it is logged and remembered (RFC 6750, 2.3; OWASP ASVS 14.2.1). Doors find
    /// this.
    InQuery,
}

/// The credential of the one Authorization header, given all of them. The scheme's name is case-insensitive
/// (RFC 9110, 11.1); the credential is a b64token and says nothing yet about being one of ours.
pub fn bearer<'a>(headers: impl IntoIterator<Item = &'a [u8]>) -> Result<&'a [u8], HeaderProblem> {
    const SCHEME: &[u8] = b"bearer";
    let mut headers = headers.into_iter();
    let value = headers.next().ok_or(HeaderProblem::Missing)?.trim_ascii();
    if headers.next().is_some() {
        return Err(HeaderProblem::Repeated);
    }
    let end = value.iter().position(|byte| *byte == b' ').unwrap_or(value.len());
    let (scheme, rest) = value.split_at(end);
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(HeaderProblem::OtherScheme);
    }
    let credential = rest.trim_ascii();
    let is_b64token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
    if credential.is_empty() || !credential.iter().all(is_b64token) {
        return Err(HeaderProblem::Malformed);
    }
    Ok(credential)
}
