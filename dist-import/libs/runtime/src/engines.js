import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedSearchIndex, LOG_WRITER, LogFeed, MemoryCache, MemorySnapshotStore, SqliteEventStore, SqliteLogFollower, SqliteReadModel, SqliteSnapshotStore, } from '#adapters';
import { CannotStart, ReadModelPart, } from '#ports';
import { eventingEntities, eventingMigrations } from '#eventing';
import { ReadSideThread } from './read-side-thread.js';
import { realEngines } from './real-engines.js';
/** What the modules declare of the read model: their providers of that token. */
export const readModelPartsOf = (modules) => modules.flatMap((module) => (Reflect.getMetadata('providers', module) ?? []).flatMap((provider) => 'useValue' in provider && provider.useValue instanceof ReadModelPart ? [provider.useValue] : []));
/**
 * Opens the engines for what the modules have in the read model; throws CannotStart where one cannot be used.
 * @param given where all is in files, threads that write them; without, the calling one does it all
 */
export async function openEngines(config, parts, given) {
    if (keepsFiles(config))
        makeFolder(config.dataDir);
    const opened = [];
    const keep = (engine) => {
        opened.push(engine);
        return engine;
    };
    // What reads is closed before what it reads from.
    const close = async () => {
        for (const engine of opened.splice(0).reverse())
            await engine.close();
    };
    try {
        const threads = isEmbedded(config) ? given : undefined;
        if (!threads)
            await given?.readSide.terminate();
        const store = keep(await openLog(config, { writer: threads && { url: threads.logWriter ?? LOG_WRITER } }));
        const snapshots = keep(await openSnapshots(config, store));
        const keeper = threads && keep(await ReadSideThread.open(threads.readSide, config));
        if (keeper && store instanceof SqliteEventStore)
            store.onCommitted(() => keeper.committed());
        const kept = { readonly: keeper !== undefined };
        const readModel = keep(await openReadModel(config, parts, kept));
        const cache = keep(config.cache === 'redis' ? await realEngines.redis(config) : new MemoryCache());
        const search = keep(await openSearch(config, kept));
        const { feed } = keep(await openFeed(config, store, { relay: true }));
        return { store, snapshots, feed, readModel, cache, search, keeper, close };
    }
    catch (error) {
        await close();
        throw error;
    }
}
/** What a thread that keeps the read side opens beside the thread that writes the log. */
export async function openToKeep(config, parts) {
    const store = new SqliteLogFollower(fileIn(config, 'log.sqlite'));
    return {
        store,
        feed: new LogFeed(store),
        readModel: await openReadModel(config, parts),
        search: await openSearch(config),
    };
}
/** Opens the log and the read model for reading, also while a platform writes them; throws CannotStart. */
export async function openToRead(config, parts) {
    const store = await openLog(config, { readonly: true });
    try {
        const readModel = await openReadModel(config, parts, { readonly: true });
        try {
            const fed = await openFeed(config, store, { relay: false });
            const all = [fed, readModel, store];
            return {
                store,
                readModel,
                feed: fed.feed,
                close: async () => {
                    for (const engine of all)
                        await engine.close();
                },
            };
        }
        catch (error) {
            await readModel.close();
            throw error;
        }
    }
    catch (error) {
        await store.close();
        throw error;
    }
}
/** Whether the log and all that is made from it are files of this process. */
const isEmbedded = ({ eventStore, eventFeed, readModel, search }) => eventStore === 'sqlite' && eventFeed === 'log' && readModel === 'sqlite' && search === 'embedded';
/** Whether some engine has its data in DATA_DIR. */
export const keepsFiles = ({ eventStore, readModel, search }) => eventStore === 'sqlite' || readModel === 'sqlite' || search === 'embedded';
const fileIn = ({ dataDir }, name) => join(dataDir, name);
async function openLog(config, how) {
    switch (config.eventStore) {
        case 'sqlite':
            return new SqliteEventStore(fileIn(config, 'log.sqlite'), how);
        case 'mysql':
            return realEngines.mysqlLog(config);
        case 'kurrentdb':
            return realEngines.kurrentdb(config);
    }
}
/** Beside the log, else in the database of the read model; where there is none, in memory: they are only a cache. */
async function openSnapshots(config, log) {
    if (config.eventStore === 'sqlite') {
        return new SqliteSnapshotStore(fileIn(config, 'snapshots.sqlite'), fileIn(config, 'log.sqlite'));
    }
    const inMysql = config.eventStore === 'mysql' || config.readModel === 'mysql';
    return inMysql ? realEngines.mysqlSnapshots(config, log) : new MemorySnapshotStore(log);
}
function openReadModel(config, parts, how = {}) {
    // Every process looks at checkpoints and at what is parked, also one that projects nothing.
    const all = [{ entities: eventingEntities, migrations: eventingMigrations }, ...parts];
    const entities = [...new Set(all.flatMap((part) => [...part.entities]))];
    const migrations = [...new Set(all.flatMap((part) => [...part.migrations]))];
    return config.readModel === 'mysql'
        ? realEngines.mysqlReadModel(config, { entities, migrations })
        : SqliteReadModel.open({ path: fileIn(config, 'read.sqlite'), entities, migrations, ...how });
}
async function openSearch(config, how = {}) {
    return config.search === 'elasticsearch'
        ? realEngines.elasticsearch(config)
        : new EmbeddedSearchIndex(fileIn(config, 'search.sqlite'), how.readonly);
}
async function openFeed(config, store, how) {
    if (config.eventFeed === 'kafka')
        return realEngines.kafka(config, store, how);
    return { feed: new LogFeed(store), close: () => Promise.resolve() };
}
function makeFolder(folder) {
    try {
        makeWithParents(folder);
    }
    catch (error) {
        throw new CannotStart(`The data folder ${folder} cannot be used: ${error.message}.`);
    }
}
/** Node's own recursive mkdir never ends where the system denies a folder with ENOENT, as below /proc. */
function makeWithParents(folder) {
    if (existsSync(folder))
        return;
    makeWithParents(dirname(folder));
    mkdirSync(folder);
}
//# sourceMappingURL=engines.js.map