//! Backups of every released format, which open for ever: `tests/vectors/backup`.

use crate::support::{
    House, age_identity, issue_all, later, now, opened_with_age, recovery_key_text, tokens, typed,
};
use mapae_domain::{TokenId, Usage};
use mapae_service::{Unlock, drill, export, restore, verify_events};
use mapae_store::ChainReport;
use mapae_vault::{Cost, NewPassphrase, RecoveryKey, Start, Zeroizing};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

const PASSPHRASE: &str = "말과 메달과 길, 그리고 역참";

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors/backup")
}

#[test]
fn backups_of_every_format_are_put_back_with_their_passphrase_and_their_recovery_key() {
    let formats =
        fs::read_dir(vectors()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let formats: Vec<_> = formats.collect();
    assert!(!formats.is_empty());
    for format in formats {
        let expected: Value =
            serde_json::from_slice(&fs::read(format.join("expected.json")).unwrap()).unwrap();
        let text = |key: &str| expected[key].as_str().unwrap().to_owned();
        let files = fs::read_dir(&format).unwrap().map(|entry| entry.unwrap().path());
        let history = files.into_iter().find(|path| path.extension().is_some_and(|it| it == "age")).unwrap();
        assert!(opened_with_age(&history, &text("age_identity")).starts_with("{\"format\":\"mapae-backup-"));
        let paper = RecoveryKey::typed(Zeroizing::new(text("recovery_key"))).unwrap();
        for unlock in [Unlock::RecoveryKey(paper), Unlock::Passphrase(typed(&text("passphrase")))] {
            let house = House::new();
            let restored =
                house.with_place(Start::Unlocked, |place| restore(place, &format, &unlock, later(1)));
            let restored = restored.unwrap();
            assert_eq!(restored.events, expected["events"].as_u64().unwrap());
            assert_eq!((restored.tokens, restored.unopened), (2, 0));
            let used: TokenId = text("used").parse().unwrap();
            let usage = Usage {
                last_used: Some(now()),
                last_address: Some("2001:db8::1".parse().unwrap()),
                spent_total: 1234,
                ..Usage::default()
            };
            assert_eq!(house.usage(used), usage);
            let registry = house.open_with(&text("passphrase"));
            let found = tokens(&registry);
            let strings = found.iter().map(|(name, (_, token))| (name.clone(), Value::from(token.clone())));
            assert_eq!(Value::Object(strings.collect()), expected["tokens"]);
            assert!(matches!(verify_events(&registry).unwrap().audit_file, ChainReport::Intact { .. }));
            assert!(drill(&registry, now()).unwrap().passed());
        }
    }
}

/// Made the vector of format 1, and makes that of the next format: give the new folder in `MAPAE_VECTOR`.
#[test]
#[ignore = "writes a new vector"]
fn make() {
    let Some(folder) = std::env::var_os("MAPAE_VECTOR").map(PathBuf::from) else { return };
    let (house, mut issued) = House::with_tokens(&["배포 자동화"]);
    let used = issued["배포 자동화"].0;
    let last_address = Some("2001:db8::1".parse().unwrap());
    house.write_usage(&[(
        used,
        Usage { last_used: Some(now()), last_address, spent_total: 1234, ..Usage::default() },
    )]);
    // At the least that the product itself would make.
    let cost = Cost::new(Cost::LEAST_MEMORY_MIB, Cost::LEAST_PASSES);
    let mut vault = house.vault();
    vault.set_passphrase(&NewPassphrase::new(typed(PASSPHRASE)).unwrap(), cost).unwrap();
    let paper = recovery_key_text(&mut vault);
    let age_identity = age_identity(&vault);
    drop(vault);
    let registry = house.open_with(PASSPHRASE);
    issued.extend(issue_all(&registry, &["Grafana 연동"]));
    let exported = export(&registry, house.folder(), now()).unwrap();
    fs::create_dir(&folder).unwrap();
    let mut events: u64 = 0;
    for entry in fs::read_dir(exported).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
        let name = entry.file_name().into_string().unwrap();
        let number = name.split_once('-').and_then(|(_, rest)| rest.split_once('.')).unwrap().0;
        events = number.parse().unwrap();
    }
    let strings = issued.iter().map(|(name, (_, token))| (name.clone(), Value::from(token.clone())));
    let expected = json!({
        "passphrase": PASSPHRASE,
        "recovery_key": paper,
        "age_identity": age_identity,
        "events": events,
        "used": used.to_string(),
        "tokens": Value::Object(strings.collect()),
    });
    let mut text = serde_json::to_string_pretty(&expected).unwrap();
    text.push('\n');
    fs::write(folder.join("expected.json"), text).unwrap();
}
