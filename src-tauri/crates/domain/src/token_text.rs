//! The form of a token's string: `mapae_`, 32 base62 digits (190 random bits) and 6 more that hold the CRC-32
//! (ISO-HDLC, as in zlib) of all before, most significant digit first. 44 characters, so that SHA-256 has one
//! block to do.
//!
//! The checksum is no secret and protects nothing; it lets the gate refuse a mistyped or invented string
//! before any hashing, and lets a scanner of leaked secrets report without false alarms. Where the random
//! digits come from is the vault's business, and no type here keeps the string.

use std::fmt;

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
pub fn check_token_text(text: &[u8]) -> Result<(), MalformedToken> {
    let text: &[u8; LENGTH] = text.try_into().map_err(|_| MalformedToken::Length)?;
    let (covered, checksum) = text.split_at(LENGTH - CHECKSUM);
    let digits = covered.strip_prefix(PREFIX.as_bytes()).ok_or(MalformedToken::Prefix)?;
    if !digits.iter().chain(checksum).all(u8::is_ascii_alphanumeric) {
        return Err(MalformedToken::Alphabet);
    }
    if checksum != checksum_of(covered) {
        return Err(MalformedToken::Checksum);
    }
    Ok(())
}

/// Writes the string of the given digits, each 0 to 61, most significant first.
///
/// # Panics
/// If a digit is 62 or more: the caller draws them by rejection, so that all are equally likely.
pub fn assemble_token_text(digits: &[u8; BODY], out: &mut [u8; LENGTH]) {
    let (covered, checksum) = out.split_at_mut(LENGTH - CHECKSUM);
    let (prefix, body) = covered.split_at_mut(PREFIX.len());
    prefix.copy_from_slice(PREFIX.as_bytes());
    for (place, digit) in body.iter_mut().zip(digits) {
        *place = ALPHABET[usize::from(*digit)];
    }
    checksum.copy_from_slice(&checksum_of(covered));
}

fn checksum_of(covered: &[u8]) -> [u8; CHECKSUM] {
    let mut rest = crc32fast::hash(covered);
    let mut digits = [0; CHECKSUM];
    for place in digits.iter_mut().rev() {
        *place = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    digits
}

/// SHA-256 of a whole token string: what tokens are looked up by. 190 random bits need no salt and no slow
/// hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// Of the string as presented, prefix and checksum included.
    pub fn of(text: &[u8]) -> TokenDigest {
        TokenDigest(Sha256::digest(text).into())
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
