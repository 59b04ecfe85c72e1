import type { Invariant } from '../src/finding.js';
import { alter, at, double, drop, insert, move, sealed, set, swap, type Log } from './damage.js';
import { busyShop, Shop } from './shop.js';

export const good: Log = busyShop().events;

/** A log in which orders go wrong at will. */
export function shop(run: (shop: Shop) => void): Log {
  const made = new Shop();
  made.receive('CUP', 100);
  run(made);
  return made.events;
}

const cup = { sku: 'CUP', quantity: 2, unitPrice: 250 };
const placed = at(good, 'OrderPlaced');
const orderId = (good[placed]!.data as { orderId: string }).orderId;
const ofFirst = (type: string) => good.findIndex((event) => event.type === type && about(event.data) === orderId);
const about = (data: unknown) => (data as { orderId?: string }).orderId;

/** Each is one damage to the good log, and what it must be found as. */
export const damages: readonly (readonly [invariant: Invariant, what: string, log: () => Log])[] = [
  ['positions-grow', 'an event is lost', () => drop(good, 20)],
  ['positions-grow', 'two events change places', () => swap(good, 20, 40)],
  ['event-ids-unique', 'an event stands there twice', () => double(good, 20, 60)],
  ['revisions-without-gap', 'an event is lost', () => renumbered(drop(good, placed + 1))],
  ['revisions-without-gap', 'a revision is changed', () => good.with(30, { ...good[30]!, revision: 9 })],
  ['command-applied-once', 'a command is applied again', () => appliedAgain(at(good, 'StockReceived'))],
  ['events-known', 'a type is unknown', () => good.with(placed, { ...good[placed]!, type: 'OrderPlaced.v9' })],
  ['events-known', 'data is missing', () => good.with(placed, { ...good[placed]!, data: null })],
  ['events-known', 'lines are no list', () => alter(good, placed, set(7, 'lines'))],
  [
    'events-in-their-stream',
    'it names another order',
    () => alter(good, ofFirst('OrderConfirmed'), set('x', 'orderId')),
  ],
  ['events-in-their-stream', 'it names another SKU', () => alter(good, at(good, 'StockReserved'), set('POT', 'sku'))],
  ['events-in-their-stream', 'it names another payment', () => altered('PaymentCaptured', set('x', 'paymentId'))],

  [
    'sku-of-one-product',
    'another product is made with it',
    () =>
      shop((s) => {
        s.product('one', 'CUP');
        s.product('other', 'POT', 'CUP');
      }),
  ],
  [
    'sku-of-one-product',
    'a product gets that of another',
    () =>
      shop((s) => {
        s.product('one', 'CUP', 'POT');
        s.product('other', 'BOWL');
        s.product('other', 'BOWL', 'POT');
      }),
  ],
  ['stock-never-below-zero', 'a receipt is lost', () => sealed(drop(good, at(good, 'StockReceived')))],
  ['stock-never-below-zero', 'a balance falls below zero', () => shop((s) => s.adjust('POT', -1))],
  [
    'stock-never-below-zero',
    'what is reserved is written off',
    () =>
      shop((s) => {
        s.order({ lines: [{ ...cup, quantity: 100 }] }).reserve();
        s.writeOff('CUP', 1);
      }),
  ],
  ['stock-conserved', 'a balance is changed', () => altered('StockShipped', set(1, 'balances', 'main', 'shipped'))],
  [
    'stock-conserved',
    'an adjustment is not counted',
    () => altered('StockAdjusted', set(0, 'balances', 'main', 'found')),
  ],
  ['balances-true', 'a quantity is changed', () => altered('StockReceived', set(501, 'quantity'))],
  ['balances-true', 'a location is changed', () => altered('StockReceived', set('annexe', 'location'))],
  [
    'balances-true',
    'balances of an untouched location are told',
    () => altered('SafetyStockSet', set({ main: {}, x: { onHand: 1, found: 1 } }, 'balances')),
  ],
  ['balances-true', 'a delivery was never expected', () => altered('StockReceived', set(39, 'expected'))],
  ['balances-true', 'allocations are not the sum', () => altered('StockReserved', set(5, 'quantity'))],
  ['balances-true', 'a count is changed', () => altered('StockCounted', set(7, 'counted'))],
  ['reservation-used-once', 'a reservation is made again', () => sealed(double(good, at(good, 'StockReserved')))],
  [
    'reservation-used-once',
    'a reservation is made after its end',
    () => sealed(double(good, ofFirst('StockReserved'), ofFirst('StockShipped') + 4)),
  ],
  [
    'reservation-used-once',
    'a used one is voided',
    () =>
      shop((s) => {
        const { id: reservationId } = s.order({ lines: [cup] }).reserve();
        s.stock('CUP', 'StockReservationVoided', { reservationId });
      }),
  ],
  ['reservation-resolved-once', 'a release comes twice', () => sealed(double(good, at(good, 'StockReleased')))],
  [
    'reservation-resolved-once',
    'a release comes for more',
    () =>
      shop((s) => {
        const { id } = s.order({ lines: [cup] }).checkOut();
        const data = { reservationId: id, orderId: id, quantity: 3, allocations: [{ location: 'main', quantity: 3 }] };
        s.stock('CUP', 'StockReleased', data, { main: { reserved: -3 } });
      }),
  ],
  ['reservation-resolved-once', 'it ships for another order', () => altered('StockShipped', set('x', 'orderId'))],
  [
    'reserved-is-open-holds',
    'what was never reserved is released',
    () => sealed(drop(good, at(good, 'StockReserved'))),
  ],

  ['order-transitions-legal', 'it is placed twice', () => sealed(double(good, placed))],
  [
    'order-transitions-legal',
    'it is confirmed before it is placed',
    () => sealed(move(good, ofFirst('OrderConfirmed'), placed)),
  ],
  [
    'order-transitions-legal',
    'it is confirmed and rejected',
    () => insertFor('OrderConfirmed', 'OrderRejected', { code: 'X', detail: 'x' }),
  ],
  [
    'order-transitions-legal',
    'it is delivered before it ships',
    () => sealed(swap(good, ofFirst('OrderShipped'), ofFirst('OrderDelivered'))),
  ],
  [
    'order-transitions-legal',
    'it is complete and a parcel is missing',
    () => sealed(drop(good, ofFirst('OrderShipped'))),
  ],
  [
    'order-transitions-legal',
    'it ships after its end',
    () => sealed(move(good, ofFirst('OrderShipped'), ofFirst('OrderCompleted'))),
  ],
  ['order-transitions-legal', 'it is ready twice', () => sealed(double(good, ofFirst('OrderReadied')))],
  ['order-transitions-legal', 'a return was not announced', () => sealed(drop(good, at(good, 'OrderReturnRequested')))],
  [
    'order-transitions-legal',
    'a return is received as another one',
    () => altered('OrderReturnReceived', set('scrap', 'lines', 0, 'disposition')),
  ],
  ['order-transitions-legal', 'its money becomes less', () => altered('OrderPaymentRecorded', set(1, 'authorised'), 1)],
  [
    'order-transitions-legal',
    'the word for its money is wrong',
    () => altered('OrderPaymentRecorded', set('refunded', 'status'), 1),
  ],
  [
    'order-quantities-legal',
    'more is shipped than is left',
    () => altered('OrderShipped', set(9, 'lines', 0, 'quantity')),
  ],
  [
    'order-quantities-legal',
    'more comes back than was shipped',
    () => altered('OrderReturnRequested', set(9, 'lines', 0, 'quantity')),
  ],
  [
    'order-quantities-legal',
    'an unknown line is cancelled',
    () => altered('OrderLinesCancelled', set('7', 'lines', 0, 'lineId')),
  ],
  [
    'order-quantities-legal',
    'a part is said to be the whole',
    () => altered('OrderLinesCancelled', set(true, 'whole')),
  ],
  ['order-total-is-sum', 'the total is changed', () => altered('OrderPlaced', set(1, 'totals', 'total'))],
  ['order-total-is-sum', 'a price is changed', () => altered('OrderPlaced', set(1, 'lines', 0, 'unitPrice'))],
  ['order-total-is-sum', 'the tax of a line is changed', () => altered('OrderPlaced', set(1, 'lines', 0, 'tax'))],
  ['order-total-is-sum', 'a line id is there twice', () => altered('OrderPlaced', set('2', 'lines', 0, 'lineId'))],
  ['order-amounts-true', 'a parcel is worth less', () => altered('OrderShipped', set(1, 'amount'))],
  ['order-amounts-true', 'a cancellation is worth less', () => altered('OrderLinesCancelled', set(1, 'amount'))],
  ['order-amounts-true', 'a return is worth less', () => altered('OrderReturnRequested', set(1, 'amount'))],

  [
    'payment-transitions-legal',
    'it is captured unasked',
    () => sealed(drop(good, at(good, 'PaymentCaptureRequested'))),
  ],
  [
    'payment-transitions-legal',
    'it is authorised unasked',
    () => sealed(drop(good, at(good, 'PaymentAuthorisationRequested'))),
  ],
  ['payment-transitions-legal', 'it is voided unasked', () => sealed(drop(good, at(good, 'PaymentVoidRequested')))],
  [
    'payment-transitions-legal',
    'it is declined after it was authorised',
    () => renamed('PaymentCaptureRequested', 'PaymentDeclined'),
  ],
  [
    'payment-transitions-legal',
    'a capture is asked for twice',
    () => sealed(double(good, at(good, 'PaymentCaptureRequested'))),
  ],
  [
    'payment-transitions-legal',
    'a refund is not of the amount asked for',
    () => altered('PaymentRefunded', set(1, 'amount')),
  ],
  ['payment-transitions-legal', 'it is for another order', () => altered('PaymentAuthorised', set('x', 'orderId'))],
  [
    'payment-fits-order',
    'more is asked for than the order costs',
    () => altered('PaymentAuthorisationRequested', set(9_999_999, 'amount')),
  ],
  [
    'payment-fits-order',
    'it is asked for in another currency',
    () => altered('PaymentAuthorisationRequested', set('EUR', 'currency')),
  ],
  ['payment-fits-order', 'the order is paid with another payment', () => altered('OrderPlaced', set('x', 'paymentId'))],
  ['captured-within-authorised', 'it is captured twice', () => shop((s) => captureTwice(s))],
  ['captured-within-authorised', 'another amount is authorised', () => altered('PaymentAuthorised', set(1, 'amount'))],
  [
    'refunded-within-captured',
    'more is refunded than was captured',
    () =>
      shop((s) => {
        s.order({ lines: [cup] })
          .checkOut()
          .goodwill(500)
          .goodwill(1);
      }),
  ],

  [
    'saga-steps-end-once',
    'a step ends that was not begun',
    () => altered('CheckoutStockReserved', set('x', 'ends', 0, 'id')),
  ],
  ['saga-steps-end-once', 'a step ends twice', () => sealed(double(good, at(good, 'FulfilmentStepEnded')))],
  ['saga-steps-end-once', 'a saga begins again', () => sealed(double(good, at(good, 'CheckoutStarted')))],
  [
    'saga-heard-it-so',
    'a saga hears of another parcel',
    () => altered('FulfilmentParcelShipped', set('x', 'shipmentId')),
  ],
  ['saga-heard-it-so', 'a saga hears of another amount', () => altered('FulfilmentReturnReceived', set(1, 'amount'))],
  ['saga-heard-it-so', 'a saga hears twice', () => sealed(double(good, at(good, 'FulfilmentLinesCancelled')))],
  [
    'stock-moves-as-ordered',
    'the stock ships an unknown parcel',
    () => altered('StockShipped', set('x', 'shipmentId')),
  ],
  ['confirmed-is-reserved', 'a reservation is missing', () => sealed(drop(good, at(good, 'StockReserved')))],
  [
    'confirmed-is-reserved',
    'it is reserved after it was confirmed',
    () => sealed(move(good, at(good, 'StockReserved'), ofFirst('OrderConfirmed'))),
  ],
  [
    'confirmed-is-reserved',
    'less is reserved than ordered',
    () =>
      shop((s) => {
        const order = s.order({ lines: [cup] });
        order.reserve().authorise();
        const data = {
          reservationId: order.id,
          orderId: order.id,
          quantity: 1,
          allocations: [{ location: 'main', quantity: 1 }],
        };
        s.stock('CUP', 'StockReleased', data, { main: { reserved: -1 } });
        order.confirm();
      }),
  ],
  [
    'confirmed-is-authorised',
    'nothing is authorised',
    () =>
      shop((s) =>
        s
          .order({ lines: [cup] })
          .reserve()
          .confirm(),
      ),
  ],
  [
    'confirmed-is-authorised',
    'it is authorised after it was confirmed',
    () => sealed(move(good, at(good, 'PaymentAuthorised'), ofFirst('OrderConfirmed'))),
  ],
  [
    'shipped-is-confirmed',
    'the order ships before it is confirmed',
    () =>
      shop((s) =>
        s
          .order({ lines: [cup] })
          .reserve()
          .ship(),
      ),
  ],
  [
    'shipped-is-confirmed',
    'the stock ships for an unconfirmed order',
    () => sealed(drop(good, ofFirst('OrderConfirmed'))),
  ],
  ['stock-moves-as-ordered', 'the stock never ships', () => sealed(drop(good, at(good, 'StockShipped')))],
  ['stock-moves-as-ordered', 'a return is never taken in', () => sealed(drop(good, at(good, 'StockReturned')))],
  ['stock-moves-as-ordered', 'a return is taken in twice', () => sealed(double(good, at(good, 'StockReturned')))],
  [
    'stock-moves-as-ordered',
    'the stock ships more',
    () =>
      shop((s) => {
        const { id } = s
          .order({ lines: [cup] })
          .checkOut()
          .ship({ 1: 1 });
        const data = {
          reservationId: id,
          orderId: id,
          shipmentId: 'x',
          quantity: 1,
          allocations: [{ location: 'main', quantity: 1 }],
        };
        s.stock('CUP', 'StockShipped', data, { main: { reserved: -1, onHand: -1, shipped: 1 } });
      }),
  ],
  ['kept-money-is-due', 'nothing is captured', () => without('PaymentCaptureRequested', 'PaymentCaptured')],
  ['kept-money-is-due', 'a refund is forgotten', () => without('PaymentRefundRequested', 'PaymentRefunded', 1)],
  ['kept-money-is-due', 'a parcel is not paid for', () => onShipment('PaymentCaptureRequested', 'PaymentCaptured')],
  ['kept-money-is-due', 'less is captured beside a refund that failed', () => refundFails(460)],
  [
    'no-money-of-lost-orders',
    'a cancelled order is not refunded',
    () => without('PaymentRefundRequested', 'PaymentRefunded', -3),
  ],
  [
    'no-money-of-lost-orders',
    'a cancelled order stays authorised',
    () => without('PaymentVoidRequested', 'PaymentVoided'),
  ],
  [
    'no-money-of-lost-orders',
    'a cancelled order stays authorised beside what was given back',
    () => without('PaymentVoidRequested', 'PaymentVoided', -1, givenBack),
  ],
  ['no-orphan-hold', 'a cancelled order keeps its stock', () => sealed(drop(good, at(good, 'StockReleased', 1)))],
  ['no-orphan-hold', 'a rejected order keeps its stock', () => sealed(drop(good, at(good, 'StockReleased', -1)))],
  [
    'no-orphan-hold',
    'stock is held for nobody',
    () => sealed(good.filter(({ data, type }) => about(data) !== orderId || type === 'StockReserved')),
  ],
  [
    'order-ends-or-waits-for-a-person',
    'it is never confirmed',
    () => sealed(drop(good, at(good, 'OrderConfirmed', 8))),
  ],
  [
    'order-ends-or-waits-for-a-person',
    'nobody takes it on',
    () => sealed(good.filter((e) => !e.stream.startsWith('checkout-'))),
  ],
  ['order-knows-its-payment', 'the last news is lost', () => sealed(drop(good, at(good, 'OrderPaymentRecorded', 1)))],
];

/** The nth event of a type with changed data. */
function altered(type: string, change: (data: never) => void, nth = 0): Log {
  return alter(good, at(good, type, nth), change);
}

function renamed(from: string, to: string): Log {
  const i = at(good, from);
  return good.with(i, { ...good[i]!, type: to });
}

/** Without gaps in its positions: only the streams tell. */
const renumbered = (log: Log): Log => log.map((event, i) => ({ ...event, position: i + 1 }));

function appliedAgain(i: number): Log {
  const log = sealed(double(good, i, good.length));
  const { metadata } = good[i]!;
  return log.with(-1, { ...log.at(-1)!, metadata });
}

/** Another event of the first order, right behind the one of a type. */
function insertFor(type: string, other: string, data: object): Log {
  const i = ofFirst(type);
  return sealed(insert(good, i + 1, { ...good[i]!, type: other, data: { orderId, ...data } }));
}

/** Without a payment's request and its answer, the nth of them. */
function without(request: string, answer: string, nth = 0, log = good): Log {
  const [from, to] = [at(log, request, nth), at(log, answer, nth)];
  return sealed(log.filter((_, i) => i !== from && i !== to));
}

/** Without money for the first parcel of an order that pays for its parcels. */
function onShipment(...types: readonly string[]): Log {
  const terms = (data: unknown) => (data as { payment?: { capture: string } }).payment?.capture;
  const order = good.find(({ data }) => terms(data) === 'onShipment')!;
  const first = types.map((type) => good.findIndex((e) => e.type === type && about(e.data) === about(order.data)));
  return sealed(good.filter((_, i) => !first.includes(i)));
}

/** Something was taken by hand before the order was cancelled, and given back. */
const givenBack = shop((s) =>
  s
    .order({ lines: [cup], capture: 'manual' })
    .checkOut()
    .takeByHand(100)
    .goodwill(100)
    .cancel(),
);

/** An order of 500, so much of it captured on confirmation; the refund of 40 that a person asked for fails. */
export function refundFails(captured: number): Log {
  const log = shop((s) => {
    const { id, paymentId } = s
      .order({ lines: [cup], capture: 'manual' })
      .checkOut()
      .takeByHand(captured);
    const about = { paymentId, orderId: id, amount: 40, refundId: 'r' };
    s.append(`payment-${paymentId}`, [['PaymentRefundRequested', about]], 'anna');
    s.append(`payment-${paymentId}`, [['PaymentRefundFailed', { ...about, code: 'CLOSED' }]]);
  });
  return alter(log, at(log, 'OrderPlaced'), set('onConfirm', 'payment', 'capture'));
}

/** A second capture that was asked for, of more than is authorised. */
function captureTwice(s: Shop): void {
  const { id, paymentId } = s.order({ lines: [cup] }).checkOut();
  const about = { paymentId, orderId: id, amount: 500, captureId: 'again' };
  s.append(`payment-${paymentId}`, [
    ['PaymentCaptureRequested', about],
    ['PaymentCaptured', about],
  ]);
}
