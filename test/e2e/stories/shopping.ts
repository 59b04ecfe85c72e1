import type { Order, Product } from '#contracts';
import { until } from '../../until.js';
import { problem, type Page, type Problem } from '../rest.js';
import { story, positionOf } from '../shop.js';

const found = (page: Page<Product>) => page.items.map(({ sku }) => sku);

export const shopping = story('A shopper', (shop) => {
  it('browses what is on sale and finds it by its words, a beginning, or with a typo', async () => {
    await shop.sells('TEAPOT', { name: 'Blue stoneware teapot', price: 2495, categories: ['kitchen'] });
    await shop.sells('LANTERN', { name: 'White paper lantern', price: 495, categories: ['garden'], stock: 0 });
    const search = async (query: string) =>
      (await shop.rest.get<Page<Product>>(`/v1/products?status=active&${query}`)).body;
    await until(
      async () => (await search('q=lantern')).totalCount === 1 && (await search('q=teapot')).totalCount === 1,
    );

    expect(found(await search('q=stoneware'))).toEqual(['TEAPOT']);
    expect(found(await search('q=teap'))).toEqual(['TEAPOT']);
    expect(found(await search('q=lantren'))).toEqual(['LANTERN']);
    expect(found(await search('minPrice=400&maxPrice=500'))).toEqual(['LANTERN']);
    expect(found(await search('sort=-price'))).toEqual(['TEAPOT', 'LANTERN']);
    await until(async () => found(await search('inStock=true')).join() === 'TEAPOT');
    expect(await search('category=garden')).toMatchObject({
      items: [{ sku: 'LANTERN', price: { amount: 495, currency: 'GBP' } }],
      totalCount: 1,
      totalPages: 1,
      page: 1,
      hasMore: false,
      nextCursor: null,
    });
  });

  it('sees in the facets how many there are of what', async () => {
    const { body } = await shop.rest.get<{ facets: { name: string; values: object[] }[] }>(
      '/v1/products?status=active',
    );
    expect(body.facets).toContainEqual({
      name: 'category',
      values: expect.arrayContaining([
        { value: 'garden', count: 1 },
        { value: 'kitchen', count: 1 },
      ]) as object[],
    });
  });

  it('orders, waits, and has it confirmed and paid', async () => {
    await shop.sells('CUP', { price: 295, stock: 10 });
    await shop.sells('SAUCER', { price: 195, stock: 10 });
    const placed = await shop.order({
      lines: [
        { sku: 'CUP', quantity: 3 },
        { sku: 'SAUCER', quantity: 2 },
      ],
      customerId: 'c-7',
      email: 'ada@example.com',
      shipping: { amount: 350, currency: 'GBP' },
      taxes: [{ line: 0, amount: { amount: 177, currency: 'GBP' } }],
      metadata: { gift: true },
    });
    expect(placed.status).toBe(201);
    expect(placed.headers.get('preference-applied')).toBe('wait=30');
    expect(placed.headers.get('location')).toBe(`/v1/orders/${placed.body.id}`);
    const gbp = (amount: number) => ({ amount, currency: 'GBP' });
    expect(placed.body).toMatchObject({
      number: expect.stringMatching(/^D-\d{6,}$/) as string,
      status: 'confirmed',
      customerId: 'c-7',
      email: 'ada@example.com',
      metadata: { gift: true },
      payment: { status: 'captured', captured: 1802, authorised: 1802, refunded: 0 },
      fulfilment: { status: 'open' },
      lines: [
        { id: '1', sku: 'CUP', quantity: 3, unitPrice: gbp(295), tax: gbp(177), total: gbp(885) },
        { id: '2', sku: 'SAUCER', quantity: 2, unitPrice: gbp(195), tax: gbp(0), total: gbp(390) },
      ],
      totals: { subtotal: gbp(1275), shipping: gbp(350), tax: gbp(177), total: gbp(1802), due: gbp(1802) },
    });
    expect(await shop.stockOf('CUP')).toMatchObject({ onHand: 10, reserved: 3, available: 7 });
    expect(await shop.paymentOf(placed.body)).toMatchObject({
      orderId: placed.body.id,
      status: 'captured',
      amount: 1802,
      captured: 1802,
    });
  });

  it('may ask not to wait, and is told as soon as the order is recorded', async () => {
    await shop.sells('BOWL');
    const placed = await shop.rest.post<Order>(
      '/v1/orders',
      { lines: [{ sku: 'BOWL', quantity: 1 }] },
      { prefer: 'respond-async' },
    );
    expect(placed).toMatchObject({ status: 201, body: { status: 'placed' } });
    expect(placed.headers.get('preference-applied')).toBe('respond-async');
    await shop.orderWhen(placed.body.id, ({ payment }) => payment.status === 'captured');
  });

  it('pays the price of the moment of placing, whatever it becomes later', async () => {
    const jug = await shop.sells('JUG', { price: 1000 });
    const order = await shop.sold('JUG', 1);
    const dearer = { price: { amount: 2000, currency: 'GBP' } };
    expect(await shop.rest.patch(`/v1/products/${jug.id}`, dearer, { 'if-match': '"0"' })).toMatchObject({
      status: 200,
    });
    expect(await shop.orderOf(order.id)).toMatchObject({ totals: { total: { amount: 1000 } } });
    await until(async () => {
      const { body } = await shop.order({ lines: [{ sku: 'JUG', quantity: 1 }] });
      return body.totals.total.amount === 2000;
    });
  });

  it('reads in any list what was just written', async () => {
    await shop.sells('PLATE', { stock: 100 });
    for (let n = 0; n < 10; n++) {
      const placed = await shop.rest.post<Order>('/v1/orders', { lines: [{ sku: 'PLATE', quantity: 1 }] });
      const seen = { 'daybook-min-position': positionOf(placed) };
      const { body } = await shop.rest.get<Page<Order>>('/v1/orders?sku=PLATE&size=1&sort=-placedAt', seen);
      expect(body.totalCount).toBe(n + 1);
    }
  });

  it('is told to come back when the list has not got there', async () => {
    const order = await shop.sold('PLATE', 1);
    const never = Buffer.from(JSON.stringify([[`order-${order.id}`, 1_000]])).toString('base64url');
    const answer = await shop.rest.get<Problem>('/v1/orders', { 'daybook-min-position': never });
    expect(answer).toMatchObject(problem(503, 'POSITION_NOT_REACHED'));
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await shop.rest.get('/v1/orders', { 'daybook-min-position': 'mine' })).toMatchObject(
      problem(400, 'VALIDATION_FAILED', { header: 'Daybook-Min-Position' }),
    );
  });

  it('may buy a service, which needs no stock', async () => {
    await shop.sells('GIFT-WRAP', { kind: 'service', price: 150, stock: 0 });
    const order = await shop.sold('GIFT-WRAP', 2);
    expect(order).toMatchObject({ lines: [{ kind: 'service' }], payment: { captured: 300 } });
  });

  it('pays nothing for what costs nothing', async () => {
    await shop.sells('SAMPLE', { price: 0 });
    expect(await shop.sold('SAMPLE', 1)).toMatchObject({ payment: { status: 'none', captured: 0 } });
  });

  it('of 40 lines of one SKU gets all or none', async () => {
    await shop.sells('BEAD', { stock: 40 });
    const lines = Array.from({ length: 40 }, () => ({ sku: 'BEAD', quantity: 1 }));
    expect(await shop.order({ lines: [...lines, { sku: 'BEAD', quantity: 1 }] })).toMatchObject({
      body: { status: 'rejected' },
    });
    expect(await shop.order({ lines })).toMatchObject({ body: { status: 'confirmed' } });
    expect(await shop.stockOf('BEAD')).toMatchObject({ reserved: 40, available: 0 });
  });
});
