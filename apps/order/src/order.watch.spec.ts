import { someMeta, tokenOf } from '#eventing';
import { NO_STREAM, type NewEvent } from '#ports';
import { orderContext } from '../../../test/order-context.js';

const { context, place, confirm, confirmed } = orderContext();

describe('waiting for the end of checkout', () => {
  it('answers when the order is confirmed and paid, and the same again later', async () => {
    const { order } = await place();
    const waiting = context.orders.awaitOrder({ orderId: order.id, timeoutMs: 60_000 });
    await confirm(order.id);
    await context.orders.recordOrderPayment({
      commandId: 'pay',
      orderId: order.id,
      status: 'captured',
      authorised: 2880,
      captured: 2880,
      refunded: 0,
    });
    const answer = await waiting;
    expect(answer).toMatchObject({
      ended: true,
      order: { status: 'confirmed', payment: { captured: 2880 }, revision: 2 },
    });
    expect(answer.position).toBe(tokenOf([`order-${order.id}`, 2]));
    await context.orders.shipOrder({ commandId: '', orderId: order.id, shipment: {} });
    expect(await context.orders.awaitOrder({ orderId: order.id, timeoutMs: 60_000 })).toEqual(answer);
  });

  it('answers with the order as it stands when the time is up', async () => {
    const { id: orderId } = await confirmed();
    expect(await context.orders.awaitOrder({ orderId, timeoutMs: 1 })).toMatchObject({
      ended: false,
      order: { status: 'confirmed', revision: 1 },
    });
  });
});

describe('waiting for the end of a checkout that has ended', () => {
  it('answers with the end also where the time is up before the log has told of it', async () => {
    const { id: orderId } = await confirmed();
    const paid = { status: 'captured', authorised: 2880, captured: 2880, refunded: 0 } as const;
    await context.orders.recordOrderPayment({ commandId: 'pay', orderId, ...paid });
    const { store } = context;
    store.follow = async function* (stream, _from, signal) {
      yield* await store.read(stream, { limit: 1 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    expect(await context.orders.awaitOrder({ orderId, timeoutMs: 10 })).toMatchObject({
      ended: true,
      order: { status: 'confirmed', revision: 2 },
    });
  });
});

describe('watching an order', () => {
  it('tells every event with the order after it, old ones and new ones', async () => {
    const { order } = await place();
    const seen: [string, string][] = [];
    const ended = (async () => {
      for await (const { entry, order: now } of context.orders.watchOrder({ orderId: order.id })) {
        seen.push([entry.type, now.status]);
        if (now.status === 'cancelled') return;
      }
    })();
    await confirm(order.id);
    await context.orders.cancelOrder({ commandId: '', orderId: order.id, cancellation: {} });
    await ended;
    expect(seen).toEqual([
      ['OrderPlaced', 'placed'],
      ['OrderConfirmed', 'confirmed'],
      ['OrderLinesCancelled', 'cancelled'],
    ]);
  });

  it('goes on from a revision', async () => {
    const { id: orderId } = await confirmed();
    const { value } = await context.orders.watchOrder({ orderId, fromRevision: 1 })[Symbol.asyncIterator]().next();
    expect(value).toMatchObject({ entry: { type: 'OrderConfirmed', revision: 1 }, order: { status: 'confirmed' } });
  });
});

describe('the timeline of an order', () => {
  let events = 0;
  const event = (type: string, data: object): NewEvent => ({
    id: `00000000-0000-4000-8000-${String(++events).padStart(12, '0')}`,
    type,
    data,
    metadata: { ...someMeta(), commandHash: '' },
  });

  it('joins order, sagas, payment, and of the stock what the sagas name', async () => {
    const { order } = await place();
    await context.store.append(
      'stock-CUP',
      NO_STREAM,
      ['StockReceived', 'StockReserved', 'StockReserved'].map((type) => event(type, {})),
    );
    await context.store.append(`checkout-${order.id}`, NO_STREAM, [
      event('CheckoutStockReserved', { stockEvents: [{ sku: 'CUP', revision: 2 }] }),
    ]);
    await context.store.append(`payment-${order.payment.id}`, NO_STREAM, [event('PaymentAuthorised', {})]);
    await confirm(order.id);
    await context.store.append(`fulfilment-${order.id}`, NO_STREAM, [
      event('FulfilmentStarted', { stockEvents: [{ sku: 'CUP', revision: 2 }] }),
    ]);
    const all = [
      [`order-${order.id}`, 'OrderPlaced', 0],
      ['stock-CUP', 'StockReserved', 2],
      [`checkout-${order.id}`, 'CheckoutStockReserved', 0],
      [`payment-${order.payment.id}`, 'PaymentAuthorised', 0],
      [`order-${order.id}`, 'OrderConfirmed', 1],
      [`fulfilment-${order.id}`, 'FulfilmentStarted', 0],
    ];
    const told = ({ items }: Awaited<ReturnType<typeof context.orders.getOrderTimeline>>) =>
      items.map(({ stream, type, revision }) => [stream, type, revision]);
    const orderId = order.id;
    expect(told(await context.orders.getOrderTimeline({ orderId }))).toEqual(all);

    const first = await context.orders.getOrderTimeline({ orderId, pageSize: 4 });
    const { nextPageToken: pageToken } = first;
    const rest = await context.orders.getOrderTimeline({ orderId, pageSize: 4, pageToken });
    expect([...told(first), ...told(rest)]).toEqual(all);
    expect([first.totalCount, rest.nextPageToken]).toEqual([6, undefined]);
    const { order: other } = await place();
    await expect(context.orders.getOrderTimeline({ orderId: other.id, pageToken })).rejects.toMatchObject({
      kind: 'invalid',
      errors: [{ parameter: 'cursor' }],
    });
    expect(told(await context.orders.getOrderTimeline({ orderId, pageSize: 4, page: 2 }))).toEqual(all.slice(4));
  });
});
