/** Queries, the views that keep them, and the columns that fit: the rules without a page. */
import { describe, expect, test } from 'vitest';
import { shownColumns } from './columns';
import { EVERY, narrows, newestFirst, ordered, sameTokens, widened } from './query';
import { readView, writeView } from './views';

describe('a query', () => {
  test.each([
    [{}, false],
    [{ text: '  ' }, false],
    [{ sort: 'name' as const }, false],
    [{ text: '러너' }, true],
    [{ statuses: ['active' as const] }, true],
    [{ limited: false }, true],
    [{ expiresWithin: 0 }, true],
  ])('with %o narrows the list: %s', (part, expected) => {
    expect(narrows({ ...EVERY, ...part })).toBe(expected);
  });

  test('is reversed by the column that orders it, and begins as one expects elsewhere', () => {
    expect(ordered(EVERY, 'issued').descending).toBe(false);
    expect(ordered(EVERY, 'name')).toMatchObject({ sort: 'name', descending: false });
    expect(ordered(EVERY, 'last_used')).toMatchObject({ sort: 'last_used', descending: true });
  });

  test('asks for the same tokens in any order', () => {
    expect(sameTokens(EVERY, { ...EVERY, sort: 'name', text: ' ' })).toBe(true);
    expect(sameTokens(EVERY, { ...EVERY, text: 'a' })).toBe(false);
    expect(newestFirst({ ...EVERY, text: 'a' })).toBe(false);
    expect(widened({ ...EVERY, text: 'a', deleted: true, sort: 'name' })).toEqual({
      ...EVERY,
      deleted: true,
      sort: 'name',
    });
  });
});

describe('a saved view', () => {
  test('asks for what it was saved with, but for one token and deleted ones', () => {
    const query = {
      ...EVERY,
      text: '러너',
      used: { kind: 'within', days: 7 } as const,
      token: 'x',
      deleted: true,
    };
    expect(readView(writeView('v', query))).toEqual({ ...query, token: null, deleted: false });
  });

  test.each([
    'not json',
    'null',
    '[]',
    '{"colour":"mauve"}',
    '{"statuses":["sleeping"]}',
    '{"statuses":"active"}',
    '{"expiresWithin":-1}',
    '{"used":{"kind":"within"}}',
    '{"used":{"kind":"never","days":3}}',
    '{"sort":"colour"}',
    '{"token":"01939d5c"}',
  ])('that holds %s is passed over', (query) => {
    expect(readView({ name: 'v', query })).toBeUndefined();
  });

  test('of an earlier version, with fewer fields, is read', () => {
    expect(readView({ name: 'v', query: '{"text":"a"}' })).toEqual({ ...EVERY, text: 'a' });
  });
});

describe('the columns', () => {
  test('give way in their order where the window is narrow, never name and token', () => {
    expect(shownColumns(200, [], 'ko')).toHaveLength(10);
    expect(shownColumns(72, [], 'ko')).not.toContain('block');
    expect(shownColumns(62, [], 'ko')).not.toContain('allow');
    expect(shownColumns(5, ['name', 'token'], 'en')).toEqual(['name', 'token', 'status', 'scopes', 'expiry']);
  });

  test('that a person hides make room for others', () => {
    expect(shownColumns(62, ['used'], 'ko')).toContain('allow');
  });
});
