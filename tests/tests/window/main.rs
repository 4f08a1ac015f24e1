//! The main job in the real window, with the real registry, on a display that nobody looks at: issuing, copying,
//! starting again, and all that can go wrong on the way. Each test has a display, a driver and folders of its own.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod accessibility;
mod backups;
mod canary;
mod copy;
mod gate;
mod hangul;
mod issue;
mod large;
mod life;
mod lock;
mod panel;
mod pictures;
mod protection;
mod refusals;
mod restart;
mod scopes;
mod settings;
mod steps;
mod trouble;
mod wayland;
mod words;
