import type { Row } from './row.js';

export interface Quarantined {
  readonly row: Row;
  readonly reason: string;
}

export interface PlannedProduct {
  readonly sku: string;
  readonly kind: 'goods' | 'service';
  readonly name: string;
  /** Minor units. */
  readonly price: number;
}

/** Stock that must have been there for the file's history to have happened. */
export interface OpeningStock {
  readonly sku: string;
  readonly quantity: number;
}

export interface PlannedOrder {
  readonly invoice: string;
  /** The earliest of its rows. */
  readonly at: string;
  /** In the file's order: row i is the order's line i + 1. */
  readonly rows: readonly Row[];
}

/** What a cancellation takes back of one order. */
export interface PlannedReturn {
  readonly invoice: string;
  readonly at: string;
  readonly order: PlannedOrder;
  readonly parts: readonly ReturnPart[];
}

/** Pieces of one row of a cancellation that one line of an order gives; a row may need several. */
export interface ReturnPart {
  readonly row: Row;
  /** The order's line, counted from 1. */
  readonly lineId: number;
  readonly quantity: number;
}

/** What is to become of each row of a file: of every row exactly one thing. */
export interface Plan {
  readonly rows: readonly Row[];
  /** The earliest moment of the file. */
  readonly from: string;
  readonly products: readonly PlannedProduct[];
  readonly openingStock: readonly OpeningStock[];
  readonly orders: readonly PlannedOrder[];
  readonly returns: readonly PlannedReturn[];
  readonly adjustments: readonly Row[];
  readonly quarantine: readonly Quarantined[];
}
