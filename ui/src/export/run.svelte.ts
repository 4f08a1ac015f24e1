/** A long run that Rust tells the progress of, and that can be stopped: an import, an export. */
import { host } from '../host/context';
import { listen } from '../host/happenings';
import { describeError } from '../i18n/index.svelte';
import { toasts } from '../kit/toasts.svelte';

export class Run {
  busy = $state(false);
  /** How many of how many; `null` before the first word of it. */
  progress = $state.raw<{ done: number; total: number } | null>(null);
  stopping = $state(false);
  /** What the last one was refused with. */
  failure = $state.raw<unknown>(null);

  /** The answer, or `undefined` where it was refused or one is under way. */
  async go<Answer>(act: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.failure = null;
    const unheard = listen((happening) => {
      if (happening.kind !== 'run_progress' || happening.ended) return;
      this.progress = { done: happening.done, total: happening.total };
    });
    try {
      return await act();
    } catch (error) {
      this.failure = error;
      return undefined;
    } finally {
      unheard();
      this.busy = false;
      this.progress = null;
      this.stopping = false;
    }
  }

  /** What is done stays done. */
  async stop(): Promise<void> {
    if (!this.busy || this.stopping) return;
    this.stopping = true;
    try {
      await host().stopRun();
    } catch (error) {
      this.stopping = false;
      toasts.show({ tone: 'bad', text: describeError(error) });
    }
  }
}
