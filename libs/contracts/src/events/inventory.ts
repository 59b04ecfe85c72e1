import type { Disposition } from '../gen/index.js';

/**
 * What a location holds of one SKU, in pieces, and how it came to that, counted from the start of its history; what is
 * zero is left out. Always: received + found + returned + transferredIn = onHand + shipped + writtenOff + transferredOut.
 */
export interface LocationBalances {
  readonly onHand?: number;
  /** Part of onHand that is promised to orders. */
  readonly reserved?: number;
  readonly received?: number;
  readonly found?: number;
  readonly returned?: number;
  readonly transferredIn?: number;
  readonly shipped?: number;
  readonly writtenOff?: number;
  readonly transferredOut?: number;
}

/** How many pieces at which location. */
export interface Allocation {
  readonly location: string;
  readonly quantity: number;
}

/** What was asked for, and what could be had. */
export interface Refusal {
  readonly requested: number;
  readonly available: number;
}

interface Moved {
  readonly sku: string;
  /** After the event, of every location that it touched. */
  readonly balances: Readonly<Record<string, LocationBalances>>;
  /** When it happened, where that is not when it was recorded (imported history): ISO 8601. */
  readonly occurredAt?: string | undefined;
}

interface OfReservation extends Moved {
  readonly reservationId: string;
  readonly orderId?: string | undefined;
  readonly allocations: readonly Allocation[];
  readonly quantity: number;
}

/** What the inventory context tells the others. Names and fields are the storage format: never change one, add a version. */
export type InventoryEvent =
  | {
      readonly type: 'StockReceived';
      readonly data: Moved & {
        readonly location: string;
        readonly quantity: number;
        readonly reference?: string | undefined;
        /** Pieces of an expected delivery that this receipt fulfils. */
        readonly expected?: number | undefined;
      };
    }
  /** A delivery is on its way: it counts as incoming until it is received under the same reference. */
  | {
      readonly type: 'StockExpected';
      readonly data: Moved & { readonly quantity: number; readonly reference: string };
    }
  /** A correction: pieces found (+) or lost (−), which count as written off. */
  | {
      readonly type: 'StockAdjusted';
      readonly data: Moved & { readonly location: string; readonly quantity: number; readonly reason: string };
    }
  /** Someone counted; movements since `asOf` are already taken into account in `difference`. */
  | {
      readonly type: 'StockCounted';
      readonly data: Moved & {
        readonly location: string;
        readonly counted: number;
        /** Revision of the stream at which the count was true; −1 before its first event. */
        readonly asOf: number;
        readonly difference: number;
      };
    }
  | {
      readonly type: 'StockTransferred';
      readonly data: Moved & { readonly from: string; readonly to: string; readonly quantity: number };
    }
  | {
      readonly type: 'StockWrittenOff';
      readonly data: Moved & { readonly location: string; readonly quantity: number; readonly reason: string };
    }
  | { readonly type: 'SafetyStockSet'; readonly data: Moved & { readonly quantity: number } }
  | { readonly type: 'StockReserved'; readonly data: OfReservation }
  /** A reservation, or a part of it, has ended without shipping. */
  | {
      readonly type: 'StockReleased';
      readonly data: OfReservation & {
        /** Tells releases of parts of one reservation apart. */
        readonly releaseId?: string | undefined;
      };
    }
  /** The reservation id was never used and never will be: a late reserve is refused. */
  | {
      readonly type: 'StockReservationVoided';
      readonly data: Moved & {
        readonly reservationId: string;
        /** Why it could not be made; absent where it was released before it was made. */
        readonly refused?: Refusal | undefined;
      };
    }
  /** A reservation, or a part of it, has left the house. */
  | { readonly type: 'StockShipped'; readonly data: OfReservation & { readonly shipmentId: string } }
  /** Pieces came back: restocked, or taken in and written off at once. */
  | {
      readonly type: 'StockReturned';
      readonly data: Moved & {
        readonly location: string;
        readonly quantity: number;
        readonly disposition: Disposition;
        readonly returnId: string;
        readonly orderId?: string | undefined;
      };
    };

/** What stock streams hold; also what the golden samples are checked against. */
export const inventoryEvents = {
  category: 'stock',
  types: [
    'StockReceived',
    'StockExpected',
    'StockAdjusted',
    'StockCounted',
    'StockTransferred',
    'StockWrittenOff',
    'SafetyStockSet',
    'StockReserved',
    'StockReleased',
    'StockReservationVoided',
    'StockShipped',
    'StockReturned',
  ] satisfies InventoryEvent['type'][],
  upcasts: {},
} as const;
