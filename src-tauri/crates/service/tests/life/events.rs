use crate::{
    issued,
    support::{House, now},
};
use chrono::{DateTime, TimeDelta, Utc};
use mapae_service::{
    EventFilter, Registry, copy_token, disable_token, enable_token, list_events, revoke_token,
};
use mapae_store::EventKind;

fn sequences(registry: &Registry, filter: &EventFilter) -> Vec<u64> {
    let page = list_events(registry, filter, 0, 100).unwrap();
    assert_eq!(page.total, page.rows.len());
    page.rows.iter().map(|event| event.sequence).collect()
}

#[test]
fn events_are_found_by_day_kind_and_token() {
    let house = House::new();
    let registry = house.open();
    let (one, other) = (issued(&registry, "하나").id, issued(&registry, "둘").id);
    // 15:00 UTC is midnight in Seoul.
    let midnight: DateTime<Utc> = "2026-11-25T15:00:00Z".parse().unwrap();
    disable_token(&registry, one, midnight - TimeDelta::milliseconds(1)).unwrap();
    enable_token(&registry, one, midnight).unwrap();
    copy_token(&registry, other, midnight + TimeDelta::days(1)).unwrap();
    revoke_token(&registry, other, "", midnight + TimeDelta::days(2)).unwrap();
    let day = |text: &str| Some(text.parse().unwrap());
    let all = EventFilter::default();
    let about = |id| EventFilter { token: Some(id), ..EventFilter::default() };
    let kinds = |kinds: &[EventKind]| EventFilter { kinds: kinds.to_vec(), ..EventFilter::default() };
    for (filter, expected) in [
        (all.clone(), &[7, 6, 5, 4, 3, 2, 1][..]),
        (about(one), &[5, 4, 2]),
        (about(other), &[7, 6, 3]),
        (kinds(&[EventKind::TokenIssued]), &[3, 2]),
        (kinds(&[EventKind::TokenRevoked, EventKind::TokenIssued]), &[7, 3, 2]),
        (kinds(&[EventKind::TokenDeleted]), &[]),
        (kinds(&[EventKind::CatalogueChanged, EventKind::CatalogueChanged]), &[1]),
        (EventFilter { from: day("2026-11-26"), ..all.clone() }, &[7, 6, 5]),
        (EventFilter { to: day("2026-11-25"), ..all.clone() }, &[4, 3, 2, 1]),
        (EventFilter { from: day("2026-11-25"), to: day("2026-11-26"), ..all.clone() }, &[5, 4]),
        (EventFilter { from: day("2026-11-26"), to: day("2026-11-25"), ..all.clone() }, &[]),
        (EventFilter { to: day("2026-11-25"), ..kinds(&[EventKind::TokenDisabled]) }, &[4]),
        (EventFilter { from: day("2026-11-27"), ..about(other) }, &[7, 6]),
        (EventFilter { token: Some(one), ..kinds(&[EventKind::TokenEnabled, EventKind::TokenCopied]) }, &[5]),
    ] {
        assert_eq!(sequences(&registry, &filter), expected, "{filter:?}");
        let page = list_events(&registry, &filter, 1, 2).unwrap();
        let part: Vec<_> = page.rows.iter().map(|event| event.sequence).collect();
        assert_eq!(part, expected.iter().copied().skip(1).take(2).collect::<Vec<_>>(), "{filter:?}");
        assert_eq!(page.total, expected.len());
    }
}

#[test]
fn an_issue_tells_no_changes_and_a_copy_has_none() {
    let house = House::new();
    let registry = house.open();
    let id = issued(&registry, "하나").id;
    copy_token(&registry, id, now()).unwrap();
    let page = list_events(&registry, &EventFilter::default(), 0, 10).unwrap();
    assert!(page.rows.iter().all(|event| event.changes.is_empty() && !event.damaged));
    let copy = &page.rows[0];
    let token = copy.token.as_ref().unwrap();
    assert_eq!((copy.actor.as_str(), token.id, token.deleted), ("관리자", id, false));
    assert_eq!(token.name.as_ref().unwrap().as_str(), "하나");
    assert_eq!(page.rows[2].token, None, "a catalogue is no token");
}
