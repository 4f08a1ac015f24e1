//! The vault: token strings, their sealed copies, and the keys that open them.
//!
//! ```text
//! protector (keyring entry or key file) -- holds --> wrapping key
//! keys.json                              -- holds --> data key, wrapped by it
//! data key -- HKDF --> sealing key  --> sealed copies of token strings (kept by the store, opaque to it)
//!          \- HKDF --> audit chain key
//! ```
//!
//! [`Vault::open_or_create`] gets the data key; [`Vault::seal`] and [`Vault::open_token`] use it. Locking is
//! dropping the [`Vault`]: its key is wiped, and nothing else here holds one.
//!
//! What this does not protect against: whoever can read this user's files *and* the protector (with a key file
//! that is the same person), and whoever can read this process's memory. Keys are wiped after use, but not
//! locked into memory: `mlock` needs `unsafe`, which this house forbids, so the system may swap them.

mod aead;
mod error;
mod files;
mod key;
mod keyring;
mod manifest;
mod process;
mod sealed;
mod secret;
mod token_secret;
mod vault;
mod wrapping;

pub use error::VaultError;
pub use key::KeyId;
pub use process::harden_process;
pub use secret::Secret;
pub use token_secret::TokenSecret;
pub use vault::{KeyPlace, KeyringChoice, Protection, Vault};
