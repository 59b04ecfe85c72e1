import { deepStrictEqual, ok, throws } from 'node:assert/strict';
import fc from 'fast-check';
import type { InventoryEvent, LocationBalances } from '#contracts';
import { AppError, someMeta, type Recorded } from '#eventing';
import {
  AdjustStock,
  CountStock,
  ExpectStock,
  ReceiveStock,
  ReleaseStock,
  ReserveStock,
  ReturnStock,
  SetSafetyStock,
  ShipStock,
  stock,
  TransferStock,
  VoidReservation,
  WriteOffStock,
  type StockCommand,
} from './stock.decider.js';
import { stockLevelRows, type StockLevelRow } from './stock-level.projection.js';
import { levels, reservationOf, type StockState } from './stock.state.js';
import { stockOfRow, stockView } from './stock.view.js';

const sku = 'CUP';
const meta = someMeta();
const quantity = fc.integer({ min: 1, max: 6 });
const location = fc.constantFrom(undefined, 'east', '__proto__');
const place = fc.constantFrom('main', 'east', '__proto__');
const reservationId = fc.constantFrom('r1', 'r2', 'r3', 'r4');
const reference = fc.constantFrom(undefined, 'd1', 'd2');
const reason = fc.constant('some');

const command: fc.Arbitrary<StockCommand> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ location, quantity, reference }).map((data) => new ReceiveStock(sku, data, meta)),
  },
  fc.record({ quantity, reference: fc.constantFrom('d1', 'd2') }).map((data) => new ExpectStock(sku, data, meta)),
  fc
    .record({
      location,
      quantity: fc.integer({ min: -4, max: 4 }),
      reason,
      changeFromQuantity: fc.option(fc.nat({ max: 6 }), { nil: undefined, freq: 2 }),
    })
    .map((data) => new AdjustStock(sku, data, meta)),
  fc.record({ location, counted: fc.nat({ max: 12 }) }).map((data) => new CountStock(sku, data, meta)),
  fc.record({ from: place, to: place, quantity }).map((data) => new TransferStock(sku, data, meta)),
  fc.record({ location, quantity, reason }).map((data) => new WriteOffStock(sku, data, meta)),
  fc.record({ quantity: fc.nat({ max: 3 }) }).map((data) => new SetSafetyStock(sku, data, meta)),
  { weight: 4, arbitrary: fc.record({ reservationId, quantity }).map((data) => new ReserveStock(sku, data, meta)) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        reservationId,
        quantity: fc.option(quantity, { nil: undefined }),
        releaseId: fc.constantFrom(undefined, 'p1', 'p2'),
      })
      .map((data) => new ReleaseStock(sku, data, meta)),
  },
  fc.record({ reservationId, requested: quantity }).map((data) => new VoidReservation(sku, data, meta)),
  {
    weight: 3,
    arbitrary: fc
      .record({ reservationId, shipmentId: fc.constantFrom('s1', 's2', 's3'), quantity })
      .map((data) => new ShipStock(sku, data, meta)),
  },
  fc
    .record({
      returnId: fc.constantFrom('b1', 'b2'),
      quantity,
      disposition: fc.constantFrom('restock' as const, 'damaged' as const, 'scrap' as const),
    })
    .map((data) => new ReturnStock(sku, data, meta)),
);

/**
 * What reaches the stream: commands in any order, some of them once or twice more at another place, as they are sent
 * again where an answer was lost, whether or not they had been applied.
 */
const anywhere = fc.double({ min: 0, max: 1, noNaN: true });
const traffic = fc
  .array(fc.record({ command, repeats: fc.array(anywhere, { maxLength: 2 }) }), { maxLength: 40 })
  .map((sent) => {
    const arriving = sent.map((one) => one.command);
    for (const { command: repeated, repeats } of sent)
      for (const at of repeats) arriving.splice(Math.floor(at * arriving.length), 0, repeated);
    return arriving;
  });

interface Step {
  readonly command: StockCommand;
  readonly before: StockState;
  readonly events: readonly InventoryEvent[];
  readonly after: StockState;
}

/** Runs the commands on a stream that remembers no command: the domain alone has to recognise what it has seen. */
function run(commands: readonly StockCommand[]): Step[] {
  const steps: Step[] = [];
  let state = stock.initial;
  for (const one of commands) {
    try {
      const events = stock.decide(one, state);
      const after = events.reduce((folded, event) => stock.evolve(folded, event), state);
      steps.push({ command: one, before: state, events, after });
      state = after;
    } catch (error) {
      if (!(error instanceof AppError)) throw error; // refused: nothing happened
    }
  }
  return steps;
}

const eventsOf = (steps: readonly Step[]) => steps.flatMap(({ events }) => events);
const always = (check: (steps: readonly Step[]) => void) => fc.property(traffic, (commands) => check(run(commands)));
const RUNS = { numRuns: 500 };
const sumOf = <Item>(items: readonly Item[], of: (item: Item) => number) =>
  items.reduce((sum, item) => sum + of(item), 0);
const ofType = <Type extends InventoryEvent['type']>(events: readonly InventoryEvent[], type: Type) =>
  events.filter((event): event is Extract<InventoryEvent, { type: Type }> => event.type === type);

describe('stock, whatever is sent, repeated, reordered or lost,', () => {
  it('is conserved at every location and never negative', () => {
    fc.assert(
      always((steps) => {
        for (const { after } of steps)
          for (const [name, balances] of after.locations) {
            const { onHand = 0, reserved = 0, received = 0, found = 0, returned = 0 }: LocationBalances = balances;
            const { transferredIn = 0, shipped = 0, writtenOff = 0, transferredOut = 0 }: LocationBalances = balances;
            deepStrictEqual(
              [name, received + found + returned + transferredIn],
              [name, onHand + shipped + writtenOff + transferredOut],
            );
            ok((Object.values(balances) as number[]).every((pieces) => pieces > 0));
            ok(reserved <= onHand);
          }
      }),
      RUNS,
    );
  });

  it('adds up to the facts', () => {
    fc.assert(
      always((steps) => {
        const events = eventsOf(steps);
        const state = steps.at(-1)?.after ?? stock.initial;
        const totals = (name: keyof LocationBalances) => sumOf([...state.locations.values()], (b) => b[name] ?? 0);
        const quantities = (
          type: 'StockReceived' | 'StockReserved' | 'StockReleased' | 'StockShipped' | 'StockReturned',
        ) => sumOf(ofType(events, type), ({ data }) => data.quantity);
        const corrections = [
          ...ofType(events, 'StockAdjusted').map(({ data }) => data.quantity),
          ...ofType(events, 'StockCounted').map(({ data }) => data.difference),
          ...ofType(events, 'StockWrittenOff').map(({ data }) => -data.quantity),
        ];
        const lostOnReturn = ofType(events, 'StockReturned').filter(({ data }) => data.disposition !== 'restock');
        deepStrictEqual(
          {
            received: totals('received'),
            shipped: totals('shipped'),
            returned: totals('returned'),
            reserved: totals('reserved'),
            corrected: totals('found') - totals('writtenOff') + sumOf(lostOnReturn, ({ data }) => data.quantity),
            transferred: totals('transferredIn') - totals('transferredOut'),
            revision: state.revision,
          },
          {
            received: quantities('StockReceived'),
            shipped: quantities('StockShipped'),
            returned: quantities('StockReturned'),
            reserved: quantities('StockReserved') - quantities('StockReleased') - quantities('StockShipped'),
            corrected: sumOf(corrections, (change) => change),
            transferred: 0,
            revision: events.length - 1,
          },
        );
      }),
      RUNS,
    );
  });

  it('has reserved at every location what is open of its reservations', () => {
    fc.assert(
      always((steps) => {
        for (const { after } of steps) {
          const open = [...after.reservations.values()].flatMap((made) => (made.status === 'open' ? made.open : []));
          for (const [name, { reserved = 0 }] of after.locations)
            deepStrictEqual(
              sumOf(open, (part) => (part.location === name ? part.quantity : 0)),
              reserved,
            );
          deepStrictEqual(
            levels(after).reserved,
            sumOf(open, (part) => part.quantity),
          );
        }
      }),
      RUNS,
    );
  });

  it('carries in every event the balances that the fold comes to', () => {
    fc.assert(
      always((steps) => {
        for (const { events, after } of steps)
          for (const { data } of events)
            for (const [name, balances] of Object.entries(data.balances))
              deepStrictEqual(balances, after.locations.get(name));
      }),
      RUNS,
    );
  });

  it('comes to rows that say what the aggregate says', () => {
    const { at } = meta;
    const about = { id: '', stream: '', position: 0, metadata: { ...meta, commandHash: '' } };
    fc.assert(
      always((steps) => {
        let row: StockLevelRow | undefined;
        for (const { events, after } of steps)
          for (const event of events) {
            const recorded: Recorded<InventoryEvent> = { ...event, ...about, revision: after.revision };
            row = { ...stockLevelRows.evolve(row, recorded), id: sku, revision: after.revision } as StockLevelRow;
            const loaded = { state: after, revision: after.revision, createdAt: at, updatedAt: at };
            deepStrictEqual(stockOfRow(row), stockView(sku, loaded));
          }
      }),
      RUNS,
    );
  });

  it('promises only what is free, and tells from where', () => {
    fc.assert(
      always((steps) => {
        for (const { before, events } of steps)
          for (const { data } of ofType(events, 'StockReserved')) {
            ok(data.quantity <= levels(before).available);
            deepStrictEqual(
              sumOf(data.allocations, (part) => part.quantity),
              data.quantity,
            );
            const free = [...before.locations.values()].map(({ onHand = 0, reserved = 0 }) => onHand - reserved);
            free.sort((a, b) => b - a);
            const fewest = free.findIndex((_, i) => sumOf(free.slice(0, i + 1), (q) => q) >= data.quantity) + 1;
            deepStrictEqual(data.allocations.length, fewest);
          }
      }),
      RUNS,
    );
  });

  it('does each thing once', () => {
    fc.assert(
      always((steps) => {
        const seen = new Set<string>();
        for (const { type, data } of eventsOf(steps)) {
          const key =
            type === 'StockReserved' || type === 'StockReservationVoided'
              ? `reservation ${data.reservationId}` // either made or void, and that once
              : type === 'StockShipped'
                ? `parcel ${data.reservationId} ${data.shipmentId}`
                : type === 'StockReturned'
                  ? `return ${data.returnId} ${data.disposition}`
                  : type === 'StockReleased' && data.releaseId
                    ? `release ${data.reservationId} ${data.releaseId}`
                    : undefined;
          if (key === undefined) continue;
          ok(!seen.has(key), key);
          seen.add(key);
        }
      }),
      RUNS,
    );
  });

  it('never refuses a release', () => {
    fc.assert(
      always((steps) => {
        const state = steps.at(-1)?.after ?? stock.initial;
        for (const id of ['r1', 'r2', 'r3', 'r4', 'r5']) {
          const events = stock.decide(new ReleaseStock(sku, { reservationId: id }, meta), state);
          const after = events.reduce((folded, event) => stock.evolve(folded, event), state);
          ok(['ended', 'voided'].includes(reservationOf(after, id)?.status ?? ''));
          const late = new ReserveStock(sku, { reservationId: id, quantity: 1 }, meta);
          throws(() => stock.decide(late, after), { code: 'RESERVATION_CLOSED' });
        }
      }),
      RUNS,
    );
  });

  it('leaves the old state as it was', () => {
    fc.assert(
      fc.property(traffic, (commands) => {
        let state = stock.initial;
        for (const { events } of run(commands))
          for (const event of events) {
            const before = JSON.stringify(stock.snapshot?.encode(state));
            const next = stock.evolve(state, event);
            deepStrictEqual(JSON.stringify(stock.snapshot?.encode(state)), before);
            state = next;
          }
      }),
    );
  });

  it('survives being written down', () => {
    fc.assert(
      always((steps) => {
        const state = steps.at(-1)?.after ?? stock.initial;
        const json = JSON.stringify(stock.snapshot?.encode(state));
        const read = stock.snapshot?.decode(JSON.parse(json));
        expect(JSON.stringify(stock.snapshot?.encode(read!))).toBe(json);
        expect(levels(read!)).toEqual(levels(state));
        for (const id of ['r1', 'r2', 'r3', 'r4', 'r5'])
          expect(reservationOf(read!, id)).toEqual(reservationOf(state, id));
      }),
      RUNS,
    );
  });

  it('keeps a count that was made at any earlier moment', () => {
    fc.assert(
      fc.property(traffic, fc.nat(), fc.nat({ max: 20 }), (commands, pick, counted) => {
        const steps = run(commands).filter(({ events }) => events.length > 0);
        fc.pre(steps.length > 0);
        const state = steps.at(-1)!.after;
        const onHandAt = ({ locations }: StockState) => locations.get('main')?.onHand ?? 0;
        const then = steps[pick % steps.length]!.after;
        const asOf = { revision: then.revision, onHand: onHandAt(then) };
        const expected = counted + (onHandAt(state) - onHandAt(then));
        const count = new CountStock(sku, { counted, asOf }, meta);
        if (expected < (state.locations.get('main')?.reserved ?? 0)) return throws(() => stock.decide(count, state));
        const after = stock.decide(count, state).reduce((folded, event) => stock.evolve(folded, event), state);
        deepStrictEqual(onHandAt(after), expected);
      }),
      { numRuns: 300 },
    );
  });
});
