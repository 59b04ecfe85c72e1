import type { AuditResult } from '#audit';
import type { LedgerEntry, ProjectionStatus, Saga } from '#contracts';
import { until } from '../../until.js';
import { INTERNAL_TOKEN } from '../platform.js';
import { problem, type Page } from '../rest.js';
import { story } from '../shop.js';

interface Operation {
  readonly id: string;
  readonly kind: string;
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly result?: object;
  readonly error?: { readonly code: string };
}

/** Of all contexts, wherever they run. */
const READ_MODELS = [
  'availability',
  'checkout_view',
  'fulfilment_view',
  'order_summary',
  'payment_view',
  'product_view',
  'stock_level',
];

export const operator = story('The operator', (shop) => {
  beforeAll(() => shop.sells('DRUM', { stock: 100, price: 1000 }));

  const saga = (id: string) => shop.rest.get<Saga>(`/v1/admin/sagas/${id}`);
  const stepIn = (id: string, action: string, body: object = { reason: 'seen to' }) =>
    shop.rest.post<Saga>(`/v1/admin/sagas/${id}/${action}`, body);
  const ended = async (at: string) =>
    until(async () => {
      const { body } = await shop.rest.get<Operation>(at);
      return body.status !== 'running' && body;
    });

  it('sees what a checkout did, step by step', async () => {
    const order = await shop.sold('DRUM', 1);
    const { body } = await saga(`checkout-${order.id}`);
    expect(body).toMatchObject({ kind: 'checkout', orderId: order.id, state: 'completed' });
    expect(body.steps.map(({ name, status }) => [name, status])).toEqual([
      ['reserve', 'done'],
      ['authorise', 'done'],
      ['confirm', 'done'],
      ['capture', 'done'],
    ]);
    const found = await until(async () => {
      const list = await shop.rest.get<Page<Saga>>(`/v1/admin/sagas?order=${order.id}&state=completed`);
      return list.body.items.find(({ kind }) => kind === 'checkout');
    });
    expect(found).toMatchObject({ id: `checkout-${order.id}`, state: 'completed' });
  });

  it('sees a rejected one as rejected', async () => {
    const { body } = await shop.order({ lines: [{ sku: 'DRUM', quantity: 1 }], payment: { token: 'declined' } });
    const found = await until(async () => {
      const one = await saga(`checkout-${body.id}`);
      return one.body.state === 'rejected' && one.body;
    });
    expect(Object.fromEntries(found.steps.map(({ name, status }) => [name, status]))).toMatchObject({
      reserve: 'done',
      reject: 'done',
    });
    expect(found.steps.map(({ name }) => name).join()).toContain('release');
  });

  it('is asked for help when a parcel cannot be booked out, tries again, and passes over it with a reason', async () => {
    const order = await shop.sold('DRUM', 2);
    const ledger = await shop.rest.get<Page<LedgerEntry>>('/v1/stock/DRUM/ledger?sort=-revision');
    const { reservationId } = ledger.body.items.find(({ orderId }) => orderId === order.id)!;
    // Someone lets go of the order's pieces behind its back: one of our own processes, no other could.
    const release = { reservationId, lines: [{ sku: 'DRUM', quantity: 0 }] };
    const asOurs = { metadata: { 'daybook-internal-token': INTERNAL_TOKEN } };
    await shop.grpc.call('inventory.v1.InventoryService/ReleaseStock', release, asOurs);
    shop.suspect(order.id);
    await shop.act(order, 'shipments');

    const id = `fulfilment-${order.id}`;
    const needy = await until(async () => {
      const { body } = await shop.rest.get<Page<Saga>>('/v1/admin/sagas?state=needsAttention');
      return body.items.find((each) => each.id === id);
    });
    const failing = needy.steps.find(({ status }) => status === 'failed')!;
    expect(failing).toMatchObject({ name: expect.stringMatching(/^ship-/), error: expect.stringMatching(/\w/) });
    const step = async () => (await saga(id)).body.steps.find(({ name }) => name === failing.name)!;

    expect(await stepIn(id, 'skip', {})).toMatchObject(problem(400, 'VALIDATION_FAILED', { pointer: '/reason' }));
    expect(await stepIn(id, 'compensate')).toMatchObject(problem(409, 'SAGA_NOT_WAITING'));
    expect(await stepIn(id, 'retry')).toMatchObject({ status: 200 });
    await until(async () => {
      const { attempts, status } = await step();
      return attempts > failing.attempts && status === 'failed';
    });
    expect(await stepIn(id, 'skip', { reason: 'counted by hand' })).toMatchObject({ status: 200 });
    expect(await step()).toMatchObject({ status: 'skipped' });
    expect(await stepIn(id, 'skip')).toMatchObject(problem(409, 'SAGA_NOT_WAITING'));
    expect((await saga(id)).body.state).toBe('completed');
  });

  it('knows no saga of an order that is not', async () => {
    expect(await saga('checkout-0192f1c0-0000-7000-8000-000000000000')).toMatchObject(problem(404, 'NOT_FOUND'));
    expect(await saga('nonsense')).toMatchObject(problem(404, 'NOT_FOUND'));
  });

  it('sees how far the projections are', async () => {
    await until(async () => {
      const { body } = await shop.rest.get<ProjectionStatus[]>('/v1/admin/projections');
      return body.length > 4 && body.every(({ caughtUp, lag, parked }) => caughtUp && !lag && !parked);
    });
    expect(await shop.rest.get('/v1/admin/parked')).toMatchObject({ status: 200, body: { items: [], totalCount: 0 } });
  });

  it('builds every read model anew beside the one that serves, and finds no difference', async () => {
    const { body: projections } = await shop.rest.get<ProjectionStatus[]>('/v1/admin/projections');
    expect(projections.map(({ name }) => name)).toEqual(expect.arrayContaining(['order_summary', 'orders_index']));
    for (const { name } of projections) {
      const started = await shop.rest.post<Operation>(`/v1/admin/projections/${name}/rebuild`);
      expect(started).toMatchObject({ status: 202, body: { kind: 'rebuild' } });
      const at = started.headers.get('location')!;
      expect(at).toBe(`/v1/operations/${started.body.id}`);
      const done = await ended(at);
      expect({ name, ...done }).toMatchObject({ name, status: 'succeeded', result: { different: 0 } });
    }
    await shop.sold('DRUM', 1);
  });

  it('is told that there is no such read model, or operation', async () => {
    expect(await shop.rest.post('/v1/admin/projections/nothing/rebuild')).toMatchObject(problem(404, 'NOT_FOUND'));
    expect(await shop.rest.get('/v1/operations/0192f1c0-0000-7000-8000-000000000000')).toMatchObject(
      problem(404, 'NOT_FOUND'),
    );
  });

  it('has the whole log looked through, and nothing is found but what was done behind the back of an order', async () => {
    const head = await shop.head();
    const started = await shop.rest.post<Operation>('/v1/admin/audit');
    expect(started).toMatchObject({ status: 202, body: { kind: 'audit' } });
    const done = await ended(started.headers.get('location')!);
    expect(done.status).toBe('succeeded');
    const result = done.result as AuditResult;
    expect(result.head).toBeGreaterThanOrEqual(head);
    expect(result.projections.map(({ name }) => name).sort()).toEqual(READ_MODELS);
    expect(result.projections.find(({ name }) => name === 'order_summary')!.rows).toBeGreaterThan(0);
    expect(result.counts['projection-equals-fold']).toBe(0);
  });

  it('is ready, alive, and tells what it measures', async () => {
    expect(await shop.rest.get('/healthz')).toMatchObject({ status: 200 });
    expect(await shop.rest.get('/readyz')).toMatchObject({ status: 200, body: { ready: true } });
    const metrics = await shop.rest.get<string>('/metrics');
    expect(metrics.body).toMatch(/^# HELP /m);
    expect(metrics.body).toMatch(/process_resident_memory_bytes \d+/);
  });
});
