import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { InventoryService, OrderService, ProductService, type ImportAnswer } from '#contracts';
import { AppError } from '#ports';
import { start } from '#runtime';
import { ImportsController } from './imports.controller.js';
import { ImportRecords } from './imports.records.js';

const ORDER_ID = '0195a3c0-0000-7000-8000-000000000001';

const REQUEST_TIMEOUT_MS = 100;

type Call = [name: string, request: Record<string, unknown>];

/** Every call in its order; what a service answers is given by a test where it matters. */
let calls: Call[];
let answers: Record<string, (request: Record<string, unknown>) => unknown>;

const order = (more: object = {}) => ({
  id: ORDER_ID,
  status: 'confirmed',
  lines: [{}, {}],
  totals: { total: { amount: 1795, currency: 'GBP' } },
  fulfilment: { returns: [{ id: 'back', lines: [{}], amount: { amount: 250, currency: 'GBP' } }] },
  revision: 3,
  ...more,
});

const usual: typeof answers = {
  putProductBySku: () => ({ revision: 0, position: 'p' }),
  receiveStock: () => ({ revision: 1, position: 'p' }),
  adjustStock: () => ({ revision: 2, position: 'p' }),
  placeOrder: () => ({ order: order({ status: 'placed' }), revision: 0, position: 'p' }),
  awaitOrder: () => ({ order: order(), position: 'p', ended: true }),
  shipOrder: () => ({ revision: 4, position: 'p', shipmentId: 'parcel' }),
  deliverShipment: () => ({ revision: 5, position: 'p' }),
  completeOrder: () => ({ revision: 6, position: 'p' }),
  returnOrder: () => ({ order: order(), returnId: 'back', revision: 7, position: 'p' }),
  receiveReturn: () => ({ revision: 8, position: 'p' }),
};

const service = Object.fromEntries(
  Object.keys(usual).map((name) => [
    name,
    async (asked: Record<string, unknown>) => {
      calls.push([name, asked]);
      return await answers[name]!(asked);
    },
  ]),
);

@Module({
  controllers: [ImportsController],
  providers: [
    ImportRecords,
    ...[ProductService, InventoryService, OrderService].map((provide) => ({ provide, useValue: service })),
  ],
})
class ImportsModule {}

let app: NestFastifyApplication;
const dataDir = mkdtempSync(join(tmpdir(), 'daybook-'));

beforeAll(async () => {
  const env = {
    PORT: '0',
    GRPC_PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    REQUEST_TIMEOUT: `${REQUEST_TIMEOUT_MS}ms`,
  };
  app = await start({ modules: [ImportsModule], http: true, env, log: { write: () => true } });
});
afterAll(async () => {
  await app.close();
  rmSync(dataDir, { recursive: true });
});
beforeEach(() => {
  calls = [];
  answers = { ...usual };
});

/** An import that is still open: lines can be sent, and answers come meanwhile. */
async function openImport() {
  const url = new URL('/v1/admin/imports', await app.getUrl());
  const sending = request(url, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' } });
  const answering = new Promise<AsyncIterableIterator<string>>((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', (response) => resolve(createInterface(response)[Symbol.asyncIterator]()));
  });
  sending.flushHeaders();
  return {
    send: (...lines: (object | string)[]) =>
      sending.write(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')),
    next: async () =>
      JSON.parse(((await (await answering).next()) as IteratorYieldResult<string>).value) as ImportAnswer,
    async end(): Promise<ImportAnswer[]> {
      sending.end();
      const rest: ImportAnswer[] = [];
      for await (const line of await answering) rest.push(JSON.parse(line) as ImportAnswer);
      return rest.toSorted((a, b) => a.line - b.line);
    },
  };
}

async function imported(...lines: (object | string)[]): Promise<ImportAnswer[]> {
  const open = await openImport();
  open.send(...lines);
  return open.end();
}

const PLACED_AT = '2010-12-01T08:26:00.000Z';
const anOrder = {
  lines: [
    { sku: '10001', quantity: 3, unitPrice: 265 },
    { sku: 'POST', quantity: 1, unitPrice: 1000 },
  ],
  externalId: '536365',
  placedAt: PLACED_AT,
};
const steps = ['ship', 'deliver', 'complete'].map((step, i) => ({
  step,
  occurredAt: PLACED_AT.replace('01T', `0${i + 2}T`),
}));
const aReturn = { orderId: ORDER_ID, lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }], reason: 'C536379' };

describe('An import', () => {
  it('writes products, receipts and adjustments under the key of their line', async () => {
    const product = { sku: '10001', name: 'LAMP', price: { amount: 265, currency: 'GBP' }, status: 'active' };
    expect(
      await imported(
        { key: 'a', product },
        { key: 'b', receipt: { sku: '10001', quantity: 5, occurredAt: PLACED_AT } },
        { key: 'c', adjustment: { sku: '10002', quantity: -2, reason: 'damages' } },
      ),
    ).toEqual([
      { line: 1, key: 'a', status: 'done', revision: 0, position: 'p' },
      { line: 2, key: 'b', status: 'done', revision: 1, position: 'p' },
      { line: 3, key: 'c', status: 'done', revision: 2, position: 'p' },
    ]);
    const named = Object.fromEntries(calls);
    expect(named).toEqual({
      putProductBySku: { commandId: 'a', sku: '10001', product },
      receiveStock: { commandId: 'b', sku: '10001', occurredAt: PLACED_AT, receipt: { quantity: 5 } },
      adjustStock: { commandId: 'c', sku: '10002', adjustment: { quantity: -2, reason: 'damages' } },
    });
  });

  it('places an order with the facts of its history, awaits its checkout and takes its steps', async () => {
    const [answer] = await imported({ key: 'a', order: { ...anOrder, steps } });
    expect(answer).toEqual({
      line: 1,
      key: 'a',
      status: 'done',
      orderId: ORDER_ID,
      lines: 2,
      total: 1795,
      revision: 6,
      position: 'p',
    });
    const step = (i: number) => ({ orderId: ORDER_ID, occurredAt: steps[i]!.occurredAt });
    expect(calls).toEqual([
      [
        'placeOrder',
        {
          commandId: 'a',
          order: {
            externalId: '536365',
            lines: [
              { sku: '10001', quantity: 3 },
              { sku: 'POST', quantity: 1 },
            ],
          },
          history: { placedAt: PLACED_AT, unitPrices: [265, 1000] },
        },
      ],
      ['awaitOrder', { orderId: ORDER_ID, timeoutMs: 30_000 }],
      ['shipOrder', { commandId: 'a 0 ship', ...step(0), shipment: {} }],
      ['deliverShipment', { commandId: 'a 1 deliver', ...step(1), shipmentId: 'parcel' }],
      ['completeOrder', { commandId: 'a 2 complete', ...step(2) }],
    ]);
  });

  it('announces and receives a return', async () => {
    const [answer] = await imported({ key: 'a', return: { ...aReturn, occurredAt: PLACED_AT } });
    expect(answer).toMatchObject({ key: 'a', status: 'done', orderId: ORDER_ID, lines: 1, total: 250, revision: 8 });
    const { orderId, ...back } = aReturn;
    expect(calls).toEqual([
      ['returnOrder', { commandId: 'a', orderId, occurredAt: PLACED_AT, return: back }],
      ['receiveReturn', { commandId: 'a received', orderId, occurredAt: PLACED_AT, returnId: 'back' }],
    ]);
  });

  it('refuses an order that checkout has rejected, and says why', async () => {
    const rejection = { code: 'STOCK_UNAVAILABLE', detail: 'There are 2 pieces of 10001.' };
    answers['awaitOrder'] = () => ({ order: order({ status: 'rejected', rejection }), position: 'p', ended: true });
    expect(await imported({ key: 'a', order: { ...anOrder, steps } })).toEqual([
      { line: 1, key: 'a', status: 'refused', orderId: ORDER_ID, problem: rejection },
    ]);
    expect(calls).toHaveLength(2);
  });

  it.each<[string, () => never, string]>([
    ['refused', () => fail('unprocessable', 'SKU_UNKNOWN'), 'SKU_UNKNOWN'],
    ['failed', () => fail('unavailable', 'UNAVAILABLE'), 'UNAVAILABLE'],
    ['failed', () => fault(), 'INTERNAL'],
  ])('calls a line %s by what its service says', async (status, answer, code) => {
    answers['placeOrder'] = answer;
    expect(await imported({ key: 'a', order: anOrder })).toMatchObject([{ key: 'a', status, problem: { code } }]);
  });

  it('calls an order failed, not refused, when it stands and a step is refused', async () => {
    answers['shipOrder'] = () => fail('rejected', 'ORDER_CANCELLED');
    expect(await imported({ key: 'a', order: { ...anOrder, steps } })).toMatchObject([
      { status: 'failed', orderId: ORDER_ID, problem: { code: 'ORDER_CANCELLED' } },
    ]);
  });

  it('calls an order failed whose checkout has not ended', async () => {
    answers['awaitOrder'] = () => ({ order: order({ status: 'placed' }), position: 'p', ended: false });
    expect(await imported({ key: 'a', order: { ...anOrder, steps } })).toMatchObject([
      { status: 'failed', orderId: ORDER_ID, problem: { code: 'DEADLINE_EXCEEDED' } },
    ]);
    expect(calls).toHaveLength(2);
  });

  it.each<[string, object | string, object]>([
    ['that is no JSON', '{"key":', { problem: { code: 'MALFORMED_JSON' } }],
    ['that is empty', '', { problem: { code: 'MALFORMED_JSON' } }],
    ['that names a key twice', '{"key":"a","key":"b"}', { problem: { code: 'MALFORMED_JSON' } }],
    ['longer than 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, { problem: { code: 'PAYLOAD_TOO_LARGE' } }],
    ['without a key', { order: anOrder }, { problem: { code: 'VALIDATION_FAILED', detail: '/key is required' } }],
    ['with nothing to import', { key: 'a' }, { problem: { code: 'VALIDATION_FAILED' } }],
    ['with two things', { key: 'a', order: anOrder, return: aReturn }, { problem: { code: 'VALIDATION_FAILED' } }],
    [
      'with a product without a SKU',
      { key: 'a', product: { name: 'LAMP' } },
      { problem: { code: 'VALIDATION_FAILED' } },
    ],
    [
      'that delivers what was not shipped',
      { key: 'a', order: { ...anOrder, steps: steps.slice(1) } },
      { problem: { code: 'VALIDATION_FAILED', detail: '/order/steps/0/step must come after ship' } },
    ],
    ['with an unknown field', { key: 'a', order: { ...anOrder, colour: 1 } }, { problem: { code: 'UNKNOWN_FIELD' } }],
    [
      'with a line without its price',
      { key: 'a', order: { ...anOrder, lines: [{ sku: '10001', quantity: 1 }] } },
      { problem: { code: 'VALIDATION_FAILED', detail: '/order/lines/0/unitPrice is required' } },
    ],
    [
      'with more lines than an order may have',
      { key: 'a', order: { ...anOrder, lines: Array.from({ length: 2001 }, () => anOrder.lines[0]) } },
      { problem: { code: 'VALIDATION_FAILED' } },
    ],
  ])('refuses a line %s and goes on with the others', async (_, line, answer) => {
    const good = { key: 'good', receipt: { sku: '10001', quantity: 1 } };
    expect(await imported(line, good)).toMatchObject([
      { line: 1, status: 'refused', ...answer },
      { line: 2, key: 'good', status: 'done' },
    ]);
    expect(calls).toHaveLength(1);
  });

  it('answers lines while more are coming', async () => {
    const open = await openImport();
    for (const key of ['a', 'b', 'c']) {
      open.send({ key, receipt: { sku: '10001', quantity: 1 } });
      expect(await open.next()).toMatchObject({ key, status: 'done' });
    }
    expect(await open.end()).toEqual([]);
  });

  it('may last longer than a request may wait for its answer', async () => {
    answers['receiveStock'] = async (asked) => {
      await sleep(2 * REQUEST_TIMEOUT_MS);
      return usual['receiveStock']!(asked);
    };
    const open = await openImport();
    for (const key of ['a', 'b']) {
      open.send({ key, receipt: { sku: '10001', quantity: 1 } });
      expect(await open.next()).toMatchObject({ key, status: 'done' });
    }
    expect(await open.end()).toEqual([]);
  });

  it('works on many lines at a time, on those about the same order one after another', async () => {
    let arrived = () => {};
    const both = new Promise<void>((resolve) => (arrived = resolve));
    let atOnce = 0;
    // The orders answer only when both are there: one after another they would wait for ever.
    answers['placeOrder'] = async () => {
      if (++atOnce === 2) arrived();
      await both;
      return usual['placeOrder']!({});
    };
    let running = 0;
    const most: number[] = [];
    answers['returnOrder'] = async () => {
      most.push(++running);
      await both;
      running--;
      return usual['returnOrder']!({});
    };
    const back = (key: string) => ({ key, return: aReturn });
    const done = await imported(back('x'), back('y'), { key: 'a', order: anOrder }, { key: 'b', order: anOrder });
    expect(done.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
    expect(most).toEqual([1, 1]);
    const returns = calls.flatMap(([name, { commandId }]) => (/eturn/.test(name) ? [commandId] : []));
    expect(returns).toEqual(['x', 'x received', 'y', 'y received']);
  });

  it.each(['application/json', 'text/plain'])('comes as lines only, not as %s', async (type) => {
    const answer = await fetch(new URL('/v1/admin/imports', await app.getUrl()), {
      method: 'POST',
      headers: { 'content-type': type },
      body: '{"key":"a"}',
    });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept-post')).toBe('application/x-ndjson');
    expect(calls).toEqual([]);
  });
});

function fail(kind: 'unprocessable' | 'unavailable' | 'rejected', code: string): never {
  throw new AppError(kind, code);
}

function fault(): never {
  throw new Error('SELECT secret');
}
