import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  EmbeddedSearchIndex,
  LogFeed,
  MemoryCache,
  MemoryEventStore,
  MemorySnapshotStore,
  SqliteReadModel,
} from '#adapters';
import type { ListStockRequest, ReserveStockResponse } from '#contracts';
import { EventingModule, ReadSide, ReadSideKeeper } from '#eventing';
import {
  AppError,
  Cache,
  EventFeed,
  EventStore,
  inContext,
  ReadModel,
  SearchIndex,
  SnapshotStore,
  type NewEvent,
} from '#ports';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { InventoryModule } from './inventory.module.js';
import { inventoryMigrations } from './inventory.migrations.js';
import { stockLevelRows } from './stock-level.projection.js';
import { StockGrpc } from './stock.grpc.js';

/** A log that fails at an append, as when the process ends there: what was sent last may be recorded or not. */
class MortalLog extends MemoryEventStore {
  appends = 0;
  dies: { readonly at: number; readonly recorded: boolean } | undefined;

  override append(stream: string, expected: number, events: readonly NewEvent[]) {
    const { dies } = this;
    const nth = ++this.appends;
    if (!dies || nth < dies.at) return super.append(stream, expected, events);
    if (nth === dies.at && dies.recorded) void super.append(stream, expected, events);
    return Promise.reject(new AppError('unavailable', 'LOG_UNAVAILABLE'));
  }
}

/** A log that other processes write to as well. */
class SharedLog extends MemoryEventStore {
  override readonly ordered = false as never;
}

const fileOf = temporaryFolder();
let app: TestingModule;
let store: MemoryEventStore;
let stocks: StockGrpc;

async function start(log: MemoryEventStore) {
  store = log;
  const { entities, migrations } = new ReadSide([stockLevelRows], [], inventoryMigrations);
  const tokens = [
    { provide: EventStore, useValue: store },
    { provide: SnapshotStore, useValue: new MemorySnapshotStore(store) },
    { provide: EventFeed, useValue: new LogFeed(store) },
    { provide: ReadModel, useValue: await SqliteReadModel.open({ path: fileOf('read.sqlite'), entities, migrations }) },
    { provide: Cache, useValue: new MemoryCache() },
    { provide: SearchIndex, useValue: new EmbeddedSearchIndex(fileOf('search.sqlite')) },
  ];

  @Global()
  @Module({ providers: tokens, exports: tokens.map(({ provide }) => provide) })
  class MemoryEngines {}

  app = await Test.createTestingModule({
    imports: [CqrsModule.forRoot(), MemoryEngines, EventingModule, InventoryModule],
  }).compile();
  await app.init();
  stocks = app.get(StockGrpc);
}

async function stop() {
  await app.close();
  await app.get<SearchIndex>(SearchIndex).close();
  await app.get<ReadModel>(ReadModel).close();
}

beforeEach(() => start(new MemoryEventStore()));
afterEach(stop);

/** The same context over another log, in place of the present one. */
async function restart(log: MemoryEventStore) {
  await stop();
  await start(log);
}

let keys = 0;
const commandId = () => `k${++keys}`;
const receive = (sku: string, quantity: number, location?: string) =>
  stocks.receiveStock({ commandId: commandId(), sku, receipt: { quantity, location } });
const reserve = (reservationId: string, lines: Record<string, number>) =>
  stocks.reserveStock({
    reservationId,
    orderId: `order of ${reservationId}`,
    lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
  });
const release = (reservationId: string, lines: Record<string, number>, releaseId?: string) =>
  stocks.releaseStock({
    reservationId,
    releaseId,
    lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
  });
const ship = (reservationId: string, shipmentId: string, lines: Record<string, number>) =>
  stocks.shipStock({
    reservationId,
    shipmentId,
    lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
  });
const levelOf = async (sku: string) => {
  const { onHand, reserved, available, shipped, writtenOff } = (await stocks.getStock({ sku })).stock;
  return { onHand, reserved, available, shipped, writtenOff };
};
const as = <T>(principal: string, run: () => T) =>
  inContext({ principal, correlationId: '0b8c1f64-7f43-4a86-9b7b-1f1c2a1e4f11', deadline: Infinity }, run);

describe('a stock', () => {
  it('answers a write with what it has become, and a repeat with the same', async () => {
    const receipt = { commandId: 'once', sku: 'CUP', receipt: { quantity: 5, reference: 'd1' } };
    const first = await stocks.receiveStock(receipt);
    expect(first).toMatchObject({ revision: 0, replayed: false, stock: { sku: 'CUP', onHand: 5, available: 5 } });
    await receive('CUP', 3);
    expect(await stocks.receiveStock(receipt)).toEqual(Object.assign(first, { replayed: true }));
    expect(await levelOf('CUP')).toMatchObject({ onHand: 8 });
  });

  it('is not found where there never was any', async () => {
    await expect(stocks.getStock({ sku: 'NONE' })).rejects.toMatchObject({ kind: 'notFound', code: 'NOT_FOUND' });
    await expect(stocks.explainStock({ sku: 'NONE' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(stocks.getStockLedger({ sku: 'NONE' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('goes through everything that happens to it', async () => {
    await stocks.expectStock({ commandId: commandId(), sku: 'CUP', delivery: { quantity: 9, reference: 'd1' } });
    await receive('CUP', 10);
    const adjustment = { quantity: -1, reason: 'broken', changeFromQuantity: 10 };
    await stocks.adjustStock({ commandId: commandId(), sku: 'CUP', adjustment });
    await stocks.transferStock({
      commandId: commandId(),
      sku: 'CUP',
      transfer: { from: 'main', to: 'east', quantity: 4 },
    });
    await stocks.writeOffStock({
      commandId: commandId(),
      sku: 'CUP',
      writeOff: { location: 'east', quantity: 1, reason: 'wet' },
    });
    const { stock } = await stocks.setSafetyStock({
      commandId: commandId(),
      sku: 'CUP',
      safetyStock: { quantity: 2 },
      expectedRevision: 4,
    });
    expect(stock).toMatchObject({ onHand: 8, available: 6, incoming: 9, writtenOff: 2, safetyStock: 2, revision: 5 });
    expect(stock.locations).toEqual([
      { location: 'east', onHand: 3, reserved: 0, shipped: 0, writtenOff: 1 },
      { location: 'main', onHand: 5, reserved: 0, shipped: 0, writtenOff: 1 },
    ]);
  });

  it('keeps on top of a count as of an earlier revision what has moved since', async () => {
    await receive('CUP', 10); // revision 0: here someone counts 12
    await reserve('r1', { CUP: 4 });
    await ship('r1', 's1', { CUP: 4 });
    const count = { counted: 12, asOf: 0 };
    const { stock } = await stocks.countStock({ commandId: commandId(), sku: 'CUP', count });
    expect(stock).toMatchObject({ onHand: 8, shipped: 4 });
    await expect(
      stocks.countStock({ commandId: commandId(), sku: 'CUP', count: { counted: 1, asOf: 9 } }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/asOf' }] });
  });
});

describe('a reservation over several SKUs', () => {
  beforeEach(async () => {
    await receive('CUP', 10);
    await receive('POT', 10);
    await receive('TEA', 1);
  });

  it('holds every line, the same SKU summed', async () => {
    const lines = [
      { sku: 'POT', quantity: 1 },
      { sku: 'CUP', quantity: 2 },
      { sku: 'POT', quantity: 3 },
    ];
    expect(await stocks.reserveStock({ reservationId: 'r1', lines })).toEqual({
      reserved: true,
      events: [
        { sku: 'CUP', revision: 1 },
        { sku: 'POT', revision: 1 },
      ],
    });
    expect(await levelOf('POT')).toMatchObject({ onHand: 10, reserved: 4, available: 6 });
  });

  it('holds nothing when one line cannot be had', async () => {
    expect(await reserve('r1', { CUP: 2, TEA: 3, POT: 2 })).toMatchObject({
      reserved: false,
      shortage: { sku: 'TEA', requested: 3, available: 1, code: 'STOCK_UNAVAILABLE' },
    });
    for (const sku of ['CUP', 'POT', 'TEA']) expect(await levelOf(sku)).toMatchObject({ reserved: 0 });
  });

  it('gives the same answer again, and records nothing more', async () => {
    const made = await reserve('r1', { CUP: 2, POT: 2 });
    const refused = await reserve('r2', { CUP: 2, TEA: 3 });
    await receive('TEA', 10);
    const head = await store.head();
    expect(await reserve('r1', { CUP: 2, POT: 2 })).toEqual(made);
    expect(await reserve('r2', { CUP: 2, TEA: 3 })).toMatchObject({ reserved: false, shortage: refused.shortage });
    expect(await as('someone else', () => reserve('r1', { CUP: 2, POT: 2 }))).toMatchObject({ reserved: true });
    expect(await as('someone else', () => reserve('r2', { CUP: 2, TEA: 3 }))).toMatchObject({ reserved: false });
    expect(await store.head()).toBe(head);
    expect(await levelOf('CUP')).toMatchObject({ reserved: 2 });
  });

  it('is refused when it was released before it came', async () => {
    await release('r1', { CUP: 0, POT: 0 });
    expect(await reserve('r1', { CUP: 2, POT: 2 })).toMatchObject({
      reserved: false,
      shortage: { sku: 'CUP', requested: 2, available: 10, code: 'RESERVATION_CLOSED' },
    });
    expect(await levelOf('POT')).toMatchObject({ reserved: 0 });
  });

  it('keeps what is still held when its request comes again after a part was shipped', async () => {
    await reserve('r1', { CUP: 2, POT: 2 });
    await ship('r1', 's1', { CUP: 2 });
    expect(await as('someone else', () => reserve('r1', { CUP: 2, POT: 2 }))).toMatchObject({ reserved: true });
    expect(await levelOf('POT')).toMatchObject({ reserved: 2 });
    expect(await levelOf('CUP')).toMatchObject({ reserved: 0, shipped: 2 });
  });

  it('is not taken for another one of the same id', async () => {
    await reserve('r1', { CUP: 2 });
    await expect(as('someone else', () => reserve('r1', { CUP: 3 }))).rejects.toMatchObject({
      code: 'RESERVATION_DIFFERS',
    });
    expect(await levelOf('CUP')).toMatchObject({ reserved: 2 });
  });

  it('is released and shipped in parts, each part once', async () => {
    await reserve('r1', { CUP: 5, POT: 2 });
    for (let repeat = 0; repeat < 2; repeat++) {
      await release('r1', { CUP: 1 }, 'cancel-1');
      await ship('r1', 's1', { CUP: 2, POT: 2 });
      await ship('r1', 's2', { CUP: 1 });
    }
    expect(await levelOf('CUP')).toMatchObject({ onHand: 7, reserved: 1, shipped: 3 });
    await expect(ship('r1', 's3', { CUP: 2 })).rejects.toMatchObject({ code: 'RESERVATION_EXCEEDED' });
    await release('r1', { CUP: 0, POT: 0 });
    expect(await levelOf('CUP')).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
  });

  it('comes back restocked or written off, the dispositions of one SKU apart', async () => {
    await reserve('r1', { CUP: 3 });
    await ship('r1', 's1', { CUP: 3 });
    const lines = [
      { sku: 'CUP', quantity: 1, disposition: 'damaged' as const },
      { sku: 'CUP', quantity: 1, disposition: 'restock' as const },
      { sku: 'CUP', quantity: 1, disposition: 'restock' as const },
    ];
    for (let repeat = 0; repeat < 2; repeat++) await stocks.returnStock({ returnId: 'b1', lines });
    expect(await levelOf('CUP')).toMatchObject({ onHand: 9, shipped: 3, writtenOff: 1 });
  });
});

describe('a reservation whose process ends in the middle', () => {
  const lines = { CUP: 2, POT: 2, TEA: 3 };
  const held = async () => Promise.all(Object.keys(lines).map(async (sku) => (await levelOf(sku)).reserved));
  // Three reserves or two and a tombstone, then two releases: six appends at most.
  const deaths = [1, 2, 3, 4, 5].flatMap((at) => [true, false].map((recorded) => ({ at, recorded })));

  it.each(deaths)('holds all or nothing after it was sent again: $at, recorded: $recorded', async (dies) => {
    const log = new MortalLog();
    await restart(log);
    for (const sku of ['CUP', 'POT']) await receive(sku, 10);
    await receive('TEA', 1);
    log.dies = { ...dies, at: log.appends + dies.at };
    const first: unknown = await reserve('r1', lines).catch((error: unknown) => error);
    log.dies = undefined;
    await receive('TEA', 10); // now it could be had

    const answer = await reserve('r1', lines);
    expect(await held()).toEqual(answer.reserved ? [2, 2, 3] : [0, 0, 0]);
    expect(await reserve('r1', lines)).toMatchObject({ reserved: answer.reserved });
    const answered = first instanceof Error ? answer : (first as ReserveStockResponse);
    expect(answered.reserved).toBe(answer.reserved);
    await release('r1', { CUP: 0, POT: 0, TEA: 0 });
    expect(await held()).toEqual([0, 0, 0]);
  });

  it('passes an outage on', async () => {
    const log = new MortalLog();
    await restart(log);
    await receive('CUP', 10);
    log.dies = { at: log.appends + 1, recorded: true };
    await expect(reserve('r1', { CUP: 2 })).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe.each([
  ['alone', () => new MemoryEventStore()],
  ['shared with other processes', () => new SharedLog()],
])('many buyers at once on a log %s', (_name, log) => {
  beforeEach(() => restart(log()));

  it('get exactly what is there', async () => {
    await receive('CUP', 6, 'east');
    await receive('CUP', 4);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => reserve(`r${i}`, { CUP: 1 })));
    expect(answers.filter(({ reserved }) => reserved)).toHaveLength(10);
    expect(await levelOf('CUP')).toMatchObject({ onHand: 10, reserved: 10, available: 0 });
  });

  it('do not wait for each other for ever, whatever order their lines have', async () => {
    for (const sku of ['A', 'B', 'C']) await receive(sku, 10);
    const orders = [
      { A: 1, B: 1, C: 1 },
      { C: 1, B: 1, A: 1 },
    ];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => reserve(`r${i}`, orders[i % 2]!)));
    const sold = answers.filter(({ reserved }) => reserved).length;
    for (const sku of ['A', 'B', 'C']) expect(await levelOf(sku)).toMatchObject({ reserved: sold });
    expect(sold).toBe(10);
  });

  it('who send the same request twice at the same time get one answer', async () => {
    await receive('CUP', 5);
    await receive('TEA', 1);
    const [one, , other] = await Promise.all([
      reserve('r1', { CUP: 2, TEA: 2 }),
      receive('TEA', 1),
      reserve('r1', { CUP: 2, TEA: 2 }),
    ]);
    expect(one.reserved).toBe(other.reserved);
    expect(await levelOf('CUP')).toMatchObject({ reserved: one.reserved ? 2 : 0 });
    expect(await levelOf('TEA')).toMatchObject({ reserved: one.reserved ? 2 : 0 });
  });
});

describe('the list of stocks', () => {
  let last: string;
  beforeEach(async () => {
    for (const [sku, quantity] of Object.entries({ a: 3, A: 1, B: 7, é: 5, e: 2 })) await receive(sku, quantity);
    last = (await receive('B', 1)).position;
  });
  const list = async (request: Partial<ListStockRequest>) => {
    const { items, ...rest } = await stocks.listStock({ minPosition: last, ...request });
    return { skus: items.map(({ sku }) => sku), ...rest };
  };

  it('shows what the aggregates show', async () => {
    const { items } = await stocks.listStock({ minPosition: last });
    for (const item of items) expect(item).toEqual((await stocks.getStock({ sku: item.sku })).stock);
    expect(items).toHaveLength(5);
  });

  it('is filtered and sorted', async () => {
    expect(await list({ skus: ['a', 'B', 'none'] })).toEqual({ skus: ['B', 'a'], totalCount: 2 });
    expect(await list({ below: 3, sort: 'available' })).toEqual({ skus: ['A', 'e'], totalCount: 2 });
    expect(await list({ sort: '-available' })).toMatchObject({ skus: ['B', 'é', 'a', 'e', 'A'] });
    await expect(list({ sort: 'reserved' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('goes on where a page ended', async () => {
    const seen: string[] = [];
    for (let pageToken: string | undefined; ;) {
      const { skus, nextPageToken, totalCount } = await list({ pageSize: 2, pageToken, sort: '-available' });
      expect(totalCount).toBe(5);
      seen.push(...skus);
      if (!(pageToken = nextPageToken)) break;
    }
    expect(seen).toEqual(['B', 'é', 'a', 'e', 'A']);
    expect(await list({ pageSize: 2, page: 3, sort: '-available' })).toEqual({ skus: ['A'], totalCount: 5 });
  });

  it('is the same after a rebuild', async () => {
    const before = await list({});
    expect(await app.get(ReadSideKeeper).rebuild('stock_level')).toMatchObject({ events: 6, rows: 5, different: 0 });
    expect(await list({})).toEqual(before);
  });
});

describe('the ledger of a stock', () => {
  beforeEach(async () => {
    await receive('CUP', 20, 'east');
    await stocks.setSafetyStock({ commandId: commandId(), sku: 'CUP', safetyStock: { quantity: 1 } });
    await reserve('r1', { CUP: 8 });
    await ship('r1', 's1', { CUP: 8 });
    await reserve('r2', { CUP: 4 });
    await release('r2', { CUP: 1 }, 'cancel-1');
    await stocks.writeOffStock({
      commandId: commandId(),
      sku: 'CUP',
      writeOff: { location: 'east', quantity: 1, reason: 'wet' },
    });
  });

  it('has one entry per event, with what it changed and the balances after it', async () => {
    const { items, totalCount } = await stocks.getStockLedger({ sku: 'CUP' });
    expect(totalCount).toBe(7);
    expect(
      items.map(({ revision, type, change, reservedChange, onHand, reserved, available }) => [
        [revision, type],
        [change, reservedChange],
        [onHand, reserved, available],
      ]),
    ).toEqual([
      [
        [0, 'StockReceived'],
        [20, 0],
        [20, 0, 20],
      ],
      [
        [1, 'SafetyStockSet'],
        [0, 0],
        [20, 0, 19],
      ],
      [
        [2, 'StockReserved'],
        [0, 8],
        [20, 8, 11],
      ],
      [
        [3, 'StockShipped'],
        [-8, -8],
        [12, 0, 11],
      ],
      [
        [4, 'StockReserved'],
        [0, 4],
        [12, 4, 7],
      ],
      [
        [5, 'StockReleased'],
        [0, -1],
        [12, 3, 8],
      ],
      [
        [6, 'StockWrittenOff'],
        [-1, 0],
        [11, 3, 7],
      ],
    ]);
    expect(items[2]).toMatchObject({
      reservationId: 'r1',
      orderId: 'order of r1',
      location: 'east',
      actor: 'anonymous',
    });
    expect(items[6]).toMatchObject({ reason: 'wet' });
  });

  it.each([
    ['revision', [0, 1, 2, 3, 4, 5, 6]],
    ['-revision', [6, 5, 4, 3, 2, 1, 0]],
  ])('is read by pages, sorted by %s', async (sort, revisions) => {
    const seen: number[] = [];
    for (let pageToken: string | undefined; ;) {
      const { items, nextPageToken } = await stocks.getStockLedger({ sku: 'CUP', pageSize: 3, pageToken, sort });
      seen.push(...items.map(({ revision }) => revision));
      if (!(pageToken = nextPageToken)) break;
    }
    expect(seen).toEqual(revisions);
    const second = await stocks.getStockLedger({ sku: 'CUP', pageSize: 3, page: 2, sort });
    expect(second.items.map(({ revision }) => revision)).toEqual(revisions.slice(3, 6));
    expect((await stocks.getStockLedger({ sku: 'CUP', pageSize: 3, page: 9, sort })).items).toEqual([]);
  });

  it('says why there is available what there is', async () => {
    const { revision, numbers, holds, entries } = await stocks.explainStock({ sku: 'CUP' });
    expect(revision).toBe(6);
    const byName = Object.fromEntries(numbers.map((number) => [number.name, number]));
    expect(byName['available']).toMatchObject({
      value: 7,
      formula: 'available 7 = on hand 11 − reserved 3 − safety stock 1',
      parts: { StockReceived: 20, SafetyStockSet: -1, StockReserved: -12, StockReleased: 1, StockWrittenOff: -1 },
    });
    expect(byName['onHand']).toEqual({
      name: 'onHand',
      value: 11,
      formula: 'on hand 11 = received 20 − shipped 8 − written off 1',
      parts: { StockReceived: 20, StockShipped: -8, StockWrittenOff: -1 },
    });
    expect(byName['incoming']).toEqual({ name: 'incoming', value: 0, formula: 'incoming 0 = 0', parts: {} });
    for (const { name, value, parts } of numbers)
      expect([name, Object.values(parts).reduce((sum, part) => sum + part, 0)]).toEqual([name, value]);
    expect(holds).toEqual([{ reservationId: 'r2', orderId: 'order of r2', quantity: 3, since: entries[2]!.at }]);
    expect(entries.map((entry) => entry.revision)).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  it('never promises less than nothing', async () => {
    await stocks.setSafetyStock({ commandId: commandId(), sku: 'CUP', safetyStock: { quantity: 50 } });
    const { numbers } = await stocks.explainStock({ sku: 'CUP' });
    expect(numbers.find(({ name }) => name === 'available')).toMatchObject({
      value: 0,
      formula: 'available 0 = on hand 11 − reserved 3 − safety stock 50, never below 0',
    });
  });
});
