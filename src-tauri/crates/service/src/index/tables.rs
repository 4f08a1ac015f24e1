//! What many tokens share, kept once: when they end, and which APIs they hold.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use mapae_domain::{ApiId, Expiry, today_in};
use std::collections::HashMap;

/// Every expiry that a token has, or had.
#[derive(Debug, Default)]
pub(super) struct Expiries {
    all: Vec<Expiry>,
    places: HashMap<Expiry, u32>,
}

/// What the time makes of an expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// More than two weeks, or for ever.
    Long,
    /// 만료 임박.
    Short,
    /// 만료.
    None,
}

/// What the time makes of one expiry, as far as a query looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) left: Left,
    /// Within [`crate::Query::expires_within`].
    pub(super) soon: bool,
}

const SHORT_DAYS: i32 = 14;

impl Expiries {
    pub(super) fn place(&mut self, expiry: Expiry) -> u32 {
        *self.places.entry(expiry).or_insert_with(|| {
            self.all.push(expiry);
            last_of(self.all.len())
        })
    }

    pub(super) fn get(&self, place: u32) -> Expiry {
        self.all[place as usize]
    }

    pub(super) fn all(&self) -> &[Expiry] {
        &self.all
    }

    /// By their places.
    pub(super) fn judge(&self, now: DateTime<Utc>, within: Option<u32>) -> Vec<Judged> {
        let mut days: HashMap<Tz, NaiveDate> = HashMap::new();
        let within = within.map(|days| i32::try_from(days).unwrap_or(i32::MAX));
        let judge = |expiry: &Expiry| {
            let Expiry::On(date) = expiry else { return Judged { left: Left::Long, soon: false } };
            let today = *days.entry(date.zone()).or_insert_with(|| today_in(date.zone(), now));
            let days_left = date.date().signed_duration_since(today).num_days();
            let left = match () {
                () if expiry.is_past(now) => Left::None,
                () if days_left <= i64::from(SHORT_DAYS) => Left::Short,
                () => Left::Long,
            };
            let soon = within.is_some_and(|within| left != Left::None && days_left <= i64::from(within));
            Judged { left, soon }
        };
        self.all.iter().map(judge).collect()
    }

    pub(super) fn bytes(&self) -> usize {
        self.all.capacity() * size_of::<Expiry>() + self.places.capacity() * (size_of::<(Expiry, u32)>() + 1)
    }
}

/// Every set of APIs that a token holds, or held.
#[derive(Debug, Default)]
pub(super) struct ScopeSets {
    sets: Vec<Box<[u32]>>,
    places: HashMap<Box<[u32]>, u32>,
    apis: HashMap<ApiId, u32>,
    /// By their numbers.
    ids: Vec<ApiId>,
}

impl ScopeSets {
    pub(super) fn place(&mut self, scopes: &[ApiId]) -> u32 {
        let mut set: Vec<u32> = scopes.iter().map(|id| self.api(id)).collect();
        set.sort_unstable();
        match self.places.get(&set[..]) {
            Some(place) => *place,
            None => {
                let set = set.into_boxed_slice();
                self.sets.push(set.clone());
                let place = last_of(self.sets.len());
                self.places.insert(set, place);
                place
            }
        }
    }

    pub(super) fn count(&self, place: u32) -> usize {
        self.sets[place as usize].len()
    }

    /// By their places: which hold one of `wanted`.
    pub(super) fn holding(&self, wanted: &[ApiId]) -> Vec<bool> {
        let wanted: Vec<u32> = wanted.iter().filter_map(|id| self.apis.get(id).copied()).collect();
        self.sets.iter().map(|set| wanted.iter().any(|api| set.binary_search(api).is_ok())).collect()
    }

    pub(super) fn sets(&self) -> usize {
        self.sets.len()
    }

    /// The APIs of a set.
    pub(super) fn apis(&self, place: u32) -> impl Iterator<Item = &ApiId> {
        self.sets[place as usize].iter().map(|api| &self.ids[*api as usize])
    }

    /// By their places: which of `wanted` they hold, by their places there.
    pub(super) fn held_of(&self, wanted: &[ApiId]) -> Vec<Vec<usize>> {
        let places: HashMap<u32, usize> =
            wanted.iter().enumerate().filter_map(|(place, id)| Some((*self.apis.get(id)?, place))).collect();
        let held = |set: &[u32]| set.iter().filter_map(|api| places.get(api).copied()).collect();
        self.sets.iter().map(|set| held(set)).collect()
    }

    fn api(&mut self, id: &ApiId) -> u32 {
        match self.apis.get(id) {
            Some(place) => *place,
            None => {
                let place = last_of(self.apis.len() + 1);
                self.apis.insert(id.clone(), place);
                self.ids.push(id.clone());
                place
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let sets =
            self.sets.iter().map(|set| 2 * (size_of::<Box<[u32]>>() + size_of_val(&set[..]))).sum::<usize>();
        sets + self.places.capacity() * (size_of::<u32>() + 1) + self.apis.capacity() * 128
    }
}

fn last_of(length: usize) -> u32 {
    u32::try_from(length - 1).expect("there are fewer of them than tokens, and fewer tokens than 2^32")
}
