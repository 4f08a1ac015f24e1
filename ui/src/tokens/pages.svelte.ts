/**
 * The rows of the token table as far as they have been needed: pages of the list, fetched when rows come near the
 * view and dropped when many others came after them. A page that answers late never overwrites a newer list: each
 * reload begins a generation, and an answer of an older one is thrown away.
 */
import type { TokenRow } from '../host/types/TokenRow';

/** Rows a page. A page crosses to Rust and back in less than the time of a frame. */
export const PAGE_ROWS = 100;
/** Pages kept: 3,000 rows, a few hundred kB. */
const PAGES_KEPT = 30;
/** Rows fetched ahead of the view on both sides, so that the wheel rarely meets a row that has not come yet. */
const AHEAD = 60;
/** Requests under way at one time. Dragging the scroll bar asks for what is in view now, not for all that passed. */
const AT_ONCE = 2;

/** What a list answers; whatever else a `TokenPage` holds. */
interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** Whatever was asked for; as many as match where a list does not tell. */
  readonly all?: number;
  readonly complete: boolean;
}

type List<Row> = (offset: number, limit: number) => Promise<Page<Row>>;

/** Of tokens, or of whatever else is listed newest first. */
export class TokenPages<Row extends { readonly id: string } = TokenRow> {
  /** How many tokens match; `null` until that is known, or until the first of them are. */
  total = $state<number | null>(null);
  /** How many there are, whatever was asked for. */
  all = $state(0);
  /** False while the registry is still being read: what there is so far are the newest. */
  complete = $state(false);
  /** What the last request failed with. Nothing is asked again until {@link reload}. */
  failure = $state.raw<unknown>(null);
  /** A reload is under way. What was there stays until it has come. */
  reloading = $state(false);

  readonly #list: List<Row>;
  /** Page number to rows, those needed least lately first. */
  readonly #pages = new Map<number, readonly Row[]>();
  /** Stands for `#pages` where Svelte looks: that a page was needed again changes no row. */
  #version = $state(0);
  readonly #underWay = new Set<number>();
  #generation = 0;
  #needed = { first: 0, end: PAGE_ROWS };

  /** @param first the first page, where it is there already. */
  constructor(list: List<Row>, first?: Page<Row>) {
    this.#list = list;
    if (!first) return;
    this.#pages.set(0, first.rows);
    this.#tell(first);
  }

  /** The row at `index`, or `undefined` while it has not come. */
  row(index: number): Row | undefined {
    void this.#version;
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** Where a token stands among the newest, or `undefined`. */
  find(id: string): number | undefined {
    const index = this.#pages.get(0)?.findIndex((row) => row.id === id) ?? -1;
    return index < 0 ? undefined : index;
  }

  /** Rows `first` up to and without `end` are in view. */
  need(first: number, end: number): void {
    this.#needed = { first, end };
    for (const page of pagesOf(first, end, this.total ?? 0)) {
      this.#touch(page);
    }
    this.#fetch();
  }

  /** The rows that are there, in no order. */
  rows(): Row[] {
    void this.#version;
    return [...this.#pages.values()].flat();
  }

  /** Rows `first` up to and without `end`: at once if they are there. Rows that are fetched for it are not kept. */
  range(first: number, end: number): Row[] | Promise<Row[]> {
    const there: Row[] = [];
    for (let index = first; index < end; index += 1) {
      const row = this.row(index);
      if (!row) return this.#fetchRange(first, end);
      there.push(row);
    }
    return there;
  }

  /**
   * Asks for the list anew. The old rows stay until those in view have come, then all change at once.
   *
   * @param how `again` for the same tokens, which may have changed meanwhile; `other` where something else is asked
   *   for: the list begins at its top, and what is there is no part of it, so that none of it stays where it fails.
   * @returns how many rows were added above what was there (negative: fewer; only told of a list that is newest first,
   *   which `again` takes it for), or `null` if the list could not be read or a later reload overtook this one.
   */
  async reload(how: 'again' | 'other' = 'again'): Promise<number | null> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#underWay.clear();
    this.reloading = true;
    if (how === 'other') this.#needed = { first: 0, end: this.#needed.end - this.#needed.first };
    try {
      const fresh = new Map<number, readonly Row[]>();
      const head = await this.#list(0, PAGE_ROWS);
      fresh.set(0, head.rows);
      // What comes while the registry is being read is older than what was there, and stands below it.
      const told = how === 'again' && this.total !== null && this.complete;
      const added = told ? head.total - (this.total ?? 0) : 0;
      for (const page of pagesOf(this.#needed.first + added, this.#needed.end + added, head.total)) {
        if (generation === this.#generation && !fresh.has(page)) {
          fresh.set(page, (await this.#list(page * PAGE_ROWS, PAGE_ROWS)).rows);
        }
      }
      if (generation !== this.#generation) {
        return null;
      }
      this.#pages.clear();
      for (const [page, rows] of fresh) {
        this.#pages.set(page, rows);
      }
      this.#version += 1;
      this.#tell(head);
      this.failure = null;
      this.reloading = false;
      return added;
    } catch (error) {
      if (generation === this.#generation) {
        this.failure = error;
        this.reloading = false;
        if (how === 'other') this.#forget();
      }
      return null;
    }
  }

  #tell(head: Page<Row>): void {
    this.total = head.total === 0 && !head.complete ? null : head.total;
    this.all = head.all ?? head.total;
    this.complete = head.complete;
  }

  #forget(): void {
    this.#pages.clear();
    this.#version += 1;
    this.total = null;
  }

  async #fetchRange(first: number, end: number): Promise<Row[]> {
    const rows: Row[] = [];
    for (const page of pagesOf(first, end, end)) {
      const kept = this.#pages.get(page) ?? (await this.#list(page * PAGE_ROWS, PAGE_ROWS)).rows;
      const begin = page * PAGE_ROWS;
      rows.push(...kept.slice(Math.max(0, first - begin), end - begin));
    }
    return rows;
  }

  #fetch(): void {
    if (this.total === null || this.reloading || this.failure !== null) {
      return;
    }
    const wanted = pagesOf(this.#needed.first - AHEAD, this.#needed.end + AHEAD, this.total);
    const inView = pagesOf(this.#needed.first, this.#needed.end, this.total);
    for (const page of [...inView, ...wanted]) {
      if (this.#underWay.size >= AT_ONCE) {
        return;
      }
      if (!this.#pages.has(page) && !this.#underWay.has(page)) {
        void this.#fetchPage(page, this.#generation);
      }
    }
  }

  async #fetchPage(page: number, generation: number): Promise<void> {
    this.#underWay.add(page);
    try {
      const { rows } = await this.#list(page * PAGE_ROWS, PAGE_ROWS);
      if (generation === this.#generation) {
        this.#underWay.delete(page);
        this.#keep(page, rows);
        this.#fetch();
      }
    } catch (error) {
      if (generation === this.#generation) {
        this.#underWay.delete(page);
        this.failure = error;
      }
    }
  }

  #keep(page: number, rows: readonly Row[]): void {
    this.#pages.set(page, rows);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_KEPT) {
        break;
      }
      this.#pages.delete(old);
    }
    this.#version += 1;
  }

  #touch(page: number): void {
    const rows = this.#pages.get(page);
    if (rows) {
      this.#pages.delete(page);
      this.#pages.set(page, rows);
    }
  }
}

/** The pages that hold rows `first` up to and without `end` of a list of `total`. */
function pagesOf(first: number, end: number, total: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
  const past = Math.ceil(Math.min(end, total) / PAGE_ROWS);
  return Array.from({ length: Math.max(0, past - from) }, (_, step) => from + step);
}
