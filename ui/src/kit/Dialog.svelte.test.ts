import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { axeFindings } from '../test-axe';
import Fixture from './dialog-fixture.svelte';
import { isModalOpen } from './layers';
import { toasts } from './toasts.svelte';

const outer = () => page.getByRole('dialog', { name: '바깥' });
const inner = () => page.getByRole('dialog', { name: '안쪽' });

async function open(onrequestclose?: (reason: 'escape' | 'button') => boolean) {
  await render(Fixture, { onrequestclose });
  await page.getByRole('button', { name: '열기' }).click();
  await expect.element(outer()).toBeVisible();
}

describe('the dialog', () => {
  test('is modal and puts the focus where it was asked to', async () => {
    await open();
    expect(outer().element().matches(':modal')).toBe(true);
    expect(isModalOpen()).toBe(true);
    await expect.element(page.getByLabelText('이름')).toHaveFocus();
    expect(await axeFindings()).toEqual([]);
  });

  test('closes by Escape and gives the focus back to its opener', async () => {
    await open();
    await userEvent.keyboard('{Escape}');
    await expect.element(outer()).not.toBeInTheDocument();
    expect(isModalOpen()).toBe(false);
    await expect.element(page.getByRole('button', { name: '열기' })).toHaveFocus();
  });

  test('stays open when the owner refuses, and tells the owner why it was asked', async () => {
    const refuse = vi.fn(() => false);
    await open(refuse);
    await userEvent.keyboard('{Escape}');
    await page.getByRole('button', { name: '닫기' }).click();
    expect(refuse.mock.calls).toEqual([['escape'], ['button']]);
    await expect.element(outer()).toBeVisible();
  });

  test('keeps a second Escape from closing what the owner refused to close', async () => {
    await open(() => false);
    // Chromium closes a dialog by force at a second Escape whose first was only refused in `cancel`.
    for (let press = 0; press < 3; press++) await userEvent.keyboard('{Escape}');
    await expect.element(outer()).toBeVisible();
    expect(outer().element().matches(':modal')).toBe(true);
  });

  test('closes one layer at a time: popover, inner dialog, outer dialog', async () => {
    await open();
    await page.getByRole('button', { name: '달력' }).click();
    await expect.element(page.getByText('펼친 것')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByText('펼친 것')).not.toBeVisible();
    await expect.element(outer()).toBeVisible();

    await page.getByRole('button', { name: '묻기' }).click();
    await expect.element(inner()).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(inner()).not.toBeInTheDocument();
    await expect.element(outer()).toBeVisible();
    await expect.element(page.getByRole('button', { name: '묻기' })).toHaveFocus();

    await userEvent.keyboard('{Escape}');
    await expect.element(outer()).not.toBeInTheDocument();
  });

  test('closes also when the focus is on nothing', async () => {
    await open();
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('{Escape}');
    await expect.element(outer()).not.toBeInTheDocument();
  });

  test('does not close by the Escape that ends a composition', async () => {
    await open();
    const field = page.getByLabelText('이름').element();
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '한' }));
    const press = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
    field.dispatchEvent(press);
    expect(press.defaultPrevented, 'the engine may close nothing by itself').toBe(true);
    await expect.element(outer()).toBeVisible();
  });

  test('is not closed by a press on the backdrop', async () => {
    await open();
    const { left, top } = outer().element().getBoundingClientRect();
    await userEvent.click(document.body, { position: { x: left / 2, y: top / 2 }, force: true });
    await expect.element(outer()).toBeVisible();
  });

  test('shows toasts inside, where they are not inert', async () => {
    await open();
    toasts.show({ tone: 'bad', text: '저장하지 못했어요.' });
    const toast = page.getByText('저장하지 못했어요.');
    await expect.element(toast).toBeVisible();
    expect(outer().element().contains(toast.element())).toBe(true);
    const foot = page.getByRole('button', { name: '묻기' }).element().getBoundingClientRect();
    expect(toast.element().getBoundingClientRect().bottom, 'it covers no button').toBeLessThan(foot.top);
    await page.getByRole('button', { name: '알림 닫기' }).click();
    await expect.element(toast).not.toBeInTheDocument();
  });
});
