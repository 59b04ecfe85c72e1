import type { Product } from '#contracts';
import { problem, type Page } from '../rest.js';
import { story } from '../shop.js';

interface History extends Page<{ type: string; revision: number; actor: string; at: string; causationId: string }> {
  readonly differences?: readonly object[];
}

export const productHistory = story('Whoever asks what a product was', (shop) => {
  let product: Product;
  const at = (path: string) => shop.rest.get<History & Product>(`/v1/products/${product.id}${path}`);

  it('tells of it as it is written', async () => {
    product = await shop.sells('KETTLE', {
      name: 'Kettle',
      price: 1500,
      status: 'draft',
      attributes: { colour: 'red' },
    });
    const change = async (body: object, revision: number) => {
      const done = await shop.rest.patch<Product>(`/v1/products/${product.id}`, body, { 'if-match': `"${revision}"` });
      expect(done.status).toBe(200);
      return done.body.revision;
    };
    const renamed = await change({ name: 'Whistling kettle', attributes: { colour: 'blue' } }, 0);
    const priced = await change({ price: { amount: 1800, currency: 'GBP' } }, renamed);
    expect(await shop.rest.post(`/v1/products/${product.id}/publish`, {}, { 'if-match': `"${priced}"` })).toMatchObject(
      {
        status: 200,
        body: { status: 'active' },
      },
    );
  });

  it('reads it as of a revision or a time', async () => {
    expect((await at('?asOf=0')).body).toMatchObject({ name: 'Kettle', price: { amount: 1500 }, status: 'draft' });
    expect((await at('')).body).toMatchObject({ name: 'Whistling kettle', price: { amount: 1800 }, status: 'active' });
    const { items } = (await at('/history')).body;
    const [first] = items;
    expect((await at(`?asOf=${first!.at}`)).body.revision).toBeGreaterThanOrEqual(0);
    expect(await at('?asOf=2001-01-01T00:00:00Z')).toMatchObject(problem(404, 'NOT_FOUND'));
    expect(await at('?asOf=yesterday')).toMatchObject(problem(400, 'VALIDATION_FAILED', { parameter: 'asOf' }));
  });

  it('reads its events, in pages', async () => {
    const all = (await at('/history')).body;
    expect(all.items[0]).toMatchObject({ type: 'ProductCreated', revision: 0, actor: 'anonymous' });
    expect(all.items.at(-1)).toMatchObject({ type: 'ProductPublished' });
    const first = (await at('/history?size=2')).body;
    expect(first).toMatchObject({ totalCount: all.totalCount, hasMore: true });
    const next = (await at(`/history?size=2&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...next.items]).toEqual(all.items.slice(0, 4));
  });

  it('asks what is different between two points', async () => {
    const { differences } = (await at('/history?from=0&to=2')).body;
    expect(differences).toEqual(
      expect.arrayContaining([
        { pointer: '/name', before: 'Kettle', after: 'Whistling kettle' },
        { pointer: '/attributes/colour', before: 'red', after: 'blue' },
      ]),
    );
  });

  it('archives it, and nobody can order it any more', async () => {
    expect(await shop.rest.delete(`/v1/products/${product.id}`)).toMatchObject({ body: { status: 'archived' } });
    expect(await shop.order({ lines: [{ sku: 'KETTLE', quantity: 1 }] })).toMatchObject(
      problem(409, 'PRODUCT_ARCHIVED', { pointer: '/lines/0/sku' }),
    );
  });

  it('puts a product by its SKU, made where there is none', async () => {
    const given = { sku: 'PAN', name: 'Pan', price: { amount: 900, currency: 'GBP' }, status: 'active' };
    const made = await shop.rest.put<Product>('/v1/products/by-sku/PAN', given);
    expect(made).toMatchObject({ status: 201, body: { name: 'Pan', revision: 0 } });
    expect(made.headers.get('location')).toBe(`/v1/products/${made.body.id}`);
    const changed = await shop.rest.put<Product>('/v1/products/by-sku/PAN', { ...given, name: 'Frying pan' });
    expect(changed).toMatchObject({ status: 200, body: { id: made.body.id, name: 'Frying pan' } });
    const same = await shop.rest.put<Product>('/v1/products/by-sku/PAN', { ...given, name: 'Frying pan' });
    expect(same).toMatchObject({ status: 200, body: { revision: changed.body.revision } });
  });

  it('keeps apart what differs by case only', async () => {
    const lower = await shop.sells('15056n');
    const upper = await shop.sells('15056N');
    expect(lower.id).not.toBe(upper.id);
    expect((await shop.rest.get<Product>('/v1/products/by-sku/15056n')).body.id).toBe(lower.id);
  });

  it('sells variants under SKUs of their own', async () => {
    const price = (amount: number) => ({ amount, currency: 'GBP' });
    const variants = [
      { sku: 'SHIRT-S', options: { size: 'S' }, price: price(1900) },
      { sku: 'SHIRT-L', options: { size: 'L' }, price: price(2100) },
    ];
    const shirt = await shop.rest.post<Product>('/v1/products', { name: 'Shirt', variants, status: 'active' });
    expect(shirt).toMatchObject({ status: 201, body: { variants } });
    expect(await shop.rest.get('/v1/products/by-sku/SHIRT-L')).toMatchObject({ body: { id: shirt.body.id } });
    expect(await shop.rest.post('/v1/products', { sku: 'SHIRT-S', name: 'Other', price: price(1) })).toMatchObject(
      problem(409, 'SKU_TAKEN'),
    );
  });
});
