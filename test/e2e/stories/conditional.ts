import type { Order, Product } from '#contracts';
import { problem } from '../rest.js';
import { story } from '../shop.js';

export const conditional = story('Whoever changes what others change too', (shop) => {
  it('is not sent again what it has', async () => {
    await shop.sells('VASE');
    const first = await shop.rest.get('/v1/products/by-sku/VASE');
    expect(first.headers.get('etag')).toBe('"0"');
    const again = await shop.rest.get('/v1/products/by-sku/VASE', { 'if-none-match': '"0"' });
    expect(again).toMatchObject({ status: 304, body: '' });
    expect(again.headers.get('etag')).toBe('"0"');
    expect(await shop.rest.get('/v1/products/by-sku/VASE', { 'if-none-match': 'W/"9", "0"' })).toMatchObject({
      status: 304,
    });
    expect(await shop.rest.get('/v1/products/by-sku/VASE', { 'if-none-match': '"1"' })).toMatchObject({ status: 200 });
  });

  it('says which revision it has seen, or is asked for it', async () => {
    const { id } = await shop.sells('DISH');
    expect(await shop.rest.patch(`/v1/products/${id}`, { name: 'Dish' })).toMatchObject(
      problem(428, 'PRECONDITION_REQUIRED'),
    );
    expect(await shop.rest.patch(`/v1/products/${id}`, { name: 'Dish' }, { 'if-match': '"0"' })).toMatchObject({
      status: 200,
      body: { name: 'Dish', revision: 1 },
    });
  });

  it('is refused when another one was quicker', async () => {
    const { id } = await shop.sells('TRAY');
    const first = await shop.rest.patch<Product>(`/v1/products/${id}`, { name: 'First' }, { 'if-match': '"0"' });
    expect(first.headers.get('etag')).toBe('"1"');
    expect(await shop.rest.patch(`/v1/products/${id}`, { name: 'Second' }, { 'if-match': '"0"' })).toMatchObject(
      problem(412, 'VERSION_CONFLICT'),
    );
    expect(await shop.rest.get(`/v1/products/${id}`)).toMatchObject({ body: { name: 'First', revision: 1 } });
  });

  it('meets only one of twenty that change the same revision', async () => {
    const { id } = await shop.sells('MAT');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        shop.rest.patch(`/v1/products/${id}`, { name: `Mat ${n}` }, { 'if-match': '"0"' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array<number>(19).fill(412)]);
  });

  it('puts what must not be there yet, or must be there', async () => {
    const put = (headers: Record<string, string>) =>
      shop.rest.put<Product>(
        '/v1/products/by-sku/EWER',
        { name: 'Ewer', price: { amount: 1, currency: 'GBP' } },
        headers,
      );
    const stale = problem(412, 'VERSION_CONFLICT');
    expect(await put({ 'if-match': '*' })).toMatchObject(stale);
    expect(await put({ 'if-match': '"0"' })).toMatchObject(stale);
    const answers = await Promise.all(Array.from({ length: 5 }, () => put({ 'if-none-match': '*' })));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 412, 412, 412, 412]);
    expect(await put({ 'if-match': '*' })).toMatchObject({ status: 200, body: { revision: 0 } });
    for (const [header, headers] of [
      ['If-None-Match', { 'if-none-match': '"0"' }],
      ['If-None-Match', { 'if-none-match': '*', 'if-match': '*' }],
    ] as const) {
      expect(await put(headers)).toMatchObject(problem(400, 'VALIDATION_FAILED', { header }));
    }
  });

  it('may say the revision of an order, too', async () => {
    await shop.sells('FORK');
    const placed = await shop.rest.post<Order>('/v1/orders', { lines: [{ sku: 'FORK', quantity: 1 }] });
    expect(await shop.act(placed.body, 'cancel', {}, { 'if-match': '"7"' })).toMatchObject(
      problem(412, 'VERSION_CONFLICT'),
    );
    expect(await shop.act(placed.body, 'cancel', {}, { 'if-match': 'seven' })).toMatchObject(
      problem(400, 'VALIDATION_FAILED', { header: 'If-Match' }),
    );
  });

  it('finds the changes in the stream, none of them lost', async () => {
    const { id } = await shop.sells('RUG');
    for (let revision = 0; revision < 5; revision++) {
      const etag = { 'if-match': `"${revision}"` };
      await shop.rest.patch(`/v1/products/${id}`, { description: `Version ${revision + 1}` }, etag);
    }
    const { body } = await shop.rest.get<{ totalCount: number }>(`/v1/products/${id}/history`);
    expect(body).toMatchObject({ totalCount: 6 });
  });
});
