import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { watch } from '../host/happenings';
import { session } from '../host/session.svelte';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { preferences } from '../settings/preferences.svelte';
import { findingsInBothThemes } from '../test-themes';
import Fixture from './page-fixture.svelte';

const words = ko.audit;
let fake: FakeHost;

async function open(options: FakeOptions = {}, verifying?: object): Promise<void> {
  fake = new FakeHost({ tokens: 30, ...options });
  setHost(fake);
  preferences.adopt(fake.initialSettings);
  await session.open();
  await watch();
  await render(Fixture, { verifying });
}

const kindFilter = () => page.getByRole('button', { name: `${words.kindFilter}: ${words.everyKind}` });
const row = (index: number) => page.getByRole('row').nth(index + 1);
const panel = () => page.getByRole('dialog');

describe('the audit log', () => {
  beforeEach(() => open());

  test('says who did what to which token and when, newest first', async () => {
    await expect.element(page.getByText(words.found('90'), { exact: false })).toBeVisible();
    const newest = (await fake.listEvents({ from: null, to: null, kinds: [], token: null }, 0, 1)).rows[0];
    await expect.element(row(0).getByText(newest?.token?.name ?? '')).toBeVisible();
    await expect.element(row(0).getByText(newest?.actor ?? '')).toBeVisible();
    await expect.element(row(0).getByText('2026-11-23 11:59:30')).toBeVisible();
  });

  test('takes in what happens meanwhile', async () => {
    await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '91');
    fake.events.record('counter_reset');
    fake.happen({ kind: 'tokens_changed' });
    await expect.element(row(0).getByText(words.kinds.counter_reset)).toBeVisible();
  });

  test('shows one event in full beside it, by keyboard, and gives the focus back', async () => {
    await page.getByRole('rowheader').first().click();
    await expect.element(panel()).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(panel()).not.toBeInTheDocument();
    await expect.element(page.getByRole('rowheader').first()).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(panel().getByRole('heading', { level: 2 })).toHaveTextContent(words.panel('89'));
  });

  test('shows every value before and after', async () => {
    const { rows } = await fake.listEvents(
      { from: null, to: null, kinds: ['token_edited'], token: null },
      0,
      9,
    );
    const place = rows.findIndex(({ changes }) => changes.some(({ field }) => field === 'allow'));
    await kindFilter().click();
    await page.getByRole('checkbox', { name: words.kinds.token_edited }).click();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByText(words.found(String(rows.length)), { exact: false })).toBeVisible();
    await row(place).getByRole('rowheader').click();
    await expect.element(panel().getByText('10.0.0.0/8 사무실')).toBeVisible();
    await expect.element(panel().getByText('203.0.113.7/32')).toBeVisible();
    await expect.element(panel().getByText('1일에 1,000번까지')).toBeVisible();
  });

  test('can show one token alone, and all again', async () => {
    await page.getByRole('rowheader').first().click();
    await page.getByRole('button', { name: words.onlyThis }).click();
    await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
    await page.getByRole('button', { name: words.clear }).click();
    await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '91');
  });

  test('is narrowed to a period; a date that is none is told and changes nothing', async () => {
    const from = page.getByRole('textbox', { name: words.from });
    await from.fill('2026-13-40');
    await userEvent.tab();
    await expect.element(page.getByText(words.dateError)).toBeVisible();
    await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '91');
    await from.fill('2026-11-24');
    await userEvent.tab();
    await expect.element(page.getByText(words.nothingTitle)).toBeVisible();
    await page.getByRole('textbox', { name: words.to }).fill('2026-11-20');
    await userEvent.tab();
    await expect.element(page.getByText(words.order)).toBeVisible();
  });

  test('is written to a file as it is narrowed', async () => {
    const written = vi.spyOn(fake, 'exportEvents');
    await page.getByRole('rowheader').first().click();
    await page.getByRole('button', { name: words.onlyThis }).click();
    await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
    await page.getByRole('button', { name: ko.common.export }).click();
    await expect.element(page.getByText(words.exportSome('3'))).toBeVisible();
    await page.getByRole('radio', { name: 'JSON' }).click();
    await page.getByRole('button', { name: ko.exporting.save, exact: true }).click();
    await expect.element(page.getByText(ko.exporting.written('3'), { exact: false })).toBeVisible();
    expect(written.mock.lastCall?.slice(1)).toEqual(['json', '/home/admin']);
    expect(await findingsInBothThemes()).toEqual([]);
  });

  test('is not written to a folder that takes nothing: the field says so and keeps what was typed', async () => {
    await page.getByRole('button', { name: ko.common.export }).click();
    const folder = page.getByRole('textbox', { name: ko.exporting.folder });
    await folder.fill('nowhere');
    await userEvent.keyboard('{Enter}');
    await expect.element(folder).toBeInvalid();
    await expect.element(folder).toHaveFocus();
    await expect.element(folder).toHaveValue('nowhere');
  });
});

describe('verifying', () => {
  test('says that every record is there', async () => {
    await open();
    await page.getByRole('button', { name: words.verify }).click();
    await expect.element(page.getByText(ko.settings.intact('1,204'))).toBeVisible();
  });

  test('names the first record that does not hold', async () => {
    await open({ audit: { kind: 'broken', sequence: 57, flaw: 'missing', place: 'database' } });
    await page.getByRole('button', { name: words.verify }).click();
    const text = ko.settings.broken('데이터베이스', '57', ko.settings.flaws.missing);
    await expect.element(page.getByText(text)).toBeVisible();
  });

  test('begins by itself where it was asked for elsewhere', async () => {
    await open({}, {});
    await expect.element(page.getByText(ko.settings.intact('1,204'))).toBeVisible();
  });
});

test('a list that can’t be had says why, and can be asked for again', async () => {
  fake = new FakeHost({ tokens: 1 });
  fake.refuse('listEvents', { code: 'store_failed' });
  setHost(fake);
  await session.open();
  await render(Fixture, {});
  await expect.element(page.getByRole('alert').getByText(ko.errors.codes.store_failed)).toBeVisible();
  await page.getByRole('button', { name: ko.common.retry }).click();
  await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
});

test('axe finds nothing on list, panel and filters, in both themes and languages', async () => {
  await open();
  await page.getByRole('rowheader').first().click();
  for (const language of ['ko', 'en'] as const) {
    i18n.language = language;
    await expect.element(panel()).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  }
  i18n.language = 'ko';
  await userEvent.keyboard('{Escape}');
  await kindFilter().click();
  await expect.element(page.getByRole('checkbox', { name: words.kinds.locked })).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
});
