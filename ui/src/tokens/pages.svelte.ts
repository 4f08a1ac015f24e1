/**
 * The rows of the token table as far as they have been needed: pages of the list, fetched when rows come near the
 * view and dropped when many others came after them. A page that answers late never overwrites a newer list: each
 * reload begins a generation, and an answer of an older one is thrown away.
 */
import type { TokenPage } from '../host/types/TokenPage';
import type { TokenRow } from '../host/types/TokenRow';

/** Rows a page. A page crosses to Rust and back in less than the time of a frame. */
export const PAGE_ROWS = 100;
/** Pages kept: 3,000 rows, a few hundred kB. */
const PAGES_KEPT = 30;
/** Rows fetched ahead of the view on both sides, so that the wheel rarely meets a row that has not come yet. */
const AHEAD = 60;
/** Requests under way at one time. Dragging the scroll bar asks for what is in view now, not for all that passed. */
const AT_ONCE = 2;

type List = (offset: number, limit: number) => Promise<TokenPage>;

export class TokenPages {
  /** How many tokens there are; `null` until that is known, or until the first of them are. */
  total = $state<number | null>(null);
  /** False while the registry is still being read: what there is so far are the newest. */
  complete = $state(false);
  /** What the last request failed with. Nothing is asked again until {@link reload}. */
  failure = $state.raw<unknown>(null);
  /** A reload is under way. What was there stays until it has come. */
  reloading = $state(false);

  readonly #list: List;
  /** Page number to rows, those needed least lately first. */
  readonly #pages = new Map<number, readonly TokenRow[]>();
  /** Stands for `#pages` where Svelte looks: that a page was needed again changes no row. */
  #version = $state(0);
  readonly #underWay = new Set<number>();
  #generation = 0;
  #needed = { first: 0, end: PAGE_ROWS };

  constructor(list: List) {
    this.#list = list;
  }

  /** The row at `index`, or `undefined` while it has not come. */
  row(index: number): TokenRow | undefined {
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

  /**
   * Asks for the list anew. The old rows stay until those in view have come, then all change at once.
   *
   * @returns how many rows were added above what was there (negative: fewer; tokens are listed newest first), or
   *   `null` if the list could not be read or a later reload overtook this one.
   */
  async reload(): Promise<number | null> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#underWay.clear();
    this.reloading = true;
    try {
      const fresh = new Map<number, readonly TokenRow[]>();
      const head = await this.#list(0, PAGE_ROWS);
      fresh.set(0, head.rows);
      // What comes while the registry is being read is older than what was there, and stands below it.
      const added = this.total === null || !this.complete ? 0 : head.total - this.total;
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
      this.total = head.total === 0 && !head.complete ? null : head.total;
      this.complete = head.complete;
      this.failure = null;
      this.reloading = false;
      return added;
    } catch (error) {
      if (generation === this.#generation) {
        this.failure = error;
        this.reloading = false;
      }
      return null;
    }
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

  #keep(page: number, rows: readonly TokenRow[]): void {
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
