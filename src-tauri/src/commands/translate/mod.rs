//! From the wire into the domain and back: one function a shape, no rules. A new variant of the domain does not
//! compile here until the wire has a word for it.

mod catalogue;
mod exchange;
mod gate;
mod life;
mod list;
mod trace;

pub(super) use catalogue::{api_usage, catalogue, catalogue_draft, catalogue_report, openapi_preview};
pub(super) use exchange::{import_preview, import_row};
pub(super) use gate::{
    decision, decision_filter, decision_matches, figures, gate_draft, gate_report, gate_settings, impact,
    recipe_files, seen,
};
pub(super) use life::{edit_report, event_filter, event_page};
pub(super) use list::{action, query, selection};
pub(super) use trace::{no_simulation, simulation};

use super::{
    Answer,
    error::{CommandError, ErrorCode},
    views::{
        AuditFlawView, AuditPlaceView, AuditReportView, BackupView, ClearingView, DraftInput, DraftReport,
        DrillFailureView, DrillView, EntryReport, EntryView, ExpiryInput, ExpiryReport, ExpiryView,
        LimitReport, LimitView, ListReport, PeriodView, RetiringView, RevokedView, ScopeView, ScopesReport,
        StatusView, TextReport, TokenDetail, TokenPage, TokenRow, Typed, UnlockInput,
    },
};
use crate::{clipboard::Clearing, typing::TypingKey};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_domain::{
    ApiId, Catalogue, CheckedDraft, CheckedList, Draft, EntryProblem, Expiry, ExpiryDraft, IpEntry, Life,
    Limit, ParsedEntry, Period, Status, TokenId, today_in,
};
use mapae_service::{
    Backup, Drill, DrillFailure, EventsReport, ListedToken, Page, Proof, ServiceError, Unlock,
};
use mapae_store::{ChainFlaw, ChainReport};
use mapae_vault::{Passphrase, RecoveryKey, Zeroizing};

/// How many networks of a list the table gets to see.
const NETWORKS_IN_A_ROW: usize = 3;

/// The id of a token that the window was told of.
pub(super) fn token_id(text: &str) -> Answer<TokenId> {
    text.parse().map_err(|_| CommandError::of(ErrorCode::TokenNotFound))
}

/// What a person typed, opened.
pub(super) fn typed(key: &TypingKey, typed: &Typed) -> Answer<Zeroizing<String>> {
    key.open(&typed.key, &typed.text).map_err(|error| CommandError::internal(&error))
}

pub(super) fn passphrase(key: &TypingKey, passphrase: &Typed) -> Answer<Passphrase> {
    Ok(Passphrase::typed(typed(key, passphrase)?).map_err(ServiceError::from)?)
}

pub(super) fn passphrase_if_any(key: &TypingKey, typed: Option<&Typed>) -> Answer<Option<Passphrase>> {
    typed.map(|typed| passphrase(key, typed)).transpose()
}

pub(super) fn recovery_key(key: &TypingKey, recovery_key: &Typed) -> Answer<RecoveryKey> {
    Ok(RecoveryKey::typed(typed(key, recovery_key)?).map_err(ServiceError::from)?)
}

pub(super) fn proof(key: &TypingKey, input: &UnlockInput) -> Answer<Proof> {
    Ok(match input {
        UnlockInput::Passphrase(typed) => Proof::Passphrase(passphrase(key, typed)?),
        UnlockInput::RecoveryKey(typed) => Proof::RecoveryKey(recovery_key(key, typed)?),
        UnlockInput::Keyring => Proof::Keyring,
    })
}

/// How a backup, or a registry that does not open, is to be opened; by itself where nobody proved anything.
pub(super) fn unlock(key: &TypingKey, proof: Option<&UnlockInput>) -> Answer<Unlock> {
    Ok(match proof {
        None => Unlock::ByItself,
        Some(UnlockInput::Passphrase(typed)) => Unlock::Passphrase(passphrase(key, typed)?),
        Some(UnlockInput::RecoveryKey(typed)) => Unlock::RecoveryKey(recovery_key(key, typed)?),
        Some(UnlockInput::Keyring) => Unlock::Keyring,
    })
}

pub(super) fn drill(drill: Drill) -> DrillView {
    DrillView {
        name: drill.backup.name,
        tokens: drill.tokens.try_into().unwrap_or(u32::MAX),
        events: drill.events,
        opened: drill.opened.try_into().unwrap_or(u32::MAX),
        different: drill.different,
        failure: drill.failure.map(|failure| match failure {
            DrillFailure::Unreadable(detail) => {
                tracing::error!(%detail, "the newest backup does not read");
                DrillFailureView::Unreadable
            }
            DrillFailure::OtherKeys => DrillFailureView::OtherKeys,
            DrillFailure::OtherHistory => DrillFailureView::OtherHistory,
            DrillFailure::Different => DrillFailureView::Different,
        }),
    }
}

impl From<Backup> for BackupView {
    fn from(backup: Backup) -> Self {
        let Backup { name, made_at, events, bytes } = backup;
        Self { name, at: made_at.timestamp_millis(), bytes, events }
    }
}

/// The first flaw, and where: the database's before the file's.
impl From<EventsReport> for AuditReportView {
    fn from(report: EventsReport) -> Self {
        let places =
            [(report.database, AuditPlaceView::Database), (report.audit_file, AuditPlaceView::AuditFile)];
        let mut checked = 0;
        for (report, place) in places {
            match report {
                ChainReport::Broken { sequence, flaw } => {
                    return Self::Broken { sequence, flaw: flaw.into(), place };
                }
                ChainReport::Intact { events } => checked = events,
            }
        }
        Self::Intact { events: checked }
    }
}

impl From<ChainFlaw> for AuditFlawView {
    fn from(flaw: ChainFlaw) -> Self {
        match flaw {
            ChainFlaw::Missing => Self::Missing,
            ChainFlaw::Unreadable => Self::Unreadable,
            ChainFlaw::Altered => Self::Altered,
            ChainFlaw::OutOfPlace => Self::OutOfPlace,
            ChainFlaw::NotTheHead => Self::NotTheHead,
        }
    }
}

impl From<DraftInput> for Draft {
    fn from(input: DraftInput) -> Self {
        Self {
            name: input.name,
            description: input.description,
            expiry: input.expiry.into(),
            allow: input.allow,
            block: input.block,
            limit_count: input.limit.count,
            limit_period: input.limit.period.into(),
            scopes: input.scopes,
        }
    }
}

impl From<ExpiryInput> for ExpiryDraft {
    fn from(input: ExpiryInput) -> Self {
        match input {
            ExpiryInput::Never => Self::Never,
            ExpiryInput::On { date } => Self::On(date),
        }
    }
}

/// What became of a draft.
pub(super) fn report(checked: &CheckedDraft, now: DateTime<Utc>) -> DraftReport {
    DraftReport {
        name: TextReport {
            value: checked.name.as_ref().ok().map(ToString::to_string),
            problem: checked.name.as_ref().err().map(Into::into),
        },
        description: TextReport {
            value: checked.description.as_ref().ok().map(|it| it.as_str().to_owned()),
            problem: checked.description.as_ref().err().map(Into::into),
        },
        expiry: ExpiryReport {
            value: checked.expiry.as_ref().ok().map(|value| expiry(value, now)),
            problem: checked.expiry.as_ref().err().map(Into::into),
        },
        allow: list(&checked.allow),
        block: list(&checked.block),
        limit: LimitReport {
            value: checked.limit.as_ref().ok().map(|value| (*value).into()),
            problem: checked.limit.as_ref().err().map(Into::into),
        },
        scopes: ScopesReport { problem: checked.scopes.as_ref().err().map(Into::into) },
        today: checked.today.to_string(),
        ready: checked.first_problem().is_none(),
    }
}

fn list(checked: &CheckedList) -> ListReport {
    let entry = |checked: &Result<ParsedEntry, EntryProblem>| match checked {
        Ok(parsed) => EntryReport {
            value: Some(entry(&parsed.entry)),
            problem: None,
            notices: parsed.notices.iter().map(Into::into).collect(),
        },
        Err(problem) => EntryReport { value: None, problem: Some(problem.into()), notices: Vec::new() },
    };
    ListReport {
        entries: checked.entries.iter().map(entry).collect(),
        problem: checked.problem.as_ref().map(Into::into),
    }
}

fn entry(entry: &IpEntry) -> EntryView {
    EntryView {
        network: entry.network().to_string(),
        note: entry.note().map(|note| note.as_str().to_owned()),
    }
}

fn expiry(expiry: &Expiry, now: DateTime<Utc>) -> ExpiryView {
    match expiry {
        Expiry::Never => ExpiryView::Never,
        Expiry::On(date) => ExpiryView::On {
            date: date.date().to_string(),
            zone: date.zone().name().to_owned(),
            instant: date.instant().timestamp_millis(),
            days_left: date.days_left(now),
        },
    }
}

/// A page of the table.
pub(super) fn page(offset: u32, page: &Page, zone: Tz) -> TokenPage {
    TokenPage {
        offset,
        total: count(page.total),
        all: count(page.all),
        complete: page.complete,
        rows: page.rows.iter().map(|listed| row(listed, zone)).collect(),
    }
}

/// A line of the table. `zone` is the administrator's.
pub(super) fn row(listed: &ListedToken, zone: Tz) -> TokenRow {
    let token = &listed.token;
    let day = |time| today_in(zone, time).to_string();
    let first = |entries: &[IpEntry]| {
        entries.iter().take(NETWORKS_IN_A_ROW).map(|entry| entry.network().to_string()).collect()
    };
    TokenRow {
        id: token.id.to_string(),
        name: token.name.to_string(),
        hint: token.credential.hint.to_string(),
        status: listed.status.into(),
        expiry: expiry(&token.expiry, listed.judged_at),
        limit: token.limit.into(),
        scope_count: count(token.scopes.ids().len()),
        allow: first(token.allow.entries()),
        allow_count: count(token.allow.entries().len()),
        block: first(token.block.entries()),
        block_count: count(token.block.entries().len()),
        last_used: listed.usage.last_used.map(|time| time.timestamp_millis()),
        last_used_on: listed.usage.last_used.map(day),
        issued_at: token.issued_at.timestamp_millis(),
        issued_on: day(token.issued_at),
        copyable: listed.copyable,
        copy_once: listed.copy_once,
        revision: token.revision,
        revoked: match &token.life {
            Life::Revoked { at, reason } => {
                Some(RevokedView { at: at.timestamp_millis(), reason: reason.clone() })
            }
            Life::Active | Life::Disabled => None,
        },
        deleted_at: listed.deleted_at.map(|time| time.timestamp_millis()),
    }
}

/// Everything about a token.
pub(super) fn detail(detail: &mapae_service::TokenDetail, zone: Tz) -> TokenDetail {
    let token = &detail.listed.token;
    TokenDetail {
        row: row(&detail.listed, zone),
        description: token.description.as_str().to_owned(),
        allow: token.allow.entries().iter().map(entry).collect(),
        block: token.block.entries().iter().map(entry).collect(),
        scopes: token.scopes.ids().iter().map(|id| scope(id, &detail.catalogue)).collect(),
        issued_by: token.issued_by.clone(),
        life: (&token.life).into(),
        last_address: detail.listed.usage.last_address.map(|address| address.to_string()),
        spent: detail.listed.usage.spent_total,
        retiring: token.retiring.map(|retiring| RetiringView {
            hint: retiring.credential.hint.to_string(),
            until: retiring.until.timestamp_millis(),
            last_used: detail.listed.usage.retiring_last_used.map(|time| time.timestamp_millis()),
            last_address: detail.listed.usage.retiring_last_address.map(|address| address.to_string()),
        }),
    }
}

fn scope(id: &ApiId, in_catalogue: &Catalogue) -> ScopeView {
    let found = in_catalogue.find_with_group(id);
    ScopeView {
        id: id.as_str().to_owned(),
        group: found.map(|(group, _)| catalogue::title(&group.title)),
        api: found.map(|(_, found)| catalogue::api(found)),
    }
}

/// A place in a list.
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).expect("Mapae runs on machines of 32 bits and more")
}

/// The wire counts to 2^32; no list of ours comes near it.
pub(super) fn count(number: usize) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

impl From<Limit> for LimitView {
    fn from(limit: Limit) -> Self {
        match limit {
            Limit::Unlimited => Self::Unlimited,
            Limit::Max { count, period } => Self::Max { count: count.get(), period: period.into() },
        }
    }
}

impl From<Period> for PeriodView {
    fn from(period: Period) -> Self {
        match period {
            Period::Total => Self::Total,
            Period::Minute => Self::Minute,
            Period::Hour => Self::Hour,
            Period::Day => Self::Day,
            Period::ThirtyDays => Self::ThirtyDays,
        }
    }
}

impl From<PeriodView> for Period {
    fn from(view: PeriodView) -> Self {
        match view {
            PeriodView::Total => Self::Total,
            PeriodView::Minute => Self::Minute,
            PeriodView::Hour => Self::Hour,
            PeriodView::Day => Self::Day,
            PeriodView::ThirtyDays => Self::ThirtyDays,
        }
    }
}

impl From<Status> for StatusView {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Expiring => Self::Expiring,
            Status::Disabled => Self::Disabled,
            Status::Exhausted => Self::Exhausted,
            Status::Expired => Self::Expired,
            Status::Revoked => Self::Revoked,
        }
    }
}

impl From<Clearing> for ClearingView {
    fn from(clearing: Clearing) -> Self {
        match clearing {
            Clearing::Cleared => Self::Cleared,
            Clearing::Replaced => Self::Replaced,
            Clearing::Unverified => Self::Unverified,
        }
    }
}
