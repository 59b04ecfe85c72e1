import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from 'typeorm';
import { MemoryEventStore, SqliteReadModel } from '#adapters';
import { AppError, type EventStore, type ReadModel, type RecordedEvent } from '#ports';
import { onMysqlAndMariadb } from '../../../test/mysql-database.js';
import { dropping, ShelfLabel, shelfSide, ShelfView, shelves, type ShelfEvent } from '../../../test/shelves.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { record } from '../../ports/contract/record.js';
import { sampleEvent } from '../../ports/contract/sample-event.js';
import { MysqlReadModel } from '../../adapters/src/mysql/read-model.js';
import { Parked } from './eventing.tables.js';
import { ProjectionRunner } from './projection-runner.js';

/** A log whose streams can be read once a gate is open. */
class SlowLog extends MemoryEventStore {
  constructor(
    private readonly log: EventStore,
    private readonly gate: Promise<void>,
  ) {
    super();
  }
  override async read(...args: Parameters<EventStore['read']>) {
    await this.gate;
    return this.log.read(...args);
  }
}

const { entities, migrations } = shelfSide();
const never = new AbortController().signal;

describe('a projection', () => {
  describe('on SQLite', () => {
    const file = temporaryFolder();
    projectionSuite(() => SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations }));
  });

  onMysqlAndMariadb((database) => {
    const open = () => MysqlReadModel.open({ url: database.url, entities, migrations });
    afterEach(async () => {
      for (const table of ['shelf_view', 'shelf_label', 'checkpoint', 'parked'])
        await database.aside.query(`DELETE FROM ${table}`);
    });
    projectionSuite(open);
    replicaSuite(open);
  });
});

const appendTo = async (store: EventStore, id: string, ...events: ShelfEvent[]): Promise<RecordedEvent[]> => {
  const revision = (await store.read(`shelf-${id}`)).length - 1;
  return record(
    store,
    `shelf-${id}`,
    revision,
    events.map(({ type, data }) => sampleEvent(type, data)),
  );
};
const filled = (pieces: number): ShelfEvent => ({ type: 'Filled', data: { pieces } });
const labelled = (label: string): ShelfEvent => ({ type: 'Labelled', data: { label } });
/** Does something before a read model's n-th write from now on. */
function before(model: ReadModel, n: number, run: () => Promise<void>): void {
  const write = model.write.bind(model);
  let writes = 0;
  jest.spyOn(model, 'write').mockImplementation(async (each) => {
    if (++writes === n) await run();
    return write(each);
  });
}
const rowsIn = (model: ReadModel) => model.manager.find(ShelfView, { order: { id: 'ASC' } });

/** What a projection does, wherever its rows are. */
function projectionSuite(open: () => Promise<ReadModel>) {
  let store: MemoryEventStore;
  let readModel: ReadModel;
  let runner: ProjectionRunner;

  beforeEach(async () => {
    readModel = await open();
    store = new MemoryEventStore();
    runner = new ProjectionRunner(shelves, store, readModel);
    dropping.isWrong = true;
    await runner.open();
  });
  afterEach(() => readModel.close());

  const append = (id: string, ...events: ShelfEvent[]) => appendTo(store, id, ...events);
  const rows = () => rowsIn(readModel);
  const labels = async () => (await readModel.manager.find(ShelfLabel, { order: { id: 'ASC' } })).map(({ id }) => id);

  it('makes a row of a stream, with the rows that follow from it', async () => {
    await runner.take(await append('a', filled(3), labelled('new'), filled(2)), '3');
    expect(await rows()).toEqual([{ id: 'a', revision: 2, pieces: 5, labels: ['new'] }]);
    expect(await labels()).toEqual(['a/new']);
    expect(await new ProjectionRunner(shelves, store, readModel).open()).toBe('3');
  });

  it('changes nothing when events come again, late or doubled', async () => {
    const events = await append('a', filled(3), labelled('new'), filled(2));
    await runner.take([...events, ...events], '3');
    await runner.take(events.slice(1), '3');
    expect(await rows()).toEqual([{ id: 'a', revision: 2, pieces: 5, labels: ['new'] }]);
  });

  it('reads from the log what is missing before an event', async () => {
    const events = await append('a', filled(3), labelled('new'), filled(2));
    await runner.take(events.slice(2), '3');
    expect(await rows()).toEqual([{ id: 'a', revision: 2, pieces: 5, labels: ['new'] }]);
  });

  it('takes rows and checkpoint together or not at all', async () => {
    const events = await append('a', filled(3));
    await expect(runner.take(events, 'x'.repeat(5) as never)).resolves.toBeUndefined();
    const failing = new ProjectionRunner(
      { ...shelves, evolve: () => ({ pieces: {} as never, labels: [] }) as never },
      store,
      readModel,
    );
    await failing.open();
    await expect(failing.take(await append('b', filled(1)), '9')).rejects.toBeInstanceOf(Error);
    expect(await rows()).toHaveLength(1);
    expect(await runner.open()).toBe('xxxxx');
  });

  it('parks a stream with an event that it cannot take; the others flow, and it goes on once mended', async () => {
    const bad = await append('a', filled(3), { type: 'Dropped', data: {} }, filled(1));
    await runner.take([...bad, ...(await append('b', filled(7)))], '4');
    expect(await rows()).toMatchObject([
      { id: 'a', revision: 0 },
      { id: 'b', pieces: 7 },
    ]);
    expect(await readModel.manager.find(Parked)).toMatchObject([
      { id: 'shelf_view/shelf-a', revision: 1, type: 'Dropped', reason: 'what fell is not known', attempts: 1 },
    ]);
    const later = await append('a', filled(9));
    await runner.take(later, '5');
    expect((await rows())[0]).toMatchObject({ revision: 0 });

    expect(await runner.retry('shelf-a')).toBe(false);
    expect(await readModel.manager.find(Parked)).toMatchObject([{ attempts: 2 }]);
    dropping.isWrong = false;
    expect(await runner.retry('shelf-a')).toBe(true);
    expect((await rows())[0]).toMatchObject({ revision: 3, pieces: 10 });
    expect(await readModel.manager.find(Parked)).toEqual([]);
  });

  it('still knows after a restart what is parked, and passes over it when told to', async () => {
    await runner.take(await append('a', filled(3), { type: 'Dropped', data: {} }, filled(1)), '3');
    const restarted = new ProjectionRunner(shelves, store, readModel);
    await restarted.open();
    expect(await restarted.countParked()).toBe(1);
    await restarted.skip('shelf-a', 1);
    expect(await rows()).toMatchObject([{ id: 'a', revision: 2, pieces: 4 }]);
    // Also where it was parked first: another replica has seen to it.
    expect(await runner.countParked()).toBe(0);
  });

  it('does not take an outage for poison', async () => {
    const away = new ProjectionRunner(
      {
        ...shelves,
        evolve: () => {
          throw new AppError('unavailable', 'AWAY');
        },
      },
      store,
      readModel,
    );
    await away.open();
    await expect(away.take(await append('a', filled(1)), '1')).rejects.toMatchObject({ code: 'AWAY' });
    expect(await readModel.manager.count(Parked)).toBe(0);
  });

  it('is rebuilt beside the table that serves, compared and swapped in', async () => {
    await runner.take([...(await append('a', filled(3), labelled('x'))), ...(await append('b', filled(7)))], '3');
    await readModel.write((manager) => manager.update(ShelfView, { id: 'b' }, { pieces: 8 }));
    await readModel.write((manager) => manager.createQueryBuilder().delete().from(ShelfLabel).execute());
    const progress: number[] = [];
    expect(await runner.rebuild((n) => progress.push(n), never)).toEqual({ events: 3, rows: 2, different: 2 });
    expect(await rows()).toMatchObject([
      { id: 'a', pieces: 3 },
      { id: 'b', pieces: 7 },
    ]);
    expect(await labels()).toEqual(['a/x']);
    expect(await runner.rebuild(() => undefined, never)).toEqual({ events: 3, rows: 2, different: 0 });
    await runner.take(await append('a', labelled('y')), '4');
    expect(await labels()).toEqual(['a/x', 'a/y']);
    // One is missing, and one belongs to no stream.
    await readModel.write((manager) => manager.update(ShelfView, { id: 'b' }, { id: 'c' }));
    expect(await runner.rebuild(() => undefined, never)).toEqual({ events: 4, rows: 2, different: 2 });
  });

  it('loses nothing of what is taken while it is rebuilt', async () => {
    dropping.isWrong = false;
    let rebuilding = true;
    const taking = (async () => {
      for (let n = 0; rebuilding || n < 50; n++) await runner.take(await append(`${n % 7}`, filled(1)), `${n}`);
    })();
    const other = new ProjectionRunner(shelves, store, readModel);
    await other.open();
    const rebuilds = (async () => {
      for (let n = 0; n < 5; n++) await other.rebuild(() => undefined, never);
    })().finally(() => (rebuilding = false));
    await Promise.all([taking, rebuilds]);
    const seen = (await rows()).map(({ id, revision, pieces }) => [id, revision, pieces]);
    const streams = await Promise.all(['0', '1', '2', '3', '4', '5', '6'].map((id) => store.read(`shelf-${id}`)));
    expect(seen).toEqual(streams.map(({ length }, id) => [`${id}`, length - 1, length]));
  });

  it('is rebuilt though the log never stands still', async () => {
    await runner.take(await append('a', filled(3)), '1');
    const growing = Object.create(store) as EventStore;
    let reads = 0;
    growing.readAll = async (options) => {
      if (reads++ < 20) await append('b', filled(1));
      return store.readAll(options);
    };
    await new ProjectionRunner(shelves, growing, readModel).rebuild(() => undefined, never);
    expect(reads).toBeLessThan(20);
  });

  it('is rebuilt once at a time: the later of two takes the place of the earlier', async () => {
    await runner.take(await append('a', filled(3)), '1');
    const other = new ProjectionRunner(shelves, store, readModel);
    const outcomes = await Promise.allSettled([runner, other].map((one) => one.rebuild(() => undefined, never)));
    const rejected = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as AppError).code] : []));
    expect(rejected.length).toBeLessThan(2);
    for (const code of rejected) expect(code).toBe('REBUILD_SUPERSEDED');
    expect(await rows()).toMatchObject([{ id: 'a', pieces: 3 }]);
  });
}

/** What two processes do with one set of tables. */
function replicaSuite(open: () => Promise<ReadModel>) {
  let store: MemoryEventStore;
  let models: ReadModel[];
  beforeEach(async () => {
    store = new MemoryEventStore();
    models = [await open(), await open()];
    dropping.isWrong = true;
  });
  afterEach(() => Promise.all(models.map((model) => model.close())));
  const replica = async (n: 0 | 1, log: EventStore = store) => {
    const runner = new ProjectionRunner(shelves, log, models[n]!);
    await runner.open();
    return runner;
  };

  it('takes the same events in two replicas at once, one of them slow: no row goes back', async () => {
    const events = await appendTo(store, 'a', ...Array.from({ length: 6 }, (_, n) => filled(n)));
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = (await replica(0, new SlowLog(store, gate))).take(events.slice(2, 3), '3');
    const quick = (await replica(1)).take(events, '6');
    // Where nothing held it back, the quick one is done by now, and the slow one would write what it knew before.
    await Promise.race([quick, sleep(300)]);
    release();
    await Promise.all([slow, quick]);
    expect(await rowsIn(models[0]!)).toMatchObject([{ id: 'a', revision: 5, pieces: 15 }]);
  });

  it('shares the work between replicas, batches in any order: rows and their children come out the same', async () => {
    const batches: RecordedEvent[][] = [];
    for (let n = 0; n < 60; n++) batches.push(await appendTo(store, `${n % 5}`, filled(1), labelled(`l${n}`)));
    const [one, two] = [await replica(0), await replica(1)];
    await Promise.all([
      ...batches.filter((_, n) => n % 2).map((batch, n) => one.take(batch, `${n}`)),
      ...batches.toReversed().map((batch, n) => two.take(batch, `${n}`)),
    ]);
    const rows = await rowsIn(models[0]!);
    expect(rows.map(({ id, revision, pieces, labels }) => [id, revision, pieces, labels.length])).toEqual(
      ['0', '1', '2', '3', '4'].map((id) => [id, 23, 12, 12]),
    );
    expect(await models[1]!.manager.count(ShelfLabel)).toBe(60);
  });

  it('has at the next start what went into the tables that a rebuild took away, though it died behind its swap', async () => {
    await (await replica(1)).take(await appendTo(store, 'a', filled(3)), '1');
    const dying = Object.create(store) as EventStore;
    const meanwhile = async () => {
      await (await replica(1)).take(await appendTo(store, 'b', filled(7)), '2');
      dying.head = () => Promise.reject(new Error('it died'));
    };
    const query = Reflect.get(EntityManager.prototype, 'query');
    const queries = jest.spyOn(EntityManager.prototype, 'query');
    queries.mockImplementation(async function (this: EntityManager, sql: string, values?: unknown) {
      if (sql.startsWith('RENAME TABLE')) {
        queries.mockRestore();
        await meanwhile();
      }
      return query.call(this, sql, values as unknown[]);
    });
    await expect((await replica(0, dying)).rebuild(() => undefined, never)).rejects.toThrow('it died');
    expect(await rowsIn(models[0]!)).toMatchObject([{ id: 'a', pieces: 3 }]);

    const fill = (await replica(0)).fill();
    expect(await fill.isNeeded()).toBe(true);
    await fill.run(() => undefined, new AbortController().signal);
    expect(await rowsIn(models[0]!)).toMatchObject([
      { id: 'a', pieces: 3 },
      { id: 'b', pieces: 7 },
    ]);
    expect(await fill.isNeeded()).toBe(false);
  });

  it('does not swap in the twins of another rebuild, which has begun behind its own last batch', async () => {
    await (await replica(1)).take(await appendTo(store, 'a', filled(3)), '1');
    const [one, other] = [await replica(0), await replica(1)];
    let begun = () => {};
    const otherBegun = new Promise<void>((resolve) => (begun = resolve));
    let ofOther: Promise<unknown> | undefined;
    // Of each the first transaction makes the twins, the second fills them, the third swaps.
    before(models[0]!, 3, () => {
      ofOther = other.rebuild(() => undefined, never);
      return otherBegun;
    });
    before(models[1]!, 2, async () => {
      begun();
      await Promise.allSettled([ofOne]);
    });
    const ofOne = one.rebuild(() => undefined, never);
    await expect(ofOne).rejects.toMatchObject({ code: 'REBUILD_SUPERSEDED' });
    await ofOther;
    expect(await rowsIn(models[0]!)).toMatchObject([{ id: 'a', pieces: 3 }]);
  });

  it('goes on in one replica with a stream that was mended in the other', async () => {
    const [one, two] = [await replica(0), await replica(1)];
    await one.take(await appendTo(store, 'a', filled(3), { type: 'Dropped', data: {} }), '2');
    await two.open();
    dropping.isWrong = false;
    expect(await two.retry('shelf-a')).toBe(true);
    await one.take(await appendTo(store, 'a', filled(4)), '3');
    expect(await rowsIn(models[0]!)).toMatchObject([{ id: 'a', revision: 2, pieces: 4 }]);
  });
}
