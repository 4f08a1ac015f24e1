//! A token's string while it is in the clear: drawn here, or opened from its sealed copy.

use mapae_domain::{TokenDigest, TokenHint, assemble_token_text, check_token_text};
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::secret::Secret;

/// Characters of a token string: short enough that SHA-256 takes one block.
pub(crate) const LENGTH: usize = 44;
/// Random base62 digits in it: 190 bits.
const DIGITS: usize = 32;
const BASE: u8 = 62;
/// The largest multiple of 62 that a byte can't reach past: bytes from here on are drawn again, because taking
/// them modulo 62 would favour the first eight digits.
const UNBIASED_BELOW: u8 = 248;

fn digit_of(byte: u8) -> Option<u8> {
    (byte < UNBIASED_BELOW).then_some(byte % BASE)
}

/// A whole token string: `mapae_`, 32 random base62 digits, 6 of checksum. Like [`Secret`], it can't be printed,
/// serialised, copied or compared.
///
/// ```
/// # use mapae_vault::TokenSecret;
/// let token = TokenSecret::generate()?;
/// assert_eq!(token.expose().len(), 44);
/// # Ok::<(), mapae_vault::VaultError>(())
/// ```
/// ```compile_fail,E0277
/// # use mapae_vault::TokenSecret;
/// let token = TokenSecret::generate()?;
/// format!("{token:?}");
/// # Ok::<(), mapae_vault::VaultError>(())
/// ```
/// ```compile_fail,E0277
/// # use mapae_vault::TokenSecret;
/// let token = TokenSecret::generate()?;
/// serde_json::to_string(&token);
/// # Ok::<(), mapae_vault::VaultError>(())
/// ```
pub struct TokenSecret(Secret<[u8; LENGTH]>);

impl TokenSecret {
    /// A new token string from the operating system's randomness.
    pub fn generate() -> Result<TokenSecret, VaultError> {
        TokenSecret::draw(|bytes| getrandom::fill(bytes).map_err(VaultError::Randomness))
    }

    fn draw<E>(mut random: impl FnMut(&mut [u8]) -> Result<(), E>) -> Result<TokenSecret, E> {
        let mut digits = Zeroizing::new([0_u8; DIGITS]);
        let mut bytes = Zeroizing::new([0_u8; DIGITS]);
        let mut drawn = 0;
        while drawn < DIGITS {
            random(&mut bytes[..])?;
            for digit in bytes.iter().copied().filter_map(digit_of).take(DIGITS - drawn) {
                digits[drawn] = digit;
                drawn += 1;
            }
        }
        Ok(TokenSecret(Secret::fill([0; LENGTH], |text| assemble_token_text(&digits, text))))
    }

    /// What a sealed copy held. It was authenticated, so anything but a token string means that another program
    /// wrote it.
    pub(crate) fn from_opened(text: Secret<[u8; LENGTH]>) -> Result<TokenSecret, VaultError> {
        check_token_text(text.expose()).map_err(|_| VaultError::SealedDamaged)?;
        Ok(TokenSecret(text))
    }

    /// The string to hand over. Who calls this keeps it out of logs, errors, files and answers.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(self.bytes()).expect("prefix and base62 digits are ASCII")
    }

    /// SHA-256 of the string: what the gate looks tokens up by.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of(self.bytes())
    }

    /// What the list shows: the prefix and four characters.
    pub fn hint(&self) -> TokenHint {
        TokenHint::of(self.bytes()).expect("both constructors make well-formed strings")
    }

    pub(crate) fn bytes(&self) -> &[u8; LENGTH] {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn a_new_token_passes_the_domain_s_check() {
        let token = TokenSecret::generate().expect("the system has randomness");
        assert!(check_token_text(token.expose().as_bytes()).is_ok());
        assert!(token.expose().starts_with(token.hint().as_str()));
        assert_eq!(token.digest().as_bytes(), TokenDigest::of(token.expose().as_bytes()).as_bytes());
    }

    #[test]
    fn two_tokens_differ() {
        let draw = || TokenSecret::generate().expect("the system has randomness").expose().to_owned();
        assert_ne!(draw(), draw());
    }

    #[test]
    fn no_digit_is_favoured() {
        let mut counts = [0; BASE as usize];
        for digit in (0..=u8::MAX).filter_map(digit_of) {
            counts[usize::from(digit)] += 1;
        }
        assert_eq!(counts, [4; BASE as usize], "every digit comes of as many bytes as every other");
    }

    #[test]
    fn bytes_that_would_favour_a_digit_are_drawn_again() {
        let mut round = 0_u8;
        let token = TokenSecret::draw(|bytes| {
            bytes.fill(if round == 0 { UNBIASED_BELOW } else { 61 });
            round += 1;
            Ok::<(), Infallible>(())
        })
        .expect("the source does not fail");
        assert_eq!(round, 2, "the first round was all rejected");
        let body = &token.expose()["mapae_".len()..][..DIGITS];
        assert_eq!(body, body[..1].repeat(DIGITS), "byte 61 stands for one digit");
    }

    #[test]
    fn a_failing_source_makes_no_token() {
        let made = TokenSecret::draw(|_| Err("no entropy"));
        assert_eq!(made.err(), Some("no entropy"));
    }
}
