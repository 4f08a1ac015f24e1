import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { axeFindings } from '../test-axe';
import type { ChipFace } from './chips';
import Fixture from './chips-fixture.svelte';

let held: readonly string[] = [];
let left = '';

const input = () => page.getByRole('textbox', { name: '허용 IP', exact: true });
const chip = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

async function open(start: string[] = [], face?: (text: string) => ChipFace | undefined) {
  await render(Fixture, {
    start,
    face,
    held: (values: readonly string[], pending: string) => {
      held = values;
      left = pending;
    },
  });
}

function element(): HTMLInputElement {
  return input().element() as HTMLInputElement;
}

function paste(text: string): void {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  element().dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

describe('entries', () => {
  test('are completed by Enter, with their notes', async () => {
    await open();
    await input().fill('10.0.0.0/8 사무실');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => held).toEqual(['10.0.0.0/8 사무실']);
    await expect.element(input()).toHaveValue('');
    await expect.element(input()).toHaveFocus();
  });

  test('are completed by a comma, and what follows is still being typed', async () => {
    await open();
    await input().click();
    await userEvent.keyboard('10.0.0.1,10.');
    await expect.poll(() => held).toEqual(['10.0.0.1']);
    expect(left).toBe('10.');
  });

  test('are completed by leaving the field', async () => {
    await open();
    await input().fill('10.0.0.1');
    await page.getByRole('button', { name: '다음' }).click();
    await expect.poll(() => held).toEqual(['10.0.0.1']);
  });

  test('come from a paste by lines and commas, with what was typed around it', async () => {
    await open();
    await input().fill('10.0.0.');
    paste('1\n10.0.0.2, 10.0.0.3');
    await expect.poll(() => held).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });

  test('a thousand at once come without a stall', async () => {
    await open();
    const lines = Array.from({ length: 1000 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24 지점 ${at}`);
    const before = performance.now();
    paste(lines.join('\n'));
    await expect.poll(() => held.length, { interval: 5 }).toBe(1000);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    // Generous for a shared machine; a quadratic list takes many seconds.
    expect(performance.now() - before).toBeLessThan(1500);
  });

  test('an Enter without text adds nothing', async () => {
    await open();
    await input().click();
    await userEvent.keyboard('{Enter}  {Enter}');
    expect(held).toEqual([]);
  });
});

describe('a Hangul composition', () => {
  test('adds nothing by the Enter that ends it, and something by the next', async () => {
    await open();
    await input().fill('10.0.0.1 사무실');
    const field = element();
    const key = (init: KeyboardEventInit) =>
      field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
    // As WebKitGTK with ibus-hangul sends one Enter.
    key({ key: 'Process', keyCode: 229, isComposing: true } as KeyboardEventInit);
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '실' }));
    key({ key: 'Process', keyCode: 229 } as KeyboardEventInit);
    key({ key: 'Enter', keyCode: 13 } as KeyboardEventInit);
    expect(held).toEqual([]);
    expect(left).toBe('10.0.0.1 사무실');

    field.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', bubbles: true }));
    key({ key: 'Enter', keyCode: 13 } as KeyboardEventInit);
    await expect.poll(() => held).toEqual(['10.0.0.1 사무실']);
  });

  test('is not split while it goes on', async () => {
    await open();
    const field = element();
    field.focus();
    field.value = '10.0.0.1,사';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
    await expect.poll(() => left).toBe('10.0.0.1,사');
    expect(held).toEqual([]);
  });
});

describe('the keyboard', () => {
  const three = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];

  test('reaches entries by arrows; Home, End and the right arrow lead back', async () => {
    await open(three);
    await input().click();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(chip('10.0.0.3')).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(chip('10.0.0.2')).toHaveFocus();
    await userEvent.keyboard('{Home}');
    await expect.element(chip('10.0.0.1')).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    await expect.element(input()).toHaveFocus();
  });

  test('Backspace in the empty input goes to the last entry first, and removes it then', async () => {
    await open(three);
    await input().click();
    await userEvent.keyboard('{Backspace}');
    expect(held).toEqual(three);
    await expect.element(chip('10.0.0.3')).toHaveFocus();
    await userEvent.keyboard('{Backspace}');
    await expect.poll(() => held).toEqual(['10.0.0.1', '10.0.0.2']);
    await expect.element(input()).toHaveFocus();
  });

  test('Delete removes an entry and goes on with the next', async () => {
    await open(three);
    await input().click();
    await userEvent.keyboard('{ArrowLeft}{Home}{Delete}');
    await expect.poll(() => held).toEqual(['10.0.0.2', '10.0.0.3']);
    await expect.element(chip('10.0.0.2')).toHaveFocus();
  });

  test('Enter edits an entry in its place', async () => {
    await open(three);
    await input().click();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{Enter}');
    await expect.element(page.getByRole('textbox', { name: '10.0.0.2 고치기' })).toHaveFocus();
    await userEvent.keyboard('192.168.0.0/24 창고{Enter}');
    await expect.poll(() => held).toEqual(['10.0.0.1', '192.168.0.0/24 창고', '10.0.0.3']);
    await expect.element(chip('192.168.0.0/24 창고')).toHaveFocus();
  });

  test('Escape takes back an edit', async () => {
    await open(three);
    await input().click();
    await userEvent.keyboard('{ArrowLeft}{F2}');
    await userEvent.keyboard('nope{Escape}');
    expect(held).toEqual(three);
    await expect.element(chip('10.0.0.3')).toHaveFocus();
  });

  test('an entry edited to nothing is gone', async () => {
    await open(three);
    await input().click();
    await userEvent.keyboard('{ArrowLeft}{F2}{Backspace}{Enter}');
    await expect.poll(() => held).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  test('Tab passes the entries: one tab stop', async () => {
    await open(three);
    await input().click();
    await userEvent.tab();
    await expect.element(page.getByRole('button', { name: '다음' })).toHaveFocus();
  });
});

test('a judged entry shows its network, note and mark, and axe finds nothing', async () => {
  const faces: Record<string, ChipFace> = {
    '10.1.2.3/8 사무실': { text: '10.0.0.0/8', note: '사무실' },
    nope: { text: 'nope', tone: 'bad' },
    '10.2.0.0/16': { text: '10.2.0.0/16', tone: 'warn', mark: '차단에 가려져요' },
  };
  await open(Object.keys(faces), (text) => faces[text]);
  await expect.element(chip('10.0.0.0/8 사무실')).toBeVisible();
  await expect.element(chip('10.2.0.0/16 차단에 가려져요')).toBeVisible();
  await page.getByRole('button', { name: '10.0.0.0/8 지우기' }).click();
  await expect.poll(() => held).toEqual(['nope', '10.2.0.0/16']);
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset.theme = theme;
    expect(await axeFindings()).toEqual([]);
  }
});
