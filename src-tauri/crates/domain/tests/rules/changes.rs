use chrono::TimeDelta;
use mapae_domain::{
    AllowList, BlockList, Description, Expiry, FieldChange, Life, Limit, RetiringCredential, Scopes, Token,
    changes,
};

use crate::sample_token::{credential, entries, now, text_of, token};

/// One step away from the sample, and what is told of it.
fn expected(spoil: impl Fn(&mut Token), change: FieldChange) {
    let mut after = token();
    spoil(&mut after);
    assert_eq!(changes(&token(), &after), [change]);
    assert_eq!(changes(&after, &after), []);
}

#[test]
fn each_field_is_told_before_and_after() {
    let Token { description, expiry, limit, credential: secret, .. } = token();
    let text = Description::parse("야간").unwrap();
    expected(
        |token| token.description = text.clone(),
        FieldChange::Description { before: description, after: text.clone() },
    );
    expected(
        |token| token.expiry = Expiry::Never,
        FieldChange::Expiry { before: expiry, after: Expiry::Never },
    );
    expected(
        |token| token.limit = Limit::Unlimited,
        FieldChange::Limit { before: limit, after: Limit::Unlimited },
    );
    expected(
        |token| token.life = Life::Disabled,
        FieldChange::Life { before: Life::Active, after: Life::Disabled },
    );
    let next = credential(&text_of(2));
    expected(|token| token.credential = next, FieldChange::Secret { before: secret.hint, after: next.hint });
    let until = now() + TimeDelta::hours(1);
    expected(
        |token| token.retiring = Some(RetiringCredential { credential: next, until }),
        FieldChange::Grace { before: None, after: Some(until) },
    );
    let left = token().scopes.ids()[..1].to_vec();
    expected(
        |token| token.scopes = Scopes::new(left.clone()).unwrap(),
        FieldChange::Scopes { added: vec![], removed: token().scopes.ids()[1..].to_vec() },
    );
}

#[test]
fn lists_tell_what_came_and_what_went_and_when_they_open_to_all() {
    let allow = |texts: &[&str]| AllowList::from_entries(entries(texts)).unwrap();
    let told = |before: &[&str], after: &[&str]| {
        let [before, after] = [before, after].map(|texts| Token { allow: allow(texts), ..token() });
        changes(&before, &after)
    };
    let change = |added: &[&str], removed: &[&str], before_any, after_any| {
        let (added, removed) = (entries(added), entries(removed));
        vec![FieldChange::Allow { added, removed, before_any, after_any }]
    };
    assert_eq!(told(&[], &["10.0.0.0/8"]), change(&["10.0.0.0/8"], &[], true, false));
    assert_eq!(told(&["10.0.0.0/8"], &[]), change(&[], &["10.0.0.0/8"], false, true));
    assert_eq!(told(&["10.0.0.0/8", "::1"], &["::1", "10.0.0.0/8"]), [], "order means nothing");
    let noted = told(&["10.0.0.0/8 사무실"], &["10.0.0.0/8 본사"]);
    assert_eq!(noted, change(&["10.0.0.0/8 본사"], &["10.0.0.0/8 사무실"], false, false));

    let block = |texts: &[&str]| Token { block: BlockList::from_entries(entries(texts)).unwrap(), ..token() };
    let told = changes(&block(&["::1", "::2"]), &block(&["::2", "::3"]));
    assert_eq!(told, [FieldChange::Block { added: entries(&["::3"]), removed: entries(&["::1"]) }]);
}

#[test]
fn several_changes_come_in_the_order_of_the_dialog() {
    let mut after = token();
    after.life = Life::Disabled;
    after.limit = Limit::Unlimited;
    after.block = BlockList::default();
    after.expiry = Expiry::Never;
    let told = changes(&token(), &after);
    let in_order = matches!(
        &told[..],
        [
            FieldChange::Expiry { .. },
            FieldChange::Block { .. },
            FieldChange::Limit { .. },
            FieldChange::Life { .. }
        ]
    );
    assert!(in_order, "{told:?}");
}
