import { expect, test } from 'vitest';
import { formatCount, formatDate, formatDateTime, formatUtc, largestUnit, zoneName } from './format';

const instant = Date.UTC(2027, 1, 20, 15, 4, 9);

test('a count is grouped in both languages', () => {
  expect(formatCount(1_000_000, 'ko-KR')).toBe('1,000,000');
  expect(formatCount(1_000_000, 'en-GB')).toBe('1,000,000');
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
