import { cpSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Order } from '#contracts';
import { start } from '#runtime';
import { runMigrateLog } from '../../apps/platform/src/migrate-log.command.js';
import { modules } from '../../apps/platform/src/modules.js';
import { freePort } from '../free-port.js';
import { onMysqlAndMariadb } from '../mysql-database.js';
import { temporaryFolder } from '../temporary-folder.js';
import { audited } from './platform.js';
import { Rest } from './rest.js';

const LONGEST_MS = 60_000;

describe('a platform whose log was moved', () => {
  onMysqlAndMariadb((database) => {
    const file = temporaryFolder();
    let app: NestFastifyApplication | undefined;
    afterEach(() => app?.close());

    async function open(env: NodeJS.ProcessEnv): Promise<Rest> {
      const ports = { PORT: '0', GRPC_PORT: String(await freePort()) };
      app = await start({ modules, http: true, env: { ...ports, LOG_LEVEL: 'error', ...env } });
      return new Rest(await app.getUrl());
    }
    async function close() {
      await app?.close();
      app = undefined;
    }
    const place = (rest: Rest, key: string) => {
      const headers = { 'idempotency-key': key, prefer: 'wait=10' };
      return rest.post<Order>('/v1/orders', { lines: [{ sku: 'HARP', quantity: 2 }] }, headers);
    };

    it(
      'goes on as if nothing had been: ids, revisions, keys, tokens and money are what they were',
      async () => {
        const before = { DATA_DIR: file('before') };
        const after = { DATA_DIR: file('after'), EVENT_STORE: 'mysql', MYSQL_URL: database.url };
        const embedded = await open(before);
        const price = { amount: 90_000, currency: 'GBP' };
        await embedded.post('/v1/products', { sku: 'HARP', name: 'Harp', price, status: 'active' });
        await embedded.post('/v1/stock/HARP/receipts', { quantity: 5 });
        const placed = await place(embedded, 'first');
        expect(placed.body).toMatchObject({ status: 'confirmed', payment: { status: 'captured' } });
        await close();

        const told: string[] = [];
        const terminal = {
          print: (text: string) => void told.push(text),
          complain: (text: string) => void told.push(text),
        };
        expect({
          code: await runMigrateLog(['--to', 'mysql'], { ...before, ...after, ...before }, terminal),
          told,
        }).toEqual({
          code: 0,
          told: expect.arrayContaining([expect.stringContaining('compared one by one')]) as string[],
        });
        // The book of the test provider is its own.
        cpSync(file('before/test-provider.jsonl'), file('after/test-provider.jsonl'));

        const moved = await open(after);
        const seen = { 'daybook-min-position': placed.headers.get('daybook-position')! };
        const read = await moved.get<Order>(`/v1/orders/${placed.body.id}`, seen);
        expect(read.body).toEqual(placed.body);
        expect(read.headers.get('etag')).toBe(placed.headers.get('etag'));
        const again = await place(moved, 'first');
        expect(again.body.id).toBe(placed.body.id);
        expect(again.headers.get('idempotent-replayed')).toBe('true');
        expect((await place(moved, 'second')).body).toMatchObject({ status: 'confirmed' });
        expect((await place(moved, 'third')).body).toMatchObject({ rejection: { code: 'STOCK_UNAVAILABLE' } });
        const cancelled = await moved.post<Order>(`/v1/orders/${placed.body.id}/cancel`, {});
        expect(cancelled.body).toMatchObject({ status: 'cancelled' });
        await close();
        expect(await audited(after)).toMatchObject({ clean: true, findings: [], orders: { placed: 3 } });
      },
      LONGEST_MS,
    );
  });
});
