/**
 * The settings of the gate as they are being typed, and what Rust makes of them. Follows the settings in force as long
 * as nothing was typed.
 */
import { host } from '../host/context';
import type { GateInput } from '../host/types/GateInput';
import type { GateReport } from '../host/types/GateReport';
import type { GateSettingsView } from '../host/types/GateSettingsView';
import { splitEntries } from '../kit/chips';

const BLANK: GateSettingsView = {
  enabled: false,
  tcp: '',
  unix: '',
  trustedProxies: [],
  clientHeader: '',
  hosts: [],
};

export class GateForm {
  tcp = $state('');
  unix = $state('');
  proxies = $state.raw<readonly string[]>([]);
  /** Typed, not an entry yet. */
  proxiesPending = $state('');
  header = $state('');
  hosts = $state.raw<readonly string[]>([]);
  hostsPending = $state('');

  /** What Rust said last. */
  report = $state.raw<GateReport | undefined>();
  /** What the last check failed with. */
  failure = $state.raw<unknown>(null);

  #present = $state.raw(BLANK);
  #checks = 0;

  /** Whole, with what is typed in a list and not completed. */
  readonly input = $derived<GateInput>({
    enabled: this.#present.enabled,
    tcp: this.tcp,
    unix: this.unix,
    trustedProxies: [...this.proxies, ...splitEntries(this.proxiesPending)],
    clientHeader: this.header,
    hosts: [...this.hosts, ...splitEntries(this.hostsPending)],
  });

  readonly dirty = $derived(JSON.stringify(this.input) !== JSON.stringify(this.#present));

  /** The settings in force, which may be others than before. */
  follow({ enabled, tcp, unix, trustedProxies, clientHeader, hosts }: GateSettingsView): void {
    const settings = { enabled, tcp, unix, trustedProxies, clientHeader, hosts };
    const was = this.dirty;
    if (JSON.stringify(settings) === JSON.stringify(this.#present)) return;
    this.#present = settings;
    if (!was) this.undo();
  }

  /** What was typed is in force now, in these words. */
  adopt(settings: GateSettingsView): void {
    this.follow(settings);
    this.undo();
  }

  /** As in force. */
  undo(): void {
    const { tcp, unix, trustedProxies, clientHeader, hosts } = this.#present;
    this.tcp = tcp;
    this.unix = unix;
    this.proxies = trustedProxies;
    this.proxiesPending = '';
    this.header = clientHeader;
    this.hosts = hosts;
    this.hostsPending = '';
  }

  /** What is left in a list becomes an entry of it. */
  complete(): void {
    const { trustedProxies, hosts } = this.input;
    this.proxies = trustedProxies;
    this.proxiesPending = '';
    this.hosts = hosts;
    this.hostsPending = '';
  }

  /** @returns what Rust says, or `undefined` if it could not be asked or a later check overtook this one. */
  async check(): Promise<GateReport | undefined> {
    const check = ++this.#checks;
    try {
      const report = await host().checkGate(this.input);
      if (check !== this.#checks) return undefined;
      this.report = report;
      this.failure = null;
      return report;
    } catch (error) {
      if (check === this.#checks) this.failure = error;
      return undefined;
    }
  }
}
