use crate::{
    issued, kinds,
    support::{House, draft, now},
};
use chrono::TimeDelta;
use mapae_domain::{Life, ReasonProblem, Status, Usage};
use mapae_service::{
    Copying, ServiceError, copy_token, disable_token, enable_token, end_grace, issue_token, reset_counter,
    revoke_token, rotate_token, token_detail,
};
use std::fs;

#[test]
fn switching_off_and_on_twice_leaves_one_event_each() {
    let house = House::new();
    let registry = house.open();
    let id = issued(&registry, "배포").id;
    for (switch, status, revision) in [
        (disable_token as fn(&_, _, _) -> _, Status::Disabled, 2),
        (disable_token, Status::Disabled, 2),
        (enable_token, Status::Active, 3),
        (enable_token, Status::Active, 3),
    ] {
        let detail = switch(&registry, id, now()).unwrap();
        assert_eq!((detail.listed.status, detail.listed.token.revision), (status, revision));
    }
    assert_eq!(kinds(&registry)[1..], ["token_issued", "token_disabled", "token_enabled"]);
}

#[test]
fn eight_who_switch_a_token_off_at_once_all_succeed_with_one_event() {
    let house = House::new();
    let registry = house.open();
    let id = issued(&registry, "배포").id;
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| disable_token(&registry, id, now()))).collect();
        all.into_iter().for_each(|one| drop(one.join().unwrap().unwrap()));
    });
    assert_eq!(kinds(&registry)[1..], ["token_issued", "token_disabled"]);
}

#[test]
fn a_withdrawal_is_final_and_keeps_its_first_reason() {
    let house = House::new();
    let registry = house.open();
    let id = issued(&registry, "배포").id;
    let long = revoke_token(&registry, id, &"가".repeat(201), now());
    assert!(matches!(
        long,
        Err(ServiceError::ReasonRefused(ReasonProblem::TooLong { max: 200, length: 201 }))
    ));
    let revoked = revoke_token(&registry, id, " 유출 ", now()).unwrap().listed.token;
    assert_eq!(revoked.life, Life::Revoked { at: now(), reason: "유출".to_owned() });
    let later = now() + TimeDelta::hours(1);
    assert_eq!(revoke_token(&registry, id, "다른 까닭", later).unwrap().listed.token, revoked);
    for step in [disable_token as fn(&_, _, _) -> _, enable_token, reset_counter] {
        assert!(matches!(step(&registry, id, later), Err(ServiceError::Revoked)));
    }
    let refused = rotate_token(&registry, id, mapae_domain::Grace::None, later);
    assert!(matches!(refused, Err(ServiceError::Revoked)));
    assert!(end_grace(&registry, id, later).is_ok(), "there is none");
    assert_eq!(kinds(&registry)[1..], ["token_issued", "token_revoked"]);
}

#[test]
fn a_copy_that_was_to_be_handed_out_once_goes_with_a_withdrawal() {
    let house = House::new();
    let registry = house.open();
    let id = issue_token(&registry, &draft("한 번"), Copying::Once, now()).unwrap().token.id;
    let file = house.0.path().join("state/once").join(id.to_string());
    let sealed = fs::read(&file).unwrap();
    let detail = revoke_token(&registry, id, "", now()).unwrap();
    assert!(!detail.listed.copyable && !file.exists());
    // As a kill between the two would leave it.
    fs::write(&file, sealed).unwrap();
    assert!(matches!(copy_token(&registry, id, now()), Err(ServiceError::TokenNotCopyable)));
    assert!(!file.exists());
}

#[test]
fn a_counter_is_set_back_with_an_event_and_what_was_used_stays_known() {
    let house = House::new();
    let registry = house.open();
    let limited = mapae_domain::Draft { limit_count: "3".to_owned(), ..draft("배포") };
    let id = issue_token(&registry, &limited, Copying::Kept, now()).unwrap().token.id;
    reset_counter(&registry, id, now()).unwrap();
    assert_eq!(kinds(&registry)[1..], ["token_issued"], "nothing was counted");
    let used = Usage { last_used: Some(now()), spent_total: 3, ..Usage::default() };
    registry.note_usage(&[(id, used)]).unwrap();
    assert_eq!(token_detail(&registry, id, now()).unwrap().listed.status, Status::Exhausted);
    let detail = reset_counter(&registry, id, now()).unwrap();
    assert_eq!((detail.listed.status, detail.listed.usage.spent_total), (Status::Active, 0));
    assert_eq!(detail.listed.usage.last_used, Some(now()));
    assert_eq!(kinds(&registry)[1..], ["token_issued", "counter_reset"]);
}

#[test]
fn what_is_not_there_is_named_so() {
    let house = House::new();
    let registry = house.open();
    let id = mapae_domain::TokenId::from_parts(1, [1; 10]);
    for step in [disable_token as fn(&_, _, _) -> _, enable_token, end_grace, reset_counter, token_detail] {
        assert!(matches!(step(&registry, id, now()), Err(ServiceError::TokenNotFound)));
    }
}
