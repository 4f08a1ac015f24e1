//! Records: the domain's types as they lie on disk, MessagePack with named fields, in envelopes.
//!
//! Reading a record goes through the domain's own constructors, so what comes out is as valid as what a form
//! gives; what they refuse does not verify. The rules for changing a record:
//!
//! - A new field stands at the top of its record and has a default. Nothing else is ever added to a record,
//!   renamed or given another meaning; for that the major version rises (`envelope.rs`).
//! - A field that a rule depends on has no default: a token whose expiry is missing does not verify, it does
//!   not live for ever.
//! - Fields that this version does not know are kept and written back ([`Extra`]).
//! - The stored examples in `tests/vectors/records` decode for ever.

mod catalogue;
mod token;
mod tombstone;
#[cfg(test)]
mod vectors;

use std::collections::BTreeMap;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use mapae_domain::{Catalogue, SlidingWindow, Usage};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use self::catalogue::CatalogueRecord;
use self::token::TokenRecord;
use self::tombstone::TombstoneRecord;
use crate::chain::{ChainHead, Mac};
use crate::envelope::{self, Kind, Unreadable};
use crate::error::StoreError;
use crate::sled_store::{Sum, SumAt};
use crate::store::{StoredToken, Tombstone};

/// Fields that a later version wrote into a record. There is nothing to do with them but to hand them back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extra(BTreeMap<String, rmpv::Value>);

pub(crate) fn encode_token(stored: &StoredToken) -> Vec<u8> {
    wrapped(Kind::Token, &TokenRecord::from(stored))
}

pub(crate) fn decode_token(value: &[u8]) -> Result<StoredToken, Unreadable> {
    unwrapped::<TokenRecord>(Kind::Token, value)?.try_into()
}

pub(crate) fn encode_tombstone(tombstone: &Tombstone) -> Vec<u8> {
    wrapped(Kind::Tombstone, &TombstoneRecord::from(tombstone))
}

pub(crate) fn decode_tombstone(value: &[u8]) -> Result<Tombstone, Unreadable> {
    unwrapped::<TombstoneRecord>(Kind::Tombstone, value)?.try_into()
}

pub(crate) fn encode_catalogue(catalogue: &Catalogue) -> Vec<u8> {
    wrapped(Kind::Catalogue, &CatalogueRecord::from(catalogue))
}

pub(crate) fn decode_catalogue(value: &[u8]) -> Result<Catalogue, Unreadable> {
    unwrapped::<CatalogueRecord>(Kind::Catalogue, value)?.try_into()
}

#[derive(Serialize, Deserialize)]
struct UsageRecord {
    /// Milliseconds since 1970 in UTC, as all times here.
    last_used: Option<i64>,
    last_address: Option<IpAddrText>,
    spent_total: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retiring_last_used: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retiring_last_address: Option<IpAddrText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    window: Option<WindowRecord>,
}

/// The parts of a [`SlidingWindow`].
#[derive(Serialize, Deserialize)]
struct WindowRecord {
    latest: u64,
    width: u32,
    counts: [u32; 17],
}

/// As text: serde's own form of an address is bytes in a compact format and text in others.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct IpAddrText(String);

pub(crate) fn encode_usage(usage: &Usage) -> Vec<u8> {
    let text = |address: IpAddr| IpAddrText(address.to_string());
    let record = UsageRecord {
        last_used: usage.last_used.map(|at| at.timestamp_millis()),
        last_address: usage.last_address.map(text),
        spent_total: usage.spent_total,
        retiring_last_used: usage.retiring_last_used.map(|at| at.timestamp_millis()),
        retiring_last_address: usage.retiring_last_address.map(text),
        window: (usage.window != SlidingWindow::default()).then(|| {
            let (latest, width, counts) = usage.window.to_parts();
            WindowRecord { latest, width, counts }
        }),
    };
    wrapped(Kind::Usage, &record)
}

pub(crate) fn decode_usage(value: &[u8]) -> Result<Usage, Unreadable> {
    let record: UsageRecord = unwrapped(Kind::Usage, value)?;
    let address = |text: IpAddrText| text.0.parse::<IpAddr>().map_err(Unreadable::damaged);
    Ok(Usage {
        last_used: record.last_used.map(time).transpose()?,
        last_address: record.last_address.map(address).transpose()?,
        spent_total: record.spent_total,
        retiring_last_used: record.retiring_last_used.map(time).transpose()?,
        retiring_last_address: record.retiring_last_address.map(address).transpose()?,
        window: record.window.map_or_else(SlidingWindow::default, |window| {
            SlidingWindow::from_parts(window.latest, window.width, window.counts)
        }),
    })
}

#[derive(Serialize, Deserialize)]
struct HeadRecord {
    sequence: u64,
    mac: ByteArray<32>,
}

pub(crate) fn encode_head(head: &ChainHead) -> Vec<u8> {
    wrapped(Kind::Head, &HeadRecord { sequence: head.sequence, mac: ByteArray::new(head.mac.0) })
}

pub(crate) fn decode_head(value: &[u8]) -> Result<ChainHead, Unreadable> {
    let record: HeadRecord = unwrapped(Kind::Head, value)?;
    Ok(ChainHead { sequence: record.sequence, mac: Mac(record.mac.into_array()) })
}

#[derive(Serialize, Deserialize)]
struct SumRecord {
    /// Of the event after which it was so.
    sequence: u64,
    sum: ByteArray<32>,
}

pub(crate) fn encode_sum(sum: &SumAt) -> Vec<u8> {
    wrapped(Kind::Sum, &SumRecord { sequence: sum.sequence, sum: ByteArray::new(sum.sum.0) })
}

pub(crate) fn decode_sum(value: &[u8]) -> Result<SumAt, Unreadable> {
    let record: SumRecord = unwrapped(Kind::Sum, value)?;
    Ok(SumAt { sequence: record.sequence, sum: Sum(record.sum.into_array()) })
}

#[derive(Serialize, Deserialize)]
struct TrailRecord {
    /// The number of the event up to which every event has its entries.
    until: u64,
}

pub(crate) fn encode_trail(until: u64) -> Vec<u8> {
    wrapped(Kind::Trail, &TrailRecord { until })
}

pub(crate) fn decode_trail(value: &[u8]) -> Result<u64, Unreadable> {
    Ok(unwrapped::<TrailRecord>(Kind::Trail, value)?.until)
}

#[derive(Serialize, Deserialize)]
struct HighWaterRecord {
    highest: i64,
}

pub(crate) fn encode_high_water(highest: DateTime<Utc>) -> Vec<u8> {
    wrapped(Kind::HighWater, &HighWaterRecord { highest: highest.timestamp_millis() })
}

pub(crate) fn decode_high_water(value: &[u8]) -> Result<DateTime<Utc>, Unreadable> {
    time(unwrapped::<HighWaterRecord>(Kind::HighWater, value)?.highest)
}

#[derive(Serialize, Deserialize)]
struct FormatRecord {
    /// The version of Mapae that made the database; for whoever looks into it.
    made_by: String,
}

/// The mark of a database of ours. Its envelope tells the newest major version that anything in the database
/// has.
pub(crate) fn encode_format() -> Vec<u8> {
    wrapped(Kind::Format, &FormatRecord { made_by: env!("CARGO_PKG_VERSION").to_owned() })
}

pub(crate) fn check_format(value: &[u8]) -> Result<(), Unreadable> {
    unwrapped::<FormatRecord>(Kind::Format, value).map(drop)
}

impl From<Unreadable> for StoreError {
    fn from(unreadable: Unreadable) -> StoreError {
        match unreadable {
            Unreadable::Newer { found, known } => StoreError::NewerFormat { found, known },
            Unreadable::Damaged(detail) => StoreError::Damaged { detail },
        }
    }
}

/// A stored time.
pub(crate) fn time(millis: i64) -> Result<DateTime<Utc>, Unreadable> {
    DateTime::from_timestamp_millis(millis).ok_or_else(|| Unreadable::damaged("a time out of range"))
}

pub(crate) fn to_bytes(record: &impl Serialize) -> Vec<u8> {
    rmp_serde::to_vec_named(record).expect("records are maps of plain values, written to memory")
}

pub(crate) fn from_bytes<T: DeserializeOwned>(payload: &[u8]) -> Result<T, Unreadable> {
    rmp_serde::from_slice(payload).map_err(Unreadable::damaged)
}

fn wrapped(kind: Kind, record: &impl Serialize) -> Vec<u8> {
    envelope::wrap(kind, &to_bytes(record))
}

fn unwrapped<T: DeserializeOwned>(kind: Kind, value: &[u8]) -> Result<T, Unreadable> {
    from_bytes(envelope::unwrap(kind, value)?)
}
