//! What a token has spent, and check-and-count: the limit's promise as a pure state machine. Whoever holds a
//! [`Spent`] makes the step atomic (a lock, a transaction) and gives the time.
//!
//! A period is cut into 16 sub-buckets. The window is the current sub-bucket and the 16 before it, so any
//! interval as long as the period, wherever it begins, lies inside: the oldest counts whole until it has
//! left. That makes the limit at most 1/16 of a period strict, and never lets more than N through.

use std::time::Duration;

use crate::limit::{Limit, Period};

const SUB_BUCKETS: u64 = 16;
/// Those before the current sub-bucket that an interval ending in it can reach.
const EARLIER: usize = SUB_BUCKETS as usize;
/// They and the current one.
const SLOTS: usize = EARLIER + 1;

/// All that a limit needs to know of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Requests ever allowed, whatever the limit was.
    pub ever: u64,
    /// For limits with a period.
    pub window: SlidingWindow,
}

/// Allowed requests of the last period, by sub-bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SlidingWindow {
    front: Front,
    earlier: EarlierCounts,
}

/// Counts of the 16 sub-buckets before the newest, that of number n at `n % 16`.
pub type EarlierCounts = [u32; EARLIER];

/// Where [`EarlierCounts`] lie. Only when time moves on are they looked at, so they may lie apart from the rest.
pub trait Earlier {
    /// The count at `place`, below 16.
    fn get(&self, place: usize) -> u32;
    /// Puts `count` there.
    fn set(&mut self, place: usize, count: u32);
}

impl Earlier for EarlierCounts {
    fn get(&self, place: usize) -> u32 {
        self[place]
    }

    fn set(&mut self, place: usize, count: u32) {
        self[place] = count;
    }
}

/// What nearly every request reads and writes of what a token has [`Spent`], in 32 bytes; the rest is an [`Earlier`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    ever: u64,
    front: Front,
}

/// The front of a window: all but the counts of earlier sub-buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Front {
    /// Number of the newest sub-bucket since 1970.
    latest: u64,
    /// The sum of all counts.
    used: u64,
    /// Milliseconds of a sub-bucket; 0 before the first request. A limit of another period starts a new
    /// window, since counts can't be divided among other sub-buckets.
    width: u32,
    /// The newest sub-bucket's count.
    newest: u32,
}

/// What is left after a request was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    /// There is no limit.
    Unlimited,
    /// Requests that would pass now.
    Left(u32),
}

/// The limit is used up; the request was not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// After which a request would pass if none came in between; `None` = time alone won't help (전체).
    pub retry_after: Option<Duration>,
}

impl Spent {
    /// Counts a request if the limit lets it pass, and only then. `now` is in milliseconds since 1970. A
    /// clock that was set back refills nothing: the newest sub-bucket ever seen stays the current one until
    /// time reaches it again. So give a time that runs evenly (a monotonic clock, placed on the wall clock
    /// once at the start): a wall clock that was wrongly years ahead for a moment would keep a used-up window
    /// closed for years.
    pub fn check_and_count(&mut self, limit: Limit, now: u64) -> Result<Remaining, Exceeded> {
        let (mut tally, mut earlier) = self.apart();
        let counted = tally.check_and_count(&mut earlier, limit, now);
        *self = tally.with(earlier);
        counted
    }

    /// In two parts, for who keeps them in two places.
    pub fn apart(&self) -> (Tally, EarlierCounts) {
        (Tally { ever: self.ever, front: self.window.front }, self.window.earlier)
    }
}

impl Tally {
    /// The whole, with the counts that belong to it.
    pub fn with(self, earlier: EarlierCounts) -> Spent {
        Spent { ever: self.ever, window: SlidingWindow { front: self.front, earlier } }
    }

    /// See [`Spent::check_and_count`]. `earlier` are the counts that belong to this tally.
    #[inline]
    pub fn check_and_count(
        &mut self,
        earlier: &mut impl Earlier,
        limit: Limit,
        now: u64,
    ) -> Result<Remaining, Exceeded> {
        let remaining = match limit {
            Limit::Unlimited => Remaining::Unlimited,
            Limit::Max { count, period } => match sub_bucket_width(period) {
                None => Remaining::Left(self.left_ever(count.get())?),
                Some(width) => {
                    Remaining::Left(self.front.check_and_count(earlier, count.get(), width, now)?)
                }
            },
        };
        self.ever = self.ever.saturating_add(1);
        Ok(remaining)
    }

    /// What is left of 전체 after one more request.
    fn left_ever(&self, max: u32) -> Result<u32, Exceeded> {
        let left = u64::from(max).checked_sub(self.ever).and_then(|left| left.checked_sub(1));
        left.map(|left| u32::try_from(left).expect("less than max")).ok_or(Exceeded { retry_after: None })
    }
}

impl SlidingWindow {
    /// Requests in the window that ends now: an upper bound of those in the last period.
    pub fn used(&self, period: Period, now: u64) -> u64 {
        let SlidingWindow { mut front, mut earlier } = *self;
        match sub_bucket_width(period) {
            Some(width) if width == front.width => {
                front.advance(&mut earlier, now);
                front.used
            }
            _ => 0,
        }
    }

    /// For storing: number and width (in milliseconds) of the newest sub-bucket, and the counts, that of number n at
    /// `n % 17`.
    pub fn to_parts(&self) -> (u64, u32, [u32; SLOTS]) {
        let mut counts = [0; SLOTS];
        let Front { latest, width, newest, .. } = self.front;
        counts[(latest % SLOTS as u64) as usize] = newest;
        for (stored, kept) in places_before(latest) {
            counts[stored] = self.earlier[kept];
        }
        (latest, width, counts)
    }

    /// What [`SlidingWindow::to_parts`] gave.
    pub fn from_parts(latest: u64, width: u32, counts: [u32; SLOTS]) -> SlidingWindow {
        let mut earlier = [0; EARLIER];
        for (stored, kept) in places_before(latest) {
            earlier[kept] = counts[stored];
        }
        let newest = counts[(latest % SLOTS as u64) as usize];
        let used = counts.iter().map(|count| u64::from(*count)).sum();
        SlidingWindow { front: Front { latest, used, width, newest }, earlier }
    }
}

impl Front {
    #[inline]
    fn check_and_count(
        &mut self,
        earlier: &mut impl Earlier,
        max: u32,
        width: u32,
        now: u64,
    ) -> Result<u32, Exceeded> {
        if self.width != width {
            *self = Front { latest: now / u64::from(width), width, ..Front::default() };
            (0..EARLIER).for_each(|place| earlier.set(place, 0));
        }
        // Most requests come in the sub-bucket of the one before, which a multiplication shows: the division is
        // for the first one of the next.
        let begins = self.latest.saturating_mul(u64::from(self.width));
        if now.wrapping_sub(begins) >= u64::from(self.width) {
            self.advance(earlier, now);
        }
        if self.used >= u64::from(max) {
            return Err(Exceeded { retry_after: Some(self.time_until_below(earlier, max, now)) });
        }
        self.newest += 1;
        self.used += 1;
        Ok(u32::try_from(u64::from(max) - self.used).expect("less than max"))
    }

    /// Makes the sub-bucket of `now` the newest, if it is not an older one.
    fn advance(&mut self, earlier: &mut impl Earlier, now: u64) {
        let current = now / u64::from(self.width.max(1));
        // Each becomes an earlier one, in the place of one that leaves; after 17 of them nothing is left.
        for bucket in (self.latest..current).take(SLOTS) {
            let place = kept_at(bucket);
            self.used -= u64::from(earlier.get(place));
            earlier.set(place, self.newest);
            self.newest = 0;
        }
        self.latest = self.latest.max(current);
    }

    /// Until so many of the oldest sub-buckets have left that a request passes.
    fn time_until_below(&self, earlier: &impl Earlier, max: u32, now: u64) -> Duration {
        let oldest = self.latest.saturating_sub(SUB_BUCKETS);
        let mut used = self.used;
        let freeing = (oldest..self.latest).find(|bucket| {
            used -= u64::from(earlier.get(kept_at(*bucket)));
            used < u64::from(max)
        });
        let leaves_with = freeing.unwrap_or(self.latest).saturating_add(SLOTS as u64);
        let leaves_at = leaves_with.saturating_mul(u64::from(self.width));
        Duration::from_millis(leaves_at.saturating_sub(now))
    }
}

/// Where an earlier sub-bucket's count is kept.
#[inline]
fn kept_at(bucket: u64) -> usize {
    (bucket % SUB_BUCKETS) as usize
}

/// Of the 16 sub-buckets before `latest`, where each is in a stored window and where it is kept.
fn places_before(latest: u64) -> impl Iterator<Item = (usize, usize)> {
    let place = move |age, places: u64| ((latest % places + places - age) % places) as usize;
    (1..=SUB_BUCKETS).map(move |age| (place(age, SLOTS as u64), place(age, SUB_BUCKETS)))
}

/// Every period is a whole number of milliseconds in 16 parts.
#[inline]
fn sub_bucket_width(period: Period) -> Option<u32> {
    period
        .millis()
        .map(|millis| u32::try_from(millis / SUB_BUCKETS).expect("30 days in 16 parts are 1.9 days"))
}
