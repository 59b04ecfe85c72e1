import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { OrderService } from '#contracts';
import { freePort } from '../../../../test/free-port.js';
import { CONFIG, configFrom } from '../config.js';
import { start } from '../run.js';
import { Channels, rpcClient } from './client.js';
import { GrpcService } from './contract.js';

const folder = mkdtempSync(join(tmpdir(), 'daybook-'));
const running: INestApplicationContext[] = [];

async function process_(name: string, modules: readonly Type[]) {
  const port = await freePort();
  const env = { GRPC_PORT: String(port), DATA_DIR: join(folder, name), LOG_LEVEL: 'error', RPC: 'grpc' };
  const app = await start({ modules, env, log: { write: () => undefined } });
  running.push(app);
  return { app, address: `127.0.0.1:${port}` };
}

/** A process that serves orders, each under the name of the process. */
function serving(name: string) {
  class Orders {
    getOrder() {
      return Promise.resolve({ order: { number: name } });
    }
    async *watchOrder() {
      yield await this.getOrder();
    }
  }
  for (const method of Object.keys(OrderService.rpc.requests)) {
    if (!(method in Orders.prototype))
      Object.assign(Orders.prototype, { [method]: () => Promise.resolve({ totalCount: Number(name) }) });
  }
  GrpcService(OrderService)(Orders);
  @Module({ controllers: [Orders] })
  class OrdersModule {}
  return process_(name, [OrdersModule]);
}

@Module({ providers: [rpcClient(OrderService)] })
class CallerModule {}

/** A process that has nothing to share with those that it calls. */
function calling(...replicas: string[]): Promise<INestApplicationContext> {
  const config = { ...configFrom({ RPC: 'grpc' }), services: { OrderService: replicas } };
  @Module({
    imports: [DiscoveryModule],
    providers: [Channels, { provide: CONFIG, useValue: config }, rpcClient(OrderService)],
  })
  class Caller {}
  return NestFactory.createApplicationContext(Caller, { logger: false });
}

const ids = Array.from({ length: 20 }, (_, n) => `0192f1c0-0000-7000-8000-0000000000${n + 10}`);
let orders: OrderService;

beforeAll(async () => {
  const [one, two] = [await serving('1'), await serving('2')];
  const caller = await calling(one.address, two.address);
  running.push(caller);
  orders = caller.get<OrderService>(OrderService);
});
afterAll(async () => {
  for (const app of running.reverse()) await app.close();
  rmSync(folder, { recursive: true });
});

const servedBy = async (orderId: string) => (await orders.getOrder({ orderId })).order.number;
const streamedBy = async (orderId: string) => {
  for await (const { order } of orders.watchOrder({ orderId })) return order.number;
  return undefined;
};

describe('a client of a contract that several processes serve', () => {
  it('calls one of them for all that is about one aggregate, streams included', async () => {
    const processes = await Promise.all(ids.map(servedBy));
    expect(new Set(processes)).toEqual(new Set(['1', '2']));
    for (const [i, id] of ids.entries()) {
      expect(await servedBy(id)).toBe(processes[i]);
      expect(await streamedBy(id)).toBe(processes[i]);
    }
  });

  it('calls them in turn for a list', async () => {
    const turns: number[] = [];
    for (let n = 0; n < 4; n++) turns.push((await orders.listOrders({})).totalCount);
    expect(turns).toEqual([turns[0], 3 - turns[0]!, turns[0], 3 - turns[0]!]);
  });

  it('calls the other when one has gone, and nobody when both have', async () => {
    const [one, two] = running;
    await one!.close();
    for (const id of ids) expect(await servedBy(id)).toBe('2');
    await two!.close();
    const refusal = { kind: 'unavailable', code: 'UNAVAILABLE', retryAfter: 1 };
    await expect(servedBy(ids[0]!)).rejects.toMatchObject(refusal);
    await expect(streamedBy(ids[0]!)).rejects.toMatchObject(refusal);
  });

  it('is told at the start where they are', async () => {
    await expect(process_('lost', [CallerModule])).rejects.toThrow('ORDER_SERVICE_URL must say where OrderService is');
  });
});
