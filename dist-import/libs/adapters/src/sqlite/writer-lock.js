import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '#ports';
import { Sqlite } from './driver.js';
import { cannotOpen } from './opening.js';
/**
 * One writer per data folder. The lock is SQLite's on a file of its own, held by the operating system: it ends with
 * the process, however that ends, and is never stale.
 */
export class WriterLock {
    db;
    pidFile;
    /** Makes the folder where it is missing. */
    constructor(folder) {
        this.pidFile = join(folder, 'writer.pid');
        try {
            mkdirSync(folder, { recursive: true });
            this.db = new Sqlite(join(folder, 'writer.lock'), { timeout: 0 });
            this.db.exec('BEGIN EXCLUSIVE');
            writeFileSync(this.pidFile, String(process.pid));
        }
        catch (error) {
            if (error.code === 'SQLITE_BUSY')
                throw inUse(folder, this.pidFile);
            throw cannotOpen(`The data folder ${folder}`, error);
        }
    }
    release() {
        rmSync(this.pidFile, { force: true });
        this.db.exec('ROLLBACK');
        this.db.close();
    }
}
function inUse(folder, pidFile) {
    let holder = '';
    try {
        holder = ` (pid ${readFileSync(pidFile, 'utf8')})`;
    }
    catch {
        // it has not said yet
    }
    return new CannotStart(`The data folder ${folder} is in use by another Daybook process${holder}.`);
}
//# sourceMappingURL=writer-lock.js.map