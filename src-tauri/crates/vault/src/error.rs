//! What can go wrong with secrets and keys. Each variant is something a person can act on differently; none
//! carries a secret, not even damaged bytes of one.

use std::io;
use std::path::{Path, PathBuf};

use crate::key::KeyId;
use crate::protectors::ProtectorKind;

/// The one error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The operating system gave no random bytes, so no secret and no nonce can be made.
    #[error("the operating system gave no random bytes")]
    Randomness(#[source] getrandom::Error),

    /// Sealed data exists, but what opens it is not where it should be. Nothing was created in its stead.
    #[error("the key is not in its place: {place}")]
    KeyMissing {
        /// The file or keyring entry that was looked for.
        place: String,
    },

    /// The key is there, but its bytes are not what was written.
    #[error("the key is damaged: {place}")]
    KeyDamaged {
        /// The file or keyring entry that does not verify.
        place: String,
    },

    /// The key is whole, but it belongs to another registry.
    #[error("the key belongs to another registry: {place}")]
    KeyForeign {
        /// The file or keyring entry that does not fit.
        place: String,
    },

    /// The keyring holds the key, but is locked, or did not answer in time.
    #[error("the keyring is locked, or did not answer in time")]
    KeyringLocked,

    /// The keyring holds the key, but there is no keyring to ask in this session.
    #[error("this session has no keyring, and the key is in one")]
    KeyringVanished,

    /// Whole and well-formed, but not what protects this registry.
    #[error("wrong passphrase")]
    WrongPassphrase,

    /// A new passphrase has fewer characters than [`NewPassphrase::MIN_CHARACTERS`](crate::NewPassphrase).
    #[error("the passphrase is too short")]
    PassphraseTooShort,

    /// More bytes than [`Passphrase::MAX_BYTES`](crate::Passphrase).
    #[error("the passphrase is too long")]
    PassphraseTooLong,

    /// A new passphrase is among the first that anybody would try.
    #[error("the passphrase is easily guessed")]
    PassphraseGuessable,

    /// What was begun can't be done without the passphrase, and none was given.
    #[error("the passphrase is needed")]
    PassphraseNeeded,

    /// No recovery key of any registry: a character is wrong, missing or too many.
    #[error("the recovery key is mistyped")]
    RecoveryKeyMistyped,

    /// A well-formed recovery key, but not this registry's.
    #[error("wrong recovery key")]
    WrongRecoveryKey,

    /// No recovery key was made that waits to be confirmed.
    #[error("there is no recovery key to confirm")]
    NothingToConfirm,

    /// There is no such protector to open, change or remove.
    #[error("not protected by a {0}")]
    ProtectorAbsent(ProtectorKind),

    /// Without it nothing would be left that opens the registry every day. A recovery key does not count.
    #[error("the last protector can't be removed")]
    LastProtector,

    /// There is no passphrase to lock with: what opened the vault would open it again by itself.
    #[error("there is no passphrase to lock with")]
    NothingToLockWith,

    /// The vault is locked: it takes a person to open it.
    #[error("the vault is locked")]
    Locked,

    /// One change of the data key is not finished, so another can't begin.
    #[error("the change of the data key is not finished")]
    RotationUnfinished,

    /// The machine has not the memory that the passphrase takes.
    #[error("no {mebibytes} MiB of memory are free")]
    OutOfMemory {
        /// What is needed, in MiB.
        mebibytes: u32,
    },

    /// Written by a newer Mapae.
    #[error("{} was written by a newer Mapae", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
    },

    /// This user may not read or write there.
    #[error("no access to {}", path.display())]
    NoAccess {
        /// The file or folder.
        path: PathBuf,
        /// The refusal.
        source: io::Error,
    },

    /// The disk, or this user's share of it, is full.
    #[error("no space left for {}", path.display())]
    DiskFull {
        /// The file that was being written.
        path: PathBuf,
        /// The refusal.
        source: io::Error,
    },

    /// Any other failure of the disk.
    #[error("can't use {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// The bytes are no sealed token, or one of a format that is not known here.
    #[error("not a sealed token of a known format")]
    SealedFormatUnknown,

    /// Sealed with another data key than the one at hand.
    #[error("sealed with key {sealed_with}, but the key at hand is {at_hand}")]
    SealedWithOtherKey {
        /// The key that would open it.
        sealed_with: KeyId,
        /// The key that was tried.
        at_hand: KeyId,
    },

    /// Altered since it was sealed, or moved here from another token.
    #[error("the sealed token is damaged, or was sealed for another token")]
    SealedDamaged,

    /// The system refused to switch core dumps off.
    #[error("core dumps can't be switched off")]
    CoreDumps(#[source] io::Error),
}

impl VaultError {
    /// Sorts what the disk says by what a person can do about it.
    pub(crate) fn of_disk(path: &Path, source: io::Error) -> VaultError {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                VaultError::NoAccess { path, source }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                VaultError::DiskFull { path, source }
            }
            _ => VaultError::Io { path, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_says_is_sorted_by_what_a_person_can_do() {
        let sorted = |errno: rustix::io::Errno| VaultError::of_disk(Path::new("/x"), errno.into());
        use rustix::io::Errno;
        assert!(matches!(sorted(Errno::ACCESS), VaultError::NoAccess { .. }));
        assert!(matches!(sorted(Errno::PERM), VaultError::NoAccess { .. }));
        assert!(matches!(sorted(Errno::ROFS), VaultError::NoAccess { .. }));
        assert!(matches!(sorted(Errno::NOSPC), VaultError::DiskFull { .. }));
        assert!(matches!(sorted(Errno::DQUOT), VaultError::DiskFull { .. }));
        assert!(matches!(sorted(Errno::IO), VaultError::Io { .. }));
    }
}
