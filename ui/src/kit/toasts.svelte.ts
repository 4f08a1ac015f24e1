/** Short messages that need no answer. The topmost {@link ToastRegion} shows them. */

export interface Toast {
  tone: 'ok' | 'bad' | 'info';
  text: string;
  action?: { label: string; run: () => void };
}

export interface ShownToast extends Toast {
  readonly key: number;
}

/** How long a toast stays, in milliseconds. Trouble and offers to act stay until they are dismissed. */
const STAY = 6_000;

class Toasts {
  shown: ShownToast[] = $state([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(toast: Toast): number {
    const key = this.#next++;
    this.shown.push({ ...toast, key });
    // Three at most: the oldest that would leave by itself goes first.
    if (this.shown.length > 3) {
      const oldest = this.shown.find((shown) => this.#timers.has(shown.key)) ?? this.shown[0];
      if (oldest) this.dismiss(oldest.key);
    }
    if (toast.tone !== 'bad' && !toast.action) this.#leaveLater(key);
    return key;
  }

  dismiss(key: number): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.shown = this.shown.filter((toast) => toast.key !== key);
  }

  /** Someone reads or points at them: none leaves meanwhile. */
  hold(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  release(): void {
    for (const key of this.#timers.keys()) this.#leaveLater(key);
  }

  clear(): void {
    for (const { key } of this.shown) this.dismiss(key);
  }

  #leaveLater(key: number): void {
    this.#timers.set(
      key,
      setTimeout(() => this.dismiss(key), STAY),
    );
  }
}

export const toasts = new Toasts();
