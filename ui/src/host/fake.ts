/**
 * The host without Rust, for tests and `vite --mode mock`: its calls, each answered by the noun that it is about
 * (`fake-tokens.ts`, `fake-life.ts`, `fake-protection.ts` ...). It judges lightly, enough to see every kind of answer
 * on screen; the rules themselves are Rust's.
 */
import { type BackupsOptions, FakeBackups } from './fake-backups';
import { FakeCatalogue } from './fake-catalogue';
import { ZONE } from './fake-clock';
import { exported, FakeEvents } from './fake-events';
import { FakeGate, type GateOptions } from './fake-gate';
import { FakeImport } from './fake-import';
import { FakeLife } from './fake-life';
import { FakeProtection, type ProtectionOptions } from './fake-protection';
import { refusal } from './fake-refusal';
import { sample } from './fake-sample';
import { impactOf, simulate } from './fake-simulate';
import { FakeTokens } from './fake-tokens';
import type { Host, Proof, RotationProof } from './host';
import type { BulkAction } from './types/BulkAction';
import type { CatalogueInput } from './types/CatalogueInput';
import type { CommandError } from './types/CommandError';
import type { DecisionFilter } from './types/DecisionFilter';
import type { DraftInput } from './types/DraftInput';
import type { EditInput } from './types/EditInput';
import type { EventFilter } from './types/EventFilter';
import type { FileFormat } from './types/FileFormat';
import type { GateInput } from './types/GateInput';
import type { GraceInput } from './types/GraceInput';
import type { Happening } from './types/Happening';
import type { ImportOutcome } from './types/ImportOutcome';
import type { LanguageView } from './types/LanguageView';
import type { OpenApiMode } from './types/OpenApiMode';
import type { RecipeInput } from './types/RecipeInput';
import type { RecoveryView } from './types/RecoveryView';
import type { RegistryView } from './types/RegistryView';
import type { RestoreInput } from './types/RestoreInput';
import type { SelectionInput } from './types/SelectionInput';
import type { SelfTestInput } from './types/SelfTestInput';
import type { SessionView } from './types/SessionView';
import type { SettingInput } from './types/SettingInput';
import type { SettingsView } from './types/SettingsView';
import type { SimulationInput } from './types/SimulationInput';
import type { ThemeView } from './types/ThemeView';
import type { TokenQuery } from './types/TokenQuery';
import type { TokenRow } from './types/TokenRow';
import type { TroubleView } from './types/TroubleView';

export interface FakeOptions extends ProtectionOptions, BackupsOptions, GateOptions {
  /** Rows that exist at the start; none by default. */
  tokens?: number;
  language?: LanguageView;
  theme?: ThemeView;
  /** Milliseconds until a call answers. */
  delay?: number;
  trouble?: TroubleView;
  emptyCatalogue?: boolean;
  quarantined?: number;
  suspected?: boolean;
  clockBehindSeconds?: number;
  recovery?: RecoveryView;
}

type Call = Exclude<keyof Host, 'initialSettings'>;

/** Answered in any state. All others are refused while the registry is locked. */
const ALWAYS: readonly Call[] = [
  'session',
  'settings',
  'setSetting',
  'lock',
  'unlock',
  'active',
  'checkPassphrase',
  'backups',
  'restoreBackup',
  'mendRegistry',
  'clearClipboard',
  'stopRotation',
  'stopRun',
  'watch',
  'uiReady',
];

export class FakeHost implements Host {
  readonly initialSettings: SettingsView;
  readonly protection: FakeProtection;
  /** Whose requests nobody sent. */
  readonly fakeGate: FakeGate;
  /** The audit trail. */
  readonly events: FakeEvents;
  /** How often `uiReady` was called. */
  readied = 0;
  /** How often `active` was called. */
  activity = 0;

  #settings: SettingsView;
  #options: FakeOptions;
  #trouble: TroubleView | undefined;
  #tokens: FakeTokens;
  #life: FakeLife;
  #import: FakeImport;
  #catalogue: FakeCatalogue;
  #backups: FakeBackups;
  #refusals = new Map<Call, CommandError>();
  #listeners: ((happening: Happening) => void)[] = [];

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.#trouble = options.trouble;
    this.initialSettings = {
      language: options.language ?? 'ko',
      theme: options.theme ?? 'system',
      clipboardSeconds: 30,
      density: 'comfortable',
      lock: { idleMinutes: 10, onSuspend: true, onScreenLock: true, onStart: true },
      table: { hidden: [], views: [] },
      reminders: { days: [14, 7, 1, 0] },
    };
    this.#settings = { ...this.initialSettings };
    this.#tokens = new FakeTokens(
      options.tokens ?? 0,
      options.emptyCatalogue ? { revision: 'empty', groups: [] } : sample,
    );
    this.#catalogue = new FakeCatalogue(this.#tokens);
    this.events = new FakeEvents(options.tokens ?? 0);
    this.#life = new FakeLife(this.#tokens, this.events, {
      tell: (happening) => this.happen(happening),
      pause: () => this.#pause(),
    });
    this.#import = new FakeImport({
      judge: (draft) => this.#tokens.judge(draft),
      issue: (draft) => this.#issue(draft),
    });
    this.protection = new FakeProtection(options);
    this.#backups = new FakeBackups(options);
    this.fakeGate = new FakeGate(options.tokens ?? 0, options);
  }

  /** Tokens copied so far, by id: a test looks here instead of at the clipboard. */
  get copied(): readonly string[] {
    return this.#tokens.copied;
  }

  /** The next `call` is rejected with this. */
  refuse(call: Call, error: Pick<CommandError, 'code'> & Partial<CommandError>): void {
    this.#refusals.set(call, refusal(error.code, error));
  }

  /** The whole token as a person would paste it: made up, as all of it. */
  tokenText(id: string): string {
    return this.#tokens.text(id);
  }

  /** As Rust would tell it over the channel. */
  happen(happening: Happening): void {
    for (const listener of this.#listeners) listener(happening);
  }

  session = () => this.#answer('session', () => this.#session());
  settings = () => this.#answer('settings', () => ({ ...this.#settings }));
  setSetting = (setting: SettingInput) =>
    this.#answer('setSetting', () => {
      this.#set(setting);
      return { ...this.#settings };
    });

  catalogue = () => this.#answer('catalogue', () => this.#tokens.catalogue);
  loadSampleCatalogue = () =>
    this.#answer('loadSampleCatalogue', () => {
      this.#tokens.catalogue = sample;
      return sample;
    });
  checkCatalogue = (catalogue: CatalogueInput) =>
    this.#answer('checkCatalogue', () => this.#catalogue.check(catalogue));
  setCatalogue = (catalogue: CatalogueInput) =>
    this.#change('setCatalogue', () => {
      const view = this.#catalogue.set(catalogue);
      this.events.record('catalogue_changed');
      return view;
    });
  previewOpenapi = (text: string, mode: OpenApiMode) =>
    this.#answer('previewOpenapi', () => this.#catalogue.preview(text, mode));
  catalogueUsage = () => this.#answer('catalogueUsage', () => this.#catalogue.usage());
  simulate = (id: string, request: SimulationInput) =>
    this.#answer('simulate', () => simulate(this.#tokens.detail(id), request, this.#tokens.catalogue));
  editImpact = (id: string, edit: EditInput) =>
    this.#answer('editImpact', () => impactOf(this.#tokens.detail(id), edit));

  listTokens = (query: TokenQuery, offset: number, limit: number) =>
    this.#answer('listTokens', () => this.#tokens.page(query, offset, limit));
  tokenCounts = () => this.#answer('tokenCounts', () => this.#tokens.counts());
  findToken = (text: string) => this.#answer('findToken', () => this.#tokens.find(text));
  tokenDetail = (id: string) => this.#answer('tokenDetail', () => this.#tokens.detail(id));
  checkDraft = (draft: DraftInput) => this.#answer('checkDraft', () => this.#tokens.judge(draft));
  issueToken = (draft: DraftInput) => this.#change('issueToken', () => this.#issue(draft));

  checkEdit = (id: string, edit: EditInput) => this.#answer('checkEdit', () => this.#life.judge(id, edit));
  editToken = (id: string, edit: EditInput) => this.#change('editToken', () => this.#life.edit(id, edit));
  disableToken = (id: string) => this.#change('disableToken', () => this.#life.disable(id));
  enableToken = (id: string) => this.#change('enableToken', () => this.#life.enable(id));
  revokeToken = (id: string, reason: string) =>
    this.#change('revokeToken', () => this.#life.revoke(id, reason));
  rotateToken = (id: string, grace: GraceInput) =>
    this.#change('rotateToken', () => this.#life.rotate(id, grace));
  endGrace = (id: string) => this.#change('endGrace', () => this.#life.endGrace(id));
  resetCounter = (id: string) => this.#change('resetCounter', () => this.#life.resetCounter(id));
  deleteToken = (id: string, name: string) => this.#change('deleteToken', () => this.#life.delete(id, name));

  previewBulk = (selection: SelectionInput, action: BulkAction) =>
    this.#answer('previewBulk', () => this.#life.preview(selection, action));
  runBulk = (selection: SelectionInput, action: BulkAction) =>
    this.#change('runBulk', () => this.#life.run(selection, action));
  stopRun = () =>
    this.#answer('stopRun', () => {
      this.#life.stop();
      this.#import.stop();
    });

  listEvents = (filter: EventFilter, offset: number, limit: number) =>
    this.#answer('listEvents', () => this.events.page(filter, offset, limit));

  exportTokens = (selection: SelectionInput, format: FileFormat, folder: string) =>
    this.#answer('exportTokens', () => this.#life.export(selection, format, folder));
  exportEvents = (filter: EventFilter, format: FileFormat, folder: string) =>
    this.#answer('exportEvents', () => this.events.export(filter, format, folder));
  exportCalendar = (folder: string) =>
    this.#answer('exportCalendar', () => exported(folder, 'mapae-expiries-20261123T030000Z.ics', 42));

  previewImport = (text: string) => this.#answer('previewImport', () => this.#import.preview(text));
  importRows = (outcome: ImportOutcome | null, offset: number, limit: number) =>
    this.#answer('importRows', () => this.#import.rows(outcome, offset, limit));
  applyImport = (changed: boolean) =>
    this.#change('applyImport', () =>
      this.#import.apply(
        changed,
        (happening) => this.happen(happening),
        () => this.#pause(),
      ),
    );
  discardImport = () => this.#answer('discardImport', () => this.#import.discard());

  gate = () => this.#answer('gate', () => this.fakeGate.view(this.#tokens.total));
  checkGate = (gate: GateInput) => this.#answer('checkGate', () => this.fakeGate.check(gate));
  setGate = (gate: GateInput) =>
    this.#answer('setGate', () => {
      this.fakeGate.set(gate);
      this.events.record('gate_changed');
      this.happen({ kind: 'gate_changed' });
      return this.fakeGate.view(this.#tokens.total);
    });
  makeGateSecret = () =>
    this.#answer('makeGateSecret', () => {
      this.fakeGate.makeSecret();
      this.events.record('gate_changed');
      return { seconds: this.#settings.clipboardSeconds };
    });
  gateRecipe = (recipe: RecipeInput) => this.#answer('gateRecipe', () => this.fakeGate.recipe(recipe));
  listDecisions = (filter: DecisionFilter, offset: number, limit: number) =>
    this.#answer('listDecisions', () => this.fakeGate.page(filter, offset, limit));
  selfTest = (test: SelfTestInput) => this.#answer('selfTest', () => this.fakeGate.test(test));

  copyToken = (id: string) =>
    this.#answer('copyToken', () => {
      this.#tokens.copy(id);
      const { row } = this.#tokens.get(id);
      this.events.record('token_copied', { token: { id, name: row.name, deleted: false } });
      return { seconds: this.#settings.clipboardSeconds };
    });
  clearClipboard = () => this.#answer('clearClipboard', () => 'cleared' as const);

  lock = () =>
    this.#answer('lock', () => {
      this.protection.lock('person');
      this.happen({ kind: 'locked' });
    });
  unlock = (proof: Proof) =>
    this.#answer('unlock', () => {
      this.protection.unlock(proof);
      return this.#session();
    });
  active = () =>
    this.#answer('active', () => {
      this.activity++;
    });

  checkPassphrase = (text: string) => this.#answer('checkPassphrase', () => this.protection.check(text));
  setPassphrase = (present: string | null, text: string) =>
    this.#answer('setPassphrase', () => this.protection.setPassphrase(present, text));
  removePassphrase = (present: string) =>
    this.#answer('removePassphrase', () => this.protection.removePassphrase(present));
  setKeyring = (on: boolean) => this.#answer('setKeyring', () => this.protection.setKeyring(on));
  useKeyFile = (present: string | null) =>
    this.#answer('useKeyFile', () => this.protection.useKeyFile(present));
  makeRecoveryKey = () => this.#answer('makeRecoveryKey', () => this.protection.makeRecoveryKey());
  confirmRecoveryKey = (text: string) =>
    this.#answer('confirmRecoveryKey', () => this.protection.confirmRecoveryKey(text));
  discardRecoveryKey = () => this.#answer('discardRecoveryKey', () => this.protection.discardRecoveryKey());
  removeRecoveryKey = () => this.#answer('removeRecoveryKey', () => this.protection.removeRecoveryKey());
  rotateDataKey = (proof: RotationProof) =>
    this.#answer('rotateDataKey', () =>
      this.protection.rotate(
        proof,
        this.#tokens.total,
        (happening) => this.happen(happening),
        () => this.#pause(),
      ),
    );
  stopRotation = () => this.#answer('stopRotation', () => this.protection.stopRotation());

  backups = () => this.#answer('backups', () => this.#backups.view);
  backUpNow = () => this.#answer('backUpNow', () => this.#backups.backUp());
  drill = () => this.#answer('drill', () => this.#backups.drill(this.#tokens.total));
  restoreBackup = (from: RestoreInput, proof: Proof | null) =>
    this.#answer('restoreBackup', () => {
      if (this.#backups.restore(from, proof !== null) && proof) this.protection.prove(proof);
      this.#trouble = undefined;
      return this.#session();
    });
  mendRegistry = (proof: Proof | null, acceptLoss: boolean) =>
    this.#answer('mendRegistry', () => {
      if (proof) this.protection.prove(proof);
      this.#backups.mend(proof !== null, acceptLoss);
      this.#trouble = undefined;
      return this.#session();
    });
  exportRegistry = (folder: string) =>
    this.#answer('exportRegistry', () => {
      const { passphrase, recoveryKey } = this.protection.view;
      return this.#backups.export(folder, passphrase || recoveryKey);
    });
  verifyEvents = () => this.#answer('verifyEvents', () => this.#backups.verify());

  watch = (onHappening: (happening: Happening) => void) =>
    this.#answer('watch', () => {
      this.#listeners.push(onHappening);
    });
  printPage = () => this.#answer('printPage', () => window.print());
  uiReady = () =>
    this.#answer('uiReady', () => {
      this.readied++;
    });

  /** Locks without the window's asking, as idle time or the desktop does. */
  lockByItself(because: 'idle' | 'suspend' | 'screen'): void {
    this.protection.lock(because);
    this.happen({ kind: 'locked' });
  }

  #issue(draft: DraftInput): TokenRow {
    const row = this.#tokens.issue(draft);
    this.events.record('token_issued', { token: { id: row.id, name: row.name, deleted: false } });
    return row;
  }

  /** The registry's records are found not to be what its events made of them. */
  suspect(): void {
    this.#options = { ...this.#options, suspected: true };
  }

  #session(): SessionView {
    return {
      version: '0.1.0',
      zone: ZONE,
      folders: {
        data: '/home/admin/.local/share/mapae',
        config: '/home/admin/.config/mapae',
        state: '/home/admin/.local/state/mapae',
      },
      typingKey: '',
      registry: this.#registry(),
    };
  }

  #registry(): RegistryView {
    const { quarantined = 0, suspected = false, clockBehindSeconds = 0, recovery = null } = this.#options;
    const { locked: because, view: protection } = this.protection;
    if (this.#trouble) return { kind: 'trouble', trouble: this.#trouble, reference: 'K7M2QX' };
    if (because) return { kind: 'locked', because, protection };
    return { kind: 'open', protection, quarantined, suspected, clockBehindSeconds, recovery };
  }

  #set(setting: SettingInput): void {
    switch (setting.key) {
      case 'language':
        this.#settings.language = setting.value;
        break;
      case 'theme':
        this.#settings.theme = setting.value;
        break;
      case 'density':
        this.#settings.density = setting.value;
        break;
      case 'lock':
        this.#settings.lock = setting.value;
        break;
      case 'table':
        this.#settings.table = setting.value;
        break;
      case 'reminders':
        this.#settings.reminders = setting.value;
        break;
      case 'clipboard_seconds':
        if (!Number.isInteger(setting.value) || setting.value < 5 || setting.value > 600) {
          throw refusal('setting_out_of_range');
        }
        this.#settings.clipboardSeconds = setting.value;
    }
  }

  /** What it answers has changed the tokens. */
  async #change<Answer>(call: Call, change: () => Answer | Promise<Answer>): Promise<Answer> {
    const answer = await this.#answer(call, change);
    this.happen({ kind: 'tokens_changed' });
    return answer;
  }

  async #answer<Answer>(call: Call, judge: () => Answer | Promise<Answer>): Promise<Answer> {
    if (this.#options.delay) await this.#pause();
    const error = this.#refusals.get(call);
    if (error) {
      this.#refusals.delete(call);
      throw error;
    }
    if (this.protection.locked && !ALWAYS.includes(call)) throw refusal('locked');
    return judge();
  }

  #pause(): Promise<void> {
    return new Promise((answer) => setTimeout(answer, this.#options.delay ?? 0));
  }
}
