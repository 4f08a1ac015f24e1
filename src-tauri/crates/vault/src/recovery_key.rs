//! A recovery key as a person keeps it on paper: 32 characters in eight groups, `7KQ2-M0XV-...`.
//!
//! 26 characters of Crockford's base32 are random (130 bits), 6 are the checksum of Bech32m (BIP-350) over them
//! with the prefix `mapae`: up to four wrong characters are noticed for certain, anything else but once in 2^30.
//! So a slip of the pen is told from a key of another registry before any key is tried. Typing is forgiving: case,
//! spaces, dashes, full-width characters, O for 0, I and L for 1.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::secret::Secret;

/// Crockford's: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM: usize = 26;
const CHECKSUM: usize = 6;
const CHARACTERS: usize = RANDOM + CHECKSUM;
const GROUP: usize = 4;
const TEXT_LENGTH: usize = CHARACTERS + CHARACTERS / GROUP - 1;

/// A well-formed recovery key; of which registry, only trying it tells. Like [`Secret`], it can't be printed,
/// serialised, copied or compared.
///
/// ```compile_fail,E0277
/// # use mapae_vault::{RecoveryKey, Zeroizing};
/// let key = RecoveryKey::typed(Zeroizing::new(String::new()))?;
/// format!("{key:?}");
/// # Ok::<(), mapae_vault::VaultError>(())
/// ```
pub struct RecoveryKey(Secret<[u8; RANDOM]>);

/// The text of a recovery key, to be shown once.
pub struct RecoveryKeyText(Secret<[u8; TEXT_LENGTH]>);

impl RecoveryKeyText {
    /// 39 characters. Who calls this keeps it out of logs, errors and files.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(self.0.expose()).expect("letters, digits and dashes are ASCII")
    }
}

impl RecoveryKey {
    pub(crate) fn random() -> Result<RecoveryKey, VaultError> {
        Secret::try_fill([0; RANDOM], |digits| {
            getrandom::fill(digits).map_err(VaultError::Randomness)?;
            // 32 divides 256, so no digit is favoured.
            digits.iter_mut().for_each(|digit| *digit %= 32);
            Ok(())
        })
        .map(RecoveryKey)
    }

    /// Takes what was typed and wipes it.
    ///
    /// # Errors
    /// [`VaultError::RecoveryKeyMistyped`] where it is no recovery key of any registry.
    pub fn typed(text: Zeroizing<String>) -> Result<RecoveryKey, VaultError> {
        let mut all = Zeroizing::new([0; CHARACTERS]);
        let mut count = 0;
        for character in text.chars().filter(|character| !is_separator(*character)) {
            let (Some(place), Some(digit)) = (all.get_mut(count), digit_of(character)) else {
                return Err(VaultError::RecoveryKeyMistyped);
            };
            *place = digit;
            count += 1;
        }
        let (digits, sum) = all.split_first_chunk::<RANDOM>().expect("there are more in all");
        let fits: bool = checksum(digits)[..].ct_eq(sum).into();
        if count != CHARACTERS || !fits {
            return Err(VaultError::RecoveryKeyMistyped);
        }
        Ok(RecoveryKey(Secret::fill([0; RANDOM], |own| own.copy_from_slice(digits))))
    }

    pub(crate) fn text(&self) -> RecoveryKeyText {
        let sum = checksum(self.digits());
        let mut digits = self.digits().iter().chain(&sum[..]);
        RecoveryKeyText(Secret::fill([b'-'; TEXT_LENGTH], |text| {
            for place in text.iter_mut().enumerate().filter(|(at, _)| at % (GROUP + 1) < GROUP) {
                let digit = digits.next().expect("as many digits as places");
                *place.1 = ALPHABET[usize::from(*digit)];
            }
        }))
    }

    pub(crate) fn is(&self, other: &RecoveryKey) -> bool {
        self.digits()[..].ct_eq(&other.digits()[..]).into()
    }

    /// One byte a character, 0 to 31.
    pub(crate) fn digits(&self) -> &[u8; RANDOM] {
        self.0.expose()
    }
}

/// White space, and whatever looks like a dash where somebody kept the key.
fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}')
}

fn digit_of(character: char) -> Option<u8> {
    let narrow = match character {
        '！'..='～' => char::from_u32(character as u32 - 0xfee0)?,
        other => other,
    };
    let letter = match narrow.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == letter).map(|at| at as u8)
}

/// Bech32m's (BIP-350), with the prefix `mapae`.
fn checksum(digits: &[u8; RANDOM]) -> Zeroizing<[u8; CHECKSUM]> {
    const PREFIX: &[u8] = b"mapae";
    const CONSTANT: u32 = 0x2bc8_30a3;
    let high = PREFIX.iter().map(|letter| letter >> 5);
    let low = PREFIX.iter().map(|letter| letter & 31);
    let values = high.chain([0]).chain(low).chain(digits.iter().copied()).chain([0; CHECKSUM]);
    let sum = values.fold(1, step) ^ CONSTANT;
    Zeroizing::new(std::array::from_fn(|at| ((sum >> (5 * (CHECKSUM - 1 - at))) & 31) as u8))
}

/// Multiplies the remainder so far by x, adds a value, and reduces by the generator of BIP-173.
fn step(remainder: u32, value: u8) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let top = remainder >> 25;
    let shifted = ((remainder & 0x01ff_ffff) << 5) ^ u32::from(value);
    (0..5).filter(|bit| top >> bit & 1 == 1).fold(shifted, |sum, bit| sum ^ GENERATOR[bit])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use proptest::prelude::*;

    use super::*;

    fn typed(text: &str) -> Result<RecoveryKey, VaultError> {
        RecoveryKey::typed(Zeroizing::new(text.to_owned()))
    }

    fn key(digits: [u8; RANDOM]) -> RecoveryKey {
        RecoveryKey(Secret::fill([0; RANDOM], |own| own.copy_from_slice(&digits)))
    }

    /// From the second implementation in `tests/vectors/sealed/make_protectors.py`.
    #[test]
    fn a_known_key_has_its_known_text() {
        let known = key(std::array::from_fn(|at| at as u8));
        assert_eq!(known.text().expose(), "0123-4567-89AB-CDEF-GHJK-MNPQ-RSYA-DF7V");
    }

    #[test]
    fn what_is_written_down_reads_back_however_it_is_typed() {
        let original = RecoveryKey::random().unwrap();
        let text = original.text().expose().to_owned();
        assert_eq!((text.len(), text.split('-').count()), (39, 8));
        let wide: String = text.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect();
        for variant in [
            text.clone(),
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " – "),
            format!("\n {} \t", text.replace('-', "\u{a0}")),
            text.replace('0', "O").replace('1', "l"),
            text.replace('0', "o").replace('1', "I"),
            wide,
        ] {
            assert!(typed(&variant).is_ok_and(|read| read.is(&original)), "{variant}");
        }
    }

    #[test]
    fn every_single_wrong_missing_or_swapped_character_is_a_typing_mistake() {
        let text: Vec<char> =
            RecoveryKey::random().unwrap().text().expose().replace('-', "").chars().collect();
        let mistyped = |characters: &[char]| {
            let text: String = characters.iter().collect();
            matches!(typed(&text), Err(VaultError::RecoveryKeyMistyped))
        };
        for at in 0..text.len() {
            for other in ALPHABET.iter().map(|byte| char::from(*byte)).chain(['U', '!', '가']) {
                let mut changed = text.clone();
                changed[at] = other;
                assert_eq!(mistyped(&changed), other != text[at], "{other} at {at}");
            }
            let mut shorter = text.clone();
            shorter.remove(at);
            assert!(mistyped(&shorter));
            let mut longer = text.clone();
            longer.insert(at, '7');
            assert!(mistyped(&longer));
            if at > 0 && text[at] != text[at - 1] {
                let mut swapped = text.clone();
                swapped.swap(at - 1, at);
                assert!(mistyped(&swapped));
            }
        }
        assert!(mistyped(&[]));
    }

    proptest! {
        #[test]
        fn up_to_four_wrong_characters_are_always_noticed(
            digits in prop::array::uniform26(0_u8..32),
            errors in prop::collection::btree_map(0_usize..CHARACTERS, 1_u8..32, 1..=4),
        ) {
            let text = key(digits).text().expose().replace('-', "");
            let wrong: String = text.chars().enumerate().map(|(at, right)| {
                let digit = digit_of(right).unwrap() ^ errors.get(&at).copied().unwrap_or(0);
                char::from(ALPHABET[usize::from(digit)])
            }).collect();
            prop_assert!(matches!(typed(&wrong), Err(VaultError::RecoveryKeyMistyped)));
        }

        #[test]
        fn arbitrary_text_is_refused_without_a_panic(text in "\\PC{0,60}") {
            prop_assert!(typed(&text).is_err());
        }
    }

    #[test]
    fn two_recovery_keys_differ() {
        assert!(!RecoveryKey::random().unwrap().is(&RecoveryKey::random().unwrap()));
    }
}
