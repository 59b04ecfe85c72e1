import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Provider, Type } from '@nestjs/common';
import {
  EmbeddedSearchIndex,
  LOG_WRITER,
  LogFeed,
  MemoryCache,
  SqliteEventStore,
  SqliteLogFollower,
  SqliteReadModel,
  SqliteSnapshotStore,
} from '#adapters';
import {
  Cache,
  CannotStart,
  EventFeed,
  EventStore,
  ReadModel,
  ReadModelPart,
  SearchIndex,
  SnapshotStore,
} from '#ports';
import type { Config } from './config.js';
import { ReadSideThread } from './read-side-thread.js';

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
}

/** What the modules declare of the read model: their providers of that token. */
export const readModelPartsOf = (modules: readonly Type[]): ReadModelPart[] =>
  modules.flatMap((module) =>
    ((Reflect.getMetadata('providers', module) ?? []) as Provider[]).flatMap((provider) =>
      'useValue' in provider && provider.useValue instanceof ReadModelPart ? [provider.useValue] : [],
    ),
  );

/**
 * Opens the engines for what the modules have in the read model; throws CannotStart where one cannot be used.
 * @param readSide entry of a thread that keeps the read side: then a further one writes the log; without, this one does both
 */
export async function openEngines(config: Config, parts: readonly ReadModelPart[], readSide?: URL): Promise<Engines> {
  refuseWhatIsNotHere(config);
  const file = (name: string) => join(config.dataDir, name);
  makeFolder(config.dataDir);
  const opened: { close(): unknown }[] = [];
  const keep = <T extends { close(): unknown }>(engine: T): T => {
    opened.push(engine);
    return engine;
  };
  try {
    const store = keep(new SqliteEventStore(file('log.sqlite'), { writer: readSide && LOG_WRITER }));
    const keeper = readSide && keep(await ReadSideThread.open(readSide, config));
    if (keeper) store.onCommitted(() => keeper.committed());
    const readModel = keep(await openReadModel(config, parts, { readonly: keeper !== undefined }));
    return {
      store,
      snapshots: keep(new SqliteSnapshotStore(file('snapshots.sqlite'), file('log.sqlite'))),
      feed: new LogFeed(store),
      readModel,
      cache: new MemoryCache(),
      search: keep(new EmbeddedSearchIndex(file('search.sqlite'), keeper !== undefined)),
      keeper,
    };
  } catch (error) {
    for (const engine of opened.reverse()) await engine.close();
    throw error;
  }
}

/** What a thread that keeps the read side opens beside the thread that writes the log. */
export async function openToKeep(config: Config, parts: readonly ReadModelPart[]) {
  const file = (name: string) => join(config.dataDir, name);
  const store = new SqliteLogFollower(file('log.sqlite'));
  return {
    store,
    feed: new LogFeed(store),
    readModel: await openReadModel(config, parts),
    search: new EmbeddedSearchIndex(file('search.sqlite')),
  };
}

/** Opens the log and the read model for reading, also while a platform writes them; throws CannotStart. */
export async function openToRead(
  config: Config,
  parts: readonly ReadModelPart[],
): Promise<Pick<Engines, 'store' | 'readModel'>> {
  const store = new SqliteEventStore(join(config.dataDir, 'log.sqlite'), { readonly: true });
  try {
    return { store, readModel: await openReadModel(config, parts, { readonly: true }) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const openReadModel = ({ dataDir }: Config, parts: readonly ReadModelPart[], how: { readonly?: boolean } = {}) =>
  SqliteReadModel.open({
    path: join(dataDir, 'read.sqlite'),
    entities: [...new Set(parts.flatMap(({ entities }) => entities))],
    migrations: [...new Set(parts.flatMap(({ migrations }) => migrations))],
    ...how,
  });

/** Closes what reads before what is read from. */
export async function closeEngines({ keeper, search, cache, readModel, snapshots, store }: Engines): Promise<void> {
  for (const engine of [keeper, search, cache, readModel, snapshots, store]) await engine?.close();
}

/** The adapters of the real engines pass their suites; running the platform on them is not there yet. */
function refuseWhatIsNotHere({ eventStore, eventFeed, readModel, cache, search }: Config): void {
  const chosen = {
    EVENT_STORE: eventStore,
    EVENT_FEED: eventFeed,
    READ_MODEL: readModel,
    CACHE: cache,
    SEARCH: search,
  };
  const embedded = ['sqlite', 'log', 'memory', 'embedded'];
  for (const [variable, engine] of Object.entries(chosen)) {
    if (embedded.includes(engine)) continue;
    throw new CannotStart(`${variable}=${engine} cannot be run on in this version: only the embedded engines can.`);
  }
}

function makeFolder(folder: string): void {
  try {
    makeWithParents(folder);
  } catch (error) {
    throw new CannotStart(`The data folder ${folder} cannot be used: ${(error as Error).message}.`);
  }
}

/** Node's own recursive mkdir never ends where the system denies a folder with ENOENT, as below /proc. */
function makeWithParents(folder: string): void {
  if (existsSync(folder)) return;
  makeWithParents(dirname(folder));
  mkdirSync(folder);
}
