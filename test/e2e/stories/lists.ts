import type { Order, Product } from '#contracts';
import { until } from '../../until.js';
import { problem, type Page } from '../rest.js';
import { story, positionOf } from '../shop.js';

export const lists = story('The shopkeeper who looks for an order', (shop) => {
  /** Of the orders of this story. */
  const list = async (query: string, seen?: string) => {
    const since = new URLSearchParams({ from: orders[0]!.placedAt });
    new URLSearchParams(query).forEach((value, name) => since.set(name, value));
    const { body } = await shop.rest.get<Page<Order>>(
      `/v1/orders?${since.toString()}`,
      seen ? { 'daybook-min-position': seen } : {},
    );
    return body;
  };
  let orders: Order[];
  let latest: string;

  beforeAll(async () => {
    await shop.sells('RED', { price: 100, stock: 1000, name: 'Red ribbon' });
    await shop.sells('BLUE', { price: 1000, stock: 1000, name: 'Blue bunting' });
    orders = [];
    for (let n = 0; n < 25; n++) {
      const order = {
        lines: [{ sku: n % 5 ? 'RED' : 'BLUE', quantity: 1 + n }],
        customerId: `c-${n % 3}`,
        email: `buyer${n}@example.com`,
        externalId: `shop-${n}`,
      };
      const placed = await shop.order(order);
      orders.push(placed.body);
      latest = positionOf(placed);
    }
    // The latest one's token tells of that order alone.
    await shop.settled();
  });

  it('finds it by number, customer, e-mail, SKU, status, its name elsewhere, or what it cost', async () => {
    const found = async (query: string) => (await list(`${query}&size=100`, latest)).items.map(({ id }) => id).sort();
    const those = (isSo: (order: Order, n: number) => boolean) =>
      orders
        .filter(isSo)
        .map(({ id }) => id)
        .sort();
    expect(await found(`number=${orders[3]!.number}`)).toEqual([orders[3]!.id]);
    expect(await found('externalId=shop-7')).toEqual([orders[7]!.id]);
    expect(await found('email=buyer9@example.com')).toEqual([orders[9]!.id]);
    expect(await found('customer=c-1')).toEqual(those(({ customerId }) => customerId === 'c-1'));
    for (const name of ['customer=c-1', 'externalId=shop-7', `number=${orders[3]!.number}`]) {
      expect(await found(`${name}%20`)).toEqual([]);
    }
    expect(await found('sku=BLUE')).toEqual(those((_, n) => n % 5 === 0));
    expect(await found('status=confirmed')).toEqual(those(() => true));
    expect(await found('status=rejected')).toEqual([]);
    expect(await found('minTotal=2000&maxTotal=6000')).toEqual(
      those(({ totals: { total } }) => total.amount >= 2000 && total.amount <= 6000),
    );
    expect(await found(`from=${orders[20]!.placedAt}`)).toEqual(
      those(({ placedAt }) => placedAt >= orders[20]!.placedAt),
    );
    expect(await found(`to=${orders[5]!.placedAt}`)).toEqual(those(({ placedAt }) => placedAt < orders[5]!.placedAt));
  });

  it('reads a list to its end by cursors, each order once, also while new ones come', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<Order> = await list(`size=4&sort=-placedAt${cursor && `&cursor=${cursor}`}`, latest);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
      if (seen.length === 8) await shop.sold('RED', 1);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(orders.map(({ id }) => id).reverse());
  });

  it('reads it by pages, sorted as he likes', async () => {
    const page = await list('sku=BLUE&sort=total&page=2&size=2', latest);
    expect(page).toMatchObject({ totalCount: 5, totalPages: 3, page: 2, size: 2, hasMore: true });
    const totals = orders
      .filter((_, n) => n % 5 === 0)
      .map(({ totals: { total } }) => total.amount)
      .sort((a, b) => a - b);
    expect(page.items.map(({ totals: { total } }) => total.amount)).toEqual(totals.slice(2, 4));
  });

  it('cannot use a cursor of another list, or one of his own making', async () => {
    const made = [
      '[{"a":1},"x"]',
      '[["a","b"],"x"]',
      '["a\\u0000b","x"]',
      '["orders -placedAt"]',
      '["orders -placedAt",5,"x"]',
    ].map((json) => Buffer.from(json));
    const given = await Promise.all(
      ['payments', 'orders?sort=total', 'orders?sort=placedAt', `orders/${orders[0]!.id}/timeline`].map(
        async (path) => {
          const { body } = await shop.rest.get<Page<unknown>>(`/v1/${path}${path.includes('?') ? '&' : '?'}size=1`);
          return body.nextCursor!;
        },
      ),
    );
    for (const cursor of ['abc', ...given, ...made.map((bytes) => bytes.toString('base64url'))]) {
      expect(await shop.rest.get(`/v1/orders?cursor=${cursor}`)).toMatchObject(
        problem(400, 'VALIDATION_FAILED', { parameter: 'cursor' }),
      );
    }
    expect(await shop.rest.get(`/v1/orders/${orders[1]!.id}/timeline?cursor=${given.at(-1)}`)).toMatchObject(
      problem(400, 'VALIDATION_FAILED', { parameter: 'cursor' }),
    );
  });

  it('goes on by the cursor of a search in that search alone', async () => {
    const search = (query: string) => shop.rest.get<{ orders: Page<Order> }>(`/v1/admin/search?in=orders&${query}`);
    await until(async () => (await search('q=bunting')).body.orders.totalCount === 5);
    const { nextCursor } = (await search('q=bunting&size=1')).body.orders;
    expect((await search(`q=bunting&cursor=${nextCursor}`)).body.orders.items).toHaveLength(4);
    for (const other of ['in=orders&q=ribbon', 'in=products&q=bunting']) {
      expect(await shop.rest.get(`/v1/admin/search?${other}&cursor=${nextCursor}`)).toMatchObject(
        problem(400, 'VALIDATION_FAILED', { parameter: 'cursor' }),
      );
    }
  });

  it('looks up a payment status as it changes', async () => {
    const order = orders[0]!;
    const cancelled = await shop.act(order, 'cancel');
    expect(cancelled.status).toBe(200);
    await until(async () => (await list('paymentStatus=refunded')).items.some(({ id }) => id === order.id));
    expect((await list('status=cancelled', positionOf(cancelled))).items.map(({ id }) => id)).toEqual([order.id]);
  });

  it('searches everything at once', async () => {
    // All were put before the latest one is found: the story has waited for that.
    const search = async (query: string, seen = latest) =>
      (
        await shop.rest.get<{ products?: Page<Product>; orders?: Page<Order> }>(`/v1/admin/search?${query}`, {
          'daybook-min-position': seen,
        })
      ).body;
    await until(async () => (await search('q=bunting')).products?.totalCount === 1);
    const { body: old } = await shop.rest.get<Product>('/v1/products/by-sku/BLUE');
    const archived = await shop.rest.delete(`/v1/products/${old.id}`);
    const both = await search('q=bunting&size=100', positionOf(archived));
    expect(both.products!.items).toMatchObject([{ sku: 'BLUE', status: 'archived' }]);
    expect(both.orders!.totalCount).toBe(5);
    const byMail = await search('q=buyer9@example.com&in=orders');
    expect(byMail.products).toBeUndefined();
    expect(byMail.orders!.items[0]!.id).toBe(orders[9]!.id);
    expect((await search(`q=${orders[4]!.number}&in=orders`)).orders!.items[0]!.id).toBe(orders[4]!.id);
    expect(await search("q=%22'%20OR%201=1%20--*")).toMatchObject({ products: { totalCount: 0 } });
    expect(await shop.rest.get('/v1/admin/search?q=x&in=secrets')).toMatchObject(
      problem(400, 'VALIDATION_FAILED', { parameter: 'in' }),
    );
  });
});
