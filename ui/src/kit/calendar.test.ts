import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  daysBetween,
  dayTitle,
  endOfWeek,
  firstWeekdayOf,
  isDate,
  monthTitle,
  monthWeeks,
  startOfWeek,
  weekdayNames,
} from './calendar';

describe('dates', () => {
  test.each([
    ['2027-02-21', true],
    ['2028-02-29', true],
    ['2027-02-29', false],
    ['2027-13-01', false],
    ['2027-2-21', false],
    ['', false],
    ['0050-01-01', true],
  ])('%s is a date: %s', (text, expected) => {
    expect(isDate(text)).toBe(expected);
  });

  test.each([
    ['2026-11-23', 90, '2027-02-21'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2027-01-01', -1, '2026-12-31'],
    ['9999-12-31', 1, '9999-12-31'],
  ])('%s plus %i days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });

  test.each([
    ['2027-01-31', 1, '2027-02-28'],
    ['2027-12-15', 1, '2028-01-15'],
    ['2027-01-15', -1, '2026-12-15'],
    ['2028-02-29', 12, '2029-02-28'],
    ['0001-01-01', -1, '0001-01-01'],
    ['9999-12-01', 1, '9999-12-31'],
  ])('%s plus %i months is %s', (date, months, expected) => {
    expect(addMonths(date, months)).toBe(expected);
  });

  test('days between two dates count across a change of clocks', () => {
    expect(daysBetween('2026-10-20', '2026-11-02')).toBe(13);
  });
});

describe('the month', () => {
  test('has six weeks and begins on the first weekday', () => {
    const sunday = monthWeeks('2027-02-21', 0);
    expect(sunday).toHaveLength(6);
    expect(sunday[0]?.[0]).toEqual({ date: '2027-01-31', inMonth: false });
    expect(sunday[0]?.[1]).toEqual({ date: '2027-02-01', inMonth: true });
    expect(monthWeeks('2027-02-21', 1)[0]?.[0]?.date).toBe('2027-02-01');
  });

  test('home and end of a week follow the first weekday', () => {
    expect(startOfWeek('2027-02-21', 0)).toBe('2027-02-21');
    expect(startOfWeek('2027-02-21', 1)).toBe('2027-02-15');
    expect(endOfWeek('2027-02-21', 1)).toBe('2027-02-21');
  });
});

describe('words', () => {
  test('are Korean where the window is Korean', () => {
    expect(monthTitle('2027-02-21', 'ko-KR')).toBe('2027년 2월');
    expect(weekdayNames('ko-KR', 0).map((name) => name.short)).toEqual([
      '일',
      '월',
      '화',
      '수',
      '목',
      '금',
      '토',
    ]);
    expect(dayTitle('2027-02-21', 'ko-KR')).toBe('2027년 2월 21일 일요일');
    expect(firstWeekdayOf('ko-KR')).toBe(0);
  });

  test('are English where the window is English', () => {
    expect(monthTitle('2027-02-21', 'en-GB')).toBe('February 2027');
    expect(weekdayNames('en-GB', 1)[0]).toEqual({ short: 'Mon', long: 'Monday' });
  });
});
