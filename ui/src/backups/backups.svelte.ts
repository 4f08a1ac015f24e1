/** The backups as far as this window has heard of them: for the list of 설정 and for the banner. */
import { host } from '../host/context';
import { listen } from '../host/happenings';
import type { BackupsView } from '../host/types/BackupsView';

class Backups {
  view = $state.raw<BackupsView | null>(null);
  /** What the last request failed with. */
  failure = $state.raw<unknown>(null);

  async load(): Promise<void> {
    try {
      this.adopt(await host().backups());
    } catch (error) {
      this.failure = error;
    }
  }

  adopt(view: BackupsView): void {
    this.view = view;
    this.failure = null;
  }

  /** Follows what Rust tells; returns the way to stop, which also forgets. */
  watch(): () => void {
    const stop = listen((happening) => {
      if (happening.kind === 'backups_changed') void this.load();
    });
    return () => {
      stop();
      this.view = null;
      this.failure = null;
    };
  }
}

export const backups = new Backups();
