/** What a {@link Grid} is told about its columns, their order, and the rows that are chosen. */

export interface GridColumn {
  /** Names the column to the cell snippet, and is the class of its cells. */
  readonly key: string;
  readonly label: string;
  /** Numbers stand at the end. */
  readonly align?: 'start' | 'end';
  /** The cell that tells what the row is: read out with every other cell of it. */
  readonly header?: boolean;
  /** Cells of this column hold one button, which takes their focus. */
  readonly holdsButton?: boolean;
  /** It keeps its number and is passed over. The owner's cells of it have to be hidden, too. */
  readonly hidden?: boolean;
  /** Rows can be put in the order of this column. */
  readonly sorts?: boolean;
}

/** By which column the rows are in order. The owner orders them: a grid only says that it was asked to. */
export interface GridOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** Which rows are chosen. The owner keeps it: the rows of a grid come and go. */
export interface GridChoice<Row> {
  has(row: Row): boolean;
  /** Of all rows there are. */
  readonly part: 'none' | 'some' | 'all';
  toggle(row: Row): void;
  /** The rows `from` to `to`, both included, in either direction; what the last call chose beyond them is given up. */
  extend(from: number, to: number): void;
  all(): void;
  clear(): void;
  /** Names the box of a row. */
  label(row: Row): string;
  readonly labelAll: string;
}

/** The column of boxes, which the grid adds itself. */
export const CHOICE = 'choice';

/** The row of the head, as a place to which keys lead. */
export const HEAD_ROW = -1;
