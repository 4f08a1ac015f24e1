import { expect, test } from 'vitest';
import { instantOf } from './instant';

test.each([
  ['2026-11-23 14:30', 'Asia/Seoul', '2026-11-23T05:30:00Z'],
  [' 2026-11-23T14:30:15 ', 'Asia/Seoul', '2026-11-23T05:30:15Z'],
  ['２０２６-１１-２３ １４:３０', 'Asia/Seoul', '2026-11-23T05:30:00Z'],
  ['2026-07-01 12:00', 'America/New_York', '2026-07-01T16:00:00Z'],
  // Twice that night: the first of them.
  ['2026-11-01 01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
])('%j in %s is %s', (text, zone, instant) => {
  expect(instantOf(text, zone)).toBe(Date.parse(instant));
});

test.each([
  ['', 'Asia/Seoul'],
  ['tomorrow', 'Asia/Seoul'],
  ['2026-02-30 10:00', 'Asia/Seoul'],
  ['2026-11-23 24:30', 'Asia/Seoul'],
  // The clocks go over it.
  ['2026-03-08 02:30', 'America/New_York'],
])('%j in %s is no time', (text, zone) => {
  expect(instantOf(text, zone)).toBeUndefined();
});
