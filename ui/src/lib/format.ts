/**
 * Numbers, dates and times as text. Locale and zone are always given: the web view takes its own from LANG,
 * which may be "C". Dates are ISO in both languages, times 24 h.
 */
import type { LanguageView } from '../host/types/LanguageView';

/**
 * `1,000,000`, in both languages; of whole numbers. Not by Intl: the first use of it takes the engine 10 to 20 ms, which
 * the first picture of the list would wait for.
 */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `42.9억`, `4.3bn`: a count from a million on, to one decimal place. Not by Intl either. */
export function formatLarge(count: number, language: LanguageView): string {
  const { small, large } = LARGE[language];
  const tenth = small.size / 10;
  // What rounding brings to the larger unit is told in that: 1억, not 10000만.
  const { size, word } = Math.round(count / tenth) * tenth < large.size ? small : large;
  return `${Math.round((count / size) * 10) / 10}${word}`;
}

/** `2027-02-21`, the calendar day of an instant (milliseconds since 1970) in a zone. */
export function formatDate(instant: number, zone: string): string {
  const { year, month, day } = parts(instant, zone);
  return `${year}-${month}-${day}`;
}

/** `2027-02-21 14:47:55` in a zone. */
export function formatDateTime(instant: number, zone: string): string {
  const { hour, minute, second } = parts(instant, zone);
  return `${formatDate(instant, zone)} ${hour}:${minute}:${second}`;
}

/** `2027-02-21 05:47:55 UTC`, the same for every reader. */
export function formatUtc(instant: number): string {
  return `${formatDateTime(instant, 'UTC')} UTC`;
}

/** `한국 표준시`, `Korean Standard Time`: the zone in words, at that instant (summer time has its own name). */
export function zoneName(zone: string, locale: string, instant: number): string {
  const format = kept(
    zones,
    `${locale} ${zone}`,
    () => new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'long' }),
  );
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  // The engines' data differ: Debian's ICU names Korea in full.
  return name.replace('대한민국 표준시', '한국 표준시');
}

/** The largest unit that says enough: 300 seconds are `{ count: 5, unit: 'minutes' }`. Rounded down. */
export function largestUnit(seconds: number): {
  count: number;
  unit: 'seconds' | 'minutes' | 'hours' | 'days';
} {
  if (seconds >= 2 * 86_400) return { count: Math.floor(seconds / 86_400), unit: 'days' };
  if (seconds >= 2 * 3_600) return { count: Math.floor(seconds / 3_600), unit: 'hours' };
  if (seconds >= 60) return { count: Math.floor(seconds / 60), unit: 'minutes' };
  return { count: seconds, unit: 'seconds' };
}

interface Unit {
  readonly size: number;
  readonly word: string;
}

const LARGE: Record<LanguageView, { readonly small: Unit; readonly large: Unit }> = {
  ko: { small: { size: 10_000, word: '만' }, large: { size: 100_000_000, word: '억' } },
  en: { small: { size: 1_000_000, word: 'm' }, large: { size: 1_000_000_000, word: 'bn' } },
};

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

// A format takes about 50 µs to make, and a list asks for several in each row.
const dates = new Map<string, Intl.DateTimeFormat>();
const zones = new Map<string, Intl.DateTimeFormat>();

function kept<Format>(formats: Map<string, Format>, key: string, make: () => Format): Format {
  const found = formats.get(key) ?? make();
  formats.set(key, found);
  return found;
}

function parts(instant: number, zone: string): Record<Part, string> {
  const format = kept(
    dates,
    zone,
    () =>
      new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        calendar: 'gregory',
        numberingSystem: 'latn',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      }),
  );
  const found = {} as Record<Part, string>;
  for (const { type, value } of format.formatToParts(instant)) found[type as Part] = value;
  return found;
}
