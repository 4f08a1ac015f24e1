use crate::{
    issued, kinds,
    support::{House, draft, now},
};
use chrono::TimeDelta;
use mapae_domain::{Draft, ExpiryDraft, Usage};
use mapae_service::{
    Copying, ServiceError, copy_token, delete_token, issue_token, list_events, revoke_token, token_detail,
};
use std::fs;

#[test]
fn only_a_withdrawn_or_expired_token_is_deleted_and_only_by_its_name() {
    let house = House::new();
    let registry = house.open();
    let id = issued(&registry, "배포 Main").id;
    assert!(matches!(delete_token(&registry, id, "배포 Main", now()), Err(ServiceError::InForce)));
    revoke_token(&registry, id, "유출", now()).unwrap();
    for typed in ["", "배포", "배포 main", "배포  Main"] {
        let refused = delete_token(&registry, id, typed, now());
        assert!(matches!(refused, Err(ServiceError::NameMismatch)), "{typed:?}");
    }
    // As macOS types it.
    delete_token(&registry, id, " \u{1107}\u{1162}\u{1111}\u{1169} Main ", now()).unwrap();
    let again = delete_token(&registry, id, "배포 Main", now());
    assert!(matches!(again, Err(ServiceError::TokenNotFound)));
    assert!(matches!(copy_token(&registry, id, now()), Err(ServiceError::TokenNotFound)));

    let today = Draft { expiry: ExpiryDraft::On("2026-11-24".to_owned()), ..draft("오늘까지") };
    let id = issue_token(&registry, &today, Copying::Kept, now()).unwrap().token.id;
    assert!(matches!(delete_token(&registry, id, "오늘까지", now()), Err(ServiceError::InForce)));
    delete_token(&registry, id, "오늘까지", now() + TimeDelta::days(1)).unwrap();
}

#[test]
fn a_deleted_token_keeps_its_line_and_its_name_may_be_issued_again() {
    let house = House::new();
    let registry = house.open();
    let id = issue_token(&registry, &draft("배포"), Copying::Once, now()).unwrap().token.id;
    registry.note_usage(&[(id, Usage { spent_total: 7, ..Usage::default() })]).unwrap();
    let revoked = revoke_token(&registry, id, "유출", now()).unwrap().listed.token;
    let later = now() + TimeDelta::minutes(3);
    delete_token(&registry, id, "배포", later).unwrap();
    let next = issued(&registry, "배포");
    drop(registry);
    let registry = house.open_at(later).unwrap();
    let detail = token_detail(&registry, id, later).unwrap();
    assert_eq!((detail.listed.token, detail.listed.deleted_at), (revoked, Some(later)));
    assert!(!detail.listed.copyable);
    assert_eq!(token_detail(&registry, next.id, later).unwrap().listed.deleted_at, None);
    let about = mapae_service::EventFilter { token: Some(id), ..Default::default() };
    let page = list_events(&registry, &about, 0, 10).unwrap();
    let told: Vec<_> = page.rows.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(told, ["token_deleted", "token_revoked", "token_issued"]);
    for event in page.rows {
        let token = event.token.unwrap();
        assert_eq!((token.name.unwrap().as_str(), token.deleted), ("배포", true));
    }
    assert_eq!(kinds(&registry).len(), 5);
}

#[test]
fn a_copy_that_was_to_be_handed_out_once_goes_with_a_deletion() {
    let house = House::new();
    let registry = house.open();
    let today = Draft { expiry: ExpiryDraft::On("2026-11-24".to_owned()), ..draft("한 번") };
    let id = issue_token(&registry, &today, Copying::Once, now()).unwrap().token.id;
    let folder = house.0.path().join("state/once");
    let sealed = fs::read(folder.join(id.to_string())).unwrap();
    let later = now() + TimeDelta::days(1);
    delete_token(&registry, id, "한 번", later).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    // As a kill between the two would leave it, with a rotation before that.
    fs::write(folder.join(id.to_string()), &sealed).unwrap();
    fs::write(folder.join(format!("{id}.next")), &sealed).unwrap();
    drop(registry);
    drop(house.open_at(later).unwrap());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}
