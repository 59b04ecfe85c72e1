import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { AppError, EventStore, NO_STREAM, WrongRevision, } from '#ports';
import { RecentEvents } from '../recent-events.js';
import { assertStorable, json } from '../storable.js';
import { Subscriptions } from '../subscription.js';
import { Sqlite } from './driver.js';
import { createTables, EventTable, SCHEMA_VERSION } from './event-table.js';
import { LogWriterThread } from './log-writer-thread.js';
import { LogWriter } from './log-writer.js';
import { checkLength, isEmpty, markFile, opening } from './opening.js';
import { WriterLock } from './writer-lock.js';
/** Streams whose last revision is remembered. */
const STREAMS_KNOWN = 100_000;
const RECENT_EVENTS = 8_192;
const RECENT_CHARACTERS = 16 * 1024 * 1024;
const RETRY_AFTER_S = 2;
const LOCK_TIMEOUT_MS = 5_000;
/**
 * The log in a SQLite file, with one writer per folder. Appends that arrive in one turn of the event loop, or while
 * earlier ones are being written, share one commit, and so one fsync. Positions have no gaps.
 */
export class SqliteEventStore extends EventStore {
    options;
    ordered = true;
    lock;
    /** For reading, once the tables are there. */
    db;
    writer;
    table;
    recent = new RecentEvents(RECENT_EVENTS, RECENT_CHARACTERS);
    revisions = new LRUCache({ max: STREAMS_KNOWN });
    subscriptions = new Subscriptions(this);
    commitListeners = [];
    waiting = [];
    last;
    failures = 0;
    draining;
    closing;
    /** Makes folder and file where they are missing. Throws CannotStart. */
    constructor(path, options = {}) {
        super();
        this.options = options;
        this.lock = options.readonly ? undefined : new WriterLock(dirname(path));
        try {
            this.db = opening(`The log ${path}`, () => openLog(path, options));
            this.writer = options.readonly ? undefined : writerOf(path, options);
        }
        catch (error) {
            this.lock?.release();
            throw error;
        }
        this.table = new EventTable(this.db);
        this.last = this.table.lastPosition();
    }
    get epoch() {
        return this.failures;
    }
    async read(stream, options = {}) {
        return this.reading(() => this.table.read(stream, options));
    }
    async readAll({ after, limit = 1000, direction = 'forwards' } = {}) {
        const forwards = direction === 'forwards';
        const from = after ?? (forwards ? 0 : Number.MAX_SAFE_INTEGER);
        const recent = this.options.readonly ? undefined : this.recently(from, limit, forwards);
        return (recent ?? this.reading(() => this.table.readAll({ after: from, limit, direction }).map(({ event }) => event)));
    }
    async head() {
        return this.options.readonly ? this.reading(() => this.table.lastPosition()) : this.last;
    }
    append(stream, expectedRevision, events) {
        return new Promise((resolve, reject) => {
            if (this.closing || this.options.readonly)
                throw unavailable(new Error('the log is closed, or open for reading'));
            assertStorable(stream, events);
            const serialised = events.map((event) => ({ event, data: json(event.data), metadata: json(event.metadata) }));
            this.draining ??= this.drain();
            this.waiting.push({ stream, expectedRevision, events: serialised, resolve, reject });
        });
    }
    /** Tells whenever something was committed; it can be read by then. */
    onCommitted(listener) {
        this.commitListeners.push(listener);
    }
    subscribe(after, handler) {
        this.assertWriter();
        return this.subscriptions.subscribe(after, handler);
    }
    follow(stream, fromRevision, signal) {
        this.assertWriter();
        return this.subscriptions.follow(stream, fromRevision, signal);
    }
    /** Ends the subscriptions, writes what waits, and leaves the folder to the next writer. */
    close() {
        this.closing ??= this.shut();
        return this.closing;
    }
    async shut() {
        await this.subscriptions.close();
        await this.draining;
        this.db.close();
        await this.writer?.close();
        this.lock?.release();
    }
    /** Writes what waits, group by group. */
    async drain() {
        do {
            await turn(); // what the answers to the last group lead to goes into the next one
            await this.flush();
        } while (this.waiting.length);
        this.draining = undefined;
    }
    /**
     * One transaction for all waiting appends, in the order of the calls. A refused one has written nothing; any other
     * failure fails all that waits by then, since later appends may have been decided on earlier ones.
     */
    async flush() {
        const group = this.waiting;
        this.waiting = [];
        let answers;
        const written = [];
        try {
            answers = group.map((append) => this.record(append, written));
            if (written.length)
                await this.writer.write(written.map(({ row }) => row));
        }
        catch (error) {
            this.fail([...group, ...this.waiting.splice(0)], error);
            return;
        }
        for (const { event, row } of written)
            this.recent.add(event, row[5].length + row[6].length);
        this.last += written.length;
        group.forEach(({ resolve, reject }, i) => {
            const answer = answers[i];
            if (answer instanceof WrongRevision)
                reject(answer);
            else
                resolve(answer);
        });
        if (!written.length)
            return;
        this.subscriptions.committed(written.map(({ event }) => event));
        for (const listener of this.commitListeners)
            listener();
    }
    /** What an append will have recorded, behind what was written before in the same group. */
    record(append, written) {
        const { stream, expectedRevision, events } = append;
        const last = this.revisions.get(stream) ?? this.table.lastRevision(stream) ?? NO_STREAM;
        if (last !== expectedRevision)
            return this.repeated(append, written) ?? new WrongRevision(stream, expectedRevision, last);
        const recorded = events.map(({ event: { id, type, data, metadata }, ...json }, i) => {
            const [revision, position] = [last + 1 + i, this.last + 1 + written.length];
            const event = { id, type, data, metadata, stream, revision, position };
            written.push({ event, row: [position, stream, revision, id, type, json.data, json.metadata] });
            return event;
        });
        this.revisions.set(stream, last + events.length);
        return recorded;
    }
    /** What the identical append recorded earlier, in this group or long ago. */
    repeated({ stream, expectedRevision, events }, written) {
        if (!events.length)
            return undefined;
        const from = expectedRevision + 1;
        const beside = written.flatMap(({ event }) => (event.stream === stream && event.revision >= from ? [event] : []));
        const stored = [...this.table.read(stream, { from, limit: events.length }), ...beside].slice(0, events.length);
        const same = stored.length === events.length && stored.every(({ id }, i) => id === events[i].event.id);
        return same ? stored : undefined;
    }
    fail(group, cause) {
        this.revisions.clear();
        this.failures++;
        for (const { reject } of group)
            reject(unavailable(cause));
    }
    /** From memory, where it reaches back far enough. */
    recently(after, limit, forwards) {
        if (forwards)
            return after >= this.last ? [] : this.recent.after(after, limit);
        return this.recent.before(Math.min(after, this.last + 1), limit);
    }
    reading(read) {
        try {
            return read();
        }
        catch (error) {
            throw unavailable(error);
        }
    }
    assertWriter() {
        if (this.options.readonly)
            throw new Error('A log that is open for reading tells of no new events');
    }
}
const writerOf = (path, { writer, lockTimeoutMs = LOCK_TIMEOUT_MS }) => writer ? new LogWriterThread(writer, path, lockTimeoutMs) : new LogWriter(path, lockTimeoutMs);
function openLog(path, options) {
    const { readonly = false, lockTimeoutMs: timeout = LOCK_TIMEOUT_MS } = options;
    const db = new Sqlite(path, { readonly, timeout });
    if (!readonly)
        db.pragma('journal_mode = WAL');
    if (isEmpty(db, SCHEMA_VERSION)) {
        if (readonly)
            throw new Error('it is empty');
        db.exec('BEGIN IMMEDIATE');
        createTables(db);
        markFile(db, SCHEMA_VERSION);
        db.exec('COMMIT');
    }
    if (!readonly)
        checkLength(db, path);
    checkEnd(new EventTable(db));
    return db;
}
/** The last event must be readable by its position and by its stream: a table and an index apart from it show. */
function checkEnd(table) {
    const [last] = table.readAll({ after: Number.MAX_SAFE_INTEGER, limit: 1, direction: 'backwards' });
    if (!last)
        return;
    const { stream, revision, position } = last.event;
    const [same] = table.read(stream, { from: revision, limit: 1 });
    if (same?.position !== position)
        throw new Error('malformed: its index does not fit');
}
const unavailable = (cause) => Object.assign(new AppError('unavailable', 'LOG_UNAVAILABLE', 'The log cannot be used at present', [], RETRY_AFTER_S), { cause });
//# sourceMappingURL=event-store.js.map