import { Module } from '@nestjs/common';
import { Audit } from '#audit';
import { AdminService, OrderService, ProductService, SagaService } from '#contracts';
import { served } from '../../../test/served.js';
import { AdminController } from './admin.controller.js';
import { Operations } from './operations.js';

/** What was asked of the services. */
const asked: [string, object][] = [];
const answering = (answers: Readonly<Record<string, object>>) =>
  Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      async (request: object) => {
        asked.push([name, request]);
        return answer;
      },
    ]),
  );

const parked = ['a', 'b', 'c'].map((id) => ({ id }));
/** Goes on behind what its token names. */
const listParked = async ({ pageSize, pageToken = '' }: { pageSize: number; pageToken?: string }) => {
  const rest = parked.filter(({ id }) => id > pageToken);
  const items = rest.slice(0, pageSize);
  return { items, totalCount: 3, ...(rest.length > items.length && { nextPageToken: items.at(-1)!.id }) };
};

const nothing = { items: [], totalCount: 0, facets: [] };

@Module({
  controllers: [AdminController],
  providers: [
    {
      provide: AdminService,
      useValue: { ...answering({ skipParked: {}, retryParked: { resumed: true } }), listParked },
    },
    { provide: ProductService, useValue: answering({ listProducts: nothing }) },
    { provide: OrderService, useValue: answering({ listOrders: nothing }) },
    { provide: SagaService, useValue: answering({ getSaga: { saga: { revision: 0 } } }) },
    { provide: Operations, useValue: {} },
    { provide: Audit, useValue: {} },
  ],
})
class AdminRoutes {}

const { base } = served(AdminRoutes);

beforeEach(() => {
  asked.length = 0;
});

async function send(method: string, path: string, body?: object) {
  const reply = await fetch(`${base()}/v1/admin/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: reply.status, body: (await reply.json()) as object };
}

describe('what is parked', () => {
  it.each([
    ['', ['a', 'b'], 1, true, 'b'],
    ['&page=2', ['c'], 2, false, null],
    ['&page=3', [], 3, false, null],
    ['&cursor=b', ['c'], null, false, null],
  ])('is listed by page or by cursor: %p', async (where, ids, page, hasMore, nextCursor) => {
    const items = ids.map((id) => ({ id }));
    const body = { items, totalCount: 3, totalPages: 2, size: 2, page, hasMore, nextCursor };
    expect(await send('GET', `parked?size=2${where}`)).toEqual({ status: 200, body });
  });

  it('is skipped with a reason', async () => {
    expect(await send('POST', 'parked/stock_level%20stock-CUP/skip', { reason: 'seen to' })).toMatchObject({
      status: 200,
    });
    expect(asked).toEqual([['skipParked', { id: 'stock_level stock-CUP', reason: 'seen to' }]]);
  });

  it.each([{}, { reason: '' }, { reason: 'x'.repeat(501) }, { reason: 1 }])('is not skipped for %p', async (body) => {
    const refused = { status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ pointer: '/reason' }] } };
    expect(await send('POST', 'parked/stock_level%20stock-CUP/skip', body)).toMatchObject(refused);
    expect(asked).toEqual([]);
  });
});

describe('a name in the path', () => {
  it.each([
    ['GET', `sagas/${'x'.repeat(101)}`, '/id'],
    ['POST', 'parked/a%00b/retry', '/id'],
    ['POST', `projections/${'x'.repeat(101)}/rebuild`, '/name'],
  ])('is one that the services take: %s %s', async (method, path, pointer) => {
    const refused = { status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ pointer }] } };
    expect(await send(method, path)).toMatchObject(refused);
    expect(asked).toEqual([]);
  });
});

describe('the search over everything', () => {
  const cursor = 'WyIqIiwtMSwieCJd';

  it('goes on in one list', async () => {
    expect(await send('GET', `search?q=cup&in=orders&cursor=${cursor}`)).toMatchObject({ status: 200 });
    expect(asked).toMatchObject([['listOrders', { q: 'cup', pageToken: cursor }]]);
  });

  it.each(['', '&in=orders,products'])('takes the cursor of one list for no other: %s', async (kinds) => {
    const refused = { status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ parameter: 'cursor' }] } };
    expect(await send('GET', `search?q=cup&cursor=${cursor}${kinds}`)).toMatchObject(refused);
    expect(asked).toEqual([]);
  });
});
