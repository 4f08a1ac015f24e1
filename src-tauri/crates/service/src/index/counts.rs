//! What is counted over all tokens, or found by their expiry.

use super::{Index, row::Standing, select::When};
use crate::query::Query;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_domain::{Status, TokenId};

/// How many tokens are in which state, deleted ones apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// 사용 중, and not [`Status::Expiring`].
    pub active: usize,
    /// 만료 임박.
    pub expiring: usize,
    /// 중지.
    pub disabled: usize,
    /// 한도 소진.
    pub exhausted: usize,
    /// 만료.
    pub expired: usize,
    /// 회수.
    pub revoked: usize,
    /// Gone but for their line in the history.
    pub deleted: usize,
    /// False while the registry is still being read; nothing is counted then.
    pub complete: bool,
}

impl Index {
    /// Does not wait for the reading.
    pub(crate) fn counts(&self, zone: Tz, now: DateTime<Utc>) -> Counts {
        if !self.is_complete() {
            return Counts::default();
        }
        let state = self.whole();
        let when = When::new(&Query::default(), &state, zone, now);
        let mut counts = Counts { deleted: state.deleted(), complete: true, ..Counts::default() };
        for row in state.rows().filter(|row| !row.deleted) {
            *match when.status(row) {
                Status::Active => &mut counts.active,
                Status::Expiring => &mut counts.expiring,
                Status::Disabled => &mut counts.disabled,
                Status::Exhausted => &mut counts.exhausted,
                Status::Expired => &mut counts.expired,
                Status::Revoked => &mut counts.revoked,
            } += 1;
        }
        counts
    }

    /// The tokens that expire from `from` on and before `until`, the first to expire first; neither withdrawn nor
    /// deleted ones. Waits for the reading.
    pub(crate) fn expiring_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Vec<(TokenId, DateTime<Utc>)> {
        let state = self.whole();
        let instants: Vec<_> = state
            .expiries
            .all()
            .iter()
            .map(|expiry| expiry.instant().filter(|instant| (from..until).contains(instant)))
            .collect();
        if instants.iter().all(Option::is_none) {
            return Vec::new();
        }
        let standing = state.rows().filter(|row| !row.deleted && row.standing != Standing::Revoked);
        let mut found: Vec<_> =
            standing.filter_map(|row| Some((row.id, instants[row.expiry as usize]?))).collect();
        found.sort_by_key(|(id, instant)| (*instant, *id));
        found
    }
}
