//! Which tokens a query is about.

use super::{
    block::{Block, Mask},
    row::{Copies, Moment, Row, Standing},
    state::State,
    tables::{Judged, Left},
    words::{self, Word},
};
use crate::query::{Custody, Query, Used};
use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use mapae_domain::{Status, today_in};
use std::{num::NonZeroUsize, thread};

/// More than this is divided among processors.
const MANY_BLOCKS: usize = if cfg!(test) { 2 } else { 400 };

/// A query, made ready for the state it is put to.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    query: &'a Query,
    words: Vec<Word>,
    /// By scope set; empty where no scopes are asked for.
    scopes: Vec<bool>,
    when: When,
}

/// All that a query takes from the time. Where it is the same, the answer is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct When {
    /// By expiry.
    pub(super) judged: Vec<Judged>,
    /// The first moment that counts as lately used.
    lately: Moment,
}

impl When {
    pub(super) fn new(query: &Query, state: &State, zone: Tz, now: DateTime<Utc>) -> Self {
        let lately = match query.used {
            Some(Used::Within(days) | Used::NotWithin(days)) => Moment::of(start_of_day(zone, now, days)),
            Some(Used::Never) | None => Moment::NEVER,
        };
        Self { judged: state.expiries.judge(now, query.expires_within), lately }
    }

    /// Whether what was answered then is the answer now. Expiries that came since are those of changed tokens.
    pub(super) fn still_holds(&self, now: &Self, query: &Query) -> bool {
        let asks_for_status = !query.statuses.is_empty() || query.sort == crate::SortKey::Status;
        let same_expiries = !(asks_for_status || query.expires_within.is_some())
            || now.judged.get(..self.judged.len()) == Some(&self.judged[..]);
        same_expiries && self.lately == now.lately
    }

    pub(super) fn status(&self, row: &Row) -> Status {
        let left = self.judged[row.expiry as usize].left;
        match (row.standing, left) {
            (Standing::Revoked, _) => Status::Revoked,
            (_, Left::None) => Status::Expired,
            (Standing::Disabled, _) => Status::Disabled,
            (Standing::Active, _) if row.is_exhausted() => Status::Exhausted,
            (Standing::Active, Left::Short) => Status::Expiring,
            (Standing::Active, Left::Long) => Status::Active,
        }
    }
}

/// When the day began that is so many days before today.
fn start_of_day(zone: Tz, now: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
    let day = today_in(zone, now).checked_sub_days(Days::new(days.into()))?;
    // Where clocks skip midnight, an hour later will do.
    let midnight = day.and_time(NaiveTime::MIN);
    let local = zone.from_local_datetime(&midnight).earliest();
    local
        .or_else(|| zone.from_local_datetime(&(midnight + chrono::TimeDelta::hours(1))).earliest())
        .map(|at| at.to_utc())
}

impl<'a> Selection<'a> {
    pub(super) fn new(query: &'a Query, state: &State, when: When) -> Self {
        let scopes = if query.scopes.is_empty() { Vec::new() } else { state.scopes.holding(&query.scopes) };
        Self { query, words: words::parse(&query.text), scopes, when }
    }

    pub(super) fn when(&self) -> &When {
        &self.when
    }

    /// The slots of all tokens that it is about, rising.
    pub(super) fn all(&self, state: &State) -> Vec<u32> {
        if let Some(id) = self.query.token {
            return state.slot(id).into_iter().filter(|slot| self.has(state, *slot)).collect();
        }
        let blocks = self.blocks(state);
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(4);
        if blocks.len() < MANY_BLOCKS || processors == 1 {
            return self.within(state, &blocks);
        }
        thread::scope(|scope| {
            let share = blocks.len().div_ceil(processors);
            let workers: Vec<_> =
                blocks.chunks(share).map(|blocks| scope.spawn(move || self.within(state, blocks))).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a search does not panic")).collect()
        })
    }

    /// Whether it is about this one.
    pub(super) fn has(&self, state: &State, slot: u32) -> bool {
        let (block, place) = state.place(slot);
        if !self.fits(&block.rows[place]) {
            return false;
        }
        let mut alone = Mask::NONE;
        alone.set(place);
        self.words.iter().all(|word| !word.find(block, alone).is_empty())
    }

    /// The blocks in which there may be any.
    fn blocks(&self, state: &State) -> Vec<usize> {
        let buckets: Vec<usize> = self.words.iter().flat_map(Word::buckets).copied().collect();
        if buckets.is_empty() {
            return (0..state.blocks.len()).collect();
        }
        state.grams.holding(&buckets, state.blocks.len())
    }

    fn within(&self, state: &State, blocks: &[usize]) -> Vec<u32> {
        let mut slots = Vec::new();
        for number in blocks {
            let block = &state.blocks[*number];
            slots.extend(self.in_block(block).map(|place| State::slot_of(*number, place)));
        }
        slots
    }

    fn in_block<'b>(&'b self, block: &'b Block) -> impl Iterator<Item = usize> + 'b {
        let mut mask = Mask::first(block.rows.len());
        for word in &self.words {
            if mask.is_empty() {
                break;
            }
            mask = word.find(block, mask);
        }
        mask.places().filter(|place| self.fits(&block.rows[*place]))
    }

    /// All but the words.
    fn fits(&self, row: &Row) -> bool {
        let query = self.query;
        (query.deleted || !row.deleted)
            && query.token.is_none_or(|id| row.id == id)
            && (query.statuses.is_empty() || query.statuses.contains(&self.when.status(row)))
            && (query.scopes.is_empty() || self.scopes[row.scopes as usize])
            && (query.expires_within.is_none() || self.when.judged[row.expiry as usize].soon)
            && query.limited.is_none_or(|limited| row.limit.is_some() == limited)
            && query.custody.is_none_or(|custody| custody_of(row) == custody)
            && query.used.is_none_or(|used| match used {
                Used::Never => row.last_used == Moment::NEVER,
                Used::Within(_) => row.last_used != Moment::NEVER && row.last_used >= self.when.lately,
                Used::NotWithin(_) => row.last_used == Moment::NEVER || row.last_used < self.when.lately,
            })
    }
}

fn custody_of(row: &Row) -> Custody {
    match row.copies {
        Copies::Stored => Custody::Kept,
        Copies::Once { there: true } => Custody::Once,
        Copies::Once { there: false } | Copies::None => Custody::Gone,
    }
}
