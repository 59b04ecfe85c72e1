import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const Native = createRequire(import.meta.url)('libsql');
/**
 * libsql aborts the process on a boolean or a lone Buffer as an argument, so values always go as one array of what it
 * takes. A text with NUL would come back cut off there: it is not let in.
 */
const bind = (values) => values.map((value) => {
    if (typeof value === 'string') {
        if (value.includes('\0'))
            throw new TypeError('SQLite keeps no text that contains NUL');
        return value;
    }
    if (value === undefined)
        return null;
    if (typeof value === 'boolean')
        return Number(value);
    return value instanceof Date ? value.toISOString() : value;
});
/** libsql adds `_metadata` to rows of `get` and gives blobs of `all` as ArrayBuffer. */
const row = (native) => {
    const values = native;
    delete values['_metadata'];
    for (const key in values)
        if (values[key] instanceof ArrayBuffer)
            values[key] = Buffer.from(values[key]);
    return values;
};
/** A prepared statement, as better-sqlite3 has it. */
export class Statement {
    native;
    constructor(native) {
        this.native = native;
    }
    get reader() {
        return this.native.reader;
    }
    all(...values) {
        return this.native.all(bind(values)).map(row);
    }
    get(...values) {
        const native = this.native.get(bind(values));
        return native ? row(native) : undefined;
    }
    run(...values) {
        return this.native.run(bind(values));
    }
}
/** libsql behind the interface of better-sqlite3, so that TypeORM takes it as its driver, too. */
export class Sqlite {
    native;
    /** `timeout`: how many milliseconds a statement waits for the lock of another connection. */
    constructor(path, { readonly = false, timeout = 5000 } = {}) {
        // libsql ignores the option of better-sqlite3, SQLite's own URI opens read-only
        this.native = new Native(readonly ? `${pathToFileURL(path).href}?mode=ro` : path, { timeout });
    }
    /** False also after a failure that ended the transaction by itself, as a full disk does. */
    get inTransaction() {
        return this.native.inTransaction;
    }
    prepare(sql) {
        return new Statement(this.native.prepare(sql));
    }
    /** A statement without values that is prepared each time it runs, so that nothing of it stays when it fails. */
    command(sql) {
        const run = () => {
            this.native.exec(sql);
            return { changes: 0, lastInsertRowid: 0 };
        };
        return new Statement({ reader: false, run, get: run, all: () => [] });
    }
    exec(sql) {
        this.native.exec(sql);
        return this;
    }
    /** Gives the rows of a PRAGMA. */
    pragma(sql) {
        return this.native.pragma(sql);
    }
    /** libsql lets go of the file only when the statements prepared on it are collected: end transactions before. */
    close() {
        this.native.close();
    }
}
//# sourceMappingURL=driver.js.map