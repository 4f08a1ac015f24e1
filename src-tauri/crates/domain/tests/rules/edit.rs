use chrono::TimeDelta;
use chrono_tz::{America::New_York, Asia::Seoul};
use mapae_domain::{
    ApiId, Catalogue, CheckedEdit, Edit, EditContext, EntryNotice, Expiry, ExpiryDate, ExpiryDraft,
    ExpiryProblem, Field, Limit, LimitEditProblem, LimitProblem, Period, Scopes, ScopesProblem, Token,
    changes, check_edit,
};

use crate::sample_token::{now, token};

/// What the dialog shows of a token.
fn as_shown(token: &Token) -> Edit {
    let texts = |entries: &[mapae_domain::IpEntry]| entries.iter().map(ToString::to_string).collect();
    let (limit_count, limit_period) = match token.limit {
        Limit::Unlimited => (String::new(), Period::Total),
        Limit::Max { count, period } => (count.to_string(), period),
    };
    Edit {
        description: token.description.as_str().to_owned(),
        expiry: match token.expiry {
            Expiry::Never => ExpiryDraft::Never,
            Expiry::On(day) => ExpiryDraft::On(day.date().to_string()),
        },
        allow: texts(token.allow.entries()),
        block: texts(token.block.entries()),
        limit_count,
        limit_period,
        scopes: token.scopes.ids().iter().map(|id| id.as_str().to_owned()).collect(),
    }
}

fn checked(edit: &Edit, token: &Token) -> CheckedEdit {
    check_edit(edit, token, &EditContext { now: now(), zone: Seoul, catalogue: &Catalogue::sample() })
}

#[test]
fn what_is_shown_of_a_token_is_an_edit_that_changes_nothing() {
    for token in [token(), Token { limit: Limit::Unlimited, expiry: Expiry::Never, ..token() }] {
        let after = checked(&as_shown(&token), &token).into_token(&token).unwrap();
        assert_eq!(after, token);
        assert_eq!(changes(&token, &after), []);
    }
}

#[test]
fn a_date_that_the_token_has_is_right_also_where_it_is_past_and_keeps_its_zone() {
    let past = ExpiryDate::new("2026-11-01".parse().unwrap(), New_York).unwrap();
    let expired = Token { expiry: Expiry::On(past), ..token() };
    let edit = |text: &str| Edit { expiry: ExpiryDraft::On(text.to_owned()), ..as_shown(&expired) };
    for same in ["2026-11-01", "2026. 11. 1.", "2026년 11월 1일"] {
        assert_eq!(checked(&edit(same), &expired).expiry, Ok(Expiry::On(past)), "{same}");
    }
    let today = "2026-11-23".parse().unwrap();
    for other in ["2026-10-31", "2026-11-02", "2026-11-22"] {
        assert_eq!(checked(&edit(other), &expired).expiry, Err(ExpiryProblem::Past { today }), "{other}");
    }
    let Ok(Expiry::On(next)) = checked(&edit("2026-11-23"), &expired).expiry else { panic!("today is fine") };
    assert_eq!(next.zone(), Seoul, "a new date is of the zone in which it is chosen");
    let never = Token { expiry: Expiry::Never, ..token() };
    assert!(checked(&edit("2026-11-01"), &never).expiry.is_err(), "it was another token's date");
}

#[test]
fn a_limit_may_become_another_or_none_and_none_is_final() {
    let limited = token();
    let unlimited = Token { limit: Limit::Unlimited, ..token() };
    let max = |count: u32, period| Limit::Max { count: count.try_into().unwrap(), period };
    for (token, count, period, expected) in [
        (&limited, "3", Period::Total, Ok(max(3, Period::Total))),
        (&limited, "1,000", Period::Hour, Ok(max(1000, Period::Hour))),
        (&limited, "", Period::Hour, Ok(Limit::Unlimited)),
        (&limited, "x", Period::Hour, Err(LimitEditProblem::Typed(LimitProblem::Unreadable))),
        (&unlimited, "", Period::Hour, Ok(Limit::Unlimited)),
        (&unlimited, "0", Period::Hour, Ok(Limit::Unlimited)),
        (&unlimited, "5", Period::Hour, Err(LimitEditProblem::Final)),
        (&unlimited, "x", Period::Hour, Err(LimitEditProblem::Typed(LimitProblem::Unreadable))),
    ] {
        let edit = Edit { limit_count: count.to_owned(), limit_period: period, ..as_shown(token) };
        assert_eq!(checked(&edit, token).limit, expected, "{:?} to {count:?}", token.limit);
    }
}

#[test]
fn an_api_that_left_the_catalogue_may_stay_and_can_not_be_added() {
    let ids = |ids: &[&str]| ids.iter().map(|id| ApiId::parse(id).unwrap()).collect::<Vec<_>>();
    let holder = Token { scopes: Scopes::new(ids(&["long-gone", "build-run"])).unwrap(), ..token() };
    let ticked = |texts: &[&str], token: &Token| {
        let scopes = texts.iter().map(|id| (*id).to_owned()).collect();
        checked(&Edit { scopes, ..as_shown(token) }, token).scopes.map(|scopes| scopes.ids().to_vec())
    };
    assert_eq!(ticked(&["long-gone", "build-create"], &holder), Ok(ids(&["build-create", "long-gone"])));
    assert_eq!(ticked(&["build-run"], &holder), Ok(ids(&["build-run"])));
    assert_eq!(ticked(&["long-gone"], &holder), Ok(ids(&["long-gone"])));
    assert_eq!(ticked(&[], &holder), Err(ScopesProblem::Empty));
    let unknown = Err(ScopesProblem::Unknown { id: "long-gone".to_owned() });
    assert_eq!(ticked(&["long-gone", "build-run"], &token()), unknown);
}

#[test]
fn the_lists_are_reported_as_a_draft_s_are() {
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let edit = Edit {
        allow: list(&["10.2.3.4", "nonsense", "10.2.3.4"]),
        block: list(&["10.2.0.0/16"]),
        ..as_shown(&token())
    };
    let report = checked(&edit, &token());
    let first = report.allow.entries[0].as_ref().unwrap();
    assert!(first.notices.contains(&EntryNotice::ShadowedByBlock));
    assert!(report.allow.entries[1].is_err());
    assert!(
        report.allow.entries[2].as_ref().unwrap().notices.contains(&EntryNotice::Duplicate { position: 1 })
    );
    let valid = report.as_far_as_valid(&token());
    assert_eq!(valid.allow, token().allow, "what is wrong changes nothing yet");
    assert_eq!(changes(&token(), &valid).len(), 1, "the other list is told all the same");
    assert_eq!(report.into_token(&token()), Err(Field::Allow));
}

#[test]
fn the_first_field_with_a_problem_is_named_in_the_order_of_the_dialog() {
    let unlimited = Token { limit: Limit::Unlimited, ..token() };
    let good = as_shown(&unlimited);
    let mut mended = Edit {
        description: "\u{7}".to_owned(),
        expiry: ExpiryDraft::On("어제".to_owned()),
        allow: vec!["x".to_owned()],
        block: vec!["y".to_owned()],
        limit_count: "1".to_owned(),
        limit_period: Period::Day,
        scopes: vec![],
    };
    let mut fields = vec![];
    while let Err(field) = checked(&mended, &unlimited).into_token(&unlimited) {
        fields.push(field);
        match field {
            Field::Name => panic!("an edit has no name"),
            Field::Description => mended.description = good.description.clone(),
            Field::Expiry => mended.expiry = good.expiry.clone(),
            Field::Allow => mended.allow = good.allow.clone(),
            Field::Block => mended.block = good.block.clone(),
            Field::Limit => mended.limit_count = good.limit_count.clone(),
            Field::Scopes => mended.scopes = good.scopes.clone(),
        }
    }
    let order = [Field::Description, Field::Expiry, Field::Allow, Field::Block, Field::Limit, Field::Scopes];
    assert_eq!(fields, order);
}

#[test]
fn an_edit_touches_neither_the_life_nor_the_secret_nor_the_revision() {
    let before = Token { revision: 7, ..token() };
    let edit = Edit {
        description: "다음".to_owned(),
        expiry: ExpiryDraft::On((now() + TimeDelta::days(30)).date_naive().to_string()),
        allow: vec![],
        block: vec![],
        limit_count: String::new(),
        limit_period: Period::Total,
        scopes: vec!["cluster-list".to_owned()],
    };
    let after = checked(&edit, &before).into_token(&before).unwrap();
    assert_eq!(changes(&before, &after).len(), 6);
    assert_eq!(
        (after.life, after.credential, after.retiring, after.revision, after.name, after.id),
        (before.life, before.credential, before.retiring, 7, before.name, before.id)
    );
}
