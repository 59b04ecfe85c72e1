import { setTimeout as sleep } from 'node:timers/promises';
import { EventFeed, } from '#ports';
import { untilDone } from '../subscription.js';
const BATCH = 500;
/** The consumer's position moves over events that are not for it after so many of them, or so long. */
const MOST_SKIPPED = 1_000;
const LONGEST_SKIP_MS = 1_000;
/** Who lingers does so for longer after a batch of many events: twice as long for so many, … */
const BUSY = 25;
/** … and at most so many times as long. */
const MOST_PATIENCE = 5;
/**
 * The log itself as the feed: a catch-up subscription per consumer, whose position is the log's, in decimal. The
 * position also moves over events of other categories: such a batch has no events.
 */
export class LogFeed extends EventFeed {
    log;
    constructor(log) {
        super();
        this.log = log;
    }
    subscribe(options, handler) {
        return new Consumer(this.log, options, handler);
    }
    async lag(_group, position) {
        return Math.max(0, (await this.log.head()) - logPosition(position));
    }
    taken(_group, position) {
        return Promise.resolve(logPosition(position));
    }
}
/** Throws RangeError for what this feed has not made. */
function logPosition(position = '0') {
    if (!/^\d{1,16}$/.test(position))
        throw new RangeError(`"${position}" is not a position in the log`);
    return Number(position);
}
/** The part of a stream's name before the first `-`. */
const categoryOf = (stream) => stream.split('-', 1)[0];
class Consumer {
    log;
    options;
    handler;
    stopping = new AbortController();
    categories;
    batchSize;
    subscription;
    /** Up to where the log was seen, and up to where the handler was told. */
    seen;
    told;
    /** Position to reach before the consumer counts as caught up; undefined once it has. */
    target = Infinity;
    skipTimer;
    /** Everything that calls the handler, one after another. */
    queue = Promise.resolve();
    constructor(log, options, handler) {
        this.log = log;
        this.options = options;
        this.handler = handler;
        this.categories = new Set(options.categories);
        this.batchSize = options.batchSize ?? BATCH;
        this.seen = this.told = logPosition(options.from);
        void this.enqueue(() => this.aim());
        this.subscription = log.subscribe(this.seen, (events) => this.enqueue(() => this.take(events)));
    }
    async stop() {
        this.stopping.abort();
        clearTimeout(this.skipTimer);
        await this.subscription.stop();
        await this.queue;
        // So that nothing which it has seen looks as if it were still to come.
        if (this.seen > this.told)
            await this.handler({ events: [], position: String(this.seen) }).catch(() => undefined);
    }
    enqueue(run) {
        const done = this.queue.then(run);
        this.queue = done.catch(() => undefined);
        return done;
    }
    async aim() {
        await untilDone(async () => {
            this.target = await this.log.head();
        }, this.stopping.signal);
        this.noteArrival();
    }
    async take(events) {
        const wanted = events.filter(({ stream }) => this.categories.has(categoryOf(stream)));
        const last = events.at(-1).position;
        for (let from = 0; from < wanted.length; from += this.batchSize) {
            const batch = wanted.slice(from, from + this.batchSize);
            const isLast = from + this.batchSize >= wanted.length;
            await this.tell(batch, isLast ? last : batch.at(-1).position);
        }
        this.seen = last;
        if (this.seen - this.told >= MOST_SKIPPED)
            await this.tell([], this.seen);
        else if (this.seen > this.told)
            this.skipTimer ??= setTimeout(() => this.tellSkipped(), LONGEST_SKIP_MS).unref();
        this.noteArrival();
        const { lingerMs = 0 } = this.options;
        if (wanted.length && wanted.length < this.batchSize && lingerMs) {
            const busy = Math.min(1 + wanted.length / BUSY, MOST_PATIENCE);
            await sleep(lingerMs * busy, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        }
    }
    tellSkipped() {
        this.skipTimer = undefined;
        void this.enqueue(async () => {
            if (this.seen > this.told)
                await this.tell([], this.seen);
        });
    }
    async tell(events, position) {
        await untilDone(() => this.handler({ events, position: String(position) }), this.stopping.signal);
        this.told = position;
    }
    noteArrival() {
        if (this.target === undefined || this.seen < this.target || this.stopping.signal.aborted)
            return;
        this.target = undefined;
        this.options.onCaughtUp?.(true);
    }
}
//# sourceMappingURL=log-feed.js.map