import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isComposing } from './ime';

// The document-level listener of test-setup.ts is at work: real events, real time stamps.
let field: HTMLInputElement;

beforeEach(() => {
  field = document.createElement('input');
  document.body.append(field);
});

afterEach(() => field.remove());

function press(key: string, init: KeyboardEventInit & { keyCode?: number } = {}): boolean {
  let composing: boolean | undefined;
  field.addEventListener('keydown', (event) => (composing = isComposing(event)), { once: true });
  field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }));
  if (composing === undefined) throw new Error('the key press arrived');
  return composing;
}

function endComposition(): void {
  field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '한' }));
}

async function until(moment: number): Promise<void> {
  while (performance.now() < moment) await new Promise(requestAnimationFrame);
}

describe('a key belongs to the input method', () => {
  test('while it composes', () => {
    expect(press('Enter', { isComposing: true })).toBe(true);
    expect(press('a', { isComposing: true })).toBe(true);
  });

  test('where the engine says 229, as WebKitGTK does right after the composition', () => {
    expect(press('Enter', { keyCode: 229 })).toBe(true);
  });

  test.each(['Enter', 'Escape'])('if it is the plain %s that follows the end of a composition', (key) => {
    endComposition();
    expect(press(key)).toBe(true);
  });
});

describe('a key is meant for us', () => {
  test.each(['Enter', 'Escape'])('if %s comes later', async (key) => {
    endComposition();
    await until(performance.now() + 60);
    expect(press(key)).toBe(false);
  });

  test('if it is another key right after a composition', () => {
    endComposition();
    expect(press('Tab')).toBe(false);
    expect(press('a')).toBe(false);
  });
});
