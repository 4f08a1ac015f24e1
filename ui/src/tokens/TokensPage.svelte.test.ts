import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { setHost } from '../host/context';
import { FakeHost, type FakeOptions } from '../host/fake';
import { session } from '../host/session.svelte';
import type { DraftInput } from '../host/types/DraftInput';
import type { TokenRow } from '../host/types/TokenRow';
import { i18n } from '../i18n/index.svelte';
import { announcer } from '../kit/announce.svelte';
import { toasts } from '../kit/toasts.svelte';
import { preferences } from '../settings/preferences.svelte';
import { axeFindings } from '../test-axe';
import { clipboard } from './clipboard.svelte';
import Fixture from './page-fixture.svelte';
import { EVERY } from './query';

const MILLION = 1_000_000;
/** Rows in view of the fixture, and those drawn beyond it on both sides, and the one with the focus. */
const MOST_ROWS = Math.ceil((800 - 62 - 44 - 40 - 34) / 40) + 1 + 12 + 1;

const draft: DraftInput = {
  name: '새 토큰',
  description: '',
  expiry: { kind: 'never' },
  allow: [],
  block: [],
  limit: { count: '', period: 'total' },
  scopes: ['build-create'],
  copyOnce: false,
};

const grid = () => page.getByRole('grid', { name: 'API 토큰' }).element() as HTMLElement;
const line = (index: number) => grid().querySelector<HTMLElement>(`[data-row="${index}"]`);
const nameAt = (index: number) => line(index)?.querySelector('.name span')?.textContent ?? undefined;
const lines = () => [...grid().querySelectorAll<HTMLElement>('[data-row]')];
const locks = () => [...grid().querySelectorAll<HTMLButtonElement>('[data-row] button:not([aria-disabled])')];
const focusedRow = () => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;

/** The names of the first rows in the host, whatever the table shows. */
async function namesFrom(host: FakeHost, offset: number): Promise<TokenRow[]> {
  return (await host.listTokens(EVERY, offset, 20)).rows;
}

async function open(options: FakeOptions = { tokens: 50 }) {
  const host = new FakeHost(options);
  setHost(host);
  session.view = await host.session();
  const shown = await render(Fixture);
  return {
    host,
    shown: shown.component as unknown as { reveal: (row: TokenRow) => void; reload: () => void },
  };
}

/** The list, with the focus on the first name. */
async function openList(options?: FakeOptions) {
  const opened = await open(options);
  await expect.poll(() => nameAt(0)).toBeDefined();
  grid().querySelector<HTMLElement>('[data-row="0"] > [tabindex="0"]')?.focus();
  return opened;
}

function inView(index: number): boolean {
  const row = line(index)?.getBoundingClientRect();
  const box = grid().getBoundingClientRect();
  return row !== undefined && row.top >= box.top + 34 - 0.5 && row.bottom <= box.bottom + 0.5;
}

beforeEach(() => {
  clipboard.forget();
  announcer.text = '';
  toasts.clear();
  session.view = null;
});

test('the list asks Intl for no number: its first use is dear, and a start would wait for it', async () => {
  const asked = vi.spyOn(Intl, 'NumberFormat');
  await openList({ tokens: 2000 });
  expect(lines().some((row) => row.querySelector('.limit')?.textContent?.includes(','))).toBe(true);
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
});

describe('a list of a million tokens', () => {
  test('draws only the rows in view, wherever it is scrolled', async () => {
    const { host } = await openList({ tokens: MILLION });
    const most: number[] = [];
    const watcher = new MutationObserver(() => most.push(lines().length));
    watcher.observe(grid(), { childList: true, subtree: true });
    const bottom = grid().scrollHeight - grid().clientHeight;
    for (const part of [0.001, 0.2, 0.5, 0.500_001, 0.73, 1]) {
      grid().scrollTop = part * bottom;
      await expect
        .poll(() => lines().some((row) => inView(Number(row.dataset.row)) && row.ariaBusy === null))
        .toBe(true);
    }
    await expect
      .poll(() => nameAt(MILLION - 1))
      .toBe((await host.listTokens(EVERY, MILLION - 1, 1)).rows[0]?.name);
    watcher.disconnect();
    expect(Math.max(...most)).toBeLessThanOrEqual(MOST_ROWS);
  });

  test('shows the right rows first, in the middle and last', async () => {
    const { host } = await openList({ tokens: MILLION });
    expect(nameAt(0)).toBe((await namesFrom(host, 0))[0]?.name);
    const bottom = grid().scrollHeight - grid().clientHeight;
    grid().scrollTop = bottom / 2;
    await expect.poll(() => lines().map((row) => Number(row.dataset.row))).toContain(MILLION / 2);
    await expect.poll(() => nameAt(MILLION / 2)).toBe((await namesFrom(host, MILLION / 2))[0]?.name);
    grid().scrollTop = bottom;
    await expect.poll(() => nameAt(MILLION - 1)).toBe((await namesFrom(host, MILLION - 1))[0]?.name);
    expect(inView(MILLION - 1)).toBe(true);
    expect(line(MILLION - 1)?.ariaRowIndex).toBe('1000001');
    grid().scrollTop = 0;
    await expect.poll(() => inView(0)).toBe(true);
  });

  test('is left by the keys for its last row, and back', async () => {
    await openList({ tokens: MILLION });
    await userEvent.keyboard('{Control>}{End}{/Control}');
    await expect.poll(focusedRow).toBe(String(MILLION - 1));
    await expect.poll(() => inView(MILLION - 1)).toBe(true);
    await userEvent.keyboard('{ArrowUp}{PageUp}');
    await expect.poll(focusedRow).toBe(String(MILLION - 2 - 14));
    await userEvent.keyboard('{Control>}{Home}{/Control}');
    await expect.poll(focusedRow).toBe('0');
    expect(inView(0)).toBe(true);
  });

  test('keeps the focus on a row that is scrolled away', async () => {
    await openList({ tokens: MILLION });
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    const focused = document.activeElement;
    expect(focusedRow()).toBe('2');
    grid().scrollTop = 5_000_000;
    await expect.poll(() => inView(2)).toBe(false);
    await expect
      .poll(() => lines().filter((row) => inView(Number(row.dataset.row))).length)
      .toBeGreaterThan(10);
    expect(document.activeElement).toBe(focused);
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(focusedRow).toBe('3');
    expect(inView(3)).toBe(true);
  });

  test('shows rows to come until they come', async () => {
    const { host } = await openList({ tokens: MILLION });
    const answers: (() => void)[] = [];
    const list = host.listTokens.bind(host);
    host.listTokens = (query, offset, limit) =>
      new Promise((resolve) => {
        answers.push(() => void list(query, offset, limit).then(resolve));
      });
    grid().scrollTop = 7_000_000;
    await expect.poll(() => lines().filter((row) => row.ariaBusy === 'true').length).toBeGreaterThan(10);
    expect(answers.length).toBeGreaterThan(0);
    host.listTokens = list;
    for (const answer of answers) answer();
    await expect.poll(() => lines().filter((row) => row.ariaBusy === 'true').length).toBeLessThanOrEqual(1);
  });
});

describe('the keys of the list', () => {
  test('lead through one tab stop', async () => {
    await openList();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}');
    const stops = grid().querySelectorAll('[tabindex="0"]');
    expect([...stops]).toEqual([document.activeElement]);
    expect(document.activeElement).toHaveAccessibleName(`토큰 복사: ${nameAt(1)}`);
    await userEvent.keyboard('{Shift>}{Tab}{/Shift}');
    expect(grid().contains(document.activeElement)).toBe(false);
    await userEvent.keyboard('{Tab}');
    expect(focusedRow()).toBe('1');
  });

  test('lead to the columns for which the window is wide enough', async () => {
    await openList();
    const heads = [...grid().querySelectorAll<HTMLElement>('[role="columnheader"]:not([hidden])')];
    expect(
      heads.map((head) => head.textContent?.trim()),
      '차단 IP has given way',
    ).not.toContain('차단 IP');
    await userEvent.keyboard('{End}');
    expect(document.activeElement).toHaveAttribute('aria-colindex', heads.at(-1)?.ariaColIndex ?? '');
    await userEvent.keyboard('{Home}');
    expect(document.activeElement, 'the box of the row').toHaveRole('checkbox');
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toHaveRole('rowheader');
  });

  test('find each cell under the head of its column', async () => {
    await openList();
    const cells = [...(line(0)?.querySelectorAll('.cell:not([hidden])') ?? [])];
    expect(cells).toHaveLength(grid().querySelectorAll('[role="columnheader"]:not([hidden])').length);
    for (const cell of cells) {
      const head = grid().querySelector(`[role="columnheader"][aria-colindex="${cell.ariaColIndex}"]`);
      expect(head?.classList[1]).toBe(cell.classList[1]);
      expect(head?.getBoundingClientRect().left).toBeCloseTo(cell.getBoundingClientRect().left, 1);
    }
  });

  test('leave a column that is hidden', async () => {
    await openList();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(document.activeElement).toHaveClass('status');
    await preferences.set({ key: 'table', value: { ...preferences.view.table, hidden: ['status'] } });
    const stop = () => grid().querySelector('[data-row] [tabindex="0"]')?.closest<HTMLElement>('.cell');
    await expect.poll(() => stop()?.className).not.toContain('status');
    await expect.poll(() => stop()?.checkVisibility()).toBe(true);
    await preferences.set({ key: 'table', value: { ...preferences.view.table, hidden: [] } });
  });

  test('stop at the edges', async () => {
    await openList();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{PageUp}');
    expect(focusedRow()).toBe('0');
    await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowRight}');
    expect(document.activeElement, 'above the first row is the head').toHaveAccessibleName('이름');
    await userEvent.keyboard('{ArrowDown}');
    expect(focusedRow()).toBe('0');
    await userEvent.keyboard('{Control>}{End}{/Control}{ArrowDown}{PageDown}{ArrowRight}');
    expect(focusedRow()).toBe('49');
  });

  test('copy the token of the row, but never instead of a selected text', async () => {
    const { host } = await openList();
    const index = lines().findIndex((row) => row.querySelector('button:not([aria-disabled])'));
    for (let step = 0; step < index; step += 1) {
      await userEvent.keyboard('{ArrowDown}');
    }
    const outside = document.body.appendChild(document.createElement('p'));
    outside.className = 'selectable';
    outside.textContent = '고른 글';
    document.getSelection()?.selectAllChildren(outside);
    await userEvent.keyboard('{Control>}c{/Control}');
    expect(host.copied).toEqual([]);
    document.getSelection()?.removeAllRanges();
    outside.remove();
    await userEvent.keyboard('{Control>}c{/Control}');
    await expect.poll(() => host.copied).toEqual([(await namesFrom(host, 0))[index]?.id]);
  });

  test('belong to the input method while it composes', async () => {
    await openList();
    const enter = new KeyboardEvent('keydown', {
      key: 'Enter',
      isComposing: true,
      bubbles: true,
      cancelable: true,
    });
    document.activeElement?.dispatchEvent(enter);
    expect(page.getByRole('dialog').query()).toBeNull();
  });
});

describe('copying', () => {
  test('checks the lock, counts down, and tells how it ended', async () => {
    const { host } = await openList();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const lock = locks()[0];
      lock?.click();
      await vi.waitFor(() => expect(host.copied).toHaveLength(1));
      await vi.advanceTimersByTimeAsync(0);
      expect(lock).toHaveClass('copied');
      expect(announcer.text).toBe('토큰을 복사했어요. 30초 뒤에 클립보드에서 지워요.');
      expect(document.body.textContent).toContain('클립보드에 있어요. 30초 뒤 지워요.');
      await vi.advanceTimersByTimeAsync(1600);
      expect(lock).not.toHaveClass('copied');
      await vi.advanceTimersByTimeAsync(1500);
      expect(document.body.textContent).toContain('클립보드에 있어요. 27초 뒤 지워요.');
      expect(announcer.text, 'the countdown is read once').toContain('30초');
      await vi.advanceTimersByTimeAsync(27_000);
      expect(document.body.textContent).toContain('클립보드에서 지우는 중이에요.');
      clipboard.settled('cleared');
      await vi.advanceTimersByTimeAsync(0);
      expect(document.body.textContent).toContain('클립보드에서 지우고, 지워진 것을 확인했어요.');
      expect(announcer.text).toBe('클립보드에서 지우고, 지워진 것을 확인했어요.');
      await vi.advanceTimersByTimeAsync(8000);
      expect(clipboard.state).toEqual({ kind: 'nothing' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('can be undone at once', async () => {
    await openList();
    locks()[0]?.click();
    await page.getByRole('button', { name: '지금 지우기' }).click();
    await expect
      .element(page.getByText('클립보드에서 지우고, 지워진 것을 확인했어요.').first())
      .toBeVisible();
  });

  test('says so when the clearing could not be verified, until the next copy', async () => {
    await openList();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      clipboard.settled('unverified');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(clipboard.state).toEqual({ kind: 'settled', outcome: 'unverified' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('is refused with the reason where no copy is kept', async () => {
    const { host } = await openList();
    const lock = grid().querySelector<HTMLButtonElement>('button[aria-disabled]');
    expect(lock).toHaveAccessibleDescription('복사본을 보관하지 않는 토큰이라 다시 복사할 수 없어요.');
    lock?.click();
    await expect.poll(() => toasts.shown.map((toast) => toast.text)).toEqual([i18n.t.tokens.notCopyable]);
    expect(host.copied).toEqual([]);
  });

  test('moves nothing on the page', async () => {
    await openList();
    const before = grid().getBoundingClientRect().toJSON();
    locks()[0]?.click();
    await expect.element(page.getByText(/클립보드에 있어요/)).toBeVisible();
    expect(grid().getBoundingClientRect().toJSON()).toEqual(before);
  });

  test('tells why it failed', async () => {
    const { host } = await openList();
    host.refuse('copyToken', { code: 'clipboard_failed' });
    locks()[0]?.click();
    await expect.element(page.getByText(i18n.t.errors.codes.clipboard_failed)).toBeVisible();
    expect(clipboard.state).toEqual({ kind: 'nothing' });
  });
});

describe('a token that can be copied once', () => {
  const once = { ...draft, copyOnce: true };

  test('says so, and is refused with the reason afterwards', async () => {
    const { host, shown } = await openList();
    shown.reveal(await host.issueToken(once));
    const lock = page.getByRole('button', { name: '토큰 복사(한 번만): 새 토큰' });
    await expect.element(lock).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => host.copied.length).toBe(1);
    await expect.element(lock).toHaveAttribute('aria-disabled', 'true');
    await expect.element(lock).toHaveAccessibleDescription(i18n.t.tokens.copiedOnce);
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => toasts.shown.map((toast) => toast.text)).toEqual([i18n.t.tokens.copiedOnce]);
    expect(host.copied).toHaveLength(1);
    expect(await axeFindings()).toEqual([]);
  });

  test('says so in its drawer, before and after', async () => {
    const { host, shown } = await openList();
    const row = await host.issueToken(once);
    shown.reveal(row);
    await expect.poll(() => nameAt(0)).toBe('새 토큰');
    line(0)?.querySelector<HTMLElement>('.status')?.click();
    await expect.element(page.getByText(i18n.t.tokens.detail.copyOnce)).toBeInTheDocument();
    page
      .getByRole('dialog', { name: '새 토큰' })
      .getByRole('button', { name: '토큰 복사(한 번만): 새 토큰' })
      .element()
      .dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await expect.element(page.getByText(i18n.t.tokens.detail.copiedOnce)).toBeInTheDocument();
  });
});

test('the rows are 32 pixels high where that was chosen', async () => {
  preferences.view = { ...preferences.view, density: 'compact' };
  try {
    await openList();
    expect(line(1)?.getBoundingClientRect().height).toBe(32);
    expect((line(2)?.getBoundingClientRect().top ?? 0) - (line(1)?.getBoundingClientRect().top ?? 0)).toBe(
      32,
    );
    await userEvent.keyboard('{Control>}{End}{/Control}');
    await expect.poll(() => inView(49)).toBe(true);
  } finally {
    preferences.view = { ...preferences.view, density: 'comfortable' };
  }
});

describe('the drawer', () => {
  test('opens by Enter, tells all, and gives the focus back to its row', async () => {
    const { host } = await openList();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    const row = (await namesFrom(host, 0))[1];
    const drawer = page.getByRole('dialog', { name: row?.name ?? '' });
    await expect.element(drawer).toBeVisible();
    expect(drawer.element().contains(document.activeElement)).toBe(true);
    await expect.element(drawer.getByText(/담당: 플랫폼팀/)).toBeVisible();
    await expect.element(drawer.getByText(row?.id ?? '')).toBeInTheDocument();
    await expect.element(drawer.getByText('admin').first()).toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    await expect.element(drawer).not.toBeInTheDocument();
    expect(focusedRow()).toBe('1');
  });

  test('names what has left the list of APIs', async () => {
    const { host } = await openList();
    const index = (await namesFrom(host, 0)).findIndex((row) => row.scopeCount === 6);
    line(index)?.querySelector<HTMLElement>('.status')?.click();
    await expect.element(page.getByText('목록에 없음')).toBeInTheDocument();
    await expect.element(page.getByText('left-the-catalogue')).toBeInTheDocument();
  });

  test('shows the row that was pressed last, however late an answer comes', async () => {
    const { host } = await openList();
    const answers: (() => void)[] = [];
    const detail = host.tokenDetail.bind(host);
    host.tokenDetail = (id) =>
      new Promise((resolve) => {
        answers.push(() => void detail(id).then(resolve));
      });
    line(0)?.querySelector<HTMLElement>('.status')?.click();
    await expect.poll(() => answers.length).toBe(1);
    line(1)?.querySelector<HTMLElement>('.status')?.click();
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.();
    const id = (await namesFrom(host, 1))[0]?.id ?? '';
    await expect.element(page.getByText(id)).toBeInTheDocument();
    answers[0]?.();
    await Promise.resolve();
    await expect.element(page.getByText(id)).toBeInTheDocument();
  });

  test('offers another try when the details do not come', async () => {
    const { host } = await openList();
    host.refuse('tokenDetail', { code: 'store_failed' });
    await userEvent.keyboard('{Enter}');
    await page.getByRole('button', { name: '다시 시도' }).click();
    await expect.element(page.getByText(/담당: 플랫폼팀/)).toBeVisible();
  });
});

describe('a list that changes', () => {
  test('shows the issued token at its top, with the focus on its lock', async () => {
    const { host, shown } = await openList({ tokens: MILLION });
    await userEvent.keyboard('{Control>}{End}{/Control}');
    const row = await host.issueToken(draft);
    shown.reload();
    shown.reveal(row);
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('토큰 복사: 새 토큰');
    expect(focusedRow()).toBe('0');
    expect(inView(0)).toBe(true);
    expect(line(0)).toHaveClass('marked');
    expect(grid().ariaRowCount).toBe(String(MILLION + 2));
  });

  test('shows the first token where there was none', async () => {
    const { host, shown } = await open({});
    await expect.element(page.getByText('첫 토큰을 발급해 보세요')).toBeVisible();
    shown.reveal(await host.issueToken(draft));
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('토큰 복사: 새 토큰');
  });

  test('keeps what is in view in view', async () => {
    const { host, shown } = await openList({ tokens: 5000 });
    await userEvent.keyboard('{PageDown}{PageDown}{PageDown}{PageDown}');
    const name = nameAt(Number(focusedRow()));
    const top = document.activeElement?.getBoundingClientRect().top;
    await host.issueToken(draft);
    shown.reload();
    await expect.poll(() => grid().ariaRowCount).toBe('5002');
    await expect.poll(() => nameAt(Number(focusedRow()))).toBe(name);
    await expect.poll(() => document.activeElement?.getBoundingClientRect().top).toBe(top);
  });
});

describe('a list that is empty or does not come', () => {
  test('teaches the first step', async () => {
    const onissue = vi.fn();
    setHost(new FakeHost());
    await render(Fixture, { onissue });
    await page.getByRole('button', { name: '첫 토큰 발급' }).click();
    expect(onissue).toHaveBeenCalledOnce();
  });

  test('offers the sample list of APIs where the catalogue is empty, then the first token', async () => {
    await open({ emptyCatalogue: true });
    await page.getByRole('button', { name: '예시 API 목록 불러오기' }).click();
    await expect.element(page.getByRole('button', { name: '첫 토큰 발급' })).toHaveFocus();
  });

  test('is not called empty while the registry is being read', async () => {
    const host = new FakeHost({ tokens: 50 });
    const list = host.listTokens.bind(host);
    let complete = false;
    host.listTokens = async (query, offset, limit) =>
      complete ? list(query, offset, limit) : { offset, total: 0, all: 0, complete, rows: [] };
    setHost(host);
    await render(Fixture);
    await expect.poll(() => lines().length).toBeGreaterThan(10);
    expect(page.getByRole('button', { name: '첫 토큰 발급' }).query()).toBeNull();
    expect(host.readied).toBe(0);
    complete = true;
    await expect.poll(() => nameAt(0)).toBeDefined();
    await expect.poll(() => host.readied).toBe(1);
  });

  test('says why, and tries again', async () => {
    const host = new FakeHost({ tokens: 3 });
    host.refuse('listTokens', { code: 'store_failed' });
    setHost(host);
    await render(Fixture);
    await expect.element(page.getByRole('alert').getByText('토큰 목록을 불러오지 못했어요')).toBeVisible();
    await page.getByRole('button', { name: '다시 시도' }).click();
    await expect.poll(() => nameAt(2)).toBeDefined();
  });
});

test('tells once that the list is drawn', async () => {
  const { host, shown } = await openList();
  await expect.poll(() => host.readied).toBe(1);
  shown.reload();
  await expect.poll(() => grid().ariaBusy).toBe('false');
  expect(host.readied).toBe(1);
});

test('speaks English', async () => {
  i18n.language = 'en';
  await open({ tokens: 50 });
  await expect.element(page.getByRole('grid', { name: 'API tokens' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: /^Copy token: / }).first()).toBeVisible();
  await expect.element(page.getByText('50 tokens')).toBeVisible();
});

describe.each(['light', 'dark'])('axe finds nothing in the %s theme', (theme) => {
  beforeEach(() => {
    document.documentElement.dataset.theme = theme;
  });

  test('on the list', async () => {
    await openList();
    locks()[0]?.click();
    await expect.element(page.getByRole('button', { name: '지금 지우기' })).toBeVisible();
    expect(await axeFindings()).toEqual([]);
  });

  test('on the drawer', async () => {
    const { host } = await openList();
    const index = (await namesFrom(host, 0)).findIndex((row) => row.scopeCount === 6);
    line(index)?.querySelector<HTMLElement>('.status')?.click();
    await expect.element(page.getByText('목록에 없음')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  test('on the empty list', async () => {
    await open({ emptyCatalogue: true });
    await expect.element(page.getByRole('button', { name: '예시 API 목록 불러오기' })).toBeVisible();
    expect(await axeFindings()).toEqual([]);
  });

  test('on a failure', async () => {
    const host = new FakeHost({ tokens: 3 });
    host.refuse('listTokens', { code: 'store_failed' });
    setHost(host);
    await render(Fixture);
    await expect.element(page.getByRole('alert')).toBeVisible();
    expect(await axeFindings()).toEqual([]);
  });

  test('on rows to come', async () => {
    const host = new FakeHost({ tokens: 3 });
    host.listTokens = () => new Promise(() => {});
    setHost(host);
    await render(Fixture);
    await expect.poll(() => lines().length).toBeGreaterThan(10);
    expect(await axeFindings()).toEqual([]);
  });
});
