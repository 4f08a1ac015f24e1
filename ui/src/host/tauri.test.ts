/** The bridge: command names and arguments as Rust expects them, and what becomes of an error. */
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, describe, expect, test } from 'vitest';
import type { Host } from './host';
import { tauriHost } from './tauri';
import type { DraftInput } from './types/DraftInput';
import type { Happening } from './types/Happening';

afterEach(clearMocks);

const draft: DraftInput = {
  name: '배포',
  description: '',
  expiry: { kind: 'never' },
  allow: [],
  block: [],
  limit: { count: '', period: 'total' },
  scopes: ['build-create'],
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
  ['list_tokens', { offset: 40, limit: 20 }, (host) => host.listTokens(40, 20)],
  ['token_detail', { id: 'a' }, (host) => host.tokenDetail('a')],
  ['check_draft', { draft }, (host) => host.checkDraft(draft)],
  ['issue_token', { draft }, (host) => host.issueToken(draft)],
  ['copy_token', { id: 'a' }, (host) => host.copyToken('a')],
  ['clear_clipboard', {}, (host) => host.clearClipboard()],
  ['ui_ready', {}, (host) => host.uiReady()],
])('%s is called with %o, and its answer is handed on', async (command, values, call) => {
  const asked: unknown[] = [];
  mockIPC((name, given) => {
    asked.push([name, given ?? {}]);
    return 'the answer';
  });
  expect(await call(tauriHost)).toBe('the answer');
  expect(asked).toEqual([[command, values]]);
});

test('what Rust tells arrives by the channel of watch, in order', async () => {
  let channel = 0;
  mockIPC((name, given) => {
    expect(name).toBe('watch');
    channel = (given as { onHappening: { id: number } }).onHappening.id;
  });
  const heard: Happening[] = [];
  await tauriHost.watch((happening) => heard.push(happening));
  const told: Happening[] = [{ kind: 'tokens_changed' }, { kind: 'clipboard_settled', outcome: 'cleared' }];
  const { runCallback } = (window as unknown as { __TAURI_INTERNALS__: { runCallback: RunCallback } })
    .__TAURI_INTERNALS__;
  for (const [index, message] of told.entries()) runCallback(channel, { message, index });
  expect(heard).toEqual(told);
});

describe('a refusal', () => {
  test('with a code is handed on as it is', async () => {
    const refusal = { code: 'disk_full', field: null, reference: 'K7M2QX' };
    mockIPC(() => Promise.reject(refusal));
    await expect(tauriHost.issueToken(draft)).rejects.toEqual(refusal);
  });

  test.each(['invalid args `offset`', new Error('no bridge'), null])(
    'without one is internal: %s',
    async (reason) => {
      mockIPC(() => Promise.reject(reason));
      await expect(tauriHost.listTokens(0, 1)).rejects.toEqual({
        code: 'internal',
        field: null,
        reference: null,
      });
    },
  );
});

type RunCallback = (id: number, data: { message: Happening; index: number }) => void;
