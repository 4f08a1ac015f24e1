//! Debian packages: says which are missing and installs them. Elsewhere it only names them, since the names
//! differ from one distribution to the next.

use std::{
    env, fs,
    io::{self, IsTerminal, Write},
    os::unix::fs::MetadataExt,
    path::Path,
    process::Command,
};

use crate::command::{self, Failure, Outcome, Tools};

/// To compile the shell. The list is short: WebKitGTK's headers bring GTK's, GLib's and libsoup's along.
pub(crate) const BUILD: &[&str] =
    &["ca-certificates", "gcc", "libc6-dev", "libwebkit2gtk-4.1-dev", "pkg-config"];

/// To open the window. No Korean font: the UI carries its own.
pub(crate) const RUN: &[&str] = &["libwebkit2gtk-4.1-0"];

/// To test the protector that keeps the key in a Secret Service: a session bus and a keyring.
pub(crate) const KEYRING: &[&str] = &["dbus-daemon", "gnome-keyring"];

/// To test the UI's parts.
pub(crate) const BROWSER: &[&str] = &["chromium"];

/// To test the real window: a display, its driver, a reader of the clipboard, a session bus, a gateway for its gate, and
/// a Hangul input method (with its module for GTK 3, which it only recommends) whose keys xdotool presses.
pub(crate) const WINDOW_TEST: &[&str] = &[
    "dbus-daemon",
    "ibus",
    "ibus-gtk3",
    "ibus-hangul",
    "nginx",
    "sway",
    "webkit2gtk-driver",
    "wl-clipboard",
    "xclip",
    "xdotool",
    "xvfb",
];

/// To test, measure and torture the gate: gateways, and a program that loads them.
pub(crate) const GATEWAY_TEST: &[&str] = &["caddy", "haproxy", "nginx", "wrk"];

/// Those of them that Debian would start, now and with the machine.
const SERVERS: &[&str] = &["caddy", "haproxy", "nginx"];

/// To render the icon.
pub(crate) const ICONS: &[&str] = &["librsvg2-bin"];

/// To bring a local Node (see `node`).
pub(crate) const PIP: &[&str] = &["python3-pip"];

/// Installs what is missing of `wanted`; `purpose` completes "Debian packages to ...".
pub(crate) fn require(purpose: &str, wanted: &[&str], yes: bool) -> Outcome {
    let tools = Tools::of_this_machine();
    if tools.find("dpkg-query").is_none() {
        println!("This is no Debian. To {purpose}, it must have what Debian calls {}.", wanted.join(", "));
        return Ok(());
    }
    let missing = missing(wanted, &installed(&tools, wanted));
    if missing.is_empty() {
        return Ok(());
    }
    println!("Debian packages to {purpose} that are missing: {}", missing.join(" "));
    consent(yes, &missing)?;
    install(&tools, &missing)?;
    match self::missing(&missing, &installed(&tools, &missing))[..] {
        [] => Ok(()),
        ref still => Err(Failure::new(format!("apt-get did not install {}", still.join(" ")))),
    }
}

fn installed(tools: &Tools, wanted: &[&str]) -> String {
    let format = "--showformat=${Package} ${db:Status-Status}\n";
    command::read(tools.command("dpkg-query").args(["--show", format]).args(wanted)).unwrap_or_default()
}

/// Removed packages may leave a record behind (`config-files`), so only the status `installed` counts.
fn missing<'a>(wanted: &[&'a str], report: &str) -> Vec<&'a str> {
    let has = |package: &str| report.lines().any(|line| line.split_once(' ') == Some((package, "installed")));
    wanted.iter().copied().filter(|package| !has(package)).collect()
}

/// `--yes`, or an answer on the terminal; a machine that says CI=true has nobody to ask.
fn consent(yes: bool, missing: &[&str]) -> Outcome {
    let by_hand = format!("sudo apt-get install --no-install-recommends {}", missing.join(" "));
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return match env::var("CI").as_deref() {
            Ok("true" | "1") => Ok(()),
            _ => Err(Failure::new(format!("nobody to ask: say --yes, or run `{}`", by_hand))),
        };
    }
    print!("Install them with apt-get? [y/N] ");
    io::stdout().flush().map_err(Failure::at("the terminal is gone"))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(Failure::at("no answer can be read"))?;
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        Ok(())
    } else {
        Err(Failure::new(format!("not installed; by hand: `{}`", by_hand)))
    }
}

/// A machine without package lists needs `update` first; so does one whose lists name versions that the
/// archive has since replaced, which shows as a failed download.
fn install(tools: &Tools, missing: &[&str]) -> Outcome {
    if !has_package_lists(Path::new("/var/lib/apt/lists")) {
        command::run(apt_get(tools)?.arg("update"))?;
    }
    let install = || {
        let mut command = as_root(tools)?;
        command.args(["sh", "-c", INSTALL, "sh", &servers(missing).join(" ")]);
        Ok(command::run(command.args(missing)))
    };
    if install()?.is_ok() {
        return Ok(());
    }
    command::run(apt_get(tools)?.arg("update"))?;
    install()?
}

/// Installs the packages that follow the first word, which holds servers among them: those are not started (Debian asks
/// policy-rc.d, which is not there on an ordinary machine), and not enabled for the next start of the machine.
const INSTALL: &str = r#"
servers=$1; shift
policy=/usr/sbin/policy-rc.d
if [ -n "$servers" ] && [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod 755 "$policy" || exit 1
fi
apt-get install -y --no-install-recommends "$@" || exit 1
if [ -n "$servers" ] && command -v systemctl > /dev/null; then
    systemctl disable --quiet $servers || true
fi"#;

fn servers<'a>(missing: &[&'a str]) -> Vec<&'a str> {
    missing.iter().copied().filter(|package| SERVERS.contains(package)).collect()
}

fn has_package_lists(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
    })
}

fn apt_get(tools: &Tools) -> Outcome<Command> {
    let mut command = as_root(tools)?;
    command.arg("apt-get");
    Ok(command)
}

/// A command whose words are to follow; it asks nothing.
fn as_root(tools: &Tools) -> Outcome<Command> {
    let mut command = if is_root() {
        tools.command("env")
    } else if tools.find("sudo").is_some() {
        let mut sudo = tools.command("sudo");
        sudo.arg("env");
        sudo
    } else {
        return Err(Failure::new(
            "installing packages needs root, and there is no sudo; run this as root once",
        ));
    };
    command.arg("DEBIAN_FRONTEND=noninteractive");
    Ok(command)
}

/// The owner of our own entry in /proc is who we are.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_status_installed_counts() {
        let report = "gcc installed\nxclip config-files\nxvfb half-configured\nxvfb-extra installed\n";
        assert_eq!(missing(&["gcc", "xclip", "xvfb", "nginx"], report), ["xclip", "xvfb", "nginx"]);
        assert_eq!(missing(&["gcc"], ""), ["gcc"], "no dpkg record at all");
    }

    #[test]
    fn a_package_is_listed_once_and_in_order() {
        for list in [BUILD, RUN, KEYRING, BROWSER, WINDOW_TEST, GATEWAY_TEST, ICONS, PIP] {
            assert!(list.is_sorted_by(|one, next| one < next), "{list:?}");
        }
    }
}
