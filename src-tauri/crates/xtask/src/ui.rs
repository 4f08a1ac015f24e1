//! The UI's packages and its build, each made only when it is out of date.

use std::{fs, io, path::Path, time::SystemTime};

use crate::command::{self, Failure, Outcome, Tools, root};

/// What `npm run build` reads. The rest of `ui/` (tests' settings, the linter's) changes nothing in `dist`.
const SOURCES: &[&str] = &[
    "src",
    "public",
    "index.html",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

/// Makes `ui/node_modules` what `package-lock.json` says.
///
/// The stamp is a copy of the lock file inside `node_modules`: `npm ci` begins by removing that folder, so an
/// installation that was cut short, or a folder that was deleted, is never taken for a complete one.
pub(crate) fn install(tools: &Tools) -> Outcome {
    let lock = root().join("ui/package-lock.json");
    let stamp = root().join("ui/node_modules/.installed-lock.json");
    if is_copy(&lock, &stamp) {
        return Ok(());
    }
    command::run(&mut tools.npm("ci --no-audit --no-fund"))?;
    fs::copy(&lock, &stamp).map_err(Failure::at(format!("{} can't be written", stamp.display())))?;
    Ok(())
}

/// Makes `ui/dist`, after its packages.
pub(crate) fn build(tools: &Tools) -> Outcome {
    install(tools)?;
    let ui = root().join("ui");
    if is_newer_than_all(&ui.join("dist/index.html"), SOURCES.iter().map(|source| ui.join(source))) {
        return Ok(());
    }
    command::run(&mut tools.npm("run build"))
}

fn is_copy(original: &Path, copy: &Path) -> bool {
    matches!((fs::read(original), fs::read(copy)), (Ok(original), Ok(copy)) if original == copy)
}

fn is_newer_than_all(product: &Path, sources: impl Iterator<Item = impl AsRef<Path>>) -> bool {
    let Ok(made) = fs::metadata(product).and_then(|data| data.modified()) else {
        return false;
    };
    sources.map(|source| newest(source.as_ref())).all(|changed| changed.is_ok_and(|changed| changed < made))
}

/// The last change in a file or folder. Folders count themselves, because that is where a deletion shows.
/// What does not exist has not changed.
fn newest(path: &Path) -> io::Result<SystemTime> {
    let data = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(SystemTime::UNIX_EPOCH),
        data => data?,
    };
    let mut newest_change = data.modified()?;
    if data.is_dir() {
        for entry in fs::read_dir(path)? {
            newest_change = newest_change.max(newest(&entry?.path())?);
        }
    }
    Ok(newest_change)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
    use std::{
        fs::File,
        path::PathBuf,
        time::{Duration, SystemTime},
    };

    use super::*;

    /// A folder of this test alone; removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("mapae-xtask-{name}-{}", std::process::id()));
            fs::create_dir_all(folder.join("src")).unwrap();
            Self(folder)
        }

        fn write(&self, name: &str, second: u64) -> PathBuf {
            let file = self.0.join(name);
            fs::write(&file, name).unwrap();
            self.touch(name, second);
            file
        }

        fn touch(&self, name: &str, second: u64) {
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
            File::open(self.0.join(name)).unwrap().set_modified(at).unwrap();
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).ok();
        }
    }

    #[test]
    fn a_build_is_made_again_after_a_change_or_a_deletion() {
        let folder = Folder::new("newer");
        let source = folder.write("src/a.ts", 10);
        folder.touch("src", 10);
        let product = folder.write("index.html", 20);
        let fresh = || is_newer_than_all(&product, [folder.0.join("src"), folder.0.join("absent")].iter());
        assert!(fresh(), "nothing changed since");
        folder.touch("src/a.ts", 30);
        assert!(!fresh(), "a source was edited");
        folder.touch("src/a.ts", 10);
        assert!(fresh());
        fs::remove_file(source).unwrap();
        assert!(!fresh(), "the folder's own time tells of a deletion");
        fs::remove_file(&product).unwrap();
        assert!(!fresh(), "there is no build");
    }

    #[test]
    fn packages_are_installed_again_when_the_lock_differs_or_the_stamp_is_gone() {
        let folder = Folder::new("stamp");
        let lock = folder.write("lock", 1);
        let stamp = folder.0.join("stamp");
        assert!(!is_copy(&lock, &stamp));
        fs::copy(&lock, &stamp).unwrap();
        assert!(is_copy(&lock, &stamp));
        fs::write(&lock, "another").unwrap();
        assert!(!is_copy(&lock, &stamp));
        assert!(
            !is_copy(&folder.0.join("absent"), &folder.0.join("absent")),
            "two absent files prove nothing"
        );
    }
}
