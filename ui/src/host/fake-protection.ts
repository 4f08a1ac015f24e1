/**
 * What keeps the fake host's keys, and its lock: a light imitation of the vault's rules, with every answer reachable.
 */
import { refusal } from './fake-refusal';
import type { Proof, RotationProof } from './host';
import type { Happening } from './types/Happening';
import type { LockedBecauseView } from './types/LockedBecauseView';
import type { PassphraseReport } from './types/PassphraseReport';
import type { ProtectionView } from './types/ProtectionView';
import type { RecoveryKeyView } from './types/RecoveryKeyView';

export interface ProtectionOptions {
  /** The keyring alone by default. */
  protection?: Partial<ProtectionView>;
  /** Locked from the start. */
  locked?: LockedBecauseView;
  /** What the desktop's keyring does when it is asked. */
  keyring?: 'there' | 'locked' | 'vanished';
}

/** Wrong attempts that are answered at once. */
const FREE_ATTEMPTS = 3;
/** How many steps a rotation takes, whatever there is. */
const ROTATION_STEPS = 20;
const SHORTEST = 15;
const LONGEST = 1024;

export class FakeProtection {
  static readonly passphrase = 'correct horse battery';
  static readonly recoveryKey = '7KQ2-M0XV-9HTD-4W8R-ZC3N-E6YB-2PJF-5GSA';

  view: ProtectionView;
  locked: LockedBecauseView | null;

  readonly #keyring: ProtectionOptions['keyring'];
  #passphrase = FakeProtection.passphrase;
  #unconfirmed: string | null = null;
  #failures = 0;
  /** The next attempt is taken from here on, by the page's clock. */
  #from = 0;
  #rotating = false;
  #stopping = false;

  constructor(options: ProtectionOptions) {
    const none = { passphrase: false, keyring: false, keyFile: false, recoveryKey: false };
    const usual = options.protection ?? { keyring: true };
    this.view = { ...none, rotationUnfinished: false, ...usual };
    this.locked = options.locked ?? null;
    this.#keyring = options.keyring ?? 'there';
  }

  lock(because: LockedBecauseView): void {
    if (!this.view.passphrase) throw refusal('nothing_to_lock_with');
    this.locked ??= because;
    this.#unconfirmed = null;
  }

  unlock(proof: Proof): void {
    this.prove(proof);
    this.locked = null;
  }

  /** Slowed down after wrong attempts, as in Rust. */
  prove(proof: Proof): void {
    if (proof.with === 'keyring') {
      this.#askKeyring();
      return;
    }
    const wait = this.#from - performance.now();
    if (wait > 0) throw refusal('too_many_attempts', { seconds: Math.ceil(wait / 1000) });
    if (proof.with === 'passphrase') {
      if (proof.text !== this.#passphrase) this.#fail('wrong_passphrase');
    } else {
      const typed = tidied(proof.text);
      if (!/^[0-9A-HJKMNP-TV-Z]{32}$/.test(typed)) throw refusal('recovery_key_mistyped');
      if (typed !== tidied(FakeProtection.recoveryKey)) this.#fail('wrong_recovery_key');
    }
    this.#failures = 0;
  }

  check(text: string): PassphraseReport {
    const length = [...text].length;
    const distinct = new Set(text).size;
    const strength = Math.min(4, Math.floor(Math.min(length, distinct * 2) / 5));
    const guessable = distinct < 5 || /password|암호/i.test(text);
    return {
      problem:
        length < SHORTEST ? 'too_short' : length > LONGEST ? 'too_long' : guessable ? 'guessable' : null,
      strength: guessable ? 0 : strength,
      shortest: SHORTEST,
    };
  }

  setPassphrase(present: string | null, text: string): ProtectionView {
    this.#provePresent(present);
    if (this.check(text).problem !== null) throw refusal('passphrase_refused');
    this.#passphrase = text;
    return this.#change({ passphrase: true, keyFile: false });
  }

  removePassphrase(present: string): ProtectionView {
    this.#provePresent(present);
    if (!this.view.keyring) throw refusal('last_protector');
    return this.#change({ passphrase: false });
  }

  setKeyring(on: boolean): ProtectionView {
    if (on) {
      this.#askKeyring();
      return this.#change({ keyring: true, keyFile: false });
    }
    if (!this.view.passphrase) throw refusal('last_protector');
    return this.#change({ keyring: false });
  }

  useKeyFile(present: string | null): ProtectionView {
    this.#provePresent(present);
    return this.#change({ passphrase: false, keyring: false, keyFile: true });
  }

  makeRecoveryKey(): RecoveryKeyView {
    this.#unconfirmed = FakeProtection.recoveryKey;
    return { text: this.#unconfirmed };
  }

  confirmRecoveryKey(text: string): ProtectionView {
    const typed = tidied(text);
    if (typed.length !== 32) throw refusal('recovery_key_mistyped');
    if (this.#unconfirmed === null || typed !== tidied(this.#unconfirmed))
      throw refusal('wrong_recovery_key');
    this.#unconfirmed = null;
    return this.#change({ recoveryKey: true });
  }

  discardRecoveryKey(): void {
    this.#unconfirmed = null;
  }

  removeRecoveryKey(): ProtectionView {
    return this.#change({ recoveryKey: false });
  }

  async rotate(
    proof: RotationProof,
    tokens: number,
    tell: (happening: Happening) => void,
    pause: () => Promise<void>,
  ): Promise<ProtectionView> {
    if (this.#rotating) throw refusal('busy');
    if (!this.view.rotationUnfinished) {
      this.#provePresent(proof.passphrase);
      if (proof.recoveryKey !== null) this.prove({ with: 'recovery_key', text: proof.recoveryKey });
      this.#change({ rotationUnfinished: true, recoveryKey: proof.recoveryKey !== null });
    }
    this.#rotating = true;
    this.#stopping = false;
    for (let step = 0; step < ROTATION_STEPS && !this.#stopping; step++) {
      const done = Math.floor((tokens * step) / ROTATION_STEPS);
      tell({ kind: 'rotation_progress', done, total: tokens, ended: false });
      await pause();
    }
    this.#rotating = false;
    tell({ kind: 'rotation_progress', done: 0, total: 0, ended: true });
    return this.#change({ rotationUnfinished: this.#stopping });
  }

  stopRotation(): void {
    this.#stopping = true;
  }

  #provePresent(present: string | null): void {
    if (!this.view.passphrase) return;
    if (present === null) throw refusal('wrong_passphrase');
    this.prove({ with: 'passphrase', text: present });
  }

  #askKeyring(): void {
    if (this.#keyring === 'locked') throw refusal('keyring_locked');
    if (this.#keyring === 'vanished') throw refusal('keyring_vanished');
  }

  #fail(code: 'wrong_passphrase' | 'wrong_recovery_key'): never {
    this.#failures += 1;
    const past = this.#failures - FREE_ATTEMPTS;
    if (past >= 0) this.#from = performance.now() + 5000 * 2 ** past;
    throw refusal(code);
  }

  #change(change: Partial<ProtectionView>): ProtectionView {
    this.view = { ...this.view, ...change };
    return this.view;
  }
}

/** As Crockford's base32 is read: case, spaces and dashes don't count, and letters that look like digits are digits. */
function tidied(typed: string): string {
  const letters = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
  return letters.replaceAll('O', '0').replace(/[IL]/g, '1');
}
