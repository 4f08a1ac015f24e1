//! Places in which no registry can be opened: each is named, and nothing in it is touched.
//!
//! Nothing is forbidden to root. Where root runs the tests, this binary starts itself again as a user without rights,
//! from a copy that this user can reach.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::env;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use mapae_store::StoreError;

use support::{issue, open, token};

const FOLDER: &str = "MAPAE_PLACE_FOLDER";
/// The user without rights, on every Linux.
const NOBODY: u32 = 65534;

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn is_root(folder: &Path) -> bool {
    folder.metadata().unwrap().uid() == 0
}

#[test]
fn what_is_no_folder_is_named() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::write(at("file"), "not a folder").unwrap();
    symlink(at("nowhere"), at("link")).unwrap();
    for (folder, named) in [
        (at("file"), at("file")),
        (at("file/registry"), at("file")),
        (at("link"), at("link")),
        (at("link/registry"), at("link")),
    ] {
        let error = open(&folder).err();
        assert!(matches!(&error, Some(StoreError::NotAFolder { path }) if *path == named), "{error:?}");
    }
    assert_eq!(entries(place.path()), [at("file"), at("link")], "nothing was made");
}

#[test]
fn a_folder_that_is_missing_is_made_with_what_is_above_it() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("share/mapae/registry");
    issue(&open(&folder).unwrap(), token(1));
    assert!(folder.is_dir());
}

#[test]
fn a_folder_that_can_not_be_written_is_named() {
    let place = tempfile::tempdir().unwrap();
    match is_root(place.path()) {
        true => run_as_nobody(place.path(), "child_with_a_folder_that_can_not_be_written"),
        false => with_a_folder_that_can_not_be_written(place.path()),
    }
}

#[test]
#[ignore = "started by a_folder_that_can_not_be_written_is_named"]
fn child_with_a_folder_that_can_not_be_written() {
    let Some(place) = env::var_os(FOLDER) else { return };
    with_a_folder_that_can_not_be_written(Path::new(&place));
}

fn with_a_folder_that_can_not_be_written(place: &Path) {
    let data = place.join("data");
    let folder = data.join("registry");
    issue(&open(&folder).unwrap(), token(1));
    fs::set_permissions(&data, Permissions::from_mode(0o500)).unwrap();
    let new = data.join("another");
    let error = open(&new).err();
    assert!(matches!(&error, Some(StoreError::NoAccess { path, .. }) if *path == new), "{error:?}");
    fs::set_permissions(folder.join("db"), Permissions::from_mode(0o400)).unwrap();
    let error = open(&folder).err();
    assert!(matches!(&error, Some(StoreError::NoAccess { path, .. }) if *path == folder), "{error:?}");
    fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn what_belongs_to_another_user_is_named_with_that_user() {
    let place = tempfile::tempdir().unwrap();
    if !is_root(place.path()) {
        // Only root can give a file away, and only then is there anything to see.
        return;
    }
    let ours = place.path().join("ours");
    issue(&open(&ours).unwrap(), token(1));
    chown(&ours, Some(NOBODY), None).unwrap();
    let before = entries(&ours);
    let error = open(&ours).err();
    let Some(StoreError::WrongOwner { path, owner: NOBODY }) = &error else { panic!("{error:?}") };
    assert_eq!((path, entries(&ours)), (&ours, before), "root makes nothing in a person's folder");
    run_as_nobody(place.path(), "child_with_files_of_root");
}

#[test]
#[ignore = "started by what_belongs_to_another_user_is_named_with_that_user"]
fn child_with_files_of_root() {
    let Some(place) = env::var_os(FOLDER) else { return };
    let ours = Path::new(&place).join("ours");
    let error = open(&ours).err();
    let Some(StoreError::WrongOwner { path, owner: 0 }) = &error else { panic!("{error:?}") };
    assert!(path.starts_with(&ours), "{}", path.display());
}

/// Runs the ignored test `child` as a user without rights, who owns `place`.
fn run_as_nobody(place: &Path, child: &str) {
    let program = place.join("program");
    fs::copy(env::current_exe().unwrap(), &program).unwrap();
    chown(place, Some(NOBODY), None).unwrap();
    let mut command = Command::new(program);
    command.args(["--exact", child, "--ignored"]).env(FOLDER, place).current_dir(place).uid(NOBODY);
    let output = command.output().unwrap();
    let printed =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
}
