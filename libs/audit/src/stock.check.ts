import type { InventoryEvent, LocationBalances } from '#contracts';
import type { RecordedEvent } from '#ports';
import type { Check, Report } from './finding.js';

type Balances = { -readonly [K in keyof LocationBalances]-?: number };
type Column = keyof Balances;

interface Hold {
  readonly orderId: string | undefined;
  /** Pieces per location that are neither released nor shipped. */
  readonly open: Map<string, number>;
  readonly reserved: number;
  released: number;
  shipped: number;
}

/** What stock checks leave for the checks over several streams. */
export interface StockFacts {
  /** By order: what it holds or held, per SKU. */
  readonly holds: ReadonlyMap<string, readonly { readonly sku: string; readonly hold: Readonly<Hold> }[]>;
}

const COLUMNS: readonly Column[] = [
  'onHand',
  'reserved',
  'received',
  'found',
  'returned',
  'transferredIn',
  'shipped',
  'writtenOff',
  'transferredOut',
];

const nothing = (): Balances => Object.fromEntries(COLUMNS.map((column) => [column, 0])) as Balances;

/** Keeps its own books of every SKU and location, and compares them with the balances that the events carry. */
export class StockCheck implements Check, StockFacts {
  private readonly skus = new Map<string, { locations: Map<string, Balances>; holds: Map<string, Hold | 'voided'> }>();
  readonly holds = new Map<string, { sku: string; hold: Hold }[]>();

  constructor(private readonly report: Report) {}

  see(event: RecordedEvent): void {
    if (!event.stream.startsWith('stock-')) return;
    const { type, data } = event as unknown as InventoryEvent;
    let books = this.skus.get(event.stream);
    if (!books) this.skus.set(event.stream, (books = { locations: new Map(), holds: new Map() }));
    const { locations, holds } = books;
    const touched = new Set<string>();
    const add = (location: string, changes: Partial<Balances>) => {
      let balances = locations.get(location);
      if (!balances) locations.set(location, (balances = nothing()));
      for (const column in changes) balances[column as Column] += changes[column as Column]!;
      touched.add(location);
    };

    switch (type) {
      case 'StockReceived':
        add(data.location, { onHand: data.quantity, received: data.quantity });
        break;
      case 'StockAdjusted':
        add(data.location, corrected(data.quantity));
        break;
      case 'StockCounted':
        add(data.location, corrected(data.difference));
        break;
      case 'StockTransferred':
        add(data.from, { onHand: -data.quantity, transferredOut: data.quantity });
        add(data.to, { onHand: data.quantity, transferredIn: data.quantity });
        break;
      case 'StockWrittenOff':
        add(data.location, { onHand: -data.quantity, writtenOff: data.quantity });
        break;
      case 'StockReturned': {
        const { location, quantity } = data;
        const kept = data.disposition === 'restock';
        add(location, kept ? { onHand: quantity, returned: quantity } : { returned: quantity, writtenOff: quantity });
        break;
      }
      case 'StockReserved':
        for (const { location, quantity } of data.allocations) add(location, { reserved: quantity });
        this.reserve(event, data, holds);
        break;
      case 'StockReleased':
        for (const { location, quantity } of data.allocations) add(location, { reserved: -quantity });
        this.resolve(event, data, holds.get(data.reservationId), 'released');
        break;
      case 'StockShipped':
        for (const { location, quantity } of data.allocations) {
          add(location, { reserved: -quantity, onHand: -quantity, shipped: quantity });
        }
        this.resolve(event, data, holds.get(data.reservationId), 'shipped');
        break;
      case 'StockReservationVoided':
        if (holds.has(data.reservationId)) {
          this.report('reservation-used-once', event, `Reservation ${data.reservationId} is voided after it was used.`);
        }
        holds.set(data.reservationId, 'voided');
        break;
      case 'StockExpected':
      case 'SafetyStockSet':
        break;
    }
    for (const location of touched) this.compare(event, location, locations.get(location)!, data.balances[location]);
  }

  end(): void {
    for (const [stream, { locations, holds }] of this.skus) {
      let open = 0;
      for (const hold of holds.values())
        if (hold !== 'voided') for (const quantity of hold.open.values()) open += quantity;
      let reserved = 0;
      for (const balances of locations.values()) reserved += balances.reserved;
      if (open !== reserved) {
        this.report('reserved-is-open-holds', stream, `Open holds are ${open} pieces, reserved are ${reserved}.`);
      }
    }
  }

  private reserve(
    event: RecordedEvent,
    data: (InventoryEvent & { type: 'StockReserved' })['data'],
    holds: Map<string, Hold | 'voided'>,
  ) {
    if (holds.has(data.reservationId)) {
      this.report('reservation-used-once', event, `Reservation ${data.reservationId} is used a second time.`);
    }
    const open = new Map<string, number>();
    for (const { location, quantity } of data.allocations) open.set(location, (open.get(location) ?? 0) + quantity);
    const hold: Hold = { orderId: data.orderId, open, reserved: data.quantity, released: 0, shipped: 0 };
    if (sum(open.values()) !== data.quantity) {
      this.report('balances-true', event, `${data.quantity} pieces are reserved, ${sum(open.values())} allocated.`);
    }
    holds.set(data.reservationId, hold);
    if (!data.orderId) return;
    const ofOrder = this.holds.get(data.orderId);
    const entry = { sku: data.sku, hold };
    if (ofOrder) ofOrder.push(entry);
    else this.holds.set(data.orderId, [entry]);
  }

  private resolve(
    event: RecordedEvent,
    {
      reservationId,
      quantity,
      allocations,
    }: { reservationId: string; quantity: number; allocations: readonly { location: string; quantity: number }[] },
    hold: Hold | 'voided' | undefined,
    how: 'released' | 'shipped',
  ): void {
    if (!hold || hold === 'voided') {
      this.report('reservation-resolved-once', event, `Reservation ${reservationId} is ${how} and was never made.`);
      return;
    }
    for (const { location, quantity: pieces } of allocations) {
      const left = (hold.open.get(location) ?? 0) - pieces;
      hold.open.set(location, left);
      if (left < 0) {
        this.report(
          'reservation-resolved-once',
          event,
          `Of reservation ${reservationId} ${-left} pieces too many are ${how}.`,
        );
      }
    }
    hold[how] += quantity;
  }

  private compare(event: RecordedEvent, location: string, own: Balances, carried: LocationBalances | undefined): void {
    for (const column of COLUMNS) {
      if (own[column] < 0) {
        this.report('stock-never-below-zero', event, `${column} at ${location} is ${own[column]}.`);
      }
      if ((carried?.[column] ?? 0) !== own[column]) {
        const said = carried?.[column] ?? 0;
        this.report('balances-true', event, `${column} at ${location} is said to be ${said}, and is ${own[column]}.`);
      }
    }
    const came = sumOf(carried, ['received', 'found', 'returned', 'transferredIn']);
    const went = sumOf(carried, ['onHand', 'shipped', 'writtenOff', 'transferredOut']);
    if (came !== went) {
      this.report('stock-conserved', event, `At ${location} ${came} pieces came in, and ${went} are accounted for.`);
    }
  }
}

const corrected = (quantity: number): Partial<Balances> =>
  quantity > 0 ? { onHand: quantity, found: quantity } : { onHand: quantity, writtenOff: -quantity };

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, each) => total + each, 0);

const sumOf = (balances: LocationBalances | undefined, columns: readonly Column[]) =>
  columns.reduce((total, column) => total + (balances?.[column] ?? 0), 0);
