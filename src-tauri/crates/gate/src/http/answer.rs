//! A decision as an answer to a gateway.
//!
//! Before the secret is proven (step 3) the answer depends on whether there was a readable credential, and on nothing
//! else: an invented token and an unknown one get the same bytes. From step 4 on the caller is told why.

use std::cell::Cell;
use std::fmt::Write;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use mapae_domain::{Decision, HeaderProblem, Limit, Permit, Refusal, Remaining};

use crate::http::dialect::{Dialect, MEANT};
use crate::http::problem::{self, Problem};
use crate::http::rate_limit;
use crate::{ApiRef, PolicyRef};

const TOKEN_ID: HeaderName = HeaderName::from_static("x-mapae-token-id");
const TOKEN_NAME: HeaderName = HeaderName::from_static("x-mapae-token-name");
const SCOPES: HeaderName = HeaderName::from_static("x-mapae-scopes");

/// For a caller who has shown nothing yet (RFC 6750, 3.1: no error code then).
const CHALLENGE: &str = r#"Bearer realm="mapae""#;
const CHALLENGE_INVALID_REQUEST: &str = r#"Bearer realm="mapae", error="invalid_request""#;
const CHALLENGE_INVALID_TOKEN: &str = r#"Bearer realm="mapae", error="invalid_token""#;
const CHALLENGE_REVOKED: &str =
    r#"Bearer realm="mapae", error="invalid_token", error_description="The token was withdrawn""#;
const CHALLENGE_DISABLED: &str =
    r#"Bearer realm="mapae", error="invalid_token", error_description="The token is switched off""#;
const CHALLENGE_EXPIRED: &str =
    r#"Bearer realm="mapae", error="invalid_token", error_description="The token has expired""#;
const CHALLENGE_RETIRED: &str =
    r#"Bearer realm="mapae", error="invalid_token", error_description="The token was issued anew""#;
const CHALLENGE_SCOPE: &str = r#"Bearer realm="mapae", error="insufficient_scope""#;

/// Seconds after which a gate that is being loaded may be asked again.
const SOON: Duration = Duration::from_secs(1);

/// Allowed or refused.
pub(crate) fn decided(dialect: Dialect, decision: &Decision<PolicyRef<'_>, ApiRef<'_>>) -> Response<Bytes> {
    match (&decision.verdict, decision.policy) {
        (Ok(permit), Some(policy)) => allowed(permit, &policy),
        // Who is let in has a name; without one nobody is.
        (Ok(_), None) => unavailable(dialect),
        (Err(refusal), policy) => refused(dialect, refusal, policy.map(|policy| policy.limit())),
    }
}

fn allowed(permit: &Permit<ApiRef<'_>>, policy: &PolicyRef<'_>) -> Response<Bytes> {
    let mut answer = empty(StatusCode::OK);
    let headers = answer.headers_mut();
    let mut values = Values::default();
    headers.insert(TOKEN_ID, values.next(|text| write!(text, "{}", policy.id())));
    headers.insert(TOKEN_NAME, values.next(|text| text.write_str(policy.name())));
    headers.insert(SCOPES, values.next(|text| text.write_str(policy.scopes())));
    if let (Remaining::Left(left), Limit::Max { count, period }) = (permit.remaining, policy.limit()) {
        headers.insert(rate_limit::POLICY, values.next(|text| rate_limit::policy(text, count, period)));
        headers.insert(rate_limit::STATE, values.next(|text| rate_limit::state(text, period, left, None)));
    }
    answer
}

/// Values of headers that lie in one piece of memory together: asking for a piece for each costs more than writing them.
struct Values(BytesMut);

impl Default for Values {
    /// With room for the usual ones.
    fn default() -> Values {
        Values(BytesMut::with_capacity(256))
    }
}

impl Values {
    fn next(&mut self, write: impl FnOnce(&mut BytesMut) -> std::fmt::Result) -> HeaderValue {
        write(&mut self.0).expect("a buffer takes everything");
        let value = HeaderValue::from_maybe_shared(self.0.split().freeze());
        value.expect("ids, digits, scopes and percent-encoded text are visible ASCII")
    }
}

fn refused(dialect: Dialect, refusal: &Refusal<ApiRef<'_>>, limit: Option<Limit>) -> Response<Bytes> {
    let (problem, challenge) = explained(refusal);
    let mut answer = problem_answer(dialect, problem);
    let headers = answer.headers_mut();
    match refusal {
        Refusal::ApiNotHeld(api) => {
            let scope = HeaderValue::try_from(format!("{CHALLENGE_SCOPE}, scope=\"{}\"", api.id()));
            headers.insert(header::WWW_AUTHENTICATE, scope.expect("an id is of visible ASCII"));
        }
        _ => put(headers, header::WWW_AUTHENTICATE, challenge.map(HeaderValue::from_static)),
    }
    if let (Refusal::LimitExceeded(exceeded), Some(Limit::Max { count, period })) = (refusal, limit) {
        let wait = exceeded.retry_after;
        let mut values = Values::default();
        headers.insert(rate_limit::POLICY, values.next(|text| rate_limit::policy(text, count, period)));
        headers.insert(rate_limit::STATE, values.next(|text| rate_limit::state(text, period, 0, wait)));
        put(headers, header::RETRY_AFTER, wait.map(rate_limit::retry_after));
    }
    answer
}

/// What a caller is told. The step and the rule are for the administrator alone.
fn explained<A>(refusal: &Refusal<A>) -> (Problem, Option<&'static str>) {
    match refusal {
        Refusal::Header(HeaderProblem::Missing | HeaderProblem::OtherScheme) => {
            (problem::TOKEN_MISSING, Some(CHALLENGE))
        }
        Refusal::Header(HeaderProblem::Malformed | HeaderProblem::Repeated | HeaderProblem::InQuery) => {
            (problem::REQUEST_INVALID, Some(CHALLENGE_INVALID_REQUEST))
        }
        Refusal::MalformedToken(_) | Refusal::UnknownToken => {
            (problem::TOKEN_INVALID, Some(CHALLENGE_INVALID_TOKEN))
        }
        Refusal::Revoked => (problem::TOKEN_REVOKED, Some(CHALLENGE_REVOKED)),
        Refusal::Disabled => (problem::TOKEN_DISABLED, Some(CHALLENGE_DISABLED)),
        Refusal::Expired => (problem::TOKEN_EXPIRED, Some(CHALLENGE_EXPIRED)),
        Refusal::SecretRetired => (problem::SECRET_RETIRED, Some(CHALLENGE_RETIRED)),
        Refusal::AddressUnknown => (problem::ADDRESS_UNKNOWN, None),
        Refusal::Blocked(_) => (problem::ADDRESS_BLOCKED, None),
        Refusal::NotAllowed => (problem::ADDRESS_NOT_ALLOWED, None),
        Refusal::AmbiguousPath(_) => (problem::PATH_AMBIGUOUS, Some(CHALLENGE_SCOPE)),
        Refusal::NoSuchApi => (problem::API_UNKNOWN, Some(CHALLENGE_SCOPE)),
        Refusal::ApiNotHeld(_) => (problem::SCOPE_INSUFFICIENT, Some(CHALLENGE_SCOPE)),
        Refusal::LimitExceeded(_) => (problem::LIMIT_EXCEEDED, None),
    }
}

/// Too many invalid tokens came from there.
pub(crate) fn throttled(dialect: Dialect, wait: Duration) -> Response<Bytes> {
    let mut answer = problem_answer(dialect, problem::FAILURES_TOO_MANY);
    answer.headers_mut().insert(header::RETRY_AFTER, rate_limit::retry_after(wait));
    answer
}

/// The same, to a caller of introspection.
pub(crate) fn plain_throttled(wait: Duration) -> Response<Bytes> {
    let mut answer = plain_problem(problem::FAILURES_TOO_MANY);
    answer.headers_mut().insert(header::RETRY_AFTER, rate_limit::retry_after(wait));
    answer
}

/// The gateway did not say what it asks about.
pub(crate) fn misconfigured(dialect: Dialect) -> Response<Bytes> {
    problem_answer(dialect, problem::GATEWAY_MISCONFIGURED)
}

/// There is no registry to decide by.
pub(crate) fn unavailable(dialect: Dialect) -> Response<Bytes> {
    let mut answer = problem_answer(dialect, problem::UNAVAILABLE);
    answer.headers_mut().insert(header::RETRY_AFTER, rate_limit::retry_after(SOON));
    answer
}

/// To a gateway: with the status that it passes on, and identity headers that are empty, so that none of its caller's own
/// can be taken for ours (GHSA-7r4p-vjf4-gxv4).
fn problem_answer(dialect: Dialect, problem: Problem) -> Response<Bytes> {
    let (status, is_meant_otherwise) = dialect.status(problem.status);
    let mut answer = plain_problem(problem);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    for name in [TOKEN_ID, TOKEN_NAME, SCOPES] {
        headers.insert(name, HeaderValue::from_static(""));
    }
    if is_meant_otherwise {
        headers.insert(MEANT, HeaderValue::from(problem.status.as_u16()));
    }
    answer
}

/// To anyone else.
pub(crate) fn plain_problem(problem: Problem) -> Response<Bytes> {
    let mut answer = empty(problem.status);
    *answer.body_mut() = problem.bytes();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(problem::MEDIA_TYPE));
    answer
}

/// A body that is not a problem.
pub(crate) fn plain(media_type: &'static str, body: Vec<u8>) -> Response<Bytes> {
    let mut answer = empty(StatusCode::OK);
    *answer.body_mut() = Bytes::from(body);
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

/// Nothing that the gate says holds for a second request.
fn empty(status: StatusCode) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = status;
    let mut headers = SPARE.take().unwrap_or_else(|| HeaderMap::with_capacity(12));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *answer.headers_mut() = headers;
    answer
}

thread_local! {
    /// The map of a request that was answered on this thread. hyper reads the next head into the map of the last answer:
    /// so maps go round, and no request asks for the memory of one.
    static SPARE: Cell<Option<HeaderMap>> = const { Cell::new(None) };
}

/// Keeps the map of a request that has its answer, for the next one. Nothing of the request stays in it.
pub(crate) fn reuse(mut headers: HeaderMap) {
    headers.clear();
    SPARE.set(Some(headers));
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: Option<HeaderValue>) {
    if let Some(value) = value {
        headers.insert(name, value);
    }
}
