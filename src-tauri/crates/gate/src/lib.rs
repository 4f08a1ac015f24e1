//! The gate's engine: the domain's [`decide`](mapae_domain::decide()) over a layout made for speed.
//!
//! ```text
//! digest -- index: half a byte --> line: digest, standing, expiry, scopes, up to four address ranges (128 bytes)
//!                          \-----> counter: what the token has spent (its own lock; outlives the snapshot; 128 bytes)
//! ```
//!
//! The index is a perfect hash, small enough for a processor's cache, and a token's counter lies at the same place as its
//! line wherever it can: so line and counter come from memory at once, and a decision among a million tokens waits for
//! one access, not for three.
//!
//! A [`Snapshot`] never changes; [`Engine::publish`] puts a new one in its place while requests go on with the old. A
//! worker holds a [`Reader`], which notices a new snapshot with one load per request. Deciding allocates nothing and
//! reads no clock.
//!
//! Deliberately absent: HTTP (the dialects come on top), a second decision function (only look-ups are implemented here),
//! anything that opens a token (no edge to the vault), and caches of verdicts.

mod counters;
mod engine;
mod index;
mod ranges;
mod routes;
mod rules;
mod slots;
mod snapshot;

pub use engine::{Engine, Reader};
pub use routes::ApiRef;
pub use snapshot::{PolicyRef, Snapshot};
