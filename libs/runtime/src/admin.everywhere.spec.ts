import type { DiscoveryService } from '@nestjs/core';
import type { AdminService, ParkedEvent, ProjectionStatus } from '#contracts';
import { pageOf } from '#eventing';
import { AppError } from '#ports';
import { AdminEverywhere } from './admin.everywhere.js';
import { configFrom, type Config } from './config.js';
import type { Channels } from './grpc/client.js';

const status = (name: string, more: Partial<ProjectionStatus> = {}): ProjectionStatus => ({
  name,
  position: '7',
  lag: 0,
  rate: 1,
  caughtUp: true,
  parked: 0,
  ...more,
});
const parkedAt = (consumer: string, stream: string) =>
  ({ id: `${consumer}/${stream}`, consumer, stream, revision: 1 }) as ParkedEvent;
const missing = () => new AppError('notFound', 'NOT_FOUND', 'Nothing is parked there.');
const away = () => new AppError('unavailable', 'UNAVAILABLE', 'It is away.', [], 1);

/** A process as an operator meets it. */
class FakeProcess {
  down = false;
  readonly done: string[] = [];

  constructor(
    readonly projections: ProjectionStatus[],
    readonly parked: ParkedEvent[] = [],
  ) {}

  async listProjections() {
    this.check();
    return { projections: this.projections };
  }
  async rebuildProjection({ name }: { name: string }) {
    this.check();
    this.done.push(`rebuild ${name}`);
    return { events: 1, rows: 1, different: 0 };
  }
  async auditProjections({ except = [] }: { except?: string[] }) {
    this.check();
    const projections = this.projections.filter(({ name }) => !except.includes(name));
    this.done.push(`audit ${projections.map(({ name }) => name).join()}`);
    return {
      projections: projections.map(({ name }) => ({ name, rows: 2, parked: 0 })),
      different: projections.map(({ name }) => ({ where: `${name}/1`, detail: 'It is missing.' })),
      totalDifferent: projections.length,
    };
  }
  async listParked({ pageSize = 20, pageToken }: { pageSize?: number; pageToken?: string }) {
    this.check();
    const [after = ''] = (pageOf({ pageToken }, 'parked', ['string']).after ?? []) as readonly string[];
    const rest = this.parked.filter(({ id }) => id > after);
    const items = rest.slice(0, pageSize);
    return { items, totalCount: this.parked.length, ...(rest.length > items.length && { nextPageToken: 'more' }) };
  }
  async retryParked({ id }: { id: string }) {
    return { resumed: this.act('retry', id) };
  }
  async skipParked({ id }: { id: string }) {
    this.act('skip', id);
    return {};
  }

  private act(what: string, id: string): true {
    this.check();
    if (!this.parked.some((each) => each.id === id)) throw missing();
    this.done.push(`${what} ${id}`);
    return true;
  }
  private check(): void {
    if (this.down) throw away();
  }
}

const ofOrders = [parkedAt('order_summary', 'order-1'), parkedAt('order_summary', 'order-3')];
const ofStock = [parkedAt('asking', 'stock-2')];

function platform() {
  const processes = {
    'o1:1': new FakeProcess([status('order_summary', { lag: 3, caughtUp: false, parked: 2, rate: 0.2 })], ofOrders),
    'o2:1': new FakeProcess(
      [status('order_summary', { lag: 9, parked: 2, position: '1', rate: 0.1, rebuilding: undefined })],
      ofOrders,
    ),
    'i1:1': new FakeProcess([status('stock_level')], ofStock),
  };
  const services: Config['services'] = {
    OrderService: ['o1:1', 'o2:1'],
    InventoryService: ['i1:1'],
    SagaService: ['i1:1'],
  };
  const config = { ...configFrom({ RPC: 'grpc' }), services };
  const channels = {
    replicas: (service: string) => ({
      all: () => Promise.resolve((services[service] ?? []).map((address) => ({ address }))),
    }),
    at: ({ address }: { address: keyof typeof processes }) => processes[address],
  } as unknown as Channels;
  const discovery = { getControllers: () => [] } as unknown as DiscoveryService;
  const admin: AdminService = new AdminEverywhere(discovery, channels, config);
  return { admin, one: processes['o1:1'], two: processes['o2:1'], stock: processes['i1:1'] };
}

describe('the read sides of all processes', () => {
  it('are shown once each: by the worst of its replicas, at the rate of all', async () => {
    const { admin } = platform();
    expect(await admin.listProjections({})).toEqual({
      projections: [
        status('order_summary', { lag: 9, position: '1', caughtUp: false, parked: 2, rate: 0.3 }),
        status('stock_level'),
      ],
    });
  });

  it('are shown by the replicas that answer, and not at all while an app has none', async () => {
    const { admin, one, two } = platform();
    two.down = true;
    expect((await admin.listProjections({})).projections).toHaveLength(2);
    one.down = true;
    await expect(admin.listProjections({})).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'No process that serves OrderService tells how it is.',
    });
  });

  it('are rebuilt in one process that has them', async () => {
    const { admin, one, two, stock } = platform();
    await admin.rebuildProjection({ name: 'stock_level' });
    await admin.rebuildProjection({ name: 'order_summary' });
    expect([one.done, two.done, stock.done]).toEqual([['rebuild order_summary'], [], ['rebuild stock_level']]);
    await expect(admin.rebuildProjection({ name: 'nothing' })).rejects.toMatchObject({ kind: 'notFound' });
    two.projections[0] = status('order_summary', { rebuilding: 0 });
    await expect(admin.rebuildProjection({ name: 'order_summary' })).rejects.toMatchObject({ code: 'REBUILD_RUNNING' });
  });

  it('are compared with the log in one process of each app, and those left out in none', async () => {
    const { admin, one, two, stock } = platform();
    one.down = true;
    expect(await admin.auditProjections({})).toEqual({
      projections: ['order_summary', 'stock_level'].map((name) => ({ name, rows: 2, parked: 0 })),
      different: ['order_summary/1', 'stock_level/1'].map((where) => ({ where, detail: 'It is missing.' })),
      totalDifferent: 2,
    });
    expect([one.done, two.done, stock.done]).toEqual([[], ['audit order_summary'], ['audit stock_level']]);
    expect(await admin.auditProjections({ except: ['order_summary'] })).toMatchObject({ totalDifferent: 1 });
    stock.down = true;
    await expect(admin.auditProjections({})).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('list what is parked once, in pages', async () => {
    const { admin } = platform();
    const ids = (items: readonly ParkedEvent[]) => items.map(({ id }) => id);
    const first = await admin.listParked({ pageSize: 2 });
    expect([ids(first.items), first.totalCount]).toEqual([['asking/stock-2', 'order_summary/order-1'], 3]);
    const second = await admin.listParked({ pageSize: 2, pageToken: first.nextPageToken! });
    expect([ids(second.items), second.nextPageToken]).toEqual([['order_summary/order-3'], undefined]);
  });

  it('act on what is parked where it is, by another replica when one is away', async () => {
    const { admin, one, two, stock } = platform();
    expect(await admin.retryParked({ id: 'asking/stock-2' })).toEqual({ resumed: true });
    await admin.skipParked({ id: 'order_summary/order-1', reason: 'known' });
    one.down = true;
    await admin.retryParked({ id: 'order_summary/order-3' });
    expect([one.done, two.done, stock.done]).toEqual([
      ['skip order_summary/order-1'],
      ['retry order_summary/order-3'],
      ['retry asking/stock-2'],
    ]);
    await expect(admin.retryParked({ id: 'nobody/x' })).rejects.toMatchObject({ kind: 'unavailable' });
    one.down = false;
    await expect(admin.retryParked({ id: 'nobody/x' })).rejects.toMatchObject({ kind: 'notFound' });
  });
});
