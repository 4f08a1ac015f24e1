//! The clipboard of a display, read and written by another program (xclip), as whoever pastes would.

use crate::{Display, until};
use std::{
    io::Write,
    process::{Command, Stdio},
};

/// The target by which a password manager asks clipboard histories to keep out; its content is `secret`.
pub const SECRET_MARK: &str = "x-kde-passwordManagerHint";

/// The clipboard of one display.
#[derive(Debug, Clone, Copy)]
pub struct Clipboard<'a> {
    display: &'a Display,
}

impl<'a> Clipboard<'a> {
    /// That of `display`.
    pub fn of(display: &'a Display) -> Self {
        Self { display }
    }

    /// The text there now; `None` where there is none.
    pub fn text(&self) -> Option<String> {
        self.target("UTF8_STRING").filter(|text| !text.is_empty())
    }

    /// What the owner of the clipboard offers under the name `target`.
    pub fn target(&self, target: &str) -> Option<String> {
        let output = self.xclip(&["-out", "-target", target]).stderr(Stdio::null()).output();
        let output = output.expect("xclip is installed");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Copies `text` as another program would, and returns once it is there.
    pub fn put(&self, text: &str) {
        let mut xclip = self
            .xclip(&["-in"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("xclip is installed");
        let mut input = xclip.stdin.take().expect("standard input is piped");
        input.write_all(text.as_bytes()).expect("xclip reads all it is given");
        drop(input);
        // It goes to the background to answer whoever pastes, and ends with the display.
        assert!(xclip.wait().is_ok_and(|status| status.success()), "xclip takes the text");
        until("the copied text on the clipboard", || self.text().filter(|there| there == text));
    }

    fn xclip(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("xclip");
        command.args(["-selection", "clipboard", "-display", self.display.name()]).args(arguments);
        command.stdin(Stdio::null());
        command
    }
}
