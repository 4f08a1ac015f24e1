/** The audit trail as it is looked at: which part of it, and the events of that part as far as they have come. */
import { host } from '../host/context';
import type { EventFilter } from '../host/types/EventFilter';
import type { EventKindView } from '../host/types/EventKindView';
import type { EventRow } from '../host/types/EventRow';
import type { EventToken } from '../host/types/EventToken';
import { isDate } from '../kit/calendar';
import { TokenPages } from '../tokens/pages.svelte';

/** An event of the list; its number names it there. */
export type Entry = EventRow & { readonly id: string };

export class Trail {
  /** As typed: no date leaves that end open. */
  from = $state('');
  to = $state('');
  kinds = $state.raw<readonly EventKindView[]>([]);
  token = $state.raw<EventToken | undefined>();

  readonly pages = new TokenPages<Entry>(async (offset, limit) => {
    const { rows, total } = await host().listEvents(this.filter, offset, limit);
    return { rows: rows.map((row) => ({ ...row, id: String(row.sequence) })), total, complete: true };
  });

  /** What is wrong with the period, if anything is: then it is as if it were not there. */
  readonly problem = $derived.by<'from' | 'to' | 'order' | undefined>(() => {
    if (this.from.trim() !== '' && dateOf(this.from) === null) return 'from';
    if (this.to.trim() !== '' && dateOf(this.to) === null) return 'to';
    const [from, to] = [dateOf(this.from), dateOf(this.to)];
    return from !== null && to !== null && to < from ? 'order' : undefined;
  });

  readonly filter = $derived<EventFilter>({
    from: this.problem === undefined || this.problem === 'to' ? dateOf(this.from) : null,
    to: this.problem === undefined || this.problem === 'from' ? dateOf(this.to) : null,
    kinds: [...this.kinds],
    token: this.token?.id ?? null,
  });

  get filtered(): boolean {
    return this.from !== '' || this.to !== '' || this.kinds.length > 0 || this.token !== undefined;
  }

  clear(): void {
    this.from = '';
    this.to = '';
    this.kinds = [];
    this.token = undefined;
  }
}

function dateOf(typed: string): string | null {
  const text = typed.trim().normalize('NFKC');
  return isDate(text) ? text : null;
}
