import { Sqlite } from './driver.js';
/** Writes each group in one transaction, and so with one fsync; in the thread that calls it. */
export class LogWriter {
    db;
    insert;
    /** The file has its tables. `timeout`: how many milliseconds it waits for a lock of another process. */
    constructor(path, timeout) {
        this.db = new Sqlite(path, { timeout });
        this.db.pragma('synchronous = FULL'); // NORMAL, the default in WAL, loses acknowledged events in a power cut
        this.insert = this.db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)');
    }
    async write(group) {
        this.db.exec('BEGIN IMMEDIATE');
        try {
            for (const row of group)
                this.insert.run(...row);
            this.db.exec('COMMIT');
        }
        catch (error) {
            // A full disk has ended the transaction already.
            if (this.db.inTransaction)
                this.db.exec('ROLLBACK');
            throw error;
        }
    }
    async close() {
        this.db.pragma('wal_checkpoint(TRUNCATE)');
        this.db.close();
    }
}
//# sourceMappingURL=log-writer.js.map