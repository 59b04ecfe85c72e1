import { Connection } from './connection.js';
import type { Figure } from './figures.js';
import { load } from './load.js';
import { startPlatform } from './platform.js';
import { startBareFastify } from './bare-fastify.js';

const PRODUCTS = 4_000;
const TIMES = { measureMs: 8_000, warmUpMs: 3_000 };

/** Checkouts of one line to the confirmed and paid answer, beside a bare Fastify that only answers. */
export async function checkouts(): Promise<readonly Figure[]> {
  const platform = await startPlatform();
  const bare = await startBareFastify();
  try {
    await seed(platform.port);
    const figures: Figure[] = [];
    for (const clients of [1, 32]) {
      const open = (port: number) => () => Connection.open(port);
      const reference = await load({ clients, measureMs: 3_000, warmUpMs: 1_000 }, open(bare.port), (connection) =>
        placed(connection, {}),
      );
      const measured = await load({ clients, ...TIMES, pid: platform.pid }, open(platform.port), (connection) =>
        placed(connection, { prefer: 'wait=10' }),
      );
      if (Object.keys(measured.failed).length) console.error(measured.failed);
      const { perSecond, p50, p99, serverCores = NaN, clientCores } = measured;
      figures.push(
        {
          name: `checkouts, ${clients} ${clients === 1 ? 'client' : 'clients'}`,
          value: perSecond,
          unit: '/s',
          reference: { name: 'bare Fastify', value: reference.perSecond },
          ...(clients === 32 && { floor: 600 }),
          more: `p50 ${p50.toFixed(1)} ms · server ${serverCores.toFixed(2)} cores, ${((serverCores / perSecond) * 1_000).toFixed(2)} ms CPU each · client ${clientCores.toFixed(2)} cores`,
        },
        { name: `checkouts, ${clients} clients, p99`, value: p99, unit: 'ms', ...(clients === 32 && { ceiling: 120 }) },
      );
    }
    return figures;
  } finally {
    await bare.stop();
    await platform.stop();
  }
}

const skuOf = (n: number) => `BENCH-${10_000 + n}`;

/** Puts products on sale. */
export async function seed(port: number, products = PRODUCTS): Promise<void> {
  const connections = await Promise.all(Array.from({ length: 16 }, () => Connection.open(port)));
  await Promise.all(
    connections.map(async (connection, first) => {
      for (let n = first; n < products; n += connections.length) {
        const product = {
          sku: skuOf(n),
          name: `Bench ${n}`,
          price: { amount: 1295, currency: 'GBP' },
          status: 'active',
        };
        const created = await connection.post('/v1/products', product);
        const received = await connection.post(`/v1/stock/${skuOf(n)}/receipts`, { quantity: 1_000_000 });
        if (created.status !== 201 || received.status !== 201) throw new Error(created.body.toString());
      }
      connection.close();
    }),
  );
}

/** An order of one piece; to the confirmed and paid answer where `headers` say so. */
export async function placed(
  connection: Connection,
  headers: Record<string, string>,
  products = PRODUCTS,
): Promise<void> {
  const lines = [{ sku: skuOf(Math.floor(Math.random() * products)), quantity: 1 }];
  const { status, body } = await connection.post('/v1/orders', { customerId: 'bench', lines }, headers);
  if (status !== 201) throw new Error(`${status} ${body.toString()}`);
  if (!headers['prefer']) return;
  const order = JSON.parse(body.toString()) as { status: string; payment: { status: string } };
  if (order.status !== 'confirmed' || order.payment.status !== 'captured') {
    throw new Error(`${order.status}, ${order.payment.status}`);
  }
}
