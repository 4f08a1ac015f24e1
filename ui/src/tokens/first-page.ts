/**
 * The first page of the tokens, asked for before anything is drawn and waited for: the first picture has its rows. A
 * picture without them would be laid out and painted for nothing, which takes longer than the page.
 */
import { host } from '../host/context';
import type { TokenPage } from '../host/types/TokenPage';
import type { TokenQuery } from '../host/types/TokenQuery';
import { PAGE_ROWS } from './pages.svelte';
import { EVERY } from './query';

/** How long the first picture waits for its rows, in milliseconds; a registry that is being read answers much sooner. */
const PATIENCE = 200;

let asked: Promise<TokenPage> | undefined;
let come: TokenPage | undefined;

/** At the start of the window. What comes of it is told to whoever takes it. */
export function askFirstPage(): void {
  const page = host().listTokens(EVERY, 0, PAGE_ROWS);
  asked = page;
  page.then(
    (value) => {
      if (asked === page) come = value;
    },
    // A locked window shows no list; one that opens later asks for itself.
    () => {
      if (asked === page) asked = undefined;
    },
  );
}

/** Resolves when the page has come, when it can't be had, or when it takes too long. */
export async function firstPageTried(): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await Promise.race([asked?.catch(() => {}), patience]);
}

/** The page, where it has come already and is the one that is wanted. */
export function takeFirstPage(query: TokenQuery): TokenPage | undefined {
  const page = query === EVERY ? come : undefined;
  asked = page ? undefined : asked;
  come = undefined;
  return page;
}

/** A page of tokens: once the one that was asked for already, where it is that one. */
export function listTokens(query: TokenQuery, offset: number, limit: number): Promise<TokenPage> {
  const first = asked;
  asked = undefined;
  come = undefined;
  const isFirst = query === EVERY && offset === 0 && limit === PAGE_ROWS;
  return first && isFirst ? first : host().listTokens(query, offset, limit);
}
