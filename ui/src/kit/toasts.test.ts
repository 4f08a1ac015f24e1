import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toasts, UNDO_STAY } from './toasts.svelte';

const undo = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  undo.mockReset();
});

afterEach(() => {
  toasts.clear();
  vi.useRealTimers();
});

function offer(text: string): void {
  toasts.show({ tone: 'ok', text, action: { label: 'Undo', undoes: true, run: () => undo(text) } });
}

test('an offer to undo leaves after ten seconds', () => {
  offer('one');
  vi.advanceTimersByTime(UNDO_STAY - 1);
  expect(toasts.shown).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(toasts.shown).toHaveLength(0);
  expect(toasts.undo()).toBe(false);
});

test('its time stands still while it is held, and goes on from there', () => {
  offer('one');
  vi.advanceTimersByTime(9000);
  toasts.hold();
  vi.advanceTimersByTime(60_000);
  toasts.release();
  vi.advanceTimersByTime(999);
  expect(toasts.shown).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(toasts.shown).toHaveLength(0);
});

test('the newest offer is taken first, and each once', () => {
  offer('one');
  offer('two');
  expect([toasts.undo(), toasts.undo(), toasts.undo()]).toEqual([true, true, false]);
  expect(undo.mock.calls.flat()).toEqual(['two', 'one']);
});

test('an offer of another kind is not undone', () => {
  toasts.show({ tone: 'info', text: 'one', action: { label: 'Show', run: undo } });
  expect(toasts.undo()).toBe(false);
  expect(undo).not.toHaveBeenCalled();
});
