/**
 * What the person asks a list for, as it stands: search, filters, order. Whoever shows the list reads `query`, a new
 * object with each change. It outlives the page, so that it is found as it was left.
 */
import type { SortKey } from '../host/types/SortKey';
import type { TokenQuery } from '../host/types/TokenQuery';
import { EVERY, type FilterKey, narrows, ordered, widened } from './query';

export class Asked {
  query = $state.raw<TokenQuery>(EVERY);
  /** The name of the token that was pasted and found, while the list shows it alone. */
  pasted = $state.raw('');

  readonly #base: TokenQuery;

  /** @param base what is asked for at first: `{ ...EVERY, deleted: true }` for a history. */
  constructor(base: TokenQuery = EVERY) {
    this.#base = base;
    this.query = base;
  }

  /** Something is left out. */
  get narrowed(): boolean {
    return narrows(this.query);
  }

  set(part: Partial<TokenQuery>): void {
    this.query = { ...this.query, ...part };
  }

  search(text: string): void {
    if (text !== this.query.text) this.set({ text });
  }

  /** This token alone. */
  found(id: string, name: string): void {
    this.pasted = name;
    this.query = { ...widened(this.query), token: id };
  }

  remove(filter: FilterKey): void {
    this.set({ [filter]: EVERY[filter] });
  }

  orderBy(sort: SortKey): void {
    this.query = ordered(this.query, sort);
  }

  /** Nothing is left out any more; the order stays. */
  widen(): void {
    this.query = widened(this.query);
  }

  /** A saved view. */
  adopt(query: TokenQuery): void {
    this.query = { ...query, deleted: this.#base.deleted };
  }

  /** As at first. */
  reset(): void {
    this.query = this.#base;
  }
}
