import { readFileSync } from 'node:fs';
import { orderEvents, type OrderEvent } from '#contracts';
import { checkoutEnded, due, evolve, fulfilmentStatus, initial, type OrderState } from './order.state.js';

const golden = JSON.parse(readFileSync('libs/contracts/golden/order.json', 'utf8')) as OrderEvent[];
const sample = <T extends OrderEvent['type']>(type: T) =>
  golden.find((e): e is Extract<OrderEvent, { type: T }> => e.type === type)!;
const after = (...events: OrderEvent[]) => events.reduce<OrderState>(evolve, initial);
const existing = (...events: OrderEvent[]) => {
  const state = after(...events);
  if (state.status === 'none') throw new Error('no order');
  return state;
};

const placed = sample('OrderPlaced');
const confirmed = sample('OrderConfirmed');
const paid = sample('OrderPaymentRecorded');
const readied = sample('OrderReadied');
const shipped = sample('OrderShipped');
const delivered = sample('OrderDelivered');
const received = sample('OrderReturnReceived');
const story = golden.filter((e) => e.type !== 'OrderRejected');
const until = (type: OrderEvent['type']) => story.slice(0, story.findIndex((e) => e.type === type) + 1);

describe('the stored facts of orders', () => {
  it('have a sample of every type', () => {
    expect(golden.map(({ type }) => type).toSorted()).toEqual(orderEvents.types.toSorted());
  });

  it('still tell the same story', () => {
    expect(after(...story)).toMatchObject({
      status: 'completed',
      order: {
        ...placed.data,
        paid: { status: 'captured', authorised: 4132, captured: 4132, refunded: 0 },
        cancelled: { 1: { quantity: 1, amount: 306 } },
        cancelledAmount: 306,
      },
      fulfilment: {
        ready: true,
        shipped: { 1: { quantity: 5, amount: 1531 }, 2: { quantity: 1, amount: 1800 } },
        returned: { 1: { quantity: 2, amount: 612 } },
        shipments: [{ shipmentId: shipped.data.shipmentId, shippedAt: shipped.data.occurredAt }],
        returns: [{ returnId: received.data.returnId, receivedAt: received.data.occurredAt }],
      },
    });
    expect(after(placed, sample('OrderRejected'))).toMatchObject({
      status: 'rejected',
      rejection: { code: 'STOCK_UNAVAILABLE', lineId: '1' },
    });
  });
});

describe('what is due', () => {
  it('shrinks with what is cancelled, and with a return once it is here', () => {
    expect(due(existing(placed))).toBe(4132);
    expect(due(existing(...until('OrderLinesCancelled')))).toBe(3826);
    expect(due(existing(...until('OrderReturnRequested')))).toBe(3826);
    expect(due(existing(...until('OrderReturnReceived')))).toBe(3214);
  });
});

describe('the fulfilment in one word', () => {
  const back = (line: string, quantity: number) =>
    ({ ...received, data: { ...received.data, lines: [{ lineId: line, quantity, disposition: 'restock' }] } }) as const;
  const all = {
    ...shipped,
    data: { ...shipped.data, lines: placed.data.lines.map(({ lineId, quantity }) => ({ lineId, quantity })) },
  };
  const request = (...lines: { lineId: string; quantity: number }[]) => ({
    ...sample('OrderReturnRequested'),
    data: {
      ...sample('OrderReturnRequested').data,
      lines: lines.map(({ lineId, quantity }) => ({ lineId, quantity, disposition: 'restock' as const })),
    },
  });

  it.each([
    ['open', [placed]],
    ['open', [placed, confirmed]],
    ['ready', [placed, confirmed, readied]],
    ['partlyShipped', [placed, confirmed, shipped]],
    ['shipped', [placed, confirmed, all]],
    ['delivered', [placed, confirmed, all, delivered]],
    ['delivered', [placed, confirmed, all, delivered, request({ lineId: '1', quantity: 1 })]],
    ['partlyReturned', [placed, confirmed, all, request({ lineId: '1', quantity: 1 }), back('1', 1)]],
    [
      'returned',
      [placed, confirmed, all, request({ lineId: '1', quantity: 6 }, { lineId: '2', quantity: 1 }), received],
    ],
  ] satisfies [string, OrderEvent[]][])('is %s', (word, events) => {
    expect(fulfilmentStatus(existing(...events))).toBe(word);
  });
});

describe('checkout', () => {
  const ends = (...events: OrderEvent[]) => checkoutEnded(after(...events));
  const paying = (payment: (typeof placed)['data']['payment']): OrderEvent => ({
    type: 'OrderPlaced',
    data: { ...placed.data, payment },
  });

  it('goes on until it is refused, or confirmed and paid', () => {
    expect(ends()).toBe(false);
    expect(ends(placed)).toBe(false);
    expect(ends(placed, sample('OrderRejected'))).toBe(true);
    expect(
      ends(placed, { ...sample('OrderLinesCancelled'), data: { ...sample('OrderLinesCancelled').data, whole: true } }),
    ).toBe(true);
    expect(ends(placed, confirmed)).toBe(false);
    expect(ends(placed, confirmed, { ...paid, data: { ...paid.data, captured: 4131 } })).toBe(false);
    expect(ends(placed, confirmed, paid)).toBe(true);
  });

  it('ends with the confirmation where no money is taken then', () => {
    expect(ends(paying({ method: 'none', capture: 'onConfirm' }), confirmed)).toBe(true);
    expect(ends(paying({ method: 'manual', capture: 'onConfirm' }), confirmed)).toBe(true);
    expect(ends(paying({ method: 'test', capture: 'onShipment' }), confirmed)).toBe(true);
  });
});
