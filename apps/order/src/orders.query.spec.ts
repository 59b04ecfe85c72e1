import type { ListOrdersRequest, Order } from '#contracts';
import { ReadSideKeeper, tokenOf } from '#eventing';
import { orderContext } from '../../../test/order-context.js';

const { context, place, confirmed } = orderContext();

describe('the list of orders', () => {
  let all: Order[];
  let minPosition: string;
  beforeEach(async () => {
    const ada = await confirmed({ customerId: 'ada', email: 'ada@example.com', externalId: 'web-1' });
    const { order: bob } = await place({ customerId: 'bob', lines: [{ sku: 'POT', quantity: 2 }] });
    const history = { placedAt: '2010-12-01T08:26:00Z', unitPrices: [5] };
    const { order: old } = await context.orders.placeOrder({
      commandId: '',
      order: { lines: [{ sku: 'CUP', quantity: 1 }] },
      history,
    });
    all = [ada, bob, old];
    minPosition = tokenOf([`order-${ada.id}`, 1], [`order-${bob.id}`, 0], [`order-${old.id}`, 0]);
  });
  const list = async (request: Pick<ListOrdersRequest, keyof ListOrdersRequest>) => {
    const { items, totalCount } = await context.orders.listOrders({ minPosition, ...request });
    expect(totalCount).toBe(items.length);
    return items.map(({ id }) => ['ada', 'bob', 'old'][all.findIndex((o) => o.id === id)]);
  };

  const cases: [string, Pick<ListOrdersRequest, keyof ListOrdersRequest>, string[]][] = [
    ['status', { status: 'confirmed' }, ['ada']],
    ['payment', { paymentStatus: 'pending' }, ['ada', 'bob', 'old']],
    ['external id', { externalId: 'web-1' }, ['ada']],
    ['e-mail', { email: 'ada@example.com' }, ['ada']],
    ['customer', { customer: 'bob' }, ['bob']],
    ['SKU', { sku: 'POT' }, ['ada', 'bob']],
    ['the time of placing', { to: '2011-01-01T00:00:00Z' }, ['old']],
    ['the time of placing', { from: '2011-01-01T01:00:00+01:00' }, ['ada', 'bob']],
    ['the time of the last change', { updatedFrom: '2011-01-01T00:00:00Z' }, ['ada', 'bob', 'old']],
    ['total', { minTotal: 6, maxTotal: 2880 }, ['ada']],
    ['number', { number: 'D-000002' }, ['bob']],
    ['several of these', { sku: 'POT', status: 'placed' }, ['bob']],
  ];
  it.each(cases)('is filtered by %s, with words and without', async (_, request, names) => {
    expect(new Set(await list(request))).toEqual(new Set(names));
    const withWords = names.filter((name) => name !== 'bob');
    expect(new Set(await list({ q: 'cup', ...request }))).toEqual(new Set(withWords));
  });

  it('finds words in numbers, names, customers and lines', async () => {
    expect(await list({ q: 'D-000002' })).toEqual(['bob']);
    expect(await list({ q: 'web 1' })).toEqual(['ada']);
    expect(await list({ q: 'ada@exam' })).toEqual(['ada']);
    expect(await list({ q: 'the pot', sort: 'total' })).toEqual(['ada', 'bob']);
  });

  it('is sorted, newest first by default', async () => {
    expect((await list({})).at(-1)).toBe('old');
    expect(await list({ sort: 'total' })).toEqual(['old', 'ada', 'bob']);
    expect(await list({ sort: '-number' })).toEqual(['old', 'bob', 'ada']);
    await expect(list({ sort: 'email' })).rejects.toMatchObject({ kind: 'invalid', errors: [{ parameter: 'sort' }] });
    await expect(list({ sort: 'email', q: 'cup' })).rejects.toMatchObject({ kind: 'invalid' });
  });

  it.each([undefined, 'the'])('is read page by page (words: %s)', async (q) => {
    const sort = 'total';
    const first = await context.orders.listOrders({ minPosition, q, sort, pageSize: 2 });
    const { nextPageToken: pageToken } = first;
    const rest = await context.orders.listOrders({ q, sort, pageSize: 2, pageToken });
    expect([...first.items, ...rest.items].map(({ totals }) => totals.total.amount)).toEqual([5, 2880, 3990]);
    expect([first.totalCount, rest.nextPageToken]).toEqual([3, undefined]);
    expect((await context.orders.listOrders({ q, sort, pageSize: 2, page: 2 })).items).toEqual(rest.items);
    await expect(context.orders.listOrders({ q, sort, pageSize: 2, page: 2, pageToken })).rejects.toMatchObject({
      errors: [{ parameter: 'cursor', message: 'a cursor stands without a page' }],
    });
  });

  it('is the same when it is made again from the log', async () => {
    await list({});
    expect(await context.app.get(ReadSideKeeper).rebuild('order_summary')).toMatchObject({ rows: 3, different: 0 });
    expect(await list({ sku: 'CUP', sort: 'total' })).toEqual(['old', 'ada']);
  });

  it('shows orders as they are', async () => {
    const { items } = await context.orders.listOrders({ minPosition });
    for (const item of items) expect(item).toEqual(plain((await context.orders.getOrder({ orderId: item.id })).order));
  });
  const plain = (order: Order) => JSON.parse(JSON.stringify(order)) as unknown;
});
