import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost } from '../host/fake';
import { watch } from '../host/happenings';
import { session } from '../host/session.svelte';
import type { TokenRow } from '../host/types/TokenRow';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { preferences } from '../settings/preferences.svelte';
import { findingsInBothThemes } from '../test-themes';
import { EVERY } from '../tokens/query';
import Fixture from './page-fixture.svelte';

const words = ko.history;
let fake: FakeHost;
let rows: TokenRow[];

beforeEach(async () => {
  fake = new FakeHost({ tokens: 40 });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await watch();
  ({ rows } = await fake.listTokens({ ...EVERY, deleted: true }, 0, 200));
  await render(Fixture);
});

const grid = () => page.getByRole('grid', { name: words.grid });

describe('the history', () => {
  test('holds every token ever issued, deleted ones, too', async () => {
    expect(rows.some(({ deletedAt }) => deletedAt !== null)).toBe(true);
    await expect.element(grid()).toHaveAttribute('aria-rowcount', String(rows.length + 1));
    await page.getByRole('searchbox', { name: words.search }).fill(rows.at(-1)?.name ?? '');
    await expect
      .element(page.getByRole('row').nth(1).getByText(words.deleted, { exact: true }))
      .toBeVisible();
    await expect
      .element(
        page
          .getByRole('row')
          .nth(1)
          .getByText(rows.at(-1)?.revoked?.reason ?? 'none'),
      )
      .toBeVisible();
  });

  test('is put in another order by its heads, and back', async () => {
    const asked = vi.spyOn(fake, 'listTokens');
    const head = page.getByRole('columnheader', { name: words.columns.name, exact: false });
    await head.getByRole('button').click();
    await expect.element(head).toHaveAttribute('aria-sort', 'ascending');
    expect(asked.mock.lastCall?.[0]).toMatchObject({ sort: 'name', descending: false, deleted: true });
    await head.getByRole('button').click();
    await expect.element(head).toHaveAttribute('aria-sort', 'descending');
  });

  test('is searched, and says how many were found', async () => {
    const name = rows[3]?.name ?? '';
    await page.getByRole('searchbox', { name: words.search }).fill(name);
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '2');
    await expect.element(page.getByRole('rowheader').first()).toHaveTextContent(name);
    await page.getByRole('searchbox', { name: words.search }).fill('없는 이름');
    await expect.element(page.getByText(words.nothingTitle)).toBeVisible();
    await page.getByRole('button', { name: words.widen }).click();
    await expect.element(grid()).toHaveAttribute('aria-rowcount', String(rows.length + 1));
  });

  test('opens the list of APIs by the icon of a row, and gives the focus back', async () => {
    const [first] = rows;
    if (!first) throw new Error('there are rows');
    const button = page.getByRole('button', { name: words.scopesOf(first.name, String(first.scopeCount)) });
    await button.click();
    const dialog = page.getByRole('dialog', { name: words.scopesTitle(first.name) });
    await expect.element(dialog.getByText('/v1/build', { exact: true })).toBeVisible();
    expect(dialog.getByRole('row').elements()).toHaveLength(first.scopeCount + 1);
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.element(button).toHaveFocus();
  });

  test('is written to a file as it is asked for', async () => {
    const written = vi.spyOn(fake, 'exportTokens');
    await page.getByRole('button', { name: ko.common.export }).click();
    await page.getByRole('button', { name: ko.exporting.save, exact: true }).click();
    await expect
      .poll(() => written.mock.lastCall)
      .toEqual([{ kind: 'matching', query: { ...EVERY, deleted: true }, except: [] }, 'csv', '/home/admin']);
  });
});

test('axe finds nothing, in both themes and languages', async () => {
  for (const language of ['ko', 'en'] as const) {
    i18n.language = language;
    await expect.element(page.getByRole('rowheader').first()).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  }
});
