//! Backups on the real store and the real vault: made, tried, put back, carried elsewhere, and kept from what befalls
//! the registry.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod carrying;
mod damage;
mod making;
mod restoring;
mod support;
mod vector;
