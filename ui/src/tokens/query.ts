/** What a list of tokens is asked for: the query as it is at first, and questions about one. Pure. */
import type { SortKey } from '../host/types/SortKey';
import type { TokenQuery } from '../host/types/TokenQuery';

/** Every token, newest first. */
export const EVERY: TokenQuery = {
  text: '',
  statuses: [],
  scopes: [],
  expiresWithin: null,
  limited: null,
  custody: null,
  used: null,
  token: null,
  deleted: false,
  sort: 'issued',
  descending: true,
};

/** What narrows a list down, but for the text that is typed. */
export const FILTERS = [
  'token',
  'statuses',
  'scopes',
  'expiresWithin',
  'limited',
  'custody',
  'used',
] as const;

export type FilterKey = (typeof FILTERS)[number];

/** Columns of which the greatest is asked for first: times, and how much a token may. */
const GREATEST_FIRST: readonly SortKey[] = ['issued', 'last_used', 'revoked', 'scopes', 'block'];

export function isOn(query: TokenQuery, filter: FilterKey): boolean {
  const value = query[filter];
  return Array.isArray(value) ? value.length > 0 : value !== null;
}

/** Whether it leaves out any token. */
export function narrows(query: TokenQuery): boolean {
  return query.text.trim() !== '' || FILTERS.some((filter) => isOn(query, filter));
}

/** Whether what is issued next stands above all others. */
export function newestFirst(query: TokenQuery): boolean {
  return query.sort === 'issued' && query.descending && !narrows(query);
}

/** The query without its filters and text, in the same order. */
export function widened(query: TokenQuery): TokenQuery {
  return { ...EVERY, deleted: query.deleted, sort: query.sort, descending: query.descending };
}

/** The order after a press on a column: by that column, or the other way round. */
export function ordered(query: TokenQuery, sort: SortKey): TokenQuery {
  const descending = query.sort === sort ? !query.descending : GREATEST_FIRST.includes(sort);
  return { ...query, sort, descending };
}

/** Whether the tokens are the same, whatever their order. */
export function sameTokens(one: TokenQuery, other: TokenQuery): boolean {
  return JSON.stringify(unordered(one)) === JSON.stringify(unordered(other));
}

export function sameQuery(one: TokenQuery, other: TokenQuery): boolean {
  return sameTokens(one, other) && one.sort === other.sort && one.descending === other.descending;
}

/** Every field in one order of keys. */
function unordered(query: TokenQuery): TokenQuery {
  return { ...EVERY, ...query, text: query.text.trim(), sort: 'issued', descending: true };
}
