/**
 * One try after the other at something that takes a proof: what is under way, what was wrong with the last one, and
 * how long to wait after too many.
 */
import type { ErrorCode } from '../host/types/ErrorCode';
import { describeError, i18n, isCommandError } from '../i18n/index.svelte';
import { lockWords } from '../i18n/lock';
import { announce } from '../kit/announce.svelte';
import { formatCount } from '../lib/format';

export class Attempt {
  busy = $state(false);
  /** Until the next attempt is taken; 0 = now. */
  seconds = $state(0);

  #error = $state.raw<unknown>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The answer, or `undefined` where it was refused, is under way already, or it is too early. */
  async run<Answer>(act: () => Promise<Answer>): Promise<{ answer: Answer } | undefined> {
    if (this.busy || this.seconds > 0) return undefined;
    this.busy = true;
    this.#error = null;
    try {
      return { answer: await act() };
    } catch (error) {
      this.#error = error;
      if (isCommandError(error) && error.code === 'too_many_attempts') this.#wait(error.seconds ?? 1);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  is(code: ErrorCode): boolean {
    return isCommandError(this.#error) && this.#error.code === code;
  }

  /** What is wrong with what was typed, if it is one of these. The wait belongs to every proof. */
  about(...codes: ErrorCode[]): string | null {
    if (this.seconds > 0) return waitWords(this.seconds);
    return codes.some((code) => this.is(code)) ? describeError(this.#error) : null;
  }

  /** What went wrong for other reasons than these. */
  besides(...codes: ErrorCode[]): string | null {
    const told = [...codes, 'too_many_attempts' as const].some((code) => this.is(code));
    return this.#error === null || told ? null : describeError(this.#error);
  }

  /** Something else is typed now. */
  forget(): void {
    this.#error = null;
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** Said once; the seconds that follow are only shown. */
  #wait(seconds: number): void {
    announce(waitWords(seconds));
    const end = performance.now() + seconds * 1000;
    const count = () => {
      const left = end - performance.now();
      this.seconds = Math.max(0, Math.ceil(left / 1000));
      if (this.seconds > 0) this.#timer = setTimeout(count, left % 1000 || 1000);
      else this.#error = null;
    };
    count();
  }
}

function waitWords(seconds: number): string {
  return i18n.of(lockWords).wait(formatCount(seconds));
}
