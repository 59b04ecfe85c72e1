import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINES, Installation, type Losable } from '../e2e/distributed.js';
import { GrpcClient } from '../e2e/grpc.js';
import { KafkaBroker } from '../kafka-broker.js';
import { startBareFastify } from './bare-fastify.js';
import { placed, seed } from './checkouts.case.js';
import { Connection } from './connection.js';
import type { Figure } from './figures.js';
import { load } from './load.js';

const PRODUCTS = 400;
const CLIENTS = 8;
const HOT_CLIENTS = 32;
const WARM_UP_MS = 4_000;
/** Of the checkouts: twelve a second do not warm up seven processes in less. */
const LONG_WARM_UP_MS = 60_000;
const MEASURE_MS = 10_000;
/** How long an engine is away, ms. */
const OUTAGE_MS = Number(process.env['OUTAGE_S'] ?? 60) * 1_000;
const OUTAGE_CLIENTS = 2;
/** Between two orders of a client, ms: no more come than their checkouts can keep up with, or the lag would never end. */
const OUTAGE_PACE_MS = 100;
const HOT = 'BENCH-HOT';

/** Every app as its own processes over real engines, on this machine: checkouts, one hot SKU, and outages. */
export async function distributed(): Promise<readonly Figure[]> {
  const missing = ENGINES.filter((variable) => !process.env[variable]);
  if (missing.length) {
    console.error(`distributed: without ${missing.join(', ')} nothing is measured.`);
    return [];
  }
  return [
    ...(await over([], 'inventory=2', async (at) => [...(await checkouts(at)), ...(await hotSku(at))])),
    ...(await over(['search', 'database'], 'order=1', async (at, broker) => [
      await lagAfter(at, 'Elasticsearch', lost(at, 'search')),
      await lagAfter(at, 'MySQL', lost(at, 'database')),
      ...(broker ? [await lagAfter(at, 'Kafka', killed(broker))] : []),
    ])),
  ];
}

/** Takes an engine away; gives the way to have it back. */
type Lose = () => Promise<() => Promise<void>>;

const lost =
  (installation: Installation, engine: Losable): Lose =>
  async () => {
    const back = installation.lose(engine);
    return async () => back();
  };

const killed =
  (broker: KafkaBroker): Lose =>
  async () => {
    await broker.kill();
    return () => broker.run();
  };

async function over<T>(
  losable: readonly Losable[],
  replicas: string,
  run: (at: Installation, broker: KafkaBroker | undefined) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-bench-'));
  // The broker of KAFKA_BROKERS is not ours to kill.
  const broker = losable.length ? await KafkaBroker.start() : undefined;
  const installation = await Installation.open(folder, 'mysql', losable, broker && { KAFKA_BROKERS: broker.address });
  try {
    await installation.start(replicas);
    await seed(portOf(installation), PRODUCTS);
    return await run(installation, broker);
  } finally {
    await installation.clear();
    await broker?.remove();
    rmSync(folder, { recursive: true });
  }
}

const portOf = ({ url }: Installation) => Number(new URL(url).port);

async function checkouts(installation: Installation): Promise<Figure[]> {
  const bare = await startBareFastify();
  const open = (port: number) => () => Connection.open(port);
  try {
    const times = { clients: CLIENTS, measureMs: 3_000, warmUpMs: 1_000 };
    const reference = await load(times, open(bare.port), (connection) => placed(connection, {}));
    const measured = await load(
      { clients: CLIENTS, measureMs: MEASURE_MS, warmUpMs: LONG_WARM_UP_MS },
      open(portOf(installation)),
      (connection) => placed(connection, { prefer: 'wait=10' }, PRODUCTS),
    );
    const name = `checkouts over all processes, ${CLIENTS} clients`;
    const more = `p50 ${measured.p50.toFixed(1)} ms · failed ${JSON.stringify(measured.failed)}`;
    const beside = { name: 'bare Fastify', value: reference.perSecond };
    return [
      { name, value: measured.perSecond, unit: '/s', reference: beside, floor: 100, more },
      { name: `${name}, p99`, value: measured.p99, unit: 'ms', ceiling: 400 },
    ];
  } finally {
    await bare.stop();
  }
}

/** Clients that do not agree on a replica: half of them ask one, half the other. */
async function hotSku(installation: Installation): Promise<Figure[]> {
  const replicas = installation.running().filter(({ app }) => app === 'inventory');
  const clients = replicas.map(({ grpcPort }) => new GrpcClient(() => `127.0.0.1:${grpcPort}`));
  const receive = async (client: GrpcClient) => {
    await client.call('inventory.v1.InventoryService/ReceiveStock', { sku: HOT, receipt: { quantity: 1 } });
  };
  try {
    const measured = await Promise.all(
      clients.map((client) => {
        const times = { clients: HOT_CLIENTS / clients.length, measureMs: MEASURE_MS, warmUpMs: WARM_UP_MS };
        return load(times, () => Promise.resolve(client), receive);
      }),
    );
    const [fast = NaN, slow = NaN] = measured.map(({ p99 }) => p99).toSorted((a, b) => a - b);
    const failed = measured.reduce((sum, each) => sum + Object.values(each.failed).reduce((a, b) => a + b, 0), 0);
    const reasons = JSON.stringify(measured.map((each) => each.failed));
    const name = `one hot SKU through ${clients.length} replicas, ${HOT_CLIENTS} clients`;
    const perSecond = measured.reduce((sum, each) => sum + each.perSecond, 0);
    return [
      { name, value: perSecond, unit: '/s', more: `p99 ${fast.toFixed(0)} and ${slow.toFixed(0)} ms` },
      { name: `${name}, refused`, value: failed, unit: 'commands', ceiling: 0, more: failed ? reasons : 'none' },
      { name: `${name}, slower p99 to the other`, value: slow / fast, unit: '×', ceiling: 3 },
    ];
  } finally {
    for (const client of clients) client.close();
  }
}

/** From the moment that an engine is back until no consumer is behind, while orders keep coming. */
async function lagAfter(installation: Installation, name: string, lose: Lose): Promise<Figure> {
  let over = false;
  let orders = 0;
  const buy = async () => {
    const connection = await Connection.open(portOf(installation));
    while (!over) {
      const pace = sleep(OUTAGE_PACE_MS);
      // What is refused while the engine is away is no order.
      await placed(connection, {}, PRODUCTS)
        .then(() => ++orders)
        .catch(() => undefined);
      await pace;
    }
    connection.close();
  };
  const buyers = Array.from({ length: OUTAGE_CLIENTS }, buy);
  await sleep(WARM_UP_MS);
  const before = orders;
  const back = await lose();
  await sleep(OUTAGE_MS);
  const meanwhile = orders - before;
  await back();
  const begun = performance.now();
  // Behind what there was at that moment, and what has come since, but for the last moments.
  while (!(await caughtUp(installation))) await sleep(100);
  const took = (performance.now() - begun) / 1_000;
  over = true;
  await Promise.all(buyers);
  const more = `${meanwhile} orders taken meanwhile`;
  return { name: `lag after ${OUTAGE_MS / 1_000} s without ${name}`, value: took, unit: 's', ceiling: 60, more };
}

/** About a second's events of the load: those are under way, not behind. */
const UNDER_WAY = 200;

async function caughtUp({ url }: Installation): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/admin/projections`, { signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) return false;
    const all = (await answer.json()) as { readonly caughtUp: boolean; readonly lag?: number }[];
    return all.every(({ caughtUp: there, lag }) => there && lag !== undefined && lag < UNDER_WAY);
  } catch {
    return false;
  }
}
