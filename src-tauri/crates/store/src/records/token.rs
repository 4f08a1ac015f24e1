//! The record of a token.

use std::num::NonZeroU32;

use chrono::NaiveDate;
use chrono_tz::Tz;
use mapae_domain::{
    AllowList, ApiId, BlockList, Credential, Description, Expiry, ExpiryDate, IpEntry, Life, Limit, Network,
    Note, Period, RetiringCredential, Scopes, Token, TokenDigest, TokenHint, TokenId, TokenName,
};
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};

use super::{Extra, time};
use crate::envelope::Unreadable;
use crate::store::StoredToken;

#[derive(Serialize, Deserialize)]
pub(super) struct TokenRecord {
    id: ByteArray<16>,
    revision: u32,
    name: String,
    description: String,
    expiry: ExpiryRecord,
    allow: AllowRecord,
    block: Vec<EntryRecord>,
    limit: LimitRecord,
    scopes: Vec<String>,
    life: LifeRecord,
    issued_at: i64,
    issued_by: String,
    credential: CredentialRecord,
    retiring: Option<RetiringRecord>,
    /// Opaque here; the vault's format has its own version.
    sealed: Option<ByteBuf>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    copy_once: bool,
    #[serde(flatten)]
    extra: Extra,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ExpiryRecord {
    Never,
    /// `2027-02-21` and `Asia/Seoul`. The instant is computed anew: governments change their zones.
    On {
        date: String,
        zone: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AllowRecord {
    Any,
    Only(Vec<EntryRecord>),
}

#[derive(Serialize, Deserialize)]
struct EntryRecord {
    /// Canonical: `10.0.0.0/8`.
    network: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LimitRecord {
    Unlimited,
    Max { count: NonZeroU32, period: PeriodRecord },
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PeriodRecord {
    Total,
    Minute,
    Hour,
    Day,
    ThirtyDays,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LifeRecord {
    Active,
    Disabled,
    Revoked { at: i64, reason: String },
}

#[derive(Serialize, Deserialize)]
struct CredentialRecord {
    digest: ByteArray<32>,
    hint: String,
}

#[derive(Serialize, Deserialize)]
struct RetiringRecord {
    digest: ByteArray<32>,
    hint: String,
    until: i64,
}

impl From<&StoredToken> for TokenRecord {
    fn from(stored: &StoredToken) -> TokenRecord {
        let token = &stored.token;
        TokenRecord {
            id: ByteArray::new(*token.id.as_bytes()),
            revision: token.revision,
            name: token.name.as_str().to_owned(),
            description: token.description.as_str().to_owned(),
            expiry: match &token.expiry {
                Expiry::Never => ExpiryRecord::Never,
                Expiry::On(day) => {
                    ExpiryRecord::On { date: day.date().to_string(), zone: day.zone().name().to_owned() }
                }
            },
            allow: match &token.allow {
                AllowList::Any => AllowRecord::Any,
                AllowList::Only(list) => {
                    AllowRecord::Only(list.entries().iter().map(EntryRecord::from).collect())
                }
            },
            block: token.block.entries().iter().map(EntryRecord::from).collect(),
            limit: match token.limit {
                Limit::Unlimited => LimitRecord::Unlimited,
                Limit::Max { count, period } => LimitRecord::Max { count, period: period.into() },
            },
            scopes: token.scopes.ids().iter().map(|id| id.as_str().to_owned()).collect(),
            life: match &token.life {
                Life::Active => LifeRecord::Active,
                Life::Disabled => LifeRecord::Disabled,
                Life::Revoked { at, reason } => {
                    LifeRecord::Revoked { at: at.timestamp_millis(), reason: reason.clone() }
                }
            },
            issued_at: token.issued_at.timestamp_millis(),
            issued_by: token.issued_by.clone(),
            credential: CredentialRecord {
                digest: ByteArray::new(*token.credential.digest.as_bytes()),
                hint: token.credential.hint.as_str().to_owned(),
            },
            retiring: token.retiring.as_ref().map(|retiring| RetiringRecord {
                digest: ByteArray::new(*retiring.credential.digest.as_bytes()),
                hint: retiring.credential.hint.as_str().to_owned(),
                until: retiring.until.timestamp_millis(),
            }),
            sealed: stored.sealed.clone().map(ByteBuf::from),
            copy_once: stored.copy_once,
            extra: stored.extra.clone(),
        }
    }
}

impl From<&IpEntry> for EntryRecord {
    fn from(entry: &IpEntry) -> EntryRecord {
        EntryRecord {
            network: entry.network().to_string(),
            note: entry.note().map(|note| note.as_str().to_owned()),
        }
    }
}

impl From<Period> for PeriodRecord {
    fn from(period: Period) -> PeriodRecord {
        match period {
            Period::Total => PeriodRecord::Total,
            Period::Minute => PeriodRecord::Minute,
            Period::Hour => PeriodRecord::Hour,
            Period::Day => PeriodRecord::Day,
            Period::ThirtyDays => PeriodRecord::ThirtyDays,
        }
    }
}

impl From<PeriodRecord> for Period {
    fn from(record: PeriodRecord) -> Period {
        match record {
            PeriodRecord::Total => Period::Total,
            PeriodRecord::Minute => Period::Minute,
            PeriodRecord::Hour => Period::Hour,
            PeriodRecord::Day => Period::Day,
            PeriodRecord::ThirtyDays => Period::ThirtyDays,
        }
    }
}

impl TryFrom<TokenRecord> for StoredToken {
    type Error = Unreadable;

    fn try_from(record: TokenRecord) -> Result<StoredToken, Unreadable> {
        let scopes = record.scopes.iter().map(|id| ApiId::parse(id)).collect::<Result<_, _>>();
        let allow = match record.allow {
            AllowRecord::Any => AllowList::Any,
            AllowRecord::Only(records) => allow_only(records)?,
        };
        let token = Token {
            id: TokenId::from_bytes(record.id.into_array()),
            name: name(&record.name)?,
            description: Description::parse(&record.description).map_err(|_| unreadable("description"))?,
            expiry: expiry(record.expiry)?,
            allow,
            block: BlockList::from_entries(entries(record.block)?).map_err(|_| unreadable("block list"))?,
            limit: match record.limit {
                LimitRecord::Unlimited => Limit::Unlimited,
                LimitRecord::Max { count, period } => Limit::Max { count, period: period.into() },
            },
            scopes: Scopes::new(scopes.map_err(Unreadable::damaged)?).map_err(|_| unreadable("scopes"))?,
            life: match record.life {
                LifeRecord::Active => Life::Active,
                LifeRecord::Disabled => Life::Disabled,
                LifeRecord::Revoked { at, reason } => Life::Revoked { at: time(at)?, reason },
            },
            issued_at: time(record.issued_at)?,
            issued_by: record.issued_by,
            credential: credential(record.credential.digest, &record.credential.hint)?,
            retiring: record.retiring.map(retiring).transpose()?,
            revision: record.revision,
        };
        let sealed = record.sealed.map(ByteBuf::into_vec);
        Ok(StoredToken { token, sealed, copy_once: record.copy_once, extra: record.extra })
    }
}

/// Exactly as stored: a name that the rules would now spell otherwise would no longer be the one that was
/// issued.
fn name(text: &str) -> Result<TokenName, Unreadable> {
    TokenName::parse(text).ok().filter(|name| name.as_str() == text).ok_or_else(|| unreadable("name"))
}

fn expiry(record: ExpiryRecord) -> Result<Expiry, Unreadable> {
    match record {
        ExpiryRecord::Never => Ok(Expiry::Never),
        ExpiryRecord::On { date, zone } => {
            let date: NaiveDate = date.parse().map_err(Unreadable::damaged)?;
            let zone: Tz = zone.parse().map_err(Unreadable::damaged)?;
            ExpiryDate::new(date, zone).map(Expiry::On).map_err(|_| unreadable("expiry"))
        }
    }
}

/// A list that lost its entries must not become the list that allows everyone.
fn allow_only(records: Vec<EntryRecord>) -> Result<AllowList, Unreadable> {
    match AllowList::from_entries(entries(records)?) {
        Ok(list @ AllowList::Only(_)) => Ok(list),
        Ok(AllowList::Any) | Err(_) => Err(unreadable("allow list")),
    }
}

fn entries(records: Vec<EntryRecord>) -> Result<Vec<IpEntry>, Unreadable> {
    let entry = |record: EntryRecord| {
        let network: Network = record.network.parse().map_err(Unreadable::damaged)?;
        let note = record.note.as_deref().map(Note::parse).transpose().map_err(|_| unreadable("note"))?;
        Ok(IpEntry::new(network, note.flatten()))
    };
    records.into_iter().map(entry).collect()
}

fn credential(digest: ByteArray<32>, hint: &str) -> Result<Credential, Unreadable> {
    let hint = TokenHint::parse(hint).map_err(Unreadable::damaged)?;
    Ok(Credential { digest: TokenDigest::from_bytes(digest.into_array()), hint })
}

fn retiring(record: RetiringRecord) -> Result<RetiringCredential, Unreadable> {
    let credential = credential(record.digest, &record.hint)?;
    Ok(RetiringCredential { credential, until: time(record.until)? })
}

fn unreadable(what: &str) -> Unreadable {
    Unreadable::Damaged(format!("no valid {what}"))
}
