//! Verb: every expiry to come as an appointment in a calendar (RFC 5545), on the last day of the token.

use super::{Exported, new_file::write_new};
use crate::{Registry, ServiceError, expiring_between};
use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike};
use mapae_domain::TokenName;
use std::path::Path;

/// Writes `mapae-expiry-….ics` to `folder`: one all-day event a token, under the words that `title` finds for a name.
/// An event keeps its UID, so that a later file brings a calendar up to date instead of filling it twice.
///
/// # Errors
/// [`ServiceError::File`].
pub fn export_calendar(
    registry: &Registry,
    folder: &Path,
    now: DateTime<Utc>,
    title: impl Fn(&TokenName) -> String,
) -> Result<Exported, ServiceError> {
    let expiring = expiring_between(registry, registry.judged(now), DateTime::<Utc>::MAX_UTC)?;
    // Bare: the crate would sign it with its own name, and there may be one PRODID alone.
    let mut calendar = Calendar::empty();
    for property in [("VERSION", "2.0"), ("PRODID", "-//Mapae//Mapae//KO")] {
        calendar.append_property(property);
    }
    for token in &expiring {
        let mut event = Event::new();
        // Without an end it is that day, whole (RFC 5545, 3.6.1).
        event
            .uid(&format!("{}@mapae", token.id))
            .timestamp(now)
            .summary(&title(&token.name))
            .starts(token.expiry.date());
        calendar.push(event.done());
    }
    write_new(folder, "mapae-expiry", "ics", now, |file| {
        file.write_all(calendar.to_string().as_bytes())?;
        Ok(expiring.len())
    })
}
