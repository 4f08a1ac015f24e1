/**
 * A token on the clipboard, as the window tells of it: how long it stays and what became of it. Rust writes and
 * clears; here are only a countdown and words. Outlives the table, because the time goes on while another page is
 * shown.
 */
import { host } from '../host/context';
import { tell } from '../host/happenings';
import type { ClearingView } from '../host/types/ClearingView';
import type { TokenRow } from '../host/types/TokenRow';
import { describeError, i18n } from '../i18n/index.svelte';
import { announce } from '../kit/announce.svelte';
import { toasts } from '../kit/toasts.svelte';
import { formatCount } from '../lib/format';
import { notCopyable } from './words';

/** How long the lock stays a check after a copy, in milliseconds. */
const CHECKED = 1600;
/** How long a good end is told, in milliseconds. One that needs the person is told until the next copy. */
const TOLD = 8000;

export type OnClipboard =
  | { kind: 'nothing' }
  | { kind: 'holding'; name: string; seconds: number }
  /** The time is over; Rust has not yet told how it ended. */
  | { kind: 'clearing' }
  | { kind: 'settled'; outcome: ClearingView };

class Clipboard {
  state = $state.raw<OnClipboard>({ kind: 'nothing' });
  /** The token whose lock is a check for a moment. */
  copied = $state<string | null>(null);

  #tick: ReturnType<typeof setTimeout> | undefined;
  #uncheck: ReturnType<typeof setTimeout> | undefined;

  async copy(row: TokenRow): Promise<void> {
    if (!row.copyable) {
      toasts.show({ tone: 'info', text: notCopyable(row) });
      return;
    }
    try {
      const { seconds } = await host().copyToken(row.id);
      this.#check(row.id);
      this.#countDown(row.name, performance.now() + seconds * 1000);
      announce(i18n.t.tokens.copied(formatCount(seconds)));
      // Its sealed copy is gone now.
      if (row.copyOnce) tell({ kind: 'tokens_changed' });
    } catch (error) {
      toasts.show({ tone: 'bad', text: describeError(error) });
    }
  }

  /** Rust put another secret of ours there, which is no token's. */
  holds(name: string, seconds: number): void {
    this.#countDown(name, performance.now() + seconds * 1000);
  }

  async clearNow(): Promise<void> {
    try {
      this.settled(await host().clearClipboard());
    } catch (error) {
      toasts.show({ tone: 'bad', text: describeError(error) });
    }
  }

  /** Rust tells what became of the token. */
  settled(outcome: ClearingView): void {
    this.#show({ kind: 'settled', outcome });
    announce(i18n.t.tokens.settled[outcome]);
    if (outcome !== 'unverified') {
      this.#tick = setTimeout(() => this.#show({ kind: 'nothing' }), TOLD);
    }
  }

  /** As at the start of the window. */
  forget(): void {
    clearTimeout(this.#uncheck);
    this.copied = null;
    this.#show({ kind: 'nothing' });
  }

  #check(id: string): void {
    clearTimeout(this.#uncheck);
    this.copied = id;
    this.#uncheck = setTimeout(() => {
      this.copied = null;
    }, CHECKED);
  }

  #countDown(name: string, end: number): void {
    const left = end - performance.now();
    if (left <= 0) {
      this.#show({ kind: 'clearing' });
      return;
    }
    this.#show({ kind: 'holding', name, seconds: Math.ceil(left / 1000) });
    this.#tick = setTimeout(() => this.#countDown(name, end), left % 1000 || 1000);
  }

  #show(state: OnClipboard): void {
    clearTimeout(this.#tick);
    this.state = state;
  }
}

export const clipboard = new Clipboard();
