/**
 * The arithmetic of a list that draws only the rows in view, for any number of rows.
 *
 * An element ends at 33,554,428 px in WebKitGTK and Chromium, which is 838,860 rows of 40 px. Above `LONGEST` the
 * scrolled element is therefore shorter than the rows are high, and a position has two sides: where the scroll bar
 * stands (`scrollTop`) and how many pixels of rows lie above the view (`offset`). A drag of the scroll bar goes by
 * proportion, so that its ends are the first and the last row; a turn of the wheel moves rows pixel for pixel, as it
 * would in a short list. In a list below `LONGEST` the two sides are equal and the browser's scrolling is untouched.
 *
 * All lengths are CSS pixels. Pure: knows no element.
 */

/** The highest element that is made. Half of what the engines allow, so that no rounding of theirs comes near. */
export const LONGEST = 15_000_000;

export interface Extent {
  readonly count: number;
  readonly rowHeight: number;
  /** The height in which rows are seen, without a sticky head. */
  readonly viewport: number;
}

export interface Position {
  readonly scrollTop: number;
  readonly offset: number;
}

/** The rows to draw: `first` up to and without `end`. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

export const TOP: Position = { scrollTop: 0, offset: 0 };

/** The height that the scrolled element has. */
export function drawnHeight(extent: Extent): number {
  return Math.min(rowsHeight(extent), LONGEST);
}

/** Where the scroll bar has to stand for `offset` to be in proportion. */
export function at(extent: Extent, offset: number): Position {
  const inside = clamp(offset, 0, lastOffset(extent));
  if (!isScaled(extent)) {
    return { scrollTop: inside, offset: inside };
  }
  return { scrollTop: Math.round((inside / lastOffset(extent)) * lastScrollTop(extent)), offset: inside };
}

/** What a scroll event means: from `before`, the bar now stands at `scrollTop`. */
export function follow(extent: Extent, before: Position, scrollTop: number): Position {
  const last = lastScrollTop(extent);
  const bar = clamp(scrollTop, 0, last);
  if (!isScaled(extent)) {
    return { scrollTop: bar, offset: bar };
  }
  if (bar === 0 || bar === last) {
    return { scrollTop: bar, offset: bar === 0 ? 0 : lastOffset(extent) };
  }
  const step = bar - before.scrollTop;
  if (Math.abs(step) > extent.viewport) {
    return { scrollTop: bar, offset: Math.round((bar / last) * lastOffset(extent)) };
  }
  return { scrollTop: bar, offset: Math.round(nearby(extent, before, bar)) };
}

/** The rows that `offset` shows, with `overscan` more at either end. */
export function span(extent: Extent, offset: number, overscan: number): Span {
  const first = Math.floor(offset / extent.rowHeight) - overscan;
  const end = Math.ceil((offset + extent.viewport) / extent.rowHeight) + overscan;
  return { first: clamp(first, 0, extent.count), end: clamp(end, 0, extent.count) };
}

/** Where the top of `row` is drawn inside the scrolled element. */
export function rowTop(extent: Extent, position: Position, row: number): number {
  return position.scrollTop + row * extent.rowHeight - position.offset;
}

/** The least movement that shows the whole of `row`: the same position where it is in view already. */
export function reveal(extent: Extent, position: Position, row: number): Position {
  const top = row * extent.rowHeight;
  if (top < position.offset) {
    return at(extent, top);
  }
  if (top + extent.rowHeight > position.offset + extent.viewport) {
    // In a view lower than one row its top counts: otherwise the row would be cut at both ends.
    return at(extent, Math.min(top, top + extent.rowHeight - extent.viewport));
  }
  return position;
}

/** How many whole rows a PageDown passes. At least one: the key must never be dead. */
export function pageRows(extent: Extent): number {
  return Math.max(1, Math.floor(extent.viewport / extent.rowHeight) - 1);
}

/**
 * A small step moves the rows as far as the bar. Towards an end that is nearer than two views, what is left of the
 * rows shrinks in proportion to what is left of the bar instead, so that both arrive there together, without a jump.
 */
function nearby(extent: Extent, before: Position, bar: number): number {
  const last = lastScrollTop(extent);
  const zone = 2 * extent.viewport;
  if (bar < before.scrollTop && bar < zone) {
    return before.offset * (bar / before.scrollTop);
  }
  if (bar > before.scrollTop && last - bar < zone) {
    const left = lastOffset(extent) - before.offset;
    return lastOffset(extent) - left * ((last - bar) / (last - before.scrollTop));
  }
  return clamp(before.offset + bar - before.scrollTop, 0, lastOffset(extent));
}

function isScaled(extent: Extent): boolean {
  return rowsHeight(extent) > LONGEST;
}

function rowsHeight(extent: Extent): number {
  return extent.count * extent.rowHeight;
}

function lastOffset(extent: Extent): number {
  return Math.max(0, rowsHeight(extent) - extent.viewport);
}

function lastScrollTop(extent: Extent): number {
  return Math.max(0, drawnHeight(extent) - extent.viewport);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
