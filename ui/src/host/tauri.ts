/** The real host. The only file that imports `@tauri-apps/*`; the command names are Rust's. */
import { Channel, invoke } from '@tauri-apps/api/core';
import type { Host } from './host';
import type { CommandError } from './types/CommandError';
import type { Happening } from './types/Happening';
import type { SettingsView } from './types/SettingsView';

declare global {
  interface Window {
    /** Set by an initialisation script of the shell before any script of the page runs. */
    __MAPAE_SETTINGS__?: SettingsView;
  }
}

const defaults: SettingsView = { language: 'ko', theme: 'system', clipboardSeconds: 30 };

/** What is rejected without a code (the bridge itself failed, an argument did not parse) is `internal`. */
async function call<Answer>(command: string, values?: Record<string, unknown>): Promise<Answer> {
  try {
    return await invoke<Answer>(command, values);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error) throw error;
    const unexplained: CommandError = { code: 'internal', field: null, reference: null };
    throw unexplained;
  }
}

export const tauriHost: Host = {
  initialSettings: { ...defaults, ...window.__MAPAE_SETTINGS__ },

  session: () => call('session'),
  settings: () => call('settings'),
  setSetting: (setting) => call('set_setting', { setting }),

  catalogue: () => call('catalogue'),
  loadSampleCatalogue: () => call('load_sample_catalogue'),

  listTokens: (offset, limit) => call('list_tokens', { offset, limit }),
  tokenDetail: (id) => call('token_detail', { id }),
  checkDraft: (draft) => call('check_draft', { draft }),
  issueToken: (draft) => call('issue_token', { draft }),

  copyToken: (id) => call('copy_token', { id }),
  clearClipboard: () => call('clear_clipboard'),

  watch: (onHappening) => {
    const channel = new Channel<Happening>();
    channel.onmessage = onHappening;
    return call('watch', { onHappening: channel });
  },
  uiReady: () => call('ui_ready'),
};
