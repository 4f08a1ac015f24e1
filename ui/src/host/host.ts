/**
 * The door to Rust, as the rest of the UI sees it. `tauri.ts` is the real one and the only file that imports
 * `@tauri-apps/*`; `fake.ts` is its twin for tests and `vite --mode mock`. A host never hands out a secret:
 * `copyToken` fills the clipboard from Rust and answers with a countdown.
 *
 * Every call rejects with a {@link CommandError} and with nothing else.
 */
import type { ApiUsage } from './types/ApiUsage';
import type { AuditReportView } from './types/AuditReportView';
import type { BackupsView } from './types/BackupsView';
import type { BulkAction } from './types/BulkAction';
import type { BulkPreview } from './types/BulkPreview';
import type { CatalogueInput } from './types/CatalogueInput';
import type { CatalogueReport } from './types/CatalogueReport';
import type { CatalogueView } from './types/CatalogueView';
import type { ClearingView } from './types/ClearingView';
import type { CopiedView } from './types/CopiedView';
import type { DecisionFilter } from './types/DecisionFilter';
import type { DecisionPage } from './types/DecisionPage';
import type { DraftInput } from './types/DraftInput';
import type { DraftReport } from './types/DraftReport';
import type { DrillView } from './types/DrillView';
import type { EditInput } from './types/EditInput';
import type { EditReport } from './types/EditReport';
import type { EventFilter } from './types/EventFilter';
import type { EventPage } from './types/EventPage';
import type { ExportedView } from './types/ExportedView';
import type { ExportView } from './types/ExportView';
import type { FileFormat } from './types/FileFormat';
import type { GateInput } from './types/GateInput';
import type { GateReport } from './types/GateReport';
import type { GateView } from './types/GateView';
import type { GraceInput } from './types/GraceInput';
import type { Happening } from './types/Happening';
import type { ImpactView } from './types/ImpactView';
import type { ImportOutcome } from './types/ImportOutcome';
import type { ImportPreview } from './types/ImportPreview';
import type { ImportRow } from './types/ImportRow';
import type { OpenApiMode } from './types/OpenApiMode';
import type { OpenApiPreview } from './types/OpenApiPreview';
import type { PassphraseReport } from './types/PassphraseReport';
import type { ProtectionView } from './types/ProtectionView';
import type { RecipeInput } from './types/RecipeInput';
import type { RecipeView } from './types/RecipeView';
import type { RecoveryKeyView } from './types/RecoveryKeyView';
import type { RestoreInput } from './types/RestoreInput';
import type { RunReport } from './types/RunReport';
import type { SelectionInput } from './types/SelectionInput';
import type { SelfTestInput } from './types/SelfTestInput';
import type { SelfTestReport } from './types/SelfTestReport';
import type { SessionView } from './types/SessionView';
import type { SettingInput } from './types/SettingInput';
import type { SettingsView } from './types/SettingsView';
import type { SimulationInput } from './types/SimulationInput';
import type { SimulationView } from './types/SimulationView';
import type { TokenCounts } from './types/TokenCounts';
import type { TokenDetail } from './types/TokenDetail';
import type { TokenPage } from './types/TokenPage';
import type { TokenQuery } from './types/TokenQuery';
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
  /** Judges and compares with what is there; nothing is changed. */
  checkCatalogue(catalogue: CatalogueInput): Promise<CatalogueReport>;
  /** Rejects with `outdated` where it was changed since, and with `catalogue_refused`. */
  setCatalogue(catalogue: CatalogueInput): Promise<CatalogueView>;
  /** What a document of OpenAPI 3.0 or 3.1 would make of it; `text` is the whole file. Nothing is changed. */
  previewOpenapi(text: string, mode: OpenApiMode): Promise<OpenApiPreview>;
  /** Who holds each API, those that left the catalogue too. */
  catalogueUsage(): Promise<ApiUsage[]>;

  /** `offset` past the end answers no rows and the true total. */
  listTokens(query: TokenQuery, offset: number, limit: number): Promise<TokenPage>;
  tokenCounts(): Promise<TokenCounts>;
  /** Which token this string is of; `null` where none of ours. Encrypted before it leaves the page. */
  findToken(text: string): Promise<TokenRow | null>;
  tokenDetail(id: string): Promise<TokenDetail>;
  checkDraft(draft: DraftInput): Promise<DraftReport>;
  issueToken(draft: DraftInput): Promise<TokenRow>;

  checkEdit(id: string, edit: EditInput): Promise<EditReport>;
  /** Rejects with `outdated` where the token was changed since the form was filled: nothing is overwritten. */
  editToken(id: string, edit: EditInput): Promise<TokenDetail>;
  disableToken(id: string): Promise<TokenDetail>;
  /** Rejects with `token_revoked`. */
  enableToken(id: string): Promise<TokenDetail>;
  /** For ever. */
  revokeToken(id: string, reason: string): Promise<TokenDetail>;
  /** A new secret; the one before works for the grace. Rejects with `token_revoked`. */
  rotateToken(id: string, grace: GraceInput): Promise<TokenDetail>;
  /** The secret before the rotation stops working now. */
  endGrace(id: string): Promise<TokenDetail>;
  /** A limit of 전체 counts from nothing again. */
  resetCounter(id: string): Promise<TokenDetail>;
  /** Rejects with `token_in_force`, and with `name_mismatch` where `name` is not the token's. */
  deleteToken(id: string, name: string): Promise<void>;

  /** What `action` would do to which of them. */
  previewBulk(selection: SelectionInput, action: BulkAction): Promise<BulkPreview>;
  /** One token after the other; progress comes over `watch`. Rejects with `busy` where a long run is under way. */
  runBulk(selection: SelectionInput, action: BulkAction): Promise<RunReport>;
  /** Stops a bulk run, an import or an export after the token at hand; what is done stays done. */
  stopRun(): Promise<void>;

  /** Newest first. */
  listEvents(filter: EventFilter, offset: number, limit: number): Promise<EventPage>;

  /** To a new file in `folder`; nothing is overwritten. Rejects with `folder_unusable`. */
  exportTokens(selection: SelectionInput, format: FileFormat, folder: string): Promise<ExportedView>;
  exportEvents(filter: EventFilter, format: FileFormat, folder: string): Promise<ExportedView>;
  /** Every expiry to come as an appointment (iCalendar). */
  exportCalendar(folder: string): Promise<ExportedView>;

  /** Reads and judges; nothing is changed. `text` is the whole file. Rejects with `import_unreadable`, `too_many`. */
  previewImport(text: string): Promise<ImportPreview>;
  /** More rows of the preview; `outcome` leaves out all others. */
  importRows(outcome: ImportOutcome | null, offset: number, limit: number): Promise<ImportRow[]>;
  /** Issues the new ones and, if so chosen, changes those that are there. Bad rows are left out. */
  applyImport(changed: boolean): Promise<RunReport>;
  discardImport(): Promise<void>;

  gate(): Promise<GateView>;
  checkGate(gate: GateInput): Promise<GateReport>;
  /** Switches, moves or sets it; in force when this answers. Rejects with `gate_refused`, `gate_not_saved`. */
  setGate(gate: GateInput): Promise<GateView>;
  /** A new secret for introspection, on the clipboard once; the one before works no more. */
  makeGateSecret(): Promise<CopiedView>;
  /** A configuration to paste, one file or two, for the gate as it is set. */
  gateRecipe(recipe: RecipeInput): Promise<RecipeView>;
  /** Newest first, of the last 10,000. */
  listDecisions(filter: DecisionFilter, offset: number, limit: number): Promise<DecisionPage>;
  /** The ten steps for a request that nobody sent; counts nothing. */
  simulate(id: string, request: SimulationInput): Promise<SimulationView>;
  /** What the edit would have done to the token's recent real requests. */
  editImpact(id: string, edit: EditInput): Promise<ImpactView>;
  /** Sends probes through a gateway, with tokens made for it that work for the time of the test alone. */
  selfTest(test: SelfTestInput): Promise<SelfTestReport>;

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

  /** Calls `onHappening` for all that Rust tells without being asked, until the page is gone. Rejects if Rust can't be heard. */
  watch(onHappening: (happening: Happening) => void): Promise<void>;
  /** Opens the print dialog of the desktop for the page, which WebKitGTK does not do for `window.print()` here. */
  printPage(): Promise<void>;
  /** The list is drawn: Rust notes the time since exec (`cargo xtask bench`). */
  uiReady(): Promise<void>;
}
