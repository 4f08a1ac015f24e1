/** What the window finds when it opens: version, zone, folders, state of the registry. Asked for once. */
import { host } from './context';
import type { RegistryView } from './types/RegistryView';
import type { SessionView } from './types/SessionView';

class Session {
  view: SessionView | null = $state(null);

  /** IANA name of the administrator's zone, for Intl. */
  get zone(): string {
    return this.view?.zone ?? 'UTC';
  }

  /** A host that does not answer is trouble, too: the window says so instead of staying empty. */
  get registry(): RegistryView {
    return this.view?.registry ?? { kind: 'trouble', trouble: 'unknown', reference: '' };
  }

  async open(): Promise<void> {
    try {
      this.view = await host().session();
    } catch {
      this.view = null;
    }
  }
}

export const session = new Session();
