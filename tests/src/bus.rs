//! A D-Bus session of the test's own. By default a window has none: most tests need no bus, and one that is
//! shared would let two tests find each other.

use crate::{Home, Process};

/// A running `dbus-daemon`.
#[derive(Debug)]
pub struct Bus {
    address: String,
    _process: Process,
}

impl Bus {
    /// Starts a session bus whose socket lies in `home`.
    pub fn start(home: &Home) -> Self {
        let mut process = Process::spawn("dbus-daemon", home.log("dbus-daemon"), |command| {
            command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
            home.prepare(command);
        });
        let address = process.first_line();
        Self { address, _process: process }
    }

    /// What `DBUS_SESSION_BUS_ADDRESS` must say.
    pub fn address(&self) -> &str {
        &self.address
    }
}
