import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { i18n } from '../i18n/index.svelte';
import { axeFindings } from '../test-axe';
import Fixture from './date-fixture.svelte';

let held = '';

beforeEach(() => {
  held = '';
});

async function open(options: { start?: string; push?: boolean } = {}) {
  await render(Fixture, {
    ...options,
    held: (text: string) => {
      held = text;
    },
  });
}

const field = () => page.getByRole('textbox', { name: '만료일' });
const opener = () => page.getByRole('button', { name: '달력 열기' });
const calendar = () => page.getByRole('dialog', { name: '날짜 고르기' });
const day = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const form = () => page.getByRole('dialog', { name: '발급', exact: true });
const focused = () => (document.activeElement as HTMLElement).dataset.date;

describe('the calendar', () => {
  test('speaks Korean, marks today and the selected day', async () => {
    await open();
    await opener().click();
    await expect.element(calendar()).toBeVisible();
    await expect.element(page.getByText('2027년 2월')).toBeVisible();
    await expect.element(day('2027년 2월 21일 일요일, 선택됨')).toHaveFocus();
    expect(page.getByRole('columnheader').elements()[0]?.textContent).toBe('일');
    await userEvent.keyboard('{PageUp}{PageUp}{PageUp}');
    await expect.element(day('2026년 11월 23일 월요일, 오늘')).toHaveFocus();
    expect(day('2026년 11월 22일 일요일').element()).toHaveProperty('disabled', true);
  });

  test('speaks English, in weeks that begin on Monday', async () => {
    i18n.language = 'en';
    await open();
    await page.getByRole('button', { name: 'Open calendar' }).click();
    await expect.element(page.getByText('February 2027')).toBeVisible();
    await expect.element(day(/^Sunday,? 21 February 2027, selected$/)).toHaveFocus();
  });

  test('moves by the keys of a date grid', async () => {
    await open();
    await opener().click();
    const moves: [keys: string, date: string][] = [
      ['{ArrowRight}', '2027-02-22'],
      ['{ArrowDown}', '2027-03-01'],
      ['{ArrowLeft}', '2027-02-28'],
      ['{ArrowUp}', '2027-02-21'],
      ['{End}', '2027-02-27'],
      ['{Home}', '2027-02-21'],
      ['{PageDown}', '2027-03-21'],
      ['{Shift>}{PageDown}{/Shift}', '2028-03-21'],
      ['{Shift>}{PageUp}{/Shift}', '2027-03-21'],
      ['{PageUp}', '2027-02-21'],
    ];
    await expect.poll(focused).toBe('2027-02-21');
    for (const [keys, date] of moves) {
      await userEvent.keyboard(keys);
      await expect.poll(focused, { message: keys }).toBe(date);
    }
  });

  test('goes no further back than the first day that can be picked', async () => {
    await open({ start: '2026-11-24' });
    await opener().click();
    await userEvent.keyboard('{ArrowUp}');
    await expect.poll(focused).toBe('2026-11-23');
    await expect
      .element(page.getByRole('button', { name: '이전 달' }))
      .toHaveAttribute('aria-disabled', 'true');
  });

  test('Enter picks a day, closes, and the focus is where it was', async () => {
    await open();
    await opener().click();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    await expect.poll(() => held).toBe('2027-02-22');
    await expect.element(calendar()).not.toBeInTheDocument();
    await expect.element(opener()).toHaveFocus();
  });

  test('opens from the text with Alt and the down arrow, and gives the focus back to it', async () => {
    await open();
    await field().click();
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await expect.poll(focused).toBe('2027-02-21');
    await userEvent.keyboard('{Escape}');
    await expect.element(field()).toHaveFocus();
  });

  test('takes Escape for itself: the dialog stays', async () => {
    await open();
    await opener().click();
    await userEvent.keyboard('{Escape}');
    await expect.element(calendar()).not.toBeInTheDocument();
    await expect.element(form()).toBeVisible();
    await expect.element(opener()).toHaveFocus();
  });

  test('closes by a press beside it, and by its own button', async () => {
    await open();
    await opener().click();
    await page.getByRole('heading', { name: '발급' }).click();
    await expect.element(calendar()).not.toBeInTheDocument();
    await opener().click();
    await expect.element(calendar()).toBeVisible();
    await opener().click();
    await expect.element(calendar()).not.toBeInTheDocument();
  });

  test('opens above the field where there is no room beneath', async () => {
    await open({ push: true });
    await opener().click();
    await expect.poll(focused).toBe('2027-02-21');
    const box = calendar().element().getBoundingClientRect();
    expect(box.bottom).toBeLessThanOrEqual(field().element().getBoundingClientRect().top);
    expect(box.top).toBeGreaterThanOrEqual(0);
  });

  test('stands above the modal dialog: a day can be pressed', async () => {
    await open();
    await opener().click();
    await day('2027년 2월 11일 목요일').click();
    await expect.poll(() => held).toBe('2027-02-11');
  });
});

describe('the text', () => {
  test('that is no date stays, and the calendar opens today', async () => {
    await open({ start: '' });
    await field().fill('2월말');
    expect(held).toBe('2월말');
    await opener().click();
    await expect.poll(focused).toBe('2026-11-23');
    await expect.element(field()).toHaveValue('2월말');
  });
});

test('axe finds nothing, in both themes', async () => {
  await open();
  await opener().click();
  await expect.poll(focused).toBe('2027-02-21');
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset.theme = theme;
    // "21" stands in "21일": axe compares words and finds none (a false positive of axe 4.14 on Korean).
    const rules = { 'label-content-name-mismatch': { enabled: false } };
    expect(await axeFindings(document.body, { rules })).toEqual([]);
  }
});
