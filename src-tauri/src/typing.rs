//! What a person types to unlock arrives encrypted. The bridge between page and shell copies a message into buffers
//! of WebKit, GLib and Tauri, and none of them is wiped; so the page encrypts it (`ui/src/host/typing.ts`), and the
//! text exists in this process only where it is opened here, in memory that wipes itself.
//!
//! ECDH on P-256 with a key of the page's for each message, HKDF-SHA-256, AES-256-GCM: what WebCrypto has in every
//! WebKit. There is nobody to authenticate: who can change the page can read what is typed.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{AeadInOut, Tag},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToSec1Point};
use sha2::Sha256;
use zeroize::Zeroizing;

const INFO: &[u8] = b"mapae typed 1";
const TAG: usize = 16;

/// This process's key for what is typed. It opens nothing else, and goes with the process.
pub(crate) struct TypingKey(SecretKey);

/// Not what the page of this process encrypted.
#[derive(Debug, thiserror::Error)]
#[error("what was typed could not be opened")]
pub(crate) struct Untyped;

impl TypingKey {
    /// # Errors
    /// The system gives no random bytes.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut scalar = Zeroizing::new([0; 32]);
        loop {
            getrandom::fill(&mut *scalar)?;
            // All but one in 2^32 are below the order of the curve.
            if let Ok(key) = SecretKey::from_slice(&*scalar) {
                return Ok(Self(key));
            }
        }
    }

    /// For the page: an uncompressed point, base64.
    pub(crate) fn public(&self) -> String {
        BASE64.encode(self.0.public_key().to_sec1_point(false).as_bytes())
    }

    /// What was typed.
    ///
    /// # Errors
    /// [`Untyped`].
    pub(crate) fn open(&self, key: &str, text: &str) -> Result<Zeroizing<String>, Untyped> {
        let point = BASE64.decode(key).map_err(|_| Untyped)?;
        let theirs = PublicKey::from_sec1_bytes(&point).map_err(|_| Untyped)?;
        let key = symmetric(&self.0, &theirs);
        let mut bytes = Zeroizing::new(BASE64.decode(text).map_err(|_| Untyped)?);
        let tag_at = bytes.len().checked_sub(TAG).ok_or(Untyped)?;
        let tag = Tag::<Aes256Gcm>::try_from(&bytes[tag_at..]).map_err(|_| Untyped)?;
        Aes256Gcm::new((&*key).into())
            .decrypt_inout_detached(&[0; 12].into(), &[], (&mut bytes[..tag_at]).into(), &tag)
            .map_err(|_| Untyped)?;
        std::str::from_utf8(&bytes[..tag_at]).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| Untyped)
    }
}

fn symmetric(ours: &SecretKey, theirs: &PublicKey) -> Zeroizing<[u8; 32]> {
    let shared = diffie_hellman(ours.to_nonzero_scalar(), theirs.as_affine());
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, shared.raw_secret_bytes())
        .expand(INFO, &mut *key)
        .expect("32 bytes are no more than HKDF gives");
    key
}

#[cfg(test)]
pub(crate) mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use serde_json::{Value, json};

    /// What the page does. That WebKit's WebCrypto does the same is seen in the real window (tests/window/lock.rs).
    pub(crate) fn encrypt(text: &str, typing_key: &str) -> Value {
        let theirs = PublicKey::from_sec1_bytes(&BASE64.decode(typing_key).unwrap()).unwrap();
        let ours = TypingKey::random().unwrap();
        let key = symmetric(&ours.0, &theirs);
        let mut bytes = text.as_bytes().to_vec();
        let cipher = Aes256Gcm::new((&*key).into());
        let tag = cipher.encrypt_inout_detached(&[0; 12].into(), &[], (&mut *bytes).into()).unwrap();
        bytes.extend_from_slice(&tag);
        json!({ "key": ours.public(), "text": BASE64.encode(bytes) })
    }

    #[test]
    fn what_the_page_encrypted_is_opened_and_nothing_else() {
        let key = TypingKey::random().unwrap();
        let message = encrypt("한글 암호 with spaces ", &key.public());
        let (point, text) = (message["key"].as_str().unwrap(), message["text"].as_str().unwrap());
        assert_eq!(*key.open(point, text).unwrap(), "한글 암호 with spaces ");
        assert!(TypingKey::random().unwrap().open(point, text).is_err(), "of another process");
        let public = key.public();
        for (point, text) in [("", ""), (point, ""), (point, "AAAA"), ("AAAA", text), (&*public, text)] {
            assert!(key.open(point, text).is_err(), "{point:?} {text:?}");
        }
    }
}
