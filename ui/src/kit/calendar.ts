/**
 * Calendar arithmetic for the date field. A date is its ISO text (`2027-02-21`), never a JavaScript `Date`: that
 * carries a time and a zone, and a date near midnight then lands on the wrong day. `Date` is used only inside, at
 * UTC, as a proleptic Gregorian calendar. What today is comes from Rust; nothing here reads a clock.
 */

const DAY = 86_400_000;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;
const FIRST_YEAR = 1;
const LAST_YEAR = 9999;

export interface MonthCell {
  date: string;
  /** Of the month shown, not of a neighbour that fills the week. */
  inMonth: boolean;
}

/** Milliseconds of UTC midnight, or `undefined` where the text is no date (2027-02-30 is none). */
function midnight(date: string): number | undefined {
  const parts = ISO.exec(date);
  if (!parts) return undefined;
  const time = utc(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return iso(time) === date ? time : undefined;
}

/** `Date.UTC` reads the years 0 to 99 as 1900 to 1999; this does not. */
function utc(year: number, monthIndex: number, day: number): number {
  const time = new Date(0);
  time.setUTCFullYear(year, monthIndex, day);
  return time.getTime();
}

function iso(time: number): string {
  const date = new Date(time);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  return `${year}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

function required(date: string): number {
  const time = midnight(date);
  if (time === undefined) throw new RangeError(`not a calendar date: ${date}`);
  return time;
}

export function isDate(text: string): boolean {
  return midnight(text) !== undefined;
}

export function addDays(date: string, days: number): string {
  const time = required(date) + days * DAY;
  return iso(Math.min(Math.max(time, utc(FIRST_YEAR, 0, 1)), utc(LAST_YEAR, 11, 31)));
}

/** The same day of a later or earlier month, or that month's last day: January 31 plus one is February 28. */
export function addMonths(date: string, months: number): string {
  const from = new Date(required(date));
  const month = from.getUTCFullYear() * 12 + from.getUTCMonth() + months;
  const year = Math.floor(month / 12);
  if (year < FIRST_YEAR) return iso(utc(FIRST_YEAR, 0, 1));
  if (year > LAST_YEAR) return iso(utc(LAST_YEAR, 11, 31));
  const lastDay = new Date(utc(year, (month % 12) + 1, 0)).getUTCDate();
  return iso(utc(year, month % 12, Math.min(from.getUTCDate(), lastDay)));
}

export function startOfMonth(date: string): string {
  return `${date.slice(0, 8)}01`;
}

export function daysBetween(from: string, to: string): number {
  return (required(to) - required(from)) / DAY;
}

/** 0 is Sunday. */
export function weekday(date: string): number {
  return new Date(required(date)).getUTCDay();
}

export function startOfWeek(date: string, firstWeekday: number): string {
  return addDays(date, -((weekday(date) - firstWeekday + 7) % 7));
}

export function endOfWeek(date: string, firstWeekday: number): string {
  return addDays(startOfWeek(date, firstWeekday), 6);
}

/** Six weeks, always: the calendar keeps its height from month to month. */
export function monthWeeks(date: string, firstWeekday: number): MonthCell[][] {
  const month = date.slice(0, 7);
  const first = startOfWeek(startOfMonth(date), firstWeekday);
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => {
      const cell = addDays(first, week * 7 + day);
      return { date: cell, inMonth: cell.startsWith(month) };
    }),
  );
}

/** Where a week begins for readers of `locale`: 0 is Sunday. Engines without week data get Sunday, as in Korea. */
export function firstWeekdayOf(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  const info = known.getWeekInfo?.() ?? known.weekInfo;
  return info ? info.firstDay % 7 : 0;
}

export interface WeekdayName {
  short: string;
  long: string;
}

export function weekdayNames(locale: string, firstWeekday: number): WeekdayName[] {
  const short = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const long = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  // 2023-01-01 was a Sunday.
  return Array.from({ length: 7 }, (_, index) => {
    const day = utc(2023, 0, 1 + firstWeekday + index);
    return { short: short.format(day), long: long.format(day) };
  });
}

export function monthTitle(date: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  return format.format(required(date));
}

/** The whole date in words, weekday too: what a screen reader says of a day. */
export function dayTitle(date: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  return format.format(required(date));
}
