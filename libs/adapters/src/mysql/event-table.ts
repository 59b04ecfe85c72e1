import type { Pool, QueryResult, ResultSetHeader, RowDataPacket } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import {
  AppError,
  CannotStart,
  type NewEvent,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
} from '#ports';
import { isDuplicate } from './failures.js';
import { rowsOf } from './tables.js';

const SCHEMA_VERSION = 1;
const ALL = Number.MAX_SAFE_INTEGER;

/** Most bytes that a name may have. */
export const MOST_BYTES = { stream: 512, id: 64, type: 255 } as const;

/**
 * Texts are kept as bytes: nothing is compared by a collation, for which `a` and `a ` may be the same. An event is
 * committed without a position and has none for a moment; `arrival` grows within a stream, also where several
 * processes write to it, and has gaps.
 */
const EVENT = `CREATE TABLE IF NOT EXISTS event (
  arrival BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  position BIGINT NULL,
  stream VARBINARY(${MOST_BYTES.stream}) NOT NULL,
  revision BIGINT NOT NULL,
  id VARBINARY(${MOST_BYTES.id}) NOT NULL,
  type VARBINARY(${MOST_BYTES.type}) NOT NULL,
  data LONGBLOB NOT NULL,
  metadata LONGBLOB NOT NULL,
  UNIQUE KEY event_position (position),
  UNIQUE KEY event_revision (stream, revision)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`;

/** One row: the version of these tables. Who holds its lock gives positions. */
const LOG = 'CREATE TABLE IF NOT EXISTS event_log (id INT NOT NULL PRIMARY KEY, version INT NOT NULL) ENGINE = InnoDB';

/** Most bytes of the events of one statement, if there are several. */
const LONGEST_STATEMENT = 1024 * 1024;

/** Most events that get their positions in one transaction. */
const MOST_NUMBERED = 2_000;

/**
 * Gives the next positions to all that is committed and has none, by arrival. It is sent as one packet, so that no
 * client, however long it is frozen, stands between taking the lock and the commit. The pending ones are read without
 * locks: an append under way is neither seen nor waited for. Nor is it when they are changed, as long as each is found by
 * its key: an engine left to itself scans a short table, and every row of it that is locked holds it up.
 */
const NUMBER = `ROLLBACK;
  START TRANSACTION;
  SELECT version FROM event_log WHERE id = 1 FOR UPDATE;
  SELECT COALESCE(MAX(position), 0) INTO @last FROM event;
  SELECT GROUP_CONCAT(arrival ORDER BY arrival) INTO @pending
    FROM (SELECT arrival FROM event WHERE position IS NULL ORDER BY arrival LIMIT ${MOST_NUMBERED}) AS unnumbered;
  UPDATE JSON_TABLE(CONCAT('[', @pending, ']'), '$[*]'
      COLUMNS (place FOR ORDINALITY, arrival BIGINT UNSIGNED PATH '$')) AS pending
    STRAIGHT_JOIN event FORCE INDEX (PRIMARY) ON event.arrival = pending.arrival
    SET event.position = @last + pending.place;
  COMMIT`;
const NUMBER_UPDATE = 5;

const UNNUMBERED = 'SELECT 1 FROM event WHERE position IS NULL LIMIT 1';

/** A new event with its place in its stream, as bytes. */
export interface EventRow {
  readonly stream: Buffer;
  readonly revision: number;
  readonly id: Buffer;
  readonly type: Buffer;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** What a look behind a position finds. */
export interface Look {
  readonly events: RecordedEvent[];
  /** Whether something committed has no position yet. */
  readonly unnumbered: boolean;
}

/** A recorded event; the position is missing for a moment. */
export type StoredEvent = Omit<RecordedEvent, 'position'> & { readonly position: number | undefined };

/**
 * Makes the tables where they are missing; throws CannotStart for those of a later version, an error for others. Before
 * the version is known nothing is asked that a later one may have changed.
 */
export async function prepareEventTable(connection: Connection, variable: string): Promise<void> {
  await checkVersion(connection, variable);
  await connection.query(EVENT);
  await connection.query(CHECK);
  await connection.query(LOG);
  await connection.query('INSERT IGNORE INTO event_log VALUES (1, ?)', [SCHEMA_VERSION]);
}

/** Changes nothing; throws CannotStart where there are no tables, or those of another version, an error for others. */
export async function checkEventTable(connection: Connection, variable: string): Promise<void> {
  const version = await checkVersion(connection, variable);
  const what = `The log in the database of ${variable}`;
  if (version === undefined) throw new CannotStart(`${what} is not there.`);
  if (version < SCHEMA_VERSION) throw new CannotStart(`${what} was written by an earlier version of Daybook.`);
  await connection.query(CHECK);
}

/** Undefined where there is no log; throws CannotStart for one of a later version. */
async function checkVersion(connection: Connection, variable: string): Promise<number | undefined> {
  const [log] = (await rowsOf(connection, 'event_log')) ?? [];
  const version = log?.['version'] as number | undefined;
  if (version !== undefined && version > SCHEMA_VERSION) {
    throw new CannotStart(`The log in the database of ${variable} was written by a later version of Daybook.`);
  }
  return version;
}

/** The statements on the table of events. `packets` takes several statements at once: constant texts, and numbers. */
export class EventTable {
  constructor(
    private readonly pool: Pool,
    private readonly packets: Pool,
  ) {}

  /** Inserts all or nothing; the unique key refuses a revision that is there. */
  async insert(rows: readonly EventRow[]): Promise<void> {
    await answer(this.pool, `INSERT INTO event (${COLUMNS}) VALUES ?`, [rows.map(valuesOf)]);
  }

  /**
   * Inserts events with their positions, right behind `after`, all or nothing; AppError `conflict` where the log or one
   * of the streams ends elsewhere. Whoever gives positions waits meanwhile.
   */
  async insertBehind(after: number, rows: readonly EventRow[]): Promise<void> {
    const connection = await this.pool.promise().getConnection();
    try {
      await connection.beginTransaction();
      await connection.query('SELECT version FROM event_log WHERE id = 1 FOR UPDATE');
      const [[end]] = await connection.query<RowDataPacket[]>(
        'SELECT COALESCE(MAX(position), 0) AS last, COUNT(*) - COUNT(position) AS unnumbered FROM event WHERE position IS NULL OR position >= ?',
        [after],
      );
      if (Number(end!['last']) !== after || Number(end!['unnumbered'])) {
        throw conflict(`The log does not end at position ${after}.`);
      }
      let position = after;
      for (const group of groupsOf(rows)) {
        const values = group.map((row) => [++position, ...valuesOf(row)]);
        await connection.query(`INSERT INTO event (position, ${COLUMNS}) VALUES ?`, [values]);
      }
      await connection.commit();
    } catch (error) {
      // What was not committed ends with the connection, also where it answers no more.
      connection.destroy();
      throw isDuplicate(error) ? conflict('A stream does not end where its events begin.') : error;
    }
    connection.release();
  }

  /** Gives positions to all that was committed before the call. */
  async number(): Promise<void> {
    for (let numbered = MOST_NUMBERED; numbered === MOST_NUMBERED;) {
      const results = await answer<ResultSetHeader[]>(this.packets, NUMBER);
      numbered = results[NUMBER_UPDATE]!.affectedRows;
    }
  }

  /** Gives positions to what was committed before the call, and then the events behind a position. */
  async numberAndRead(after: number, limit: number): Promise<RecordedEvent[]> {
    const results = await answer<RowDataPacket[][]>(this.packets, `${NUMBER}; ${READ_ON}`, [after, limit]);
    return results.at(-1)!.map(placed);
  }

  /**
   * Gives the events behind a position, and tells whether there are others without one. What a numbering that was
   * broken off has left on the connection is undone first: its positions may become those of other events.
   */
  async look(after: number, limit: number): Promise<Look> {
    const sql = `ROLLBACK; ${UNNUMBERED}; ${READ_ON}`;
    const [, unnumbered, events] = await answer<RowDataPacket[][]>(this.packets, sql, [after, limit]);
    return { events: events!.map(placed), unnumbered: unnumbered!.length > 0 };
  }

  /** Whether something committed has no position yet. */
  async hasUnnumbered(): Promise<boolean> {
    return (await this.rows(UNNUMBERED, [])).length > 0;
  }

  /** Revision of the last event of each stream that there is. */
  async lastRevisions(streams: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.rows(
      'SELECT stream, MAX(revision) AS last FROM event WHERE stream IN (?) GROUP BY stream',
      [streams.map((stream) => Buffer.from(stream))],
    );
    return new Map(rows.map((row) => [text(row['stream']), Number(row['last'])]));
  }

  async read(stream: string, { from, limit = ALL, direction = 'forwards' }: ReadOptions): Promise<StoredEvent[]> {
    const order = direction === 'forwards' ? (['>=', 'ASC', 0] as const) : (['<=', 'DESC', ALL] as const);
    const sql = `${SELECT} WHERE stream = ? AND revision ${order[0]} ? ORDER BY revision ${order[1]} LIMIT ?`;
    return (await this.rows(sql, [Buffer.from(stream), from ?? order[2], limit])).map(stored);
  }

  /** Only what has a position. */
  async readAll({ after, limit = 1_000, direction = 'forwards' }: ReadAllOptions): Promise<RecordedEvent[]> {
    const order = direction === 'forwards' ? (['>', 'ASC', 0] as const) : (['<', 'DESC', ALL] as const);
    const sql = `${SELECT} WHERE position ${order[0]} ? ORDER BY position ${order[1]} LIMIT ?`;
    return (await this.rows(sql, [after ?? order[2], limit])).map(placed);
  }

  async lastPosition(): Promise<number> {
    const [row] = await this.rows('SELECT MAX(position) AS last FROM event', []);
    return Number(row?.['last'] ?? 0);
  }

  private async rows(sql: string, values: (string | number | Buffer | Buffer[])[]): Promise<RowDataPacket[]> {
    return answer(this.pool, sql, values);
  }
}

const conflict = (sentence: string) => new AppError('conflict', 'VERSION_CONFLICT', sentence);

const COLUMNS = 'stream, revision, id, type, data, metadata';

const valuesOf = ({ stream, revision, id, type, data, metadata }: EventRow) => [
  stream,
  revision,
  id,
  type,
  data,
  metadata,
];

/** Rows that fit into one statement: the server has a longest packet. */
function groupsOf(rows: readonly EventRow[]): EventRow[][] {
  const groups: EventRow[][] = [];
  let left = 0;
  for (const row of rows) {
    const size = row.data.length + row.metadata.length;
    if (size > left) {
      groups.push([]);
      left = LONGEST_STATEMENT;
    }
    groups.at(-1)!.push(row);
    left -= size;
  }
  return groups;
}

const SELECT = `SELECT position, ${COLUMNS} FROM event`;
const CHECK = `${SELECT} LIMIT 0`;
const READ_ON = `${SELECT} WHERE position > ? ORDER BY position LIMIT ?`;

/** The driver's own promises take a trace of the stack for every statement, a tenth of what it costs. */
const answer = <T extends QueryResult>(pool: Pool, sql: string, values: unknown[] = []): Promise<T> =>
  new Promise((resolve, reject) => {
    pool.query<T>(sql, values, (error, result) => (error ? reject(error) : resolve(result)));
  });

const text = (bytes: unknown) => (bytes as Buffer).toString();

const stored = (row: RowDataPacket): StoredEvent => ({
  id: text(row['id']),
  type: text(row['type']),
  data: JSON.parse(text(row['data'])) as unknown,
  metadata: JSON.parse(text(row['metadata'])) as NewEvent['metadata'],
  stream: text(row['stream']),
  revision: row['revision'] as number,
  position: (row['position'] as number | null) ?? undefined,
});

const placed = (row: RowDataPacket) => stored(row) as RecordedEvent;
