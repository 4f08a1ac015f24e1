//! ibus with its Hangul engine, as a Korean desktop runs it.

use crate::{Bus, Display, Home, Process, until};
use std::process::Command;

/// A running ibus-daemon whose engine is Hangul.
#[derive(Debug)]
pub struct InputMethod {
    _process: Process,
}

impl InputMethod {
    /// Starts ibus on `display` and `bus`. A window finds it by the address file in `home` (see
    /// [`variables`](Self::variables)).
    pub fn start(home: &Home, display: &Display, bus: &Bus) -> Self {
        let prepare = |command: &mut Command| {
            home.prepare(command);
            command.env("DISPLAY", display.name()).env("DBUS_SESSION_BUS_ADDRESS", bus.address());
        };
        let process = Process::spawn("ibus-daemon", home.log("ibus-daemon"), |command| {
            command.args(["--xim", "--replace", "--panel", "disable"]);
            prepare(command);
        });
        until("ibus with its Hangul engine", || {
            let mut ibus = Command::new("ibus");
            prepare(ibus.args(["engine", "hangul"]));
            let set = ibus.output().is_ok_and(|output| output.status.success());
            let mut ibus = Command::new("ibus");
            prepare(ibus.arg("engine"));
            let engine = ibus.output().map(|output| output.stdout).unwrap_or_default();
            (set && engine.starts_with(b"hangul")).then_some(())
        });
        Self { _process: process }
    }

    /// What a window's environment must say so that GTK uses ibus.
    pub fn variables() -> [(&'static str, &'static str); 2] {
        [("GTK_IM_MODULE", "ibus"), ("XMODIFIERS", "@im=ibus")]
    }
}
