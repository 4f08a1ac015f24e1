//! The harness of the acceptance tests: it opens the real window on a display of its own, and works it as
//! a person would, by role, accessible name and key.
//!
//! ```text
//! Home      a temporary folder: MAPAE_HOME, HOME and the XDG folders; survives a restart of the window
//! Display   an Xvfb            Bus  a D-Bus session            InputMethod  ibus with Hangul
//! App       WebKitWebDriver + the window + what they print
//! Locator   "the button 저장 in the dialog API 토큰 발급", looked up anew at each use
//! ```
//!
//! Nothing is shared between two tests and every process ends with the test that started it, so they run side
//! by side. Nothing sleeps for a guessed time: [`until`] asks again until the answer is there. Helpers panic
//! with a sentence instead of returning errors, because a test has nothing better to do with one; what the
//! window printed, its log and a picture of the display follow the sentence.

mod address;
mod app;
mod axe;
mod bus;
mod clipboard;
mod compositor;
mod desktop;
mod display;
mod home;
mod input_method;
mod keyboard;
mod locator;
mod memory;
mod panel;
mod paths;
mod process;
mod start;
mod wait;

pub use address::free_address;
pub use app::App;
pub use axe::Finding;
pub use bus::Bus;
pub use clipboard::{Clipboard, SECRET_MARK};
pub use compositor::Compositor;
pub use desktop::Desktop;
pub use display::{Display, TopLevel};
pub use home::{FileDigests, Home};
pub use input_method::InputMethod;
pub use keyboard::Keyboard;
pub use locator::{Field, Locator, Role};
pub use memory::Memory;
pub use panel::{Panel, Shown};
pub use paths::{binary, gate_binary, program, screenshot_path, workspace};
pub use process::Process;
pub use start::Start;
pub use thirtyfour::{Key, WebElement};
pub use wait::{PATIENCE, until, until_async, until_within};
