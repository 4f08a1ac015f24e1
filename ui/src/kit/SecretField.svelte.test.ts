import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { findingsInBothThemes } from '../test-themes';
import SecretField from './SecretField.svelte';

const field = () => page.getByLabelText('암호', { exact: true });
const eye = () => page.getByRole('button', { name: '입력한 글자 보기' });

async function open(props: { error?: string; onenter?: () => void } = {}) {
  await render(SecretField, { value: '', label: '암호', hint: '열다섯 자부터', ...props });
}

describe('what is typed', () => {
  test('is hidden, and shown by a button that says which it is', async () => {
    await open();
    await field().fill('words');
    await expect.element(field()).toHaveAttribute('type', 'password');
    await expect.element(eye()).toHaveAttribute('aria-pressed', 'false');
    await eye().click();
    await expect.element(field()).toHaveAttribute('type', 'text');
    await expect.element(field()).toHaveValue('words');
    await expect.element(eye()).toHaveAttribute('aria-pressed', 'true');
  });

  test('may be pasted', async () => {
    await open();
    const pasted = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
    field().element().dispatchEvent(pasted);
    expect(pasted.defaultPrevented).toBe(false);
  });

  test('is neither kept nor corrected by the engine', async () => {
    await open();
    await expect.element(field()).toHaveAttribute('autocomplete', 'off');
    await expect.element(field()).toHaveAttribute('spellcheck', 'false');
  });
});

describe('Enter', () => {
  test('is the owner’s', async () => {
    const onenter = vi.fn();
    await open({ onenter });
    await field().click();
    await userEvent.keyboard('{Enter}');
    expect(onenter).toHaveBeenCalledOnce();
  });

  test('that ends a composition, or is held down, is not', async () => {
    const onenter = vi.fn();
    await open({ onenter });
    for (const init of [{ isComposing: true }, { keyCode: 229 }, { repeat: true }]) {
      const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...init });
      field().element().dispatchEvent(event);
    }
    expect(onenter).not.toHaveBeenCalled();
  });
});

describe('Caps Lock', () => {
  const press = (init: KeyboardEventInit) =>
    field()
      .element()
      .dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));

  test('is told where the hint stands, and nothing moves', async () => {
    await open();
    const height = document.body.getBoundingClientRect().height;
    press({ key: 'A', modifierCapsLock: true });
    await expect.element(page.getByText('Caps Lock이 켜져 있어요.')).toBeVisible();
    await expect.element(field()).toHaveAccessibleDescription('Caps Lock이 켜져 있어요.');
    expect(document.body.getBoundingClientRect().height).toBe(height);
    press({ key: 'a' });
    await expect.element(page.getByText('열다섯 자부터')).toBeVisible();
  });
});

test('axe finds nothing, with an error too', async () => {
  await open({ error: '암호가 맞지 않아요.' });
  await expect.element(field()).toHaveAccessibleDescription('암호가 맞지 않아요.');
  expect(await findingsInBothThemes()).toEqual([]);
});
