/** Search, filters, order, columns, views and choosing of the token list. */
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { counts } from '../frame/counts.svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { session } from '../host/session.svelte';
import type { TokenQuery } from '../host/types/TokenQuery';
import { i18n } from '../i18n/index.svelte';
import { ko } from '../i18n/ko';
import { announcer } from '../kit/announce.svelte';
import { toasts } from '../kit/toasts.svelte';
import { preferences } from '../settings/preferences.svelte';
import { findingsInBothThemes } from '../test-themes';
import Fixture from './page-fixture.svelte';
import { EVERY } from './query';

const words = ko.list;
const grid = () => page.getByRole('grid', { name: 'API 토큰' }).element() as HTMLElement;
const lines = () => [...grid().querySelectorAll<HTMLElement>('[data-row]')];
const names = () => lines().map((row) => row.querySelector('.name > span')?.textContent?.trim() ?? '');
const chosenRows = () => lines().filter((row) => row.ariaSelected === 'true').length;
const field = () => page.getByRole('searchbox', { name: ko.tokens.search });
const button = (name: string | RegExp, exact = true) => page.getByRole('button', { name, exact });
const heading = (name: string) => page.getByRole('columnheader', { name });

async function open(options: FakeOptions = { tokens: 300 }): Promise<FakeHost> {
  const host = new FakeHost(options);
  setHost(host);
  preferences.adopt(host.initialSettings);
  session.view = await host.session();
  await render(Fixture);
  await expect.poll(() => names()[0]).toBeTruthy();
  await expect.element(button(words.filters.add)).toBeVisible();
  return host;
}

async function firstOf(host: FakeHost, part: Partial<TokenQuery>): Promise<string[]> {
  const { rows } = await host.listTokens({ ...EVERY, ...part }, 0, 5);
  return rows.map(({ name }) => name);
}

function focusFirst(): void {
  grid().querySelector<HTMLElement>('[data-row="0"] [role="rowheader"]')?.focus();
}

beforeEach(() => {
  toasts.clear();
  announcer.text = '';
  counts.view = undefined;
});

describe('the search', () => {
  test('narrows the list as one types, marks what matches, and tells how many', async () => {
    const host = await open();
    await userEvent.fill(field(), '러너');
    await expect.poll(() => names().slice(0, 5)).toEqual(await firstOf(host, { text: '러너' }));
    expect([...grid().querySelectorAll('mark')].map((mark) => mark.textContent)).toContain('러너');
    const { total } = await host.listTokens({ ...EVERY, text: '러너' }, 0, 1);
    await expect.element(page.getByText(ko.tokens.found(String(total), '300')).first()).toBeVisible();
    await expect.poll(() => announcer.text).toBe(ko.tokens.found(String(total), '300'));
  });

  test('goes to the list by ArrowDown, and Escape clears it before it leaves', async () => {
    await open();
    await userEvent.fill(field(), '러너');
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('rowheader');
    await userEvent.click(field());
    await userEvent.keyboard('{Escape}');
    await expect.element(field()).toHaveValue('');
    await expect.element(field()).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => grid().contains(document.activeElement)).toBe(true);
  });

  test('an Escape that ends a composition clears nothing', async () => {
    await open();
    await userEvent.fill(field(), '러');
    const ending = new KeyboardEvent('keydown', {
      key: 'Escape',
      isComposing: true,
      bubbles: true,
      cancelable: true,
    });
    field().element().dispatchEvent(ending);
    await expect.element(field()).toHaveValue('러');
  });

  test('a list that was asked for before never stands in place of a later one', async () => {
    const host = await open();
    const list = host.listTokens;
    let late = () => {};
    host.listTokens = async (query, offset, limit) => {
      const answer = await list(query, offset, limit);
      if (query.text === '러') {
        await new Promise<void>((resolve) => {
          late = resolve;
        });
      }
      return answer;
    };
    const before = names();
    await userEvent.fill(field(), '러');
    await expect.poll(() => late.toString()).not.toBe('() => {}');
    expect(names(), 'what was there stays').toEqual(before);
    await userEvent.fill(field(), '백업');
    const wanted = await firstOf(host, { text: '백업' });
    await expect.poll(() => names().slice(0, 5)).toEqual(wanted);
    late();
    await new Promise((done) => requestAnimationFrame(done));
    expect(names().slice(0, 5)).toEqual(wanted);
  });

  test('a whole token that is pasted leaves the field at once and finds its row', async () => {
    const host = await open();
    const row = (await host.listTokens(EVERY, 7, 1)).rows[0];
    const text = host.tokenText(row?.id ?? '');
    await userEvent.fill(field(), text);
    await expect.element(field()).toHaveValue('');
    await expect.poll(names).toEqual([row?.name]);
    await expect.element(page.getByText(`${words.filters.names.token}: ${row?.name}`)).toBeVisible();
    expect(document.body.innerHTML).not.toContain(text);
    await userEvent.click(button(words.filters.remove(words.filters.names.token)));
    await expect.poll(() => lines().length).toBeGreaterThan(5);
  });

  test('a token of nobody says so, and what to do', async () => {
    await open();
    await userEvent.fill(field(), `mapae_${'a'.repeat(38)}`);
    await expect.element(field()).toHaveValue('');
    await expect.element(page.getByText(ko.tokens.notOurs, { exact: true })).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
  });

  test('what nothing matches says what was asked for, and how to get everything back', async () => {
    await open();
    await userEvent.fill(field(), '없는 이름');
    await expect.element(page.getByRole('heading', { name: words.nothing.title })).toBeVisible();
    await expect.element(page.getByText('검색어: 없는 이름')).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.click(button(words.filters.clear));
    await expect.poll(() => lines().length).toBeGreaterThan(5);
    await expect.element(field()).toHaveFocus();
  });
});

describe('the filters', () => {
  test('are offered, shown as a chip and taken away by keyboard alone', async () => {
    const host = await open();
    (button(words.filters.add).element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    const offer = page.getByRole('dialog', { name: words.filters.label });
    await expect.element(offer.getByRole('button', { name: words.filters.names.statuses })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('checkbox', { name: /^사용 중/ })).toHaveFocus();
    await userEvent.keyboard('{Tab}{Tab} ');
    await expect.poll(() => names().slice(0, 5)).toEqual(await firstOf(host, { statuses: ['disabled'] }));
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.element(button(words.filters.add)).toHaveFocus();
    const chip = button(words.filters.remove('상태'));
    (chip.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(chip).not.toBeInTheDocument();
    await expect.poll(() => names().slice(0, 5)).toEqual(await firstOf(host, {}));
    await expect.element(button(words.filters.add)).toHaveFocus();
  });

  test('what expires soon is one press away, with its count', async () => {
    const host = await open();
    const { expiring } = await host.tokenCounts();
    const soon = button(new RegExp(`^${words.expiring} ${expiring}`), false);
    await userEvent.click(soon);
    await expect.element(soon).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(() => names().slice(0, 5)).toEqual(await firstOf(host, { statuses: ['expiring'] }));
  });

  test('days that are typed must be a number', async () => {
    const host = await open();
    await userEvent.click(button(words.filters.add));
    await userEvent.click(button(words.filters.names.expiresWithin));
    const days = page.getByRole('textbox', { name: /직접 적기/ });
    await userEvent.fill(days, '며칠');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText(words.daysUnreadable)).toBeVisible();
    await userEvent.fill(days, '３');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => names().slice(0, 5)).toEqual(await firstOf(host, { expiresWithin: 3 }));
  });
});

describe('the order', () => {
  test('is by the pressed column, and the other way round at a second press', async () => {
    const host = await open();
    focusFirst();
    await userEvent.keyboard('{ArrowUp}{Enter}');
    await expect.element(heading('이름')).toHaveAttribute('aria-sort', 'ascending');
    await expect
      .poll(() => names().slice(0, 5))
      .toEqual(await firstOf(host, { sort: 'name', descending: false }));
    await userEvent.keyboard('{Enter}');
    await expect.element(heading('이름')).toHaveAttribute('aria-sort', 'descending');
    await expect
      .poll(() => names().slice(0, 5))
      .toEqual(await firstOf(host, { sort: 'name', descending: true }));
    await expect.element(heading('발급일')).not.toHaveAttribute('aria-sort');
    expect(document.activeElement, 'the keys stay in the head').toHaveAccessibleName('이름');
  });
});

describe('columns and views', () => {
  test('a hidden column is gone and stays so in the settings', async () => {
    const host = await open();
    await userEvent.click(button(words.columns.label));
    await userEvent.click(page.getByRole('checkbox', { name: '상태' }));
    await expect.element(heading('상태')).not.toBeInTheDocument();
    expect((await host.settings()).table.hidden).toEqual(['status']);
    expect(await findingsInBothThemes()).toEqual([]);
  });

  test('a view is saved, applied, renamed and deleted', async () => {
    const host = await open();
    await userEvent.fill(field(), '러너');
    await userEvent.click(button(words.views.label));
    await userEvent.fill(page.getByRole('textbox', { name: words.views.name }), '우리 러너');
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(async () => (await host.settings()).table.views.map(({ name }) => name))
      .toEqual(['우리 러너']);
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.click(button(words.views.every));
    await expect.element(field()).toHaveValue('');
    await userEvent.click(button(words.views.label));
    await userEvent.click(button('우리 러너'));
    await expect.element(field()).toHaveValue('러너');
    await userEvent.click(button('우리 러너'));
    await userEvent.click(button(words.views.rename('우리 러너')));
    await userEvent.keyboard('CI{Enter}');
    await expect
      .poll(async () => (await host.settings()).table.views.map(({ name }) => name))
      .toEqual(['CI']);
    await userEvent.click(button(words.views.remove('CI')));
    await expect.poll(async () => (await host.settings()).table.views).toEqual([]);
  });
});

describe('choosing', () => {
  test('goes by Space and Shift with arrows, and Escape gives it up', async () => {
    await open();
    focusFirst();
    await userEvent.keyboard(' ');
    expect(chosenRows()).toBe(1);
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    await expect.poll(chosenRows).toBe(3);
    await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}');
    await expect.poll(chosenRows, { message: 'the reach shrinks, too' }).toBe(2);
    await expect.element(page.getByText(words.chosen.count('2'))).toBeVisible();
    expect(await findingsInBothThemes()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.poll(chosenRows).toBe(0);
    expect(grid().contains(document.activeElement)).toBe(true);
  });

  test('survives scrolling, and reaches over pages that have not come', async () => {
    await open({ tokens: 3000 });
    focusFirst();
    await userEvent.keyboard(' ');
    grid().scrollTop = 40 * 1000;
    await expect
      .poll(() => lines().some((row) => row.dataset.row === '1005' && row.ariaBusy === null))
      .toBe(true);
    const far = grid().querySelector<HTMLElement>('[data-row="1005"] [role="rowheader"]');
    far?.dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }));
    await expect.element(page.getByText(words.chosen.count('1,006'))).toBeVisible();
  });

  test('of all that match is by Ctrl+A, but for those that are given up', async () => {
    await open({ tokens: 100_000 });
    focusFirst();
    await userEvent.keyboard('{Control>}a{/Control}');
    await expect.element(page.getByText(words.chosen.all('100,000'))).toBeVisible();
    await userEvent.keyboard(' ');
    await expect.element(page.getByText(words.chosen.count('99,999'))).toBeVisible();
    const all = page.getByRole('checkbox', { name: ko.tokens.pickAll }).element() as HTMLInputElement;
    expect(all.indeterminate).toBe(true);
  });

  test('ends where other tokens are asked for, not where their order is another', async () => {
    await open();
    focusFirst();
    await userEvent.keyboard(' {ArrowUp}{Enter}');
    await expect.element(heading('이름')).toHaveAttribute('aria-sort', 'ascending');
    await expect.element(page.getByText(words.chosen.count('1'))).toBeVisible();
    await userEvent.fill(field(), '러너');
    await expect.element(page.getByText(words.chosen.count('1'))).not.toBeInTheDocument();
  });
});

test('the menu of a row opens by Shift+F10 and gives the focus back', async () => {
  await open();
  focusFirst();
  await userEvent.keyboard('{Shift>}{F10}{/Shift}');
  await expect.element(page.getByRole('menuitem', { name: words.menu.open })).toHaveFocus();
  expect(await findingsInBothThemes()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  expect(document.activeElement?.getAttribute('role')).toBe('rowheader');
});

test('Delete on a row asks before it withdraws', async () => {
  const host = await open();
  await host.tokenCounts();
  const at = (await host.listTokens(EVERY, 0, 10)).rows.findIndex(({ status }) => status === 'active');
  grid().querySelector<HTMLElement>(`[data-row="${at}"] [role="rowheader"]`)?.focus();
  await userEvent.keyboard('{Delete}');
  await expect.element(page.getByRole('dialog')).toBeVisible();
});

test('speaks English', async () => {
  i18n.language = 'en';
  setHost(new FakeHost({ tokens: 20, language: 'en' }));
  await render(Fixture);
  await expect.element(page.getByRole('button', { name: 'Filter', exact: true })).toBeVisible();
  expect(await findingsInBothThemes()).toEqual([]);
});
