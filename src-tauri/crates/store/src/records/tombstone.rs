//! The record of a deleted token.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{decode_token, encode_token, time};
use crate::envelope::Unreadable;
use crate::store::Tombstone;

#[derive(Serialize, Deserialize)]
pub(super) struct TombstoneRecord {
    /// The last record of the token, in its own envelope.
    token: ByteBuf,
    at: i64,
    by: String,
}

impl From<&Tombstone> for TombstoneRecord {
    fn from(tombstone: &Tombstone) -> TombstoneRecord {
        TombstoneRecord {
            token: ByteBuf::from(encode_token(&tombstone.last)),
            at: tombstone.deleted_at.timestamp_millis(),
            by: tombstone.deleted_by.clone(),
        }
    }
}

impl TryFrom<TombstoneRecord> for Tombstone {
    type Error = Unreadable;

    fn try_from(record: TombstoneRecord) -> Result<Tombstone, Unreadable> {
        let last = decode_token(&record.token)?;
        Ok(Tombstone { last, deleted_at: time(record.at)?, deleted_by: record.by })
    }
}
