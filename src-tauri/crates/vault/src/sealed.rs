//! The sealed copy of a token string, as the store keeps it:
//!
//! | bytes | what |
//! |---|---|
//! | 0-2 | tag `mts` (Mapae token, sealed) |
//! | 3 | version, 1 |
//! | 4-19 | id of the data key |
//! | 20-43 | nonce |
//! | 44-87 | the 44 characters, encrypted |
//! | 88-103 | Poly1305 tag |
//!
//! Associated data: purpose, bytes 0-19, token id. So a blob moved to another token does not open there. The
//! stored examples in `tests/vectors/sealed` must open for ever: a new version is added, none is changed.

use mapae_domain::TokenId;

use crate::aead;
use crate::error::VaultError;
use crate::key::{Key, KeyId};
use crate::token_secret::{self, TokenSecret};

const TAG_AND_VERSION: [u8; 4] = *b"mts\x01";
const HEADER_LENGTH: usize = TAG_AND_VERSION.len() + KeyId::LENGTH;
/// Bytes of a sealed token.
const SEALED_LENGTH: usize = HEADER_LENGTH + aead::OVERHEAD + token_secret::LENGTH;
const PURPOSE: &[u8] = b"mapae/sealed-token";
const TOKEN_ID_LENGTH: usize = 16;

/// Seals `token` for the record of `id` only.
pub(crate) fn seal(
    key: &Key,
    key_id: KeyId,
    id: TokenId,
    token: &TokenSecret,
) -> Result<Vec<u8>, VaultError> {
    let mut blob = Vec::with_capacity(SEALED_LENGTH);
    blob.extend_from_slice(&TAG_AND_VERSION);
    blob.extend_from_slice(key_id.as_bytes());
    let associated = associated_data(&blob, id);
    aead::encrypt(key, &associated, token.bytes(), &mut blob)?;
    Ok(blob)
}

/// Which data key a blob names; `None` where it is no sealed token of a known format.
pub(crate) fn key_id(blob: &[u8]) -> Option<KeyId> {
    let (header, _) = blob.split_first_chunk::<HEADER_LENGTH>()?;
    let (format, key_id) = header.split_at(TAG_AND_VERSION.len());
    (format == TAG_AND_VERSION)
        .then(|| KeyId::from_bytes(key_id.try_into().expect("the header ends with a key id")))
}

/// Opens what [`seal`] made for `id`. Format and key id are read before anything is decrypted: they are
/// authenticated too, so a forged header gains nothing but another error.
pub(crate) fn open(key: &Key, key_id: KeyId, id: TokenId, blob: &[u8]) -> Result<TokenSecret, VaultError> {
    let (header, message) =
        blob.split_first_chunk::<HEADER_LENGTH>().ok_or(VaultError::SealedFormatUnknown)?;
    let (format, sealed_with) = header.split_at(TAG_AND_VERSION.len());
    if format != TAG_AND_VERSION {
        return Err(VaultError::SealedFormatUnknown);
    }
    let sealed_with = KeyId::from_bytes(sealed_with.try_into().expect("the header ends with a key id"));
    if sealed_with != key_id {
        return Err(VaultError::SealedWithOtherKey { sealed_with, at_hand: key_id });
    }
    let text = aead::decrypt(key, &associated_data(header, id), message)
        .map_err(|aead::Forged| VaultError::SealedDamaged)?;
    TokenSecret::from_opened(text)
}

/// Every part has a fixed length, so no two different triples yield the same bytes.
fn associated_data(header: &[u8], id: TokenId) -> Vec<u8> {
    let mut data = Vec::with_capacity(PURPOSE.len() + HEADER_LENGTH + TOKEN_ID_LENGTH);
    data.extend_from_slice(PURPOSE);
    data.extend_from_slice(header);
    data.extend_from_slice(id.as_bytes());
    data
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use proptest::prelude::*;

    use super::*;
    use crate::secret::Secret;

    fn key(byte: u8) -> Key {
        Secret::fill([0; 32], |bytes| bytes.fill(byte))
    }

    fn key_id(byte: u8) -> KeyId {
        KeyId::from_bytes([byte; 16])
    }

    fn sealed(id: TokenId) -> (TokenSecret, Vec<u8>) {
        let token = TokenSecret::generate().unwrap();
        let blob = seal(&key(1), key_id(1), id, &token).unwrap();
        (token, blob)
    }

    proptest! {
        #[test]
        fn a_sealed_token_opens_with_its_key_and_id(id: [u8; 16]) {
            let id = TokenId::from_bytes(id);
            let (token, blob) = sealed(id);
            prop_assert_eq!(blob.len(), SEALED_LENGTH);
            let opened = open(&key(1), key_id(1), id, &blob).unwrap();
            prop_assert_eq!(opened.expose(), token.expose());
        }

        #[test]
        fn a_sealed_token_opens_for_no_other_id(id: [u8; 16], other: [u8; 16]) {
            prop_assume!(id != other);
            let (_, blob) = sealed(TokenId::from_bytes(id));
            let opened = open(&key(1), key_id(1), TokenId::from_bytes(other), &blob);
            prop_assert!(matches!(opened, Err(VaultError::SealedDamaged)));
        }

        #[test]
        fn arbitrary_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(open(&key(1), key_id(1), TokenId::from_bytes([0; 16]), &bytes).is_err());
        }
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let id = TokenId::from_bytes([7; 16]);
        let (_, blob) = sealed(id);
        for position in 0..blob.len() {
            for bit in 0..8 {
                let mut flipped = blob.clone();
                flipped[position] ^= 1 << bit;
                let refused = open(&key(1), key_id(1), id, &flipped).err();
                let expected = match position {
                    0..4 => matches!(refused, Some(VaultError::SealedFormatUnknown)),
                    4..20 => matches!(refused, Some(VaultError::SealedWithOtherKey { .. })),
                    _ => matches!(refused, Some(VaultError::SealedDamaged)),
                };
                assert!(expected, "byte {position}, bit {bit}: {refused:?}");
            }
        }
    }

    #[test]
    fn a_cut_or_lengthened_blob_is_refused() {
        let id = TokenId::from_bytes([7; 16]);
        let (_, mut blob) = sealed(id);
        for length in 0..blob.len() {
            assert!(open(&key(1), key_id(1), id, &blob[..length]).is_err(), "cut to {length} bytes");
        }
        blob.push(0);
        assert!(open(&key(1), key_id(1), id, &blob).is_err());
    }

    #[test]
    fn another_key_is_told_from_damage() {
        let id = TokenId::from_bytes([7; 16]);
        let (_, blob) = sealed(id);
        let Err(VaultError::SealedWithOtherKey { sealed_with, at_hand }) =
            open(&key(2), key_id(2), id, &blob)
        else {
            panic!("the key id differs");
        };
        assert_eq!((sealed_with, at_hand), (key_id(1), key_id(2)));
        assert!(
            matches!(open(&key(2), key_id(1), id, &blob), Err(VaultError::SealedDamaged)),
            "a key that claims the id of another opens nothing"
        );
    }

    #[test]
    fn two_copies_of_one_token_differ() {
        let id = TokenId::from_bytes([7; 16]);
        let token = TokenSecret::generate().unwrap();
        let seal = || seal(&key(1), key_id(1), id, &token).unwrap();
        assert_ne!(seal(), seal(), "each has its own nonce");
    }
}
