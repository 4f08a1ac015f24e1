/** Where the keys of a data grid lead (WAI-ARIA Authoring Practices, "Grid", keyboard interaction for data grids). */
import { HEAD_ROW } from './grid';

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface GridBounds {
  readonly rows: number;
  /** How many rows PageUp and PageDown pass. */
  readonly pageRows: number;
  /** The columns that are shown, from left to right. */
  readonly columns: readonly number[];
  /** The head is a place of its own, one above the first row. */
  readonly head?: boolean;
  /** Shift with a key that leads to another row chooses those between. */
  readonly extends?: boolean;
}

/** With Shift they choose rows on their way. */
const VERTICAL = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp'];

/** The place to which a key leads, inside the grid; `undefined` for a key that is not the grid's. */
export function destination(event: KeyboardEvent, from: Place, bounds: GridBounds): Place | undefined {
  if (event.altKey || event.metaKey) return undefined;
  if (event.shiftKey && !(bounds.extends && from.row >= 0 && isVertical(event))) return undefined;
  const { columns, pageRows, rows } = bounds;
  const first = columns[0] ?? 0;
  const last = columns.at(-1) ?? 0;
  const row = (to: number) => ({ ...from, row: Math.max(0, Math.min(to, rows - 1)) });
  switch (event.key) {
    case 'ArrowDown':
      return row(from.row + 1);
    case 'ArrowUp':
      return bounds.head && !event.shiftKey && from.row <= 0 ? { ...from, row: HEAD_ROW } : row(from.row - 1);
    case 'PageDown':
      return row(from.row + pageRows);
    case 'PageUp':
      return from.row < 0 ? from : row(from.row - pageRows);
    case 'ArrowRight':
      return { ...from, column: columns.find((column) => column > from.column) ?? last };
    case 'ArrowLeft':
      return { ...from, column: columns.findLast((column) => column < from.column) ?? first };
    case 'Home':
      return event.ctrlKey ? { row: 0, column: first } : { ...from, column: first };
    case 'End':
      return event.ctrlKey ? { row: rows - 1, column: last } : { ...from, column: last };
    default:
      return undefined;
  }
}

function isVertical(event: KeyboardEvent): boolean {
  return VERTICAL.includes(event.key) || (event.ctrlKey && (event.key === 'Home' || event.key === 'End'));
}
