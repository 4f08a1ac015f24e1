//! The audit chain: each event carries the MAC of the one before it and its own, HMAC-SHA-256 (RFC 2104, FIPS
//! 180-4) over its exact bytes. Whoever changes, drops or swaps an event without the key breaks the chain at
//! that place.
//!
//! What the chain alone can't notice: that its last events, and the head that the database keeps, were both
//! cut back to an earlier state. For this the head ([`ChainHead`]) is to be kept elsewhere as well.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::event;

/// Separates these MACs from any other use of the same key.
const PURPOSE: &[u8] = b"mapae audit event 1\0";

/// The key of the audit chain. Given with each call and never kept by a store, so that locking can wipe it.
/// It has no `Debug` text and can't be cloned.
pub struct ChainKey(Zeroizing<[u8; 32]>);

impl ChainKey {
    /// Takes the key over; the caller's copy is the caller's to wipe.
    pub fn new(key: [u8; 32]) -> ChainKey {
        ChainKey(Zeroizing::new(key))
    }

    pub(crate) fn mac(&self, event_body: &[u8]) -> Mac {
        Mac(self.keyed(event_body).finalize().into_bytes().into())
    }

    /// In constant time: a chain is no password, but there is no reason to be careless.
    pub(crate) fn verifies(&self, event_body: &[u8], mac: &Mac) -> bool {
        self.keyed(event_body).verify_slice(&mac.0).is_ok()
    }

    fn keyed(&self, event_body: &[u8]) -> Hmac<Sha256> {
        let mut hmac = Hmac::<Sha256>::new_from_slice(&self.0[..]).expect("HMAC takes keys of any length");
        hmac.update(PURPOSE);
        hmac.update(event_body);
        hmac
    }
}

impl From<Zeroizing<[u8; 32]>> for ChainKey {
    fn from(key: Zeroizing<[u8; 32]>) -> ChainKey {
        ChainKey(key)
    }
}

/// The MAC of one event.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mac(pub(crate) [u8; 32]);

impl Mac {
    /// What the first event names as the one before it.
    pub const NONE: Mac = Mac([0; 32]);

    /// For keeping a head elsewhere.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A head that was kept elsewhere.
    pub fn from_bytes(bytes: [u8; 32]) -> Mac {
        Mac(bytes)
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third, fourth, ..] = self.0;
        write!(formatter, "Mac({first:02x}{second:02x}{third:02x}{fourth:02x}..)")
    }
}

/// The newest event: its sequence number and its MAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// 0 where there is no event yet; the first event has 1.
    pub sequence: u64,
    /// [`Mac::NONE`] where there is no event yet.
    pub mac: Mac,
}

impl ChainHead {
    /// Before the first event.
    pub const EMPTY: ChainHead = ChainHead { sequence: 0, mac: Mac::NONE };
}

/// What a check of the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainReport {
    /// Every event is there, unchanged and in its place.
    Intact {
        /// How many were checked.
        events: u64,
    },
    /// The first event at which the chain does not hold; those before it do.
    Broken {
        /// Its number.
        sequence: u64,
        /// What is wrong with it.
        flaw: ChainFlaw,
    },
}

/// How an event breaks the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFlaw {
    /// It is not there.
    Missing,
    /// Its record does not verify.
    Unreadable,
    /// Its bytes are not those that were signed, or another key signed them.
    Altered,
    /// It is genuine, but of another place: its number or the MAC of its predecessor differs.
    OutOfPlace,
    /// It is genuine and follows, but the database keeps another head: it comes after the end, or the head
    /// was put back.
    NotTheHead,
}

/// Checks the events from number `from` to the end of the chain. The two functions read the head and an
/// event; events may be appended meanwhile, and are then checked as well.
pub(crate) fn verify(
    from: u64,
    key: &ChainKey,
    head: impl Fn() -> Result<ChainHead, StoreError>,
    stored_event: impl Fn(u64) -> Result<Option<Vec<u8>>, StoreError>,
) -> Result<ChainReport, StoreError> {
    let from = from.max(1);
    let broken = |sequence, flaw| Ok(ChainReport::Broken { sequence, flaw });
    let mut reached = ChainHead::EMPTY;
    if from > 1 {
        // The event before is the ground to stand on: taken as it is, not checked.
        let Some(before) = stored_event(from - 1)? else { return broken(from - 1, ChainFlaw::Missing) };
        match event::mac_of(&before) {
            Ok(mac) => reached = ChainHead { sequence: from - 1, mac },
            Err(_) => return broken(from - 1, ChainFlaw::Unreadable),
        }
    }
    loop {
        let end = head()?;
        while reached.sequence < end.sequence {
            let sequence = reached.sequence + 1;
            let Some(stored) = stored_event(sequence)? else { return broken(sequence, ChainFlaw::Missing) };
            match event::check(&stored, reached, key) {
                Ok(next) => reached = next,
                Err(flaw) => return broken(sequence, flaw),
            }
        }
        let beyond = stored_event(reached.sequence + 1)?.is_some();
        if head()? != end {
            continue;
        }
        if beyond {
            return broken(reached.sequence + 1, ChainFlaw::NotTheHead);
        }
        if reached != end {
            return broken(reached.sequence, ChainFlaw::NotTheHead);
        }
        return Ok(ChainReport::Intact { events: reached.sequence + 1 - from });
    }
}
