import { randomUUID } from 'node:crypto';
import type { Order, Payment, Saga } from '#contracts';
import { rawHttp } from '../../raw-http.js';
import { until } from '../../until.js';
import { problem, type Problem } from '../rest.js';
import { story } from '../shop.js';
import { framing, gzipBomb, INSIDE, keys, queries, types, type BadRequest } from './bad-inputs.rest.requests.js';

const MEBIBYTE = 1024 * 1024;

export const badInputsOverRest = story('What is not as it should be over REST', (shop) => {
  let head: number;
  beforeAll(async () => {
    await shop.sells('BEAKER');
    await shop.sells('SPARE', { stock: 100 });
  });
  beforeEach(async () => {
    head = await shop.head();
  });

  const rows = (inputs: readonly BadRequest[]) => inputs.map((each) => [each.id, each.input, each] as const);

  /** What came of an input: the answer, and what else it must not have done. */
  const outcome = async ({ send, headers = {} }: BadRequest) => {
    const started = performance.now();
    const { status, headers: given, body } = await send(shop.rest);
    return {
      status,
      body,
      headers: Object.fromEntries(Object.keys(headers).map((name) => [name, given.get(name)])),
      isProblem: given.get('content-type')?.startsWith('application/problem+json'),
      isNamed: Boolean(given.get('request-id')),
      tellsOfInside: INSIDE.test(JSON.stringify(body)),
      echoes: JSON.stringify(body).includes('<script>'),
      changesPrototypes: Object.hasOwn(Object.prototype, 'admin'),
      events: (await shop.head()) - head,
      isSlow: performance.now() - started > 5_000,
    };
  };
  const wanted = ({ answer, headers = {} }: BadRequest) => ({
    ...answer,
    headers,
    isProblem: true,
    isNamed: true,
    tellsOfInside: false,
    echoes: false,
    changesPrototypes: false,
    events: 0,
    isSlow: false,
  });

  describe('framing', () => {
    it.each(rows(framing))('%s: %s', async (_, __, input) => {
      expect(await outcome(input)).toMatchObject(wanted(input));
    });

    it.each([2, 256, 960])('I009: a gzip bomb of %i MiB is stopped before it has grown', async (size) => {
      const send = gzipBomb(size);
      const before = process.memoryUsage().rss;
      expect(await send(shop.rest)).toMatchObject(problem(413, 'PAYLOAD_TOO_LARGE'));
      expect(process.memoryUsage().rss - before).toBeLessThan(16 * MEBIBYTE);
      expect(await shop.head()).toBe(head);
    });

    it.each([
      ['I011', 'two ways to tell its length', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
      ['I012', 'two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
      ['I013', 'a header of 20 kB', `X-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ])('%s: %s', async (_, __, rest, status) => {
      const start = 'POST /v1/orders HTTP/1.1\r\nHost: daybook\r\nContent-Type: application/json\r\n';
      const answer = await rawHttp(shop.url, start + rest);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer).toMatch(/Content-Type: application\/problem\+json/i);
      expect(answer).not.toMatch(INSIDE);
      expect(await shop.head()).toBe(head);
    });
  });

  describe('types and queries', () => {
    it.each(rows([...types, ...queries]))('%s: %s', async (_, __, input) => {
      expect(await outcome(input)).toMatchObject(wanted(input));
    });
  });

  describe('state', () => {
    const lines = [{ sku: 'SPARE', quantity: 1 }];
    const key = () => ({ 'idempotency-key': randomUUID() });

    it.each(rows(keys))('%s: %s', async (_, __, input) => {
      expect(await outcome(input)).toMatchObject(wanted(input));
    });

    it('I049: the same key with another body', async () => {
      const used = key();
      await shop.order({ lines }, used);
      head = await shop.head();
      const other = { lines: [{ sku: 'SPARE', quantity: 2 }] };
      expect(await shop.order(other, used)).toMatchObject(problem(422, 'IDEMPOTENCY_KEY_REUSED'));
      expect(await shop.head()).toBe(head);
    });

    it('I050: the same key while the first runs', async () => {
      const used = key();
      const slow = { lines, payment: { token: 'slow' } };
      const first = shop.order(slow, used);
      const second = await shop.order(slow, used);
      expect(second).toMatchObject(problem(409, 'IDEMPOTENCY_KEY_IN_FLIGHT'));
      expect(second.headers.get('retry-after')).toBe('1');
      expect(await first).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    });

    it('I053: a SKU that nobody sells, or nobody any more', async () => {
      expect(await shop.order({ lines: [...lines, { sku: 'NOTHING', quantity: 1 }] })).toMatchObject(
        problem(422, 'UNKNOWN_SKU', { pointer: '/lines/1/sku' }),
      );
      const { id } = await shop.sells(`OLD-${randomUUID()}`.slice(0, 20));
      const { body } = await shop.rest.delete<{ sku: string }>(`/v1/products/${id}`);
      head = await shop.head();
      expect(await shop.order({ lines: [{ sku: body.sku, quantity: 1 }] })).toMatchObject(
        problem(409, 'PRODUCT_ARCHIVED', { pointer: '/lines/0/sku' }),
      );
      expect(await shop.head()).toBe(head);
    });

    it('I054: a change without the revision, or with an old one', async () => {
      const { body: cup } = await shop.rest.get<{ id: string }>('/v1/products/by-sku/BEAKER');
      const change = (headers: Record<string, string>) =>
        shop.rest.patch(`/v1/products/${cup.id}`, { name: 'Other' }, headers);
      expect(await change({})).toMatchObject(problem(428, 'PRECONDITION_REQUIRED'));
      expect(await change({ 'if-match': '"9"' })).toMatchObject(problem(412, 'VERSION_CONFLICT'));
      expect(await shop.head()).toBe(head);
    });

    it('I055: two clicks at once on pay take the money once', async () => {
      const order = await shop.sold('SPARE', 1, { payment: { method: 'test', capture: 'manual' } });
      const used = key();
      const pay = () =>
        shop.rest.post<Omit<Payment, 'status'> & Partial<Problem>>(
          `/v1/payments/${order.payment.id}/captures`,
          {},
          used,
        );
      const answers = await Promise.all([pay(), pay()]);
      answers.sort((a, b) => a.status - b.status);
      expect(answers[0]).toMatchObject({ status: 201, body: { captured: 295 } });
      expect([answers[0]!.body.id, 'IDEMPOTENCY_KEY_IN_FLIGHT']).toContain(
        answers[1]!.body.code ?? answers[1]!.body.id,
      );
      const again = await pay();
      expect(again).toMatchObject({ status: 201, body: answers[0]!.body });
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(await shop.rest.get(`/v1/payments/${order.payment.id}`)).toMatchObject({ body: { captured: 295 } });
      const timeline = await shop.rest.get<{ items: { type: string }[] }>(`/v1/orders/${order.id}/timeline?size=100`);
      expect(timeline.body.items.filter(({ type }) => type === 'PaymentCaptured')).toHaveLength(1);
    });

    it('I056: more back than was taken', async () => {
      const order = await shop.sold('SPARE', 1);
      await shop.orderWhen(order.id, ({ payment }) => payment.status === 'captured');
      head = await shop.head();
      const refund = { amount: 296 };
      expect(await shop.rest.post(`/v1/payments/${order.payment.id}/refunds`, refund)).toMatchObject(
        problem(409, 'REFUND_EXCEEDS_CAPTURE'),
      );
      expect(await shop.head()).toBe(head);
    });

    it('orders that are not, and steps that are not possible', async () => {
      const missing = '0192f1c0-0000-7000-8000-000000000000';
      for (const path of [`/v1/orders/${missing}`, `/v1/payments/${missing}`, `/v1/products/${missing}`]) {
        expect(await shop.rest.get(path)).toMatchObject(problem(404, 'NOT_FOUND'));
      }
      expect(await shop.act({ id: missing }, 'cancel')).toMatchObject(problem(404, 'NOT_FOUND'));
      const placed = await shop.order({ lines: [{ sku: 'BEAKER', quantity: 1_000_000 }] });
      expect(placed.body).toMatchObject({ status: 'rejected' });
      // The checkout hears of it after the buyer.
      const checkout = `/v1/admin/sagas/checkout-${placed.body.id}`;
      await until(async () => (await shop.rest.get<Saga>(checkout)).body.state === 'rejected');
      head = await shop.head();
      for (const action of ['cancel', 'ready', 'shipments', 'complete']) {
        expect((await shop.act(placed.body, action)).status).toBe(409);
      }
      const returned = { reason: 'no', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }] };
      expect(await shop.act(placed.body, 'returns', returned)).toMatchObject({ status: 409 });
      expect(await shop.head()).toBe(head);
      expect(await shop.orderOf(placed.body.id)).toEqual(placed.body satisfies Order);
    });
  });

  it('leaves none of the list out', () => {
    const told = [...framing, ...types, ...queries, ...keys].map(({ id }) => id);
    const others = ['I009', 'I011', 'I012', 'I013', 'I049', 'I050', 'I053', 'I054', 'I055', 'I056'];
    const listed = [...numbers(1, 41), ...numbers(49, 51), ...numbers(53, 56)];
    expect([...new Set([...told, ...others])].sort()).toEqual(listed);
  });
});

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `I${String(from + n).padStart(3, '0')}`);
