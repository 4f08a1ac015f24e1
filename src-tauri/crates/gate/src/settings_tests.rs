#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::error::GateError;
use crate::settings_file::SETTINGS_FILE;

fn problems(change: impl FnOnce(&mut SettingsDraft)) -> Vec<SettingsProblem> {
    let mut draft = SettingsDraft::default();
    change(&mut draft);
    GateSettings::parse(&draft).err().unwrap_or_default()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn the_default_is_off_local_and_trusts_nobody() {
    let settings = GateSettings::default();
    assert!(!settings.is_enabled() && settings.is_local());
    assert_eq!(settings.listen().unwrap().to_string(), "127.0.0.1:7461");
    assert_eq!((settings.trusted_proxies().len(), settings.introspection()), (0, None));
    assert_eq!(GateSettings::parse(&SettingsDraft::default()), Ok(settings));
}

#[test]
fn each_problem_names_its_field() {
    use SettingsProblem::{
        ClientHeader, Host, Introspection, ListenPortZero, ListenUnreadable, NowhereToListen, SocketPath,
        TrustsEveryone,
    };
    for listen in ["localhost:7461", "127.0.0.1", "127.0.0.1:99999", "7461", "010.0.0.1:7461"] {
        assert_eq!(problems(|draft| draft.listen = listen.to_owned()), [ListenUnreadable], "{listen}");
    }
    assert_eq!(problems(|draft| draft.listen = "127.0.0.1:0".to_owned()), [ListenPortZero]);
    assert_eq!(problems(|draft| draft.listen.clear()), [], "it is off");
    let nowhere = problems(|draft| {
        draft.enabled = true;
        draft.listen.clear();
    });
    assert_eq!(nowhere, [NowhereToListen]);
    for socket in ["gate.sock", "/", "/run/..", &format!("/{}", "x".repeat(107))] {
        assert_eq!(problems(|draft| draft.socket = socket.to_owned()), [SocketPath], "{socket}");
    }
    for everyone in ["0.0.0.0/0", "::/0", "1.2.3.4/0"] {
        let found = problems(|draft| draft.trusted_proxies = texts(&["10.0.0.0/8", everyone]));
        assert_eq!(found, [TrustsEveryone { position: 2 }], "{everyone}");
    }
    let unreadable = problems(|draft| draft.trusted_proxies = texts(&["10.0.0.0/33"]));
    assert!(matches!(
        unreadable[..],
        [SettingsProblem::TrustedProxy { position: 1, problem: EntryProblem::PrefixTooLong { max: 32 } }]
    ));
    for header in ["", "X Forwarded For", "Authorization", "host", "Cookie"] {
        assert_eq!(problems(|draft| draft.client_header = header.to_owned()), [ClientHeader], "{header}");
    }
    for host in ["a b", "gate:80", "http://gate", "[::1]"] {
        assert_eq!(problems(|draft| draft.hosts = texts(&[host])), [Host { position: 1 }], "{host}");
    }
    for digest in ["abc", &"g".repeat(64), &"a".repeat(63)] {
        assert_eq!(problems(|draft| draft.introspection_sha256 = digest.to_owned()), [Introspection]);
    }
    let many = problems(|draft| draft.hosts = vec!["a".to_owned(); 201]);
    assert_eq!(many, [SettingsProblem::TooMany { field: SettingsField::Hosts }]);
    let several = problems(|draft| {
        draft.listen = "x".to_owned();
        draft.socket = "x".to_owned();
        draft.client_header.clear();
    });
    let fields: Vec<_> = several.iter().map(SettingsProblem::field).collect();
    assert_eq!(fields, [SettingsField::Listen, SettingsField::Socket, SettingsField::ClientHeader]);
}

fn full() -> GateSettings {
    let draft = SettingsDraft {
        enabled: true,
        listen: "[::1]:7461".to_owned(),
        socket: "/run/mapae/gate.sock".to_owned(),
        trusted_proxies: texts(&["10.0.0.0/8 사무실", " ", "2001:db8::1"]),
        client_header: "x-real-ip".to_owned(),
        hosts: texts(&["Gate.Internal"]),
        introspection_sha256: "ab".repeat(32),
    };
    GateSettings::parse(&draft).unwrap()
}

#[test]
fn settings_are_the_same_after_they_were_saved() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(GateSettings::load(folder.path()).unwrap(), GateSettings::default(), "nothing was saved yet");
    for settings in [full(), GateSettings::default(), full()] {
        settings.save(folder.path()).unwrap();
        assert_eq!(GateSettings::load(folder.path()).unwrap(), settings);
    }
    let mode = fs::metadata(folder.path().join(SETTINGS_FILE)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    assert_eq!(full().draft().trusted_proxies, ["10.0.0.0/8 # 사무실", "2001:db8::1/128"]);
    assert_eq!(full().draft().client_header, "X-Real-IP");
    assert_eq!(full().client_header(), &ClientHeader::XRealIp);
}

#[test]
fn a_file_that_is_not_understood_changes_nothing_silently() {
    let folder = tempfile::tempdir().unwrap();
    let load = |text: &str| {
        fs::write(folder.path().join(SETTINGS_FILE), text).unwrap();
        GateSettings::load(folder.path())
    };
    let header = r#""enabled":true,"listen":"127.0.0.1:1","client_header":"X-Real-IP""#;
    assert!(load(&format!(r#"{{"version":1,{header}}}"#)).is_ok(), "lists may be left out");
    assert!(matches!(
        load(&format!(r#"{{"version":2,{header}}}"#)),
        Err(GateError::SettingsVersion { version: 2, .. })
    ));
    assert!(matches!(load(&format!("{{{header}}}")), Err(GateError::SettingsMalformed { .. })), "no version");
    let misspelt = format!(r#"{{"version":1,{header},"trusted_proxy":["10.0.0.0/8"]}}"#);
    assert!(matches!(load(&misspelt), Err(GateError::SettingsMalformed { .. })));
    assert!(matches!(load(""), Err(GateError::SettingsMalformed { .. })));
    let everyone = format!(r#"{{"version":1,{header},"trusted_proxies":["0.0.0.0/0"]}}"#);
    assert!(matches!(load(&everyone), Err(GateError::SettingsWrong { .. })));
}

#[test]
fn the_secret_is_compared_by_its_digest() {
    let digest = SecretDigest::of(b"gate-secret");
    assert!(digest.is_of(b"gate-secret"));
    assert!(!digest.is_of(b"gate-secreT") && !digest.is_of(b""));
}
