//! What the long runs of `cargo xtask torture` do by chance, once each and always the same.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use mapae_domain::{TokenDigest, TokenId};
use mapae_service::{
    Copying, OpenError, Recovery, Registry, ServiceError, copy_token, issue_token, token_detail,
};
use mapae_store::StoreError;
use std::{fs, path::PathBuf};
use support::{House, draft, now};

const SOME: usize = 300;
/// More events than are read at every opening.
const MANY: usize = 2_100;

fn issue_some(registry: &Registry, count: usize) -> Vec<(TokenId, TokenDigest)> {
    let issue = |number| {
        let token =
            issue_token(registry, &draft(&format!("배포 {number}")), Copying::Kept, now()).unwrap().token;
        (token.id, token.credential.digest)
    };
    (0..count).map(issue).collect()
}

fn database(house: &House) -> PathBuf {
    house.0.path().join("data/registry")
}

/// All of the database's file, behind the back of whoever has it open.
fn damage(house: &House) {
    let path = database(house).join("db");
    let mut bytes = fs::read(&path).unwrap();
    bytes.iter_mut().step_by(97).for_each(|byte| *byte ^= 0x55);
    fs::write(path, bytes).unwrap();
}

fn is_whole(registry: &Registry, issued: &[(TokenId, TokenDigest)]) {
    for (id, digest) in issued {
        let secret = copy_token(registry, *id, now()).unwrap();
        assert_eq!(TokenDigest::of(secret.expose().as_bytes()), *digest);
    }
}

#[test]
fn damage_met_while_the_registry_is_open_is_an_error_and_the_next_opening_has_everything() {
    let house = House::new();
    let issued = issue_some(&house.open(), MANY);
    // Once more: the first opening after that is one without a snapshot.
    drop(house.open_at(now()).unwrap());
    let registry = house.open_at(now()).unwrap();
    damage(&house);
    let read = issued.iter().map(|(id, _)| token_detail(&registry, *id, now()));
    let errors: Vec<_> = read.filter_map(Result::err).collect();
    assert!(!errors.is_empty(), "some of this damage was to have an effect");
    let damaged = |error: &ServiceError| matches!(error, ServiceError::Store(StoreError::Damaged { .. }));
    assert!(errors.iter().all(damaged), "{errors:?}");
    drop(registry);
    let registry = house.open_at(now()).unwrap();
    let recovered =
        matches!(registry.recovery(), Recovery::WithoutSnapshot { .. } | Recovery::Rebuilt { .. });
    assert!(recovered, "{:?}", registry.recovery());
    is_whole(&registry, &issued);
    drop(registry);
    assert_eq!(*house.open_at(now()).unwrap().recovery(), Recovery::NotNeeded, "it is over");
}

#[test]
fn a_registry_whose_database_and_audit_file_both_fail_is_refused_and_left_as_it_was() {
    let house = House::new();
    issue_some(&house.open(), SOME);
    damage(&house);
    let audit_file = house.0.path().join("state/audit.jsonl");
    let mut bytes = fs::read(&audit_file).unwrap();
    bytes[5000..9000].fill(0);
    fs::write(&audit_file, &bytes).unwrap();
    let error = house.open_at(now()).map(drop).unwrap_err();
    let named =
        matches!(&error, OpenError::Store(StoreError::Damaged { .. } | StoreError::AuditDamaged { .. }));
    assert!(named, "{error:?}");
    assert!(fs::read(&audit_file).unwrap() == bytes);
    assert!(database(&house).join("db").exists());
}
