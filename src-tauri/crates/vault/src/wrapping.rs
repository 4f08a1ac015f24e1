//! Wrapping keys: what a protector holds. The data key never lies anywhere but in memory and, wrapped, in
//! `keys.json`; changing the protector rewraps that one key and touches no token.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::aead;
use crate::error::VaultError;
use crate::key::{KEY_LENGTH, Key, KeyId, Purpose, derive, random_key};
use crate::secret::Secret;

/// The first word of the text form, with its version.
const TEXT_TAG: &str = "mapae-key-1";
const PURPOSE: &[u8] = b"mapae/wrapped-data-key/1";
const CHECK_LENGTH: usize = 16;

/// The random key that wraps the data key of the registry `key_id`.
pub(crate) struct WrappingKey {
    key_id: KeyId,
    key: Key,
}

/// A data key under a wrapping key. Useless without it, so it may lie in a file and in backups.
#[derive(Serialize, Deserialize)]
pub(crate) struct WrappedKey {
    /// Public; tells whether a wrapping key is the right one.
    #[serde(with = "hex::serde")]
    check: [u8; CHECK_LENGTH],
    /// Nonce, encrypted data key, Poly1305 tag.
    #[serde(with = "hex::serde", rename = "wrapped")]
    message: Vec<u8>,
}

/// Why a text is no wrapping key of ours.
#[derive(Debug)]
pub(crate) enum BadText {
    /// Not the form that we write, or the checksum does not fit.
    Damaged,
    /// Whole, but of another registry.
    Foreign,
}

/// Why a wrapped key does not open.
#[derive(Debug)]
pub(crate) enum NotUnwrapped {
    /// This is not the key that it was wrapped with.
    WrongKey,
    /// The right key, but the wrapped bytes were altered.
    Damaged,
}

impl WrappingKey {
    pub(crate) fn random(key_id: KeyId) -> Result<WrappingKey, VaultError> {
        Ok(WrappingKey { key_id, key: random_key()? })
    }

    /// One that a passphrase or a recovery key stands for, and that lies nowhere.
    pub(crate) fn derived(key_id: KeyId, key: Key) -> WrappingKey {
        WrappingKey { key_id, key }
    }

    /// One line: tag, key id, key, CRC-32 of all before; hexadecimal. Text and not bytes, because KWallet keeps
    /// only UTF-8. The checksum tells a damaged key from a foreign one.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        let mut key = Zeroizing::new([0; 2 * KEY_LENGTH]);
        hex::encode_to_slice(self.key.expose(), &mut key[..]).expect("two digits a byte");
        let key = std::str::from_utf8(&key[..]).expect("hexadecimal digits are ASCII");
        // Room for the whole line at once: a string that grows leaves its old copy behind.
        let mut text = Zeroizing::new(String::with_capacity(160));
        for part in [TEXT_TAG, " ", &self.key_id.to_string(), " ", key] {
            text.push_str(part);
        }
        let checksum = format!(" {:08x}\n", crc32fast::hash(text.as_bytes()));
        text.push_str(&checksum);
        text
    }

    /// Reads what [`WrappingKey::to_text`] wrote, for the registry `key_id`.
    pub(crate) fn parse(text: &[u8], key_id: KeyId) -> Result<WrappingKey, BadText> {
        let text = std::str::from_utf8(text).map_err(|_| BadText::Damaged)?.trim_ascii_end();
        let (before, checksum) = text.rsplit_once(' ').ok_or(BadText::Damaged)?;
        if checksum != format!("{:08x}", crc32fast::hash(before.as_bytes())) {
            return Err(BadText::Damaged);
        }
        let mut words = before.split(' ');
        let (Some(TEXT_TAG), Some(owner), Some(key), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(BadText::Damaged);
        };
        if owner != key_id.to_string() {
            return Err(BadText::Foreign);
        }
        let key = Secret::try_fill([0; KEY_LENGTH], |bytes| hex::decode_to_slice(key, bytes))
            .map_err(|_| BadText::Damaged)?;
        Ok(WrappingKey { key_id, key })
    }

    pub(crate) fn wrap(&self, data_key: &Key) -> Result<WrappedKey, VaultError> {
        let mut message = Vec::with_capacity(KEY_LENGTH + aead::OVERHEAD);
        let key = derive(&self.key, Purpose::WrapDataKey);
        aead::encrypt(&key, &self.associated_data(), data_key.expose(), &mut message)?;
        Ok(WrappedKey { check: self.check(), message })
    }

    pub(crate) fn unwrap_key(&self, wrapped: &WrappedKey) -> Result<Key, NotUnwrapped> {
        let key = derive(&self.key, Purpose::WrapDataKey);
        aead::decrypt(&key, &self.associated_data(), &wrapped.message).map_err(|aead::Forged| {
            // Public on both sides, so an ordinary comparison tells an onlooker nothing.
            if wrapped.check == self.check() { NotUnwrapped::Damaged } else { NotUnwrapped::WrongKey }
        })
    }

    fn check(&self) -> [u8; CHECK_LENGTH] {
        let derived = derive(&self.key, Purpose::CheckWrappingKey);
        *derived.expose().first_chunk().expect("a key is longer than its check")
    }

    fn associated_data(&self) -> Vec<u8> {
        [PURPOSE, self.key_id.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    fn key_id(byte: u8) -> KeyId {
        KeyId::from_bytes([byte; 16])
    }

    #[test]
    fn a_data_key_comes_back_through_the_text_of_its_wrapping_key() {
        let wrapping = WrappingKey::random(key_id(1)).unwrap();
        let data_key = random_key().unwrap();
        let wrapped = wrapping.wrap(&data_key).unwrap();
        let reread = WrappingKey::parse(wrapping.to_text().as_bytes(), key_id(1)).unwrap();
        assert_eq!(reread.unwrap_key(&wrapped).unwrap().expose(), data_key.expose());
    }

    #[test]
    fn the_text_is_written_without_growing() {
        let text = WrappingKey::random(key_id(1)).unwrap().to_text();
        assert!(text.len() <= 160, "{} bytes: a copy of the key was left behind", text.len());
    }

    #[test]
    fn every_flipped_bit_of_the_text_is_damage_or_foreign() {
        let text = WrappingKey::random(key_id(1)).unwrap().to_text();
        let line = text.trim_end().len();
        for position in 0..line {
            for bit in 0..8 {
                let mut flipped = text.as_bytes().to_vec();
                flipped[position] ^= 1 << bit;
                assert!(WrappingKey::parse(&flipped, key_id(1)).is_err(), "byte {position}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_key_of_another_registry_is_foreign() {
        let text = WrappingKey::random(key_id(1)).unwrap().to_text();
        assert!(matches!(WrappingKey::parse(text.as_bytes(), key_id(2)), Err(BadText::Foreign)));
    }

    #[test]
    fn a_wrong_wrapping_key_is_told_from_a_damaged_wrapped_key() {
        let right = WrappingKey::random(key_id(1)).unwrap();
        let wrong = WrappingKey::random(key_id(1)).unwrap();
        let mut wrapped = right.wrap(&random_key().unwrap()).unwrap();
        assert!(matches!(wrong.unwrap_key(&wrapped), Err(NotUnwrapped::WrongKey)));
        for position in 0..wrapped.message.len() {
            wrapped.message[position] ^= 1;
            assert!(matches!(right.unwrap_key(&wrapped), Err(NotUnwrapped::Damaged)), "byte {position}");
            wrapped.message[position] ^= 1;
        }
    }
}
