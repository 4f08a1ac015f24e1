/** Short messages that need no answer, and offers to undo. The topmost {@link ToastRegion} shows them. */

export interface Toast {
  tone: 'ok' | 'bad' | 'info';
  text: string;
  /** `undoes`: takes back what the toast tells of; it leaves by itself, and Ctrl+Z presses it. */
  action?: { label: string; run: () => void; undoes?: boolean };
}

export interface ShownToast extends Toast {
  readonly key: number;
}

/** How long a toast stays, in milliseconds. Trouble and offers to act stay until they are dismissed. */
const STAY = 6_000;
/** How long something can be undone, in milliseconds. */
export const UNDO_STAY = 10_000;

interface Timer {
  /** Of the time that it stays, in milliseconds, when it last began to run. */
  left: number;
  began: number;
  /** Absent while time stands still. */
  running?: ReturnType<typeof setTimeout>;
}

class Toasts {
  shown: ShownToast[] = $state([]);
  #next = 1;
  #timers = new Map<number, Timer>();
  #held = false;

  show(toast: Toast): number {
    const key = this.#next++;
    this.shown.push({ ...toast, key });
    // Three at most: the oldest that would leave by itself goes first.
    if (this.shown.length > 3) {
      const oldest = this.shown.find((shown) => this.#timers.has(shown.key)) ?? this.shown[0];
      if (oldest) this.dismiss(oldest.key);
    }
    const stay = toast.action?.undoes ? UNDO_STAY : STAY;
    if (toast.tone !== 'bad' && (!toast.action || toast.action.undoes)) {
      const timer = { left: stay, began: 0 };
      this.#timers.set(key, timer);
      if (!this.#held) this.#run(key, timer);
    }
    return key;
  }

  dismiss(key: number): void {
    clearTimeout(this.#timers.get(key)?.running);
    this.#timers.delete(key);
    this.shown = this.shown.filter((toast) => toast.key !== key);
    // What was pointed at is gone, and no pointer will leave it.
    if (this.shown.length === 0) this.#held = false;
  }

  /** Does what the newest offer says; false where there is none. */
  undo(): boolean {
    const toast = this.shown.findLast(({ action }) => action?.undoes);
    if (!toast) return false;
    this.press(toast);
    return true;
  }

  /** A toast is done with once its offer is taken. */
  press(toast: ShownToast): void {
    this.dismiss(toast.key);
    toast.action?.run();
  }

  /** Someone reads or points at them: time stands still meanwhile. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    for (const timer of this.#timers.values()) {
      clearTimeout(timer.running);
      delete timer.running;
      timer.left -= performance.now() - timer.began;
    }
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const [key, timer] of this.#timers) this.#run(key, timer);
  }

  clear(): void {
    for (const { key } of this.shown) this.dismiss(key);
  }

  #run(key: number, timer: Timer): void {
    timer.began = performance.now();
    timer.running = setTimeout(() => this.dismiss(key), Math.max(0, timer.left));
  }
}

export const toasts = new Toasts();
