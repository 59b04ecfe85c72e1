import { randomUUID } from 'node:crypto';
import type { Order, Product, Stock } from '#contracts';
import { failure } from '../grpc.js';
import { problem } from '../rest.js';
import { story } from '../shop.js';

const keyed = () => ({ 'idempotency-key': randomUUID() });

export const idempotency = story('Whoever is not sure whether it was done', (shop) => {
  it('repeats an order and gets the first answer again', async () => {
    await shop.sells('LAMP');
    const order = { lines: [{ sku: 'LAMP', quantity: 2 }] };
    const key = keyed();
    const first = await shop.order(order, key);
    expect(first).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const head = await shop.head();
    const again = await shop.order(order, key);
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: first.body });
    for (const header of ['etag', 'location', 'daybook-position']) {
      expect(again.headers.get(header)).toBe(first.headers.get(header));
    }
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await shop.head()).toBe(head);
  });

  it('may quote the key, or not', async () => {
    const key = randomUUID();
    await shop.rest.post('/v1/stock/LAMP/receipts', { quantity: 5 }, { 'idempotency-key': key });
    const again = await shop.rest.post<Stock>(
      '/v1/stock/LAMP/receipts',
      { quantity: 5 },
      { 'idempotency-key': `"${key}"` },
    );
    expect(again.body.onHand).toBe(15);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('is recognised after the platform was started again, by the log alone', async () => {
    await shop.sells('CLOCK');
    const order = { lines: [{ sku: 'CLOCK', quantity: 1 }] };
    const [placing, receiving] = [keyed(), keyed()];
    const first = await shop.order(order, placing);
    const received = await shop.rest.post<Stock>('/v1/stock/CLOCK/receipts', { quantity: 3 }, receiving);
    await shop.rest.post('/v1/stock/CLOCK/receipts', { quantity: 4 });

    await shop.restart();
    const head = await shop.head();
    const again = await shop.order(order, placing);
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id, status: 'confirmed' } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const receivedAgain = await shop.rest.post<Stock>('/v1/stock/CLOCK/receipts', { quantity: 3 }, receiving);
    expect(receivedAgain.body).toEqual(received.body);
    expect(receivedAgain.headers.get('idempotent-replayed')).toBe('true');
    expect(await shop.head()).toBe(head);
    expect(await shop.order({ lines: [{ sku: 'CLOCK', quantity: 2 }] }, placing)).toMatchObject(
      problem(422, 'IDEMPOTENCY_KEY_REUSED'),
    );
    expect(await shop.head()).toBe(head);
  });

  it('sends ten at once and has one', async () => {
    await shop.sells('STOOL', { stock: 20 });
    const key = keyed();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => shop.order({ lines: [{ sku: 'STOOL', quantity: 2 }] }, key)),
    );
    const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(1);
    for (const answer of answers) {
      if (answer.status === 201) continue;
      expect(answer).toMatchObject(problem(409, 'IDEMPOTENCY_KEY_IN_FLIGHT'));
      expect(answer.headers.get('retry-after')).not.toBeNull();
    }
    expect(await shop.stockWhen('STOOL', ({ reserved }) => reserved > 0)).toMatchObject({ reserved: 2, available: 18 });
  });

  it('must not use a key for something else', async () => {
    const key = keyed();
    await shop.sells('BENCH');
    expect(await shop.rest.post('/v1/stock/BENCH/receipts', { quantity: 1 }, key)).toMatchObject({ status: 201 });
    expect(await shop.rest.post('/v1/stock/BENCH/receipts', { quantity: 2 }, key)).toMatchObject(
      problem(422, 'IDEMPOTENCY_KEY_REUSED'),
    );
    expect(await shop.stockOf('BENCH')).toMatchObject({ onHand: 11 });
  });

  it('may use the same key on another route', async () => {
    const key = keyed();
    await shop.sells('SHELF');
    await shop.rest.post('/v1/stock/SHELF/receipts', { quantity: 1 }, key);
    expect(await shop.rest.post('/v1/stock/SHELF/write-offs', { quantity: 1, reason: 'broken' }, key)).toMatchObject({
      status: 201,
      body: { onHand: 10, writtenOff: 1 },
    });
  });

  it('creates one product for one key', async () => {
    const key = keyed();
    const product = { sku: 'CHAIR', name: 'Chair', price: { amount: 100, currency: 'GBP' } };
    const first = await shop.rest.post<Product>('/v1/products', product, key);
    expect(first.status).toBe(201);
    const again = await shop.rest.post<Product>('/v1/products', product, key);
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect(await shop.rest.post('/v1/products', product, keyed())).toMatchObject(problem(409, 'SKU_TAKEN'));
  });

  it('is not held to a request that was not valid', async () => {
    const key = keyed();
    await shop.sells('DESK');
    expect(await shop.rest.post('/v1/stock/DESK/receipts', { quantity: 0 }, key)).toMatchObject({ status: 400 });
    expect(await shop.rest.post('/v1/stock/DESK/receipts', { quantity: 1 }, key)).toMatchObject({ status: 201 });
  });

  it('gets the same refusal again, even when it would be possible now', async () => {
    await shop.sells('SOFA', { stock: 0 });
    const key = keyed();
    const order = { lines: [{ sku: 'SOFA', quantity: 1 }] };
    const first = await shop.order(order, key);
    expect(first.body).toMatchObject({ status: 'rejected', rejection: { code: 'STOCK_UNAVAILABLE' } });
    await shop.rest.post('/v1/stock/SOFA/receipts', { quantity: 1 });
    expect((await shop.order(order, key)).body).toEqual(first.body);
  });

  it('gives its command_id over gRPC, and it is the same', async () => {
    await shop.sells('ROBE');
    const request = { commandId: randomUUID(), order: { lines: [{ sku: 'ROBE', quantity: 1 }] } };
    interface Placed {
      readonly order: Order;
      readonly replayed: boolean;
    }
    const first = await shop.grpc.call<Placed>('order.v1.OrderService/PlaceOrder', request);
    const again = await shop.grpc.call<Placed>('order.v1.OrderService/PlaceOrder', request);
    expect(first.replayed).toBe(false);
    expect(again).toMatchObject({ replayed: true, order: { id: first.order.id } });
    const other = { ...request, order: { lines: [{ sku: 'ROBE', quantity: 2 }] } };
    expect(await failure(shop.grpc.call('order.v1.OrderService/PlaceOrder', other))).toMatchObject({
      status: 'FAILED_PRECONDITION',
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
  });
});
