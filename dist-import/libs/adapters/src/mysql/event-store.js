import { AppError, EventStore, WrongRevision, } from '#ports';
import { assertStorable, json } from '../storable.js';
import { Subscriptions } from '../subscription.js';
import { Appends } from './appends.js';
import { EventTable, MOST_BYTES, prepareEventTable } from './event-table.js';
import { unavailable } from './failures.js';
import { Numbering } from './numbering.js';
import { reach, withLock } from './opening.js';
import { endPool, guardedPool } from './pool.js';
import { Tail } from './tail.js';
/**
 * The log in MySQL 8 or MariaDB, for any number of processes. An append is committed without a position; then all
 * that is committed is numbered, by whichever process comes first, in a transaction that runs within the server as a
 * whole. So positions have no gaps, and none appears below one that was seen. Nobody sees an event before it has its
 * position: neither who appended it nor who reads its stream.
 */
export class MysqlEventStore extends EventStore {
    pools;
    ordered = false;
    get gapless() {
        return true;
    }
    epoch = 0;
    table;
    appends;
    numbering;
    subscriptions;
    tail;
    callTimeoutMs;
    closing;
    constructor(pools, increment, { callTimeoutMs = 10_000, longestPauseMs = 50 }) {
        super();
        this.pools = pools;
        this.callTimeoutMs = callTimeoutMs;
        const table = (this.table = new EventTable(...pools));
        this.numbering = new Numbering(() => table.number());
        const number = () => this.numbering.done();
        this.subscriptions = new Subscriptions({
            read: (stream, options) => this.read(stream, options),
            readAll: async (options) => this.tail.after(options?.after ?? 0, options?.limit ?? 1_000) ?? this.readAll(options),
        });
        this.tail = new Tail(table, number, this.subscriptions, longestPauseMs);
        const read = (stream, from, limit) => this.numbered(stream, { from, limit });
        this.appends = new Appends(table, { read, number, recorded: () => this.tail.wake() }, increment);
    }
    /** Makes the tables where they are missing. Throws CannotStart. */
    static async open(options) {
        const { variable = 'MYSQL_URL', connections = 10, timeoutMs = 5_000 } = options;
        const { address, connection } = await reach(options);
        try {
            await withLock(connection, 'daybook log', () => prepareEventTable(connection, variable));
            const [[row]] = (await connection.query('SELECT @@auto_increment_increment AS increment'));
            const pool = (limit, multipleStatements) => guardedPool({ ...address, connectionLimit: limit, multipleStatements, timeoutMs });
            return new MysqlEventStore([pool(connections, false), pool(1, true)], row.increment, options);
        }
        finally {
            connection.destroy();
        }
    }
    append(stream, expectedRevision, events) {
        return this.inTime(() => {
            assertStorable(stream, events);
            const name = bytes('stream', stream);
            const rows = events.map((event, i) => rowOf(name, expectedRevision + 1 + i, event));
            return this.appends.add(stream, expectedRevision, events, rows, this.callTimeoutMs);
        });
    }
    restore(after, events) {
        return this.inTime(async () => {
            const rows = events.map((event) => {
                assertStorable(event.stream, [event]);
                return rowOf(bytes('stream', event.stream), event.revision, event);
            });
            await this.table.insertBehind(after, rows);
            return after + rows.length;
        });
    }
    read(stream, options = {}) {
        return this.inTime(() => this.numbered(stream, options));
    }
    readAll(options = {}) {
        return this.inTime(() => this.table.readAll(options));
    }
    head() {
        return this.inTime(() => this.table.lastPosition());
    }
    subscribe(after, handler) {
        this.tail.start();
        return this.subscriptions.subscribe(after, handler);
    }
    follow(stream, fromRevision, signal) {
        this.tail.start();
        return this.subscriptions.follow(stream, fromRevision, signal);
    }
    /** Ends the subscriptions and writes what waits. */
    close() {
        this.closing ??= this.shut();
        return this.closing;
    }
    async shut() {
        await this.subscriptions.close();
        await this.tail.stop();
        await this.appends.idle();
        await Promise.all(this.pools.map((pool) => endPool(pool)));
    }
    /** What is read too early is numbered first. */
    async numbered(stream, options) {
        for (;;) {
            const events = await this.table.read(stream, options);
            if (events.every(hasPosition))
                return events;
            await this.numbering.done();
        }
    }
    /** Runs within the time of a call; whatever fails for another reason than the caller's is AppError `unavailable`. */
    async inTime(run) {
        if (this.closing)
            throw unavailable('log', new Error('it is closed'));
        let timer;
        const late = new Promise((_, reject) => {
            const error = new Error(`no answer within ${this.callTimeoutMs} ms`);
            timer = setTimeout(() => reject(unavailable('log', error)), this.callTimeoutMs);
        });
        try {
            return await Promise.race([run(), late]);
        }
        catch (error) {
            throw isOurs(error) ? error : unavailable('log', error);
        }
        finally {
            clearTimeout(timer);
        }
    }
}
/** Errors that the port speaks of. */
const isOurs = (error) => error instanceof AppError || error instanceof WrongRevision || error instanceof TypeError;
const hasPosition = (event) => event.position !== undefined;
const rowOf = (stream, revision, { id, type, data, metadata }) => ({
    stream,
    revision,
    id: bytes('id', id),
    type: bytes('type', type),
    data: Buffer.from(json(data)),
    metadata: Buffer.from(json(metadata)),
});
function bytes(what, text) {
    const buffer = Buffer.from(text);
    if (buffer.length > MOST_BYTES[what])
        throw new TypeError(`${text.slice(0, 40)}… is too long for the ${what} of an event`);
    return buffer;
}
//# sourceMappingURL=event-store.js.map