import { beforeEach, describe, expect, test } from 'vitest';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import { askFirstPage, firstPageTried, listTokens, takeFirstPage } from './first-page';
import { PAGE_ROWS } from './pages.svelte';
import { EVERY } from './query';

describe('the first page', () => {
  let asked: number;

  beforeEach(() => {
    const fake = new FakeHost({ tokens: 3, delay: 0 });
    const list = fake.listTokens.bind(fake);
    asked = 0;
    fake.listTokens = (...values) => {
      asked += 1;
      return list(...values);
    };
    setHost(fake);
  });

  test('is asked for once, and taken once', async () => {
    askFirstPage();
    const first = await listTokens(EVERY, 0, PAGE_ROWS);
    expect(first.rows).toHaveLength(3);
    expect(asked).toBe(1);
    await listTokens(EVERY, 0, PAGE_ROWS);
    expect(asked).toBe(2);
  });

  test('is not taken for what something else is asked by', async () => {
    askFirstPage();
    const found = await listTokens({ ...EVERY, text: 'nothing has this name' }, 0, PAGE_ROWS);
    expect(found.rows).toHaveLength(0);
    await listTokens(EVERY, 0, PAGE_ROWS);
    expect(asked, 'what came too late for its reader is old').toBe(3);
  });

  test('is there for the first picture, once', async () => {
    askFirstPage();
    expect(takeFirstPage(EVERY), 'it has not come yet').toBeUndefined();
    askFirstPage();
    await firstPageTried();
    expect(takeFirstPage(EVERY)?.rows).toHaveLength(3);
    expect(takeFirstPage(EVERY)).toBeUndefined();
    await listTokens(EVERY, 0, PAGE_ROWS);
    expect(asked, 'what was taken is not taken again').toBe(3);
  });

  test('is not waited for where it can’t be had, or takes too long', async () => {
    setHost(new FakeHost({ tokens: 3, delay: 0, locked: 'start' }));
    askFirstPage();
    await firstPageTried();
    expect(takeFirstPage(EVERY)).toBeUndefined();
    setHost(new FakeHost({ tokens: 3, delay: 60_000 }));
    askFirstPage();
    await firstPageTried();
    expect(takeFirstPage(EVERY)).toBeUndefined();
  });

  test('is asked for again where it was refused', async () => {
    setHost(new FakeHost({ tokens: 3, delay: 0, locked: 'start' }));
    askFirstPage();
    await new Promise((resolve) => setTimeout(resolve));
    const open = new FakeHost({ tokens: 3, delay: 0 });
    setHost(open);
    expect((await listTokens(EVERY, 0, PAGE_ROWS)).rows).toHaveLength(3);
  });
});
