import { AppError, EventStore, } from '#ports';
import { RecentEvents } from '../recent-events.js';
import { Subscriptions } from '../subscription.js';
import { Sqlite } from './driver.js';
import { EventTable } from './event-table.js';
import { opening } from './opening.js';
/** What is kept of what was read last: subscribers that are close to each other read it once. */
const RECENT_EVENTS = 16_384;
const RECENT_CHARACTERS = 24 * 1024 * 1024;
/** Subscribers that are closer than this wait for each other; the memory holds twice as much at least. */
const WINDOW = 4_096;
/** The log for another thread than its writer's: for reading and for subscribers, who hear of news by `committed`. */
export class SqliteLogFollower extends EventStore {
    ordered = true;
    epoch = 0;
    db;
    table;
    recent = new RecentEvents(RECENT_EVENTS, RECENT_CHARACTERS);
    subscriptions = new Subscriptions(this, WINDOW);
    /** The file has been made by the writer. Throws CannotStart. */
    constructor(path) {
        super();
        this.db = opening(`The log ${path}`, () => new Sqlite(path, { readonly: true }));
        this.table = new EventTable(this.db);
    }
    /** The writer has committed something. */
    committed() {
        this.subscriptions.missed();
    }
    async read(stream, options = {}) {
        return this.table.read(stream, options);
    }
    async readAll({ after, limit = 1_000, direction = 'forwards' } = {}) {
        return direction === 'forwards'
            ? this.forwards(after ?? 0, limit)
            : this.table.readAll({ after: after ?? Number.MAX_SAFE_INTEGER, limit, direction }).map(({ event }) => event);
    }
    async head() {
        return this.table.lastPosition();
    }
    append() {
        return Promise.reject(new AppError('unavailable', 'LOG_UNAVAILABLE', 'Only its own thread writes the log.'));
    }
    subscribe(after, handler) {
        return this.subscriptions.subscribe(after, handler);
    }
    follow(stream, fromRevision, signal) {
        return this.subscriptions.follow(stream, fromRevision, signal);
    }
    async close() {
        await this.subscriptions.close();
        this.db.close();
    }
    /** What whoever is furthest reads serves those close behind, too; who is far behind reads alone. */
    forwards(after, limit) {
        const known = this.recent.after(after, limit);
        if (known?.length)
            return known;
        const read = this.table.readAll({ after, limit, direction: 'forwards' });
        if (after >= this.recent.end) {
            if (after > this.recent.end)
                this.recent.clear();
            for (const { event, size } of read)
                this.recent.add(event, size);
        }
        return read.map(({ event }) => event);
    }
}
//# sourceMappingURL=log-follower.js.map