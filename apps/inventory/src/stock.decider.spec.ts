import type { InventoryEvent } from '#contracts';
import { AppError, someMeta, specify } from '#eventing';
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
} from './stock.decider.js';
import { levels } from './stock.state.js';

const { given } = specify(stock);
const sku = 'CUP';
const meta = someMeta();

const received = (quantity: number, location = 'main'): InventoryEvent => ({
  type: 'StockReceived',
  data: { sku, location, quantity, balances: { [location]: { onHand: quantity, received: quantity } } },
});
const reserve = (quantity: number, reservationId = 'r1') =>
  new ReserveStock(sku, { reservationId, orderId: 'o1', quantity }, meta);
const reserved = (quantity: number, reservationId = 'r1'): InventoryEvent => ({
  type: 'StockReserved',
  data: {
    sku,
    reservationId,
    orderId: 'o1',
    quantity,
    allocations: [{ location: 'main', quantity }],
    balances: {},
  },
});
const ship = (quantity: number, shipmentId = 's1') =>
  new ShipStock(sku, { reservationId: 'r1', shipmentId, quantity }, meta);
const shipped = (quantity: number, shipmentId = 's1'): InventoryEvent => ({
  type: 'StockShipped',
  data: {
    sku,
    reservationId: 'r1',
    orderId: 'o1',
    shipmentId,
    quantity,
    allocations: [{ location: 'main', quantity }],
    balances: {},
  },
});
const release = (quantity?: number, releaseId?: string) =>
  new ReleaseStock(sku, { reservationId: 'r1', quantity, releaseId }, meta);
const released = (quantity: number, rest: object = {}): InventoryEvent => ({
  type: 'StockReleased',
  data: {
    sku,
    reservationId: 'r1',
    ...rest,
    orderId: 'o1',
    allocations: [{ location: 'main', quantity }],
    quantity,
    balances: {},
  },
});
const voided: InventoryEvent = { type: 'StockReservationVoided', data: { sku, reservationId: 'r1', balances: {} } };
/** The event as it leaves the given balances at `main`. */
const leaving = (event: InventoryEvent, main: object): InventoryEvent =>
  ({ ...event, data: { ...event.data, balances: { main } } }) as InventoryEvent;

describe('receiving', () => {
  it('adds to the default location', () => {
    given(received(5))
      .when(new ReceiveStock(sku, { quantity: 2, reference: 'd1' }, meta))
      .then({
        type: 'StockReceived',
        data: { sku, location: 'main', quantity: 2, reference: 'd1', balances: { main: { onHand: 7, received: 7 } } },
      });
  });

  it('fulfils what was expected under the same reference, and no more', () => {
    const expect5 = new ExpectStock(sku, { quantity: 5, reference: 'd1' }, meta);
    const expected: InventoryEvent = {
      type: 'StockExpected',
      data: { sku, quantity: 5, reference: 'd1', balances: {} },
    };
    given().when(expect5).then(expected);
    const [first] = stock.decide(
      new ReceiveStock(sku, { quantity: 3, reference: 'd1' }, meta),
      given(expected).state(),
    );
    expect(first).toMatchObject({ data: { expected: 3 } });
    const half = given(expected, first!).state();
    expect(levels(half)).toMatchObject({ onHand: 3, incoming: 2 });
    const [second] = stock.decide(new ReceiveStock(sku, { quantity: 9, reference: 'd1' }, meta), half);
    expect(second).toMatchObject({ data: { quantity: 9, expected: 2 } });
    expect(levels(stock.evolve(half, second!))).toMatchObject({ onHand: 12, incoming: 0 });
  });
});

describe('correcting', () => {
  it('finds and loses pieces', () => {
    const lost = leaving(
      { type: 'StockAdjusted', data: { sku, location: 'main', quantity: -2, reason: 'broken', balances: {} } },
      { onHand: 3, received: 5, writtenOff: 2 },
    );
    given(received(5))
      .when(new AdjustStock(sku, { quantity: -2, reason: 'broken' }, meta))
      .then(lost);
    expect(
      stock.decide(new AdjustStock(sku, { quantity: 1, reason: 'found' }, meta), given(received(5), lost).state()),
    ).toMatchObject([{ data: { balances: { main: { onHand: 4, found: 1, writtenOff: 2 } } } }]);
  });

  it('is refused where nothing changes, or the quantity is not what the caller saw', () => {
    given(received(5))
      .when(new AdjustStock(sku, { quantity: 0, reason: 'none' }, meta))
      .rejects('VALIDATION_FAILED');
    given(received(5))
      .when(new AdjustStock(sku, { quantity: 1, reason: 'found', changeFromQuantity: 4 }, meta))
      .rejects('QUANTITY_CHANGED');
    given()
      .when(new AdjustStock(sku, { quantity: 1, reason: 'found', changeFromQuantity: 0 }, meta))
      .then(
        leaving(
          { type: 'StockAdjusted', data: { sku, location: 'main', quantity: 1, reason: 'found', balances: {} } },
          { onHand: 1, found: 1 },
        ),
      );
  });

  it('counts now', () => {
    given(received(5))
      .when(new CountStock(sku, { counted: 5 }, meta))
      .then(
        leaving(
          { type: 'StockCounted', data: { sku, location: 'main', counted: 5, asOf: 0, difference: 0, balances: {} } },
          { onHand: 5, received: 5 },
        ),
      );
  });

  it('keeps on top of a count what has moved since', () => {
    // 10 at revision 0, of which 4 have left; 12 were counted at revision 0.
    given(received(10), reserved(4), shipped(4))
      .when(new CountStock(sku, { counted: 12, asOf: { revision: 0, onHand: 10 } }, meta))
      .then(
        leaving(
          { type: 'StockCounted', data: { sku, location: 'main', counted: 12, asOf: 0, difference: 2, balances: {} } },
          { onHand: 8, received: 10, shipped: 4, found: 2 },
        ),
      );
  });

  it('does not count ahead of the stream', () => {
    given(received(10))
      .when(new CountStock(sku, { counted: 12, asOf: { revision: 1, onHand: 10 } }, meta))
      .rejects('VALIDATION_FAILED');
  });
});

describe('taking away', () => {
  const takers = {
    'a write-off': new WriteOffStock(sku, { quantity: 3, reason: 'wet' }, meta),
    'an adjustment': new AdjustStock(sku, { quantity: -3, reason: 'gone' }, meta),
    'a transfer': new TransferStock(sku, { from: 'main', to: 'east', quantity: 3 }, meta),
    'a count': new CountStock(sku, { counted: 2 }, meta),
  };
  it.each(Object.entries(takers))('leaves to %s what is not reserved', (_name, command) => {
    expect(stock.decide(command, given(received(5), reserved(2)).state())).toHaveLength(1);
    given(received(5), reserved(3)).when(command).rejects('STOCK_RESERVED');
  });
  it('takes nothing that is not there', () => {
    given(received(2)).when(takers['a write-off']).rejects('STOCK_UNAVAILABLE');
    given(received(5, 'east')).when(takers['a transfer']).rejects('STOCK_UNAVAILABLE');
  });
});

describe('a transfer', () => {
  it('moves between two locations in one event', () => {
    given(received(5))
      .when(new TransferStock(sku, { from: 'main', to: 'east', quantity: 2 }, meta))
      .then({
        type: 'StockTransferred',
        data: {
          sku,
          from: 'main',
          to: 'east',
          quantity: 2,
          balances: { main: { onHand: 3, received: 5, transferredOut: 2 }, east: { onHand: 2, transferredIn: 2 } },
        },
      });
  });
  it('needs two of them', () => {
    given(received(5))
      .when(new TransferStock(sku, { from: 'main', to: 'main', quantity: 2 }, meta))
      .rejects('VALIDATION_FAILED');
  });
});

describe('safety stock', () => {
  const safety: InventoryEvent = { type: 'SafetyStockSet', data: { sku, quantity: 3, balances: {} } };
  it('is promised to no one', () => {
    given(received(5))
      .when(new SetSafetyStock(sku, { quantity: 3 }, meta))
      .then(safety);
    given(received(5), safety)
      .when(new SetSafetyStock(sku, { quantity: 3 }, meta))
      .then();
    given(received(5), safety).when(reserve(3)).rejects('STOCK_UNAVAILABLE');
    expect(stock.decide(reserve(2), given(received(5), safety).state())).toHaveLength(1);
  });
});

describe('a reservation', () => {
  it('holds pieces', () => {
    given(received(5))
      .when(reserve(2))
      .then(leaving(reserved(2), { onHand: 5, received: 5, reserved: 2 }));
  });

  it('is refused with what is there', () => {
    const act = () => stock.decide(reserve(4), given(received(5), reserved(2, 'other')).state());
    expect(act).toThrow(new AppError('rejected', 'STOCK_UNAVAILABLE', '4 of CUP requested, 3 available.'));
  });

  it('takes from the fewest locations, from the fullest first', () => {
    const places = [received(3, 'west'), received(4, 'east'), received(4, 'main')];
    const allocationsOf = (quantity: number) =>
      stock
        .decide(reserve(quantity), given(...places).state())
        .map(({ data }) => 'allocations' in data && data.allocations);
    expect(allocationsOf(4)).toEqual([[{ location: 'east', quantity: 4 }]]);
    expect(allocationsOf(5)).toEqual([
      [
        { location: 'east', quantity: 4 },
        { location: 'main', quantity: 1 },
      ],
    ]);
  });

  it('is so already when it is asked for again', () => {
    given(received(5), reserved(2)).when(reserve(2)).then();
    given(received(5), reserved(2), shipped(1)).when(reserve(2)).then();
    given(received(5), reserved(2)).when(reserve(3)).rejects('RESERVATION_DIFFERS');
  });

  it('uses its id once, for ever', () => {
    given(received(5), reserved(2), released(2)).when(reserve(2)).rejects('RESERVATION_CLOSED');
    given(received(5), reserved(2), shipped(2)).when(reserve(2)).rejects('RESERVATION_CLOSED');
    given(received(5), voided).when(reserve(2)).rejects('RESERVATION_CLOSED');
  });

  it('is released, wholly or in parts', () => {
    const main = { onHand: 5, received: 5 };
    given(received(5), reserved(3))
      .when(release())
      .then(leaving(released(3), main));
    const part = released(1, { releaseId: 'x' });
    given(received(5), reserved(3))
      .when(release(1, 'x'))
      .then(leaving(part, { ...main, reserved: 2 }));
    given(received(5), reserved(3), part).when(release(1, 'x')).then();
    given(received(5), reserved(3), part)
      .when(release(9, 'y'))
      .then(leaving(released(2, { releaseId: 'y' }), main));
  });

  it('is not released twice', () => {
    given(received(5), reserved(3), released(3)).when(release()).then();
    given(received(5), reserved(3), shipped(3)).when(release()).then();
  });

  it('leaves a tombstone when it is released before it was made', () => {
    given(received(5)).when(release()).then(voided);
    given(received(5), voided).when(release()).then();
  });

  it('is voided unless it was made', () => {
    const annul = new VoidReservation(sku, { reservationId: 'r1', requested: 9 }, meta);
    const refused: InventoryEvent = {
      type: 'StockReservationVoided',
      data: { sku, reservationId: 'r1', refused: { requested: 9, available: 5 }, balances: {} },
    };
    given(received(5)).when(annul).then(refused);
    given(received(5), refused).when(annul).then();
    given(received(5), refused).when(reserve(2)).rejects('RESERVATION_CLOSED');
    given(voided).when(annul).then();
    given(received(5), reserved(3)).when(annul).rejects('RESERVATION_USED');
    given(received(5), reserved(3), shipped(3)).when(annul).rejects('RESERVATION_USED');
  });

  it('ships, wholly or in parcels, each once', () => {
    const main = { onHand: 3, received: 5, shipped: 2 };
    given(received(5), reserved(3))
      .when(ship(2))
      .then(leaving(shipped(2), { ...main, reserved: 1 }));
    given(received(5), reserved(3), shipped(2)).when(ship(2)).then();
    given(received(5), reserved(3), shipped(2)).when(ship(2, 's2')).rejects('RESERVATION_EXCEEDED');
    given(received(5), reserved(3), shipped(2), shipped(1, 's2')).when(ship(2)).then();
    given(received(5)).when(ship(1)).rejects('RESERVATION_EXCEEDED');
  });

  it('ships from the front of its allocations and is released from the back', () => {
    const made = stock.decide(reserve(5), given(received(4, 'east'), received(3)).state());
    const state = given(received(4, 'east'), received(3), ...made).state();
    expect(stock.decide(ship(1), state)).toMatchObject([
      { data: { allocations: [{ location: 'east', quantity: 1 }] } },
    ]);
    expect(stock.decide(release(2, 'x'), state)).toMatchObject([
      {
        data: {
          allocations: [
            { location: 'main', quantity: 1 },
            { location: 'east', quantity: 1 },
          ],
        },
      },
    ]);
  });
});

describe('a return', () => {
  const back = (disposition: 'restock' | 'damaged') =>
    new ReturnStock(sku, { returnId: 'b1', orderId: 'o1', quantity: 1, disposition }, meta);
  const past = [received(5), reserved(3), shipped(3)];
  it('goes back on the shelf when it is sound', () => {
    expect(stock.decide(back('restock'), given(...past).state())).toMatchObject([
      { data: { location: 'main', balances: { main: { onHand: 3, received: 5, shipped: 3, returned: 1 } } } },
    ]);
  });
  it('is taken in and written off at once when it is not', () => {
    expect(stock.decide(back('damaged'), given(...past).state())).toMatchObject([
      { data: { balances: { main: { onHand: 2, received: 5, shipped: 3, returned: 1, writtenOff: 1 } } } },
    ]);
  });
  it('comes once', () => {
    const once = stock.decide(back('restock'), given(...past).state());
    given(...past, ...once)
      .when(back('restock'))
      .then();
    expect(stock.decide(back('damaged'), given(...past, ...once).state())).toHaveLength(1);
  });
});
