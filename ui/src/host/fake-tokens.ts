/**
 * The tokens of the fake host. Those that were there from the start are made from their number (`fake-made.ts`);
 * those that were issued or changed are kept. Life and runs (`fake-life.ts`, `fake-bulk.ts`) change them by
 * {@link FakeTokens.put}.
 */
import { NOW, TODAY, ZONE } from './fake-clock';
import { judgeDraft, limitOf, normaliseName } from './fake-draft';
import { scopeIn } from './fake-edit';
import { type FakeToken, hintAt, idAt, makeToken, nameAt } from './fake-made';
import { type Facts, factsOf, MadeFacts, matches, sortValue } from './fake-query';
import { refusal } from './fake-refusal';
import type { CatalogueView } from './types/CatalogueView';
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { SelectionInput } from './types/SelectionInput';
import type { TokenCounts } from './types/TokenCounts';
import type { TokenDetail } from './types/TokenDetail';
import type { TokenPage } from './types/TokenPage';
import type { TokenQuery } from './types/TokenQuery';
import type { TokenRow } from './types/TokenRow';

/** Answers to the latest queries that are kept. */
const ANSWERS_KEPT = 4;

export class FakeTokens {
  /** Copied so far, by id. */
  readonly copied: string[] = [];
  catalogue: CatalogueView;

  readonly #made: number;
  /** So many deleted ones are older than all, for the history. */
  readonly #gone: number;
  #issued = 0;
  /** By number. */
  readonly #kept = new Map<number, FakeToken>();
  /** Numbers of those that match, in order, by the query as text. */
  readonly #answers = new Map<string, Uint32Array>();
  #counts: TokenCounts | null = null;

  constructor(made: number, catalogue: CatalogueView) {
    this.#made = made;
    this.#gone = Math.floor(made / 40);
    this.catalogue = catalogue;
  }

  /** How many there are, deleted ones apart. */
  get total(): number {
    return this.#made + this.#issued - this.#deleted;
  }

  page(query: TokenQuery, offset: number, limit: number): TokenPage {
    const all = query.deleted ? this.#made + this.#issued + this.#gone : this.total;
    const plain = this.#plain(query);
    const numbers = plain ? null : this.#matching(query);
    const total = numbers?.length ?? all;
    const rows: TokenRow[] = [];
    for (let at = offset; at < Math.min(offset + limit, total); at++) {
      rows.push(this.#token(numbers ? (numbers[at] ?? 0) : this.#numberAt(at)).row);
    }
    return { offset, total, all, rows, complete: true };
  }

  counts(): TokenCounts {
    this.#counts ??= this.#count();
    return { ...this.#counts };
  }

  /** The ids that an action is about. */
  select(selection: SelectionInput): string[] {
    if (selection.kind === 'ids') return selection.ids;
    const except = new Set(selection.except);
    const ids: string[] = [];
    for (const number of this.#matching(selection.query)) {
      const id = idAt(number);
      if (!except.has(id)) ids.push(id);
    }
    return ids;
  }

  /** What a person would paste; the fake's stand-in for a secret is its number. */
  text(id: string): string {
    return this.get(id).row.hint + String(this.#numberOf(id)).padStart(34, '0');
  }

  find(text: string): TokenRow | null {
    const number = Number(text.trim().slice(-34));
    if (!this.#exists(number)) return null;
    const { row } = this.#token(number);
    return this.text(row.id) === text.trim() ? row : null;
  }

  /** Rejects with `token_not_found`. */
  get(id: string): FakeToken {
    return this.#token(this.#numberOf(id));
  }

  /** Keeps it as it is now; that which was there under its id is overwritten. */
  put(token: FakeToken): void {
    this.#kept.set(this.#numberOf(token.row.id), token);
    this.#answers.clear();
    this.#counts = null;
  }

  byName(name: string): FakeToken | undefined {
    const folded = normaliseName(name).toLowerCase();
    for (const token of this.#kept.values()) {
      if (token.row.name.toLowerCase() === folded && token.row.deletedAt === null) return token;
    }
    const number = Number(folded.match(/ (\d{2,})$/)?.[1] ?? Number.NaN) - 1;
    if (!(number >= 0 && number < this.#made) || nameAt(number).toLowerCase() !== folded) return undefined;
    return this.#token(number);
  }

  detail(id: string): TokenDetail {
    const { scopes, ...token } = this.get(id);
    return { ...token, scopes: scopes.map((id) => scopeIn(this.catalogue, id)), issuedBy: 'admin' };
  }

  judge(draft: DraftInput): DraftReport {
    const taken = this.byName(draft.name) !== undefined;
    const known = new Set(this.catalogue.groups.flatMap((group) => group.apis.map((api) => api.id)));
    return judgeDraft(draft, { now: NOW, today: TODAY, zone: ZONE, taken, known });
  }

  issue(draft: DraftInput): TokenRow {
    const report = this.judge(draft);
    if (!report.ready) throw refusal('draft_refused');
    const number = this.#made + this.#gone + this.#issued;
    const allow = report.allow.entries.flatMap(({ value }) => value ?? []);
    const block = report.block.entries.flatMap(({ value }) => value ?? []);
    const row: TokenRow = {
      id: idAt(number),
      name: report.name.value ?? '',
      hint: `mapae_${hintAt(number)}`,
      status: 'active',
      expiry: report.expiry.value ?? { kind: 'never' },
      limit: limitOf(draft.limit) ?? { kind: 'unlimited' },
      scopeCount: draft.scopes.length,
      allow: allow.slice(0, 2).map(({ network }) => network),
      allowCount: allow.length,
      block: block.slice(0, 2).map(({ network }) => network),
      blockCount: block.length,
      lastUsed: null,
      lastUsedOn: null,
      issuedAt: NOW,
      issuedOn: TODAY,
      copyable: true,
      copyOnce: draft.copyOnce,
      revision: 1,
      revoked: null,
      deletedAt: null,
    };
    this.#issued += 1;
    this.put({
      row,
      description: draft.description,
      allow,
      block,
      scopes: draft.scopes,
      life: { kind: 'active' },
      lastAddress: null,
      spent: 0,
      retiring: null,
    });
    return row;
  }

  copy(id: string): void {
    const token = this.get(id);
    if (!token.row.copyable) throw refusal('token_not_copyable');
    this.copied.push(id);
    if (token.row.copyOnce) this.put({ ...token, row: { ...token.row, copyable: false } });
  }

  get #deleted(): number {
    let deleted = 0;
    for (const { row } of this.#kept.values()) if (row.deletedAt !== null) deleted += 1;
    return deleted;
  }

  /** Every token, newest first: no list is needed. */
  #plain(query: TokenQuery): boolean {
    const { text, statuses, scopes, expiresWithin, limited, custody, used, token, deleted } = query;
    const all = text.trim() === '' && statuses.length + scopes.length === 0 && token === null;
    const rest = expiresWithin === null && limited === null && custody === null && used === null;
    const newestFirst = query.sort === 'issued' && query.descending;
    return all && rest && newestFirst && (deleted || this.#deleted === 0);
  }

  /** The one at a place among all, newest first. */
  #numberAt(place: number): number {
    if (place < this.#issued) return this.#made + this.#gone + this.#issued - 1 - place;
    const older = place - this.#issued;
    return older < this.#made ? this.#made - 1 - older : older;
  }

  #matching(query: TokenQuery): Uint32Array {
    const asked = JSON.stringify(query);
    const kept = this.#answers.get(asked);
    if (kept) return kept;
    const all = this.#made + this.#issued + (query.deleted ? this.#gone : 0);
    const found: number[] = [];
    for (let place = 0; place < all; place++) {
      const number = this.#numberAt(place);
      const token = this.#kept.get(number);
      if (token && token.row.deletedAt !== null && !query.deleted) continue;
      if (matches(query, token ? factsOf(token) : new MadeFacts(number, this.#made))) found.push(number);
    }
    const answer = this.#inOrder(query, found);
    this.#answers.set(asked, answer);
    for (const old of this.#answers.keys()) {
      if (this.#answers.size > ANSWERS_KEPT) this.#answers.delete(old);
    }
    return answer;
  }

  /** `found` is newest first, and the sort is stable. */
  #inOrder({ sort, descending }: TokenQuery, found: number[]): Uint32Array {
    if (sort === 'issued') return Uint32Array.from(descending ? found : found.reverse());
    const values = found.map((number) => sortValue(sort, this.#facts(number)));
    const words = new Intl.Collator('ko-KR', { numeric: true });
    const places = found.map((_, place) => place);
    places.sort((one, other) => {
      const [a = null, b = null] = [values[one], values[other]];
      if (a === b) return 0;
      if (a === null) return descending ? -1 : 1;
      if (b === null) return descending ? 1 : -1;
      const order = typeof a === 'number' ? a - Number(b) : words.compare(a, String(b));
      return descending ? -order : order;
    });
    return Uint32Array.from(places, (place) => found[place] ?? 0);
  }

  #count(): TokenCounts {
    const counts: TokenCounts = {
      active: 0,
      expiring: 0,
      disabled: 0,
      exhausted: 0,
      expired: 0,
      revoked: 0,
      deleted: this.#gone,
      complete: true,
    };
    for (let place = 0; place < this.#made + this.#issued; place++) {
      const number = this.#numberAt(place);
      if (this.#kept.get(number)?.row.deletedAt != null) counts.deleted += 1;
      else counts[this.#facts(number).status] += 1;
    }
    return counts;
  }

  #facts(number: number): Facts {
    const token = this.#kept.get(number);
    return token ? factsOf(token) : new MadeFacts(number, this.#made);
  }

  #token(number: number): FakeToken {
    return this.#kept.get(number) ?? makeToken(number, this.#made);
  }

  #numberOf(id: string): number {
    const number = Number.parseInt(id.slice(-12), 16);
    if (!this.#exists(number)) throw refusal('token_not_found');
    return number;
  }

  #exists(number: number): boolean {
    return number >= 0 && number < this.#made + this.#gone + this.#issued;
  }
}
