import { inventoryEvents, type Allocation, type Disposition, type InventoryEvent } from '#contracts';
import { AppError, DomainCommand, type Decider } from '#eventing';
import {
  allocate,
  assertFree,
  at,
  levels,
  moved,
  movements,
  noStock,
  record,
  reservationOf,
  snapshot,
  take,
  total,
  without,
  type Draft,
  type Reservation,
  type StockState,
} from './stock.state.js';

/** The location that is meant where none is named. */
export const MAIN = 'main';

type AtLocation = { readonly location?: string };
/** Imported history says when it happened: ISO 8601. */
type Happened = { readonly occurredAt?: string };

type Receipt = AtLocation & Happened & { readonly quantity: number; readonly reference?: string };
export class ReceiveStock extends DomainCommand<StockState, Receipt> {
  readonly type = 'ReceiveStock';
}

export class ExpectStock extends DomainCommand<StockState, { readonly quantity: number; readonly reference: string }> {
  readonly type = 'ExpectStock';
}

/** Pieces found (+) or lost (−); with `changeFromQuantity` only where the location has that many on hand. */
type Adjustment = { readonly quantity: number; readonly reason: string; readonly changeFromQuantity?: number };
export class AdjustStock extends DomainCommand<StockState, AtLocation & Happened & Adjustment> {
  readonly type = 'AdjustStock';
}

/**
 * Someone counted, now or as of an earlier revision; what has moved since stays on top. What was on hand then comes
 * with the command: it is a fact that no longer changes, so reading it before the decision is safe at any distance.
 */
type Count = { readonly counted: number; readonly asOf?: { readonly revision: number; readonly onHand: number } };
export class CountStock extends DomainCommand<StockState, AtLocation & Count> {
  readonly type = 'CountStock';
}

type Transfer = { readonly from: string; readonly to: string; readonly quantity: number };
export class TransferStock extends DomainCommand<StockState, Transfer> {
  readonly type = 'TransferStock';
}

type WriteOff = { readonly quantity: number; readonly reason: string };
export class WriteOffStock extends DomainCommand<StockState, AtLocation & WriteOff> {
  readonly type = 'WriteOffStock';
}

export class SetSafetyStock extends DomainCommand<StockState, { readonly quantity: number }> {
  readonly type = 'SetSafetyStock';
}

type Reserve = { readonly reservationId: string; readonly orderId?: string; readonly quantity: number };
export class ReserveStock extends DomainCommand<StockState, Happened & Reserve> {
  readonly type = 'ReserveStock';
}

/** Ends a reservation or a part of it. Never refused, compensations depend on it: what is not open has ended already. */
type Release = { readonly reservationId: string; readonly quantity?: number; readonly releaseId?: string };
export class ReleaseStock extends DomainCommand<StockState, Release> {
  readonly type = 'ReleaseStock';
}

/** Makes the refusal of a reservation final; refused itself where the reservation was made meanwhile. */
type Void = { readonly reservationId: string; readonly requested: number };
export class VoidReservation extends DomainCommand<StockState, Void> {
  readonly type = 'VoidReservation';
}

type Parcel = Reserve & { readonly shipmentId: string };
export class ShipStock extends DomainCommand<StockState, Happened & Parcel> {
  readonly type = 'ShipStock';
}

type Return = { readonly quantity: number; readonly disposition: Disposition } & {
  readonly returnId: string;
  readonly orderId?: string;
};
export class ReturnStock extends DomainCommand<StockState, Happened & Return> {
  readonly type = 'ReturnStock';
}

export type StockCommand =
  | (ReceiveStock | ExpectStock | AdjustStock | CountStock | TransferStock | WriteOffStock | SetSafetyStock)
  | (ReserveStock | ReleaseStock | VoidReservation | ShipStock | ReturnStock);

export const stock: Decider<StockState, StockCommand, InventoryEvent> = {
  category: inventoryEvents.category,
  schema: 2,
  events: inventoryEvents,
  initial: noStock,

  decide(command, state) {
    const sku = command.id;
    const happens = (draft: Draft) => [record(sku, state.locations, draft)];
    switch (command.type) {
      case 'ReceiveStock': {
        const { location = MAIN, quantity, reference, occurredAt } = command.data;
        const due = reference === undefined ? 0 : state.incoming.get(reference, 0);
        const expected = Math.min(quantity, due) || undefined;
        return happens({ type: 'StockReceived', data: { location, quantity, reference, expected, occurredAt } });
      }
      case 'ExpectStock':
        return happens({ type: 'StockExpected', data: command.data });
      case 'AdjustStock': {
        const { location = MAIN, quantity, reason, changeFromQuantity, occurredAt } = command.data;
        if (quantity === 0) throw invalid('/quantity', 'must not be zero');
        const { onHand = 0 } = at(state.locations, location);
        if (changeFromQuantity !== undefined && changeFromQuantity !== onHand)
          throw rejected('QUANTITY_CHANGED', `${location} has ${onHand} of ${sku}, not ${changeFromQuantity}.`);
        assertFree(sku, state.locations, location, -quantity);
        return happens({ type: 'StockAdjusted', data: { location, quantity, reason, occurredAt } });
      }
      case 'CountStock': {
        const { location = MAIN, counted } = command.data;
        const { onHand = 0 } = at(state.locations, location);
        const asOf = command.data.asOf ?? { revision: state.revision, onHand };
        if (asOf.revision > state.revision) throw invalid('/asOf', `must not be above ${state.revision}`);
        const difference = counted - asOf.onHand;
        assertFree(sku, state.locations, location, -difference);
        return happens({ type: 'StockCounted', data: { location, counted, asOf: asOf.revision, difference } });
      }
      case 'TransferStock':
        if (command.data.from === command.data.to) throw invalid('/to', 'must be another location');
        assertFree(sku, state.locations, command.data.from, command.data.quantity);
        return happens({ type: 'StockTransferred', data: command.data });
      case 'WriteOffStock': {
        const { location = MAIN, quantity, reason } = command.data;
        assertFree(sku, state.locations, location, quantity);
        return happens({ type: 'StockWrittenOff', data: { location, quantity, reason } });
      }
      case 'SetSafetyStock':
        if (command.data.quantity === state.safetyStock && state.revision >= 0) return [];
        return happens({ type: 'SafetyStockSet', data: command.data });
      case 'ReserveStock': {
        const { reservationId, quantity } = command.data;
        const made = reservationOf(state, reservationId);
        if (made?.status === 'open' && made.quantity === quantity) return [];
        if (made?.status === 'open')
          throw rejected('RESERVATION_DIFFERS', `Reservation ${reservationId} of ${sku} is for ${made.quantity}.`);
        if (made) throw rejected('RESERVATION_CLOSED', `Reservation ${reservationId} of ${sku} has ended.`);
        const available = availableOf(state);
        if (quantity > available)
          throw rejected('STOCK_UNAVAILABLE', `${quantity} of ${sku} requested, ${available} available.`);
        const allocations = allocate(state.locations, quantity);
        return happens({ type: 'StockReserved', data: { ...command.data, allocations } });
      }
      case 'ReleaseStock': {
        const { reservationId, releaseId, quantity = Infinity } = command.data;
        const hold = reservationOf(state, reservationId);
        if (!hold) return happens({ type: 'StockReservationVoided', data: { reservationId } });
        if (hold.status !== 'open') return [];
        if (releaseId !== undefined && state.done.has(once('release', reservationId, releaseId))) return [];
        const allocations = take(hold.open.toReversed(), quantity);
        const released = { reservationId, releaseId, orderId: hold.orderId, allocations, quantity: total(allocations) };
        return happens({ type: 'StockReleased', data: released });
      }
      case 'VoidReservation': {
        const { reservationId, requested } = command.data;
        const made = reservationOf(state, reservationId);
        if (made?.status === 'voided') return [];
        if (made) throw rejected('RESERVATION_USED', `Reservation ${reservationId} of ${sku} was made.`);
        const refused = { requested, available: availableOf(state) };
        return happens({ type: 'StockReservationVoided', data: { reservationId, refused } });
      }
      case 'ShipStock': {
        const { reservationId, shipmentId, quantity } = command.data;
        if (state.done.has(once('shipment', reservationId, shipmentId))) return [];
        const made = reservationOf(state, reservationId);
        const { open, orderId } = made?.status === 'open' ? made : { open: [] };
        if (quantity > total(open))
          throw rejected('RESERVATION_EXCEEDED', `Reservation ${reservationId} of ${sku} has ${total(open)} to ship.`);
        const allocations = take(open, quantity);
        const shipped = { ...command.data, orderId: orderId ?? command.data.orderId, allocations };
        return happens({ type: 'StockShipped', data: shipped });
      }
      case 'ReturnStock':
        if (state.done.has(once('return', command.data.returnId, command.data.disposition))) return [];
        return happens({ type: 'StockReturned', data: { location: MAIN, ...command.data } });
    }
  },

  evolve(before, event) {
    const locations = moved(before.locations, movements(event));
    const state = { ...before, revision: before.revision + 1, locations };
    switch (event.type) {
      case 'StockExpected':
        return incoming(state, event.data.reference, event.data.quantity);
      case 'StockReceived':
        return event.data.expected ? incoming(state, event.data.reference ?? '', -event.data.expected) : state;
      case 'SafetyStockSet':
        return { ...state, safetyStock: event.data.quantity };
      case 'StockReserved': {
        const { reservationId, orderId, quantity, allocations: open } = event.data;
        return reservation(state, reservationId, { status: 'open', orderId, quantity, open });
      }
      case 'StockReservationVoided':
        return reservation(state, event.data.reservationId, { status: 'voided', refused: event.data.refused });
      case 'StockReleased': {
        const { reservationId, releaseId, allocations } = event.data;
        const released = lessened(state, reservationId, allocations);
        return releaseId === undefined ? released : settled(released, once('release', reservationId, releaseId));
      }
      case 'StockShipped': {
        const { reservationId, shipmentId, allocations } = event.data;
        return settled(lessened(state, reservationId, allocations), once('shipment', reservationId, shipmentId));
      }
      case 'StockReturned':
        return settled(state, once('return', event.data.returnId, event.data.disposition));
      case 'StockAdjusted':
      case 'StockCounted':
      case 'StockTransferred':
      case 'StockWrittenOff':
        return state;
    }
  },

  /** What orders ask: they are told the revision, and of a refusal what was missing, which stays in the state. */
  answersAnyTime: ({ type }) => FOR_ORDERS.has(type),

  snapshot,
};

const FOR_ORDERS: ReadonlySet<StockCommand['type']> = new Set([
  'ReserveStock',
  'ReleaseStock',
  'VoidReservation',
  'ShipStock',
  'ReturnStock',
]);

const availableOf = (state: StockState) => Math.max(0, levels(state).available);

const incoming = (state: StockState, reference: string, change: number): StockState => {
  const due = state.incoming.get(reference, 0) + change;
  return { ...state, incoming: due > 0 ? state.incoming.set(reference, due) : state.incoming.delete(reference) };
};

const reservation = (state: StockState, id: string, is: Reservation): StockState => ({
  ...state,
  reservations: state.reservations.set(id, is),
});

/** A hold without what was released or shipped of it; one with nothing left has ended. */
function lessened(state: StockState, id: string, taken: readonly Allocation[]): StockState {
  const hold = state.reservations.get(id);
  const open = hold?.status === 'open' ? without(hold.open, taken) : [];
  if (hold?.status === 'open' && open.length) return reservation(state, id, { ...hold, open });
  return { ...state, reservations: state.reservations.delete(id), ended: state.ended.add(id) };
}

const settled = (state: StockState, key: string): StockState => ({ ...state, done: state.done.add(key) });

/** Ids have no control characters. */
const once = (...ids: readonly string[]): string => ids.join('\n');

const rejected = (code: string, message: string) => new AppError('rejected', code, message);
const invalid = (pointer: string, message: string) =>
  new AppError('invalid', 'VALIDATION_FAILED', `${pointer.slice(1)} ${message}.`, [{ pointer, message }]);
