//! RFC 7662: whether a token may be used at all, for an application behind no gateway. It is asked about the token alone,
//! by the same decision (steps 1 to 5), and nothing is counted: a request without a path ends before the limit.

use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::{HeaderMap, Response};
use mapae_domain::{Decision, PolicyView, Refusal, Step, TokenId, bearer};
use serde::Serialize;

use crate::http::{answer, problem};
use crate::{ApiRef, PolicyRef};

const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// RFC 7662, 2.2. Times are in seconds since 1970.
#[derive(Serialize)]
struct Introspected<'a> {
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    /// Separated by spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    /// The token's id: it stands for itself, not for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<u64>,
}

/// The secret that the caller shows for itself.
pub(crate) fn caller(headers: &HeaderMap) -> Option<&[u8]> {
    bearer(headers.get_all(header::AUTHORIZATION).iter().map(HeaderValue::as_bytes)).ok()
}

/// Of somebody who may not ask.
pub(crate) fn unknown_caller() -> Response<Bytes> {
    let mut answer = answer::plain_problem(problem::CALLER_UNKNOWN);
    let challenge = HeaderValue::from_static(r#"Bearer realm="mapae introspection""#);
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    answer
}

/// The one `token` of a form; `None` if it is no form, or has none or several. Other parameters are passed over (2.1).
pub(crate) fn token(headers: &HeaderMap, body: &[u8]) -> Option<Vec<u8>> {
    let media_type = headers.get(header::CONTENT_TYPE)?.as_bytes();
    let media_type = media_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    if !media_type.eq_ignore_ascii_case(FORM) || body.len() > super::Door::MAX_BODY {
        return None;
    }
    let mut tokens = body.split(|byte| *byte == b'&').filter_map(|pair| {
        let (name, value) = pair.split_at(pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len()));
        (decoded(name) == b"token").then(|| decoded(value.get(1..).unwrap_or_default()))
    });
    let token = tokens.next()?;
    tokens.next().is_none().then_some(token)
}

/// What is known of the token. Of one that may not be used nothing is (2.2).
pub(crate) fn answer(decision: &Decision<PolicyRef<'_>, ApiRef<'_>>) -> Response<Bytes> {
    let active = decision.policy.filter(|_| passes_expiry(decision));
    let id = active.map(|policy| policy.id());
    let text = id.map(|id| id.to_string());
    let told = Introspected {
        active: active.is_some(),
        token_type: active.map(|_| "Bearer"),
        scope: active.as_ref().map(|policy| policy.scopes()),
        sub: text.as_deref(),
        client_id: text.as_deref(),
        // Rounded down: at that second it may be over.
        exp: active.and_then(|policy| ends(&policy)).map(|millis| millis.div_euclid(1000)),
        iat: id.map(issued_at),
    };
    let body = serde_json::to_vec(&told).expect("strings and numbers have a JSON form");
    answer::plain("application/json", body)
}

/// When this secret is refused, in milliseconds since 1970.
fn ends(policy: &PolicyRef<'_>) -> Option<i64> {
    [policy.expires(), policy.retiring_until()].into_iter().flatten().min()
}

/// Steps 1 to 5 have passed: a later one refused, as it must, for nothing was asked.
fn passes_expiry<P, A>(decision: &Decision<P, A>) -> bool {
    decision.verdict.as_ref().err().is_some_and(|refusal: &Refusal<A>| refusal.step() > Step::Expiry)
}

/// A form's text: `+` is a space.
fn decoded(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_encoding::percent_decode(&spaced).collect()
}

/// The time of issue, which a token's id begins with (RFC 9562, 5.7), in seconds since 1970.
fn issued_at(id: TokenId) -> u64 {
    let [a, b, c, d, e, f, ..] = *id.as_bytes();
    u64::from_be_bytes([0, 0, a, b, c, d, e, f]) / 1000
}
