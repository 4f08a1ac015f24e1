/** The real host. The only file that imports `@tauri-apps/*`; the command names are Rust's. */
import { invoke } from '@tauri-apps/api/core';
import type { Host, Proof } from './host';
import type { CommandError } from './types/CommandError';
import type { Happening } from './types/Happening';
import type { SessionView } from './types/SessionView';
import type { SettingsView } from './types/SettingsView';
import type { Typed } from './types/Typed';
import type { UnlockInput } from './types/UnlockInput';
import { encrypt } from './typing';

declare global {
  interface Window {
    /** Set by an initialisation script of the shell before any script of the page runs. */
    __MAPAE_SETTINGS__?: SettingsView;
    /** What first-paint.js has asked already, while the modules were still being read. */
    __MAPAE_ASKED__?: { command: string; values?: Record<string, unknown>; answer: Promise<unknown> }[];
  }
}

const defaults: SettingsView = {
  language: 'ko',
  theme: 'system',
  clipboardSeconds: 30,
  density: 'comfortable',
  lock: { idleMinutes: 10, onSuspend: true, onScreenLock: true, onStart: true },
  table: { hidden: [], views: [] },
  reminders: { days: [14, 7, 1, 0] },
};

/** What is rejected without a code (the bridge itself failed, an argument did not parse) is `internal`. */
async function call<Answer>(command: string, values?: Record<string, unknown>): Promise<Answer> {
  try {
    return await (asked<Answer>(command, values) ?? invoke<Answer>(command, values));
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error) throw error;
    const unexplained: CommandError = { code: 'internal', field: null, reference: null, seconds: null };
    throw unexplained;
  }
}

/** The answer to a question that was asked already: for the first who asks the same, so that nobody gets an old one. */
function asked<Answer>(command: string, values?: Record<string, unknown>): Promise<Answer> | undefined {
  const all = window.__MAPAE_ASKED__;
  const place = all?.findIndex((one) => one.command === command) ?? -1;
  if (!all || place < 0) return undefined;
  const [one] = all.splice(place, 1);
  const isSame = JSON.stringify(one?.values) === JSON.stringify(values);
  return isSame ? (one?.answer as Promise<Answer>) : undefined;
}

/** What a person typed to prove that they may, for no other eye than the vault's. */
async function typed(text: string): Promise<Typed> {
  const { typingKey } = await call<SessionView>('session');
  return encrypt(text, typingKey);
}

async function orNull(text: string | null): Promise<Typed | null> {
  return text === null ? null : typed(text);
}

async function proven(proof: Proof): Promise<UnlockInput> {
  return proof.with === 'keyring' ? proof : { with: proof.with, text: await typed(proof.text) };
}

export const tauriHost: Host = {
  initialSettings: { ...defaults, ...window.__MAPAE_SETTINGS__ },

  session: () => call('session'),
  settings: () => call('settings'),
  setSetting: (setting) => call('set_setting', { setting }),

  catalogue: () => call('catalogue'),
  loadSampleCatalogue: () => call('load_sample_catalogue'),
  checkCatalogue: (catalogue) => call('check_catalogue', { catalogue }),
  setCatalogue: (catalogue) => call('set_catalogue', { catalogue }),
  previewOpenapi: (text, mode) => call('preview_openapi', { text, mode }),
  catalogueUsage: () => call('catalogue_usage'),

  listTokens: (query, offset, limit) => call('list_tokens', { query, offset, limit }),
  tokenCounts: () => call('token_counts'),
  findToken: async (text) => call('find_token', { text: await typed(text) }),
  tokenDetail: (id) => call('token_detail', { id }),
  checkDraft: (draft) => call('check_draft', { draft }),
  issueToken: (draft) => call('issue_token', { draft }),

  checkEdit: (id, edit) => call('check_edit', { id, edit }),
  editToken: (id, edit) => call('edit_token', { id, edit }),
  disableToken: (id) => call('disable_token', { id }),
  enableToken: (id) => call('enable_token', { id }),
  revokeToken: (id, reason) => call('revoke_token', { id, reason }),
  rotateToken: (id, grace) => call('rotate_token', { id, grace }),
  endGrace: (id) => call('end_grace', { id }),
  resetCounter: (id) => call('reset_counter', { id }),
  deleteToken: (id, name) => call('delete_token', { id, name }),

  previewBulk: (selection, action) => call('preview_bulk', { selection, action }),
  runBulk: (selection, action) => call('run_bulk', { selection, action }),
  stopRun: () => call('stop_run'),

  listEvents: (filter, offset, limit) => call('list_events', { filter, offset, limit }),

  exportTokens: (selection, format, folder) => call('export_tokens', { selection, format, folder }),
  exportEvents: (filter, format, folder) => call('export_events', { filter, format, folder }),
  exportCalendar: (folder) => call('export_calendar', { folder }),

  previewImport: (text) => call('preview_import', { text }),
  importRows: (outcome, offset, limit) => call('import_rows', { outcome, offset, limit }),
  applyImport: (changed) => call('apply_import', { changed }),
  discardImport: () => call('discard_import'),

  gate: () => call('gate'),
  checkGate: (gate) => call('check_gate', { gate }),
  setGate: (gate) => call('set_gate', { gate }),
  makeGateSecret: () => call('make_gate_secret'),
  gateRecipe: (recipe) => call('gate_recipe', { recipe }),
  listDecisions: (filter, offset, limit) => call('list_decisions', { filter, offset, limit }),
  simulate: (id, request) => call('simulate', { id, request }),
  editImpact: (id, edit) => call('edit_impact', { id, edit }),
  selfTest: (test) => call('self_test', { test }),

  copyToken: (id) => call('copy_token', { id }),
  clearClipboard: () => call('clear_clipboard'),

  lock: () => call('lock'),
  unlock: async (proof) => call('unlock', { input: await proven(proof) }),
  active: () => call('active'),

  checkPassphrase: async (text) => call('check_passphrase', { text: await typed(text) }),
  setPassphrase: async (present, text) =>
    call('set_passphrase', { present: await orNull(present), text: await typed(text) }),
  removePassphrase: async (present) => call('remove_passphrase', { present: await typed(present) }),
  setKeyring: (on) => call('set_keyring', { on }),
  useKeyFile: async (present) => call('use_key_file', { present: await orNull(present) }),
  makeRecoveryKey: () => call('make_recovery_key'),
  confirmRecoveryKey: async (text) => call('confirm_recovery_key', { text: await typed(text) }),
  discardRecoveryKey: () => call('discard_recovery_key'),
  removeRecoveryKey: () => call('remove_recovery_key'),
  rotateDataKey: async ({ passphrase, recoveryKey }) =>
    call('rotate_data_key', { passphrase: await orNull(passphrase), recoveryKey: await orNull(recoveryKey) }),
  stopRotation: () => call('stop_rotation'),

  backups: () => call('backups'),
  backUpNow: () => call('back_up_now'),
  drill: () => call('drill'),
  restoreBackup: async (from, proof) =>
    call('restore_backup', { from, proof: proof === null ? null : await proven(proof) }),
  mendRegistry: async (proof, acceptLoss) =>
    call('mend_registry', { proof: proof === null ? null : await proven(proof), acceptLoss }),
  exportRegistry: (folder) => call('export_registry', { folder }),
  verifyEvents: () => call('verify_events'),

  watch: async (onHappening) => {
    for (;;) {
      const happenings = await call<Happening[]>('next_happenings');
      // Who fails to take one in fails alone: the next question is asked all the same.
      for (const happening of happenings) queueMicrotask(() => onHappening(happening));
    }
  },
  printPage: () => call('print_page'),
  uiReady: () => call('ui_ready'),
};
