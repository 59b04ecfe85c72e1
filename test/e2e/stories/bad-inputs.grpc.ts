import { randomUUID } from 'node:crypto';
import { status as Grpc, type ServiceError } from '@grpc/grpc-js';
import type { Order, Stock } from '#contracts';
import { rawGrpc } from '../../raw-grpc.js';
import { until } from '../../until.js';
import { failure } from '../grpc.js';
import { INTERNAL_TOKEN } from '../platform.js';
import { story } from '../shop.js';
import { calls, getOrder, newerField } from './bad-inputs.grpc.requests.js';
import { INSIDE } from './bad-inputs.rest.requests.js';

const MEBIBYTE = 1024 * 1024;
const NOT_FOUND = 5;

interface Written {
  readonly stock: Stock;
  readonly order: Order;
  readonly replayed: boolean;
}

export const badInputsOverGrpc = story('What is not as it should be over gRPC', (shop) => {
  let head: number;
  beforeAll(() => shop.sells('GOBLET', { stock: 100 }));
  beforeEach(async () => {
    head = await shop.head();
  });

  it.each(calls.map((each) => [each.id, each.input, each] as const))(
    '%s: %s',
    async (_, __, { path, body, headers, http = 200, grpc }) => {
      const before = process.memoryUsage().rss;
      const answer = await rawGrpc(shop.grpc.address(path), path, body, headers);
      expect(answer.http).toBe(http);
      expect(grpc).toContain(answer.grpc);
      expect(JSON.stringify(answer)).not.toMatch(INSIDE);
      expect(process.memoryUsage().rss - before).toBeLessThan(24 * MEBIBYTE);
      expect(await shop.head()).toBe(head);
    },
  );

  it('I076: a field that is not known is passed over', async () => {
    expect(await rawGrpc(shop.grpc.address(getOrder), getOrder, newerField)).toMatchObject({
      http: 200,
      grpc: NOT_FOUND,
    });
  });

  describe('state', () => {
    const receive = (receipt: object, more: object = {}, options = {}) =>
      shop.grpc.call<Written>(
        'inventory.v1.InventoryService/ReceiveStock',
        { sku: 'GOBLET', receipt, ...more },
        options,
      );

    it('I081: an old expected_revision', async () => {
      const { revision } = await shop.stockOf('GOBLET');
      expect(await failure(receive({ quantity: 1 }, { expectedRevision: revision + 7 }))).toMatchObject({
        status: 'ABORTED',
        reason: 'VERSION_CONFLICT',
      });
      expect(await shop.head()).toBe(head);
    });

    it('I082: the same command_id with another payload', async () => {
      const commandId = randomUUID();
      await receive({ quantity: 1 }, { commandId });
      head = await shop.head();
      expect(await failure(receive({ quantity: 2 }, { commandId }))).toMatchObject({
        status: 'FAILED_PRECONDITION',
        reason: 'IDEMPOTENCY_KEY_REUSED',
      });
      expect(await shop.head()).toBe(head);
    });

    it('I052: the same command_id of another caller is another command', async () => {
      const commandId = randomUUID();
      const as = (name: string) => ({
        metadata: { 'daybook-internal-token': INTERNAL_TOKEN, 'daybook-principal': name },
      });
      const { onHand } = await shop.stockOf('GOBLET');
      expect((await receive({ quantity: 1 }, { commandId }, as('ada'))).replayed).toBe(false);
      expect((await receive({ quantity: 2 }, { commandId }, as('bob'))).replayed).toBe(false);
      expect((await receive({ quantity: 1 }, { commandId }, as('ada'))).replayed).toBe(true);
      expect((await shop.stockOf('GOBLET')).onHand).toBe(onHand + 3);
    });

    it('I083: a deadline of 1 ms, and the same command again', async () => {
      const { onHand } = await shop.stockOf('GOBLET');
      const commandId = randomUUID();
      // One that was quick enough all the same is an answer like any other.
      const hurried = receive({ quantity: 5 }, { commandId }, { timeoutMs: 1 }).catch(({ code }: ServiceError) => code);
      const answer = await hurried;
      expect(answer === Grpc.DEADLINE_EXCEEDED || typeof answer === 'object').toBe(true);
      await receive({ quantity: 5 }, { commandId });
      expect((await shop.stockOf('GOBLET')).onHand).toBe(onHand + 5);
    });

    it('I084: no deadline, and the server has its own', async () => {
      const lines = [{ sku: 'GOBLET', quantity: 1 }];
      const order = { lines, payment: { method: 'PAYMENT_METHOD_TEST', token: 'late' } };
      const { order: placed } = await shop.grpc.call<Written>('order.v1.OrderService/PlaceOrder', { order });
      const started = performance.now();
      const request = { orderId: placed.id, timeoutMs: 60_000 };
      const waiting = shop.grpc.call('order.v1.OrderService/AwaitOrder', request, { timeoutMs: Infinity });
      expect(await failure(waiting)).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
      expect(performance.now() - started).toBeGreaterThan(4_500);
      expect(performance.now() - started).toBeLessThan(9_000);
    });

    it('I063: search that is away leaves orders alone', async () => {
      const back = shop.lose('search');
      try {
        expect(await failure(shop.grpc.call('product.v1.ProductService/ListProducts', { q: 'cup' }))).toMatchObject({
          status: 'UNAVAILABLE',
        });
        expect(await shop.rest.get('/v1/products?q=cup')).toMatchObject({ status: 503 });
        const placed = await shop.order({ lines: [{ sku: 'GOBLET', quantity: 1 }] });
        expect(placed.body).toMatchObject({ status: 'confirmed' });
      } finally {
        back();
      }
      await until(async () => (await shop.rest.get('/v1/products?q=cup')).status === 200);
    });

    it('I063: a cache that is away leaves orders alone, and keys too', async () => {
      const back = shop.lose('cache');
      try {
        const key = { 'idempotency-key': randomUUID() };
        const placed = await shop.order({ lines: [{ sku: 'GOBLET', quantity: 1 }] }, key);
        expect(placed.body).toMatchObject({ status: 'confirmed' });
        expect((await shop.order({ lines: [{ sku: 'GOBLET', quantity: 1 }] }, key)).body.id).toBe(placed.body.id);
        expect(await shop.rest.get(`/v1/products/by-sku/GOBLET`)).toMatchObject({ status: 200 });
      } finally {
        back();
      }
    });

    // An engine of another process cannot be made to fail by what nobody thought of.
    const unthoughtOf = shop.inProcess ? [new Error('SELECT secret FROM /var/lib/daybook.sqlite')] : [];
    for (const error of unthoughtOf)
      it('I064, I085: what nobody thought of is told by its trace alone', async () => {
        const back = shop.spoil('search', error);
        try {
          const call = shop.grpc.call('product.v1.ProductService/ListProducts', { q: 'cup' });
          const told = await failure(call);
          expect(told).toEqual({
            status: 'INTERNAL',
            message: 'internal',
            trace: expect.stringMatching(/^[\da-f]{32}$/),
          });
          const answer = await shop.rest.get<{ traceId: string }>('/v1/products?q=cup');
          expect(answer).toMatchObject({
            status: 500,
            body: { code: 'INTERNAL', traceId: expect.stringMatching(/^[\da-f]{32}$/) },
          });
          expect(JSON.stringify(answer.body)).not.toMatch(/secret|daybook\.sqlite|SELECT/);
          const logged = shop.errors().join('\n');
          for (const trace of [told.trace!, answer.body.traceId]) expect(logged).toContain(trace);
        } finally {
          back();
        }
      });
  });
});
