//! Where the program under test and the pictures are.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The folder of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace")
}

/// The program under test: `MAPAE_BIN`, or the debug build beside this one.
pub fn binary() -> PathBuf {
    let named = env::var_os("MAPAE_BIN").map(PathBuf::from);
    let binary = named.unwrap_or_else(|| workspace().join("target/debug/mapae"));
    assert!(
        binary.is_file(),
        "{} is not there: `cargo xtask test` builds it, and MAPAE_BIN may name another",
        binary.display()
    );
    binary
}

/// The gate without a window: `MAPAE_GATE_BIN`, or the debug build beside the window's.
pub fn gate_binary() -> PathBuf {
    let named = env::var_os("MAPAE_GATE_BIN").map(PathBuf::from);
    let binary = named.unwrap_or_else(|| workspace().join("target/debug/mapae-gate"));
    assert!(
        binary.is_file(),
        "{} is not there: `cargo xtask test` builds it, and MAPAE_GATE_BIN may name another",
        binary.display()
    );
    binary
}

/// A program of the system: `MAPAE_<NAME>` where that is set, else on the PATH or where Debian keeps servers, which not
/// everybody's PATH holds.
pub fn program(name: &str) -> PathBuf {
    let variable = format!("MAPAE_{}", name.to_ascii_uppercase());
    if let Some(named) = env::var_os(&variable) {
        return named.into();
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = folders.map(|folder| folder.join(name)).find(|program| program.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not there: `cargo xtask test` brings it, and {variable} may name one")
    })
}

/// Where the picture `name` belongs: build output, kept for people to look at.
pub fn screenshot_path(name: &str) -> PathBuf {
    let folder = workspace().join("target/screenshots");
    fs::create_dir_all(&folder).expect("the build folder can be written");
    folder.join(name).with_extension("png")
}
