use crate::{
    go_on, id, ids, issue_two, opened,
    support::{House, now},
};
use mapae_service::{
    EventFilter, FileFormat, ServiceError, copy_token, export_calendar, export_events, export_tokens,
    preview_import,
};
use serde_json::Value;
use std::{fs, ops::ControlFlow, os::unix::fs::PermissionsExt};

#[test]
fn what_is_exported_is_the_same_when_it_is_read_in_again() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    for format in [FileFormat::Csv, FileFormat::Json] {
        let written =
            export_tokens(&registry, &ids(&registry), format, house.0.path(), now(), go_on).unwrap();
        assert_eq!(written.rows, 2);
        let text = fs::read_to_string(&written.path).unwrap();
        let import = preview_import(&registry, &text, now(), go_on).unwrap();
        let rows = import.rows(&registry, None, 0, 10, now()).unwrap();
        assert_eq!((import.counts().same, rows.len()), (2, 2), "{text}\n{rows:#?}");
    }
}

#[test]
fn a_spreadsheet_finds_no_formula_and_nobody_finds_a_secret() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    let secret = copy_token(&registry, id(&registry, "배포"), now()).unwrap();
    let secret = secret.expose().to_owned();
    let list =
        export_tokens(&registry, &ids(&registry), FileFormat::Csv, house.0.path(), now(), go_on).unwrap();
    let trail =
        export_events(&registry, &EventFilter::default(), FileFormat::Csv, house.0.path(), now(), go_on)
            .unwrap();
    for file in [list.path, trail.path] {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let bytes = fs::read(&file).unwrap();
        assert!(bytes.starts_with("\u{feff}".as_bytes()), "else spreadsheets take it for something else");
        let mut reader = csv::Reader::from_reader(&bytes[3..]);
        for cell in
            reader.records().flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} in {}", file.display());
        }
        assert!(!String::from_utf8(bytes).unwrap().contains(&secret));
    }
}

#[test]
fn the_trail_is_written_whole_newest_first_with_what_changed() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    mapae_service::disable_token(&registry, id(&registry, "배포"), now()).unwrap();
    let written =
        export_events(&registry, &EventFilter::default(), FileFormat::Json, house.0.path(), now(), go_on)
            .unwrap();
    let trail: Value = serde_json::from_slice(&fs::read(written.path).unwrap()).unwrap();
    let events = trail["events"].as_array().unwrap();
    assert_eq!(events.len(), written.rows);
    let actions: Vec<_> = events.iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["token_disabled", "token_issued", "token_issued", "catalogue_changed"]);
    assert_eq!(events[0]["changes"][0]["after"], "disabled");
    assert_eq!((&events[0]["token"], &events[0]["user"]), (&"@배포".into(), &"관리자".into()));
}

#[test]
fn a_calendar_has_one_day_for_each_token_that_expires() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    let written = export_calendar(&registry, house.0.path(), now(), |name| format!("만료, {name}")).unwrap();
    assert_eq!(written.rows, 1);
    let text = fs::read_to_string(written.path).unwrap();
    assert!(text.contains("DTSTART;VALUE=DATE:20270221\r\n"), "{text}");
    assert!(text.contains(&format!("UID:{}@mapae\r\n", id(&registry, "배포"))), "{text}");
    assert!(text.contains("SUMMARY:만료\\, @배포\r\n"), "{text}");
}

#[test]
fn an_export_that_is_stopped_leaves_nothing() {
    let house = House::new();
    let registry = opened(&house);
    issue_two(&registry);
    let folder = tempfile::tempdir().unwrap();
    let stop = |done, _| if done > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let stopped = export_tokens(&registry, &ids(&registry), FileFormat::Csv, folder.path(), now(), stop);
    assert!(matches!(stopped, Err(ServiceError::Stopped)));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
