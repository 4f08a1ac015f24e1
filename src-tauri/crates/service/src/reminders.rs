//! Which expiries a person is to be told of: each token once for each of so many days before. What was told is kept
//! in the state folder; a token whose expiry was changed begins anew.

use crate::{Expiring, Registry, ServiceError, expiring_between};
use chrono::{DateTime, TimeDelta, Utc};
use mapae_domain::{TokenId, TokenName};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::PathBuf,
};

/// A token that nobody was told of in time, because Mapae did not run, is told of for so long after it expired.
const LATE: TimeDelta = TimeDelta::days(7);

/// A token that a person is to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Which.
    pub id: TokenId,
    /// Shown only where the registry is unlocked.
    pub name: TokenName,
    /// 0 on its last day; negative after it.
    pub days_left: i32,
    /// The step that is reached: one of the days that were asked for.
    days: u32,
    /// By which it is known that the expiry is still the one that was told of.
    instant: DateTime<Utc>,
}

/// What was told: by token, of which expiry, down to how many days before.
#[derive(Default, Serialize, Deserialize)]
struct Told(BTreeMap<String, ToldOf>);

#[derive(Clone, Copy, Serialize, Deserialize)]
struct ToldOf {
    /// Seconds since 1970 (UTC).
    expires: i64,
    days: u32,
}

/// The tokens that have come to one of these `days` before their expiry and were not told of yet, the next to expire
/// first. 0 is the last day, and covers a week after it.
///
/// # Errors
/// The store's. A file of what was told that does not read counts as nothing told.
pub fn due_reminders(
    registry: &Registry,
    days: &[u32],
    now: DateTime<Utc>,
) -> Result<Vec<Reminder>, ServiceError> {
    let Some(longest) = days.iter().max() else { return Ok(Vec::new()) };
    let judged = registry.judged(now);
    // The last day ends up to a day after the instant that is so many days away.
    let until = judged + TimeDelta::days(i64::from(*longest) + 2);
    let told = registry.told();
    let expiring = expiring_between(registry, judged - LATE, until)?;
    Ok(expiring.into_iter().filter_map(|token| reminder(token, days, &told, judged)).collect())
}

/// They were told: not again, also after a restart.
///
/// # Errors
/// [`ServiceError::File`].
pub fn note_reminded(
    registry: &Registry,
    reminders: &[Reminder],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    if reminders.is_empty() {
        return Ok(());
    }
    let mut told = registry.told();
    let forgotten = (now - LATE - TimeDelta::days(1)).timestamp();
    told.0.retain(|_, of| of.expires > forgotten);
    for reminder in reminders {
        let of = ToldOf { expires: reminder.instant.timestamp(), days: reminder.days };
        told.0.insert(reminder.id.to_string(), of);
    }
    Ok(registry.keep_told(&told)?)
}

fn reminder(token: Expiring, days: &[u32], told: &Told, now: DateTime<Utc>) -> Option<Reminder> {
    let left = token.expiry.days_left(now);
    let reached =
        *days.iter().filter(|days| left <= i64::from(**days).try_into().unwrap_or(i32::MAX)).min()?;
    // Who issues a token for a week knows that it ends in a week: a step that was past at the issue is not told.
    let at_issue = token.expiry.days_left(token.issued_at);
    if reached > 0 && at_issue <= i32::try_from(reached).unwrap_or(i32::MAX) {
        return None;
    }
    let instant = token.expiry.instant();
    let before = told.0.get(&token.id.to_string()).filter(|of| of.expires == instant.timestamp());
    if before.is_some_and(|of| of.days <= reached) {
        return None;
    }
    Some(Reminder { id: token.id, name: token.name, days_left: left, days: reached, instant })
}

impl Registry {
    fn told(&self) -> Told {
        let read = fs::read(self.told_file()).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    fn keep_told(&self, told: &Told) -> io::Result<()> {
        let path = self.told_file();
        let beside = path.with_extension("json.new");
        let mut file = File::create(&beside)?;
        serde_json::to_writer(&mut file, told)?;
        file.flush()?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    }

    fn told_file(&self) -> PathBuf {
        self.state.join("reminders.json")
    }
}
