import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStore, NO_STREAM, WrongRevision, } from '#ports';
import { assertStorable, json } from '../storable.js';
import { untilDone } from '../subscription.js';
import { catchUp } from './catch-up.js';
import { clientOf, reach } from './opening.js';
import { isConflict, isRefusal, unavailable } from './outcomes.js';
const FIRST_PAUSE_MS = 50;
/** Most events that are read in one call. */
const PAGE = 500;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
/**
 * The log in EventStoreDB, or KurrentDB, from version 22.6 on. Its positions are commit positions: they have gaps, and
 * grow with the bytes written. One of these per process.
 *
 * No call hangs on a server that is silent, and none of its failures ends the process. An append whose outcome is not
 * known is repeated as it was; ids that are on the stream behind the expected revision are its success.
 */
export class KurrentdbEventStore extends EventStore {
    client;
    ordered = false;
    epoch = 0;
    appendTimeoutMs;
    readTimeoutMs;
    idleMs;
    closing = new AbortController();
    running = new Set();
    closed;
    constructor(client, { appendTimeoutMs = 3_000, readTimeoutMs = 10_000, idleMs = 30_000 }) {
        super();
        this.client = client;
        this.appendTimeoutMs = appendTimeoutMs;
        this.readTimeoutMs = readTimeoutMs;
        this.idleMs = idleMs;
        // One per follower.
        setMaxListeners(0, this.closing.signal);
    }
    /** Connects to the server that a connection string (`esdb://…`) names, and awaits it. Throws CannotStart. */
    static async open(url, options = {}) {
        const { namespace = 'daybook', startTimeoutMs = 30_000, readTimeoutMs = 10_000 } = options;
        const client = clientOf(url, namespace);
        try {
            await reach(client, url, startTimeoutMs, Math.min(readTimeoutMs, startTimeoutMs));
            return new KurrentdbEventStore(client, options);
        }
        catch (error) {
            await client.close().catch(() => undefined);
            throw error;
        }
    }
    async append(stream, expectedRevision, events) {
        assertStorable(stream, events);
        for (const { id } of events)
            if (!UUID.test(id))
                throw new TypeError(`${id} is no UUID in lower case`);
        const stored = events.map(({ id, type, data, metadata }) => ({
            id,
            type,
            data: JSON.parse(json(data)),
            metadata: JSON.parse(json(metadata)),
        }));
        return this.repeated(this.appendTimeoutMs, async (left) => {
            try {
                const position = events.length && (await this.client.append(stream, expectedRevision, stored, left()));
                const [only, second] = stored;
                // Of several events the answer does not tell each one's position.
                if (only && !second && position)
                    return [{ ...only, stream, revision: expectedRevision + 1, position }];
            }
            catch (error) {
                if (!isConflict(error))
                    throw error;
            }
            const recorded = await this.recordedBefore(stream, expectedRevision, events, left);
            if (recorded)
                return recorded;
            const [last] = await this.client.readStream({ stream, count: 1, backwards: true }, left());
            const revision = last?.revision ?? NO_STREAM;
            if (revision !== expectedRevision)
                throw new WrongRevision(stream, expectedRevision, revision);
            if (!events.length)
                return [];
            throw new Error(`${stream} is at ${revision}, and yet the server refused an append there`);
        });
    }
    async read(stream, options = {}) {
        const { from, limit, direction = 'forwards' } = options;
        const backwards = direction === 'backwards';
        return this.pages(limit, async (last, count, left) => {
            const next = last ? last.revision + (backwards ? -1 : 1) : from;
            return next === -1 ? [] : this.client.readStream({ stream, from: next, count, backwards }, left());
        });
    }
    async readAll({ after, limit = 1000, direction = 'forwards' } = {}) {
        return this.pages(limit, async (last, count, left) => {
            const from = last?.position ?? after;
            if (direction === 'backwards')
                return this.client.readAll({ from, count, backwards: true }, left());
            if (!from)
                return this.client.readAll({ count }, left());
            const found = await this.client.readAll({ from, count: count + 1 }, left());
            return found.filter(({ position }) => position > from).slice(0, count);
        });
    }
    async head() {
        const [last] = await this.readAll({ direction: 'backwards', limit: 1 });
        return last?.position ?? 0;
    }
    subscribe(after, handler) {
        const stopping = new AbortController();
        const ended = this.deliver(after, handler, stopping.signal);
        const subscription = {
            stop: async () => {
                stopping.abort();
                await ended;
                this.running.delete(subscription);
            },
        };
        this.running.add(subscription);
        return subscription;
    }
    async *follow(stream, fromRevision, signal) {
        const ended = AbortSignal.any([signal, this.closing.signal]);
        let next = fromRevision;
        const source = {
            open: () => this.client.subscribeToStream(stream, next),
            isBehind: async () => (await this.read(stream, { from: next, limit: 1 })).length > 0,
            recorded: (event) => this.client.recorded(event),
        };
        for await (const events of catchUp(source, this.patience, ended)) {
            for (const event of events) {
                if (event.revision < next)
                    continue;
                if (ended.aborted)
                    return;
                next = event.revision + 1;
                yield event;
            }
        }
    }
    /** Ends the subscriptions, their running handlers awaited, all followers, and the connection. */
    close() {
        this.closed ??= this.shut();
        return this.closed;
    }
    async shut() {
        this.closing.abort();
        await Promise.all([...this.running].map((subscription) => subscription.stop()));
        await this.client.close();
    }
    async deliver(after, handler, signal) {
        let position = after;
        let checkpoint = after;
        const source = {
            open: () => this.client.subscribeToAll(position, (reached) => (checkpoint = reached)),
            takenAll: () => (position = Math.max(position, checkpoint)),
            isBehind: async () => (await this.head()) > position,
            recorded: (event) => this.client.recorded(event),
        };
        for await (const events of catchUp(source, this.patience, signal)) {
            const next = events.filter((event) => event.position > position);
            if (next.length)
                await untilDone(() => handler(next), signal);
            position = Math.max(position, events.at(-1).position);
        }
    }
    get patience() {
        return { confirmMs: this.readTimeoutMs, idleMs: this.idleMs };
    }
    /** What the identical append recorded, where it did. */
    async recordedBefore(stream, expectedRevision, events, left) {
        if (!events.length)
            return undefined;
        const found = await this.client.readStream({ stream, from: expectedRevision + 1, count: events.length }, left());
        const same = found.length === events.length && found.every(({ id }, i) => id === events[i].id);
        return same ? found : undefined;
    }
    /** Reads on behind the last event until the limit, or until a page is not full. */
    async pages(limit = Infinity, page) {
        const events = [];
        while (events.length < limit) {
            const count = Math.min(PAGE, limit - events.length);
            const found = await this.repeated(this.readTimeoutMs, (left) => page(events.at(-1), count, left));
            events.push(...found);
            if (found.length < count)
                break;
        }
        return events;
    }
    /**
     * Runs what may be repeated until it succeeds or is refused, at most for twice the time that one try may take; then
     * it is AppError `unavailable`. `left` tells how long the present call may take.
     */
    async repeated(tryMs, run) {
        const end = performance.now() + 2 * tryMs;
        const left = () => Math.max(1, Math.min(tryMs, end - performance.now()));
        for (let pause = FIRST_PAUSE_MS;; pause *= 2) {
            if (this.closed)
                throw unavailable(new Error('The log is closed'));
            try {
                return await run(left);
            }
            catch (error) {
                if (error instanceof WrongRevision || isRefusal(error))
                    throw error;
                if (performance.now() + pause > end)
                    throw unavailable(error);
                await sleep(pause);
            }
        }
    }
}
//# sourceMappingURL=event-store.js.map