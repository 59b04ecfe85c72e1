import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SqliteEventStore } from '#adapters';
import type { AuditResult } from '#audit';
import { InventoryService, OrderService, PaymentService, ProductService, type PaymentChoice } from '#contracts';
import { AppError, type NewEvent } from '#ports';
import { start } from '#runtime';
import { runAudit } from '../apps/platform/src/audit.command.js';
import { modules } from '../apps/platform/src/modules.js';
import { freePort } from './free-port.js';
import { temporaryFolder } from './temporary-folder.js';

const file = temporaryFolder();

/** Runs the command as a shell would. */
async function command(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = { print: (text: string) => void out.push(text), complain: (text: string) => void err.push(text) };
  const code = await runAudit(args, { DATA_DIR: file('data') }, terminal);
  return { code, out: out.join('\n'), err: err.join('\n') };
}
const resultOf = ({ out }: { out: string }) => JSON.parse(out) as AuditResult;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the audit of a platform', () => {
  let app: NestFastifyApplication | undefined;
  let port: number;

  const open = async () => {
    port = await freePort();
    const grpc = String(await freePort());
    const env = { DATA_DIR: file('data'), PORT: String(port), GRPC_PORT: grpc, LOG_LEVEL: 'error' };
    app = await start({ modules, http: true, env });
    return app;
  };
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it('finds nothing after a lively day, beside it and after it, and finds what is damaged then', async () => {
    await trade(await open());
    // Beside the platform, until it has come to rest.
    let result: AuditResult;
    do {
      const run = await command('--json');
      expect({ code: run.code, err: run.err, findings: resultOf(run).findings }).toEqual({
        code: 0,
        err: '',
        findings: [],
      });
      result = resultOf(run);
    } while (result.orders.quiet < result.orders.placed);
    expect(result.orders).toMatchObject({ placed: ORDERS, waiting: 0 });
    expect(result.projections.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['product_view', 'stock_level', 'order_summary', 'payment_view', 'checkout_view']),
    );

    // Inside of it.
    const answer = await fetch(`http://127.0.0.1:${port}/v1/admin/audit`, { method: 'POST' });
    expect(answer.status).toBe(202);
    const operation = async () => {
      const url = `http://127.0.0.1:${port}${answer.headers.get('location')}`;
      return (await (await fetch(url)).json()) as { kind: string; status: string; result?: AuditResult };
    };
    let seen = await operation();
    for (; seen.status === 'running'; seen = await operation()) await pause(20);
    expect(seen).toMatchObject({ kind: 'audit', status: 'succeeded', result: { clean: true, head: result.head } });

    // After it.
    await app!.close();
    app = undefined;
    const after = await command();
    expect(after).toMatchObject({ code: 0, err: '' });
    expect(after.out).toContain(`Clean: ${result.events} events`);

    const log = new SqliteEventStore(file('data/log.sqlite'));
    const [last] = await log.readAll({ direction: 'backwards', limit: 1 });
    const unknown: NewEvent = { ...last!, id: '4d9b6f3c-52f3-4d0c-9a53-1f7e0a3f1b11', type: 'OrderEaten' };
    await log.append('order-x', -1, [unknown]);
    await log.close();
    const damaged = await command();
    expect(damaged.code).toBe(1);
    expect(damaged.out).toContain(`events-known: order-x at position ${result.head + 1}`);
    expect(damaged.out).toContain('Not clean');
  }, 60_000);

  it('says in one sentence why it cannot run', async () => {
    expect(await command('--all')).toEqual({ code: 2, out: '', err: 'The audit does not know --all, only --json.' });
    const { code, err } = await command();
    expect(code).toBe(2);
    expect(err).toMatch(/^The log .*log\.sqlite is not there\.$/);
  });
});

const ORDERS = 36;

/** Orders of every kind, all at once, with whatever happens to them meanwhile; refusals belong to it. */
async function trade(app: NestFastifyApplication): Promise<void> {
  const service = <T>(token: abstract new () => T) => app.get<T>(token, { strict: false });
  const [orders, payments] = [service(OrderService), service(PaymentService)];
  let keys = 0;
  const commandId = () => `key ${(keys += 1)}`;
  const gbp = (amount: number) => ({ amount, currency: 'GBP' });
  for (const [sku, kind, pieces] of [
    ['CUP', 'goods', 40],
    ['POT', 'goods', 25],
    ['POSTAGE', 'service', 0],
  ] as const) {
    const price = gbp(sku === 'POSTAGE' ? 333 : 1_000);
    const product = { sku, name: sku, kind, price, status: 'active' as const, categories: [], variants: [] };
    await service(ProductService).createProduct({ commandId: commandId(), product });
    if (pieces) {
      await service(InventoryService).receiveStock({ commandId: commandId(), sku, receipt: { quantity: pieces } });
    }
  }

  const terms: readonly PaymentChoice[] = [
    {},
    { capture: 'onShipment' },
    { capture: 'manual' },
    { method: 'manual' },
    { method: 'external', reference: 'till 4' },
    { token: 'declined' },
    { token: 'lost' },
  ];
  const refusable = async (step: Promise<unknown>) => {
    await step.catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
  };
  const live = async (i: number) => {
    const lines = [
      { sku: 'CUP', quantity: 1 + (i % 3) },
      { sku: 'POT', quantity: 1 },
      ...(i % 2 ? [{ sku: 'POSTAGE', quantity: 1 }] : []),
    ];
    const order = { lines, payment: terms[i % terms.length]!, taxes: [] };
    const placed = await orders.placeOrder({ commandId: commandId(), order });
    const { id: orderId } = placed.order;
    const cancel = (some: { lineId: string; quantity: number }[] = []) =>
      refusable(orders.cancelOrder({ commandId: commandId(), orderId, cancellation: { lines: some } }));
    const ship = (some: { lineId: string; quantity: number }[] = []) =>
      refusable(orders.shipOrder({ commandId: commandId(), orderId, shipment: { lines: some } }));
    if (i % 5 === 0) await cancel(i % 2 ? [] : [{ lineId: '1', quantity: 1 }]);
    const { order: over } = await orders.awaitOrder({ orderId, timeoutMs: 10_000 });
    if (over.status !== 'confirmed') return;
    if (i % 4 === 1) await cancel([{ lineId: '2', quantity: 1 }]);
    if (i % 7 === 3) return cancel();
    if (i % 6 === 5) return;
    await ship([{ lineId: '1', quantity: 1 }]);
    if (i % 3 === 1) await cancel();
    if (i % 3 === 2) return;
    await ship();
    await refusable(orders.completeOrder({ commandId: commandId(), orderId }));
    if (i % 4 === 2) {
      const refund = { amount: 50 };
      await refusable(payments.refundPayment({ commandId: commandId(), paymentId: over.payment.id, refund }));
    }
    const returned = [{ lineId: '1', quantity: 1, disposition: i % 2 ? ('restock' as const) : ('scrap' as const) }];
    const given = orders.returnOrder({ commandId: commandId(), orderId, return: { reason: 'odd', lines: returned } });
    await refusable(given.then(({ returnId }) => orders.receiveReturn({ commandId: commandId(), orderId, returnId })));
  };
  await Promise.all(Array.from({ length: ORDERS }, (_, i) => live(i)));
}
