import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { DataSource, type EntityManager, type EntitySchema, type MigrationInterface } from 'typeorm';
import { CannotStart, ReadModel } from '#ports';
import { unavailable } from '../unavailable.js';
import { isOutage, Sqlite } from './driver.js';
import { cannotOpen, checkLength } from './opening.js';

/** Connections for snapshots that may be open at once; further ones wait. */
const MOST_SNAPSHOTS = 4;
const LOCK_TIMEOUT_MS = 5_000;

export interface SqliteReadModelOptions {
  readonly path: string;
  readonly entities: readonly ((new () => object) | EntitySchema)[];
  /** Every one that there ever was; those that the file has not seen are run. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Only reads, also while another process writes; the file must have seen all migrations. */
  readonly readonly?: boolean;
  /** How many milliseconds a write waits for the lock of another process; default 5,000. */
  readonly lockTimeoutMs?: number;
}

/**
 * The read side in one SQLite file, which can be deleted and rebuilt from the log at any time: a power cut may take
 * the last writes, always whole transactions, their checkpoints with them.
 */
export class SqliteReadModel extends ReadModel {
  private readonly inWrite = new AsyncLocalStorage<true>();
  private readonly idle: DataSource[] = [];
  private snapshots = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private writes: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: SqliteReadModelOptions,
    private readonly reader: DataSource,
    private readonly writer: DataSource | undefined,
  ) {
    super();
  }

  /** Throws CannotStart for a file that is damaged, of a later version, or cannot be written. */
  static async open(options: SqliteReadModelOptions): Promise<SqliteReadModel> {
    const what = `The read model ${options.path}`;
    const opened: DataSource[] = [];
    const connect = async (readonly: boolean) => {
      const source = await dataSource(options, readonly).initialize();
      opened.push(source);
      return source;
    };
    try {
      if (options.readonly && !existsSync(options.path)) throw new CannotStart(`${what} is not there.`);
      const writer = options.readonly ? undefined : await connect(false);
      if (writer) checkLength(connection(writer), options.path);
      const reader = writer ?? (await connect(true));
      await checkVersion(reader, what);
      if (writer) await writer.runMigrations({ transaction: 'all' });
      else if (await reader.showMigrations()) throw new CannotStart(`${what} was written by an earlier version.`);
      return new SqliteReadModel(options, writer ? await connect(true) : reader, writer);
    } catch (error) {
      await Promise.all(opened.map((source) => source.destroy()));
      throw cannotOpen(what, error, '; once deleted, it is made again from the log');
    }
  }

  override get manager(): EntityManager {
    return this.reader.manager;
  }

  override write<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { writer } = this;
    if (!writer) return Promise.reject(new Error('The read model is open for reading only'));
    if (this.inWrite.getStore()) return Promise.reject(new Error('A write inside a write would wait for itself'));
    const done = this.writes.then(() => this.inWrite.run(true, () => transaction(writer, run)));
    this.writes = done.catch(() => undefined);
    return done;
  }

  override async snapshot<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    const done = this.runSnapshot(run);
    this.running.add(done);
    try {
      return await done;
    } finally {
      this.running.delete(done);
    }
  }

  private async runSnapshot<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.snapshots === MOST_SNAPSHOTS) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.snapshots++;
    try {
      const source = this.idle.pop() ?? (await dataSource(this.options, true).initialize());
      try {
        return await transaction(source, run);
      } finally {
        this.idle.push(source);
      }
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.snapshots--;
    }
  }

  /** Does the writes and snapshots first that were asked for. */
  override async close() {
    await Promise.allSettled([this.writes, ...this.running]);
    // Where there is no room, it stays in the write-ahead log, and is read from there at the next start.
    await this.writer?.query('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
    for (const source of [this.writer, this.reader, ...this.idle]) await source?.destroy();
  }
}

/**
 * Takes the lock for writing where a transaction begins. TypeORM leaves that to the first statement that writes; one
 * that finds it taken stays unfinished in libsql, and no later transaction can be committed.
 */
class WritingSqlite extends Sqlite {
  override prepare(sql: string) {
    return sql === 'BEGIN TRANSACTION' ? this.command('BEGIN IMMEDIATE') : super.prepare(sql);
  }
}

const dataSource = ({ path, entities, migrations, lockTimeoutMs }: SqliteReadModelOptions, readonly: boolean) =>
  new DataSource({
    type: 'better-sqlite3',
    driver: readonly ? Sqlite : WritingSqlite,
    database: path,
    readonly,
    timeout: lockTimeoutMs ?? LOCK_TIMEOUT_MS,
    enableWAL: !readonly,
    // Faster than FULL: what a power cut takes of this file is read from the log again, from the checkpoint that it took
    // with it. Other files that a checkpoint in this one speaks of have to be FULL.
    prepareDatabase: (db: Sqlite) => void db.pragma('synchronous = NORMAL'),
    logger: 'debug', // failures are thrown; the console belongs to the process
    entities: [...entities],
    migrations: [...migrations],
  });

/** What TypeORM's driver keeps of its one connection. */
const driverOf = (source: DataSource) =>
  source.driver as unknown as { readonly databaseConnection: Sqlite; queryRunner: unknown };

const connection = (source: DataSource) => driverOf(source).databaseConnection;

async function transaction<T>(source: DataSource, run: (manager: EntityManager) => Promise<T>): Promise<T> {
  try {
    return await source.transaction(run);
  } catch (error) {
    // A full disk ends the transaction by itself. TypeORM goes on counting it, nests the next ones inside and may never
    // commit them: the connection gets a new count.
    driverOf(source).queryRunner = undefined;
    throw asOutage(error);
  }
}

function asOutage(error: unknown): unknown {
  const { driverError } = (error ?? {}) as { readonly driverError?: unknown };
  return isOutage(driverError) ? unavailable('read model', error) : error;
}

/** Rows of a later schema are not understood: their migrations are known by name. */
async function checkVersion(source: DataSource, what: string) {
  const known = new Set(source.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const rows = await source.query<{ name: string }[]>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migrations'`,
  );
  const ran = rows.length ? await source.query<{ name: string }[]>('SELECT name FROM migrations') : [];
  const unknown = ran.find(({ name }) => !known.has(name));
  if (unknown) throw new CannotStart(`${what} was written by a later version of Daybook (${unknown.name}).`);
}
