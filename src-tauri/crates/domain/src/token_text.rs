//! The form of a token's string: `mapae_`, 32 base62 digits (190 random bits) and 6 more that hold the CRC-32
//! (ISO-HDLC, as in zlib) of all before, most significant digit first. 44 characters, so that SHA-256 has one
//! block to do.
//!
//! The checksum is no secret and protects nothing; it lets the gate refuse a mistyped or invented string
//! before any hashing, and lets a scanner of leaked secrets report without false alarms. Where the random
//! digits come from is the vault's business, and no type here keeps the string.

use std::fmt;

use sha2::block_api::compress256;
use sha2::{Digest, Sha256};

use crate::malformed::Malformed;

/// What each token begins with.
pub const PREFIX: &str = "mapae_";
/// Number of random base62 digits.
pub const BODY: usize = 32;
/// Number of base62 digits of the checksum: 62^6 > 2^32.
pub const CHECKSUM: usize = 6;
/// Bytes of the whole string.
pub const LENGTH: usize = PREFIX.len() + BODY + CHECKSUM;
/// The digits of base62, by value.
pub const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters after the prefix that a hint shows.
const SHOWN: usize = 4;
const HINT: usize = PREFIX.len() + SHOWN;

/// Why a string is no token. Says nothing about which strings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MalformedToken {
    /// Not 44 bytes.
    Length,
    /// Does not begin with `mapae_`.
    Prefix,
    /// A character outside of base62.
    Alphabet,
    /// The last six digits are not the checksum of the rest.
    Checksum,
}

/// Passes a string that has the form of a token: cheap, so it comes before any hashing.
#[inline]
pub fn check_token_text(text: &[u8]) -> Result<(), MalformedToken> {
    let text: &[u8; LENGTH] = text.try_into().map_err(|_| MalformedToken::Length)?;
    let digits = text.strip_prefix(PREFIX.as_bytes()).ok_or(MalformedToken::Prefix)?;
    let (body, checksum) = digits.split_at(BODY);
    // No way out before the last digit: so the compiler compares sixteen of them at a time.
    if !body.iter().fold(true, |fits, digit| fits & digit.is_ascii_alphanumeric()) {
        return Err(MalformedToken::Alphabet);
    }
    let checksum = number_of(checksum).ok_or(MalformedToken::Alphabet)?;
    if checksum == u64::from(crc_of(body)) { Ok(()) } else { Err(MalformedToken::Checksum) }
}

/// Writes the string of the given digits, each 0 to 61, most significant first.
///
/// # Panics
/// If a digit is 62 or more: the caller draws them by rejection, so that all are equally likely.
pub fn assemble_token_text(digits: &[u8; BODY], out: &mut [u8; LENGTH]) {
    let (prefix, digits_out) = out.split_at_mut(PREFIX.len());
    let (body, checksum) = digits_out.split_at_mut(BODY);
    prefix.copy_from_slice(PREFIX.as_bytes());
    for (place, digit) in body.iter_mut().zip(digits) {
        *place = ALPHABET[usize::from(*digit)];
    }
    checksum.copy_from_slice(&checksum_of(crc_of(body)));
}

/// CRC-32 of the prefix alone: what every token's checksum goes on from.
const PREFIX_CRC: u32 = 0x608e_31d6;

/// CRC-32 of the prefix and a body.
#[inline]
fn crc_of(body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(PREFIX_CRC);
    hasher.update(body);
    hasher.finalize()
}

/// Six base62 digits, most significant first.
fn checksum_of(mut crc: u32) -> [u8; CHECKSUM] {
    let mut digits = [0; CHECKSUM];
    for place in digits.iter_mut().rev() {
        *place = ALPHABET[(crc % 62) as usize];
        crc /= 62;
    }
    digits
}

/// What six base62 digits mean. Comparing numbers spares the check six divisions, each of which waits for the one
/// before; multiplications by fixed weights wait for nothing.
#[inline]
fn number_of(checksum: &[u8]) -> Option<u64> {
    const WEIGHTS: [u64; CHECKSUM] = [62_u64.pow(5), 62_u64.pow(4), 62_u64.pow(3), 62_u64.pow(2), 62, 1];
    let (mut number, mut highest) = (0, 0);
    for (digit, weight) in checksum.iter().zip(WEIGHTS) {
        let value = VALUES[usize::from(*digit)];
        number += u64::from(value) * weight;
        highest |= value;
    }
    (highest != NO_DIGIT).then_some(number)
}

/// All bits: no combination of values below 62 has the two highest.
const NO_DIGIT: u8 = u8::MAX;

/// The value of each base62 digit.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// SHA-256 of a whole token string: what tokens are looked up by. 190 random bits need no salt and no slow
/// hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// Of the string as presented, prefix and checksum included.
    #[inline]
    pub fn of(text: &[u8]) -> TokenDigest {
        match text.try_into() {
            Ok(text) => TokenDigest::of_one_block(text),
            Err(_) => TokenDigest(Sha256::digest(text).into()),
        }
    }

    /// Of a text as long as a token's: the padding (FIPS 180-4, 5.1.1) is known beforehand, so nothing needs to be
    /// buffered and counted as a hasher for any length must.
    #[inline]
    fn of_one_block(text: &[u8; LENGTH]) -> TokenDigest {
        /// FIPS 180-4, 5.3.3.
        const INITIAL: [u32; 8] = [
            0x6a09_e667,
            0xbb67_ae85,
            0x3c6e_f372,
            0xa54f_f53a,
            0x510e_527f,
            0x9b05_688c,
            0x1f83_d9ab,
            0x5be0_cd19,
        ];
        const PADDING: [u8; 64] = {
            let mut padding = [0; 64];
            padding[LENGTH] = 0x80;
            [padding[62], padding[63]] = (LENGTH as u16 * 8).to_be_bytes();
            padding
        };
        let mut block = PADDING;
        // In two steps, so that no store crosses a multiple of 16: sixteen bytes at a time the block is read again,
        // and a processor hands what was just stored on to a load only if one store holds all of it.
        block[..32].copy_from_slice(&text[..32]);
        block[32..LENGTH].copy_from_slice(&text[32..]);
        let mut state = INITIAL;
        compress256(&mut state, std::slice::from_ref(&block));
        let mut digest = [0; 32];
        // Two words at a time, as wide as an index will read them: the same holds here.
        for (bytes, words) in digest.as_chunks_mut::<8>().0.iter_mut().zip(state.as_chunks::<2>().0) {
            *bytes = (u64::from(words[0]) << 32 | u64::from(words[1])).to_be_bytes();
        }
        TokenDigest(digest)
    }

    /// As stored.
    pub fn from_bytes(bytes: [u8; 32]) -> TokenDigest {
        TokenDigest(bytes)
    }

    /// For an index.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for TokenDigest {
    /// The first four bytes: enough to tell two apart in a failed assertion.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third, fourth, ..] = self.0;
        write!(formatter, "TokenDigest({first:02x}{second:02x}{third:02x}{fourth:02x}..)")
    }
}

/// `mapae_` and the four characters after it: what the list shows to tell tokens apart. 166 bits stay
/// unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHint([u8; HINT]);

impl TokenHint {
    /// The hint of a whole token string.
    pub fn of(text: &[u8]) -> Result<TokenHint, MalformedToken> {
        check_token_text(text)?;
        text.first_chunk().map(|shown| TokenHint(*shown)).ok_or(MalformedToken::Length)
    }

    /// A stored hint.
    pub fn parse(text: &str) -> Result<TokenHint, Malformed> {
        let bytes: [u8; HINT] = text.as_bytes().try_into().map_err(|_| Malformed::TokenHint)?;
        let shown = bytes.strip_prefix(PREFIX.as_bytes()).ok_or(Malformed::TokenHint)?;
        if shown.iter().all(u8::is_ascii_alphanumeric) {
            Ok(TokenHint(bytes))
        } else {
            Err(Malformed::TokenHint)
        }
    }

    /// Without the ellipsis that the list adds.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("both constructors admit ASCII alone")
    }
}

impl fmt::Display for TokenHint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
