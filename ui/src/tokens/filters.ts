/** What narrows a list of tokens down, in words of the present language. */
import type { CatalogueView } from '../host/types/CatalogueView';
import type { TokenQuery } from '../host/types/TokenQuery';
import type { UsedInput } from '../host/types/UsedInput';
import { i18n } from '../i18n/index.svelte';
import { listWords } from '../i18n/list';
import { formatCount } from '../lib/format';
import { FILTERS, type FilterKey, isOn } from './query';

interface Known {
  catalogue: CatalogueView | undefined;
  /** The name of the token that was pasted. */
  pasted: string;
}

/** What is chosen of one filter; `undefined` where it is off. */
export function filterWords(filter: FilterKey, query: TokenQuery, known: Known): string | undefined {
  if (!isOn(query, filter)) return undefined;
  const words = i18n.of(listWords);
  switch (filter) {
    case 'token':
      return known.pasted || query.token || '';
    case 'statuses':
      return several(query.statuses.map((status) => i18n.t.common.status[status]));
    case 'scopes':
      return several(query.scopes.map((id) => scopeTitle(id, known.catalogue)));
    case 'expiresWithin':
      return query.expiresWithin === 0
        ? words.withinNow
        : words.within(formatCount(query.expiresWithin ?? 0));
    case 'limited':
      return query.limited ? words.limited.yes : words.limited.no;
    case 'custody':
      return query.custody === null ? undefined : words.custody[query.custody];
    case 'used':
      return query.used === null ? undefined : usedWords(query.used);
  }
}

/** All that is on, the typed text first. */
export function allFilterWords(query: TokenQuery, known: Known): { label: string; value: string }[] {
  const { filters } = i18n.of(listWords);
  const text = query.text.trim();
  const typed = text === '' ? [] : [{ label: filters.search, value: text }];
  const on = FILTERS.flatMap((filter) => {
    const value = filterWords(filter, query, known);
    return value === undefined ? [] : [{ label: filters.names[filter], value }];
  });
  return [...typed, ...on];
}

export function usedWords(used: UsedInput): string {
  const words = i18n.of(listWords).used;
  if (used.kind === 'never') return words.never;
  return used.kind === 'within'
    ? words.within(formatCount(used.days))
    : words.notWithin(formatCount(used.days));
}

function several(values: readonly string[]): string {
  const [first = '', ...others] = values;
  if (others.length <= 1) return values.join(', ');
  return i18n.of(listWords).filters.andMore(first, formatCount(others.length));
}

function scopeTitle(id: string, catalogue: CatalogueView | undefined): string {
  const apis = catalogue?.groups.flatMap((group) => group.apis);
  return apis?.find((api) => api.id === id)?.title[i18n.language] ?? id;
}
