import { setTimeout as sleep } from 'node:timers/promises';
import type { NewOrderLine, Order, Saga, Stock } from '#contracts';
import type { Page, Rest } from '../e2e/rest.js';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../temporary-folder.js';
import { until } from '../until.js';
import { Load, open, OPENING, SKUS } from './load.js';
import { launch, type PlatformProcess } from './process.js';
import { Random } from './random.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 50);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const CLIENTS = 8;
/** Within this time after the last start nothing is left half-done. */
const SETTLED_MS = 60_000;

const file = temporaryFolder();

it(`keeps its word through ${ROUNDS} kills (SEED=${SEED})`, async () => {
  const random = new Random(SEED);
  const load = new Load(random);
  const ports = { PORT: String(await freePort()), GRPC_PORT: String(await freePort()) };
  const start = () => launch(file('data'), ports);

  await opened(await start());
  for (let round = 0; round < ROUNDS; round++) {
    const platform = await start();
    // One in eight dies while it starts.
    const [whileStarting, after] = [random.below(8) === 0, random.below(500)];
    if (!whileStarting) await platform.ready();
    let over = false;
    const working = [
      load.again(platform.rest),
      ...Array.from({ length: CLIENTS }, () => load.run(platform.rest, () => over)),
    ];
    await sleep(after);
    const { signal } = await platform.end('SIGKILL');
    over = true;
    await Promise.all(working);
    expect(signal).toBe('SIGKILL');
    expect(platform.output.stdout).toBe('');
  }

  const platform = await start();
  try {
    await platform.ready();
    await until(async () => (await load.again(platform.rest)) && load.unanswered.length === 0, SETTLED_MS);
    await settled(platform.rest);
    await audited(load, platform.rest);
    expect(platform.output.stdout).toBe('');
    expect(await platform.end('SIGTERM')).toEqual({ code: 0, signal: null });
  } finally {
    await platform.end('SIGKILL');
  }
}, 600_000);

/** A first run without a kill: what the load needs is there. */
async function opened(platform: PlatformProcess): Promise<void> {
  await platform.ready();
  await open(platform.rest);
  expect(await platform.end('SIGTERM')).toEqual({ code: 0, signal: null });
}

/** No order waits, and no saga runs any more. */
async function settled(rest: Rest): Promise<void> {
  const count = async (path: string) => (await rest.get<Page<object>>(path)).body.totalCount;
  const caughtUp = async () => {
    const { body } = await rest.get<{ caughtUp: boolean; lag?: number }[]>('/v1/admin/projections');
    return body.every((projection) => projection.caughtUp && !projection.lag);
  };
  await until(async () => {
    if (!(await caughtUp()) || (await count('/v1/orders?status=placed'))) return false;
    const running = await Promise.all(
      ['running', 'compensating', 'needsAttention'].map((state) => count(`/v1/admin/sagas?state=${state}`)),
    );
    return running.every((sagas) => sagas === 0);
  }, SETTLED_MS);
}

/** What was promised to whoever had an answer, counted. */
async function audited(load: Load, rest: Rest): Promise<void> {
  const orders = await all<Order>(rest, '/v1/orders');
  const byId = new Map(orders.map((order) => [order.id, order]));
  const keyOf = new Map<string, string>();
  const received = new Map(SKUS.map((sku) => [sku, OPENING]));
  for (const [key, command] of load.sent) {
    const answer = load.answered.get(key)!;
    switch (command.kind) {
      case 'order': {
        expect({ key, status: answer.status }).toEqual({ key, status: 201 });
        expect({ key, other: keyOf.get(answer.orderId!) }).toEqual({ key, other: undefined });
        keyOf.set(answer.orderId!, key);
        expect(byId.get(answer.orderId!)?.lines.map(ordered)).toEqual(command.lines);
        break;
      }
      case 'receipt':
        expect(answer.status).toBe(201);
        received.set(command.sku, received.get(command.sku)! + command.quantity);
        break;
      case 'cancel':
        expect([200, 409]).toContain(answer.status);
        if (answer.status === 200) expect(byId.get(command.orderId)!.status).toBe('cancelled');
        break;
      case 'ship':
        expect([201, 409]).toContain(answer.status);
        if (answer.status === 201) expect(byId.get(command.orderId)!.fulfilment.shipments).toHaveLength(1);
        break;
    }
  }
  expect(orders).toHaveLength(keyOf.size);

  const held = new Map<string, number>();
  const shipped = new Map<string, number>();
  const add = (to: Map<string, number>, sku: string, pieces: number) => to.set(sku, (to.get(sku) ?? 0) + pieces);
  for (const { status, payment, totals, lines } of orders) {
    expect(['confirmed', 'cancelled']).toContain(status);
    expect(payment.captured - payment.refunded).toBe(totals.due.amount);
    for (const line of lines) {
      add(shipped, line.sku, line.shipped);
      if (status === 'confirmed') add(held, line.sku, line.quantity - line.shipped - line.cancelled);
    }
  }
  for (const sku of SKUS) {
    const { body } = await rest.get<Stock>(`/v1/stock/${sku}`);
    const wanted = { sku, reserved: held.get(sku) ?? 0, shipped: shipped.get(sku) ?? 0 };
    expect(body).toMatchObject({ ...wanted, onHand: received.get(sku)! - wanted.shipped });
  }
  const sagas = await all<Saga>(rest, '/v1/admin/sagas');
  expect(sagas.filter(({ kind }) => kind === 'checkout')).toHaveLength(orders.length);
}

const ordered = ({ sku, quantity }: NewOrderLine): NewOrderLine => ({ sku, quantity });

async function all<T>(rest: Rest, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor = ''; ;) {
    const { body } = await rest.get<Page<T>>(`${path}?size=100${cursor && `&cursor=${cursor}`}`);
    items.push(...body.items);
    if (!body.nextCursor) return items;
    cursor = body.nextCursor;
  }
}
