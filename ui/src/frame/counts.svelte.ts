/** How many tokens are in which state, for the side bar and the filters. Kept as long as the registry is open. */
import { host } from '../host/context';
import { listen } from '../host/happenings';
import type { TokenCounts } from '../host/types/TokenCounts';

/** A run of changes is counted once, this many milliseconds after its first. */
const PATIENCE = 300;
/** A registry that is still being read is counted again after so long, in milliseconds. */
const AGAIN = 1000;
/** Tokens come nearer to their end without anybody changing them: counted anew this often, in milliseconds. */
const OFTEN = 10 * 60_000;

class Counts {
  /** `undefined` until they are known. */
  view = $state.raw<TokenCounts | undefined>();

  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Number.POSITIVE_INFINITY;

  async load(): Promise<void> {
    this.#stop();
    try {
      const view = await host().tokenCounts();
      this.view = view;
      this.#later(view.complete ? OFTEN : AGAIN);
    } catch {
      // A number at the edge of the window: the next change asks again.
      this.#later(OFTEN);
    }
  }

  /** Follows what changes; returns the way to stop. */
  watch(): () => void {
    const stop = listen((happening) => {
      if (happening.kind === 'tokens_changed') this.#later(PATIENCE);
    });
    return () => {
      stop();
      this.#stop();
      this.view = undefined;
    };
  }

  #later(milliseconds: number): void {
    const due = performance.now() + milliseconds;
    if (due >= this.#due) return;
    this.#stop();
    this.#due = due;
    this.#timer = setTimeout(() => this.load(), milliseconds);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
  }
}

export const counts = new Counts();
