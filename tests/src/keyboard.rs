//! Real key presses: they go through the X server and the input method, which WebDriver's keys pass by.

use crate::Display;
use std::process::Command;

/// The keyboard of one display; its keys go to the window that has the focus.
#[derive(Debug, Clone, Copy)]
pub struct Keyboard<'a> {
    display: &'a Display,
}

impl<'a> Keyboard<'a> {
    /// That of `display`.
    pub fn of(display: &'a Display) -> Self {
        Self { display }
    }

    /// Presses and releases each key in turn, by its X name: `g`, `Return`, `shift+space`.
    pub fn press(&self, keys: &[&str]) {
        // A pause between keys as of a fast typist: without one, an input method that answers over the bus may
        // see them out of order.
        let mut command = Command::new("xdotool");
        command.env("DISPLAY", self.display.name()).args(["key", "--delay", "30"]).args(keys);
        assert!(command.status().is_ok_and(|status| status.success()), "xdotool presses {keys:?}");
    }

    /// Types an ASCII text, and Enter after it.
    pub fn enter(&self, text: &str) {
        let mut command = Command::new("xdotool");
        command.env("DISPLAY", self.display.name());
        command.args(["type", "--delay", "12", "--args", "1", text, "key", "Return"]);
        assert!(command.status().is_ok_and(|status| status.success()), "xdotool types");
    }
}
