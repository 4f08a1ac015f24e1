use crate::{
    go_on, id, ids, issue_two, opened,
    support::{House, draft, now},
};
use mapae_service::{
    Copying, ImportCounts, ListUnreadable, Outcome, Query, RefusedBecause, RowProblem, ServiceError,
    apply_import, disable_token, issue_token, list_tokens, preview_import, revoke_token,
};
use std::ops::ControlFlow;

const LIST: &str = "\
이름,설명,만료일,허용 IP,차단 IP,요청 제한,기간,범위
새 토큰,야간 배치,2027-02-21,10.0.0.0/8,,\"1,000\",1일,build-create
맨몸,설명이 생겼어요,,,,,,build-create
새 토큰,같은 이름,,,,,,build-create
틀린 주소,,,10.0.0.0/99,,,,build-create
지난 날,,2020-01-01,,,,,build-create
범위 없음,,,,,,,
칸이 모자람,build-create
";

#[test]
fn every_line_is_judged_and_nothing_is_changed_before_the_word() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    let import = preview_import(&registry, LIST, now(), go_on).unwrap();
    assert_eq!(import.counts(), ImportCounts { new: 1, changed: 1, same: 0, bad: 5 });
    assert_eq!(ids(&registry).len(), 2, "nothing is issued yet");

    let rows = import.rows(&registry, None, 0, 100, now()).unwrap();
    let of = |index: usize| (rows[index].line, rows[index].outcome, rows[index].problem);
    assert_eq!(of(0), (2, Outcome::New, None));
    assert_eq!(of(1), (3, Outcome::Changed, None));
    assert_eq!(rows[1].changes.len(), 1);
    assert_eq!(of(2), (4, Outcome::Bad, Some(RowProblem::Repeated { line: 2 })));
    assert!(rows[3].draft.as_ref().unwrap().allow.entries[0].is_err());
    assert!(rows[4].draft.as_ref().unwrap().expiry.is_err());
    assert!(rows[5].draft.as_ref().unwrap().scopes.is_err());
    assert_eq!(of(6), (8, Outcome::Bad, Some(RowProblem::Unreadable)));
    let bad = import.rows(&registry, Some(Outcome::Bad), 1, 2, now()).unwrap();
    assert_eq!(bad.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 6], "a page of the bad ones alone");
}

#[test]
fn the_good_lines_are_done_and_what_is_there_is_changed_only_if_that_was_said() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    let import = preview_import(&registry, LIST, now(), go_on).unwrap();
    let report = apply_import(&registry, &import, false, now(), &go_on);
    assert_eq!((report.total, report.done, report.failed), (1, 1, 0));
    let report = apply_import(&registry, &import, true, now(), &go_on);
    assert_eq!((report.done, report.failed), (1, 1), "the new one is there already, and is named");
    assert_eq!(
        (report.failures[0].name.as_str(), report.failures[0].why),
        ("새 토큰", RefusedBecause::Outdated)
    );
    let rows = list_tokens(&registry, &Query::default(), 0, 10, now()).unwrap().rows;
    let found = |name: &str| rows.iter().find(|row| row.token.name.as_str() == name).unwrap().token.clone();
    assert_eq!(found("맨몸").description.as_str(), "설명이 생겼어요");
    assert_eq!(found("새 토큰").allow.entries()[0].to_string(), "10.0.0.0/8");
}

#[test]
fn a_token_that_was_changed_since_the_judgement_is_left_alone_and_named() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    let import = preview_import(&registry, LIST, now(), go_on).unwrap();
    disable_token(&registry, id(&registry, "맨몸"), now()).unwrap();
    let report = apply_import(&registry, &import, true, now(), &go_on);
    assert_eq!((report.done, report.failures[0].why), (1, RefusedBecause::Outdated));
}

#[test]
fn a_withdrawn_token_is_not_changed_and_a_limit_not_put_on_an_unlimited_one() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    let limited = "name,limit,scopes\n맨몸,10,build-create\n";
    let import = preview_import(&registry, limited, now(), go_on).unwrap();
    let row = &import.rows(&registry, None, 0, 1, now()).unwrap()[0];
    assert!(row.outcome == Outcome::Bad && row.edit.as_ref().unwrap().limit.is_err(), "{row:?}");
    revoke_token(&registry, id(&registry, "맨몸"), "", now()).unwrap();
    let import = preview_import(&registry, LIST, now(), go_on).unwrap();
    let row = &import.rows(&registry, None, 1, 1, now()).unwrap()[0];
    assert_eq!((row.outcome, row.problem), (Outcome::Bad, Some(RowProblem::Revoked)));
}

#[test]
fn what_is_no_list_is_said_so_and_a_long_reading_can_be_stopped() {
    let house = House::new();
    let registry = opened(&house);
    for (text, why) in [
        ("", ListUnreadable::NoList),
        ("name,scopes\n", ListUnreadable::NoList),
        ("name,허용,scopes\na,10.0.0.0/8,build-create\n", ListUnreadable::UnknownColumn),
    ] {
        let refused = preview_import(&registry, text, now(), go_on).err();
        assert!(matches!(&refused, Some(ServiceError::ListUnreadable(found)) if *found == why), "{text:?}");
    }
    let stopped = preview_import(&registry, LIST, now(), |_, _| ControlFlow::Break(())).err();
    assert!(matches!(stopped, Some(ServiceError::Stopped)));
}

#[test]
fn a_list_of_thousands_is_issued_and_is_the_same_afterwards() {
    let house = House::new();
    let registry = opened(&house);
    issue_token(&registry, &draft("first"), Copying::Kept, now()).unwrap();
    let lines = (0..3000).map(|number| format!("token {number},10.{}.0.0/16,build-create\n", number % 256));
    let text: String = std::iter::once("name,allow,scopes\n".to_owned()).chain(lines).collect();
    let import = preview_import(&registry, &text, now(), go_on).unwrap();
    let report = apply_import(&registry, &import, false, now(), &go_on);
    assert_eq!((report.done, report.failed, report.stopped), (3000, 0, false));
    let again = preview_import(&registry, &text, now(), go_on).unwrap();
    assert_eq!(again.counts(), ImportCounts { same: 3000, ..ImportCounts::default() });
}
