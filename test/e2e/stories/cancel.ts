import { problem } from '../rest.js';
import { story } from '../shop.js';

export const cancel = story('A shopper who changes her mind', (shop) => {
  it('cancels before the money is taken: the stock is back, the hold let go', async () => {
    await shop.sells('QUILT', { stock: 5, price: 4000 });
    const order = await shop.sold('QUILT', 2, { payment: { method: 'test', capture: 'onShipment' } });
    expect(order).toMatchObject({ payment: { status: 'authorised', authorised: 8000, captured: 0 } });
    const cancelled = await shop.act(order, 'cancel', { reason: 'wrong colour' });
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled', totals: { due: { amount: 0 } } } });
    expect(await shop.orderWhen(order.id, ({ payment }) => payment.status === 'voided')).toMatchObject({
      payment: { captured: 0, refunded: 0 },
    });
    expect(await shop.stockWhen('QUILT', ({ reserved }) => reserved === 0)).toMatchObject({ available: 5 });
  });

  it('cancels after it is paid: the stock is back, and so is the money', async () => {
    await shop.sells('BLANKET', { stock: 5, price: 3000 });
    const order = await shop.sold('BLANKET', 2, { shipping: { amount: 500, currency: 'GBP' } });
    expect(order).toMatchObject({ payment: { status: 'captured', captured: 6500 } });
    expect(await shop.act(order, 'cancel')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    await shop.orderWhen(order.id, ({ payment }) => payment.status === 'refunded');
    expect(await shop.paymentOf(order)).toMatchObject({ status: 'refunded', captured: 6500, refunded: 6500 });
    expect(await shop.stockWhen('BLANKET', ({ reserved }) => reserved === 0)).toMatchObject({
      available: 5,
      onHand: 5,
    });
  });

  it('cancels while the checkout runs, and ends with neither goods nor a bill', async () => {
    await shop.sells('PILLOW', { stock: 5 });
    const placed = await shop.order(
      { lines: [{ sku: 'PILLOW', quantity: 3 }], payment: { token: 'slow' } },
      { prefer: 'wait=0' },
    );
    expect(placed.body.status).toBe('placed');
    expect(await shop.act(placed.body, 'cancel')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    await shop.stockWhen('PILLOW', ({ reserved, available }) => reserved === 0 && available === 5);
    const order = await shop.orderWhen(placed.body.id, ({ payment }) =>
      ['voided', 'refunded', 'none'].includes(payment.status),
    );
    expect(order.payment.captured - order.payment.refunded).toBe(0);
  });

  it('cancels a part: what is left is due, the rest comes back', async () => {
    await shop.sells('SHEET', { stock: 10, price: 1000 });
    const order = await shop.sold('SHEET', 5);
    const lines = [{ lineId: '1', quantity: 2 }];
    expect(await shop.act(order, 'cancel', { lines })).toMatchObject({
      status: 200,
      body: {
        status: 'confirmed',
        lines: [{ cancelled: 2 }],
        totals: { total: { amount: 5000 }, due: { amount: 3000 } },
      },
    });
    await shop.orderWhen(order.id, ({ payment }) => payment.refunded === 2000);
    expect(await shop.stockWhen('SHEET', ({ reserved }) => reserved === 3)).toMatchObject({ available: 7 });
    expect(await shop.act(order, 'cancel', { lines: [{ lineId: '1', quantity: 4 }] })).toMatchObject(
      problem(409, 'QUANTITY_EXCEEDED'),
    );
  });

  it('cancels twice, and it is once', async () => {
    await shop.sells('TOWEL', { stock: 5, price: 700 });
    const order = await shop.sold('TOWEL', 1);
    const key = { 'idempotency-key': `cancel ${order.id}` };
    const [first, second] = [await shop.act(order, 'cancel', {}, key), await shop.act(order, 'cancel', {}, key)];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    await shop.orderWhen(order.id, ({ payment }) => payment.status === 'refunded');
    expect(await shop.paymentOf(order)).toMatchObject({ refunded: 700 });
  });

  it('cannot cancel what has left', async () => {
    await shop.sells('BOOTS', { stock: 5, price: 9000 });
    const order = await shop.sold('BOOTS', 2);
    await shop.act(order, 'shipments', { lines: [{ lineId: '1', quantity: 1 }] });
    expect(await shop.act(order, 'cancel')).toMatchObject({
      status: 200,
      body: { lines: [{ shipped: 1, cancelled: 1 }], totals: { due: { amount: 9000 } } },
    });
    expect((await shop.act(order, 'cancel')).status).toBe(409);
    await shop.orderWhen(order.id, ({ payment }) => payment.refunded === 9000);
  });
});
