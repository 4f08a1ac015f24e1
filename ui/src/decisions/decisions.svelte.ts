/**
 * The recent decisions as far as they were looked at. New ones come all the time, and the oldest of the ring go: what
 * is shown stays as it is until the new ones are taken in, and older rows are found by their number, wherever they stand
 * by then.
 */
import { host } from '../host/context';
import type { DecisionFilter } from '../host/types/DecisionFilter';
import type { DecisionRow } from '../host/types/DecisionRow';

/** Rows a request. */
const ROWS = 100;
/** Rows fetched ahead of those in view. */
const AHEAD = 60;

export class Decisions {
  /** How many pass; `null` until that is known. */
  count = $state<number | null>(null);
  /** New ones that are not shown. At {@link ROWS} there may be more. */
  waiting = $state(0);
  /** What the last request failed with. */
  failure = $state.raw<unknown>(null);
  loading = $state(false);

  readonly #filter: () => DecisionFilter;
  /** Newest first, without a gap. */
  #rows = $state.raw<readonly DecisionRow[]>([]);
  #generation = 0;
  #fetching = false;

  constructor(filter: () => DecisionFilter) {
    this.#filter = filter;
  }

  /** There may be more of the new ones than could be counted. */
  get manyWaiting(): boolean {
    return this.waiting >= ROWS;
  }

  row(index: number): DecisionRow | undefined {
    return this.#rows[index];
  }

  /** From the newest, for another filter, or with those that waited. False if it was overtaken or failed. */
  async load(): Promise<boolean> {
    const generation = ++this.#generation;
    this.loading = true;
    try {
      const { rows, total } = await host().listDecisions(this.#filter(), 0, ROWS);
      if (generation !== this.#generation) return false;
      this.#rows = rows;
      this.count = total;
      this.waiting = 0;
      this.failure = null;
      return true;
    } catch (error) {
      if (generation === this.#generation) this.failure = error;
      return false;
    } finally {
      if (generation === this.#generation) this.loading = false;
    }
  }

  /**
   * Looks for new ones.
   *
   * @param take they may be shown at once; else they are counted.
   */
  async look(take: () => boolean): Promise<void> {
    if (this.loading) return;
    if (this.count === null) {
      await this.load();
      return;
    }
    const generation = this.#generation;
    try {
      const { rows, total } = await host().listDecisions(this.#filter(), 0, ROWS);
      if (generation !== this.#generation) return;
      this.failure = null;
      const newest = this.#rows[0]?.number ?? 0;
      const fresh = rows.filter(({ number }) => number > newest);
      if (fresh.length > 0 && !take()) {
        this.waiting = fresh.length;
        return;
      }
      // Where all are new there may be others between them and what is there.
      this.#rows = fresh.length === rows.length ? rows : [...fresh, ...this.#rows];
      this.count = total;
      this.waiting = 0;
    } catch (error) {
      if (generation === this.#generation) this.failure = error;
    }
  }

  /** Rows up to `end` are in view. */
  need(end: number): void {
    if (!this.#fetching && end + AHEAD > this.#rows.length) void this.#fetch(end);
  }

  async #fetch(end: number): Promise<void> {
    const generation = this.#generation;
    this.#fetching = true;
    try {
      let skip = this.#rows.length;
      while (generation === this.#generation && this.#rows.length < Math.min(end + AHEAD, this.count ?? 0)) {
        const { rows } = await host().listDecisions(this.#filter(), skip, ROWS);
        if (generation !== this.#generation) break;
        const oldest = this.#rows.at(-1)?.number ?? Number.POSITIVE_INFINITY;
        const older = rows.filter(({ number }) => number < oldest);
        // New ones pushed all of these down: the next are further on.
        skip += rows.length;
        this.#rows = [...this.#rows, ...older];
        // The oldest have left meanwhile.
        if (rows.length === 0) this.count = this.#rows.length;
      }
    } catch (error) {
      if (generation === this.#generation) this.failure = error;
    } finally {
      this.#fetching = false;
    }
  }
}
