//! A passphrase as a person typed it, and what is asked of a new one. Sources: NIST SP 800-63B-4, 3.1.1: length
//! instead of composition rules, every character counts, normalised, nothing cut off, the obviously guessable
//! refused.

use icu_normalizer::ComposingNormalizerBorrowed;
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::secret::Secret;
use crate::strength::Strength;

/// Bytes that are normalised at all: NFC shrinks a text at most to a third (Hangul typed as separate jamo).
const LARGEST_TYPED: usize = 4 * Passphrase::MAX_BYTES;
/// NFC lengthens a text at most by this factor (UAX #15, 9.1 "Maximum expansion factors").
const NFC_EXPANSION: usize = 3;

/// What was typed as a passphrase, in NFC: how accents and syllables were composed makes no difference. Spaces and
/// case do. Like [`Secret`], it can't be printed, serialised, copied or compared.
///
/// ```compile_fail,E0277
/// # use mapae_vault::{Passphrase, Zeroizing};
/// let passphrase = Passphrase::typed(Zeroizing::new("correct horse".to_owned()))?;
/// format!("{passphrase:?}");
/// # Ok::<(), mapae_vault::VaultError>(())
/// ```
pub struct Passphrase(Secret<String>);

/// A passphrase that may protect a registry from now on.
pub struct NewPassphrase(Passphrase);

impl Passphrase {
    /// In UTF-8, after NFC.
    pub const MAX_BYTES: usize = 1024;

    /// Takes what was typed and wipes it. No other rule than that of length: rules for new passphrases may grow,
    /// and must not lock out an old one.
    ///
    /// # Errors
    /// [`VaultError::PassphraseTooLong`].
    pub fn typed(text: Zeroizing<String>) -> Result<Passphrase, VaultError> {
        if text.len() > LARGEST_TYPED {
            return Err(VaultError::PassphraseTooLong);
        }
        // Room for all of it at once: a string that grows leaves its old copy behind.
        let blank = String::with_capacity(text.len() * NFC_EXPANSION);
        let normal = Secret::fill(blank, |normal| {
            ComposingNormalizerBorrowed::new_nfc()
                .normalize_to(&text, normal)
                .expect("writing to a string does not fail");
        });
        if normal.expose().len() > Passphrase::MAX_BYTES {
            return Err(VaultError::PassphraseTooLong);
        }
        Ok(Passphrase(normal))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

impl NewPassphrase {
    /// Characters (Unicode scalar values after NFC) that a new passphrase has at least, as it stands alone
    /// (NIST SP 800-63B-4, 3.1.1.2).
    pub const MIN_CHARACTERS: usize = 15;

    /// Judges a passphrase that somebody wants to use from now on.
    ///
    /// # Errors
    /// [`VaultError::PassphraseTooShort`]; [`VaultError::PassphraseGuessable`] where [`Strength`] is zero: the
    /// standard's list of expected values, as patterns, because at this length lists of leaked passwords are
    /// nearly empty.
    pub fn new(passphrase: Passphrase) -> Result<NewPassphrase, VaultError> {
        let text = passphrase.0.expose();
        if text.chars().count() < NewPassphrase::MIN_CHARACTERS {
            return Err(VaultError::PassphraseTooShort);
        }
        if Strength::of(text) == Strength::Guessable {
            return Err(VaultError::PassphraseGuessable);
        }
        Ok(NewPassphrase(passphrase))
    }

    pub(crate) fn as_typed(&self) -> &Passphrase {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use proptest::prelude::*;

    use super::*;

    fn typed(text: &str) -> Result<Passphrase, VaultError> {
        Passphrase::typed(Zeroizing::new(text.to_owned()))
    }

    fn new(text: &str) -> Result<NewPassphrase, VaultError> {
        typed(text).and_then(NewPassphrase::new)
    }

    #[test]
    fn a_new_passphrase_has_15_characters_whatever_they_are() {
        for short in ["", "fourteen chars", "Tr0ub4dor&3!aB", "열네글자짜리암호인데짧아요ㅎ"] {
            assert_eq!(short.chars().count().min(14), short.chars().count());
            assert!(matches!(new(short), Err(VaultError::PassphraseTooShort)), "{short}");
        }
        for long_enough in ["fifteen letters", "오늘 점심은 칼국수에 깍두기", "😀 with 🐎 and 🔋!"]
        {
            assert!(new(long_enough).is_ok(), "{long_enough}");
        }
    }

    #[test]
    fn characters_are_counted_after_they_are_composed() {
        let fourteen = "\u{1112}\u{1161}\u{11ab}".repeat(14);
        assert!(matches!(new(&fourteen), Err(VaultError::PassphraseTooShort)));
    }

    #[test]
    fn what_anybody_would_try_is_refused_at_any_length() {
        for guessable in [
            "aaaaaaaaaaaaaaaaaaaa",
            "123456789012345",
            "passwordpassword",
            "비밀번호비밀번호비밀번호비밀번호",
        ] {
            assert!(matches!(new(guessable), Err(VaultError::PassphraseGuessable)), "{guessable}");
        }
    }

    #[test]
    fn composed_and_decomposed_are_one_passphrase() {
        let composed = typed("한글 é 암호").unwrap();
        let decomposed = typed(
            "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af} e\u{301} \u{110b}\u{1161}\u{11b7}\u{1112}\u{1169}",
        );
        assert_eq!(composed.bytes(), decomposed.unwrap().bytes());
        assert_ne!(composed.bytes(), typed("한글 é 암호 ").unwrap().bytes(), "a space is a character");
    }

    #[test]
    fn the_limit_is_1024_bytes_after_composition() {
        assert!(typed(&"a".repeat(1024)).is_ok());
        assert!(matches!(typed(&"a".repeat(1025)), Err(VaultError::PassphraseTooLong)));
        assert!(typed(&"\u{1112}\u{1161}\u{11ab}".repeat(341)).is_ok(), "3,069 bytes become 1,023");
        assert!(matches!(typed(&"a".repeat(1 << 20)), Err(VaultError::PassphraseTooLong)));
    }

    proptest! {
        #[test]
        fn normalising_never_outgrows_the_room_made_for_it(text in "\\PC{0,200}") {
            let normal = ComposingNormalizerBorrowed::new_nfc().normalize(&text);
            prop_assert!(normal.len() <= text.len() * NFC_EXPANSION);
            let typed = typed(&text).unwrap();
            prop_assert_eq!(typed.bytes(), normal.as_bytes());
        }
    }
}
