/**
 * The door to Rust, as the rest of the UI sees it. `tauri.ts` is the real one and the only file that imports
 * `@tauri-apps/*`; `fake.ts` is its twin for tests and `vite --mode mock`. A host never hands out a secret:
 * `copyToken` fills the clipboard from Rust and answers with a countdown.
 *
 * Every call rejects with a {@link CommandError} and with nothing else.
 */
import type { AuditReportView } from './types/AuditReportView';
import type { BackupsView } from './types/BackupsView';
import type { CatalogueView } from './types/CatalogueView';
import type { ClearingView } from './types/ClearingView';
import type { CopiedView } from './types/CopiedView';
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { DrillView } from './types/DrillView';
import type { ExportView } from './types/ExportView';
import type { Happening } from './types/Happening';
import type { PassphraseReport } from './types/PassphraseReport';
import type { ProtectionView } from './types/ProtectionView';
import type { RecoveryKeyView } from './types/RecoveryKeyView';
import type { RestoreInput } from './types/RestoreInput';
import type { SessionView } from './types/SessionView';
import type { SettingInput } from './types/SettingInput';
import type { SettingsView } from './types/SettingsView';
import type { TokenDetail } from './types/TokenDetail';
import type { TokenPage } from './types/TokenPage';
import type { TokenRow } from './types/TokenRow';

/** How the person proves that they may. Plain here; the real host encrypts it before it leaves the page. */
export type Proof =
  | { with: 'passphrase'; text: string }
  | { with: 'recovery_key'; text: string }
  | { with: 'keyring' };

/** What a rotation of the data key asks for: the passphrase where there is one, the recovery key to keep it. */
export interface RotationProof {
  passphrase: string | null;
  recoveryKey: string | null;
}

export interface Host {
  /** Known before the first paint (an initialisation script in the real window): no flash of another theme. */
  readonly initialSettings: SettingsView;

  session(): Promise<SessionView>;
  settings(): Promise<SettingsView>;
  setSetting(setting: SettingInput): Promise<SettingsView>;

  catalogue(): Promise<CatalogueView>;
  loadSampleCatalogue(): Promise<CatalogueView>;

  /** Newest first. `offset` past the end answers no rows and the true total. */
  listTokens(offset: number, limit: number): Promise<TokenPage>;
  tokenDetail(id: string): Promise<TokenDetail>;
  checkDraft(draft: DraftInput): Promise<DraftReport>;
  issueToken(draft: DraftInput): Promise<TokenRow>;

  copyToken(id: string): Promise<CopiedView>;
  clearClipboard(): Promise<ClearingView>;

  /** Wipes the keys. Rejects with `nothing_to_lock_with` where there is no passphrase. */
  lock(): Promise<void>;
  /** `wrong_passphrase`, `wrong_recovery_key`, `recovery_key_mistyped`, `too_many_attempts` with `seconds`. */
  unlock(proof: Proof): Promise<SessionView>;
  /** The person is there: idle time starts anew. At most every 15 seconds. */
  active(): Promise<void>;

  checkPassphrase(text: string): Promise<PassphraseReport>;
  /** Sets it, or another one in its place; `present` is asked for where there is one. */
  setPassphrase(present: string | null, text: string): Promise<ProtectionView>;
  removePassphrase(present: string): Promise<ProtectionView>;
  setKeyring(on: boolean): Promise<ProtectionView>;
  /** Back to a key file: passphrase and keyring go. */
  useKeyFile(present: string | null): Promise<ProtectionView>;
  /** Shown once; not in force before it is confirmed. */
  makeRecoveryKey(): Promise<RecoveryKeyView>;
  confirmRecoveryKey(text: string): Promise<ProtectionView>;
  /** Forgets one that was made and not confirmed. */
  discardRecoveryKey(): Promise<void>;
  removeRecoveryKey(): Promise<ProtectionView>;
  /** Begins or goes on; answers when all is done or it was stopped. Progress comes over `watch`. */
  rotateDataKey(proof: RotationProof): Promise<ProtectionView>;
  /** Stops after the token at hand; what is done stays done, and it can be gone on with. */
  stopRotation(): Promise<void>;

  backups(): Promise<BackupsView>;
  backUpNow(): Promise<BackupsView>;
  /** Opens the newest backup aside and compares. */
  drill(): Promise<DrillView>;
  /** Puts the present data aside and opens the backup in its place. Rejects with `unlock_needed` where it takes a proof. */
  restoreBackup(from: RestoreInput, proof: Proof | null): Promise<SessionView>;
  /**
   * On the trouble page: puts a registry that does not open together from backups and audit file. Rejects with
   * `unlock_needed`, and with `incomplete` where less than was acknowledged is to be had and `acceptLoss` is false.
   */
  mendRegistry(proof: Proof | null, acceptLoss: boolean): Promise<SessionView>;
  /** A backup for another machine, in a new folder below `folder`. */
  exportRegistry(folder: string): Promise<ExportView>;
  verifyEvents(): Promise<AuditReportView>;

  /** Calls `onHappening` for all that Rust tells without being asked, until the page is gone. */
  watch(onHappening: (happening: Happening) => void): Promise<void>;
  /** Opens the print dialog of the desktop for the page, which WebKitGTK does not do for `window.print()` here. */
  printPage(): Promise<void>;
  /** The list is drawn: Rust notes the time since exec (`cargo xtask bench`). */
  uiReady(): Promise<void>;
}
