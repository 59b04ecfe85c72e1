import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'mysql2';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { DataSource, type EntityManager, type EntitySchema, type MigrationInterface } from 'typeorm';
import { AppError, CannotStart, ReadModel, Turns } from '#ports';
import { unavailable } from '../unavailable.js';
import { driverError, isContention, isDoneAlready, isOutage } from './failures.js';
import { reach, type MysqlOptions, type Server } from './opening.js';
import { endPool, guardedPool, type GuardedPoolOptions } from './pool.js';
import { rowsOf } from './tables.js';

export interface MysqlReadModelOptions extends MysqlOptions {
  readonly entities: readonly ((new () => object) | EntitySchema)[];
  /** Every one that there ever was; those that the database has not seen are run, or with `readonly` are missing. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Most connections; default 12. Half are for writes, a quarter for snapshots, the rest for single queries. */
  readonly connections?: number;
  /** How long one statement may take, ms; default 30,000. */
  readonly timeoutMs?: number;
}

/** Statements of a migration may copy whole tables. */
const MIGRATION_MS = 3_600_000;
const MOST_TRIES = 10;
const LONGEST_PAUSE_MS = 200;

/**
 * The read side in MySQL 8 or MariaDB, for any number of processes. A write is a transaction of READ COMMITTED: what
 * it bases a change on it reads with a lock. A snapshot is one of REPEATABLE READ.
 */
export class MysqlReadModel extends ReadModel {
  private readonly inWrite = new AsyncLocalStorage<true>();
  private readonly writes: Turns;
  private readonly snapshots: Turns;
  private readonly running = new Set<Promise<unknown>>();

  private constructor(
    private readonly source: DataSource,
    connections: number,
    private readonly readonly: boolean,
  ) {
    super();
    // Transactions never take all connections: one that waits for a query of its own outside would wait for itself.
    this.writes = new Turns(Math.floor(connections / 2));
    this.snapshots = new Turns(Math.floor(connections / 4));
  }

  /** Throws CannotStart, also for tables of a later version. */
  static async open(options: MysqlReadModelOptions): Promise<MysqlReadModel> {
    const { variable = 'MYSQL_URL', connections = 12, timeoutMs = 30_000, readonly = false } = options;
    return reach(options, 'daybook read model', async (connection, server) => {
      try {
        await migrate(server, connection, options, variable);
        const source = dataSource(server, options, { connectionLimit: connections, timeoutMs });
        return new MysqlReadModel(await source.initialize(), connections, readonly);
      } catch (error) {
        throw whyNot(error, variable);
      }
    });
  }

  override get manager(): EntityManager {
    return this.source.manager;
  }

  /**
   * Two writes in each other's way are parted by the server, which rolls one of them back: that one is run again from
   * its start. So `run` does nothing outside the transaction that may not be done twice.
   */
  override write<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.readonly) return Promise.reject(new Error('The read model is open for reading only'));
    if (this.inWrite.getStore()) return Promise.reject(new Error('A write inside a write would wait for itself'));
    return this.track(() => this.writes.take(() => this.inWrite.run(true, () => this.tryUntilDone(run))));
  }

  /** Ends as soon as its session is lost; `run` may read elsewhere for as long as it likes. */
  override snapshot<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    const read = (manager: EntityManager) => keptAlive(manager, () => run(manager));
    return this.track(() => this.snapshots.take(() => this.source.transaction('REPEATABLE READ', read)));
  }

  /** Does the writes and snapshots first that were asked for. */
  override async close(): Promise<void> {
    await Promise.allSettled(this.running);
    await destroy(this.source);
  }

  private async tryUntilDone<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        // READ COMMITTED, as every session of the pool: that need not be said each time.
        return await this.source.transaction(run);
      } catch (error) {
        if (!isContention(error)) throw error;
        if (tries === MOST_TRIES) throw unavailable('read model', error);
        // At random, so that they part.
        await sleep(Math.min(2 ** tries, LONGEST_PAUSE_MS) * Math.random());
      }
    }
  }

  private async track<T>(run: () => Promise<T>): Promise<T> {
    const done = run();
    this.running.add(done);
    try {
      return await done;
    } finally {
      this.running.delete(done);
    }
  }
}

/** While it runs, its session is not idle for so long that the server would close it. Throws when it is closed. */
async function keptAlive<T>(manager: EntityManager, run: () => Promise<T>): Promise<T> {
  const [{ seconds }] = await manager.query<[{ seconds: unknown }]>('SELECT @@wait_timeout AS seconds');
  let beat: NodeJS.Timeout | undefined;
  const lost = new Promise<never>((_, reject) => {
    beat = setInterval(() => void manager.query('DO 0').catch(reject), (Number(seconds) * 1_000) / 3);
  });
  try {
    return await Promise.race([run(), lost]);
  } finally {
    clearInterval(beat);
  }
}

function dataSource(
  { type, address, lost }: Server,
  { entities, migrations, readonly }: MysqlReadModelOptions,
  { connectionLimit, timeoutMs }: Pick<GuardedPoolOptions, 'connectionLimit' | 'timeoutMs'>,
): DataSource {
  const { user: username, ...rest } = address;
  const source = new DataSource({
    type,
    username,
    ...rest,
    // TypeORM's way of giving a driver: it asks it for a pool.
    driver: {
      createPool: (options: object) => guardedPool({ ...options, connectionLimit, timeoutMs, readonly, lost }),
    },
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    logger: 'debug', // failures are thrown; the console belongs to the process
    entities: [...entities],
    migrations: [...migrations],
  });
  keepLongJson(source);
  // Every query, whoever makes it, fails with AppError `unavailable` where the server is away.
  insteadOfFailing(source, (error) => {
    throw isOutage(error) ? unavailable('read model', error) : error;
  });
  return source;
}

/** TypeORM takes a column of JSON for `text`, which ends at 64 KiB here; migrations make it `mediumtext`. */
function keepLongJson({ driver }: DataSource): void {
  const normalizeType = driver.normalizeType.bind(driver);
  driver.normalizeType = (column) => (column.type === 'simple-json' ? 'mediumtext' : normalizeType(column));
}

/** What every query of a source, whoever makes it, gives or throws instead of its error. */
function insteadOfFailing(source: DataSource, given: (error: unknown) => unknown): void {
  const create = source.createQueryRunner.bind(source);
  source.createQueryRunner = (mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    runner.query = ((...args: unknown[]) => query(...args).catch(given)) as typeof runner.query;
    return runner;
  };
}

/** TypeORM waits for a server's goodbye without end. */
async function destroy(source: DataSource): Promise<void> {
  const { pool } = source.driver as unknown as { readonly pool: Pool };
  await endPool(pool, source.destroy());
}

/** What ends the start; an outage as it is, which is awaited. */
function whyNot(error: unknown, variable: string): unknown {
  if (error instanceof CannotStart) return error;
  const cause = error instanceof AppError ? error.cause : error;
  if (isOutage(cause)) return cause;
  const reason = (driverError(cause).message ?? String(cause)).replaceAll('\n', ' ');
  return new CannotStart(`The read model in the database of ${variable} cannot be used (${reason}).`, { cause });
}

/** Runs what is missing, where anything may be changed, and checks that the tables are what this code expects. */
async function migrate(
  server: Server,
  connection: Connection,
  options: MysqlReadModelOptions,
  variable: string,
): Promise<void> {
  const source = await dataSource(server, options, { connectionLimit: 2, timeoutMs: MIGRATION_MS }).initialize();
  // Each statement of a migration is kept, so one that was broken off finds what it had done when it is run again.
  insteadOfFailing(source, (error) => {
    if (!isDoneAlready(error)) throw error;
  });
  try {
    const known = source.migrations.map((migration) => migration.name ?? migration.constructor.name);
    const ran = (await rowsOf(connection, 'migrations'))?.map((row) => String(row['name']));
    if (options.readonly) assertSame(known, ran, variable);
    else if (!known.every((name) => ran?.includes(name))) await source.runMigrations({ transaction: 'each' });
    await checkTables(source, connection, ran ?? [], variable);
  } finally {
    await destroy(source);
  }
}

/** Throws CannotStart where the database has not seen exactly what is known. */
function assertSame(known: readonly string[], ran: readonly string[] | undefined, variable: string): void {
  const what = `The read model in the database of ${variable}`;
  if (!ran) throw new CannotStart(`${what} is not there.`);
  const later = ran.find((name) => !known.includes(name));
  if (later) throw new CannotStart(`${what} was written by a later version of Daybook (${later}).`);
  if (!known.every((name) => ran.includes(name))) {
    throw new CannotStart(`${what} was written by an earlier version of Daybook.`);
  }
}

/**
 * Several apps have their tables in one database and know their own migrations only, so a later version does not show
 * by a migration that is not known, but by tables that this code cannot read or write: a column is missing, or one
 * that it does not know must have a value.
 */
async function checkTables(source: DataSource, connection: Connection, ran: readonly string[], variable: string) {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT table_name AS tab, column_name AS col, is_nullable = 'NO' AND column_default IS NULL
        AND extra NOT LIKE '%auto_increment%' AND COALESCE(generation_expression, '') = '' AS needed
      FROM information_schema.columns WHERE table_schema = DATABASE()`,
  );
  for (const { tableName, columns, synchronize } of source.entityMetadatas) {
    if (!synchronize) continue;
    const present = new Map(rows.flatMap((row) => (row['tab'] === tableName ? [[String(row['col']), row]] : [])));
    const own = new Set(columns.map(({ databaseName }) => databaseName));
    const strange =
      [...own].find((name) => !present.has(name)) ??
      [...present].find(([name, row]) => Number(row['needed']) && !own.has(name))?.[0];
    if (strange === undefined) continue;
    const known = new Set(source.migrations.map((migration) => migration.name ?? migration.constructor.name));
    const later = ran.filter((name) => !known.has(name)).at(-1);
    const why = later ? `were written by a later version of Daybook (${later})` : 'are not as they were made';
    throw new CannotStart(
      `The tables of the read model in the database of ${variable} ${why}: ${tableName}.${strange}.`,
    );
  }
}
