import { Map } from 'immutable';
import type { Allocation, InventoryEvent, LocationBalances, Refusal } from '#contracts';
import { AppError, IdSet, type Decider } from '#eventing';

export type Locations = Map<string, LocationBalances>;

export interface Hold {
  readonly status: 'open';
  readonly orderId?: string | undefined;
  /** Pieces that it was made for. */
  readonly quantity: number;
  /** Pieces still held: shipped from the front, released from the back. */
  readonly open: readonly Allocation[];
}

/** Voided: it never held anything and never will. */
export type Reservation =
  Hold | { readonly status: 'ended' } | { readonly status: 'voided'; readonly refused?: Refusal | undefined };

/** One SKU with all of its locations. */
export interface StockState {
  /** Of the last event; −1 before the first. */
  readonly revision: number;
  readonly locations: Locations;
  /** Pieces that are promised to no one. */
  readonly safetyStock: number;
  /** Pieces on their way, by the delivery's reference. */
  readonly incoming: Map<string, number>;
  /** Those that hold something, or were voided. */
  readonly reservations: Map<string, Reservation>;
  /** All others that were ever made, since an id is used once. */
  readonly ended: IdSet;
  /** Parcels, returns and partial releases: each happens once, however late it is repeated. */
  readonly done: IdSet;
}

export const noStock: StockState = {
  revision: -1,
  locations: Map(),
  safetyStock: 0,
  incoming: Map(),
  reservations: Map(),
  ended: IdSet.empty,
  done: IdSet.empty,
};

/** Pieces over all locations; `available` is below zero where the safety stock is not covered. */
export function levels({ locations, safetyStock, incoming }: StockState) {
  const sums = { onHand: 0, reserved: 0, shipped: 0, writtenOff: 0 };
  for (const balances of locations.values())
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += balances[name] ?? 0;
  const due = incoming.reduce((sum, quantity) => sum + quantity, 0);
  return { ...sums, available: sums.onHand - sums.reserved - safetyStock, incoming: due, safetyStock };
}

type Encoded = {
  [Key in keyof StockState]: StockState[Key] extends IdSet
    ? string
    : StockState[Key] extends Iterable<infer Item>
      ? Item[]
      : StockState[Key];
};

export const snapshot: Decider<StockState, never, never>['snapshot'] = {
  encode: ({ locations, incoming, reservations, ended, done, ...rest }): Encoded => ({
    ...rest,
    locations: [...locations],
    incoming: [...incoming],
    reservations: [...reservations],
    ended: ended.toText(),
    done: done.toText(),
  }),
  decode: (json) => {
    const { locations, incoming, reservations, ended, done, ...rest } = json as Encoded;
    return {
      ...rest,
      locations: Map(locations),
      incoming: Map(incoming),
      reservations: Map(reservations),
      ended: IdSet.from(ended),
      done: IdSet.from(done),
    };
  },
};

/** One for all: they are many. */
const ENDED: Reservation = { status: 'ended' };

/** A reservation that was made or voided; undefined where its id is free. */
export const reservationOf = ({ reservations, ended }: StockState, id: string): Reservation | undefined =>
  reservations.get(id) ?? (ended.has(id) ? ENDED : undefined);

/** What a location holds; nothing where there is no such location. */
export const at = (locations: Locations, location: string): LocationBalances => locations.get(location) ?? {};

type DraftOf<Event> = Event extends InventoryEvent
  ? { readonly type: Event['type']; readonly data: Omit<Event['data'], 'sku' | 'balances'> }
  : never;
/** What has happened, before its balances are drawn. */
export type Draft = DraftOf<InventoryEvent>;

/** What an event adds to the balances of a location. */
type Movement = readonly [location: string, change: LocationBalances];

/**
 * The double entry: in every line received + found + returned + transferredIn grow by as much as onHand + shipped +
 * writtenOff + transferredOut.
 */
export function movements(event: Draft): readonly Movement[] {
  switch (event.type) {
    case 'StockReceived':
      return [[event.data.location, { onHand: event.data.quantity, received: event.data.quantity }]];
    case 'StockAdjusted':
      return [[event.data.location, corrected(event.data.quantity)]];
    case 'StockCounted':
      return [[event.data.location, corrected(event.data.difference)]];
    case 'StockTransferred': {
      const { from, to, quantity } = event.data;
      return [
        [from, { onHand: -quantity, transferredOut: quantity }],
        [to, { onHand: quantity, transferredIn: quantity }],
      ];
    }
    case 'StockWrittenOff':
      return [[event.data.location, corrected(-event.data.quantity)]];
    case 'StockReserved':
      return event.data.allocations.map(({ location, quantity }) => [location, { reserved: quantity }]);
    case 'StockReleased':
      return event.data.allocations.map(({ location, quantity }) => [location, { reserved: -quantity }]);
    case 'StockShipped':
      return event.data.allocations.map(({ location, quantity }) => [
        location,
        { onHand: -quantity, reserved: -quantity, shipped: quantity },
      ]);
    case 'StockReturned': {
      const { location, quantity, disposition } = event.data;
      const fate = disposition === 'restock' ? { onHand: quantity } : { writtenOff: quantity };
      return [[location, { returned: quantity, ...fate }]];
    }
    case 'StockExpected':
    case 'SafetyStockSet':
    case 'StockReservationVoided':
      return [];
  }
}

const corrected = (quantity: number): LocationBalances =>
  quantity < 0 ? { onHand: quantity, writtenOff: -quantity } : { onHand: quantity, found: quantity };

/** The locations after the movements. */
export const moved = (locations: Locations, changes: readonly Movement[]): Locations =>
  changes.reduce((moving, [location, change]) => moving.set(location, plus(moving.get(location), change)), locations);

/** The event with the balances that it leaves behind. */
export function record(sku: string, locations: Locations, { type, data }: Draft): InventoryEvent {
  const changes = movements({ type, data } as Draft);
  const after = moved(locations, changes);
  const balances = Object.fromEntries(changes.map(([location]) => [location, at(after, location)]));
  const given = Object.entries(data).filter(([, value]) => value !== undefined);
  return { type, data: { sku, ...Object.fromEntries(given), balances } } as InventoryEvent;
}

/** Refuses to take away pieces that are promised to orders, or not there. */
export function assertFree(sku: string, locations: Locations, location: string, quantity: number): void {
  const { onHand = 0, reserved = 0 } = at(locations, location);
  if (quantity <= onHand - reserved) return;
  const code = quantity > onHand ? 'STOCK_UNAVAILABLE' : 'STOCK_RESERVED';
  const message = `${location} has ${onHand} of ${sku}, ${reserved} of them reserved: ${quantity} cannot go.`;
  throw new AppError('rejected', code, message);
}

/** The sum; zeros are left out. */
function plus(balances: LocationBalances = {}, change: LocationBalances): LocationBalances {
  const sums = { ...balances };
  for (const [name, quantity] of Object.entries(change) as [keyof LocationBalances, number][]) {
    const value = (sums[name] ?? 0) + quantity;
    if (value === 0) delete sums[name];
    else sums[name] = value;
  }
  return sums;
}

/** From the fewest locations: first those with the most to give, equal ones by name. */
export function allocate(locations: Locations, quantity: number): Allocation[] {
  const free = [...locations].map(([location, { onHand = 0, reserved = 0 }]) => ({
    location,
    quantity: onHand - reserved,
  }));
  free.sort((a, b) => b.quantity - a.quantity || (a.location < b.location ? -1 : 1));
  return take(free, quantity);
}

/** The first pieces, up to a quantity. */
export function take(allocations: readonly Allocation[], quantity: number): Allocation[] {
  let open = quantity;
  return allocations.flatMap((allocation) => {
    const taken = Math.min(allocation.quantity, open);
    open -= taken;
    return taken > 0 ? [{ location: allocation.location, quantity: taken }] : [];
  });
}

/** What is left of allocations. */
export const without = (allocations: readonly Allocation[], taken: readonly Allocation[]): Allocation[] =>
  allocations
    .map(({ location, quantity }) => ({
      location,
      quantity: quantity - total(taken.filter((part) => part.location === location)),
    }))
    .filter(({ quantity }) => quantity > 0);

export const total = (allocations: readonly Allocation[]): number =>
  allocations.reduce((sum, { quantity }) => sum + quantity, 0);
