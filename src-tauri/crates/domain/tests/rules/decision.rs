use std::cell::Cell;
use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{
    AllowList, ApiId, BlockList, Catalogue, Counter, EntryMatch, Exceeded, Expiry, HeaderProblem, Life,
    PathProblem, PlainCounter, PlainPolicy, PlainRegistry, Refusal, Remaining, Request, RetiringCredential,
    Scopes, Spent, Step, Token, bearer, decide,
};

use crate::sample_token::{credential, entries, now, text_of, token};

/// Counts calls, and refuses them all if it is told to.
struct Probe {
    is_used_up: bool,
    calls: Cell<u32>,
}

impl Counter<PlainPolicy<'_>> for Probe {
    fn check_and_count(&self, policy: &PlainPolicy<'_>, now: u64) -> Result<Remaining, Exceeded> {
        self.calls.set(self.calls.get() + 1);
        let ever = if self.is_used_up { u64::MAX } else { 0 };
        Spent { ever, ..Spent::default() }.check_and_count(policy.0.limit, now)
    }
}

/// A request that fails exactly the given steps (7 and 8 only where there is an address to judge).
fn step_that_refuses(failing: &[Step]) -> (Option<Step>, u32) {
    let fails = |step| failing.contains(&step);
    let text = text_of(1);
    let mut broken = text;
    broken[20] = b'0';
    let mut spoilt = token();
    if fails(Step::Known) {
        spoilt.credential = credential(&text_of(2));
    }
    if fails(Step::Standing) {
        spoilt.life = Life::Disabled;
    }
    if fails(Step::Block) {
        spoilt.block = BlockList::from_entries(entries(&["10.1.0.0/16"])).unwrap();
    }
    if fails(Step::Allow) {
        spoilt.allow = AllowList::from_entries(entries(&["11.0.0.0/8"])).unwrap();
    }
    let tokens = [spoilt];
    let catalogue = Catalogue::sample();
    let registry = PlainRegistry { tokens: &tokens, catalogue: &catalogue };
    let request = Request {
        credential: match (fails(Step::Header), fails(Step::Form)) {
            (true, _) => Err(HeaderProblem::Missing),
            (false, true) => Ok(&broken),
            (false, false) => Ok(&text),
        },
        client: (!fails(Step::Address)).then(|| "10.1.2.3".parse().unwrap()),
        method: if fails(Step::Scope) { "DELETE" } else { "POST" },
        target: b"/v1/build",
    };
    let probe = Probe { is_used_up: fails(Step::Limit), calls: Cell::new(0) };
    let at = if fails(Step::Expiry) { now() + TimeDelta::days(365) } else { now() };
    let decision = decide(&request, &registry, &probe, at);
    (decision.verdict.err().map(|refusal| refusal.step()), probe.calls.get())
}

#[test]
fn of_any_set_of_failing_steps_the_first_decides() {
    for set in 0..1 << Step::ALL.len() {
        let failing: Vec<Step> =
            Step::ALL.into_iter().filter(|step| set & (1 << (*step as u32 - 1)) != 0).collect();
        let (step, counted) = step_that_refuses(&failing);
        assert_eq!(step, failing.first().copied(), "failing: {failing:?}");
        let reaches_limit = step.is_none_or(|step| step == Step::Limit);
        assert_eq!(counted, u32::from(reaches_limit), "only the last step counts; failing: {failing:?}");
    }
}

type Verdict = Result<&'static str, Refusal<&'static ApiId>>;

/// What becomes of a request with the sample's secret; the id of the API, if it passes.
fn judged(token: Token, client: Option<&str>, method: &str, target: &str, at: DateTime<Utc>) -> Verdict {
    // Leaked, so that a refusal can name an API after the registry has gone out of scope.
    let registry =
        PlainRegistry { tokens: Vec::leak(vec![token]), catalogue: Box::leak(Box::new(Catalogue::sample())) };
    let text = text_of(1);
    let client: Option<IpAddr> = client.map(|client| client.parse().unwrap());
    let request = Request { credential: Ok(&text), client, method, target: target.as_bytes() };
    let decision = decide(&request, &registry, &PlainCounter::default(), at);
    decision.verdict.map(|permit| permit.api.as_str())
}

fn id(text: &str) -> &'static ApiId {
    Box::leak(Box::new(ApiId::parse(text).unwrap()))
}

#[test]
fn a_refusal_names_the_rule_that_decided() {
    let office = Some("10.1.2.3");
    let blocked = EntryMatch { position: 2, network: "10.2.0.0/16".parse().unwrap() };
    let log = "/v1/build/run/log/7";
    for (client, method, target, verdict) in [
        (office, "POST", "/v1/build?x=1", Ok("build-create")),
        (Some("::ffff:10.1.2.3"), "POST", "/v1/build", Ok("build-create")),
        (Some("10.2.0.1"), "POST", "/v1/build", Err(Refusal::Blocked(blocked))),
        (Some("2002:0a02:1::1"), "POST", "/v1/build", Err(Refusal::Blocked(blocked))),
        (Some("11.0.0.1"), "POST", "/v1/build", Err(Refusal::NotAllowed)),
        (None, "POST", "/v1/build", Err(Refusal::AddressUnknown)),
        (office, "GET", log, Err(Refusal::ApiNotHeld(id("build-run-log")))),
        (office, "GET", "/v1/build", Err(Refusal::NoSuchApi)),
        (office, "POST", "/v1//build", Err(Refusal::AmbiguousPath(PathProblem::EmptySegment))),
    ] {
        assert_eq!(judged(token(), client, method, target, now()), verdict, "{client:?} {method} {target}");
    }
}

#[test]
fn without_ip_rules_the_address_need_not_be_known() {
    let open = Token { allow: AllowList::Any, block: BlockList::default(), ..token() };
    assert!(judged(open, None, "POST", "/v1/build", now()).is_ok());
    let only_block = Token { allow: AllowList::Any, ..token() };
    assert_eq!(judged(only_block, None, "POST", "/v1/build", now()), Err(Refusal::AddressUnknown));
}

#[test]
fn an_api_that_left_the_catalogue_authorises_nothing() {
    let gone = Token { scopes: Scopes::new(vec![ApiId::parse("gone").unwrap()]).unwrap(), ..token() };
    let not_held = Refusal::ApiNotHeld(id("build-create"));
    assert_eq!(judged(gone, Some("10.1.2.3"), "POST", "/v1/build", now()), Err(not_held));
}

#[test]
fn withdrawn_tokens_are_refused_for_that() {
    let revoked = Token { life: Life::Revoked { at: now(), reason: "유출".to_owned() }, ..token() };
    assert_eq!(judged(revoked, Some("10.1.2.3"), "POST", "/v1/build", now()), Err(Refusal::Revoked));
}

#[test]
fn a_rotated_secret_works_until_its_grace_or_the_token_ends() {
    let retiring = |until| RetiringCredential { credential: credential(&text_of(1)), until };
    let hour = now() + TimeDelta::hours(1);
    let rotated = Token { credential: credential(&text_of(2)), retiring: Some(retiring(hour)), ..token() };
    let ask = |token: &Token, at| judged(token.clone(), Some("10.1.2.3"), "POST", "/v1/build", at);
    assert!(ask(&rotated, hour - TimeDelta::milliseconds(1)).is_ok());
    assert_eq!(ask(&rotated, hour), Err(Refusal::SecretRetired));
    let end = rotated.expiry.instant().unwrap();
    let beyond = Token { retiring: Some(retiring(end + TimeDelta::days(9))), ..rotated };
    assert_eq!(ask(&beyond, end), Err(Refusal::Expired), "a grace never outlives the token");
    let endless = Token { expiry: Expiry::Never, ..beyond };
    assert!(ask(&endless, end).is_ok());
}

#[test]
fn the_limit_is_checked_and_counted_in_one() {
    let tokens = [token()];
    let catalogue = Catalogue::sample();
    let registry = PlainRegistry { tokens: &tokens, catalogue: &catalogue };
    let counter = PlainCounter::default();
    let text = text_of(1);
    let client = "10.1.2.3".parse().ok();
    let request = Request { credential: Ok(&text), client, method: "POST", target: b"/v1/build" };
    let left = |_| decide(&request, &registry, &counter, now()).verdict.map(|permit| permit.remaining);
    let verdicts: Vec<_> = (0..4).map(left).collect();
    let exceeded = Refusal::LimitExceeded(Exceeded { retry_after: None });
    let expected = [Ok(Remaining::Left(2)), Ok(Remaining::Left(1)), Ok(Remaining::Left(0)), Err(exceeded)];
    assert_eq!(verdicts, expected);
}

#[test]
fn refusals_are_explained_only_to_those_who_proved_the_secret() {
    let unexplained = [Refusal::<()>::Header(HeaderProblem::Missing), Refusal::UnknownToken];
    assert!(unexplained.iter().all(|refusal| !refusal.may_be_explained()));
    let explained = [Refusal::<()>::Revoked, Refusal::Expired, Refusal::NoSuchApi];
    assert!(explained.iter().all(Refusal::may_be_explained));
}

#[test]
fn the_authorization_header_is_read_strictly() {
    for (headers, credential) in [
        (&["Bearer abc"][..], Ok(&b"abc"[..])),
        (&["bearer   abc "], Ok(b"abc")),
        (&["BEARER a-._~+/="], Ok(b"a-._~+/=")),
        (&[], Err(HeaderProblem::Missing)),
        (&["Basic abc"], Err(HeaderProblem::OtherScheme)),
        (&["Bearerabc"], Err(HeaderProblem::OtherScheme)),
        (&["abc"], Err(HeaderProblem::OtherScheme)),
        (&["Bearer"], Err(HeaderProblem::Malformed)),
        (&["Bearer "], Err(HeaderProblem::Malformed)),
        (&["Bearer a b"], Err(HeaderProblem::Malformed)),
        (&["Bearer a,Bearer b"], Err(HeaderProblem::Malformed)),
        (&["Bearer a\u{e9}"], Err(HeaderProblem::Malformed)),
        (&["Bearer a", "Bearer a"], Err(HeaderProblem::Repeated)),
    ] {
        assert_eq!(bearer(headers.iter().map(|header| header.as_bytes())), credential, "for {headers:?}");
    }
}
