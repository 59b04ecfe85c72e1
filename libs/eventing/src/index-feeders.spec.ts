import { Logger } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { EmbeddedSearchIndex, LogFeed, MemoryEventStore, SqliteReadModel } from '#adapters';
import {
  AppError,
  DocumentsRefused,
  type FeedBatch,
  type FeedOptions,
  type IndexDefinition,
  type ReadModel,
  type SearchDocument,
} from '#ports';
import { onMysqlAndMariadb, untilIdleIsClosed } from '../../../test/mysql-database.js';
import { dropping, shelfSide, ShelfView, shelves } from '../../../test/shelves.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { MysqlReadModel } from '../../adapters/src/mysql/read-model.js';
import { sampleEvent } from '../../ports/contract/sample-event.js';
import { until } from '../../ports/contract/until.js';
import { Checkpoint, eventingEntities, eventingMigrations, Parked } from './eventing.tables.js';
import type { IndexFeeder } from './index-feeder.js';
import { LocalKeeper } from './local-keeper.js';
import { ReadSide } from './read-side.js';
import { ReadYourWrites } from './read-your-writes.js';
import { idOf, tokenOf } from './token.js';
import { alone } from './twin-tables.js';

const feeder: IndexFeeder = {
  name: 'notes_search',
  index: { name: 'notes', fields: { text: { type: 'text' } } },
  projections: [],
  documentsOf: () => [],
  documents: () => Promise.resolve([]),
  all: () => Promise.resolve([]),
};

const away = () => new AppError('unavailable', 'SEARCH_UNAVAILABLE');
const nothing = () => Promise.resolve();

/** An index that fails to be there for its first calls. */
class LateIndex extends EmbeddedSearchIndex {
  failures: Error[] = [];
  override async ensure(index: IndexDefinition): Promise<void> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    await super.ensure(index);
  }
}

describe('what feeds a search index', () => {
  const file = temporaryFolder();
  let index: LateIndex;
  let keeper: LocalKeeper;
  let close: () => Promise<void>;

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    const [entities, migrations] = [eventingEntities, eventingMigrations];
    const readModel = await SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations });
    const store = new MemoryEventStore();
    index = new LateIndex(file('search.sqlite'));
    keeper = new LocalKeeper(() => [new ReadSide([], [feeder], [])], new LogFeed(store), store, readModel, index);
    close = async () => {
      await keeper.stop();
      await Promise.all([readModel.close(), store.close(), index.close()]);
    };
  });
  afterEach(() => close());

  it('waits for one that is away, and holds up no start by it', async () => {
    index.failures = [away(), away()];
    await keeper.start();
    expect(keeper.indexesCaughtUp()).toBe(false);
    await until(() => keeper.indexesCaughtUp());
    expect(await index.search('notes', { size: 1 })).toMatchObject({ total: 0 });
  });

  it('stops while it waits', async () => {
    index.failures = Array.from({ length: 1_000 }, away);
    await keeper.start();
    await keeper.stop();
    const left = index.failures.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(index.failures).toHaveLength(left);
  });

  it('refuses to start with one that cannot be used', async () => {
    index.failures = [new Error('it has other fields')];
    await expect(keeper.start()).rejects.toThrow('other fields');
  });
});

const shelfFeeder: IndexFeeder = {
  name: 'shelves_index',
  index: { name: 'shelves', fields: { words: { type: 'text' } } },
  projections: [shelves],
  documentsOf: (events) => events.map(({ stream }) => idOf(stream)),
  documents: async (ids, manager) =>
    (await manager.findBy(ShelfView, { id: In([...ids]) })).map(({ id, revision, pieces }) => ({
      id,
      revision,
      fields: { words: `${pieces} pieces` },
      source: null,
    })),
  async all(after, limit, manager) {
    const where = { id: MoreThan(after) };
    return (await manager.find(ShelfView, { where, order: { id: 'ASC' }, take: limit })).map(({ id }) => id);
  },
};

/** Some of the streams, as a replica gets them from Kafka. */
class PartFeed extends LogFeed {
  constructor(
    store: MemoryEventStore,
    private readonly isMine: (stream: string) => boolean,
  ) {
    super(store);
  }
  override subscribe(options: FeedOptions, handler: (batch: FeedBatch) => Promise<void>) {
    return super.subscribe(options, ({ events, position }) =>
      handler({ events: events.filter(({ stream }) => this.isMine(stream)), position }),
    );
  }
}

/** An index that something happens to around a put, that refuses a document, and that counts its rebuilds. */
class WatchedIndex extends EmbeddedSearchIndex {
  begun = 0;
  refused: string | undefined;
  beforePut = nothing;
  afterPut = nothing;
  override async beginRebuild(index: IndexDefinition, twin: string): Promise<void> {
    this.begun++;
    await super.beginRebuild(index, twin);
  }
  override async put(index: string, documents: readonly SearchDocument[]): Promise<void> {
    await this.beforePut();
    await super.put(
      index,
      documents.filter(({ id }) => id !== this.refused),
    );
    await this.afterPut();
    const refused = documents.filter(({ id }) => id === this.refused);
    if (refused.length) throw new DocumentsRefused(index, new Map(refused.map(({ id }) => [id, 'it is too long'])));
  }
}

const side = shelfSide(shelfFeeder);
const { entities, migrations } = side;

describe('a search index of projected rows', () => {
  describe('on SQLite', () => {
    const file = temporaryFolder();
    indexSuite(file, 'one process', () => SqliteReadModel.open({ path: file('read.sqlite'), entities, migrations }));
  });

  onMysqlAndMariadb((database) => {
    indexSuite(temporaryFolder(), 'any process', async () => {
      const readModel = await MysqlReadModel.open({ url: database.url, entities, migrations });
      for (const table of ['shelf_view', 'shelf_label', 'checkpoint', 'parked'])
        await database.aside.query(`DELETE FROM ${table}`);
      return readModel;
    });

    it('is made again by one process for as long as that takes, however little it asks meanwhile', async () => {
      const readModel = await MysqlReadModel.open({ url: database.url, entities, migrations });
      const runner = readModel.manager.connection.createQueryRunner();
      await runner.query('SET SESSION wait_timeout = 1');
      await alone(runner.manager, 'it', async (held) => {
        await untilIdleIsClosed(database);
        await expect(held()).resolves.toBeUndefined();
      });
      await runner.release();
      await readModel.close();
    });
  });
});

/** What becomes of a search index, wherever its rows are. */
function indexSuite(
  file: (name: string) => string,
  writtenBy: 'one process' | 'any process',
  open: () => Promise<ReadModel>,
) {
  let readModel: ReadModel;
  let store: MemoryEventStore;
  let index: WatchedIndex;
  let keepers: LocalKeeper[];

  /** A process that keeps some of the streams. */
  const keeping = async (isMine: (stream: string) => boolean = () => true) => {
    const keeper = new LocalKeeper(() => [side], new PartFeed(store, isMine), store, readModel, index);
    keepers.push(keeper);
    await keeper.start();
    return keeper;
  };
  const revisionOf = async (id: string) => (await index.revisions('shelves', [id])).get(id);
  const shows = (id: string, revision: number) => until(async () => (await revisionOf(id)) === revision);
  const append = (id: string, revision: number, type = 'Filled') =>
    store.append(`shelf-${id}`, revision - 1, [sampleEvent(type, { pieces: 1 })]);

  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    readModel = await open();
    store = new MemoryEventStore();
    index = new WatchedIndex(file('search.sqlite'));
    keepers = [];
  });
  afterEach(async () => {
    for (const keeper of keepers) await keeper.stop();
    await Promise.all([readModel.close(), store.close(), index.close()]);
  });

  it('shows what its rows could be told of later only, which is said', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    await keeping();
    const full = Object.assign(new AppError('unavailable', 'AWAY'), { cause: new Error('the disk is full') });
    const write = jest.spyOn(readModel, 'write').mockRejectedValueOnce(full);
    await append('late', 0);
    await shows('late', 0);
    const reason = 'Error: AWAY (the disk is full)';
    expect(warn.mock.calls).toContainEqual([{ message: 'tried again', projection: 'shelf_view', reason }]);
    write.mockRestore();
    warn.mockRestore();
  });

  describe('of which it refuses one', () => {
    let keeper: LocalKeeper;
    beforeEach(async () => {
      index.refused = 'long';
      keeper = await keeping();
      await append('long', 0);
      await append('next', 0);
      await until(async () => (await parked()).length === 1);
    });
    const parked = () => readModel.manager.find(Parked);

    it('shows all others, and what it lacks is parked', async () => {
      await shows('next', 0);
      const reason = 'it is too long';
      expect(await parked()).toMatchObject([{ consumer: 'shelves_index', stream: 'shelf-long', revision: 0, reason }]);
      expect((await keeper.statuses()).map(({ name, parked: waiting }) => [name, waiting])).toEqual([
        ['shelf_view', 0],
        ['shelves_index', 1],
      ]);
      expect(await revisionOf('long')).toBeUndefined();
    });

    it('shows it once it was tried again', async () => {
      expect(await keeper.retry('shelves_index', 'shelf-long')).toBe(false);
      expect(await parked()).toMatchObject([{ attempts: 2 }]);
      index.refused = undefined;
      expect(await keeper.retry('shelves_index', 'shelf-long')).toBe(true);
      expect(await revisionOf('long')).toBe(0);
      expect(await parked()).toEqual([]);
    });

    it('shows it once it has changed, also where it was passed over', async () => {
      await keeper.skip('shelves_index', 'shelf-long', 0);
      expect(await parked()).toEqual([]);
      await append('long', 1);
      await until(async () => (await parked()).length === 1);
      index.refused = undefined;
      await append('long', 2);
      await shows('long', 2);
      await until(async () => (await parked()).length === 0);
    });

    it('lacks it after a rebuild and after the next start too, and then shows it', async () => {
      expect(await keeper.rebuild('shelves_index')).toMatchObject({ rows: 2 });
      expect(await parked()).toHaveLength(1);
      await keeper.stop();
      await (await keeping()).retry('shelves_index', 'shelf-long');
      expect(await parked()).toHaveLength(1);
      index.refused = undefined;
      await keepers[1]!.rebuild('shelves_index');
      expect(await revisionOf('long')).toBe(0);
      expect(await parked()).toEqual([]);
    });

    it.each(['parked', 'passed over'])('is not made again at the next start for what is %s', async (what) => {
      await shows('next', 0);
      if (what === 'passed over') await keeper.skip('shelves_index', 'shelf-long', 0);
      const before = await parked();
      await keeper.stop();
      await keeping();
      expect(index.begun).toBe(0);
      expect(await parked()).toEqual(before);
    });

    it('shows it once another process has tried it again, or made the index again', async () => {
      const other = await keeping(() => false);
      expect(await other.retry('shelves_index', 'shelf-long')).toBe(false);
      index.refused = undefined;
      expect(await other.retry('shelves_index', 'shelf-long')).toBe(true);
      expect(await parked()).toEqual([]);
      index.refused = 'next';
      await append('next', 1);
      await until(async () => (await parked()).length === 1);
      index.refused = undefined;
      await other.rebuild('shelves_index');
      expect(await revisionOf('next')).toBe(1);
      expect(await parked()).toEqual([]);
    });
  });

  it('is made again once it was thrown away, also where the process that began with it has ended', async () => {
    const keeper = await keeping();
    for (const id of ['a', 'b']) {
      await append(id, 0);
      await shows(id, 0);
    }
    await until(async () => (await readModel.manager.findOneBy(Checkpoint, { name: 'shelves_index' })) !== null);
    await keeper.stop();
    await index.drop('shelves');
    index.beforePut = () => Promise.reject(away());
    await (await keeping()).stop();
    index.beforePut = nothing;
    expect(await index.search('shelves', { size: 1 })).toMatchObject({ total: 0 });
    await (await keeping()).stop();
    expect(await index.search('shelves', { size: 1 })).toMatchObject({ total: 2 });
    const { begun } = index;
    await keeping();
    expect(index.begun).toBe(begun);
  });

  describe('of which one is parked', () => {
    let keeper: LocalKeeper;

    /** The index has come past what is parked as soon as it shows what was appended behind it. */
    beforeEach(async () => {
      dropping.isWrong = true;
      keeper = await keeping();
      for (const [revision, type] of ['Filled', 'Dropped', 'Filled'].entries()) await append('parked', revision, type);
      await until(async () => (await readModel.manager.count(Parked)) === 1);
      await append('next', 0);
      await shows('next', 0);
    });

    it('shows it as it was before, and a reader of it is told so', async () => {
      expect(await revisionOf('parked')).toBe(0);
      const reading = new ReadYourWrites(keeper, readModel, index).reached(shelves, tokenOf(['shelf-parked', 1]));
      await expect(reading).rejects.toMatchObject({
        code: 'POSITION_NOT_REACHED',
        message: expect.stringContaining('parked') as string,
      });
    });

    it('shows it once it was tried again', async () => {
      expect(await keeper.retry('shelf_view', 'shelf-parked')).toBe(false);
      expect(await revisionOf('parked')).toBe(0);
      dropping.isWrong = false;
      expect(await keeper.retry('shelf_view', 'shelf-parked')).toBe(true);
      expect(await revisionOf('parked')).toBe(2);
    });

    it('shows it once the projection was rebuilt', async () => {
      await keeper.rebuild('shelf_view');
      expect(await readModel.manager.find(Parked)).toMatchObject([{ stream: 'shelf-parked', revision: 1 }]);
      expect(await revisionOf('parked')).toBe(0);
      dropping.isWrong = false;
      await keeper.rebuild('shelf_view');
      expect(await readModel.manager.find(Parked)).toEqual([]);
      expect(await revisionOf('parked')).toBe(2);
      await append('parked', 3);
      await shows('parked', 3);
    });

    it('shows it once its event was passed over', async () => {
      await keeper.skip('shelf_view', 'shelf-parked', 1);
      expect(await revisionOf('parked')).toBe(2);
    });

    it('shows it later where the index is away just then', async () => {
      index.beforePut = async () => {
        index.beforePut = nothing;
        throw away();
      };
      await keeper.skip('shelf_view', 'shelf-parked', 1);
      expect(await revisionOf('parked')).toBe(0);
      await shows('parked', 2);
    });

    it('shows it after the next start where the process ended before', async () => {
      index.beforePut = () => Promise.reject(away());
      await keeper.skip('shelf_view', 'shelf-parked', 1);
      await keeper.stop();
      index.beforePut = nothing;
      expect(await revisionOf('parked')).toBe(0);
      await keeping();
      await shows('parked', 2);
    });
  });

  describe('that two processes keep', () => {
    let rebuilding: LocalKeeper;
    /** Another process's document changes when the twin has it already; `after` comes next. */
    const changeMeanwhile = (after: typeof index.beforePut) => {
      index.afterPut = async () => {
        index.afterPut = nothing;
        await append('b', 1);
        await shows('b', 1);
        index.beforePut = after;
      };
    };

    beforeEach(async () => {
      rebuilding = await keeping((stream) => stream === 'shelf-a');
      await keeping((stream) => stream === 'shelf-b');
      for (const id of ['a', 'b']) {
        await append(id, 0);
        await shows(id, 0);
      }
    });

    it('shows after a rebuild what the other one put meanwhile', async () => {
      changeMeanwhile(nothing);
      expect(await rebuilding.rebuild('shelves_index')).toMatchObject({ rows: 2 });
      expect(await revisionOf('b')).toBe(1);
    });

    it('tells how many documents were not there, or older', async () => {
      await index.drop('shelves');
      expect(await rebuilding.rebuild('shelves_index')).toEqual({ events: 0, rows: 2, different: 2 });
      expect(await rebuilding.rebuild('shelves_index')).toEqual({ events: 0, rows: 2, different: 0 });
    });

    it('tells how far a rebuild is', async () => {
      const told: (number | undefined)[] = [];
      const look = async () => {
        const status = (await rebuilding.statuses()).find(({ name }) => name === 'shelves_index');
        told.push(status!.rebuilding);
      };
      index.afterPut = look;
      await rebuilding.rebuild('shelves_index');
      index.afterPut = nothing;
      await look();
      expect(told).toEqual([0, 2, undefined]);
    });

    it('shows it later where the index is away just then', async () => {
      changeMeanwhile(async () => {
        index.beforePut = nothing;
        throw away();
      });
      expect(await rebuilding.rebuild('shelves_index')).toMatchObject({ rows: 2 });
      await shows('b', 1);
    });

    it('shows it after the next start where the process ended before', async () => {
      changeMeanwhile(() => Promise.reject(away()));
      expect(await rebuilding.rebuild('shelves_index')).toMatchObject({ rows: 2 });
      await rebuilding.stop();
      index.beforePut = nothing;
      expect(await revisionOf('b')).toBe(0);
      const next = await keeping((stream) => stream === 'shelf-a');
      await shows('b', 1);
      await next.stop();
      await (await keeping((stream) => stream === 'shelf-a')).stop();
      expect(index.begun).toBe(2);
    });

    if (writtenBy === 'any process') {
      it('is not swapped by one that has lost its lock, since the twin may be another one’s by then', async () => {
        const swap = jest.spyOn(index, 'swap');
        index.afterPut = async () => {
          index.afterPut = nothing;
          const [{ owner }] = await readModel.manager.query<[{ owner: unknown }]>(
            `SELECT IS_USED_LOCK(SHA1(CONCAT(DATABASE(), 'rebuild/shelves_index'))) AS owner`,
          );
          await readModel.manager.query(`KILL ${Number(owner)}`);
        };
        await expect(rebuilding.rebuild('shelves_index')).rejects.toMatchObject({ kind: 'unavailable' });
        expect(swap).not.toHaveBeenCalled();
        swap.mockRestore();
        expect(await rebuilding.rebuild('shelves_index')).toMatchObject({ rows: 2 });
      });

      it('is made again by one of them when it was thrown away, and the other one waits', async () => {
        for (const keeper of keepers) await keeper.stop();
        await index.drop('shelves');
        let goOn: () => void = () => undefined;
        const held = new Promise<void>((resolve) => (goOn = resolve));
        index.beforePut = async () => {
          index.beforePut = nothing;
          await held;
        };
        const first = keeping();
        await until(() => index.beforePut === nothing);
        const second = await keeping();
        expect(second.indexesCaughtUp()).toBe(false);
        goOn();
        await first;
        await until(() => second.indexesCaughtUp());
        expect(index.begun).toBe(1);
        expect(await index.search('shelves', { size: 1 })).toMatchObject({ total: 2 });
      });
    }
  });
}
