/** The bridge: command names and arguments as Rust expects them, and what becomes of an error. */
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import firstPaint from '../../public/first-paint.js?raw';
import { PAGE_ROWS } from '../tokens/pages.svelte';
import { EVERY } from '../tokens/query';
import type { Host } from './host';
import { tauriHost } from './tauri';
import { otherEnd } from './test-typing';
import type { DraftInput } from './types/DraftInput';
import type { Happening } from './types/Happening';
import type { Typed } from './types/Typed';

afterEach(clearMocks);

const draft: DraftInput = {
  name: '배포',
  description: '',
  expiry: { kind: 'never' },
  allow: [],
  block: [],
  limit: { count: '', period: 'total' },
  scopes: ['build-create'],
  copyOnce: false,
};

test.each<[string, Record<string, unknown>, (host: Host) => Promise<unknown>]>([
  ['session', {}, (host) => host.session()],
  ['settings', {}, (host) => host.settings()],
  [
    'set_setting',
    { setting: { key: 'theme', value: 'dark' } },
    (host) => host.setSetting({ key: 'theme', value: 'dark' }),
  ],
  ['catalogue', {}, (host) => host.catalogue()],
  ['load_sample_catalogue', {}, (host) => host.loadSampleCatalogue()],
  [
    'check_catalogue',
    { catalogue: { revision: 'r', groups: [] } },
    (host) => host.checkCatalogue({ revision: 'r', groups: [] }),
  ],
  [
    'set_catalogue',
    { catalogue: { revision: 'r', groups: [] } },
    (host) => host.setCatalogue({ revision: 'r', groups: [] }),
  ],
  ['preview_openapi', { text: '{}', mode: 'replace' }, (host) => host.previewOpenapi('{}', 'replace')],
  ['catalogue_usage', {}, (host) => host.catalogueUsage()],
  ['list_tokens', { query: EVERY, offset: 40, limit: 20 }, (host) => host.listTokens(EVERY, 40, 20)],
  ['token_detail', { id: 'a' }, (host) => host.tokenDetail('a')],
  ['check_draft', { draft }, (host) => host.checkDraft(draft)],
  ['issue_token', { draft }, (host) => host.issueToken(draft)],
  ['copy_token', { id: 'a' }, (host) => host.copyToken('a')],
  ['clear_clipboard', {}, (host) => host.clearClipboard()],
  ['ui_ready', {}, (host) => host.uiReady()],
  ['lock', {}, (host) => host.lock()],
  ['active', {}, (host) => host.active()],
  ['unlock', { input: { with: 'keyring' } }, (host) => host.unlock({ with: 'keyring' })],
  ['set_keyring', { on: true }, (host) => host.setKeyring(true)],
  ['use_key_file', { present: null }, (host) => host.useKeyFile(null)],
  ['make_recovery_key', {}, (host) => host.makeRecoveryKey()],
  ['discard_recovery_key', {}, (host) => host.discardRecoveryKey()],
  ['remove_recovery_key', {}, (host) => host.removeRecoveryKey()],
  [
    'rotate_data_key',
    { passphrase: null, recoveryKey: null },
    (host) => host.rotateDataKey({ passphrase: null, recoveryKey: null }),
  ],
  ['stop_rotation', {}, (host) => host.stopRotation()],
  ['backups', {}, (host) => host.backups()],
  ['back_up_now', {}, (host) => host.backUpNow()],
  ['drill', {}, (host) => host.drill()],
  [
    'restore_backup',
    { from: { from: 'backup', value: 'a.age' }, proof: null },
    (host) => host.restoreBackup({ from: 'backup', value: 'a.age' }, null),
  ],
  ['mend_registry', { proof: null, acceptLoss: true }, (host) => host.mendRegistry(null, true)],
  ['export_registry', { folder: '/tmp' }, (host) => host.exportRegistry('/tmp')],
  ['verify_events', {}, (host) => host.verifyEvents()],
])('%s is called with %o, and its answer is handed on', async (command, values, call) => {
  const asked: unknown[] = [];
  mockIPC((name, given) => {
    asked.push([name, given ?? {}]);
    return 'the answer';
  });
  expect(await call(tauriHost)).toBe('the answer');
  expect(asked).toEqual([[command, values]]);
});

const PLAIN = 'correct horse battery';

test.each<[string, string[], (host: Host) => Promise<unknown>]>([
  ['unlock', ['input.text'], (host) => host.unlock({ with: 'passphrase', text: PLAIN })],
  ['unlock', ['input.text'], (host) => host.unlock({ with: 'recovery_key', text: PLAIN })],
  ['check_passphrase', ['text'], (host) => host.checkPassphrase(PLAIN)],
  ['set_passphrase', ['text'], (host) => host.setPassphrase(null, PLAIN)],
  ['set_passphrase', ['present', 'text'], (host) => host.setPassphrase(PLAIN, PLAIN)],
  ['remove_passphrase', ['present'], (host) => host.removePassphrase(PLAIN)],
  ['use_key_file', ['present'], (host) => host.useKeyFile(PLAIN)],
  ['confirm_recovery_key', ['text'], (host) => host.confirmRecoveryKey(PLAIN)],
  [
    'rotate_data_key',
    ['passphrase', 'recoveryKey'],
    (host) => host.rotateDataKey({ passphrase: PLAIN, recoveryKey: PLAIN }),
  ],
  [
    'mend_registry',
    ['proof.text'],
    (host) => host.mendRegistry({ with: 'recovery_key', text: PLAIN }, false),
  ],
  [
    'restore_backup',
    ['proof.text'],
    (host) => host.restoreBackup({ from: 'file', value: '/a.age' }, { with: 'passphrase', text: PLAIN }),
  ],
])('%s sends what was typed encrypted, at %o', async (command, places, call) => {
  const { typingKey, open } = await otherEnd();
  const sent: unknown[] = [];
  mockIPC((name, given) => {
    if (name === 'session') return { typingKey };
    expect(name).toBe(command);
    sent.push(given);
    return 'the answer';
  });
  expect(await call(tauriHost)).toBe('the answer');
  expect(JSON.stringify(sent)).not.toContain(PLAIN);
  for (const place of places) {
    const typed = place
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], sent[0]);
    expect(await open(typed as Typed)).toBe(PLAIN);
  }
});

describe('what Rust tells', () => {
  const told: Happening[] = [{ kind: 'tokens_changed' }, { kind: 'clipboard_settled', outcome: 'cleared' }];

  /** Answers one question after the other, and then refuses. */
  function answers(...given: Happening[][]): void {
    const left = [...given];
    mockIPC((name) => {
      expect(name).toBe('next_happenings');
      return left.shift() ?? Promise.reject(new Error('the window closes'));
    });
  }

  test('is asked for again and again, and arrives in order', async () => {
    answers(told, [], [{ kind: 'locked' }]);
    const heard: Happening[] = [];
    await expect(tauriHost.watch((happening) => heard.push(happening))).rejects.toMatchObject({
      code: 'internal',
    });
    expect(heard).toEqual([...told, { kind: 'locked' }]);
  });

  test('arrives where a listener failed before', async () => {
    const failed = vi.spyOn(window, 'queueMicrotask').mockImplementation((act) => {
      try {
        act();
      } catch {
        // The engine reports it as it reports what no one catches.
      }
    });
    answers(told);
    const heard: Happening[] = [];
    const listening = tauriHost.watch((happening) => {
      if (happening.kind === 'tokens_changed') throw new Error('a part of the window failed');
      heard.push(happening);
    });
    await expect(listening).rejects.toMatchObject({ code: 'internal' });
    expect(heard).toEqual(told.slice(1));
    failed.mockRestore();
  });
});

describe('what the window begins with', () => {
  /** Runs the page's first script as a window does, with a bridge that answers each question by its number. */
  beforeEach(() => {
    let asked = 0;
    const page = {
      __MAPAE_SETTINGS__: { theme: 'light', language: 'ko' },
      __TAURI_INTERNALS__: { invoke: async () => ++asked },
    };
    const document = { documentElement: { dataset: {} } };
    new Function('window', 'document', firstPaint)(page, document);
    Object.assign(window, { __MAPAE_ASKED__: (page as Window & typeof page).__MAPAE_ASKED__ });
    mockIPC((command) => `asked anew: ${command}`);
  });

  afterEach(() => {
    delete window.__MAPAE_ASKED__;
  });

  test('has been asked by then, and is answered once', async () => {
    const ask = () => Promise.all([tauriHost.session(), tauriHost.listTokens(EVERY, 0, PAGE_ROWS)]);
    expect(await ask()).toEqual([1, 2]);
    expect(await ask()).toEqual(['asked anew: session', 'asked anew: list_tokens']);
  });

  test('does not answer another question, nor the same one after it', async () => {
    expect(await tauriHost.listTokens(EVERY, PAGE_ROWS, PAGE_ROWS)).toBe('asked anew: list_tokens');
    expect(await tauriHost.listTokens(EVERY, 0, PAGE_ROWS)).toBe('asked anew: list_tokens');
  });

  test('is asked once more where the bridge failed', async () => {
    const [session] = window.__MAPAE_ASKED__ ?? [];
    if (session) session.answer = Promise.reject(new Error('no bridge'));
    await expect(tauriHost.session()).rejects.toMatchObject({ code: 'internal' });
    expect(await tauriHost.session()).toBe('asked anew: session');
  });
});

describe('a refusal', () => {
  test('with a code is handed on as it is', async () => {
    const refusal = { code: 'disk_full', field: null, reference: 'K7M2QX', seconds: null };
    mockIPC(() => Promise.reject(refusal));
    await expect(tauriHost.issueToken(draft)).rejects.toEqual(refusal);
  });

  test.each(['invalid args `offset`', new Error('no bridge'), null])(
    'without one is internal: %s',
    async (reason) => {
      mockIPC(() => Promise.reject(reason));
      await expect(tauriHost.listTokens(EVERY, 0, 1)).rejects.toEqual({
        code: 'internal',
        field: null,
        reference: null,
        seconds: null,
      });
    },
  );
});
