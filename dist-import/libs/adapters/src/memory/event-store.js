import { EventStore, WrongRevision, } from '#ports';
import { assertStorable, json } from '../storable.js';
import { Subscriptions } from '../subscription.js';
/** The log in memory, for tests. What it records has been through JSON, as on disk. */
export class MemoryEventStore extends EventStore {
    ordered = true;
    /** An append never fails for another reason than its revision. */
    epoch = 0;
    all = [];
    streams = new Map();
    subscriptions = new Subscriptions(this);
    async read(stream, { from, limit, direction = 'forwards' } = {}) {
        const events = this.streams.get(stream) ?? [];
        const backwards = direction === 'backwards';
        const found = backwards ? events.slice(0, (from ?? events.length) + 1).reverse() : events.slice(from);
        return found.slice(0, limit);
    }
    async append(stream, expectedRevision, events) {
        assertStorable(stream, events);
        const past = this.streams.get(stream) ?? [];
        const last = past.length - 1;
        if (last !== expectedRevision) {
            const stored = past.slice(expectedRevision + 1, expectedRevision + 1 + events.length);
            const same = stored.length === events.length && stored.every(({ id }, i) => id === events[i].id);
            if (same && events.length)
                return stored;
            throw new WrongRevision(stream, expectedRevision, last);
        }
        const recorded = events.map(({ id, type, data, metadata }, i) => ({
            id,
            type,
            data: JSON.parse(json(data)),
            metadata: JSON.parse(json(metadata)),
            stream,
            revision: past.length + i,
            position: this.all.length + 1 + i,
        }));
        if (!past.length)
            this.streams.set(stream, past);
        past.push(...recorded);
        this.all.push(...recorded);
        this.subscriptions.committed(recorded);
        return recorded;
    }
    async readAll({ after, limit = 1000, direction = 'forwards' } = {}) {
        if (direction === 'forwards')
            return this.all.slice(after ?? 0, (after ?? 0) + limit);
        const end = Math.min((after ?? Infinity) - 1, this.all.length);
        return this.all.slice(Math.max(0, end - limit), Math.max(0, end)).reverse();
    }
    async head() {
        return this.all.length;
    }
    subscribe(after, handler) {
        return this.subscriptions.subscribe(after, handler);
    }
    follow(stream, fromRevision, signal) {
        return this.subscriptions.follow(stream, fromRevision, signal);
    }
    close() {
        return this.subscriptions.close();
    }
}
//# sourceMappingURL=event-store.js.map