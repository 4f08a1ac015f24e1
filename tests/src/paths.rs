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

/// Where the picture `name` belongs: build output, kept for people to look at.
pub fn screenshot_path(name: &str) -> PathBuf {
    let folder = workspace().join("target/screenshots");
    fs::create_dir_all(&folder).expect("the build folder can be written");
    folder.join(name).with_extension("png")
}
