//! The id of a token: a UUID of version 7 (RFC 9562, 5.7), so that the order of bytes is the order of issue.

use std::fmt;
use std::str::FromStr;

use uuid::{Builder, Uuid};

use crate::malformed::Malformed;

/// Public: shown, logged, sent to applications in a header. Displays hyphenated in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId([u8; 16]);

impl TokenId {
    /// From the time of issue, in milliseconds since 1970 (48 bits are kept), and 10 random bytes (74 bits
    /// are kept) that the caller draws.
    pub fn from_parts(unix_millis: u64, random: [u8; 10]) -> TokenId {
        TokenId(Builder::from_unix_timestamp_millis(unix_millis, &random).into_uuid().into_bytes())
    }

    /// As stored.
    pub fn from_bytes(bytes: [u8; 16]) -> TokenId {
        TokenId(bytes)
    }

    /// Big-endian, so that a sorted tree of ids is in order of issue.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl FromStr for TokenId {
    type Err = Malformed;

    /// Only the hyphenated form: `Uuid::parse_str` alone would also take braces and `urn:uuid:`.
    fn from_str(text: &str) -> Result<TokenId, Malformed> {
        const HYPHENATED: usize = 36;
        let uuid = Uuid::try_parse(text).map_err(|_| Malformed::TokenId)?;
        if text.len() != HYPHENATED || uuid.get_version_num() != 7 {
            return Err(Malformed::TokenId);
        }
        Ok(TokenId(uuid.into_bytes()))
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(Uuid::from_bytes(self.0).as_hyphenated(), formatter)
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenId({self})")
    }
}
