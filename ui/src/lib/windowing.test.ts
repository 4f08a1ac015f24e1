import { describe, expect, test } from 'vitest';
import {
  at,
  drawnHeight,
  type Extent,
  follow,
  LONGEST,
  type Position,
  pageRows,
  reveal,
  rowTop,
  span,
  TOP,
} from './windowing';

const MILLION: Extent = { count: 1_000_000, rowHeight: 40, viewport: 660 };
const SHORT: Extent = { count: 500, rowHeight: 40, viewport: 660 };

/** Mulberry32: the same "random" walks in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function extents(): Extent[] {
  const next = random(7);
  const fixed = [
    MILLION,
    SHORT,
    { ...SHORT, count: 0 },
    { ...SHORT, count: 1 },
    { ...MILLION, count: 375_001 },
  ];
  const made = Array.from({ length: 60 }, () => ({
    count: Math.floor(next() ** 3 * 4_000_000),
    rowHeight: next() < 0.5 ? 40 : 32,
    viewport: 30 + Math.floor(next() * 1600),
  }));
  return [...fixed, ...made];
}

const end = (extent: Extent) => Math.max(0, drawnHeight(extent) - extent.viewport);
const lastOffset = (extent: Extent) => Math.max(0, extent.count * extent.rowHeight - extent.viewport);

describe('any list', () => {
  test('is never drawn higher than the engines allow', () => {
    for (const extent of extents()) {
      expect(drawnHeight(extent)).toBeLessThanOrEqual(LONGEST);
    }
  });

  test('has its first row at one end of the bar and its last row at the other', () => {
    for (const extent of extents()) {
      expect(follow(extent, at(extent, lastOffset(extent)), 0).offset, 'top').toBe(0);
      expect(follow(extent, TOP, end(extent)).offset, 'bottom').toBe(lastOffset(extent));
    }
  });

  test('draws no more than the rows in view and the overscan', () => {
    const next = random(11);
    for (const extent of extents()) {
      const { first, end: past } = span(extent, next() * lastOffset(extent), 6);
      expect(past - first).toBeLessThanOrEqual(Math.ceil(extent.viewport / extent.rowHeight) + 1 + 12);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(past).toBeLessThanOrEqual(extent.count);
    }
  });

  test('fills the view without a gap wherever a walk of the wheel and the bar leads', () => {
    const next = random(23);
    for (const extent of extents()) {
      let position: Position = TOP;
      for (let step = 0; step < 200; step += 1) {
        const target =
          next() < 0.1
            ? next() * end(extent)
            : position.scrollTop + (next() - 0.5) * Math.min(400, extent.viewport);
        position = follow(extent, position, target);
        const { first, end: past } = span(extent, position.offset, 0);
        if (extent.count > 0) {
          expect(rowTop(extent, position, first)).toBeLessThanOrEqual(position.scrollTop + 0.001);
          const bottom = rowTop(extent, position, past - 1) + extent.rowHeight;
          const wanted = Math.min(extent.viewport, extent.count * extent.rowHeight);
          expect(bottom).toBeGreaterThanOrEqual(position.scrollTop + wanted - 0.001);
        }
      }
    }
  });

  test('reveals a row whole, and moves only where it must', () => {
    const next = random(31);
    for (const extent of extents().filter((it) => it.count > 0 && it.viewport >= it.rowHeight)) {
      let position: Position = TOP;
      for (let step = 0; step < 50; step += 1) {
        const row = Math.floor(next() * extent.count);
        position = reveal(extent, position, row);
        expect(row * extent.rowHeight).toBeGreaterThanOrEqual(position.offset);
        expect((row + 1) * extent.rowHeight).toBeLessThanOrEqual(position.offset + extent.viewport);
        expect(reveal(extent, position, row), 'a row in view moves nothing').toBe(position);
      }
    }
  });
});

describe('a list of a million rows', () => {
  test('moves pixel for pixel under the wheel', () => {
    const middle = at(MILLION, 20_000_000);
    const down = follow(MILLION, middle, middle.scrollTop + 100);
    expect(down.offset).toBe(20_000_100);
    expect(rowTop(MILLION, down, 500_000), 'drawn rows stay where they are').toBe(
      rowTop(MILLION, middle, 500_000),
    );
    expect(follow(MILLION, down, down.scrollTop - 100).offset).toBe(20_000_000);
  });

  test('jumps in proportion when the bar is dragged', () => {
    const half = follow(MILLION, TOP, end(MILLION) / 2);
    expect(half.offset / lastOffset(MILLION)).toBeCloseTo(0.5, 6);
  });

  test('comes to both ends smoothly: no step of the wheel passes the rows of a whole view', () => {
    // Each walk starts in proportion, as after a pause of the hand.
    for (const direction of [-1, 1]) {
      const start = direction < 0 ? 4000 : lastOffset(MILLION) - 4000;
      let position = at(MILLION, start);
      for (
        let turn = 0;
        turn < 200 && position.offset !== 0 && position.offset !== lastOffset(MILLION);
        turn += 1
      ) {
        const moved = follow(MILLION, position, position.scrollTop + direction * 53);
        expect(Math.sign(moved.offset - position.offset)).toBe(direction);
        expect(Math.abs(moved.offset - position.offset)).toBeLessThan(MILLION.viewport);
        position = moved;
      }
      expect(position.offset).toBe(direction < 0 ? 0 : lastOffset(MILLION));
    }
  });
});

test('a short list leaves the scrolling to the browser', () => {
  expect(follow(SHORT, TOP, 123)).toEqual({ scrollTop: 123, offset: 123 });
  expect(at(SHORT, 4000)).toEqual({ scrollTop: 4000, offset: 4000 });
});

test('a page is the rows in view but one, and never none', () => {
  expect(pageRows(MILLION)).toBe(15);
  expect(pageRows({ ...MILLION, viewport: 30 })).toBe(1);
});
