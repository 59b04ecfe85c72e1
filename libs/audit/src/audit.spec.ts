import { Logger } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { LogFeed, MemoryEventStore, SqliteReadModel } from '#adapters';
import { orderEvents, type OrderEvent } from '#contracts';
import { Checkpoint, Parked, LocalKeeper, projection, ReadSide, type ChildRow, type ProjectedRow } from '#eventing';
import { AppError, type ReadAllOptions, type RecordedEvent, type SearchIndex } from '#ports';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { good } from '../test/damages.js';
import { audit, Audit } from './audit.js';

@Entity({ name: 'order_view' })
class OrderView implements ProjectedRow {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;
  @Column({ type: 'bigint' })
  revision: number;
  @Column({ type: 'varchar', length: 30 })
  last: string;
  @Column({ type: 'varchar', length: 36, nullable: true })
  parcel: string | null;
  @Column({ type: 'simple-json' })
  lines: readonly { readonly lineId: string; readonly sku: string; readonly note?: string | undefined }[];
}

@Entity({ name: 'order_view_line' })
class OrderViewLine implements ChildRow {
  @PrimaryColumn({ type: 'varchar', length: 60 })
  id: string;
  @Column({ type: 'varchar', length: 36 })
  parentId: string;
  @Column({ type: 'varchar', length: 30 })
  sku: string;
}

class Orders1 implements MigrationInterface {
  readonly name = 'Orders1760000000001';
  async up(db: QueryRunner) {
    await db.query(
      `CREATE TABLE order_view (id varchar(36) PRIMARY KEY NOT NULL, revision bigint NOT NULL,
        last varchar(30) NOT NULL, parcel varchar(36), lines text NOT NULL)`,
    );
    await db.query(
      `CREATE TABLE order_view_line (id varchar(60) PRIMARY KEY NOT NULL, parentId varchar(36) NOT NULL,
        sku varchar(30) NOT NULL)`,
    );
  }
  async down() {}
}

/** Set while the code that shows parcels is wrong. */
let broken = false;

const orderView = projection<OrderView, OrderEvent>({
  name: 'order_view',
  category: 'order',
  events: orderEvents,
  entity: OrderView,
  evolve(row, { type, data }) {
    if (broken && type === 'OrderShipped') throw new Error('parcels are not known');
    const { parcel = null, lines = [] } = row ?? {};
    return {
      last: type,
      parcel: type === 'OrderShipped' ? data.shipmentId : parcel,
      lines: type === 'OrderPlaced' ? data.lines.map(({ lineId, sku }) => ({ lineId, note: undefined, sku })) : lines,
    };
  },
  children: {
    entity: OrderViewLine,
    of: ({ id, lines }) => lines.map(({ lineId, sku }) => ({ id: `${id}/${lineId}`, parentId: id, sku }) as ChildRow),
  },
});

// What is parked is told to the log of operations, too.
beforeAll(() => Logger.overrideLogger(false));

const file = temporaryFolder();
let store: MemoryEventStore;
let readModel: SqliteReadModel;
let discovery: DiscoveryService;
let keeper: LocalKeeper;

beforeEach(async () => {
  broken = false;
  const side = new ReadSide([orderView], [], [Orders1]);
  const { entities, migrations } = side;
  discovery = { getProviders: () => [{ instance: side }] } as unknown as DiscoveryService;
  readModel = await SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations });
  store = new MemoryEventStore();
  for (const event of good) await store.append(event.stream, event.revision - 1, [event]);
  keeper = new LocalKeeper(() => [side], new LogFeed(store), store, readModel, {} as SearchIndex);
});
afterEach(async () => {
  await keeper.stop();
  await store.close();
  await readModel.close();
});

/** Fills the rows from the log, as a platform does. */
async function project(): Promise<void> {
  await keeper.start();
  while (!keeper.caughtUp()) await new Promise((resolve) => setTimeout(resolve, 5));
  await keeper.stop();
}

const change = (sql: string, ...values: unknown[]) => readModel.write((manager) => manager.query(sql, values));
const anOrder = (good.find(({ type }) => type === 'OrderShipped')!.data as { orderId: string }).orderId;
/** What other processes tell of their rows, where there are none. */
const nobodyElse = () => Promise.resolve({ projections: [], different: [], totalDifferent: 0 });
const all = () => ({ store, readModel, feed: new LogFeed(store) });
const found = async () => (await audit(all(), [orderView])).findings;

describe('the audit of projections', () => {
  it('finds nothing in rows that follow from the log', async () => {
    await project();
    await change(`INSERT INTO checkpoint VALUES ('saga-hearing', '${good.length}'), ('saga-asking', '${good.length}')`);
    const result = await audit(all(), [orderView]);
    expect(result).toMatchObject({ clean: true, findings: [], head: good.length, events: good.length, parked: [] });
    expect(result.projections).toEqual([{ name: 'order_view', rows: 14, parked: 0 }]);
    expect(result.orders).toEqual({ placed: 14, quiet: 12, waiting: 0 });
  });

  it('takes no order for quiet that the sagas have not come to', async () => {
    await project();
    expect((await audit(all(), [orderView])).orders).toMatchObject({ placed: 14, quiet: 0 });
  });

  it('finds nothing while rows are behind the log', async () => {
    const readAll = jest.spyOn(store, 'readAll');
    const half = good.length / 2;
    readAll.mockImplementation(async ({ after = 0 }: ReadAllOptions = {}) => good.slice(after, half));
    jest.spyOn(store, 'head').mockResolvedValueOnce(half);
    await project();
    jest.restoreAllMocks();
    expect((await readModel.manager.find(Checkpoint))[0]?.position).toBe(String(half));
    expect(await found()).toEqual([]);
  });

  it.each([
    ['a changed row', `UPDATE order_view SET last = 'OrderReadied' WHERE id = ?`, 'last is "OrderReadied", not'],
    ['a changed document', `UPDATE order_view SET lines = '[]' WHERE id = ?`, 'lines is [], not'],
    ['a lost value', 'UPDATE order_view SET parcel = NULL WHERE id = ?', 'parcel is null, not'],
    ['a row of an earlier revision', 'UPDATE order_view SET revision = revision - 1 WHERE id = ?', 'At revision'],
    [
      'a row of a later revision',
      'UPDATE order_view SET revision = revision + 1 WHERE id = ?',
      'which its stream does',
    ],
    ['a missing row', 'DELETE FROM order_view WHERE id = ?', 'It is missing'],
    ['a row without a stream', `UPDATE order_view SET id = 'nobody' WHERE id = ?`, 'which its stream does'],
    [
      'a changed child row',
      `UPDATE order_view_line SET sku = 'POT' WHERE sku = 'CUP' AND parentId = ?`,
      'sku is "POT"',
    ],
    ['a missing child row', `DELETE FROM order_view_line WHERE parentId = ?`, 'it is missing'],
    [
      'a child row too many',
      `INSERT INTO order_view_line SELECT 'x', id, 'CUP' FROM order_view WHERE id = ?`,
      'not be there',
    ],
    [
      'a child row of nobody',
      `UPDATE order_view_line SET parentId = 'nobody' WHERE parentId = ?`,
      'belongs to is not there',
    ],
  ])('finds %s', async (_what, sql, detail) => {
    await project();
    await change(sql, anOrder);
    const findings = await found();
    expect(findings.map(({ invariant }) => invariant)).toContain('projection-equals-fold');
    expect(findings.map((finding) => finding.detail).join('\n')).toContain(detail);
  });

  it('finds a row that its projection has left behind', async () => {
    await project();
    await change(`UPDATE order_view SET revision = 0, last = 'OrderPlaced', parcel = NULL WHERE id = ?`, anOrder);
    expect(await found()).toEqual([
      expect.objectContaining({
        where: `order_view/${anOrder}`,
        detail: expect.stringContaining('behind 1') as string,
      }),
    ]);
  });

  it('leaves out what is parked, and says so', async () => {
    broken = true;
    await project();
    broken = false;
    const parked = await readModel.manager.count(Parked);
    expect(parked).toBeGreaterThan(0);
    const result = await audit(all(), [orderView]);
    expect(result).toMatchObject({ clean: true, projections: [{ rows: 14, parked }] });
    expect(result.parked[0]).toMatchObject({ consumer: 'order_view', reason: 'parcels are not known' });
  });
});

describe('the audit of a process', () => {
  it('tells how far it is, runs once at a time, and lets others have their turn', async () => {
    await project();
    const running = new Audit(store, readModel, new LogFeed(store), discovery);
    const first = running.run(() => undefined, nobodyElse);
    await expect(running.run(() => undefined, nobodyElse)).rejects.toMatchObject({ code: 'AUDIT_RUNNING' });
    expect((await first).clean).toBe(true);
    expect((await running.run(() => undefined, nobodyElse)).clean).toBe(true);
  });

  it('counts what other processes find in their rows', async () => {
    await project();
    await change(`UPDATE order_view SET last = 'OrderEaten' WHERE id = ?`, anOrder);
    const there = new Audit(store, readModel, new LogFeed(store), discovery);
    const here = new Audit(store, readModel, new LogFeed(store), { getProviders: () => [] } as never);
    const [finding] = await found();
    const result = await here.run(
      () => undefined,
      (request) => there.rows(request),
    );
    expect(result).toMatchObject({
      clean: false,
      findings: [{ ...finding, where: `order_view/${anOrder}` }],
      counts: { 'projection-equals-fold': 1 },
      projections: [{ name: 'order_view', rows: 14, parked: 0 }],
    });
    expect(await there.rows({ except: ['order_view'] })).toEqual(await nobodyElse());
  });

  it('ends at the head that it saw, though others append', async () => {
    await project();
    const readAll = store.readAll.bind(store);
    jest.spyOn(store, 'readAll').mockImplementation(async (options) => {
      const placed = good.find(({ type }) => type === 'OrderPlaced')!;
      await store.append(`order-late-${await store.head()}`, -1, [{ ...placed, id: String(await store.head()) }]);
      return readAll(options);
    });
    expect(await audit(all(), [orderView])).toMatchObject({ clean: true, head: good.length });
  });

  it('tells of a row that is not JSON, and goes on behind it', async () => {
    await project();
    const damaged = 50;
    const readAll = store.readAll.bind(store);
    jest.spyOn(store, 'readAll').mockImplementation(async (options) => {
      const page: RecordedEvent[] = await readAll(options);
      if (!page.some(({ position }) => position === damaged)) return page;
      const cause = new SyntaxError('Unexpected end of JSON input');
      throw Object.assign(new AppError('unavailable', 'LOG_UNAVAILABLE', 'The log cannot be used'), { cause });
    });
    const result = await audit(all(), []);
    expect(result.events).toBe(good.length - 1);
    expect(result.findings).toContainEqual({
      invariant: 'events-known',
      where: 'log',
      detail: `The event at position ${damaged} cannot be read: Unexpected end of JSON input.`,
    });
  });

  it('breaks off when the log cannot be read', async () => {
    await project();
    jest.spyOn(store, 'readAll').mockRejectedValue(new AppError('unavailable', 'LOG_UNAVAILABLE', 'No disk'));
    await expect(audit(all(), [])).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  });
});
