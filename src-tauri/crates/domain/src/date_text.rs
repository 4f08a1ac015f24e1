//! Calendar dates as people type them in Korea and elsewhere, year first: `2027-02-21`, `2027.2.21`, `2027.
//! 2. 21.`, `2027/2/21`, `2027년 2월 21일`, `20270221`. Deliberately absent: orders that begin with day or
//! month, and two-digit years; 02/03/27 has three readings.

use chrono::NaiveDate;

use crate::text;

/// What a typed text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypedDate {
    Day(NaiveDate),
    /// A well-formed date of a year that has more than four digits.
    BeyondYear9999,
}

/// `None` where the text is no date, or one that the calendar does not have (2027-02-29).
pub(crate) fn parse(text: &str) -> Option<TypedDate> {
    let text = text::ascii_forms(&text::nfc(text));
    let text = text.trim();
    let (year, month, day) = separated(text, '-')
        .or_else(|| separated(text, '/'))
        .or_else(|| separated(text.strip_suffix('.').unwrap_or(text), '.'))
        .or_else(|| korean(text))
        .or_else(|| compact(text))?;
    let (month, day) = (number(month, 1..=2)?, number(day, 1..=2)?);
    let year = number(year, 4..=6)?;
    if year > 9999 {
        // 2024 is a leap year, so that no day of the far year is refused as missing from the calendar.
        return NaiveDate::from_ymd_opt(2024, month, day).map(|_| TypedDate::BeyondYear9999);
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| year > 0).map(TypedDate::Day)
}

fn separated(text: &str, separator: char) -> Option<(&str, &str, &str)> {
    let mut parts = text.split(separator).map(str::trim);
    let date = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(date)
}

fn korean(text: &str) -> Option<(&str, &str, &str)> {
    let (year, rest) = text.split_once('년')?;
    let (month, rest) = rest.split_once('월')?;
    let day = rest.strip_suffix('일')?;
    Some((year.trim(), month.trim(), day.trim()))
}

fn compact(text: &str) -> Option<(&str, &str, &str)> {
    let is_date = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_date.then(|| (&text[..4], &text[4..6], &text[6..]))
}

fn number(digits: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}
