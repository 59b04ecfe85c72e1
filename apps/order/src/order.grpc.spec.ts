import type { NewOrder } from '#contracts';
import { uuidv7 } from '#eventing';
import { orderContext, quote } from '../../../test/order-context.js';

const { context, place, confirm, confirmed } = orderContext();

const repeatOf = <T extends object>(answer: T) => Object.assign({}, answer, { replayed: true });

describe('placing an order', () => {
  it('takes names and prices from the catalogue', async () => {
    const { order, revision, replayed } = await place({
      externalId: 'web-7',
      customerId: '17850',
      email: 'ada@example.com',
      shipping: { amount: 495, currency: 'GBP' },
      taxes: [
        { line: 0, amount: { amount: 100, currency: 'GBP' } },
        { line: 0, amount: { amount: 77, currency: 'GBP' } },
      ],
      metadata: { channel: 'web' },
    });
    const gbp = (amount: number) => ({ amount, currency: 'GBP' });
    expect({ revision, replayed }).toEqual({ revision: 0, replayed: false });
    expect(order).toMatchObject({
      number: 'D-000001',
      externalId: 'web-7',
      customerId: '17850',
      email: 'ada@example.com',
      status: 'placed',
      payment: { status: 'pending', method: 'test', capture: 'onConfirm', captured: 0 },
      fulfilment: { status: 'open', shipments: [], returns: [] },
      lines: [
        { id: '1', sku: 'CUP', name: 'The cup', quantity: 3, unitPrice: gbp(295), tax: gbp(177), total: gbp(885) },
        { id: '2', sku: 'POT', quantity: 1, unitPrice: gbp(1995), tax: gbp(0), total: gbp(1995) },
      ],
      totals: { subtotal: gbp(2880), shipping: gbp(495), tax: gbp(177), total: gbp(3552), due: gbp(3552) },
      metadata: { channel: 'web' },
      revision: 0,
    });
    expect(order.placedAt).toBe(order.createdAt);
  });

  it('gives every order a number of its own', async () => {
    const placed = await Promise.all(Array.from({ length: 5 }, () => place()));
    expect(new Set(placed.map(({ order }) => order.number)).size).toBe(5);
  });

  it('happens once for one key, at the prices of the first time', async () => {
    const first = await place({}, 'key');
    context.catalogue.set('CUP', quote('CUP', 999));
    const again = await place({}, 'key');
    expect(again).toEqual(repeatOf(first));
    context.catalogue.delete('CUP');
    await confirm(first.order.id);
    expect(await place({ taxes: [], metadata: {} }, 'key')).toEqual(repeatOf(first));
    await expect(place({ customerId: 'other' }, 'key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await context.store.read(`order-${first.order.id}`)).toHaveLength(2);
  });

  it('makes one order of one key that comes twice at once', async () => {
    const [one, other] = await Promise.all([place({}, 'key'), place({}, 'key')]);
    expect(other.order).toEqual(one.order);
    expect(one.replayed).toBe(!other.replayed);
  });

  it.each<[string, Partial<NewOrder>, object]>([
    [
      'an unknown SKU',
      {
        lines: [
          { sku: 'CUP', quantity: 1 },
          { sku: 'cup', quantity: 1 },
        ],
      },
      { kind: 'unprocessable', code: 'UNKNOWN_SKU', errors: [{ pointer: '/lines/1/sku' }] },
    ],
    ['a draft', { lines: [{ sku: 'DRAFT', quantity: 1 }] }, { kind: 'unprocessable', code: 'UNKNOWN_SKU' }],
    [
      'what is not sold any more',
      { lines: [{ sku: 'OLD', quantity: 1 }] },
      { kind: 'rejected', code: 'PRODUCT_ARCHIVED', errors: [{ pointer: '/lines/0/sku' }] },
    ],
    [
      'two currencies',
      {
        lines: [
          { sku: 'CUP', quantity: 1 },
          { sku: 'EURO', quantity: 1 },
        ],
      },
      { kind: 'unprocessable', code: 'CURRENCY_MISMATCH', errors: [{ pointer: '/lines/1/sku' }] },
    ],
    [
      'shipping in another currency',
      { shipping: { amount: 1, currency: 'EUR' } },
      { code: 'CURRENCY_MISMATCH', errors: [{ pointer: '/shipping/currency' }] },
    ],
    [
      'tax of a line that is not there',
      { taxes: [{ line: 2, amount: { amount: 1, currency: 'GBP' } }] },
      { code: 'LINE_UNKNOWN', errors: [{ pointer: '/taxes/0/line' }] },
    ],
    [
      'a negative amount',
      { shipping: { amount: -1, currency: 'GBP' } },
      { kind: 'invalid', errors: [{ pointer: '/shipping/amount' }] },
    ],
    [
      'too much metadata',
      { metadata: { text: 'é'.repeat(8 * 1024) } },
      { kind: 'invalid', errors: [{ pointer: '/metadata' }] },
    ],
  ])('refuses %s, and records nothing', async (_, changes, error) => {
    await expect(place(changes)).rejects.toMatchObject(error);
    expect(await context.store.head()).toBe(0);
  });

  it('needs no payment where nothing is due', async () => {
    const { order } = await place({ lines: [{ sku: 'GIFT', quantity: 2 }] });
    expect(order.payment).toMatchObject({ status: 'none', method: undefined });
  });

  it('keeps history as it was told', async () => {
    const history = { placedAt: '2010-12-01T08:26:00Z', unitPrices: [255, 1] };
    const lines = [
      { sku: 'OLD', quantity: 6 },
      { sku: 'CUP', quantity: 1 },
    ];
    const { order } = await context.orders.placeOrder({ commandId: '', order: { lines }, history });
    expect(order).toMatchObject({ placedAt: '2010-12-01T08:26:00.000Z', totals: { total: { amount: 1531 } } });
    expect(order.createdAt).not.toBe(order.placedAt);
    const short = context.orders.placeOrder({
      commandId: '',
      order: { lines },
      history: { ...history, unitPrices: [255] },
    });
    await expect(short).rejects.toMatchObject({ kind: 'invalid', errors: [{ pointer: '/history/unitPrices' }] });
  });

  describe('in production', () => {
    const before = process.env['NODE_ENV'];
    beforeEach(() => {
      process.env['NODE_ENV'] = 'production';
    });
    afterEach(() => {
      process.env['NODE_ENV'] = before;
    });

    it('needs a real payment method', async () => {
      await expect(place()).rejects.toMatchObject({ kind: 'invalid', errors: [{ pointer: '/payment/method' }] });
      await expect(place({ payment: { method: 'test' } })).rejects.toMatchObject({
        kind: 'unprocessable',
        code: 'TEST_PAYMENT_IN_PRODUCTION',
      });
      expect((await place({ payment: { method: 'manual' } })).order.payment.method).toBe('manual');
    });
  });
});

describe('an order', () => {
  it('is shipped in parcels, delivered, completed and partly returned', async () => {
    const { id: orderId } = await confirmed();
    await context.orders.readyOrder({ commandId: '', orderId });
    const { shipmentId } = await context.orders.shipOrder({
      commandId: '',
      orderId,
      shipment: { lines: [{ lineId: '1', quantity: 2 }], tracking: 'T1' },
    });
    await context.orders.shipOrder({ commandId: '', orderId, shipment: {} });
    const occurredAt = '2010-12-02T08:00:00Z';
    await context.orders.deliverShipment({ commandId: '', orderId, shipmentId, occurredAt });
    await context.orders.completeOrder({ commandId: '', orderId });
    const lines = [{ lineId: '1', quantity: 1, disposition: 'restock' as const }];
    const { returnId, order: announced } = await context.orders.returnOrder({
      commandId: '',
      orderId,
      return: { lines, reason: 'chipped' },
    });
    expect(announced.totals.due.amount).toBe(2880);
    const { order } = await context.orders.receiveReturn({ commandId: '', orderId, returnId });
    expect(order).toMatchObject({
      status: 'completed',
      fulfilment: {
        status: 'partlyReturned',
        shipments: [
          { id: shipmentId, status: 'delivered', tracking: 'T1', deliveredAt: '2010-12-02T08:00:00.000Z' },
          {
            status: 'shipped',
            lines: [
              { lineId: '1', quantity: 1 },
              { lineId: '2', quantity: 1 },
            ],
          },
        ],
        returns: [{ id: returnId, status: 'received', amount: { amount: 295 } }],
      },
      lines: [
        { shipped: 3, returned: 1, cancelled: 0 },
        { shipped: 1, returned: 0 },
      ],
      totals: { due: { amount: 2585 } },
    });
  });

  it('is shipped once for one key', async () => {
    const { id: orderId } = await confirmed();
    const shipment = { lines: [{ lineId: '1', quantity: 1 }] };
    const first = await context.orders.shipOrder({ commandId: 'key', orderId, shipment });
    expect(await context.orders.shipOrder({ commandId: 'key', orderId, shipment })).toEqual(repeatOf(first));
  });

  it('is changed only at the revision that the caller has seen', async () => {
    const { order } = await place();
    const cancel = (expectedRevision: number) =>
      context.orders.cancelOrder({ commandId: '', orderId: order.id, expectedRevision, cancellation: {} });
    await expect(cancel(3)).rejects.toMatchObject({ kind: 'conflict', code: 'VERSION_CONFLICT' });
    expect((await cancel(0)).order).toMatchObject({ status: 'cancelled', totals: { due: { amount: 0 } } });
  });

  it('stays cancelled when the checkout is too late, which is no error', async () => {
    const { order } = await place();
    await context.orders.cancelOrder({ commandId: '', orderId: order.id, cancellation: { lines: [] } });
    expect(await confirm(order.id)).toEqual({ status: 'cancelled' });
    const rejection = { code: 'STOCK_UNAVAILABLE', detail: 'sold out' };
    expect(await context.orders.rejectOrder({ commandId: 'r', orderId: order.id, rejection })).toEqual({
      status: 'cancelled',
    });
  });

  it('says why it was rejected, and for which line', async () => {
    const { order } = await place();
    const rejection = { code: 'STOCK_UNAVAILABLE', detail: 'sold out' };
    await context.orders.rejectOrder({ commandId: 'r', orderId: order.id, rejection, sku: 'POT' });
    expect((await context.orders.getOrder({ orderId: order.id })).order).toMatchObject({
      status: 'rejected',
      rejection: { ...rejection, line: '2' },
      totals: { due: { amount: 0 } },
    });
  });

  it('is read as it was', async () => {
    const { id: orderId } = await confirmed();
    const asOf = async (point: string) => (await context.orders.getOrder({ orderId, asOf: point })).order.status;
    expect(await asOf('0')).toBe('placed');
    expect(await asOf('1')).toBe('confirmed');
    await expect(asOf('2001-01-01T00:00:00Z')).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('is not found when there is none, whatever revision is asked for', async () => {
    const request = { commandId: '', orderId: uuidv7(), expectedRevision: 2, cancellation: {} };
    await expect(context.orders.cancelOrder(request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not found when there is none', async () => {
    const orderId = '0192f1c0-0000-7000-8000-000000000000';
    const missing = { kind: 'notFound', code: 'NOT_FOUND' };
    await expect(context.orders.getOrder({ orderId })).rejects.toMatchObject(missing);
    await expect(confirm(orderId)).rejects.toMatchObject(missing);
    await expect(context.orders.awaitOrder({ orderId, timeoutMs: 60_000 })).rejects.toMatchObject(missing);
    await expect(context.orders.getOrderTimeline({ orderId })).rejects.toMatchObject(missing);
    await expect(context.orders.watchOrder({ orderId })[Symbol.asyncIterator]().next()).rejects.toMatchObject(missing);
  });
});
