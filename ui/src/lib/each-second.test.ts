import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eachSecond } from './each-second';

let seen: DocumentVisibilityState = 'visible';
let stop: () => void = () => {};

function turn(visibility: DocumentVisibilityState): void {
  seen = visibility;
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => seen);
});

afterEach(() => {
  stop();
  seen = 'visible';
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('looks at once, and a second after each look', async () => {
  const look = vi.fn(async () => {});
  stop = eachSecond(look);
  expect(look).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3000);
  expect(look).toHaveBeenCalledTimes(4);
});

test('waits for a look that takes long', async () => {
  const look = vi.fn(() => new Promise<void>(() => {}));
  stop = eachSecond(look);
  await vi.advanceTimersByTimeAsync(5000);
  turn('visible');
  expect(look).toHaveBeenCalledTimes(1);
});

test('does not look while nobody sees the window, and at once when somebody does', async () => {
  const look = vi.fn(async () => {});
  stop = eachSecond(look);
  await vi.advanceTimersByTimeAsync(0);
  turn('hidden');
  await vi.advanceTimersByTimeAsync(5000);
  expect(look).toHaveBeenCalledTimes(1);
  turn('visible');
  expect(look).toHaveBeenCalledTimes(2);
});

test('looks no more once it was stopped', async () => {
  const look = vi.fn(async () => {});
  eachSecond(look)();
  await vi.advanceTimersByTimeAsync(5000);
  turn('visible');
  expect(look).toHaveBeenCalledTimes(1);
});
