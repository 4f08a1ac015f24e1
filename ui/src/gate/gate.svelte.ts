/** The gate as the page last heard of it. An answer that was asked for before a change never overwrites the change. */
import { host } from '../host/context';
import { listen } from '../host/happenings';
import type { GateInput } from '../host/types/GateInput';
import type { GateSettingsView } from '../host/types/GateSettingsView';
import type { GateView } from '../host/types/GateView';
import { eachSecond } from '../lib/each-second';

export class Gate {
  /** `undefined` until it is known. */
  view = $state.raw<GateView | undefined>();
  /** What the last look failed with. What was known stays. */
  failure = $state.raw<unknown>(null);

  #change = 0;

  readonly on = $derived(this.view?.settings.enabled ?? false);

  async look(): Promise<void> {
    const change = this.#change;
    try {
      const view = await host().gate();
      if (change !== this.#change) return;
      this.view = view;
      this.failure = null;
    } catch (error) {
      if (change === this.#change) this.failure = error;
    }
  }

  /** In force when it returns. */
  async set(input: GateInput): Promise<void> {
    this.#change += 1;
    const view = await host().setGate(input);
    this.#change += 1;
    this.view = view;
    this.failure = null;
  }

  /** The settings stay as they are in force: what is being typed has nothing to do with it. */
  async turn(on: boolean): Promise<void> {
    if (this.view) await this.set({ ...this.view.settings, enabled: on });
  }

  /** Looks each second; returns the way to stop. */
  watch(): () => void {
    const stops = [
      eachSecond(() => this.look()),
      listen(({ kind }) => {
        if (kind === 'gate_changed') void this.look();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }
}

export function sameSettings(one: GateSettingsView, other: GateSettingsView): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
