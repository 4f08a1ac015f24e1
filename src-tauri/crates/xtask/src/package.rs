//! `cargo xtask package`: deb and rpm, by Tauri's own bundler, whose program comes with the UI's packages.
//! No AppImage: its bundler downloads helpers while it runs.

use std::fs;

use crate::{
    arguments::Arguments,
    command::{self, Failure, Outcome, root, target},
    run,
};

pub(crate) fn package(mut arguments: Arguments) -> Outcome {
    let yes = arguments.flag("--yes");
    arguments.finish()?;
    let tools = run::prepare(yes, "build the window", &[])?;
    let bundle = target()?.join("release/bundle");
    for kind in ["deb", "rpm"] {
        let folder = bundle.join(kind);
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .map_err(Failure::at(format!("{} can't be emptied", folder.display())))?;
        }
    }
    let mut tauri = tools.command(root().join("ui/node_modules/.bin/tauri"));
    command::run(tauri.args(["build", "--bundles", "deb,rpm"]).current_dir(root().join("src-tauri")))?;
    for kind in ["deb", "rpm"] {
        let entries = fs::read_dir(bundle.join(kind)).map_err(Failure::at(format!("there is no {kind}")))?;
        let extension = |path: &std::path::Path| path.extension().is_some_and(|extension| extension == kind);
        for file in entries.flatten().map(|entry| entry.path()).filter(|path| extension(path)) {
            println!("{}", file.display());
        }
    }
    Ok(())
}
