//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) over fixed-length plaintexts. HAZARD: this is the primitive;
//! who calls it answers for the associated data. `sealed.rs`, `wrapping.rs` and `sealed_key.rs`
//! are the only callers.
//!
//! The nonce is 192 random bits: no counter to keep, and no collision to fear within 2^80 messages of one key.

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};

use crate::error::VaultError;
use crate::key::Key;
use crate::secret::Secret;
use crate::stack;

const NONCE_LENGTH: usize = 24;
const TAG_LENGTH: usize = 16;

/// Bytes that encryption adds to a plaintext.
pub(crate) const OVERHEAD: usize = NONCE_LENGTH + TAG_LENGTH;

/// The ciphertext does not fit key and associated data. Why is unknowable, by design.
pub(crate) struct Forged;

/// Appends nonce, ciphertext and tag to `out`. The plaintext is never copied.
pub(crate) fn encrypt<const N: usize>(
    key: &Key,
    associated: &[u8],
    plain: &[u8; N],
    out: &mut Vec<u8>,
) -> Result<(), VaultError> {
    let mut nonce = [0; NONCE_LENGTH];
    getrandom::fill(&mut nonce).map_err(VaultError::Randomness)?;
    out.extend_from_slice(&nonce);
    let start = out.len();
    out.resize(start + N, 0);
    let tag = stack::wiped_after(|| {
        let buffer = InOutBuf::new(plain, &mut out[start..]).expect("both halves are N bytes");
        XChaCha20Poly1305::new(key.expose().into())
            .encrypt_inout_detached(&XNonce::from(nonce), associated, buffer)
            .expect("N is far below the cipher's limit of 256 GiB")
    });
    out.extend_from_slice(&tag);
    Ok(())
}

/// The plaintext of what [`encrypt`] appended, if not a bit of it, of the key or of `associated` has changed.
pub(crate) fn decrypt<const N: usize>(
    key: &Key,
    associated: &[u8],
    message: &[u8],
) -> Result<Secret<[u8; N]>, Forged> {
    let (nonce, rest) = message.split_first_chunk::<NONCE_LENGTH>().ok_or(Forged)?;
    let (cipher_text, tag) = rest.split_last_chunk::<TAG_LENGTH>().ok_or(Forged)?;
    let cipher_text: &[u8; N] = cipher_text.try_into().map_err(|_| Forged)?;
    stack::wiped_after(|| {
        Secret::try_fill([0; N], |plain| {
            let buffer = InOutBuf::new(cipher_text, plain).expect("both halves are N bytes");
            XChaCha20Poly1305::new(key.expose().into())
                .decrypt_inout_detached(&XNonce::from(*nonce), associated, buffer, &Tag::from(*tag))
                .map_err(|_| Forged)
        })
    })
}
