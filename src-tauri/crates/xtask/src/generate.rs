//! `cargo xtask gen`: the UI's wire types (`ui/src/host/types`), written by ts-rs from the Rust types of
//! `src-tauri/src/commands`. They are committed, so that a change of the wire shows in review; `--check` tells
//! whether the committed ones are what Rust says now, and touches nothing.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    arguments::Arguments,
    command::{self, Failure, Outcome, Tools, root},
    run,
};

const COMMITTED: &str = "ui/src/host/types";

/// File contents by path below the folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

#[derive(Debug, PartialEq, Eq)]
enum Difference<'a> {
    Missing(&'a Path),
    Changed(&'a Path),
    Stale(&'a Path),
}

pub(crate) fn generate(mut arguments: Arguments) -> Outcome {
    let yes = arguments.flag("--yes");
    let only_check = arguments.flag("--check");
    arguments.finish()?;
    let tools = run::prepare(yes, "build the window", &[])?;
    if only_check { check(&tools) } else { write(&tools) }
}

/// Fails where a committed file differs from what Rust says.
pub(crate) fn check(tools: &Tools) -> Outcome {
    let (fresh, committed) = (exported(tools)?, committed()?);
    let differences = compare(&fresh, &committed);
    if differences.is_empty() {
        println!("{} wire types are in step.", fresh.len());
        return Ok(());
    }
    for difference in &differences {
        println!("{}", describe(difference));
    }
    Err(Failure::new(format!("{COMMITTED} is out of step with Rust: run `cargo xtask gen`")))
}

/// Writes only what differs: an untouched file keeps its time, and the UI is not built again for nothing.
fn write(tools: &Tools) -> Outcome {
    let (fresh, committed) = (exported(tools)?, committed()?);
    for difference in compare(&fresh, &committed) {
        println!("{}", describe(&difference));
        let folder = root().join(COMMITTED);
        match difference {
            Difference::Stale(file) => fs::remove_file(folder.join(file)),
            Difference::Missing(file) | Difference::Changed(file) => {
                write_file(&folder.join(file), &fresh[file])
            }
        }
        .map_err(Failure::at(format!("{COMMITTED} can't be written")))?;
    }
    println!("{} wire types in {COMMITTED}.", fresh.len());
    Ok(())
}

fn write_file(file: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, content)
}

/// ts-rs exports from tests that its derive makes, here into an empty folder.
fn exported(tools: &Tools) -> Outcome<Files> {
    let folder = command::target()?.join("wire-types");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Failure::at(format!("{} can't be emptied", folder.display())))?;
    }
    command::run(tools.cargo("test --quiet -p mapae export_bindings").env("TS_RS_EXPORT_DIR", &folder))?;
    let files = files_below(&folder).map_err(Failure::at("ts-rs exported nothing"))?;
    if files.is_empty() { Err(Failure::new("ts-rs exported nothing")) } else { Ok(files) }
}

fn committed() -> Outcome<Files> {
    let folder = root().join(COMMITTED);
    match files_below(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Files::new()),
        files => files.map_err(Failure::at(format!("{COMMITTED} can't be read"))),
    }
}

fn files_below(folder: &Path) -> io::Result<Files> {
    fn collect(top: &Path, folder: &Path, files: &mut Files) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                collect(top, &path, files)?;
            } else {
                let name = path.strip_prefix(top).expect("an entry lies below the folder that was read");
                files.insert(name.to_owned(), fs::read(&path)?);
            }
        }
        Ok(())
    }
    let mut files = Files::new();
    collect(folder, folder, &mut files)?;
    Ok(files)
}

fn compare<'a>(fresh: &'a Files, committed: &'a Files) -> Vec<Difference<'a>> {
    let wanted = fresh.iter().filter_map(|(file, content)| match committed.get(file) {
        None => Some(Difference::Missing(file)),
        Some(old) if old != content => Some(Difference::Changed(file)),
        Some(_) => None,
    });
    let stale =
        committed.keys().filter(|file| !fresh.contains_key(*file)).map(|file| Difference::Stale(file));
    wanted.chain(stale).collect()
}

fn describe(difference: &Difference<'_>) -> String {
    match difference {
        Difference::Missing(file) => format!("new      {}", file.display()),
        Difference::Changed(file) => format!("changed  {}", file.display()),
        Difference::Stale(file) => format!("stale    {}", file.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_stale_files_are_told_apart() {
        let files = |pairs: &[(&str, &str)]| -> Files {
            pairs.iter().map(|(name, text)| (name.into(), text.as_bytes().to_vec())).collect()
        };
        let fresh = files(&[("same.ts", "1"), ("changed.ts", "2"), ("deep/new.ts", "3")]);
        let committed = files(&[("same.ts", "1"), ("changed.ts", "old"), ("stale.ts", "4")]);
        assert_eq!(
            compare(&fresh, &committed),
            [
                Difference::Changed(Path::new("changed.ts")),
                Difference::Missing(Path::new("deep/new.ts")),
                Difference::Stale(Path::new("stale.ts")),
            ]
        );
        assert_eq!(compare(&fresh, &fresh), [], "equal folders are in step");
    }
}
