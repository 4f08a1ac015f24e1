import { describe, expect, test } from 'vitest';
import { barsOf, heightOf, minutesOf } from './chart';

const seconds = (value: (at: number) => number) => Array.from({ length: 300 }, (_, at) => value(at));

describe('bars', () => {
  test('are an average over five seconds of the clock', () => {
    const bars = barsOf(
      seconds((at) => (at < 5 ? 10 : 0)),
      seconds(() => 1),
      299,
    );
    expect(bars).toHaveLength(60);
    expect(bars[0]).toEqual({ allowed: 10, refused: 1 });
    expect(bars[1]).toEqual({ allowed: 0, refused: 1 });
  });

  test('stay the same a second later, but for the first and the last', () => {
    const requests = (newest: number) => seconds((at) => (newest - 299 + at) % 7);
    const [before, after] = [1004, 1005].map((newest) => barsOf(requests(newest), requests(newest), newest));
    expect(after?.slice(0, -1).slice(1)).toEqual(before?.slice(1));
  });

  test('count a bar that has only begun by its own seconds', () => {
    expect(
      barsOf(
        seconds(() => 4),
        seconds(() => 0),
        300,
      ).every(({ allowed }) => allowed === 4),
    ).toBe(true);
  });
});

test.each([
  [0, 1],
  [1, 1],
  [4.2, 5],
  [24, 30],
  [71, 100],
  [640, 700],
])('%s requests a second stand in a chart of %s', (most, height) => {
  expect(heightOf([{ allowed: most, refused: 0 }])).toBe(height);
});

test('the five rows of the table hold every second once', () => {
  const minutes = minutesOf(
    seconds((at) => at),
    seconds(() => 1),
  );
  expect(minutes.map(({ refused }) => refused)).toEqual([60, 60, 60, 60, 60]);
  expect(minutes.reduce((sum, { allowed }) => sum + allowed, 0)).toBe((299 * 300) / 2);
  expect(minutes[0]?.allowed).toBeGreaterThan(minutes[4]?.allowed ?? 0);
});
