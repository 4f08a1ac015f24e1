//! Verb: a page of the audit trail: what was done, by whom, when, to which token, and what changed.

use crate::{Registry, ServiceError};
use chrono::{DateTime, NaiveDate, Utc};
use mapae_domain::{ExpiryDate, FieldChange, TokenId, TokenName, changes};
use mapae_store::{DamagedEvent, Event, EventKind, TrailFilter};
use std::collections::HashMap;

/// Which events. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// The first day, in the administrator's zone.
    pub from: Option<NaiveDate>,
    /// The last day, in the administrator's zone.
    pub to: Option<NaiveDate>,
    /// One of these; none given: any.
    pub kinds: Vec<EventKind>,
    /// About this token.
    pub token: Option<TokenId>,
}

/// Some rows, newest first, and how many there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPage {
    /// Newest first.
    pub rows: Vec<ListedEvent>,
    /// All that the filter lets pass.
    pub total: usize,
}

/// An event as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedEvent {
    /// From 1, without gaps.
    pub sequence: u64,
    /// 1970 where the event is `damaged`.
    pub at: DateTime<Utc>,
    /// The operating system's user; empty where the event is `damaged`.
    pub actor: String,
    /// What was done.
    pub kind: EventKind,
    /// To which token.
    pub token: Option<EventToken>,
    /// What changed of it. Nothing for an issue, which makes all of it.
    pub changes: Vec<FieldChange>,
    /// The event does not verify: only its number is known.
    pub damaged: bool,
}

/// The token that an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventToken {
    /// Never changes.
    pub id: TokenId,
    /// `None` where nothing is known of it any more.
    pub name: Option<TokenName>,
    /// It was deleted since, or by this.
    pub deleted: bool,
}

/// `limit` of the events that pass, from `offset`, newest first.
///
/// # Errors
/// The store can't be read. An event that does not verify is no error: it is in the list.
pub fn list_events(
    registry: &Registry,
    filter: &EventFilter,
    offset: u32,
    limit: u32,
) -> Result<EventPage, ServiceError> {
    let limit = usize::try_from(limit).expect("Mapae runs on machines of 32 bits and more");
    let page = registry.store.trail(&filter.in_instants(registry), offset.into(), limit)?;
    let mut tokens = Tokens { registry, known: HashMap::new() };
    let listed = |sequence: u64| -> Result<Option<ListedEvent>, ServiceError> {
        Ok(match registry.store.events(sequence, 1)?.into_iter().next() {
            Some(Ok(event)) if event.sequence == sequence => Some(tokens.listed(event)?),
            Some(Err(damaged)) if damaged.sequence == sequence => Some(ListedEvent::damaged(&damaged)),
            _ => None,
        })
    };
    let rows = page.sequences.into_iter().map(listed).filter_map(Result::transpose);
    let total = usize::try_from(page.total).unwrap_or(usize::MAX);
    Ok(EventPage { rows: rows.collect::<Result<_, _>>()?, total })
}

impl EventFilter {
    /// A day begins and ends as a token's last day does.
    fn in_instants(&self, registry: &Registry) -> TrailFilter {
        let end = |day: NaiveDate| ExpiryDate::new(day, registry.zone).ok().map(|day| day.instant());
        TrailFilter {
            from: self.from.and_then(|day| day.pred_opt()).and_then(end),
            to: self.to.and_then(end),
            kinds: self.kinds.clone(),
            token: self.token,
        }
    }
}

impl ListedEvent {
    fn damaged(event: &DamagedEvent) -> Self {
        Self {
            sequence: event.sequence,
            at: DateTime::UNIX_EPOCH,
            actor: String::new(),
            kind: EventKind::Other(String::new()),
            token: None,
            changes: Vec::new(),
            damaged: true,
        }
    }
}

/// Names of tokens, each looked up once.
struct Tokens<'a> {
    registry: &'a Registry,
    known: HashMap<TokenId, (Option<TokenName>, bool)>,
}

impl Tokens<'_> {
    fn listed(&mut self, event: Event) -> Result<ListedEvent, ServiceError> {
        let changes = match (&event.before, &event.after) {
            // A record of a later version, perhaps: that the rest is known is better than nothing.
            (Some(before), Some(after)) if event.token.is_some() => match (before.token(), after.token()) {
                (Ok(before), Ok(after)) => changes(&before.token, &after.token),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let token = event.token.map(|id| self.token(id)).transpose()?;
        let Event { sequence, at, actor, kind, .. } = event;
        Ok(ListedEvent { sequence, at, actor, kind, token, changes, damaged: false })
    }

    fn token(&mut self, id: TokenId) -> Result<EventToken, ServiceError> {
        if !self.known.contains_key(&id) {
            let found = match self.registry.store.tombstone(id)? {
                Some(tombstone) => (Some(tombstone.last.token.name), true),
                // A damaged record is shown by its id.
                None => (self.registry.store.token(id).ok().flatten().map(|stored| stored.token.name), false),
            };
            self.known.insert(id, found);
        }
        let (name, deleted) = self.known[&id].clone();
        Ok(EventToken { id, name, deleted })
    }
}
