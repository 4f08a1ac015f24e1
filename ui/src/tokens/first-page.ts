/**
 * The first page of the tokens, asked for before anything is drawn: it comes while the window is being built, and the
 * first picture has its rows.
 */
import { host } from '../host/context';
import type { TokenPage } from '../host/types/TokenPage';
import type { TokenQuery } from '../host/types/TokenQuery';
import { PAGE_ROWS } from './pages.svelte';
import { EVERY } from './query';

let asked: Promise<TokenPage> | undefined;

/** At the start of the window. What comes of it is told to whoever takes it. */
export function askFirstPage(): void {
  const page = host().listTokens(EVERY, 0, PAGE_ROWS);
  asked = page;
  // A locked window shows no list; one that opens later asks for itself.
  page.catch(() => {
    if (asked === page) asked = undefined;
  });
}

/** A page of tokens: once the one that was asked for already, where it is that one. */
export function listTokens(query: TokenQuery, offset: number, limit: number): Promise<TokenPage> {
  const first = asked;
  asked = undefined;
  const isFirst = query === EVERY && offset === 0 && limit === PAGE_ROWS;
  return first && isFirst ? first : host().listTokens(query, offset, limit);
}
