import { Sqlite } from './driver.js';
import { SCHEMA_VERSION } from './event-table.js';

/** An event as the log's table has it. */
export type EventRow = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
];

/**
 * Pages of the write-ahead log before they are moved into the table, 32 MB. The commit that moves them takes 5 ms and more:
 * with SQLite's 1,000 pages one commit in fifteen did. What a crash leaves of it is read again at the next start.
 */
const CHECKPOINT_PAGES = 8_000;

/** Puts groups of events into the log, one group after another. */
export interface GroupWriter {
  /** Resolves when the whole group is on disk; when it rejects, nothing of it is. */
  write(group: readonly EventRow[]): Promise<void>;
  /** Resolves when the disk takes what is written, and leaves the log as it is. */
  tryDisk(): Promise<void>;
  close(): Promise<void>;
}

/** Writes each group in one transaction, and so with one fsync; in the thread that calls it. */
export class LogWriter implements GroupWriter {
  private readonly db: Sqlite;
  private readonly insert;

  /** The file has its tables. `timeout`: how many milliseconds it waits for a lock of another process. */
  constructor(path: string, timeout: number) {
    this.db = new Sqlite(path, { timeout });
    this.db.pragma('synchronous = FULL'); // NORMAL, the default in WAL, loses acknowledged events in a power cut
    this.db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    this.insert = this.db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)');
  }

  async write(group: readonly EventRow[]): Promise<void> {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      for (const row of group) this.insert.run(...row);
      this.db.exec('COMMIT');
    } catch (error) {
      // A full disk has ended the transaction already.
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  async tryDisk(): Promise<void> {
    this.db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`); // a page with what it holds already
  }

  async close(): Promise<void> {
    try {
      this.db.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // Where there is no room, it stays in the write-ahead log, and is read from there at the next start.
    }
    this.db.close();
  }
}
