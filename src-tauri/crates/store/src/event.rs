//! Audit events: what was done, by whom, when, to which token, with the state before and after.
//!
//! On disk an event is an envelope around 32 bytes of MAC and the body that the MAC is over. The body holds
//! whole records, sealed copies included: from the events a damaged database can be built anew. No plain
//! secret is in it.

use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, TokenId};
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf, Bytes};

use crate::chain::{ChainFlaw, ChainHead, ChainKey, Mac};
use crate::envelope::{self, Kind, Unreadable};
use crate::records;
use crate::store::StoredToken;

const MAC: usize = 32;

/// An event as the caller knows it. The store adds the number, the chain, and the states before and after,
/// which it alone knows for certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When; kept to the millisecond.
    pub at: DateTime<Utc>,
    /// The operating system's user.
    pub actor: String,
    /// What was done.
    pub kind: EventKind,
    /// To which token. Ignored for a change of a token, which names its own.
    pub token: Option<TokenId>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// 발급.
    TokenIssued,
    /// 복사.
    TokenCopied,
    /// A field was changed.
    TokenEdited,
    /// 중지.
    TokenDisabled,
    /// The end of a 중지.
    TokenEnabled,
    /// 회수.
    TokenRevoked,
    /// 재발급.
    TokenRotated,
    /// The grace after a 재발급 was ended early.
    GraceEnded,
    /// The counter of a limit was set back.
    CounterReset,
    /// Deleted for good; the events stay.
    TokenDeleted,
    /// The catalogue of APIs was imported or edited.
    CatalogueChanged,
    /// The clock was found behind the highest time ever seen.
    ClockBehind,
    /// 잠금.
    Locked,
    /// The end of a 잠금.
    Unlocked,
    /// A passphrase, the keyring, a key file or a recovery key came or went.
    ProtectionChanged,
    /// The data key is another one from here on.
    DataKeyChanged,
    /// The sealed copy was sealed anew, with the data key of now.
    TokenResealed,
    /// A backup was put in the registry's place, or a damaged one was put together again.
    RegistryRestored,
    /// The gate was switched on or off, or set otherwise.
    GateChanged,
    /// Of a later version of Mapae: shown by its name.
    Other(String),
}

impl EventKind {
    const KNOWN: [EventKind; 19] = [
        EventKind::TokenIssued,
        EventKind::TokenCopied,
        EventKind::TokenEdited,
        EventKind::TokenDisabled,
        EventKind::TokenEnabled,
        EventKind::TokenRevoked,
        EventKind::TokenRotated,
        EventKind::GraceEnded,
        EventKind::CounterReset,
        EventKind::TokenDeleted,
        EventKind::CatalogueChanged,
        EventKind::ClockBehind,
        EventKind::Locked,
        EventKind::Unlocked,
        EventKind::ProtectionChanged,
        EventKind::DataKeyChanged,
        EventKind::TokenResealed,
        EventKind::RegistryRestored,
        EventKind::GateChanged,
    ];

    /// The name on disk, which never changes.
    pub fn as_str(&self) -> &str {
        match self {
            EventKind::TokenIssued => "token_issued",
            EventKind::TokenCopied => "token_copied",
            EventKind::TokenEdited => "token_edited",
            EventKind::TokenDisabled => "token_disabled",
            EventKind::TokenEnabled => "token_enabled",
            EventKind::TokenRevoked => "token_revoked",
            EventKind::TokenRotated => "token_rotated",
            EventKind::GraceEnded => "grace_ended",
            EventKind::CounterReset => "counter_reset",
            EventKind::TokenDeleted => "token_deleted",
            EventKind::CatalogueChanged => "catalogue_changed",
            EventKind::ClockBehind => "clock_behind",
            EventKind::Locked => "locked",
            EventKind::Unlocked => "unlocked",
            EventKind::ProtectionChanged => "protection_changed",
            EventKind::DataKeyChanged => "data_key_changed",
            EventKind::TokenResealed => "token_resealed",
            EventKind::RegistryRestored => "registry_restored",
            EventKind::GateChanged => "gate_changed",
            EventKind::Other(name) => name,
        }
    }

    fn from_name(name: String) -> EventKind {
        let known = EventKind::KNOWN.into_iter().find(|kind| kind.as_str() == name);
        known.unwrap_or(EventKind::Other(name))
    }
}

/// A committed event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// From 1, without gaps.
    pub sequence: u64,
    /// When, to the millisecond.
    pub at: DateTime<Utc>,
    /// The operating system's user.
    pub actor: String,
    /// What was done.
    pub kind: EventKind,
    /// To which token.
    pub token: Option<TokenId>,
    /// The whole record before, where there was one and it changed.
    pub before: Option<Snapshot>,
    /// The whole record after, where it changed.
    pub after: Option<Snapshot>,
    /// The MAC of the event before.
    pub previous_mac: Mac,
    /// Over all of the above, as encoded.
    pub mac: Mac,
}

/// A record as it was stored, byte for byte, so that a rebuilt database holds the same.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot(pub(crate) Vec<u8>);

impl Snapshot {
    /// The token of a `token_...` event.
    pub fn token(&self) -> Result<StoredToken, Unreadable> {
        records::decode_token(&self.0)
    }

    /// The catalogue of a `catalogue_...` event.
    pub fn catalogue(&self) -> Result<Catalogue, Unreadable> {
        records::decode_catalogue(&self.0)
    }

    /// The record, byte for byte.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Snapshot({} bytes)", self.0.len())
    }
}

/// An event whose record does not verify. The events around it are still read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedEvent {
    /// Its number.
    pub sequence: u64,
    /// What does not verify.
    pub reason: Unreadable,
}

#[derive(Serialize)]
struct BodyOut<'a> {
    sequence: u64,
    previous: &'a Bytes,
    at: i64,
    actor: &'a str,
    kind: &'a str,
    token: Option<&'a Bytes>,
    before: Option<&'a Bytes>,
    after: Option<&'a Bytes>,
}

/// Unknown fields are passed over here: an event is never written again, so nothing of it can be lost.
#[derive(Deserialize)]
struct BodyIn {
    sequence: u64,
    previous: ByteArray<MAC>,
    at: i64,
    actor: String,
    kind: String,
    token: Option<ByteArray<16>>,
    before: Option<ByteBuf>,
    after: Option<ByteBuf>,
}

/// What changed: whole records, encoded.
#[derive(Default)]
pub(crate) struct Difference {
    pub(crate) token: Option<TokenId>,
    pub(crate) before: Option<Vec<u8>>,
    pub(crate) after: Option<Vec<u8>>,
}

/// Links a new event to `head`: the event, and its stored form.
pub(crate) fn link(
    new: &NewEvent,
    difference: Difference,
    head: ChainHead,
    key: &ChainKey,
) -> (Event, Vec<u8>) {
    let at = DateTime::from_timestamp_millis(new.at.timestamp_millis()).expect("it came from a date");
    let token = difference.token.or(new.token);
    let body = BodyOut {
        sequence: head.sequence + 1,
        previous: Bytes::new(&head.mac.0),
        at: at.timestamp_millis(),
        actor: &new.actor,
        kind: new.kind.as_str(),
        token: token.as_ref().map(|id| Bytes::new(id.as_bytes())),
        before: difference.before.as_deref().map(Bytes::new),
        after: difference.after.as_deref().map(Bytes::new),
    };
    let sequence = body.sequence;
    let body = records::to_bytes(&body);
    let mac = key.mac(&body);
    let stored = envelope::wrap(Kind::Event, &[&mac.0, &body[..]].concat());
    let event = Event {
        sequence,
        at,
        actor: new.actor.clone(),
        kind: new.kind.clone(),
        token,
        before: difference.before.map(Snapshot),
        after: difference.after.map(Snapshot),
        previous_mac: head.mac,
        mac,
    };
    (event, stored)
}

/// Reads a stored event; its MAC is not checked here, for that takes the key.
pub(crate) fn decode(stored: &[u8]) -> Result<Event, Unreadable> {
    let (mac, body) = split(stored)?;
    let body: BodyIn = records::from_bytes(body)?;
    Ok(Event {
        sequence: body.sequence,
        at: records::time(body.at)?,
        actor: body.actor,
        kind: EventKind::from_name(body.kind),
        token: body.token.map(|id| TokenId::from_bytes(id.into_array())),
        before: body.before.map(|bytes| Snapshot(bytes.into_vec())),
        after: body.after.map(|bytes| Snapshot(bytes.into_vec())),
        previous_mac: Mac(body.previous.into_array()),
        mac,
    })
}

/// The MAC of a stored event.
pub(crate) fn mac_of(stored: &[u8]) -> Result<Mac, Unreadable> {
    split(stored).map(|(mac, _)| mac)
}

/// Checks that `stored` is the genuine event that follows `previous`, and returns its place in the chain.
pub(crate) fn check(stored: &[u8], previous: ChainHead, key: &ChainKey) -> Result<ChainHead, ChainFlaw> {
    let (mac, body) = split(stored).map_err(|_| ChainFlaw::Unreadable)?;
    if !key.verifies(body, &mac) {
        return Err(ChainFlaw::Altered);
    }
    let body: BodyIn = records::from_bytes(body).map_err(|_| ChainFlaw::Unreadable)?;
    if body.sequence != previous.sequence + 1 || body.previous.into_array() != previous.mac.0 {
        return Err(ChainFlaw::OutOfPlace);
    }
    Ok(ChainHead { sequence: body.sequence, mac })
}

fn split(stored: &[u8]) -> Result<(Mac, &[u8]), Unreadable> {
    let payload = envelope::unwrap(Kind::Event, stored)?;
    let (mac, body) =
        payload.split_first_chunk().ok_or_else(|| Unreadable::damaged("an event without a MAC"))?;
    Ok((Mac(*mac), body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_keeps_its_name() {
        for kind in EventKind::KNOWN {
            assert_eq!(EventKind::from_name(kind.as_str().to_owned()), kind);
        }
        let later = EventKind::from_name("token_lent".to_owned());
        assert_eq!(later.as_str(), "token_lent", "the kind of a later version is shown by its name");
    }

    #[test]
    fn an_event_reads_as_it_was_written() {
        let key = ChainKey::new([7; 32]);
        let new = NewEvent {
            at: DateTime::from_timestamp(1_795_000_000, 123_456_789).expect("a time in range"),
            actor: "admin".to_owned(),
            kind: EventKind::TokenCopied,
            token: Some(TokenId::from_bytes([9; 16])),
        };
        let head = ChainHead { sequence: 41, mac: Mac([1; 32]) };
        let (event, stored) = link(&new, Difference::default(), head, &key);
        assert_eq!(event.at.timestamp_subsec_nanos(), 123_000_000, "kept to the millisecond");
        assert_eq!(decode(&stored), Ok(event.clone()));
        assert_eq!(check(&stored, head, &key), Ok(ChainHead { sequence: 42, mac: event.mac }));
        assert_eq!(check(&stored, ChainHead::EMPTY, &key), Err(ChainFlaw::OutOfPlace));
        assert_eq!(check(&stored, head, &ChainKey::new([8; 32])), Err(ChainFlaw::Altered));
    }
}
