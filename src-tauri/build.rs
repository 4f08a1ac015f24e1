//! Turns the list of commands into the access-control list, and makes sure that there is a UI to embed.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

include!("src/commands/list.rs");

macro_rules! names {
    ($($module:ident :: $name:ident),* $(,)?) => { &[$(stringify!($name)),*] };
}

const COMMANDS: &[&str] = for_each_command!(names);

fn main() {
    println!("cargo::rerun-if-changed=src/commands/list.rs");
    println!("cargo::rerun-if-changed=capabilities");
    require_capability_to_equal_the_list();
    build_ui_where_there_is_none();
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("tauri.conf.json and the capability are checked in and valid");
}

/// A command that is listed but not permitted would fail only in the hands of a person, and a permission for
/// a command that is no more would lie about what the window may do.
fn require_capability_to_equal_the_list() {
    let text = fs::read_to_string("capabilities/main.json").expect("capabilities/main.json is checked in");
    let permitted: BTreeSet<String> =
        text.split('"').filter(|word| word.starts_with("allow-")).map(str::to_owned).collect();
    let listed: BTreeSet<String> =
        COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    assert!(
        permitted == listed,
        "capabilities/main.json must permit exactly {listed:#?}, and permits {permitted:#?}"
    );
}

/// Only where it is missing altogether: `cargo check` then works on a fresh clone, and nobody waits for npm
/// otherwise. `cargo xtask run` keeps it fresh.
fn build_ui_where_there_is_none() {
    println!("cargo::rerun-if-changed=../ui/dist/index.html");
    if Path::new("../ui/dist/index.html").exists() {
        return;
    }
    for arguments in [&["ci", "--no-audit", "--no-fund"][..], &["run", "build"]] {
        let done = Command::new("npm").args(arguments).current_dir("../ui").status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "`npm {}` in ui/ failed; `cargo xtask run` brings a fitting Node and says what is missing",
            arguments.join(" ")
        );
    }
}
