/** The events of one token as far as they were asked for, newest first. */
import { host } from '../host/context';
import type { EventRow } from '../host/types/EventRow';

export const EVENTS_A_PAGE = 20;

export class TimeLine {
  rows = $state.raw<readonly EventRow[]>([]);
  /** How many there are; `null` until that is known. */
  total = $state<number | null>(null);
  failure = $state.raw<unknown>(null);
  busy = $state(false);
  #turn = 0;

  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  get more(): boolean {
    return this.total !== null && this.rows.length < this.total;
  }

  /** From the newest on: as many as are shown, so that nothing that was read goes away. */
  reload(): Promise<void> {
    return this.#ask(0, Math.max(EVENTS_A_PAGE, this.rows.length));
  }

  next(): Promise<void> {
    return this.#ask(this.rows.length, EVENTS_A_PAGE);
  }

  async #ask(offset: number, limit: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.busy = true;
    try {
      const page = await host().listEvents(
        { from: null, to: null, kinds: [], token: this.#token },
        offset,
        limit,
      );
      if (turn !== this.#turn) return;
      // What happened meanwhile pushed the rest down: nothing is shown twice.
      const last = this.rows.at(-1)?.sequence ?? 0;
      const fresh = offset === 0 ? page.rows : page.rows.filter(({ sequence }) => sequence < last);
      this.rows = offset === 0 ? fresh : [...this.rows, ...fresh];
      this.total = page.total;
      this.failure = null;
    } catch (error) {
      if (turn === this.#turn) this.failure = error;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
