import { statSync } from 'node:fs';
import { CannotStart } from '#ports';
/** What stands in the header of every database file of ours: "DBOK". */
const APPLICATION_ID = 0x44_42_4f_4b;
const DAMAGED = /not a database|malformed|corrupt/i;
const header = (db, name) => Number(db.pragma(name)[0]?.[name]);
/** Opens a file; whatever goes wrong is told in one sentence. `what` names the file, with its path. */
export function opening(what, open) {
    try {
        return open();
    }
    catch (error) {
        throw cannotOpen(what, error);
    }
}
/** `remedy`: what can be done about a damaged file; the end of a sentence. */
export function cannotOpen(what, error, remedy = '') {
    if (error instanceof CannotStart)
        return error;
    const reason = error.message;
    const because = reason.includes('ConnectionFailed') ? '' : ` (${reason.replaceAll('\n', ' ')})`;
    const told = DAMAGED.test(reason) ? `is damaged${because}${remedy}` : `cannot be used${because}`;
    return new CannotStart(`${what} ${told}.`, { cause: error });
}
/**
 * Checks that a file is one of ours and of no later schema than this code's. Gives true when there is nothing in it yet.
 */
export function isEmpty(db, schema) {
    const tables = db.prepare('SELECT count(*) AS tables FROM sqlite_master').get();
    if (Number(tables?.['tables']) === 0)
        return true;
    if (header(db, 'application_id') !== APPLICATION_ID)
        throw new Error('it is not a file of Daybook');
    if (header(db, 'user_version') > schema)
        throw new Error('it was written by a later version of Daybook');
    return false;
}
/** Checks that a file is as long as its header says, which SQLite notices only when it needs a page that is not there. */
export function checkLength(db, path) {
    const [wal] = db.pragma('wal_checkpoint(PASSIVE)');
    const complete = wal?.['busy'] === 0 && wal['log'] === wal['checkpointed'];
    const length = header(db, 'page_count') * header(db, 'page_size');
    if (complete && statSync(path).size < length)
        throw new Error('malformed: it is cut short');
}
/** Marks an empty file as ours. */
export function markFile(db, schema) {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${schema}`);
}
//# sourceMappingURL=opening.js.map