import { createHash } from 'node:crypto';
import { SnapshotStore } from '#ports';
import { reach, withLock } from './opening.js';
import { endPool, guardedPool } from './pool.js';
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
    pool;
    log;
    constructor(pool, log) {
        super();
        this.pool = pool;
        this.log = log;
    }
    /** Makes the table where it is missing. Throws CannotStart. */
    static async open(options, log) {
        const { address, connection } = await reach(options);
        try {
            await withLock(connection, 'daybook snapshots', () => connection.query(SNAPSHOT));
            const { connections = 4, timeoutMs = 5_000 } = options;
            return new MysqlSnapshotStore(guardedPool({ ...address, connectionLimit: connections, timeoutMs }), log);
        }
        finally {
            connection.destroy();
        }
    }
    async load(stream, schema) {
        try {
            const [[row]] = await this.pool
                .promise()
                .query('SELECT revision, hash, state FROM snapshot WHERE stream = ? AND schema_version = ?', key(stream, schema));
            if (!row)
                return undefined;
            const [revision, state] = [Number(row['revision']), row['state']];
            if (!hash(stream, schema, revision, state).equals(row['hash']))
                return undefined;
            return (await this.reaches(stream, revision))
                ? { revision, state: JSON.parse(state.toString()) }
                : undefined;
        }
        catch {
            return undefined; // the events say the same, only more slowly
        }
    }
    async save(stream, schema, revision, state) {
        const text = Buffer.from(JSON.stringify(state));
        if (!(await this.reaches(stream, revision)))
            return;
        const row = [...key(stream, schema), revision, hash(stream, schema, revision, text), text];
        await this.pool.promise().query(SAVE, [row]);
    }
    async drop() {
        await this.pool.promise().query('DELETE FROM snapshot');
    }
    close() {
        return endPool(this.pool);
    }
    async reaches(stream, revision) {
        return (await this.log.read(stream, { from: revision, limit: 1 })).length > 0;
    }
}
const key = (stream, schema) => [Buffer.from(stream), Buffer.from(schema)];
const hash = (stream, schema, revision, state) => createHash('sha256')
    .update(JSON.stringify([stream, schema, revision]))
    .update(state)
    .digest();
//# sourceMappingURL=snapshot-store.js.map