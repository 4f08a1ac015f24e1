import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EVERY, watchActivity } from './activity';

let told: number;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  told = 0;
  stop = watchActivity(() => {
    told++;
  });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

test.each(['keydown', 'pointerdown', 'pointermove', 'wheel'])('%s is told at once', (kind) => {
  document.body.dispatchEvent(new Event(kind, { bubbles: true }));
  expect(told).toBe(1);
});

test('a busy person is told of every 15 seconds', () => {
  for (let second = 0; second < 60; second++) {
    document.body.dispatchEvent(new Event('pointermove', { bubbles: true }));
    vi.advanceTimersByTime(1000);
  }
  expect(told).toBe(4);
  expect(EVERY).toBe(15_000);
});

test('nobody is told of after the end', () => {
  stop();
  document.body.dispatchEvent(new Event('keydown', { bubbles: true }));
  expect(told).toBe(0);
});
