import type { NewEvent, ReadAllOptions, ReadOptions, RecordedEvent } from '#ports';
import type { Row, Sqlite } from './driver.js';

export const SCHEMA_VERSION = 1;

/** No index on the id: on random ids it costs a third of the rate, and a repeat is found by its revision. */
const SCHEMA = `
  CREATE TABLE event (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL,
    type TEXT NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL,
    CONSTRAINT event_revision UNIQUE (stream, revision)
  ) STRICT`;

export const createTables = (db: Sqlite) => db.exec(SCHEMA);

/** A new event with its JSON, written once. */
export interface Serialised {
  readonly event: NewEvent;
  readonly data: string;
  readonly metadata: string;
}

const ALL = Number.MAX_SAFE_INTEGER;

/** The statements that read the table of events. */
export class EventTable {
  private readonly sql;

  constructor(db: Sqlite) {
    const select = 'SELECT position, stream, revision, id, type, data, metadata FROM event';
    this.sql = {
      revision: db.prepare('SELECT revision FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1'),
      position: db.prepare('SELECT max(position) AS position FROM event'),
      forwards: db.prepare(`${select} WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`),
      backwards: db.prepare(`${select} WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`),
      after: db.prepare(`${select} WHERE position > ? ORDER BY position LIMIT ?`),
      before: db.prepare(`${select} WHERE position < ? ORDER BY position DESC LIMIT ?`),
      // From name to name: a DISTINCT would read every row of the index.
      streams: db.prepare(`WITH RECURSIVE name (stream) AS (
        SELECT min(stream) FROM event WHERE stream > ?
        UNION ALL SELECT (SELECT min(stream) FROM event WHERE stream > name.stream) FROM name WHERE name.stream IS NOT NULL
        LIMIT ?) SELECT stream FROM name WHERE stream IS NOT NULL`),
    };
  }

  /** Revision of the last event of a stream; undefined when there is none. */
  lastRevision(stream: string): number | undefined {
    const row = this.sql.revision.get(stream);
    return row && Number(row['revision']);
  }

  /** Names of streams behind one, in their order. */
  streams(after: string, limit: number): string[] {
    return this.sql.streams.all(after, limit).map((row) => String(row['stream']));
  }

  /** Position of the last event; 0 when there is none. */
  lastPosition(): number {
    return Number(this.sql.position.get()?.['position'] ?? 0);
  }

  read(stream: string, { from, limit = ALL, direction = 'forwards' }: ReadOptions): RecordedEvent[] {
    const rows =
      direction === 'forwards'
        ? this.sql.forwards.all(stream, from ?? 0, limit)
        : this.sql.backwards.all(stream, from ?? ALL, limit);
    return rows.map(recorded);
  }

  /** With the size of each event, in characters of its JSON. */
  readAll({ after, limit, direction }: Required<ReadAllOptions>): { event: RecordedEvent; size: number }[] {
    const rows = (direction === 'forwards' ? this.sql.after : this.sql.before).all(after, limit);
    return rows.map((row) => ({
      event: recorded(row),
      size: String(row['data']).length + String(row['metadata']).length,
    }));
  }
}

const recorded = (row: Row): RecordedEvent => ({
  id: String(row['id']),
  type: String(row['type']),
  data: JSON.parse(String(row['data'])) as unknown,
  metadata: JSON.parse(String(row['metadata'])) as RecordedEvent['metadata'],
  stream: String(row['stream']),
  revision: Number(row['revision']),
  position: Number(row['position']),
});
