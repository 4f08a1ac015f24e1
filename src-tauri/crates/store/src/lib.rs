//! The registry: tokens, the names and digests that they are found by, their usage, the catalogue of APIs,
//! and the audit events with their chain.
//!
//! [`Store`] says what a registry does; [`SledStore`] keeps it in a folder, [`MemoryStore`] for as long as
//! the process lives, and one suite of tests runs over both (`tests/contract.rs`). [`Store::apply`] is the
//! only way to change anything, and takes the audit event in the same breath: a change without its event
//! can't be written.
//!
//! Deliberately absent: plain secrets (sealed copies are opaque bytes), keys (the key of the chain is lent
//! for one call), the clock, randomness, and any text for a person.

mod audit_file;
mod audit_line;
mod chain;
mod envelope;
mod error;
mod event;
mod head_line;
mod memory;
mod owner;
mod records;
mod sled_store;
mod store;

// The fixtures of `tests/` name this crate from outside; its own tests use the same ones.
#[cfg(test)]
extern crate self as mapae_store;
#[cfg(test)]
#[path = "../tests/support/mod.rs"]
mod test_support;

pub use audit_file::{read_audit_lines, verify_audit_file};
pub use audit_line::{check_audit_line, parse_audit_line};
pub use chain::{ChainFlaw, ChainHead, ChainKey, ChainReport, Mac};
pub use envelope::Unreadable;
pub use error::StoreError;
pub use event::{DamagedEvent, Event, EventKind, NewEvent, Snapshot};
pub use memory::MemoryStore;
pub use records::Extra;
pub use sled_store::{ClosedDatabase, Reconciled, SledSettings, SledStore, StorePlace};
pub use store::{Change, Quarantined, Store, StoredToken, Tombstone, TrailFilter, TrailPage, Whole};
