//! The gate as gateways meet it: every dialect through the real door, and sockets through the real server.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod addresses;
mod asking;
mod decisions;
mod dialects;
mod following;
mod garbage;
mod introspection;
mod laws;
mod pages;
mod refusals;
mod server;
#[path = "../engine/support.rs"]
#[allow(dead_code, reason = "shared with the engine's tests, which use more of it")]
mod support;
