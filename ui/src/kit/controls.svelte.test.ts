/** Keyboard, names and axe of the small controls; each in both themes. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { axeFindings } from '../test-axe';
import { announce } from './announce.svelte';
import Fixture from './controls-fixture.svelte';
import { toasts } from './toasts.svelte';

const did = vi.fn();

beforeEach(() => {
  did.mockClear();
  toasts.clear();
});

test.each(['light', 'dark'])('axe finds nothing in %s', async (theme) => {
  document.documentElement.dataset.theme = theme;
  await render(Fixture, { did, error: '이름을 적어 주세요.', mixed: true });
  toasts.show({ tone: 'ok', text: '발급했어요.', action: { label: '보기', run: () => {} } });
  await expect.element(page.getByText('발급했어요.')).toBeVisible();
  expect(await axeFindings()).toEqual([]);
});

test('every control is at least 24 pixels high to point at', async () => {
  const { container } = await render(Fixture, { did });
  for (const control of container.querySelectorAll(
    'button:not([role]), label:has(input), input[type=text]',
  )) {
    if (control.closest('[popover]')) continue;
    expect(control.getBoundingClientRect().height, control.outerHTML).toBeGreaterThanOrEqual(24);
  }
});

describe('a button', () => {
  test('is pressed by Enter and Space', async () => {
    await render(Fixture, { did });
    (page.getByRole('button', { name: '저장' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter} ');
    expect(did.mock.calls).toEqual([['saved'], ['saved']]);
  });

  test('ignores presses while busy, keeps its focus and its width', async () => {
    const { rerender } = await render(Fixture, { did });
    const button = page.getByRole('button', { name: '저장' }).element() as HTMLButtonElement;
    const { width } = button.getBoundingClientRect();
    button.focus();
    await rerender({ busy: true });
    await userEvent.keyboard('{Enter}');
    expect(did).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(button);
    expect(button.getBoundingClientRect().width).toBe(width);
    expect(button.getAttribute('aria-busy')).toBe('true');
  });
});

describe('an icon button', () => {
  test('has its label as name, and as a tooltip on keyboard focus that Escape hides', async () => {
    await render(Fixture, { did });
    (page.getByRole('button', { name: '회수' }).element() as HTMLElement).focus();
    const button = page.getByRole('button', { name: '복사', exact: true });
    await userEvent.tab();
    await userEvent.tab();
    await expect.element(button).toHaveFocus();
    const tip = () => document.querySelector('[role=tooltip]:popover-open');
    expect(tip()?.textContent).toBe('복사');
    await userEvent.keyboard('{Escape}');
    expect(tip()).toBeNull();
    await expect.element(button).toHaveFocus();
  });

  test('shows its tooltip to the pointer after a moment', async () => {
    await render(Fixture, { did });
    await page.getByRole('button', { name: '복사', exact: true }).hover();
    await expect.poll(() => document.querySelector('[role=tooltip]:popover-open')).not.toBeNull();
  });
});

describe('a text field', () => {
  test('carries label, hint and error for screen readers', async () => {
    const { rerender } = await render(Fixture, { did });
    const field = page.getByRole('textbox', { name: '이름' });
    await expect.element(field).toHaveAccessibleDescription('바꿀 수 없어요.');
    await expect.element(field).toBeRequired();
    await expect.element(field).toBeValid();
    await rerender({ error: '이름을 적어 주세요.' });
    await expect.element(field).toHaveAccessibleDescription('이름을 적어 주세요.');
    await expect.element(field).toBeInvalid();
    expect(document.querySelector('[data-field=name] [data-error]')?.textContent).toBe('이름을 적어 주세요.');
  });

  test('does not move what is below it when an error appears', async () => {
    const { rerender } = await render(Fixture, { did });
    const top = () => page.getByRole('textbox', { name: '설명' }).element().getBoundingClientRect().top;
    const before = top();
    await rerender({ error: '이름을 적어 주세요.' });
    expect(top()).toBe(before);
  });
});

describe('a segmented choice', () => {
  test('is a group of radio buttons, moved by arrows', async () => {
    await render(Fixture, { did });
    await expect.element(page.getByRole('group', { name: '테마' })).toBeVisible();
    await expect.element(page.getByRole('radio', { name: '밝게' })).toBeChecked();
    (page.getByRole('radio', { name: '밝게' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('radio', { name: '어둡게' })).toBeChecked();
    expect(did).toHaveBeenLastCalledWith('dark');
  });
});

describe('a check box', () => {
  test('is ticked by Space and by its words', async () => {
    await render(Fixture, { did });
    const box = page.getByRole('checkbox', { name: '빌드' });
    (box.element() as HTMLElement).focus();
    await userEvent.keyboard(' ');
    await expect.element(box).toBeChecked();
    await page.getByText('빌드').click();
    await expect.element(box).not.toBeChecked();
    expect(did.mock.calls).toEqual([['빌드 true'], ['빌드 false']]);
  });

  test('stays mixed as long as its owner says so', async () => {
    await render(Fixture, { did, mixed: true });
    const box = page.getByRole('checkbox', { name: '빌드' });
    await expect.element(box).toBePartiallyChecked();
    await box.click();
    await expect.element(box).toBePartiallyChecked();
  });

  test('has a name also where its words are not shown', async () => {
    await render(Fixture, { did });
    await expect.element(page.getByRole('checkbox', { name: '숨은 이름' })).toBeInTheDocument();
  });
});

describe('a menu', () => {
  async function open() {
    await render(Fixture, { did });
    const button = page.getByRole('button', { name: '더 보기' });
    (button.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(page.getByRole('menuitem', { name: '복제' })).toHaveFocus();
    return button;
  }

  test('opens under its button and moves by arrows past what is disabled', async () => {
    const button = await open();
    const menu = page.getByRole('menu', { name: '더 보기' }).element().getBoundingClientRect();
    const anchor = button.element().getBoundingClientRect();
    expect(menu.left).toBeCloseTo(anchor.left, 0);
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(page.getByRole('menuitem', { name: '회수' })).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(page.getByRole('menuitem', { name: '복제' })).toHaveFocus();
    await userEvent.keyboard('{End}');
    await expect.element(page.getByRole('menuitem', { name: '회수' })).toHaveFocus();
  });

  test('does what was chosen and gives the focus back', async () => {
    const button = await open();
    await userEvent.keyboard('{Enter}');
    expect(did.mock.calls).toEqual([['복제']]);
    await expect.element(button).toHaveFocus();
    await expect.element(button).toHaveAttribute('aria-expanded', 'false');
  });

  test('closes by Escape, with the focus back on its button', async () => {
    const button = await open();
    await userEvent.keyboard('{Escape}');
    await expect.element(button).toHaveFocus();
    expect(document.querySelector(':popover-open [role=menuitem]')).toBeNull();
  });
});

describe('toasts', () => {
  test('of good news leave, of trouble stay', async () => {
    vi.useFakeTimers();
    toasts.show({ tone: 'ok', text: '저장했어요.' });
    toasts.show({ tone: 'bad', text: '저장하지 못했어요.' });
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(toasts.shown.map(({ text }) => text)).toEqual(['저장하지 못했어요.']);
  });

  test('do not leave while someone reads them', () => {
    vi.useFakeTimers();
    toasts.show({ tone: 'ok', text: '저장했어요.' });
    toasts.hold();
    vi.advanceTimersByTime(60_000);
    expect(toasts.shown).toHaveLength(1);
    toasts.release();
    vi.advanceTimersByTime(60_000);
    expect(toasts.shown).toHaveLength(0);
    vi.useRealTimers();
  });

  test('are three at most, and trouble outlasts good news', () => {
    toasts.show({ tone: 'bad', text: '1' });
    for (const text of ['2', '3', '4']) toasts.show({ tone: 'ok', text });
    expect(toasts.shown.map(({ text }) => text)).toEqual(['1', '3', '4']);
  });

  test('stand in a live region, with an action that is done once', async () => {
    await render(Fixture, { did });
    toasts.show({ tone: 'info', text: '지웠어요.', action: { label: '되돌리기', run: () => did('undone') } });
    const region = page.getByRole('status', { name: '알림' });
    await expect.element(region.getByText('지웠어요.')).toBeVisible();
    await page.getByRole('button', { name: '되돌리기' }).click();
    expect(did.mock.calls).toEqual([['undone']]);
    await expect.element(page.getByText('지웠어요.')).not.toBeInTheDocument();
  });
});

test('the same announcement twice is heard twice', async () => {
  const { container } = await render(Fixture, { did });
  const line = container.querySelector('[role=status]');
  announce('복사했어요.');
  await expect.poll(() => line?.textContent).toBe('복사했어요.');
  announce('복사했어요.');
  await expect.poll(() => line?.textContent).toBe('복사했어요.\u00A0');
});
