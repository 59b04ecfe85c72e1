import { Module } from '@nestjs/common';
import { MemoryCache } from '#adapters/memory/cache';
import { Audit } from '#audit';
import { AdminService, OrderService, ProductService, SagaService } from '#contracts';
import { AppError, Cache } from '#ports';
import { served } from '../../../test/served.js';
import { until } from '../../../test/until.js';
import { AdminController, OperationsController } from './admin.controller.js';
import { Operations, type Operation } from './operations.js';

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

/** How far the rebuild is: nothing is rebuilding, that is not told just now, or so many events. */
let rebuilding: 'away' | number | undefined;
let endRebuild: (rebuilt: object) => void;
const listProjections = async () => {
  if (rebuilding === 'away') throw new AppError('unavailable', 'UNAVAILABLE');
  return { projections: [{ name: 'stock_level', ...(rebuilding !== undefined && { rebuilding }) }] };
};
const rebuildProjection = () => new Promise((resolve) => (endRebuild = resolve));

const nothing = { items: [], totalCount: 0, facets: [] };

@Module({
  controllers: [AdminController, OperationsController],
  providers: [
    {
      provide: AdminService,
      useValue: {
        ...answering({ skipParked: {}, retryParked: { resumed: true } }),
        listParked,
        listProjections,
        rebuildProjection,
      },
    },
    { provide: ProductService, useValue: answering({ listProducts: nothing }) },
    { provide: OrderService, useValue: answering({ listOrders: nothing }) },
    { provide: SagaService, useValue: answering({ getSaga: { saga: { revision: 0 } } }) },
    { provide: Cache, useClass: MemoryCache },
    Operations,
    { provide: Audit, useValue: {} },
  ],
})
class AdminRoutes {}

const { base } = served(AdminRoutes);

beforeEach(() => {
  asked.length = 0;
});

async function send(method: string, path: string, body?: object) {
  const reply = await fetch(`${base()}/v1/${path}`, {
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
    expect(await send('GET', `admin/parked?size=2${where}`)).toEqual({ status: 200, body });
  });

  it('is skipped with a reason', async () => {
    expect(await send('POST', 'admin/parked/stock_level%20stock-CUP/skip', { reason: 'seen to' })).toMatchObject({
      status: 200,
    });
    expect(asked).toEqual([['skipParked', { id: 'stock_level stock-CUP', reason: 'seen to' }]]);
  });

  it.each([{}, { reason: '' }, { reason: 'x'.repeat(501) }, { reason: 1 }])('is not skipped for %p', async (body) => {
    const refused = { status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ pointer: '/reason' }] } };
    expect(await send('POST', 'admin/parked/stock_level%20stock-CUP/skip', body)).toMatchObject(refused);
    expect(asked).toEqual([]);
  });
});

describe('a rebuild', () => {
  it('tells how far it is, whenever that is known, and what came of it', async () => {
    rebuilding = undefined;
    const started = await send('POST', 'admin/projections/stock_level/rebuild');
    expect(started).toMatchObject({ status: 202, body: { kind: 'rebuild', status: 'running', progress: null } });
    const operation = async () => (await send('GET', `operations/${(started.body as Operation).id}`)).body;
    const progress = async () => ((await operation()) as Operation).progress as { rebuilding: number } | null;
    rebuilding = 'away';
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await progress()).toBeNull();
    for (rebuilding = 1_000; rebuilding < 3_000; rebuilding += 1_000) {
      const told = rebuilding;
      await until(async () => (await progress())?.rebuilding === told);
    }
    endRebuild({ events: 3_000, rows: 3, different: 0 });
    await until(async () => ((await operation()) as Operation).status !== 'running');
    expect(await operation()).toMatchObject({ status: 'succeeded', result: { events: 3_000, rows: 3, different: 0 } });
  });
});

describe('a name in the path', () => {
  it.each([
    ['GET', `sagas/${'x'.repeat(101)}`, '/id'],
    ['POST', 'parked/a%00b/retry', '/id'],
    ['POST', `projections/${'x'.repeat(101)}/rebuild`, '/name'],
  ])('is one that the services take: %s %s', async (method, path, pointer) => {
    const refused = { status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ pointer }] } };
    expect(await send(method, `admin/${path}`)).toMatchObject(refused);
    expect(asked).toEqual([]);
  });
});

describe('the search over everything', () => {
  const cursor = 'WyIqIiwtMSwieCJd';

  it('asks for archived products, too', async () => {
    expect(await send('GET', 'admin/search?q=cup')).toMatchObject({ status: 200 });
    expect(asked).toMatchObject([
      ['listProducts', { q: 'cup', showArchived: true }],
      ['listOrders', { q: 'cup' }],
    ]);
  });

  it('goes on in one list', async () => {
    expect(await send('GET', `admin/search?q=cup&in=orders&cursor=${cursor}`)).toMatchObject({ status: 200 });
    expect(asked).toMatchObject([['listOrders', { q: 'cup', pageToken: cursor }]]);
  });

  it.each(['', '&in=orders,products'])('takes the cursor of one list for no other: %s', async (kinds) => {
    const refused = { status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ parameter: 'cursor' }] } };
    expect(await send('GET', `admin/search?q=cup&cursor=${cursor}${kinds}`)).toMatchObject(refused);
    expect(asked).toEqual([]);
  });
});
