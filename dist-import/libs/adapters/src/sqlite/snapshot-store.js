import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { SnapshotStore } from '#ports';
import { Sqlite } from './driver.js';
import { cannotOpen } from './opening.js';
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS snapshot (
    stream TEXT NOT NULL, schema TEXT NOT NULL, revision INTEGER NOT NULL, hash TEXT NOT NULL, state TEXT NOT NULL,
    CONSTRAINT snapshot_stream PRIMARY KEY (stream, schema)
  ) STRICT`;
/**
 * Snapshots in a file of their own, so that nothing waits for the log's writer; it can be deleted at any time. One
 * counts only where the log has the event that it was taken at: it may have been put back to an earlier state.
 */
export class SqliteSnapshotStore extends SnapshotStore {
    db;
    sql;
    /** Makes the file where it is missing; the log is there. Throws CannotStart. */
    constructor(path, log) {
        super();
        try {
            this.db = openSnapshots(path, log);
        }
        catch (error) {
            throw cannotOpen(`The file of snapshots ${path}`, error, '; once deleted, it is made again from the log');
        }
        const recorded = 'EXISTS (SELECT 1 FROM log.event AS e WHERE e.stream = ? AND e.revision = ?)';
        this.sql = {
            load: this.db.prepare(`SELECT revision, hash, state FROM snapshot AS s WHERE stream = ? AND schema = ?
         AND EXISTS (SELECT 1 FROM log.event AS e WHERE e.stream = s.stream AND e.revision = s.revision)`),
            save: this.db.prepare(`INSERT INTO snapshot (stream, schema, revision, hash, state) SELECT ?, ?, ?, ?, ? WHERE ${recorded}
         ON CONFLICT (stream, schema) DO UPDATE SET revision = excluded.revision, hash = excluded.hash,
         state = excluded.state WHERE excluded.revision > snapshot.revision`),
            drop: this.db.prepare('DELETE FROM snapshot'),
        };
    }
    async load(stream, schema) {
        try {
            const row = this.sql.load.get(stream, schema);
            const [revision, state] = [Number(row?.['revision']), String(row?.['state'])];
            if (!row || row['hash'] !== hash(stream, schema, revision, state))
                return undefined;
            return { revision, state: JSON.parse(state) };
        }
        catch {
            return undefined; // the events say the same, only more slowly
        }
    }
    async save(stream, schema, revision, state) {
        const text = JSON.stringify(state);
        this.sql.save.run(stream, schema, revision, hash(stream, schema, revision, text), text, stream, revision);
    }
    async drop() {
        this.sql.drop.run();
    }
    async close() {
        this.db.close();
    }
}
function openSnapshots(path, log) {
    const db = new Sqlite(path);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.prepare('ATTACH DATABASE ? AS log').run(`${pathToFileURL(log).href}?mode=ro`);
    db.exec(SCHEMA);
    return db;
}
const hash = (stream, schema, revision, state) => createHash('sha256')
    .update(JSON.stringify([stream, schema, revision]))
    .update(state)
    .digest('base64');
//# sourceMappingURL=snapshot-store.js.map