//! `cargo xtask package`: deb and rpm, by Tauri's own bundler, whose program comes with the UI's packages. Both hold the
//! headless gate and its systemd unit, which nobody starts unasked. No AppImage: its bundler downloads helpers while it runs.

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
    command::run(&mut tools.cargo("build --release -p mapae-gate --bin mapae-gate"))?;
    // Its path depends on where cargo builds, which the committed settings can't know.
    let gate = target()?.join("release/mapae-gate");
    let files = format!(r#"{{"files":{{"/usr/bin/mapae-gate":"{}"}}}}"#, gate.display());
    let settings = format!(r#"{{"bundle":{{"linux":{{"deb":{files},"rpm":{files}}}}}}}"#);
    let mut tauri = tools.command(root().join("ui/node_modules/.bin/tauri"));
    tauri.args(["build", "--bundles", "deb,rpm", "--config", &settings]);
    command::run(tauri.current_dir(root().join("src-tauri")))?;
    for kind in ["deb", "rpm"] {
        let entries = fs::read_dir(bundle.join(kind)).map_err(Failure::at(format!("there is no {kind}")))?;
        let extension = |path: &std::path::Path| path.extension().is_some_and(|extension| extension == kind);
        for file in entries.flatten().map(|entry| entry.path()).filter(|path| extension(path)) {
            println!("{}", file.display());
        }
    }
    Ok(())
}
