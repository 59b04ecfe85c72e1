import { readFileSync } from 'node:fs';
import { inventoryEvents, type InventoryEvent } from '#contracts';
import { decode, someMeta, type DomainEvent, type Recorded } from '#eventing';
import { stockLevelRows, type StockLevelRow } from './stock-level.projection.js';
import { stock } from './stock.decider.js';
import { levels } from './stock.state.js';
import { stockOfRow, stockView } from './stock.view.js';

const stored = JSON.parse(readFileSync('libs/contracts/golden/inventory.json', 'utf8')) as DomainEvent[];
const { at } = someMeta();
const history = stored.map((event, revision) => ({
  ...event,
  id: String(revision),
  stream: 'stock-22469A',
  revision,
  position: revision + 1,
  metadata: { ...someMeta(), commandHash: '' },
}));

describe('what was ever stored of stock', () => {
  it('has a sample of every type', () => {
    const types: Record<InventoryEvent['type'], true> = {
      StockReceived: true,
      StockExpected: true,
      StockAdjusted: true,
      StockCounted: true,
      StockTransferred: true,
      StockWrittenOff: true,
      SafetyStockSet: true,
      StockReserved: true,
      StockReleased: true,
      StockReservationVoided: true,
      StockShipped: true,
      StockReturned: true,
    };
    expect(new Set(stored.map(({ type }) => type))).toEqual(new Set(Object.keys(types)));
    expect(new Set(inventoryEvents.types)).toEqual(new Set(Object.keys(types)));
  });

  it('comes to the same as on the day it was stored', () => {
    const events = history.map((event) => decode<InventoryEvent>(inventoryEvents, event));
    const state = events.reduce((folded, event) => stock.evolve(folded, event), stock.initial);
    expect(levels(state)).toEqual({
      onHand: 11,
      reserved: 1,
      available: 8,
      incoming: 8,
      shipped: 13,
      writtenOff: 3,
      safetyStock: 2,
    });
    expect(Object.fromEntries(state.locations)).toEqual({
      main: { onHand: 6, received: 12, transferredIn: 3, found: 2, returned: 3, shipped: 12, writtenOff: 2 },
      east: { onHand: 5, received: 10, transferredOut: 3, reserved: 1, shipped: 1, writtenOff: 1 },
    });
    expect([...state.reservations.values()]).toEqual([
      {
        status: 'open',
        orderId: '0198c5f0-2f6a-7c11-9a51-3d1f5b0c7e32',
        quantity: 15,
        open: [{ location: 'east', quantity: 1 }],
      },
      { status: 'voided', refused: { requested: 50, available: 8 } },
    ]);
    expect(state.incoming.toObject()).toEqual({ 'delivery 7': 8 });
    expect(state.done.size).toBe(4);
  });

  it('comes to rows that say what the aggregate says, at every revision', () => {
    let state = stock.initial;
    let row: StockLevelRow | undefined;
    for (const event of history as Recorded<InventoryEvent>[]) {
      state = stock.evolve(state, event);
      const { revision } = event;
      row = { ...stockLevelRows.evolve(row, event), id: '22469A', revision } as StockLevelRow;
      expect(stockOfRow(row)).toEqual(stockView('22469A', { state, revision, createdAt: at, updatedAt: at }));
    }
  });
});
