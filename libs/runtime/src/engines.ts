import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Provider, Type } from '@nestjs/common';
import {
  EmbeddedSearchIndex,
  LOG_WRITER,
  LogFeed,
  MemoryCache,
  MemorySnapshotStore,
  SqliteEventStore,
  SqliteLogFollower,
  SqliteReadModel,
  SqliteSnapshotStore,
} from '#adapters';
import { Cache, EventFeed, EventStore, ReadModel, ReadModelPart, SearchIndex, SnapshotStore } from '#ports';
import { eventingEntities, eventingMigrations, ReadSide } from '#eventing';
import type { Config } from './config.js';
import { makeFolder } from './data-folder.js';
import { ReadSideThread } from './read-side-thread.js';
import { realEngines } from './real-engines.js';

/** The threads beside the one of the commands. */
export interface Threads {
  /** Its entry calls `keepReadSide`. */
  readonly readSide: Worker;
  /** Entry of the one that writes the log; default: that of the build. */
  readonly logWriter?: URL;
}

/** The engine behind each port, as configured. */
export interface Engines {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly feed: EventFeed;
  readonly readModel: ReadModel;
  readonly cache: Cache;
  readonly search: SearchIndex;
  /** Where a thread of its own keeps the read side. */
  readonly keeper?: ReadSideThread | undefined;
  /** Begins what works for all processes: to be called once this one works for itself. */
  readonly start: () => void;
  /** Ends them all, once nothing uses them any more. */
  close(): Promise<void>;
}

/** What the modules declare of the read model: their providers of that token. */
export const readModelPartsOf = (modules: readonly Type[]): ReadModelPart[] =>
  modules.flatMap((module) =>
    ((Reflect.getMetadata('providers', module) ?? []) as Provider[]).flatMap((provider) =>
      'useValue' in provider && provider.useValue instanceof ReadModelPart ? [provider.useValue] : [],
    ),
  );

/**
 * Opens the engines for what the modules have in the read model; throws CannotStart where one cannot be used. Those that
 * are only looked at come first, so that none is changed where another one of them is wrong.
 * @param given where all is in files, threads that write them; without, the calling one does it all
 */
export async function openEngines(config: Config, parts: readonly ReadModelPart[], given?: Threads): Promise<Engines> {
  if (keepsFiles(config)) makeFolder(config.dataDir);
  const opened: Closable[] = [];
  const keep = <T extends Closable>(engine: T): T => {
    opened.push(engine);
    return engine;
  };
  // What reads is closed before what it reads from.
  const close = async () => {
    for (const engine of opened.splice(0).reverse()) await engine.close();
  };
  try {
    const threads = isEmbedded(config) ? given : undefined;
    if (!threads) await given?.readSide.terminate();
    const cache = keep(config.cache === 'redis' ? await realEngines.redis(config) : new MemoryCache());
    const indexServer =
      config.search === 'elasticsearch' ? keep(await realEngines.elasticsearch(config, indexesIn(parts))) : undefined;
    const feedOf = await openFeed(config);
    const store = keep(await openLog(config, { writer: threads && { url: threads.logWriter ?? LOG_WRITER } }));
    const snapshots = keep(await openSnapshots(config, store));
    const keeper = threads && keep(await ReadSideThread.open(threads.readSide, config));
    if (keeper && store instanceof SqliteEventStore) store.onCommitted(() => keeper.committed());
    const kept = { readonly: keeper !== undefined };
    const readModel = keep(await openReadModel(config, parts, kept));
    const search = indexServer ?? keep(openEmbeddedSearch(config, kept));
    const { feed, start } = keep(feedOf(store, { relay: true }));
    return { store, snapshots, feed, readModel, cache, search, keeper, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a thread that keeps the read side opens beside the thread that writes the log. */
export async function openToKeep(config: Config, parts: readonly ReadModelPart[]) {
  const store = new SqliteLogFollower(fileIn(config, 'log.sqlite'));
  return {
    store,
    feed: new LogFeed(store),
    readModel: await openReadModel(config, parts),
    search: openEmbeddedSearch(config),
  };
}

/** What an audit reads. */
export interface Reading extends Pick<Engines, 'store' | 'readModel' | 'close'> {
  /** How far the consumers of the log are. */
  readonly feed: EventFeed;
}

/** Opens the log and the read model for reading, also while a platform writes them; changes nothing. Throws CannotStart. */
export async function openToRead(config: Config, parts: readonly ReadModelPart[]): Promise<Reading> {
  const feedOf = await openFeed(config);
  const store = await openLog(config, { readonly: true });
  try {
    const readModel = await openReadModel(config, parts, { readonly: true });
    const fed = feedOf(store, { relay: false });
    const all = [fed, readModel, store];
    return {
      store,
      readModel,
      feed: fed.feed,
      close: async () => {
        for (const engine of all) await engine.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Closable {
  close(): unknown;
}

/** Whether the log and all that is made from it are files of this process. */
const isEmbedded = ({ eventStore, eventFeed, readModel, search }: Config): boolean =>
  eventStore === 'sqlite' && eventFeed === 'log' && readModel === 'sqlite' && search === 'embedded';

/** Whether some engine has its data in DATA_DIR. */
export const keepsFiles = ({ eventStore, readModel, search }: Config): boolean =>
  eventStore === 'sqlite' || readModel === 'sqlite' || search === 'embedded';

const fileIn = ({ dataDir }: Config, name: string) => join(dataDir, name);

type LogOptions = ConstructorParameters<typeof SqliteEventStore>[1];

async function openLog(config: Config, how: LogOptions = {}): Promise<EventStore> {
  switch (config.eventStore) {
    case 'sqlite':
      return new SqliteEventStore(fileIn(config, 'log.sqlite'), how);
    case 'mysql':
      return realEngines.mysqlLog(config, { readonly: how.readonly });
    case 'kurrentdb':
      return realEngines.kurrentdb(config);
  }
}

/** Beside the log, else in the database of the read model; where there is none, in memory: they are only a cache. */
async function openSnapshots(config: Config, log: EventStore): Promise<SnapshotStore> {
  if (config.eventStore === 'sqlite') {
    return new SqliteSnapshotStore(fileIn(config, 'snapshots.sqlite'), fileIn(config, 'log.sqlite'));
  }
  const inMysql = config.eventStore === 'mysql' || config.readModel === 'mysql';
  return inMysql ? realEngines.mysqlSnapshots(config, log) : new MemorySnapshotStore(log);
}

function openReadModel(config: Config, parts: readonly ReadModelPart[], how: { readonly?: boolean } = {}) {
  // Every process looks at checkpoints and at what is parked, also one that projects nothing.
  const all = [{ entities: eventingEntities, migrations: eventingMigrations }, ...parts];
  const entities = [...new Set(all.flatMap((part) => [...part.entities]))];
  const migrations = [...new Set(all.flatMap((part) => [...part.migrations]))];
  return config.readModel === 'mysql'
    ? realEngines.mysqlReadModel(config, { entities, migrations, ...how })
    : SqliteReadModel.open({ path: fileIn(config, 'read.sqlite'), entities, migrations, ...how });
}

const openEmbeddedSearch = (config: Config, how: { readonly?: boolean } = {}) =>
  new EmbeddedSearchIndex(fileIn(config, 'search.sqlite'), how.readonly);

const indexesIn = (parts: readonly ReadModelPart[]) =>
  parts.flatMap((part) => (part instanceof ReadSide ? part.feeders.map(({ index }) => index) : []));

const openFeed = async (config: Config): ReturnType<typeof realEngines.kafka> =>
  config.eventFeed === 'kafka' ? realEngines.kafka(config) : feedOfLog;

const feedOfLog = (store: EventStore) => ({
  feed: new LogFeed(store),
  start: () => undefined,
  close: () => Promise.resolve(),
});
