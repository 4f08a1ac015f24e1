/**
 * A change of the data key under way. Outlives the dialog that began it: that may be closed, and the row in 설정 goes
 * on to show how far it is.
 */
import { host } from '../host/context';
import { listen } from '../host/happenings';
import type { RotationProof } from '../host/host';
import { session } from '../host/session.svelte';
import { describeError, i18n } from '../i18n/index.svelte';
import { protectionWords } from '../i18n/protection';
import { toasts } from '../kit/toasts.svelte';

class Rotation {
  /** How many tokens of how many; `null` while none is under way. */
  progress = $state.raw<{ done: number; total: number } | null>(null);
  stopping = $state(false);

  /**
   * Begins, or goes on; answers at the end. How that was is told in a toast.
   *
   * @throws what refused it before any token was touched: that is about what was typed.
   */
  async run(proof: RotationProof): Promise<void> {
    const had = session.protection?.recoveryKey ?? false;
    const stop = listen((happening) => {
      if (happening.kind !== 'rotation_progress' || happening.ended) return;
      this.progress = { done: happening.done, total: happening.total };
    });
    try {
      const protection = await host().rotateDataKey(proof);
      session.protect(protection);
      this.#tell(protection.rotationUnfinished, had && !protection.recoveryKey);
    } catch (error) {
      if (this.progress === null) throw error;
      toasts.show({ tone: 'bad', text: describeError(error) });
    } finally {
      stop();
      this.progress = null;
      this.stopping = false;
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    try {
      await host().stopRotation();
    } catch (error) {
      this.stopping = false;
      toasts.show({ tone: 'bad', text: describeError(error) });
    }
  }

  #tell(stopped: boolean, dropped: boolean): void {
    const words = i18n.of(protectionWords).rotation;
    const text = stopped ? words.stopped : dropped ? words.doneWithoutRecoveryKey : words.done;
    toasts.show({ tone: stopped ? 'info' : 'ok', text });
  }
}

export const rotation = new Rotation();
