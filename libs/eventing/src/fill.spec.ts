import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { LogFeed, MemoryEventStore, SqliteReadModel } from '#adapters';
import {
  AppError,
  EventFeed,
  type EventStore,
  type FeedBatch,
  type FeedOptions,
  type ReadModel,
  type SearchIndex,
} from '#ports';
import { describeWithEngine } from '../../../test/engines.js';
import { KafkaInstallation } from '../../../test/kafka.js';
import { onMysqlAndMariadb } from '../../../test/mysql-database.js';
import { shelfSide, ShelfView, shelves } from '../../../test/shelves.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { until } from '../../../test/until.js';
import { sampleEvent } from '../../ports/contract/sample-event.js';
import { MysqlReadModel } from '../../adapters/src/mysql/read-model.js';
import { LocalKeeper } from './local-keeper.js';
import { ProjectionRunner } from './projection-runner.js';

const side = shelfSide();
const { entities, migrations } = side;

/** The log as the feed, which keeps how far each group is, as Kafka does. */
class KeepingFeed extends EventFeed {
  override readonly keepsPositions = true;
  private readonly feed: LogFeed;
  private readonly kept = new Map<string, string>();

  constructor(log: EventStore) {
    super();
    this.feed = new LogFeed(log);
  }
  override subscribe(options: FeedOptions, handler: (batch: FeedBatch) => Promise<void>) {
    const { group } = options;
    return this.feed.subscribe({ ...options, from: this.kept.get(group) }, async (batch) => {
      await handler(batch);
      this.kept.set(group, batch.position);
    });
  }
  override lag = () => Promise.resolve(undefined);
  override taken = () => Promise.resolve(0);
}

interface World {
  readonly log: EventStore;
  readonly feed: EventFeed;
  /** Whether the read model may be opened by several processes. */
  readonly shared: boolean;
  open(): Promise<ReadModel>;
  /** Throws it away, tables and all. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

describe('a projection whose feed keeps positions', () => {
  jest.setTimeout(60_000);
  beforeAll(() => Logger.overrideLogger(false));

  describe('on SQLite', () => {
    const file = temporaryFolder();
    fillSuite(async () => {
      const log = new MemoryEventStore();
      let name = randomUUID();
      return {
        log,
        feed: new KeepingFeed(log),
        shared: false,
        open: () => SqliteReadModel.open({ path: file(name), entities, migrations }),
        empty: async () => void (name = randomUUID()),
        close: () => log.close(),
      };
    });
  });

  describeWithEngine('Kafka', 'KAFKA_BROKERS', (brokers) => {
    onMysqlAndMariadb((database) => {
      fillSuite(async () => {
        const installation = await KafkaInstallation.open(brokers);
        const { name } = database;
        const empty = async () => {
          await database.aside.query(
            `DROP DATABASE ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; USE ${name}`,
          );
        };
        await empty();
        return {
          log: installation.log,
          feed: installation.feed,
          shared: true,
          open: () => MysqlReadModel.open({ url: database.url, entities, migrations }),
          empty,
          close: () => installation.close(),
        };
      });
    });
  });
});

function fillSuite(openWorld: () => Promise<World>) {
  let world: World;
  const opened: ReadModel[] = [];
  const keepers: LocalKeeper[] = [];

  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(async () => {
    await stop();
    await world.close();
  });

  const open = async () => {
    const readModel = await world.open();
    opened.push(readModel);
    return readModel;
  };
  const start = async (log: EventStore = world.log) => {
    const readModel = await open();
    const keeper = new LocalKeeper(() => [side], world.feed, log, readModel, {} as SearchIndex);
    keepers.push(keeper);
    await keeper.start();
    return { keeper, rows: () => rowsIn(readModel) };
  };
  const stop = async () => {
    await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
    await Promise.all(opened.splice(0).map((readModel) => readModel.close()));
  };
  const rowsIn = async ({ manager }: ReadModel) =>
    (await manager.find(ShelfView, { order: { id: 'ASC' } })).map(({ id, revision, pieces }) => [id, revision, pieces]);
  const append = (id: string, after: number, ...pieces: number[]) =>
    world.log.append(
      `shelf-${id}`,
      after,
      pieces.map((each) => sampleEvent('Filled', { pieces: each })),
    );
  const caughtUp = ({ keeper }: { keeper: LocalKeeper }) => until(() => keeper.caughtUp(), 30_000);

  it('has its rows again in a read model that was emptied, before it counts as caught up', async () => {
    await append('a', -1, 3, 4);
    await append('b', -1, 7);
    await caughtUp(await start());
    await stop();
    await world.empty();

    const again = await start();
    await caughtUp(again);
    expect(await again.rows()).toEqual([
      ['a', 1, 7],
      ['b', 0, 7],
    ]);
    await append('a', 1, 5);
    await until(async () => (await again.rows())[0]![1] === 2);
    expect((await again.rows())[0]).toEqual(['a', 2, 12]);
  });

  it('is filled once by two replicas that start at once: they share the work', async () => {
    for (let n = 0; n < 5; n++) await append(`${n}`, -1, ...Array.from({ length: 1_000 }, () => 1));
    const readModel = await open();
    const replicas = [await filler(readModel), await filler(world.shared ? await open() : readModel)];
    const applied: number[] = [];
    await Promise.all(replicas.map(({ fill }, n) => fill.run((events) => (applied[n] = events), never)));
    expect(applied.reduce((sum, events) => sum + events, 0)).toBe(5_000);
    expect(await rowsIn(readModel)).toEqual(['0', '1', '2', '3', '4'].map((id) => [id, 999, 1_000]));
  });

  it('is filled at the next start where that was not finished, though batches were taken meanwhile', async () => {
    for (let n = 0; n < 5; n++) await append(`${n}`, -1, ...Array.from({ length: 1_000 }, () => 1));
    const readModel = await open();
    const { fill, runner } = await filler(readModel);
    const stopped = new AbortController();
    await fill.run(() => stopped.abort(), stopped.signal);
    await append('x', -1, 1);
    await runner.take(await world.log.readPlaced('shelf-x'), 'p');
    expect(await rowsIn(readModel)).toHaveLength(3);

    const { fill: next } = await filler(readModel);
    expect(await next.isNeeded()).toBe(true);
    await next.run(() => undefined, never);
    expect(await rowsIn(readModel)).toHaveLength(6);
    expect(await next.isNeeded()).toBe(false);
  });

  it('is filled though the log never stands still', async () => {
    await append('a', -1, 3);
    const log = Object.create(world.log) as EventStore;
    const stopped = new AbortController();
    let revision = 0;
    log.readAll = async (options) => {
      await append('a', revision++, 1);
      if (revision === 20) stopped.abort();
      return world.log.readAll(options);
    };
    const { fill } = await filler(await open(), log);
    await fill.run(() => undefined, stopped.signal);
    expect(await fill.isNeeded()).toBe(false);
  });

  it('is not filled where it has a checkpoint', async () => {
    await append('a', -1, 3);
    const readModel = await open();
    const { fill, runner } = await filler(readModel);
    await runner.take(await world.log.readPlaced('shelf-a'), 'p');
    expect(await fill.isNeeded()).toBe(false);
  });

  it('waits for a log that is away, and has not caught up until it is filled', async () => {
    await append('a', -1, 3);
    await caughtUp(await start());
    await stop();
    await world.empty();
    const log = Object.create(world.log) as EventStore;
    let away = true;
    log.readAll = (options) =>
      away ? Promise.reject(new AppError('unavailable', 'LOG_UNAVAILABLE')) : world.log.readAll(options);

    const again = await start(log);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(again.keeper.caughtUp()).toBe(false);
    expect(await again.rows()).toEqual([]);
    away = false;
    await caughtUp(again);
    expect(await again.rows()).toEqual([['a', 0, 3]]);
  });

  const never = new AbortController().signal;
  const filler = async (readModel: ReadModel, log = world.log) => {
    const runner = new ProjectionRunner(shelves, log, readModel);
    await runner.open();
    return { runner, fill: runner.fill() };
  };
}
