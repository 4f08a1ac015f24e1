/** What the window finds when it opens: version, zone, folders, state of the registry; and what becomes of that state. */
import { host, whenLocked } from './context';
import { listen } from './happenings';
import type { ProtectionView } from './types/ProtectionView';
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

  /** What keeps the keys; absent in trouble. */
  get protection(): ProtectionView | undefined {
    const { registry } = this;
    return registry.kind === 'trouble' ? undefined : registry.protection;
  }

  async open(): Promise<void> {
    try {
      this.view = await host().session();
    } catch {
      this.view = null;
    }
  }

  /** The protectors were changed by this window. */
  protect(protection: ProtectionView): void {
    if (this.view && this.view.registry.kind !== 'trouble') this.view.registry.protection = protection;
  }

  /** Asks once more what is known of an open registry: that records are damaged shows only when all have been read. */
  async refresh(): Promise<void> {
    if (this.registry.kind !== 'open') return;
    try {
      const asked = await host().session();
      if (this.registry.kind === 'open' && asked.registry.kind === 'open') this.view = asked;
    } catch {
      // What was known stays.
    }
  }

  /**
   * The keys were wiped, by whomever: what is on screen goes at once, and Rust is asked why. Nothing happens where
   * the window knows it already.
   */
  async locked(): Promise<void> {
    const { view, registry } = this;
    if (!view || registry.kind !== 'open') return;
    this.view = { ...view, registry: { kind: 'locked', because: 'person', protection: registry.protection } };
    try {
      const asked = await host().session();
      if (this.registry.kind === 'locked') this.view = asked;
    } catch {
      // It is locked; only the reason is not known.
    }
  }
}

export const session = new Session();

whenLocked(() => void session.locked());
listen(({ kind }) => {
  if (kind === 'tokens_changed') void session.refresh();
});
