//! The envelope around every stored value: 9 bytes that say what the rest is before anything reads it.
//!
//! ```text
//! "MPS" | kind: 1 byte | major version: 1 byte | CRC-32 of all else, big-endian: 4 bytes | payload
//! ```
//!
//! The payload is MessagePack with named fields. A major version is raised only where an older program would
//! misread the payload. A new field is no such case: it has a default for records without it, and a program
//! that does not know it keeps it and writes it back.
//!
//! sled checks its pages. The checksum here covers what sled can't see: a value put together from parts
//! (`sled_store/parts.rs`), and a mistake of our own.

/// The first bytes of every value.
const MAGIC: &[u8; 3] = b"MPS";
/// The newest major version this program reads, and the one it writes, the same for all kinds so far.
pub(crate) const MAJOR: u8 = 1;
const CHECKSUM_AT: usize = MAGIC.len() + 2;
const HEADER: usize = CHECKSUM_AT + 4;

/// What a value is. The numbers are on disk: they are never given to another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Token = 1,
    Event = 2,
    Usage = 3,
    Catalogue = 4,
    Head = 5,
    HighWater = 6,
    Format = 7,
    Tombstone = 8,
    Sum = 9,
    Trail = 10,
}

/// Why a value can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Written by a later version of Mapae.
    #[error("major version {found} is newer than {known}")]
    Newer {
        /// The major version found.
        found: u8,
        /// The newest one known here.
        known: u8,
    },
    /// Not what it should be: cut, overwritten, or of another kind.
    #[error("{0}")]
    Damaged(String),
}

impl Unreadable {
    pub(crate) fn damaged(what: impl std::fmt::Display) -> Unreadable {
        Unreadable::Damaged(what.to_string())
    }
}

/// Puts the envelope around a payload.
pub(crate) fn wrap(kind: Kind, payload: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(HEADER + payload.len());
    value.extend_from_slice(MAGIC);
    value.extend_from_slice(&[kind as u8, MAJOR]);
    value.extend_from_slice(&checksum(&value, payload).to_be_bytes());
    value.extend_from_slice(payload);
    value
}

/// Checks the envelope and takes the payload out.
pub(crate) fn unwrap(kind: Kind, value: &[u8]) -> Result<&[u8], Unreadable> {
    let Some((header, payload)) = value.split_at_checked(HEADER) else {
        return Err(Unreadable::damaged("shorter than an envelope"));
    };
    if !header.starts_with(MAGIC) {
        return Err(Unreadable::damaged("no envelope of Mapae"));
    }
    // The version comes before the checksum: a later version may compute another.
    let found = header[MAGIC.len() + 1];
    if found > MAJOR {
        return Err(Unreadable::Newer { found, known: MAJOR });
    }
    if header[CHECKSUM_AT..] != checksum(&header[..CHECKSUM_AT], payload).to_be_bytes() {
        return Err(Unreadable::damaged("the checksum differs"));
    }
    if header[MAGIC.len()] != kind as u8 {
        return Err(Unreadable::damaged(format_args!(
            "a record of kind {}, not {kind:?}",
            header[MAGIC.len()]
        )));
    }
    Ok(payload)
}

/// True where the value says that it is of this kind. Nothing else of it is looked at.
pub(crate) fn is(kind: Kind, value: &[u8]) -> bool {
    value.starts_with(MAGIC) && value.get(MAGIC.len()) == Some(&(kind as u8))
}

fn checksum(before: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(before);
    hasher.update(payload);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wrapped_unwraps() {
        for payload in [&b""[..], b"x", &[7; 5000]] {
            assert_eq!(unwrap(Kind::Usage, &wrap(Kind::Usage, payload)), Ok(payload));
        }
    }

    #[test]
    fn any_flipped_bit_is_noticed() {
        let value = wrap(Kind::Token, b"payload");
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(unwrap(Kind::Token, &flipped).is_err(), "bit {bit} went unnoticed");
        }
    }

    #[test]
    fn any_cut_is_noticed() {
        let value = wrap(Kind::Token, b"payload");
        for length in 0..value.len() {
            assert!(unwrap(Kind::Token, &value[..length]).is_err(), "a cut at {length} went unnoticed");
        }
    }

    #[test]
    fn a_record_of_another_kind_is_refused() {
        let value = wrap(Kind::Usage, b"payload");
        assert!(matches!(unwrap(Kind::Token, &value), Err(Unreadable::Damaged(_))));
    }

    #[test]
    fn a_later_major_version_is_named_even_if_its_checksum_means_something_else() {
        let mut value = wrap(Kind::Token, b"payload");
        value[4] = MAJOR + 1;
        assert_eq!(unwrap(Kind::Token, &value), Err(Unreadable::Newer { found: MAJOR + 1, known: MAJOR }));
    }
}
