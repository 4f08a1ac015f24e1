import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isComposing } from './ime';

// The document-level listeners of test-setup.ts are at work: real events.
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

function release(key: string): void {
  field.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true }));
}

describe('a key belongs to the input method', () => {
  test('while it composes', () => {
    expect(press('Enter', { isComposing: true })).toBe(true);
    expect(press('a', { isComposing: true })).toBe(true);
  });

  test('where the engine says 229, as WebKitGTK does right after the composition', () => {
    expect(press('Enter', { keyCode: 229 })).toBe(true);
  });

  test.each(['Enter', 'Escape'])('if it is the plain %s of the press that ended a syllable', (key) => {
    endComposition();
    expect(press(key)).toBe(true);
  });

  test('whatever time stamp the display server gave it', () => {
    endComposition();
    const late = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true });
    Object.defineProperty(late, 'timeStamp', { value: performance.now() + 500 });
    expect(isComposing(late)).toBe(true);
  });
});

describe('a key is meant for us', () => {
  test.each(['Enter', 'Escape'])(
    'if %s is pressed after the key that ended the syllable was released',
    (key) => {
      endComposition();
      release('Backspace');
      expect(press(key)).toBe(false);
    },
  );

  test('if a click ended the composition', () => {
    endComposition();
    field.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(press('Enter')).toBe(false);
  });

  test('if the composition ended long ago without a key', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    endComposition();
    vi.advanceTimersByTime(1001);
    expect(press('Enter')).toBe(false);
    vi.useRealTimers();
  });

  test('if it is another key right after a composition', () => {
    endComposition();
    expect(press('Tab')).toBe(false);
    expect(press('a')).toBe(false);
  });
});
