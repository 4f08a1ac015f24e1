import { expect, test } from 'vitest';
import { destination, type GridBounds, type Place } from './grid-keys';

// The fourth column is hidden.
const bounds: GridBounds = { rows: 1000, pageRows: 15, columns: [0, 1, 2, 4] };
const to = (key: string, from: Place, init: KeyboardEventInit = {}) =>
  destination(new KeyboardEvent('keydown', { key, ...init }), from, bounds);

test.each<[string, Place, Place, KeyboardEventInit?]>([
  ['ArrowDown', { row: 3, column: 2 }, { row: 4, column: 2 }],
  ['ArrowDown', { row: 999, column: 2 }, { row: 999, column: 2 }],
  ['ArrowUp', { row: 3, column: 2 }, { row: 2, column: 2 }],
  ['ArrowUp', { row: 0, column: 2 }, { row: 0, column: 2 }],
  ['PageDown', { row: 3, column: 2 }, { row: 18, column: 2 }],
  ['PageDown', { row: 990, column: 2 }, { row: 999, column: 2 }],
  ['PageUp', { row: 7, column: 2 }, { row: 0, column: 2 }],
  ['ArrowRight', { row: 3, column: 2 }, { row: 3, column: 4 }],
  ['ArrowRight', { row: 3, column: 4 }, { row: 3, column: 4 }],
  ['ArrowLeft', { row: 3, column: 4 }, { row: 3, column: 2 }],
  ['ArrowLeft', { row: 3, column: 0 }, { row: 3, column: 0 }],
  ['Home', { row: 3, column: 2 }, { row: 3, column: 0 }],
  ['End', { row: 3, column: 2 }, { row: 3, column: 4 }],
  ['Home', { row: 3, column: 2 }, { row: 0, column: 0 }, { ctrlKey: true }],
  ['End', { row: 3, column: 2 }, { row: 999, column: 4 }, { ctrlKey: true }],
])('%s from %o leads to %o', (key, from, expected, init) => {
  expect(to(key, from, init)).toEqual(expected);
});

test('other keys, and those with a modifier of someone else, are left alone', () => {
  const from = { row: 3, column: 2 };
  for (const key of ['a', 'Tab', 'Enter', ' ', 'Escape']) {
    expect(to(key, from)).toBeUndefined();
  }
  expect(to('ArrowDown', from, { altKey: true })).toBeUndefined();
  expect(to('ArrowLeft', from, { metaKey: true })).toBeUndefined();
});
