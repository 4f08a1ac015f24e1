import { describe, expect, test, vi } from 'vitest';
import type { TokenPage } from '../host/types/TokenPage';
import type { TokenRow } from '../host/types/TokenRow';
import { PAGE_ROWS, TokenPages } from './pages.svelte';

function row(name: string): TokenRow {
  return {
    id: name,
    name,
    hint: 'mapae_a1B2',
    status: 'active',
    expiry: { kind: 'never' },
    limit: { kind: 'unlimited' },
    scopeCount: 1,
    allow: [],
    allowCount: 0,
    block: [],
    blockCount: 0,
    lastUsed: null,
    lastUsedOn: null,
    issuedAt: 0,
    issuedOn: '2026-11-23',
    copyable: true,
    copyOnce: false,
    revision: 1,
    revoked: null,
    deletedAt: null,
  };
}

function page(offset: number, limit: number, total: number, word = 'row'): TokenPage {
  const count = Math.max(0, Math.min(limit, total - offset));
  return {
    offset,
    total,
    all: total,
    complete: true,
    rows: Array.from({ length: count }, (_, step) => row(`${word} ${offset + step}`)),
  };
}

/** A list whose answers come when the test says so, in the order that it says. */
function heldList() {
  const calls: { offset: number; answer: (page: TokenPage) => void; fail: (error: unknown) => void }[] = [];
  const list = (offset: number) =>
    new Promise<TokenPage>((answer, fail) => {
      calls.push({ offset, answer, fail });
    });
  return { calls, list };
}

describe('pages of tokens', () => {
  test('are fetched where they are needed, with the rows around', async () => {
    const list = vi.fn(async (offset: number, limit: number) => page(offset, limit, 1_000_000));
    const pages = new TokenPages(list);
    expect(await pages.reload()).toBe(0);
    pages.need(500_090, 500_110);
    await vi.waitFor(() => expect(pages.row(500_109)?.name).toBe('row 500109'));
    await vi.waitFor(() => expect(pages.row(500_169)).toBeDefined());
    expect(list.mock.calls.map(([offset]) => offset)).toEqual([0, 500_000, 500_100]);
  });

  test('are kept only so many at a time', async () => {
    const pages = new TokenPages(async (offset, limit) => page(offset, limit, 1_000_000));
    await pages.reload();
    for (let number = 0; number < 100; number += 1) {
      pages.need(number * 1000, number * 1000 + 20);
      await vi.waitFor(() => expect(pages.row(number * 1000)).toBeDefined(), { interval: 1 });
    }
    const kept = Array.from({ length: 100 }, (_, number) => pages.row(number * 1000)).filter(Boolean);
    expect(kept.length).toBeLessThanOrEqual(30);
    expect(pages.row(99_000), 'what is in view stays').toBeDefined();
  });

  test('that were passed in a drag are not asked for', async () => {
    const { calls, list } = heldList();
    const pages = new TokenPages(list);
    const loaded = pages.reload();
    calls[0]?.answer(page(0, PAGE_ROWS, 1_000_000));
    await loaded;
    for (let number = 1; number < 500; number += 1) {
      pages.need(number * 1000, number * 1000 + 20);
    }
    expect(calls).toHaveLength(3);
    calls[1]?.answer(page(1000, PAGE_ROWS, 1_000_000));
    await vi.waitFor(() => expect(calls).toHaveLength(4));
    expect(calls[3]?.offset, 'the next request is for what is in view now').toBe(499_000);
  });

  test('that answer late never overwrite a newer list', async () => {
    const { calls, list } = heldList();
    const pages = new TokenPages(list);
    const first = pages.reload();
    calls[0]?.answer(page(0, PAGE_ROWS, 1000, 'old'));
    await first;
    pages.need(500, 520);
    const second = pages.reload();
    const answer = (call: number, word: string) =>
      calls[call]?.answer(page(calls[call].offset, PAGE_ROWS, 1001, word));
    const head = calls.findLastIndex((call) => call.offset === 0);
    answer(head, 'new');
    await vi.waitFor(() => expect(calls.length).toBe(head + 2));
    answer(head + 1, 'new');
    expect(await second, 'one row more above').toBe(1);
    for (const call of calls.keys()) {
      answer(call, 'late');
    }
    await Promise.resolve();
    expect(pages.row(0)?.name).toBe('new 0');
    expect(pages.row(501)?.name).toBe('new 501');
    expect(pages.total).toBe(1001);
  });

  test('stay as they were while a reload is under way, and if it fails', async () => {
    const { calls, list } = heldList();
    const pages = new TokenPages(list);
    const first = pages.reload();
    calls[0]?.answer(page(0, PAGE_ROWS, 50));
    await first;
    const second = pages.reload();
    expect(pages.row(49)?.name).toBe('row 49');
    calls[1]?.fail({ code: 'store_failed' });
    expect(await second).toBeNull();
    expect(pages.row(49)?.name).toBe('row 49');
    expect(pages.failure).toEqual({ code: 'store_failed' });
  });

  test('of a registry that is still being read stand below what was there', async () => {
    const answers = [
      { ...page(0, PAGE_ROWS, 0), complete: false },
      { ...page(0, PAGE_ROWS, 2), complete: false },
      page(0, PAGE_ROWS, 900),
      page(0, PAGE_ROWS, 901),
    ];
    const pages = new TokenPages(async () => answers.shift() ?? page(0, PAGE_ROWS, 0));
    pages.need(0, 20);
    expect(await pages.reload()).toBe(0);
    expect(pages.total, 'not known to be empty').toBeNull();
    expect(await pages.reload()).toBe(0);
    expect([pages.total, pages.complete]).toEqual([2, false]);
    expect(await pages.reload()).toBe(0);
    expect([pages.total, pages.complete]).toEqual([900, true]);
    expect(await pages.reload()).toBe(1);
  });

  test('are not asked for again and again after a failure', async () => {
    let broken = true;
    const list = vi.fn(async (offset: number, limit: number) => {
      if (broken && offset > 0) {
        throw { code: 'store_failed' };
      }
      return page(offset, limit, 1000);
    });
    const pages = new TokenPages(list);
    await pages.reload();
    pages.need(500, 520);
    await vi.waitFor(() => expect(pages.failure).toEqual({ code: 'store_failed' }));
    const asked = list.mock.calls.length;
    pages.need(600, 620);
    expect(list.mock.calls.length).toBe(asked);
    broken = false;
    expect(await pages.reload()).toBe(0);
    expect(pages.failure).toBeNull();
    expect(pages.row(600)?.name).toBe('row 600');
  });
});
