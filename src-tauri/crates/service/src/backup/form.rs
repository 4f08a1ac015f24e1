//! The lines of a backup that are not the audit file's: the header, and the usages. JSON (RFC 8259), one a line.
//!
//! ```json
//! {"format":"mapae-backup-1","made_at":"2026-11-24T01:00:00.123Z","events":42,"head":{"sequence":42,"mac":"ab.."},"highest_time":"2026-11-24T01:00:00.000Z","mapae":"0.1.0"}
//! {"token":"0198...","last_used":"2026-11-24T00:59:59.000Z","last_address":"10.0.0.1","spent_total":1000}
//! ```
//!
//! A reader passes over members that it does not know; what it would misread gets another format.

use chrono::{DateTime, SecondsFormat, Utc};
use mapae_domain::{SlidingWindow, TokenId, Usage};
use mapae_store::{ChainHead, Mac};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

const FORMAT: &str = "mapae-backup-1";
const ANY_FORMAT: &str = "mapae-backup-";

/// What a backup says of itself. The events after it prove it, or it is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) made_at: DateTime<Utc>,
    /// The newest event in it.
    pub(super) head: ChainHead,
    /// The highest time that the registry had ever seen: expired tokens are not revived by a restore.
    pub(super) highest_time: Option<DateTime<Utc>>,
}

/// Why a line is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadLine {
    /// Of a later version of Mapae.
    Newer,
    /// Of no version.
    Damaged,
}

#[derive(Serialize, Deserialize)]
struct HeaderLine {
    format: String,
    made_at: String,
    events: u64,
    head: HeadLine,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    highest_time: Option<String>,
    /// Who made it; for people.
    mapae: String,
}

#[derive(Serialize, Deserialize)]
struct HeadLine {
    sequence: u64,
    #[serde(with = "hex::serde")]
    mac: [u8; 32],
}

#[derive(Deserialize)]
struct OnlyFormat {
    format: String,
}

#[derive(Serialize, Deserialize)]
struct UsageLine {
    token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_used: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_address: Option<IpAddr>,
    spent_total: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retiring_last_used: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retiring_last_address: Option<IpAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    window: Option<WindowLine>,
}

/// The parts of a [`SlidingWindow`].
#[derive(Serialize, Deserialize)]
struct WindowLine {
    latest: u64,
    width: u32,
    counts: [u32; 17],
}

impl Header {
    /// With its line break.
    pub(super) fn to_line(self) -> Vec<u8> {
        to_line(&HeaderLine {
            format: FORMAT.to_owned(),
            made_at: time_text(self.made_at),
            events: self.head.sequence,
            head: HeadLine { sequence: self.head.sequence, mac: *self.head.mac.as_bytes() },
            highest_time: self.highest_time.map(time_text),
            mapae: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    pub(super) fn from_line(line: &[u8]) -> Result<Self, BadLine> {
        let OnlyFormat { format } = serde_json::from_slice(line).map_err(|_| BadLine::Damaged)?;
        if format != FORMAT {
            return Err(if format.starts_with(ANY_FORMAT) { BadLine::Newer } else { BadLine::Damaged });
        }
        let read: HeaderLine = serde_json::from_slice(line).map_err(|_| BadLine::Damaged)?;
        if read.events != read.head.sequence {
            return Err(BadLine::Damaged);
        }
        Ok(Self {
            made_at: time(&read.made_at)?,
            head: ChainHead { sequence: read.head.sequence, mac: Mac::from_bytes(read.head.mac) },
            highest_time: read.highest_time.as_deref().map(time).transpose()?,
        })
    }
}

/// With its line break.
pub(super) fn usage_line(token: TokenId, usage: &Usage) -> Vec<u8> {
    to_line(&UsageLine {
        token: token.to_string(),
        last_used: usage.last_used.map(time_text),
        last_address: usage.last_address,
        spent_total: usage.spent_total,
        retiring_last_used: usage.retiring_last_used.map(time_text),
        retiring_last_address: usage.retiring_last_address,
        window: (usage.window != SlidingWindow::default()).then(|| {
            let (latest, width, counts) = usage.window.to_parts();
            WindowLine { latest, width, counts }
        }),
    })
}

pub(super) fn parse_usage(line: &[u8]) -> Result<(TokenId, Usage), BadLine> {
    let read: UsageLine = serde_json::from_slice(line).map_err(|_| BadLine::Damaged)?;
    let token = read.token.parse().map_err(|_| BadLine::Damaged)?;
    let usage = Usage {
        last_used: read.last_used.as_deref().map(time).transpose()?,
        last_address: read.last_address,
        spent_total: read.spent_total,
        retiring_last_used: read.retiring_last_used.as_deref().map(time).transpose()?,
        retiring_last_address: read.retiring_last_address,
        window: read.window.map_or_else(SlidingWindow::default, |window| {
            SlidingWindow::from_parts(window.latest, window.width, window.counts)
        }),
    };
    Ok((token, usage))
}

fn to_line(value: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(value).expect("text and numbers always serialise");
    line.push(b'\n');
    line
}

/// RFC 3339, to the millisecond, as everything is kept.
fn time_text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn time(text: &str) -> Result<DateTime<Utc>, BadLine> {
    text.parse().map_err(|_| BadLine::Damaged)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn header() -> Header {
        Header {
            made_at: "2026-11-24T01:00:00.123Z".parse().unwrap(),
            head: ChainHead { sequence: 42, mac: Mac::from_bytes([0xab; 32]) },
            highest_time: Some("2026-11-25T01:00:00Z".parse().unwrap()),
        }
    }

    #[test]
    fn lines_read_as_they_were_written() {
        let header = header();
        assert_eq!(Header::from_line(&header.to_line()), Ok(header));
        let without = Header { highest_time: None, ..header };
        assert_eq!(Header::from_line(&without.to_line()), Ok(without));
        let usage = Usage {
            last_used: Some(header.made_at),
            last_address: Some("2001:db8::1".parse().unwrap()),
            spent_total: u64::MAX,
            retiring_last_used: Some(header.made_at),
            retiring_last_address: Some("10.0.0.1".parse().unwrap()),
            window: SlidingWindow::from_parts(475_368_975, 3_750, [7; 17]),
        };
        for usage in [usage, Usage { spent_total: 1, ..Usage::default() }] {
            let token = TokenId::from_parts(1, [7; 10]);
            assert_eq!(parse_usage(&usage_line(token, &usage)), Ok((token, usage)));
        }
    }

    #[test]
    fn a_later_format_is_told_from_damage() {
        let with = |format: &str| {
            let line = String::from_utf8(header().to_line()).unwrap().replace(FORMAT, format);
            Header::from_line(line.as_bytes())
        };
        assert_eq!(with("mapae-backup-2"), Err(BadLine::Newer));
        assert_eq!(with("something else"), Err(BadLine::Damaged));
        assert_eq!(Header::from_line(br#"{"format":"mapae-backup-3"}"#), Err(BadLine::Newer));
        for damaged in [&b""[..], b"{}", b"\xff", br#"{"format":"mapae-backup-1"}"#] {
            assert_eq!(Header::from_line(damaged), Err(BadLine::Damaged));
        }
    }

    #[test]
    fn a_header_that_contradicts_itself_is_damaged() {
        let line = String::from_utf8(header().to_line()).unwrap().replace("\"events\":42", "\"events\":41");
        assert_eq!(Header::from_line(line.as_bytes()), Err(BadLine::Damaged));
    }
}
