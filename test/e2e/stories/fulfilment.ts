import type { Order, Shipment } from '#contracts';
import { problem } from '../rest.js';
import { story } from '../shop.js';

export const packing = story('The packer', (shop) => {
  it('packs, ships in parcels, delivers, completes', async () => {
    await shop.sells('MUG', { stock: 20 });
    await shop.sells('SPOON', { stock: 20 });
    const { body: order } = await shop.order({
      lines: [
        { sku: 'MUG', quantity: 4 },
        { sku: 'SPOON', quantity: 6 },
      ],
    });
    expect(await shop.act(order, 'ready')).toMatchObject({ status: 200, body: { fulfilment: { status: 'ready' } } });

    const first = await shop.act(order, 'shipments', { lines: [{ lineId: '1', quantity: 3 }], tracking: 'RM-1' });
    expect(first).toMatchObject({ status: 201, body: { fulfilment: { status: 'partlyShipped' } } });
    const parcel = first.headers.get('location')!;
    expect(parcel).toMatch(new RegExp(`^/v1/orders/${order.id}/shipments/[\\da-f-]{36}$`));
    expect(await shop.rest.get<Shipment>(parcel)).toMatchObject({
      body: { status: 'shipped', tracking: 'RM-1', lines: [{ lineId: '1', quantity: 3 }] },
    });

    const second = await shop.act(order, 'shipments');
    expect(second).toMatchObject({
      status: 201,
      body: { fulfilment: { status: 'shipped' }, lines: [{ shipped: 4 }, { shipped: 6 }] },
    });
    await shop.stockWhen('MUG', ({ shipped, reserved, onHand }) => shipped === 4 && reserved === 0 && onHand === 16);
    await shop.stockWhen('SPOON', ({ shipped, reserved, onHand }) => shipped === 6 && reserved === 0 && onHand === 14);

    for (const at of [parcel, second.headers.get('location')!]) {
      expect(await shop.rest.post<Order>(`${at}/delivered`)).toMatchObject({ status: 200 });
    }
    expect(await shop.orderOf(order.id)).toMatchObject({ fulfilment: { status: 'delivered' }, status: 'confirmed' });
    expect(await shop.act(order, 'complete')).toMatchObject({ status: 200, body: { status: 'completed' } });
  });

  it('cannot ship more than there is in the order, or what it does not have', async () => {
    const order = await shop.sold('MUG', 2);
    const head = await shop.head();
    expect(await shop.act(order, 'shipments', { lines: [{ lineId: '1', quantity: 3 }] })).toMatchObject(
      problem(409, 'QUANTITY_EXCEEDED'),
    );
    expect(await shop.act(order, 'shipments', { lines: [{ lineId: '9', quantity: 1 }] })).toMatchObject(
      problem(422, 'LINE_UNKNOWN'),
    );
    expect(await shop.head()).toBe(head);
  });

  it('cannot ship what is not confirmed', async () => {
    const placed = await shop.order(
      { lines: [{ sku: 'MUG', quantity: 1 }], payment: { token: 'slow' } },
      { prefer: 'wait=0' },
    );
    expect((await shop.act(placed.body, 'shipments')).status).toBe(409);
    await shop.orderWhen(placed.body.id, ({ status }) => status === 'confirmed');
    expect((await shop.act(placed.body, 'shipments')).status).toBe(201);
  });

  it('ships once for one key', async () => {
    const order = await shop.sold('MUG', 2);
    const key = { 'idempotency-key': `ship ${order.id}` };
    const first = await shop.act(order, 'shipments', { tracking: 'X' }, key);
    const again = await shop.act(order, 'shipments', { tracking: 'X' }, key);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect((await shop.orderOf(order.id)).fulfilment.shipments).toHaveLength(1);
  });

  it('finds no parcel of another order', async () => {
    const [mine, other] = [await shop.sold('MUG', 1), await shop.sold('MUG', 1)];
    const shipped = await shop.act(mine, 'shipments');
    const id = shipped.headers.get('location')!.split('/').at(-1)!;
    expect(await shop.rest.get(`/v1/orders/${other.id}/shipments/${id}`)).toMatchObject(problem(404, 'NOT_FOUND'));
    expect((await shop.rest.post(`/v1/orders/${other.id}/shipments/${id}/delivered`)).status).toBe(404);
  });
});

export const returning = story('A shopper who sends something back', (shop) => {
  const returned = async (order: Order, lines: object[]) => {
    const asked = await shop.act(order, 'returns', { lines, reason: 'does not fit' });
    return { ...asked, at: asked.headers.get('location')! };
  };
  const shippedOrder = async (sku: string, quantity: number) => {
    const order = await shop.sold(sku, quantity);
    await shop.act(order, 'shipments');
    await shop.stockWhen(sku, ({ reserved }) => reserved === 0);
    return order;
  };

  it('gets the money when it has arrived; what is sound is on the shelf again', async () => {
    await shop.sells('SHOE', { stock: 10, price: 5000 });
    const order = await shippedOrder('SHOE', 4);
    const asked = await returned(order, [{ lineId: '1', quantity: 2, disposition: 'restock' }]);
    expect(asked).toMatchObject({
      status: 201,
      body: { fulfilment: { returns: [{ status: 'requested', amount: { amount: 10_000 } }] } },
    });
    expect(asked.body.payment.refunded).toBe(0);
    expect(await shop.rest.post(`${asked.at}/received`)).toMatchObject({
      status: 200,
      body: { fulfilment: { status: 'partlyReturned' }, lines: [{ returned: 2 }] },
    });
    await shop.orderWhen(order.id, ({ payment }) => payment.refunded === 10_000);
    expect(await shop.stockWhen('SHOE', ({ onHand }) => onHand === 8)).toMatchObject({ available: 8, shipped: 4 });
  });

  it('gets the money for what is damaged, too, and nobody buys that again', async () => {
    await shop.sells('GLASS', { stock: 10, price: 800 });
    const order = await shippedOrder('GLASS', 4);
    const { at } = await returned(order, [
      { lineId: '1', quantity: 1, disposition: 'damaged' },
      { lineId: '1', quantity: 2, disposition: 'scrap' },
    ]);
    await shop.rest.post(`${at}/received`);
    await shop.orderWhen(order.id, ({ payment }) => payment.refunded === 2400);
    expect(await shop.stockWhen('GLASS', ({ writtenOff }) => writtenOff === 3)).toMatchObject({ available: 6 });
  });

  it('cannot send back more than came, or before it came', async () => {
    await shop.sells('HAT', { stock: 10 });
    const waiting = await shop.sold('HAT', 1);
    expect((await returned(waiting, [{ lineId: '1', quantity: 1, disposition: 'restock' }])).status).toBe(409);
    const order = await shippedOrderOf(waiting);
    expect(await returned(order, [{ lineId: '1', quantity: 2, disposition: 'restock' }])).toMatchObject(
      problem(409, 'QUANTITY_EXCEEDED'),
    );
  });

  const shippedOrderOf = async (order: Order) => (await shop.act(order, 'shipments')).body;
});
