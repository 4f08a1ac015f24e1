//! The key that opens a backup, and the one that it is made for, as age has them.

use age::x25519::{Identity, Recipient};
use bech32::{Bech32, Hrp};
use mapae_vault::{KeyId, Secret, Vault, Zeroizing};

/// How age begins the text of a secret key. The rest is Bech32 (BIP 173) in capitals.
const PREFIX: Hrp = Hrp::parse_unchecked("AGE-SECRET-KEY-");
/// Longer than any such text, so that it never moves and leaves a copy behind.
const TEXT_LENGTH: usize = 128;

/// age takes its keys as text only.
pub(super) fn identity(key: &Secret<[u8; 32]>) -> Identity {
    let mut text = Zeroizing::new(String::with_capacity(TEXT_LENGTH));
    bech32::encode_upper_to_fmt::<Bech32, _>(&mut *text, PREFIX, key.expose())
        .expect("32 bytes are within Bech32's length");
    text.parse().expect("any 32 bytes are a key of X25519")
}

/// What writes a backup. It holds nothing secret, and so outlives a lock.
#[derive(Clone)]
pub(super) struct Seal {
    pub(super) recipient: Recipient,
    /// The data key that the recipient belongs to.
    pub(super) key_id: KeyId,
}

impl Seal {
    pub(super) fn of(vault: &Vault) -> Self {
        Self { recipient: identity(&vault.backup_key()).to_public(), key_id: vault.key_id() }
    }
}

/// What opens the backups of this vault's registry: those of now and, while the data key is changed, those before.
pub(super) fn identities(vault: &Vault) -> Vec<Identity> {
    let keys = [Some(vault.backup_key()), vault.earlier_backup_key()];
    keys.iter().flatten().map(identity).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bob's key pair of RFC 7748, 6.1.
    #[test]
    fn a_known_key_has_its_known_recipient() {
        let bob = Secret::fill([0; 32], |bytes| {
            let hex = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
            hex::decode_to_slice(hex, bytes).expect("hexadecimal");
        });
        let recipient = identity(&bob).to_public().to_string();
        let (prefix, public) = bech32::decode(&recipient).expect("age writes Bech32");
        assert_eq!(prefix.as_str(), "age");
        let known = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
        assert_eq!(hex::encode(public), known);
    }
}
