import { createHash } from 'node:crypto';
import { SnapshotStore, type Snapshot } from '#ports';
import { Sqlite } from './driver.js';
import { opening } from './opening.js';

/**
 * Snapshots beside the events, in the file that a SqliteEventStore has opened. Over a connection of its own that does
 * not wait for the disk: both share one write-ahead log, so that a power cut takes a snapshot before its events.
 */
export class SqliteSnapshotStore extends SnapshotStore {
  private readonly db: Sqlite;
  private readonly sql;

  /** Throws CannotStart. */
  constructor(path: string) {
    super();
    this.db = opening(`The log ${path}`, () => new Sqlite(path));
    this.db.pragma('synchronous = NORMAL');
    const recorded = 'EXISTS (SELECT 1 FROM event WHERE event.stream = ? AND event.revision = ?)';
    this.sql = {
      load: this.db.prepare(
        `SELECT revision, hash, state FROM snapshot AS s WHERE stream = ? AND schema = ?
         AND EXISTS (SELECT 1 FROM event WHERE event.stream = s.stream AND event.revision = s.revision)`,
      ),
      save: this.db.prepare(
        `INSERT INTO snapshot (stream, schema, revision, hash, state) SELECT ?, ?, ?, ?, ? WHERE ${recorded}
         ON CONFLICT (stream, schema) DO UPDATE SET revision = excluded.revision, hash = excluded.hash,
         state = excluded.state WHERE excluded.revision > snapshot.revision`,
      ),
      drop: this.db.prepare('DELETE FROM snapshot'),
    };
  }

  override async load(stream: string, schema: string): Promise<Snapshot | undefined> {
    try {
      const row = this.sql.load.get(stream, schema);
      const [revision, state] = [Number(row?.['revision']), String(row?.['state'])];
      if (!row || row['hash'] !== hash(stream, schema, revision, state)) return undefined;
      return { revision, state: JSON.parse(state) as unknown };
    } catch {
      return undefined; // the events say the same, only more slowly
    }
  }

  override async save(stream: string, schema: string, revision: number, state: unknown): Promise<void> {
    const text = JSON.stringify(state);
    this.sql.save.run(stream, schema, revision, hash(stream, schema, revision, text), text, stream, revision);
  }

  override async drop() {
    this.sql.drop.run();
  }

  override async close() {
    this.db.close();
  }
}

const hash = (stream: string, schema: string, revision: number, state: string) =>
  createHash('sha256')
    .update(JSON.stringify([stream, schema, revision]))
    .update(state)
    .digest('base64');
