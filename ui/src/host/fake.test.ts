import { describe, expect, test } from 'vitest';
import { EVERY } from '../tokens/query';
import { FakeHost } from './fake';
import type { DraftInput } from './types/DraftInput';

const draft: DraftInput = {
  name: '배포 자동화',
  description: '',
  expiry: { kind: 'on', date: '2027-02-21' },
  allow: ['10.1.2.3/8 사무실'],
  block: [],
  limit: { count: '', period: 'total' },
  scopes: ['build-create'],
  copyOnce: false,
};

describe('a million rows', () => {
  test('cost nothing and are the same every time', async () => {
    const one = await new FakeHost({ tokens: 1_000_000 }).listTokens(EVERY, 499_990, 20);
    const other = await new FakeHost({ tokens: 1_000_000 }).listTokens(EVERY, 499_990, 20);
    expect(one).toEqual(other);
    expect(one.total).toBe(1_000_000);
    expect(new Set(one.rows.map(({ id }) => id)).size).toBe(20);
  });

  test('end where they end', async () => {
    const host = new FakeHost({ tokens: 10 });
    expect((await host.listTokens(EVERY, 8, 20)).rows).toHaveLength(2);
    expect((await host.listTokens(EVERY, 50, 20)).rows).toEqual([]);
  });
});

describe('an issued token', () => {
  test('is the first row, has its details and can be copied', async () => {
    const host = new FakeHost({ tokens: 5 });
    const row = await host.issueToken(draft);
    expect((await host.listTokens(EVERY, 0, 1)).rows).toEqual([row]);
    const detail = await host.tokenDetail(row.id);
    expect(detail.allow).toEqual([{ network: '10.0.0.0/8', note: '사무실' }]);
    expect(await host.copyToken(row.id)).toEqual({ seconds: 30 });
    expect(host.copied).toEqual([row.id]);
  });

  test('takes its name, in any case', async () => {
    const host = new FakeHost();
    await host.issueToken({ ...draft, name: 'Deploy' });
    const report = await host.checkDraft({ ...draft, name: 'DEPLOY' });
    expect(report.name.problem).toEqual({ code: 'name_taken', name: 'DEPLOY' });
    await expect(host.issueToken({ ...draft, name: 'deploy' })).rejects.toMatchObject({
      code: 'draft_refused',
    });
  });
});

test.each([
  [{ name: ' ' }, 'name', 'name_empty'],
  [{ name: 'a'.repeat(65) }, 'name', 'name_too_long'],
  [{ expiry: { kind: 'on', date: '2026-11-22' } }, 'expiry', 'date_past'],
  [{ expiry: { kind: 'on', date: '2026-02-30x' } }, 'expiry', 'date_unreadable'],
  [{ limit: { count: '1e9', period: 'total' } }, 'limit', 'limit_unreadable'],
  [{ limit: { count: '4294967296', period: 'total' } }, 'limit', 'limit_too_large'],
  [{ scopes: [] }, 'scopes', 'scopes_empty'],
] as const)('a draft with %o is refused on its field', async (change, field, code) => {
  const report = await new FakeHost().checkDraft({ ...draft, ...change } as DraftInput);
  expect(report[field].problem?.code).toBe(code);
  expect(report.ready).toBe(false);
});

test.each([
  ['10.0.0.0/33', 'entry_prefix_too_long'],
  ['010.0.0.1', 'entry_leading_zero'],
  ['10.0.0.1:80', 'entry_has_port'],
  ['fe80::1%eth0', 'entry_has_zone'],
  ['10.0.0.*', 'entry_other_notation'],
  ['example.com', 'entry_is_host_name'],
  ['nope', 'entry_unreadable'],
])('the entry %s is refused as %s', async (entry, code) => {
  const { allow } = await new FakeHost().checkDraft({ ...draft, allow: [entry] });
  expect(allow.entries[0]?.problem?.code).toBe(code);
});
