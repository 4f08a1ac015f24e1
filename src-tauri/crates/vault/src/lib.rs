//! The vault: token strings, their sealed copies, and the keys that open them.
//!
//! ```text
//! protector (keyring, key file, passphrase, recovery key) -- holds or makes --> wrapping key
//! keys.json -- holds --> data key, wrapped by each
//! data key -- HKDF --> sealing key  --> sealed copies of token strings (kept by the store, opaque to it)
//!          |- HKDF --> backup key   --> backups, in the age format (written and read by the service)
//!          \- HKDF --> audit chain key, until the first rotation; then that key lies sealed in keys.json
//! ```
//!
//! [`Vault::open`] gets the data key, or a [`LockedVault`] that takes a person; [`Vault::seal`] and
//! [`Vault::open_token`] use it. Dropping or locking the [`Vault`] wipes its keys, and nothing else here holds one.
//!
//! What this does not protect against: whoever can read this user's files *and* the protector (with a key file
//! that is the same person), and whoever can read this process's memory. Keys are wiped after use, and so is the
//! stack that computing with them used; but they are not locked into memory: `mlock` needs `unsafe`, which this
//! house forbids, so the system may swap them. What the keyring's own client copies on its way is not ours to wipe.

mod aead;
mod attempts;
mod changes;
mod copies;
mod cost;
mod data_keys;
mod error;
mod files;
mod interruption;
mod key;
mod key_place;
mod keyring;
#[cfg(test)]
mod kills;
mod locked;
mod manifest;
mod opening;
mod passphrase;
mod process;
mod protectors;
mod recovery_key;
mod rotation;
mod sealed;
mod sealed_key;
mod secret;
mod stack;
mod strength;
mod token_secret;
mod vault;
mod wrapping;

pub use attempts::Attempts;
pub use copies::{copy_of_manifest, stage_keys};
pub use cost::Cost;
pub use error::VaultError;
pub use key::KeyId;
pub use key_place::{KeyPlace, KeyringChoice};
pub use locked::{LockReason, LockedVault, NotLocked};
pub use opening::{Opened, Start};
pub use passphrase::{NewPassphrase, Passphrase};
pub use process::harden_process;
pub use protectors::{Protection, ProtectorKind, Protectors};
pub use recovery_key::{RecoveryKey, RecoveryKeyText};
pub use rotation::{LeftBehind, Rotation, TypedForRotation};
pub use secret::Secret;
pub use stack::wiped_after;
pub use strength::Strength;
pub use token_secret::TokenSecret;
pub use vault::Vault;
/// What texts are handed over in, so that they are wiped: [`Passphrase::typed`], [`RecoveryKey::typed`].
pub use zeroize::Zeroizing;
