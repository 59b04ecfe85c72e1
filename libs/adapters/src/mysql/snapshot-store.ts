import { createHash } from 'node:crypto';
import type { Pool, RowDataPacket } from 'mysql2';
import { SnapshotStore, type EventStore, type Snapshot } from '#ports';
import { reach, type MysqlOptions } from './opening.js';
import { endPool, guardedPool } from './pool.js';

export interface MysqlSnapshotStoreOptions extends MysqlOptions {
  /** Most connections; default 4. */
  readonly connections?: number;
  /** How long one statement may take, ms; default 5,000. */
  readonly timeoutMs?: number;
}

const SNAPSHOT = `CREATE TABLE IF NOT EXISTS snapshot (
  stream VARBINARY(512) NOT NULL, schema_version VARBINARY(200) NOT NULL, revision BIGINT NOT NULL,
  hash BINARY(32) NOT NULL, state LONGBLOB NOT NULL, PRIMARY KEY (stream, schema_version)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`;

/** The later state stays. MySQL assigns from left to right, so the revision comes last. */
const SAVE = `INSERT INTO snapshot (stream, schema_version, revision, hash, state) VALUES (?)
  ON DUPLICATE KEY UPDATE hash = IF(VALUES(revision) > revision, VALUES(hash), hash),
    state = IF(VALUES(revision) > revision, VALUES(state), state), revision = GREATEST(revision, VALUES(revision))`;

/** Snapshots in MySQL or MariaDB, of a log that is kept there or elsewhere. */
export class MysqlSnapshotStore extends SnapshotStore {
  private constructor(
    private readonly pool: Pool,
    private readonly log: Pick<EventStore, 'read'>,
  ) {
    super();
  }

  /** Makes the table where it is missing. Throws CannotStart. */
  static async open(options: MysqlSnapshotStoreOptions, log: Pick<EventStore, 'read'>): Promise<MysqlSnapshotStore> {
    const { connections = 4, timeoutMs = 5_000 } = options;
    const address = await reach(options, 'daybook snapshots', async (connection, server) => {
      await connection.query(SNAPSHOT);
      return server.address;
    });
    return new MysqlSnapshotStore(guardedPool({ ...address, connectionLimit: connections, timeoutMs }), log);
  }

  override async load(stream: string, schema: string): Promise<Snapshot | undefined> {
    try {
      const [[row]] = await this.pool
        .promise()
        .query<RowDataPacket[]>(
          'SELECT revision, hash, state FROM snapshot WHERE stream = ? AND schema_version = ?',
          key(stream, schema),
        );
      if (!row) return undefined;
      const [revision, state] = [Number(row['revision']), row['state'] as Buffer];
      if (!hash(stream, schema, revision, state).equals(row['hash'] as Buffer)) return undefined;
      return (await this.reaches(stream, revision))
        ? { revision, state: JSON.parse(state.toString()) as unknown }
        : undefined;
    } catch {
      return undefined; // the events say the same, only more slowly
    }
  }

  override async save(stream: string, schema: string, revision: number, state: unknown): Promise<void> {
    const text = Buffer.from(JSON.stringify(state));
    if (!(await this.reaches(stream, revision))) return;
    const row = [...key(stream, schema), revision, hash(stream, schema, revision, text), text];
    await this.pool.promise().query(SAVE, [row]);
  }

  override async drop(): Promise<void> {
    await this.pool.promise().query('DELETE FROM snapshot');
  }

  override close(): Promise<void> {
    return endPool(this.pool);
  }

  private async reaches(stream: string, revision: number): Promise<boolean> {
    return (await this.log.read(stream, { from: revision, limit: 1 })).length > 0;
  }
}

const key = (stream: string, schema: string) => [Buffer.from(stream), Buffer.from(schema)];

const hash = (stream: string, schema: string, revision: number, state: Buffer) =>
  createHash('sha256')
    .update(JSON.stringify([stream, schema, revision]))
    .update(state)
    .digest();
