//! The invariants of the house that are edges between crates (src-tauri/ARCHITECTURE.md, "Invariants"). A crate
//! exists only because it forbids something; this is where what it forbids is checked. Dev-dependencies don't
//! count: they are in no shipped program.

use acceptance::workspace;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use std::{collections::BTreeSet, env, fs, process::Command};

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");

/// The members of the workspace, with their direct dependencies.
fn members() -> Metadata {
    let metadata = MetadataCommand::new().manifest_path(MANIFEST).no_deps().exec();
    metadata.expect("the workspace that is being tested has a manifest")
}

/// The names of all packages that `member` needs, directly or not, with the features it asks for itself.
/// `cargo metadata` can't tell: it adds up the features that any member asks for.
fn reach(member: &str) -> BTreeSet<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = Command::new(cargo)
        .args(["tree", "--offline", "--manifest-path", MANIFEST, "--package", member])
        .args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .output()
        .expect("cargo runs: it runs this test");
    assert!(tree.status.success(), "cargo tree: {}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8(tree.stdout).expect("names of packages are text");
    let names = text.lines().filter_map(|line| line.split(' ').next()).filter(|name| *name != member);
    names.map(str::to_owned).collect()
}

/// Fails with `reason` where `member` reaches any of `forbidden`; `tauri*` stands for all that begin so.
fn never_reaches(member: &str, forbidden: &[&str], reason: &str) {
    let fits = |package: &str| {
        forbidden
            .iter()
            .any(|it| it.strip_suffix('*').map_or(package == *it, |start| package.starts_with(start)))
    };
    let found: Vec<String> = reach(member).into_iter().filter(|package| fits(package)).collect();
    assert!(found.is_empty(), "{member} must not reach {found:?}: {reason}");
}

#[test]
fn the_domain_is_pure() {
    let outside =
        ["sled", "keyring*", "getrandom", "rand*", "tokio", "tauri*", "serde*", "iana-time-zone", "mapae*"];
    never_reaches(
        "mapae-domain",
        &outside,
        "no clock, disk, net, environment, randomness or wire, and nothing above it",
    );
}

#[test]
fn the_gate_can_not_open_a_token() {
    let forbidden = ["mapae-vault", "mapae-service", "mapae", "tauri*", "gtk*", "webkit2gtk*"];
    never_reaches(
        "mapae-gate",
        &forbidden,
        "it holds nothing that opens a token, and runs without a desktop",
    );
}

#[test]
fn store_and_vault_do_not_know_each_other() {
    never_reaches("mapae-store", &["mapae-vault", "mapae-service", "tauri*"], "it knows no plain secret");
    never_reaches("mapae-vault", &["mapae-store", "mapae-service", "tauri*"], "it keeps no records");
    never_reaches("mapae-service", &["tauri*", "ts-rs"], "use cases know no window");
}

#[test]
fn only_the_shell_knows_tauri_and_the_wire() {
    for member in members().workspace_packages() {
        let shipped = member.dependencies.iter().filter(|it| it.kind != DependencyKind::Development);
        let wire: Vec<&String> =
            shipped.map(|it| &it.name).filter(|name| name.starts_with("tauri") || *name == "ts-rs").collect();
        assert!(
            member.name.as_str() == "mapae" || wire.is_empty(),
            "{} must not depend on {wire:?}",
            member.name
        );
    }
    assert!(reach("mapae").contains("tauri"), "the shell does, so the search is a real one");
}

#[test]
fn only_two_files_are_unsafe() {
    let listed = Command::new("git").args(["ls-files", "*.rs"]).current_dir(workspace()).output();
    let listed = listed.expect("git lists the house").stdout;
    let files = String::from_utf8(listed).expect("names of files are text");
    // In two parts, so that this file is none of them.
    let lint = ["unsafe", "_code"].concat();
    let says_so =
        |file: &&str| fs::read_to_string(workspace().join(file)).is_ok_and(|text| text.contains(&lint));
    let found: Vec<&str> = files.lines().filter(says_so).collect();
    let known = ["src-tauri/crates/gate/src/large_pages.rs", "src-tauri/src/memory.rs"];
    assert_eq!(found, known, "without naming the lint none compiles");
}

#[test]
fn xtask_starts_at_once() {
    assert!(reach("xtask").is_empty(), "what runs before everything else has nothing to compile first");
}
