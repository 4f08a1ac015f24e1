//! The data key and what is derived from it. It is drawn at random and never used itself: each purpose
//! has its own sub key (HKDF-SHA-256, RFC 5869), so that no two purposes can be played against each other.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;

use crate::error::VaultError;
use crate::secret::Secret;
use crate::stack;

/// Bytes of every key here: 256 bits.
pub(crate) const KEY_LENGTH: usize = 32;

/// A symmetric key, wiped when dropped.
pub(crate) type Key = Secret<[u8; KEY_LENGTH]>;

/// A key from the operating system's randomness.
pub(crate) fn random_key() -> Result<Key, VaultError> {
    Secret::try_fill([0; KEY_LENGTH], |bytes| getrandom::fill(bytes).map_err(VaultError::Randomness))
}

/// What a derived key is for. These labels are part of the format: changing one makes old data unreadable.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// From the data key: seals token strings.
    SealTokens,
    /// From the data key: the audit chain's HMAC key.
    AuditChain,
    /// From the data key: seals other keys in the manifest.
    SealKeys,
    /// From the data key: the X25519 key (RFC 7748) that backups are encrypted to.
    OpenBackups,
    /// From a wrapping key: wraps the data key.
    WrapDataKey,
    /// From a wrapping key: a value that may be public and tells whether it is the right one.
    CheckWrappingKey,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Purpose::SealTokens => b"mapae/1/seal-tokens",
            Purpose::AuditChain => b"mapae/1/audit-chain",
            Purpose::SealKeys => b"mapae/1/seal-keys",
            Purpose::OpenBackups => b"mapae/1/open-backups",
            Purpose::WrapDataKey => b"mapae/1/wrap-data-key",
            Purpose::CheckWrappingKey => b"mapae/1/check-wrapping-key",
        }
    }
}

/// The sub key of `key` for one purpose. No salt: `key` is uniformly random already (RFC 5869, 3.1).
pub(crate) fn derive(key: &Key, purpose: Purpose) -> Key {
    extract_and_expand(None, key.expose(), purpose.label())
}

/// A wrapping key from digits that are random, but not uniform bytes: `salt` is the id of the data key that it
/// will wrap, so that one recovery key makes unrelated keys before and after a rotation.
pub(crate) fn derive_from_digits(salt: KeyId, digits: &[u8]) -> Key {
    extract_and_expand(Some(salt.as_bytes()), digits, b"mapae/1/recovery-key")
}

fn extract_and_expand(salt: Option<&[u8]>, key: &[u8], label: &[u8]) -> Key {
    stack::wiped_after(|| {
        Secret::fill([0; KEY_LENGTH], |bytes| {
            Hkdf::<Sha256>::new(salt, key)
                .expand(label, bytes)
                .expect("32 bytes are within HKDF's 255 blocks");
        })
    })
}

/// Names a data key without telling anything about it. Public: it stands in sealed blobs, file names and the
/// keyring, so that the wrong key is told from damage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyId([u8; KeyId::LENGTH]);

impl KeyId {
    /// Bytes of an id.
    pub(crate) const LENGTH: usize = 16;

    pub(crate) fn random() -> Result<KeyId, VaultError> {
        let mut bytes = [0; KeyId::LENGTH];
        getrandom::fill(&mut bytes).map_err(VaultError::Randomness)?;
        Ok(KeyId(bytes))
    }

    pub(crate) fn from_bytes(bytes: [u8; KeyId::LENGTH]) -> KeyId {
        KeyId(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; KeyId::LENGTH] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_its_own_key() {
        let key = random_key().expect("the system has randomness");
        let purposes = [
            Purpose::SealTokens,
            Purpose::AuditChain,
            Purpose::SealKeys,
            Purpose::OpenBackups,
            Purpose::WrapDataKey,
            Purpose::CheckWrappingKey,
        ];
        let mut derived: Vec<[u8; KEY_LENGTH]> =
            purposes.iter().map(|purpose| *derive(&key, *purpose).expose()).collect();
        derived.push(*key.expose());
        derived.sort_unstable();
        derived.dedup();
        assert_eq!(derived.len(), purposes.len() + 1, "no sub key equals another or the key itself");
    }
}
