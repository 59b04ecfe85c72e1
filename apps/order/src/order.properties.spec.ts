import fc from 'fast-check';
import type { OrderEvent } from '#contracts';
import { AppError, fold, someMeta } from '#eventing';
import {
  CancelOrder,
  CompleteOrder,
  ConfirmOrder,
  DeliverShipment,
  order,
  PlaceOrder,
  ReadyOrder,
  ReceiveReturn,
  RecordOrderPayment,
  RejectOrder,
  ReturnOrder,
  ShipOrder,
  type Offer,
  type OrderCommand,
} from './order.decider.js';
import { left, worth, type OrderState } from './order.state.js';

const orderId = 'o1';
const meta = someMeta();
const confirm = new ConfirmOrder(orderId, {}, meta);
const reject = new RejectOrder(orderId, { code: 'STOCK_UNAVAILABLE', detail: 'sold out' }, meta);

const NO_MONEY = { authorised: 0, captured: 0, refunded: 0 };

describe('any sequence of commands', () => {
  const lineQuantity = fc.record({ lineId: fc.constantFrom('1', '2', '3'), quantity: fc.integer({ min: 1, max: 4 }) });
  const some = fc.array(lineQuantity, { minLength: 1, maxLength: 3 });
  const ids = fc.constantFrom('a', 'b', 'c', 'd');
  const amount = fc.nat({ max: 3000 });
  const status = fc.constantFrom('pending', 'authorised', 'captured', 'voided', 'refunded', 'declined');
  const command: fc.Arbitrary<OrderCommand> = fc.oneof(
    fc.constantFrom<OrderCommand>(
      confirm,
      reject,
      new ReadyOrder(orderId, {}, meta),
      new CompleteOrder(orderId, {}, meta),
    ),
    fc
      .option(some, { nil: undefined, freq: 8 })
      .map((lines) => new CancelOrder(orderId, { cancellationId: 'x', lines }, meta)),
    fc
      .tuple(ids, fc.option(some, { nil: undefined }))
      .map(([shipmentId, lines]) => new ShipOrder(orderId, { shipmentId, lines }, meta)),
    ids.map((shipmentId) => new DeliverShipment(orderId, { shipmentId }, meta)),
    fc.tuple(ids, some).map(([returnId, lines]) => {
      const back = lines.map((l) => ({ ...l, disposition: 'restock' as const }));
      return new ReturnOrder(orderId, { returnId, lines: back, reason: 'r' }, meta);
    }),
    ids.map((returnId) => new ReceiveReturn(orderId, { returnId }, meta)),
    fc
      .record({ status, authorised: amount, captured: amount, refunded: amount })
      .map((paid) => (paid.status === 'pending' ? { ...paid, ...NO_MONEY } : paid))
      .map((paid) => new RecordOrderPayment(orderId, paid, meta)),
  );
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 7 }),
    unitPrice: fc.nat({ max: 999 }),
    tax: fc.nat({ max: 99 }),
  });
  const offers = fc
    .record({ lines: fc.array(line, { minLength: 1, maxLength: 3 }), shipping: fc.nat({ max: 500 }) })
    .map(({ lines, shipping }): Offer => ({
      number: 'D-000001',
      currency: 'GBP',
      payment: { method: 'test', capture: 'onConfirm' },
      paymentId: 'p1',
      metadata: {},
      placedAt: meta.at,
      shipping,
      lines: lines.map((l, i) => ({ ...l, sku: `S${i}`, name: 'n', kind: 'goods' })),
    }));

  /** All that is recorded when the commands are given one after another; a refused one leaves everything as it was. */
  const story = (start: Offer, commands: readonly OrderCommand[]): OrderEvent[] => {
    const events: OrderEvent[] = [];
    for (const next of [new PlaceOrder(orderId, { asked: {}, offer: start }, meta), ...commands])
      try {
        events.push(...order.decide(next, fold(order, events)));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    return events;
  };
  const sum = (events: readonly OrderEvent[], type: OrderEvent['type']) =>
    events.reduce((total, e) => total + (e.type === type && 'amount' in e.data ? e.data.amount : 0), 0);

  it('hears nothing of its money that it has heard already', () => {
    fc.assert(
      fc.property(offers, fc.array(command, { maxLength: 30 }), (start, commands) => {
        let heard: object | undefined;
        for (const { type, data } of story(start, commands)) {
          if (type === 'OrderPlaced')
            heard = { ...NO_MONEY, status: data.payment.method === 'none' ? 'none' : 'pending' };
          if (type !== 'OrderPaymentRecorded') continue;
          const { orderId: _, ...paid } = data;
          expect(paid).not.toEqual(heard);
          heard = paid;
        }
      }),
    );
  });

  it('loses no piece and no penny', () => {
    let finished = 0;
    fc.assert(
      fc.property(offers, fc.array(command, { maxLength: 30 }), (start, commands) => {
        const events = story(start, [confirm, ...commands]);
        const state = fold(order, events);
        if (state.status === 'none') throw new Error('no order');
        const { totals, lines } = state.order;
        const { subtotal, tax, total, shipping } = totals;
        expect(total).toBe(subtotal + shipping + tax);
        expect(subtotal).toBe(lines.reduce((n, l) => n + l.quantity * l.unitPrice, 0));

        const { shipped = {}, returned = {} } = 'fulfilment' in state ? state.fulfilment : {};
        for (const l of lines) {
          const rest = left(state, l);
          const [out, back] = [shipped[l.lineId], returned[l.lineId]].map((p) => p ?? { quantity: 0, amount: 0 });
          expect(
            Math.min(rest.quantity, rest.amount, out!.quantity - back!.quantity, out!.amount - back!.amount),
          ).toBeGreaterThanOrEqual(0);
          expect(rest.quantity === 0 && rest.amount !== 0).toBe(false);
        }
        const [gone, cancelledAmount] = [sum(events, 'OrderShipped'), sum(events, 'OrderLinesCancelled')];
        expect(gone + cancelledAmount).toBeLessThanOrEqual(total);
        const allOut = lines.every((l) => left(state, l).quantity === 0);
        expect(allOut ? gone + cancelledAmount : total).toBe(total);
        if (allOut) finished += 1;
        expect(sum(events, 'OrderReturnRequested')).toBe(worth(returned));
        expect(sum(events, 'OrderReturnRequested')).toBeLessThanOrEqual(gone);
        expect(sum(events, 'OrderReturnReceived')).toBeLessThanOrEqual(sum(events, 'OrderReturnRequested'));
      }),
      { numRuns: 300 },
    );
    expect(finished).toBeGreaterThan(10); // not vacuous: enough orders came to their end
  });

  it('never confirms and rejects one order, and what was paid never shrinks', () => {
    fc.assert(
      fc.property(offers, fc.array(command, { maxLength: 20 }), (start, commands) => {
        const events = story(start, commands);
        const types = new Set(events.map((e) => e.type));
        expect(types.has('OrderConfirmed') && types.has('OrderRejected')).toBe(false);
        const paid = events.flatMap((e) => (e.type === 'OrderPaymentRecorded' ? [e.data] : []));
        for (const total of ['authorised', 'captured', 'refunded'] as const) {
          const totals = paid.map((p) => p[total]);
          expect(totals).toEqual(totals.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('folds to the same state from the log as in memory', () => {
    fc.assert(
      fc.property(offers, fc.array(command, { maxLength: 20 }), (start, commands) => {
        const events = story(start, [confirm, ...commands]);
        const stored = JSON.parse(JSON.stringify(events)) as OrderEvent[];
        const json = (state: OrderState) => JSON.parse(JSON.stringify(state)) as unknown;
        expect(json(fold(order, stored))).toEqual(json(fold(order, events)));
      }),
    );
  });
});
