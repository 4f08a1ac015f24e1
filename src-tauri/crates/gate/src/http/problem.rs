//! Bodies of refusals (RFC 9457). Each is a constant: what belongs to one request alone is in headers. `code` is stable,
//! for programs; `detail` is for the person who reads a log.

use bytes::Bytes;
use http::StatusCode;

/// A refusal's body and its status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// JSON.
    pub(crate) body: &'static str,
}

impl Problem {
    pub(crate) fn bytes(&self) -> Bytes {
        Bytes::from_static(self.body.as_bytes())
    }
}

/// The media type of all of them.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! problems {
    ($($name:ident = $status:ident $number:literal $title:literal, $code:literal, $detail:literal;)*) => {
        $(pub(crate) const $name: Problem = Problem {
            status: StatusCode::$status,
            body: concat!(
                r#"{"type":"about:blank","title":""#, $title, r#"","status":"#, $number, r#","code":""#, $code,
                r#"","detail":""#, $detail, "\"}\n",
            ),
        };)*
        #[cfg(test)]
        const ALL: &[(Problem, u16)] = &[$(($name, $number)),*];
    };
}

problems! {
    TOKEN_MISSING = UNAUTHORIZED 401 "Unauthorized", "token_missing", "The request carries no bearer token.";
    REQUEST_INVALID = BAD_REQUEST 400 "Bad Request", "invalid_request", "The request carries its token in more than one place, in its query, or not as RFC 6750 says.";
    TOKEN_INVALID = UNAUTHORIZED 401 "Unauthorized", "invalid_token", "The token is not valid.";
    TOKEN_REVOKED = UNAUTHORIZED 401 "Unauthorized", "token_revoked", "The token was withdrawn.";
    TOKEN_DISABLED = UNAUTHORIZED 401 "Unauthorized", "token_disabled", "The token is switched off.";
    TOKEN_EXPIRED = UNAUTHORIZED 401 "Unauthorized", "token_expired", "The token has expired.";
    SECRET_RETIRED = UNAUTHORIZED 401 "Unauthorized", "secret_retired", "The token was issued anew, and this is its old secret.";
    ADDRESS_UNKNOWN = FORBIDDEN 403 "Forbidden", "address_unknown", "The token may be used from certain addresses only, and the gateway did not tell the address.";
    ADDRESS_BLOCKED = FORBIDDEN 403 "Forbidden", "address_blocked", "The token may not be used from this address.";
    ADDRESS_NOT_ALLOWED = FORBIDDEN 403 "Forbidden", "address_not_allowed", "The token may be used from certain addresses only, and this is none of them.";
    PATH_AMBIGUOUS = FORBIDDEN 403 "Forbidden", "ambiguous_path", "The path can be read in more than one way.";
    API_UNKNOWN = FORBIDDEN 403 "Forbidden", "no_such_api", "No API that tokens can be issued for has this method and path.";
    SCOPE_INSUFFICIENT = FORBIDDEN 403 "Forbidden", "insufficient_scope", "The token may not use this API.";
    LIMIT_EXCEEDED = TOO_MANY_REQUESTS 429 "Too Many Requests", "limit_exceeded", "The token has used up its limit.";
    FAILURES_TOO_MANY = TOO_MANY_REQUESTS 429 "Too Many Requests", "too_many_failures", "Too many invalid tokens came from this address.";
    GATEWAY_MISCONFIGURED = BAD_REQUEST 400 "Bad Request", "gateway_misconfigured", "The gateway does not tell which request it asks about.";
    UNAVAILABLE = SERVICE_UNAVAILABLE 503 "Service Unavailable", "unavailable", "The registry of tokens is not loaded.";
    HOST_FOREIGN = MISDIRECTED_REQUEST 421 "Misdirected Request", "foreign_host", "The gate does not answer to this host.";
    NOT_FOUND = NOT_FOUND 404 "Not Found", "not_found", "There is nothing here.";
    METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED 405 "Method Not Allowed", "method_not_allowed", "This can't be asked with this method.";
    FORM_INVALID = BAD_REQUEST 400 "Bad Request", "invalid_request", "The body is not a form with exactly one token.";
    CALLER_UNKNOWN = UNAUTHORIZED 401 "Unauthorized", "caller_unknown", "Introspection takes the gate's own secret.";
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    #[test]
    fn bodies_are_json_and_say_their_status() {
        for (problem, number) in ALL {
            let body: serde_json::Value = serde_json::from_str(problem.body).unwrap();
            assert_eq!(body["status"], *number, "{}", problem.body);
            assert_eq!(problem.status.as_u16(), *number, "{}", problem.body);
            assert_eq!(body["title"], problem.status.canonical_reason().unwrap(), "{}", problem.body);
        }
    }
}
