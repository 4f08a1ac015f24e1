/**
 * The tokens that are chosen for an action: some by name, or all that match but some. Rows come and go while a list is
 * scrolled and loaded anew; what is chosen stays until the list is asked for other tokens.
 */
import type { SelectionInput } from '../host/types/SelectionInput';
import type { TokenQuery } from '../host/types/TokenQuery';
import type { TokenRow } from '../host/types/TokenRow';

/** More than this is not chosen in one reach: their rows would have to come one after the other. */
export const FARTHEST = 5000;

interface List {
  /** How many match. */
  total(): number;
  /** The rows that are there. */
  rows(): readonly TokenRow[];
  /** Rows `first` up to and without `end`: at once if they are there. */
  range(first: number, end: number): readonly TokenRow[] | Promise<readonly TokenRow[]>;
}

type Chosen = ReadonlyMap<string, TokenRow>;

const NONE: Chosen = new Map();
const NO_IDS: ReadonlySet<string> = new Set();

export class Selection {
  readonly #list: List;
  /** One by one, as they were last seen. */
  #chosen = $state.raw<Chosen>(NONE);
  /** All that match this. */
  #matching = $state.raw<TokenQuery>();
  /** But these. */
  #except = $state.raw(NO_IDS);
  /** What was chosen before the present reach began, which may still grow and shrink. */
  #before: Chosen | undefined;
  #reach = 0;

  constructor(list: List) {
    this.#list = list;
  }

  get count(): number {
    return this.#matching ? Math.max(0, this.#list.total() - this.#except.size) : this.#chosen.size;
  }

  /** All that match are chosen, with those that have not come. */
  get isMatching(): boolean {
    return this.#matching !== undefined;
  }

  get part(): 'none' | 'some' | 'all' {
    const { count } = this;
    if (count === 0) return 'none';
    return count >= this.#list.total() ? 'all' : 'some';
  }

  get input(): SelectionInput {
    return this.#matching
      ? { kind: 'matching', query: this.#matching, except: [...this.#except] }
      : { kind: 'ids', ids: [...this.#chosen.keys()] };
  }

  /** Those of them that are there. */
  get rows(): TokenRow[] {
    return this.#matching ? this.#list.rows().filter((row) => this.has(row)) : [...this.#chosen.values()];
  }

  has({ id }: TokenRow): boolean {
    return this.#matching ? !this.#except.has(id) : this.#chosen.has(id);
  }

  toggle(row: TokenRow): void {
    this.#endReach();
    if (this.#matching) this.#except = toggled(this.#except, row.id);
    else if (this.has(row)) this.#chosen = new Map([...this.#chosen].filter(([id]) => id !== row.id));
    else this.#chosen = new Map([...this.#chosen, [row.id, row]]);
    if (this.count === 0) this.clear();
  }

  /** @returns false where that is farther than {@link FARTHEST}: nothing changes then. */
  async extend(from: number, to: number): Promise<boolean> {
    const [first, end] = [Math.min(from, to), Math.max(from, to) + 1];
    if (end - first > FARTHEST) return false;
    this.#reach += 1;
    const reach = this.#reach;
    const there = this.#list.range(first, end);
    const rows = there instanceof Promise ? await there : there;
    if (reach === this.#reach) this.#choose(rows);
    return true;
  }

  all(query: TokenQuery): void {
    this.clear();
    this.#matching = query;
  }

  clear(): void {
    this.#endReach();
    this.#chosen = NONE;
    this.#matching = undefined;
    this.#except = NO_IDS;
  }

  /** The list was loaded anew: what is known of those chosen is as old as their last sight. */
  refresh(): void {
    if (this.#chosen.size === 0) return;
    const chosen = new Map(this.#chosen);
    for (const row of this.#list.rows()) if (chosen.has(row.id)) chosen.set(row.id, row);
    this.#chosen = chosen;
  }

  #choose(rows: readonly TokenRow[]): void {
    if (this.#matching) {
      const except = new Set(this.#except);
      for (const { id } of rows) except.delete(id);
      this.#except = except;
      return;
    }
    this.#before ??= this.#chosen;
    this.#chosen = new Map([...this.#before, ...rows.map((row) => [row.id, row] as const)]);
  }

  #endReach(): void {
    this.#reach += 1;
    this.#before = undefined;
  }
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
