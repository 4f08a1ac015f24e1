//! The laws: what must hold for every input, tried with random ones.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed law")]

mod addresses;
mod paths;
mod texts;
mod window;
