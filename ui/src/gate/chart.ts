/** Requests of the last five minutes as bars: pure, so that it can be tested alone. */

/** Seconds that share a bar. */
export const WIDTH = 5;

export interface Bar {
  /** Requests a second, on an average over the bar. */
  readonly allowed: number;
  readonly refused: number;
}

export interface Minute {
  /** Of minutes ago. */
  readonly from: number;
  readonly to: number;
  readonly allowed: number;
  readonly refused: number;
}

/**
 * Bars, oldest first, each over the same seconds of the clock from one look to the next: else all of them would change
 * each second.
 *
 * @param second the number of the newest of these seconds.
 */
export function barsOf(allowed: readonly number[], refused: readonly number[], second: number): Bar[] {
  const bars: { allowed: number; refused: number; seconds: number }[] = [];
  const first = second - allowed.length + 1;
  for (const [at, count] of allowed.entries()) {
    const place = Math.floor((first + at) / WIDTH) - Math.floor(first / WIDTH);
    const bar = bars[place] ?? { allowed: 0, refused: 0, seconds: 0 };
    bars[place] = {
      allowed: bar.allowed + count,
      refused: bar.refused + (refused[at] ?? 0),
      seconds: bar.seconds + 1,
    };
  }
  return bars.map((bar) => ({ allowed: bar.allowed / bar.seconds, refused: bar.refused / bar.seconds }));
}

/** The smallest round number that holds all bars. */
export function heightOf(bars: readonly Bar[]): number {
  const most = Math.max(1, ...bars.map(({ allowed, refused }) => allowed + refused));
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 3, 5, 7, 10].map((step) => step * power).find((height) => height >= most) ?? most;
}

/** The same in five rows, newest first. */
export function minutesOf(allowed: readonly number[], refused: readonly number[]): Minute[] {
  const total = (values: readonly number[], minute: number) =>
    values
      .slice(-60 * (minute + 1), minute === 0 ? undefined : -60 * minute)
      .reduce((sum, it) => sum + it, 0);
  return [0, 1, 2, 3, 4].map((minute) => ({
    from: minute,
    to: minute + 1,
    allowed: total(allowed, minute),
    refused: total(refused, minute),
  }));
}
