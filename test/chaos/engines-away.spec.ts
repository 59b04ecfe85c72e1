import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Order } from '#contracts';
import { ENGINES, Installation } from '../e2e/distributed.js';
import { audited } from '../e2e/platform.js';
import { Rest, type Page } from '../e2e/rest.js';
import { describeWithEngines } from '../engines.js';
import { KafkaBroker } from '../kafka-broker.js';
import { until } from '../until.js';
import { stock, SKUS } from './load.js';

jest.setTimeout(240_000);

/** How long the processes may take to see that an engine is away, or back. */
const SEEN_MS = 60_000;

describeWithEngines('An engine that goes away while the platform runs', ENGINES, () => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-'));
  let installation: Installation;
  let broker: KafkaBroker | undefined;
  let rest: Rest;
  beforeAll(async () => {
    broker = await KafkaBroker.start();
    installation = await Installation.open(folder, 'mysql', ['database'], broker && { KAFKA_BROKERS: broker.address });
    await installation.start('order=1', { START_TIMEOUT: '20s' });
    rest = new Rest(installation.url);
    await stock(rest);
  });
  afterAll(async () => {
    await installation.clear();
    await broker?.remove();
    rmSync(folder, { recursive: true });
  });

  const order = (prefer = 'wait=30') =>
    rest.post<Order>('/v1/orders', { lines: [{ sku: SKUS[0]!, quantity: 1 }] }, { prefer });
  const ready = (port: number) =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
  /** Every process that takes work by itself. */
  const allReady = async () =>
    (await Promise.all(installation.running().map(({ port }) => ready(port)))).every(Boolean);
  const noneReady = async () =>
    !(await Promise.all(installation.running().map(({ port }) => ready(port)))).some(Boolean);

  it('the database: no process ends, none is ready, writes are put off, and all goes on when it is back', async () => {
    const before = installation.running();
    expect(await order()).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    const back = installation.lose('database');
    await until(noneReady, SEEN_MS);
    const refused = await order('respond-async');
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    back();
    await until(allReady, SEEN_MS);
    expect(installation.running()).toEqual(before);
    expect(await order()).toMatchObject({ status: 201, body: { status: 'confirmed' } });
  });

  it('the database, as a process dies: it is started again until it is back, and no other ends', async () => {
    const before = installation.running();
    const { pid, port } = before.find(({ app }) => app === 'order')!;
    const back = installation.lose('database');
    process.kill(pid, 'SIGKILL');
    // The one in its place has awaited the database in vain.
    const gaveUp = (line: string) => /^order on gRPC \d+ ended \(2\): started again$/.test(line.trim());
    await until(() => installation.errors.some(gaveUp), SEEN_MS);
    back();
    await until(async () => installation.running().length === before.length && (await allReady()), SEEN_MS);
    const others = (all: typeof before) => all.filter(({ app }) => app !== 'order');
    expect(others(installation.running())).toEqual(others(before));
    expect(installation.running().find(({ app }) => app === 'order')).toMatchObject({ port });
    expect(await order()).toMatchObject({ status: 201, body: { status: 'confirmed' } });
  });

  it('the brokers: orders are taken and confirmed, and told when they are back', async () => {
    // Elsewhere than on this machine nobody can take it away.
    if (!broker) return;
    const before = installation.running();
    await broker.kill();
    const placed = await Promise.all(Array.from({ length: 5 }, () => order()));
    expect(placed.map(({ body }) => body.status)).toEqual(Array.from({ length: 5 }, () => 'confirmed'));
    await broker.run();
    await until(allReady, SEEN_MS);
    await until(async () => {
      const { body } = await rest.get<Page<Order>>('/v1/orders?status=confirmed');
      return placed.every((order) => body.items.some(({ id }) => id === order.body.id));
    }, SEEN_MS);
    expect(installation.running()).toEqual(before);
    await installation.stop();
    expect(await audited(installation.environment)).toMatchObject({ clean: true, findings: [] });
  });
});
