//! A Wayland compositor of the test's own, without a screen: sway, whose clipboard other programs may read
//! (wlr-data-control), as KDE's and most others may and GNOME's may not.

use crate::{Home, Process, until};
use rustix::process::geteuid;
use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::PathBuf,
    process::{Command, Stdio},
};

/// Whom sway runs as where the test runs as root, which it refuses: nobody.
const NOBODY: u32 = 65534;

/// A running sway.
#[derive(Debug)]
pub struct Compositor {
    socket: PathBuf,
    _process: Process,
}

impl Compositor {
    /// Starts sway; its socket lies in `home`.
    pub fn start(home: &Home) -> Self {
        let folder = home.path().join("wayland");
        fs::create_dir(&folder).expect("a fresh folder can be written");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("one's own folder");
        let configuration = folder.join("config");
        fs::write(&configuration, "xwayland disable\n").expect("a fresh folder can be written");
        let root = geteuid().is_root();
        if root {
            let open = fs::Permissions::from_mode(0o711);
            fs::set_permissions(home.path(), open).expect("one's own folder");
            chown(&folder, Some(NOBODY), Some(NOBODY)).expect("root may");
            chown(&configuration, Some(NOBODY), Some(NOBODY)).expect("root may");
        }
        let process = Process::spawn(if root { "setpriv" } else { "sway" }, home.log("sway"), |command| {
            if root {
                let nobody = NOBODY.to_string();
                command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups", "sway"]);
            }
            command.arg("-c").arg(&configuration);
            home.prepare(command);
            command.env("XDG_RUNTIME_DIR", &folder).env("HOME", &folder);
            command.envs([
                ("WLR_BACKENDS", "headless"),
                ("WLR_RENDERER", "pixman"),
                ("WLR_LIBINPUT_NO_DEVICES", "1"),
            ]);
        });
        let socket = until("sway's socket", || {
            let names = fs::read_dir(&folder).ok()?.flatten().map(|entry| entry.path());
            names.into_iter().find(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with("wayland-") && !name.ends_with(".lock")
            })
        });
        if root {
            // The window runs as a root that file permissions hold for (see start.rs).
            for (path, mode) in [(&folder, 0o711), (&socket, 0o777)] {
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("root may");
            }
        }
        Self { socket, _process: process }
    }

    /// What `WAYLAND_DISPLAY` must say.
    pub fn socket(&self) -> &str {
        self.socket.to_str().expect("a path that the test made")
    }

    /// The text on its clipboard, as another program reads it; `None` where there is none.
    pub fn clipboard(&self) -> Option<String> {
        self.pasted(&[])
    }

    /// What the owner of the clipboard offers under a MIME type.
    pub fn clipboard_as(&self, mime: &str) -> Option<String> {
        self.pasted(&["--type", mime])
    }

    /// Copies `text` as another program would.
    pub fn put(&self, text: &str) {
        let status = self.tool("wl-copy").arg(text).status().expect("wl-copy is installed");
        assert!(status.success(), "wl-copy takes the text");
        until("the copied text on the clipboard", || self.clipboard().filter(|there| there == text));
    }

    fn pasted(&self, arguments: &[&str]) -> Option<String> {
        let output = self.tool("wl-paste").arg("--no-newline").args(arguments).output();
        let output = output.expect("wl-paste is installed");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(name);
        command.env("WAYLAND_DISPLAY", &self.socket).stdin(Stdio::null()).stderr(Stdio::null());
        command.env("XDG_RUNTIME_DIR", self.socket.parent().expect("it lies in a folder"));
        command
    }
}
