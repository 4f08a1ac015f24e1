use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{
    CodePoint, Expiry, Grace, Life, ReasonProblem, RetiringCredential, RevokeReason, Token, Withdrawn,
};

use crate::sample_token::{credential, now, text_of, token};

fn reason(text: &str) -> RevokeReason {
    RevokeReason::parse(text).unwrap()
}

fn revoked() -> Token {
    token().revoke(&reason("유출"), now())
}

fn retiring(until: DateTime<Utc>) -> Option<RetiringCredential> {
    Some(RetiringCredential { credential: credential(&text_of(9)), until })
}

#[test]
fn a_token_is_switched_off_and_on_and_doing_it_twice_changes_nothing() {
    let off = token().disable().unwrap();
    assert_eq!(off.life, Life::Disabled);
    assert_eq!(off.clone().disable(), Ok(off.clone()));
    assert_eq!(off.enable(), Ok(token()));
    assert_eq!(token().enable(), Ok(token()));
}

#[test]
fn what_is_withdrawn_stays_so_with_its_first_reason_and_takes_no_other_step() {
    let revoked = Token { retiring: retiring(now()), ..token() }.revoke(&reason(" 유출 "), now());
    assert_eq!(revoked.life, Life::Revoked { at: now(), reason: "유출".to_owned() });
    assert_eq!(revoked.retiring, None, "an older secret is withdrawn with it");
    let later = now() + TimeDelta::days(1);
    assert_eq!(revoked.clone().revoke(&reason("다른 까닭"), later), revoked);
    assert_eq!(revoked.clone().disable(), Err(Withdrawn));
    assert_eq!(revoked.clone().enable(), Err(Withdrawn));
    assert_eq!(revoked.rotate(credential(&text_of(2)), None), Err(Withdrawn));
    assert!(matches!(token().disable().unwrap().revoke(&reason(""), now()).life, Life::Revoked { .. }));
}

#[test]
fn a_rotation_retires_the_secret_in_force_and_drops_an_older_one() {
    let (first, second, third) = (token().credential, credential(&text_of(2)), credential(&text_of(3)));
    let until = now() + TimeDelta::hours(1);
    let once = token().rotate(second, Some(until)).unwrap();
    assert_eq!(once.credential, second);
    assert_eq!(once.retiring, Some(RetiringCredential { credential: first, until }));
    let twice = once.clone().rotate(third, Some(until)).unwrap();
    assert_eq!(twice.retiring.map(|old| old.credential), Some(second));
    assert_eq!(once.clone().rotate(third, None).unwrap().retiring, None);
    assert_eq!(once.clone().end_grace(), Token { credential: second, ..token() });
    let disabled = token().disable().unwrap().rotate(second, None).unwrap();
    assert_eq!(disabled.life, Life::Disabled, "another secret switches nothing on");
    assert_eq!(revoked().end_grace(), revoked());
}

#[test]
fn a_grace_never_goes_past_the_token_s_own_end() {
    let Expiry::On(day) = token().expiry else { panic!("the sample ends") };
    let end = day.instant();
    for (grace, at, expected) in [
        (Grace::None, now(), None),
        (Grace::Hour, now(), Some(now() + TimeDelta::hours(1))),
        (Grace::Day, now(), Some(now() + TimeDelta::hours(24))),
        (Grace::Week, now(), Some(now() + TimeDelta::days(7))),
        (Grace::Week, end - TimeDelta::days(3), Some(end)),
        (Grace::Hour, end - TimeDelta::minutes(3), Some(end)),
        (Grace::Hour, end, None),
        (Grace::Week, end + TimeDelta::days(1), None),
    ] {
        assert_eq!(grace.end(at, &token().expiry), expected, "{grace:?} at {at}");
    }
    assert_eq!(Grace::Week.end(now(), &Expiry::Never), Some(now() + TimeDelta::days(7)));
}

#[test]
fn a_reason_is_one_line_of_up_to_200_characters_and_may_be_blank() {
    let forbidden = |character| Err(ReasonProblem::ForbiddenCharacter { character: CodePoint(character) });
    let long = "가".repeat(200);
    for (typed, expected) in [
        ("", Ok("")),
        ("  \t ", Ok("")),
        (" 유출 의심: 깃 저장소 ", Ok("유출 의심: 깃 저장소")),
        ("\u{1107}\u{1162}", Ok("배")),
        (&long, Ok(&*long)),
        ("한 줄\n두 줄", forbidden('\n')),
        ("한 줄\u{2028}두 줄", forbidden('\u{2028}')),
        ("\u{202e}거꾸로", forbidden('\u{202e}')),
        ("a\u{0}b", forbidden('\u{0}')),
        (&"가".repeat(201), Err(ReasonProblem::TooLong { max: 200, length: 201 })),
    ] {
        let parsed = RevokeReason::parse(typed);
        assert_eq!(
            parsed.as_ref().map(RevokeReason::as_str).map_err(|problem| *problem),
            expected,
            "{typed:?}"
        );
    }
}
