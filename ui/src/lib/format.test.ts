import { expect, test } from 'vitest';
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatLarge,
  formatUtc,
  largestUnit,
  zoneName,
} from './format';

const instant = Date.UTC(2027, 1, 20, 15, 4, 9);

test('a count is grouped as both languages group it', () => {
  for (const count of [0, 7, 999, 1000, 12_345, 999_999, 1_000_000, 4_294_967_295, -1000]) {
    for (const locale of ['ko-KR', 'en-GB']) {
      expect(formatCount(count)).toBe(new Intl.NumberFormat(locale).format(count));
    }
  }
});

test('a large count is rounded to a unit of its language, as Intl would', () => {
  const nearby = [1e6, 1e7, 1e8, 1e9].flatMap((size) =>
    [-60_000, -50_000, -49_999, -501, -500, -499, -1, 0, 1, 49_999, 50_000, 123_456, 9 * size].map(
      (by) => size + by,
    ),
  );
  for (const [language, locale] of [
    ['ko', 'ko-KR'],
    ['en', 'en-GB'],
  ] as const) {
    const intl = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
    for (const count of [...nearby, 42_949_672, 4_294_967_295].filter((value) => value >= 1e6)) {
      expect(formatLarge(count, language), `${count}`).toBe(intl.format(count));
    }
  }
});

test('a date is the calendar day of the zone, not of UTC', () => {
  expect(formatDate(instant, 'Asia/Seoul')).toBe('2027-02-21');
  expect(formatDate(instant, 'UTC')).toBe('2027-02-20');
  expect(formatDate(instant, 'America/New_York')).toBe('2027-02-20');
});

test('midnight is 00, not 24', () => {
  expect(formatDateTime(Date.UTC(2027, 1, 20, 15), 'Asia/Seoul')).toBe('2027-02-21 00:00:00');
});

test('a time has 24 hours and its seconds', () => {
  expect(formatDateTime(instant, 'Asia/Seoul')).toBe('2027-02-21 00:04:09');
  expect(formatUtc(instant)).toBe('2027-02-20 15:04:09 UTC');
});

test('a zone has a name in both languages, and one for summer', () => {
  expect(zoneName('Asia/Seoul', 'ko-KR', instant)).toBe('한국 표준시');
  expect(zoneName('Asia/Seoul', 'en-GB', instant)).toBe('Korean Standard Time');
  const july = Date.UTC(2027, 6, 1);
  expect(zoneName('Europe/Berlin', 'en-GB', july)).toBe('Central European Summer Time');
});

test.each([
  [59, 59, 'seconds'],
  [301, 5, 'minutes'],
  [7_199, 119, 'minutes'],
  [7_200, 2, 'hours'],
  [172_800, 2, 'days'],
])('%d seconds are %d %s', (seconds, count, unit) => {
  expect(largestUnit(seconds)).toEqual({ count, unit });
});
