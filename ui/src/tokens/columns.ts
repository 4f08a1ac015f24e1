/**
 * The columns of the token table: how wide they are, which of them a person may hide, and which of them give way when
 * the window is too narrow, so that a name keeps the room of ten syllables. English words need more room. Pure.
 */
import type { LanguageView } from '../host/types/LanguageView';
import type { SortKey } from '../host/types/SortKey';

export const COLUMNS = [
  'name',
  'token',
  'status',
  'scopes',
  'expiry',
  'limit',
  'allow',
  'block',
  'used',
  'issued',
] as const;

export type ColumnKey = (typeof COLUMNS)[number];

/** All but what tells which row it is, and the way to its copy. */
export const HIDEABLE = COLUMNS.filter(
  (key): key is Exclude<ColumnKey, 'name' | 'token'> => key !== 'name' && key !== 'token',
);

export const SORT_KEYS: Record<ColumnKey, SortKey> = {
  name: 'name',
  token: 'token',
  status: 'status',
  scopes: 'scopes',
  expiry: 'expiry',
  limit: 'limit',
  allow: 'allow',
  block: 'block',
  used: 'last_used',
  issued: 'issued',
};

/** In rem. */
const WIDTHS: Record<LanguageView, Record<Exclude<ColumnKey, 'name'>, number>> = {
  ko: {
    token: 8,
    status: 5.5,
    scopes: 3.75,
    expiry: 8.25,
    limit: 6.5,
    allow: 9,
    block: 9,
    used: 5.75,
    issued: 5.75,
  },
  en: {
    token: 8,
    status: 7.25,
    scopes: 5,
    expiry: 7.75,
    limit: 7.25,
    allow: 9,
    block: 9,
    used: 5.75,
    issued: 5.75,
  },
};

/** The boxes and the margins beside the columns, in rem. */
const BESIDE = 4;
/** A name with less room than this lets the next column go, in rem. */
const NAME = 8.5;
/** What matters least goes first. */
const GIVE_WAY: readonly ColumnKey[] = ['block', 'allow', 'limit', 'used', 'issued'];

/** The columns that are shown in a table of `width` rem, in order. */
export function shownColumns(
  width: number,
  hidden: readonly string[],
  language: LanguageView,
): readonly ColumnKey[] {
  const widths = WIDTHS[language];
  let shown = COLUMNS.filter((key) => key === 'name' || key === 'token' || !hidden.includes(key));
  for (const least of GIVE_WAY) {
    const taken = shown.reduce((sum, key) => sum + (key === 'name' ? NAME : widths[key]), BESIDE);
    if (taken <= width) break;
    shown = shown.filter((key) => key !== least);
  }
  return shown;
}

/** Their tracks: the name takes what the others leave. */
export function tracks(columns: readonly ColumnKey[], language: LanguageView): string {
  const widths = WIDTHS[language];
  return columns.map((key) => (key === 'name' ? 'minmax(6.5rem, 1fr)' : `${widths[key]}rem`)).join(' ');
}

/** Of each column whether it is left out. */
export function hiddenColumns(shown: readonly ColumnKey[]): Record<ColumnKey, boolean> {
  const hidden = COLUMNS.map((key) => [key, !shown.includes(key)]);
  return Object.fromEntries(hidden) as Record<ColumnKey, boolean>;
}
