import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Most events that a handler is given, or that a follower is read, at a time. */
const BATCH = 1_000;
/** Most events kept for a follower that is slow; beyond it reads the log again. */
const MOST_QUEUED = 1_000;
/** Runs until it resolves, with a longer pause after each failure; gives up without an error at the signal. */
export async function untilDone(run, signal) {
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        try {
            return await run();
        }
        catch {
            await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
        }
    }
}
/** Rings for one listener, and is heard also by one that begins to listen later. */
export class Bell {
    rung = false;
    wake = () => { };
    ring = () => {
        this.rung = true;
        this.wake();
    };
    /** Resolves when it rings, or after the time. */
    async heard(withinMs) {
        if (!this.rung) {
            await new Promise((resolve) => {
                const timer = withinMs === undefined ? undefined : setTimeout(resolve, withinMs);
                this.wake = () => {
                    clearTimeout(timer);
                    resolve();
                };
            });
        }
        this.rung = false;
    }
}
/** A subscriber that is waited for looks so often. */
const WAIT_FOR_OTHERS_MS = 2;
/** Nobody waits for one that has not moved for so long. */
const STANDSTILL_MS = 1_000;
/** `subscribe` and `follow` of a store whose commits are announced in this process, in the order of their positions. */
export class Subscriptions {
    log;
    window;
    bells = new Set();
    running = new Set();
    followers = new Map();
    readers = new Set();
    closed = false;
    /**
     * @param window where given, a subscriber that is so many events ahead of a moving one close behind it waits, so that
     * what was read for one serves the other
     */
    constructor(log, window) {
        this.log = log;
        this.window = window;
    }
    /** Wakes all who wait for these events. Called once they can be read. */
    committed(events) {
        for (const bell of this.bells)
            bell.ring();
        if (!this.followers.size)
            return;
        for (const event of events) {
            for (const follower of this.followers.get(event.stream) ?? []) {
                if (follower.queue && follower.queue.length < MOST_QUEUED)
                    follower.queue.push(event);
                else
                    follower.queue = undefined;
                follower.bell.ring();
            }
        }
    }
    /** Wakes all: something may have been committed that was not announced. */
    missed() {
        for (const bell of this.bells)
            bell.ring();
        for (const followers of this.followers.values()) {
            for (const follower of followers) {
                follower.queue = undefined;
                follower.bell.ring();
            }
        }
    }
    subscribe(after, handler) {
        const stopping = new AbortController();
        const bell = new Bell();
        this.bells.add(bell);
        const ended = this.deliver(after, handler, bell, stopping.signal);
        const subscription = {
            stop: async () => {
                stopping.abort();
                bell.ring();
                await ended;
                this.bells.delete(bell);
                this.running.delete(subscription);
            },
        };
        this.running.add(subscription);
        return subscription;
    }
    async deliver(after, handler, bell, signal) {
        const reader = { position: after, moved: performance.now() };
        this.readers.add(reader);
        signal.addEventListener('abort', () => this.readers.delete(reader));
        while (!signal.aborted) {
            // Reading and handling may both go without I/O: others get their turn between two batches.
            await turn();
            while (this.isAhead(reader) && !signal.aborted)
                await sleep(WAIT_FOR_OTHERS_MS);
            let events = [];
            await untilDone(async () => {
                events = await this.log.readAll({ after: reader.position, limit: BATCH });
            }, signal);
            const last = events.at(-1);
            if (last) {
                await untilDone(() => handler(events), signal);
                reader.position = last.position;
                reader.moved = performance.now();
            }
            else if (!signal.aborted)
                await bell.heard();
        }
    }
    isAhead({ position }) {
        const { window } = this;
        if (window === undefined)
            return false;
        const lately = performance.now() - STANDSTILL_MS;
        return [...this.readers].some((other) => {
            const distance = position - other.position;
            return distance > window && distance < 2 * window && other.moved > lately;
        });
    }
    async *follow(stream, fromRevision, signal) {
        const follower = { bell: new Bell(), queue: undefined };
        const others = this.followers.get(stream);
        if (others)
            others.add(follower);
        else
            this.followers.set(stream, new Set([follower]));
        signal.addEventListener('abort', follower.bell.ring);
        try {
            let next = fromRevision;
            while (!signal.aborted && !this.closed) {
                const events = await this.eventsFor(follower, stream, next);
                for (const event of events) {
                    if (event.revision < next)
                        continue;
                    if (signal.aborted)
                        return;
                    yield event;
                    next = event.revision + 1;
                }
                if (!events.length)
                    await follower.bell.heard();
            }
        }
        finally {
            signal.removeEventListener('abort', follower.bell.ring);
            const all = this.followers.get(stream);
            all?.delete(follower);
            if (!all?.size)
                this.followers.delete(stream);
        }
    }
    /** From the queue where it is complete, else from the log while the queue collects what comes meanwhile. */
    async eventsFor(follower, stream, from) {
        const queued = follower.queue;
        follower.queue = [];
        if (queued)
            return queued;
        const events = await this.log.read(stream, { from, limit: BATCH });
        if (events.length === BATCH)
            follower.queue = undefined;
        return events;
    }
    /** Ends all subscriptions, their running handlers awaited, and all followers. */
    async close() {
        this.closed = true;
        for (const followers of this.followers.values())
            for (const { bell } of followers)
                bell.ring();
        await Promise.all([...this.running].map((subscription) => subscription.stop()));
    }
}
//# sourceMappingURL=subscription.js.map